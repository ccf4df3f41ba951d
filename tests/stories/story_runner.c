/* Plays story files without the command line around them, so that stories run
 * in every build: story_runner [--json] [--scsi] FILE ... The exit code is that
 * of the worst. */
#include "core/base/os.h"
#include "sim/host/story.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };
static char text[TEXT_MAX];
static _Alignas(16) unsigned char memory[SIM_STORY_MEMORY];

static int play(const char *name, const struct sim_story *how)
{
    struct sim_story story = *how;
    struct tj_error error = { .status = TJ_OK };
    bool met = false;

    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "story_runner: no such story\n");
        return 66;
    }
    story.file_name = name;
    story.size = fread(text, 1, sizeof text, file);
    (void)fclose(file);
    enum tj_status status =
        sim_story_play(&story, stdout, memory, sizeof memory, &met, &error);
    if (status != TJ_OK) {
        (void)fprintf(stderr, "%s\n", error.text);
        return tj_status_exit_code(status);
    }
    return met ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct sim_story how = { .text = text };
    int first = 1;
    int code = first < argc ? 0 : 66;

    tj_os_begin();
    for (; first < argc && argv[first][0] == '-'; first++) {
        how.options.json |= strcmp(argv[first], "--json") == 0;
        how.options.scsi |= strcmp(argv[first], "--scsi") == 0;
    }
    for (; first < argc; first++) {
        int own = play(argv[first], &how);
        code = own > code ? own : code;
    }
    return code;
}
