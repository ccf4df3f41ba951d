/* SPDX-License-Identifier: MIT */
/* Sentences of advice, a table for each system. */
#ifndef TJ_STRESS_ADVICE_ROWS_H
#define TJ_STRESS_ADVICE_ROWS_H

#include "stress/advice.h"

#include <stddef.h>

#define ON(verb) (UINT32_C(1) << TJ_##verb)
#define ANY_VERB UINT32_MAX
#define WHO(owner) (1u << ADVICE_##owner)
#define ANYBODY 0xfu

/* The first one that fits speaks. `@` in a sentence is the owner's name. */
struct advice_row {
    uint32_t    verbs;
    uint32_t    status;
    unsigned    owners;
    uint32_t    flags; /* All of these must be set. */
    const char *says;
};

/* advice_linux.c: looked at first where the drive is one of Linux. */
extern const struct advice_row advice_linux[];
extern const size_t            advice_linux_count;

#endif
