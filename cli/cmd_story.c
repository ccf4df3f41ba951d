/* SPDX-License-Identifier: MIT */
/* trayjam story: one simulated drive, driven by a script in virtual time. */
#include "cli/cmd.h"

#include "stress/exit_codes.h"

#include "backends/story.h"
#include "core/base/os.h"

#include <stdio.h>
#include <string.h>

#define STORY_SIZE_MAX ((size_t)4 << 20)

static enum tj_status read_story(const char *name, char *text, size_t *size,
                                 struct tj_error *error)
{
    if (strcmp(name, "-") != 0)
        return tj_os_read_file(name, text, STORY_SIZE_MAX, size, error);
    *size = fread(text, 1, STORY_SIZE_MAX, stdin);
    if (ferror(stdin))
        return tj_fail(error, TJ_HOST_IO, "standard input cannot be read");
    if (*size == STORY_SIZE_MAX)
        return tj_fail(error, TJ_BAD_INPUT, "standard input: a story has at "
                       "most %zu bytes", STORY_SIZE_MAX);
    return TJ_OK;
}

static int play(const struct options *options, unsigned char *pages)
{
    char           *text = (char *)pages + tj_story_memory();
    struct tj_story story = {
        .file_name = options->operands[0],
        .text = text,
        .options = { .json = options_has(options, OPTION_JSON),
                     .scsi = options_has(options, OPTION_SCSI) },
    };
    struct tj_error error;
    bool            met = false;

    enum tj_status status =
        read_story(story.file_name, text, &story.size, &error);
    if (status == TJ_OK)
        status = tj_story_play(&story, stdout, pages, tj_story_memory(), &met,
                               &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    return cmd_end(met ? EXIT_HELD : EXIT_BROKEN);
}

int cmd_story(const struct command *command, const struct options *options)
{
    size_t         size = tj_story_memory() + STORY_SIZE_MAX;
    unsigned char *pages = tj_os_pages_take(size);

    (void)command;
    if (pages == NULL) {
        fputs("trayjam: no memory to start with\n", stderr);
        return tj_status_exit_code(TJ_NO_MEMORY);
    }
    int code = play(options, pages);
    tj_os_pages_give(pages, size);
    return code;
}
