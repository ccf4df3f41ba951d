/* Forwards to the story player, so that stress/ need not know sim/. */
#include "backends/story.h"

#include "sim/story.h"

size_t tj_story_memory(void)
{
    return SIM_STORY_MEMORY;
}

enum tj_status tj_story_play(const char *file_name, const char *text,
                             size_t size,
                             const struct tj_story_options *options, FILE *out,
                             void *memory, size_t memory_size,
                             bool *expectations_met, struct tj_error *error)
{
    struct sim_story story = {
        .file_name = file_name, .text = text, .size = size,
        .options = { .json = options->json, .scsi = options->scsi },
    };

    return sim_story_play(&story, out, memory, memory_size, expectations_met,
                          error);
}
