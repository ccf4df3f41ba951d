/* Who goes on in virtual time, as it is typed:
 *
 *     random | first | pct depth=D [steps=N]     and behind each: [turns]
 *
 * turns: a client that would ask something waits for its turn as requests do,
 * so that it may come between any two steps of another's; else it asks the
 * moment it was answered. Meant for small workloads (sim/world.h has the rest).
 */
#ifndef TJ_BACKENDS_STRATEGY_H
#define TJ_BACKENDS_STRATEGY_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum tj_strategy_kind { TJ_STRATEGY_RANDOM, TJ_STRATEGY_FIRST,
                        TJ_STRATEGY_PCT };
enum { TJ_STRATEGY_DEPTH_MAX = 16, TJ_STRATEGY_TURNS_MAX = 256,
       TJ_STRATEGY_TEXT = 64 };
#define TJ_STRATEGY_STEPS_DEFAULT UINT64_C(10000)

struct tj_strategy {
    enum tj_strategy_kind kind;
    uint32_t              depth; /* PCT: 1 .. TJ_STRATEGY_DEPTH_MAX */
    uint64_t              steps; /* PCT: how long a run is about, in steps. */
    bool                  turns;
};

/* TJ_BAD_INPUT: what is wrong and what is allowed, without the key. */
enum tj_status tj_strategy_parse(const char *text, struct tj_strategy *strategy,
                                 struct tj_error *error);
/* The text of one, as it is parsed. */
void tj_strategy_format(const struct tj_strategy *strategy,
                        char text[TJ_STRATEGY_TEXT]);

#endif
