/* SPDX-License-Identifier: MIT */
/* Which cores and which priority a client's thread gets, in real time:
 *     pin = none | spread | compact | 0,2,5     spread: one core after the
 *                        other; compact: all on the first one, so that they take
 *                        each other's place in the middle of things; a list: in
 *                        turn those of it
 *     priority = normal | high | low | -20 .. 19     as of nice(1)
 * Values only; whoever starts a thread applies them. */
#ifndef TJ_STRESS_PLACING_H
#define TJ_STRESS_PLACING_H

#include "core/base/status.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { TJ_CORES_MAX = 64, TJ_CORE_LAST = 1023, TJ_PLACING_TEXT = 400 };
enum { TJ_PRIORITY_HIGH = -10, TJ_PRIORITY_LOW = 10 };

enum tj_pin { TJ_PIN_NONE, TJ_PIN_SPREAD, TJ_PIN_COMPACT, TJ_PIN_LIST };

struct tj_placing {
    bool     pin_given, priority_given; /* Else the one of [global]. */
    uint8_t  pin;       /* enum tj_pin */
    int8_t   priority;  /* nice; 0: normal */
    uint16_t cores_count;
    uint16_t cores[TJ_CORES_MAX];
};

/* One value, as typed. False: it is none of these. */
bool tj_placing_parse_pin(const char *text, struct tj_placing *placing);
bool tj_placing_parse_priority(const char *text, struct tj_placing *placing);
/* The form it is read from. */
void tj_placing_format_pin(const struct tj_placing *placing,
                           struct tj_text *text);
void tj_placing_format_priority(const struct tj_placing *placing,
                                struct tj_text *text);

/* own, where it was given, else common. */
struct tj_placing tj_placing_of(const struct tj_placing *common,
                                const struct tj_placing *own);

/* The core of the index-th client of a run, from 0, on a machine with so many;
 * -1: any. */
int tj_placing_core(const struct tj_placing *placing, uint32_t index,
                    int cores);

#endif
