/* SPDX-License-Identifier: MIT */
#include "stress/digest_set.h"

enum { FIRST_SIZE = 4096 };

void digest_set_init(struct digest_set *set, struct arena *arena)
{
    *set = (struct digest_set){ .arena = arena };
}

/* Where it is, or the empty place where it would be. */
static uint64_t *find(const struct digest_set *set, uint64_t digest)
{
    uint64_t at = digest * UINT64_C(0x9e3779b185ebca87) >> 7;

    while (set->places[at & (set->size - 1)] != 0 &&
           set->places[at & (set->size - 1)] != digest)
        at++;
    return &set->places[at & (set->size - 1)];
}

/* The places before are left in the arena: together they are fewer. */
static bool grow(struct digest_set *set)
{
    struct digest_set bigger = *set;

    bigger.size = set->size == 0 ? FIRST_SIZE : set->size * 2;
    bigger.places = ARENA_NEW(set->arena, uint64_t, bigger.size);
    if (bigger.places == NULL)
        return false;
    for (uint64_t i = 0; i < set->size; i++)
        if (set->places[i] != 0)
            *find(&bigger, set->places[i]) = set->places[i];
    *set = bigger;
    return true;
}

bool digest_set_add(struct digest_set *set, uint64_t digest)
{
    if (digest == 0)
        digest = 1; /* 0 is an empty place. */
    if (!set->full && set->count >= set->size / 2)
        set->full = !grow(set);
    if (set->size == 0)
        return true;
    uint64_t *place = find(set, digest);
    if (*place == digest)
        return false;
    if (set->full && set->count >= set->size / 4 * 3)
        return true;
    *place = digest;
    set->count++;
    return true;
}
