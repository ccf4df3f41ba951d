/* SPDX-License-Identifier: MIT */
/* One small workload in virtual time, schedule after schedule, at the bare
 * speed of the simulated drive: the clients' scripts against backends/branching.
 * It does what runner_virtual does with strategy `turns`, step by step (whoever
 * judges a schedule follows it there, and stops the program if they ever
 * disagree), but keeps of it only what came of it: a history.
 *
 * A history is, drive by drive, the order of all invocations, answers,
 * announcements and deliveries, with everything that they say but their times,
 * and how the drive was left. Schedules of one history are told apart by no
 * rule that does not measure time. */
#ifndef TJ_STRESS_EXPLORE_MACHINE_H
#define TJ_STRESS_EXPLORE_MACHINE_H

#include "backends/branching.h"
#include "stress/workload.h"

struct explore_machine;

/* TJ_UNAVAILABLE, with the reason, for a workload that it cannot go through:
 * faults, races, open loops, a warm-up, listening clients, several processes,
 * drives that are not simulated. */
enum tj_status explore_machine_open(const struct tj_workload *workload,
                                    struct arena *arena,
                                    struct explore_machine **machine,
                                    struct tj_error *error);

/* Who goes on: see tj_branching_strategy. */
struct tj_branching *explore_machine_world(struct explore_machine *machine);

/* To where everybody is about to ask for the first time, and nobody has
 * chosen. */
void explore_machine_restart(struct explore_machine *machine);

/* Goes on as far as nobody has to choose. Of how many then has to be chosen;
 * 0: the schedule is over. steps_max: how long a schedule may be; one that
 * becomes longer is over, too (result: cut). */
unsigned explore_machine_go(struct explore_machine *machine,
                            uint64_t steps_max);
void     explore_machine_decide(struct explore_machine *machine,
                                unsigned index);

/* Of a schedule that is over. */
struct explore_result {
    uint64_t history;
    uint64_t steps, operations, refused, granted;
    bool     hung, cut;
};
void explore_machine_result(const struct explore_machine *machine,
                            struct explore_result *result);

/* At a choice. What can come behind two states with the same digest is the
 * same, and so is what came before, as a history. */
size_t   explore_machine_save_max(const struct explore_machine *machine);
void     explore_machine_save(const struct explore_machine *machine,
                              void *memory);
void     explore_machine_restore(struct explore_machine *machine,
                                 const void *memory);
uint64_t explore_machine_digest(const struct explore_machine *machine);

#endif
