/* SPDX-License-Identifier: MIT */
/* Random histories of a drive that keeps every rule. A small model of its own
 * (one owner, file objects with handles, requests in flight) executes each
 * operation at one instant; the record shows only an interval around it. Times
 * are coarse, so that ties are frequent. */
#ifndef TJ_TESTS_CORE_CHECK_HONEST_H
#define TJ_TESTS_CORE_CHECK_HONEST_H

#include "tests/core/check/tale.h"

struct honest_options {
    uint64_t seed;
    unsigned clients;    /* 1 .. 8 */
    unsigned operations; /* About so many. */
    bool unknowns;       /* Kills, swallowed and injected answers. */
    bool overlapping;    /* Some clients have two requests in flight. */
    bool events;         /* A listener. */
    bool losses;         /* ... that misses some, without excuse. */
};

/* Adds the history to a fresh tale. */
void honest_tell(struct tale *tale, const struct honest_options *options);

/* A draw in 0 .. below - 1; the tests' own generator. */
uint64_t honest_draw(uint64_t *state, uint64_t below);

#endif
