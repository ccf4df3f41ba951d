/* A stream of draws for one who draws in order: one counter, four words a
 * block. */
#ifndef TJ_CORE_BASE_DICE_H
#define TJ_CORE_BASE_DICE_H

#include "core/base/random.h"

struct tj_dice {
    uint64_t        seed;
    enum tj_stream  stream;
    uint32_t        lane;  /* Which host: the client word of the draw. */
    uint64_t        block; /* Blocks drawn so far. */
    struct tj_draws draws;
    unsigned        left;
};

static inline uint64_t tj_dice_throw(struct tj_dice *dice)
{
    if (dice->left == 0) {
        dice->draws =
            tj_draw(dice->seed, dice->stream, dice->lane, ++dice->block);
        dice->left = 4;
    }
    return dice->draws.slot[--dice->left];
}

#endif
