/* SPDX-License-Identifier: MIT */
/* When a run in real time is hung: somebody's operation is not answered for
 * longer than the scenario's `hang` while the run should go on, or somebody
 * does not come to its end within it. What is known of the clients are their
 * watch words (backends/layer_watch.h); what they wait for is told by the judge
 * from the trace, which gets a mark for each. */
#ifndef TJ_STRESS_WATCHDOG_H
#define TJ_STRESS_WATCHDOG_H

#include "backends/layer_watch.h"
#include "stress/runner.h"

struct watchdog_note {
    uint64_t seen; /* tj_watch_give_up's. */
    bool     told; /* The trace has its mark. */
    bool     left; /* Given up. */
    bool     stuck; /* Neither ended nor given up: it may still write. */
};

struct watchdog {
    struct runner        *runner;
    struct tj_watch      *words; /* Not owned; may be shared by processes. */
    struct watchdog_note *notes;
    uint32_t              count;
};

/* words NULL: taken from the run's arena. */
enum tj_status watchdog_init(struct watchdog *dog, struct runner *runner,
                             struct tj_watch *words, uint32_t count);

/* New clients play those parts; nothing was told of them. */
void watchdog_begin(struct watchdog *dog, uint32_t first, uint32_t count);

/* They are dead. */
void watchdog_end(struct watchdog *dog, uint32_t first, uint32_t count);

/* True when the run must be stopped; those who hang are then marked. */
bool watchdog_barks(struct watchdog *dog, uint64_t now_ns);

/* After a stop: true when waiting for those who have not ended is given up,
 * because all of them hang or all their time is over. */
bool watchdog_tires(const struct watchdog *dog, uint64_t stop_ns,
                    uint64_t now_ns);

/* Marks everybody who has not ended; how many there are. */
uint32_t watchdog_mark(struct watchdog *dog, uint64_t stop_ns,
                       uint64_t now_ns);

/* Gives up whoever has not ended, among threads of this process. May take a
 * second. */
void watchdog_leave(struct watchdog *dog);

/* What its clients took and did not give back: told to runner_leak. Those who
 * ended well have nothing. */
void watchdog_leaks(const struct watchdog *dog, uint32_t first,
                    uint32_t count);

#endif
