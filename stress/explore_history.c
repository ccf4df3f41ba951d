/* SPDX-License-Identifier: MIT */
/* What a schedule comes to: all that was said, in its order, as one number. */
#include "stress/explore_parts.h"

#include <string.h>

uint64_t stir_bytes(uint64_t sum, const uint8_t *bytes, size_t size)
{
    uint64_t word;

    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        sum = stir(sum, word);
    }
    word = 0;
    if (size > 0)
        memcpy(&word, bytes, size);
    return stir(sum, word ^ (uint64_t)size << 56);
}

enum { SAYS_INVOKED = 1, SAYS_ANSWERED, SAYS_EMITTED, SAYS_DELIVERED,
       SAYS_LEFT };

void explore_note_invoked(struct explore_machine *machine,
                          const struct tj_op *op)
{
    uint64_t *sum = &machine->head.history[op->drive];

    *sum = stir(*sum, SAYS_INVOKED | (uint64_t)op->client << 8 |
                          (uint64_t)op->verb << 24 |
                          (uint64_t)op->handle << 32);
    *sum = stir(*sum, op->arg | (uint64_t)op->code << 32);
    *sum = stir(*sum, op->offset ^ (uint64_t)op->name << 48);
    *sum = stir_bytes(*sum, op->input,
                      op->input_size < TJ_INPUT_MAX ? op->input_size
                                                    : TJ_INPUT_MAX);
}

void explore_note_answered(struct explore_machine *machine, uint32_t asker,
                           uint8_t drive, const struct tj_reply *reply)
{
    uint64_t *sum = &machine->head.history[drive];

    *sum = stir(*sum, SAYS_ANSWERED | (uint64_t)asker << 8 |
                          (uint64_t)reply->status << 32);
    *sum = stir(*sum, reply->info);
    *sum = stir_bytes(*sum, reply->output,
                      reply->info < TJ_OUTPUT_MAX ? reply->info
                                                  : TJ_OUTPUT_MAX);
}

void explore_note_event(struct explore_machine *machine,
                        const struct tj_news *news)
{
    const struct tj_event *event = news->event;
    uint64_t              *sum = &machine->head.history[news->drive];
    bool                   emitted = news->kind == TJ_NEWS_EMITTED;

    *sum = stir(*sum, (emitted ? SAYS_EMITTED : SAYS_DELIVERED) |
                          (uint64_t)event->id << 8 |
                          (uint64_t)event->number << 16 |
                          (uint64_t)(emitted ? 0 : news->asker + 1) << 48);
    *sum = stir_bytes(*sum, event->data,
                      event->size < sizeof event->data ? event->size
                                                       : sizeof event->data);
}

void explore_note_left(struct explore_machine *machine, uint8_t drive,
                       const struct tj_sim_view *view)
{
    uint64_t *sum = &machine->head.history[drive];

    *sum = stir(*sum, SAYS_LEFT | (uint64_t)view->locked << 8 |
                          (uint64_t)view->owner << 32);
    *sum = stir(*sum, view->simple_locks | (uint64_t)view->secure_locks << 32);
    *sum = stir(*sum, view->mcn_disabled);
}
