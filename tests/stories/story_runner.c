/* Plays one story file without the command line around it, so that stories
 * run in every build: story_runner [--json] [--scsi] FILE */
#include "sim/host/story.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };
static char text[TEXT_MAX];
static _Alignas(16) unsigned char memory[SIM_STORY_MEMORY];

int main(int argc, char **argv)
{
    struct sim_story story = { .text = text };
    struct tj_error error = { .status = TJ_OK };
    bool met = false;
    int first = 1;

    for (; first < argc && argv[first][0] == '-'; first++) {
        story.options.json |= strcmp(argv[first], "--json") == 0;
        story.options.scsi |= strcmp(argv[first], "--scsi") == 0;
    }
    FILE *file = first < argc ? fopen(argv[first], "rb") : NULL;
    if (file == NULL) {
        (void)fprintf(stderr, "story_runner: no such story\n");
        return 66;
    }
    story.file_name = argv[first];
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
