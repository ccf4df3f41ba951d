/* From a host's number to a slot: open addressing with linear probing, and
 * backward-shift deletion, so that there are no tombstones to grow old. The
 * table has more places than slots exist, so a search always ends. */
#include "sim/internal.h"

_Static_assert(SIM_INDEX_SIZE > SIM_HANDLES_MAX &&
               SIM_INDEX_SIZE > SIM_REQUESTS_MAX, "an empty place remains");
_Static_assert((SIM_INDEX_SIZE & (SIM_INDEX_SIZE - 1)) == 0, "a power of two");

/* Fibonacci hashing: consecutive numbers, the usual ones, spread evenly. */
static unsigned home(uint32_t key)
{
    return key * UINT32_C(2654435769) >> 24;
}

static unsigned after(unsigned place)
{
    return (place + 1) & (SIM_INDEX_SIZE - 1);
}

uint8_t sim_index_find(const struct sim_index *index, uint32_t key)
{
    if (key == 0)
        return 0xff;
    for (unsigned place = home(key); index->keys[place] != 0;
         place = after(place))
        if (index->keys[place] == key)
            return index->slots[place];
    return 0xff;
}

void sim_index_put(struct sim_index *index, uint32_t key, uint8_t slot)
{
    unsigned place = home(key);

    TJ_ASSERT(key != 0);
    while (index->keys[place] != 0)
        place = after(place);
    index->keys[place] = key;
    index->slots[place] = slot;
}

void sim_index_remove(struct sim_index *index, uint32_t key)
{
    unsigned hole = home(key);

    while (index->keys[hole] != key)
        hole = after(hole);
    for (unsigned place = after(hole); index->keys[place] != 0;
         place = after(place)) {
        unsigned wanted = home(index->keys[place]);
        /* Moves back only what would otherwise be cut off from its home. */
        if (((place - wanted) & (SIM_INDEX_SIZE - 1)) <
            ((place - hole) & (SIM_INDEX_SIZE - 1)))
            continue;
        index->keys[hole] = index->keys[place];
        index->slots[hole] = index->slots[place];
        hole = place;
    }
    index->keys[hole] = 0;
}
