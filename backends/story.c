/* Forwards to the story player, so that stress/ need not know sim/. */
#include "backends/story.h"

#include "sim/host/story.h"

size_t tj_story_memory(void)
{
    return SIM_STORY_MEMORY;
}

enum tj_status tj_story_play(const struct tj_story *story, FILE *out,
                             void *memory, size_t memory_size,
                             bool *expectations_met, struct tj_error *error)
{
    const struct sim_story inner = {
        .file_name = story->file_name,
        .text = story->text,
        .size = story->size,
        .options = { .json = story->options.json, .scsi = story->options.scsi },
    };

    return sim_story_play(&inner, out, memory, memory_size, expectations_met,
                          error);
}
