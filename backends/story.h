/* The door from the commands to stories: one simulated drive, driven by a
 * script in virtual time. What a story may say: sim/host/story.h. */
#ifndef TJ_BACKENDS_STORY_H
#define TJ_BACKENDS_STORY_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct tj_story_options {
    bool json; /* One JSON object a line, else text for people. */
    bool scsi; /* Also the commands that reach the drive. */
};

/* Memory that is enough unless a story with expectations prints very much. */
size_t tj_story_memory(void);

struct tj_story {
    const char *file_name; /* For messages only. */
    const char *text;      /* Not owned; needs no terminator. */
    size_t      size;
    struct tj_story_options options;
};

/* Plays the story and prints to out. TJ_BAD_INPUT: "FILE:LINE:COLUMN: what was expected"
 * (exit 65); nothing after that line was played. *expectations_met is false
 * after the first `expect` that did not hold: both sides are printed (exit 1).
 * memory: aligned for anything. */
enum tj_status tj_story_play(const struct tj_story *story, FILE *out,
                             void *memory, size_t memory_size,
                             bool *expectations_met, struct tj_error *error);

#endif
