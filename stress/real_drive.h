/* SPDX-License-Identifier: MIT */
/* A real drive and what a run means to do with it: wear, and what is at stake,
 * are asked about before the first request. */
#ifndef TJ_STRESS_REAL_DRIVE_H
#define TJ_STRESS_REAL_DRIVE_H

#include "backends/drive_real.h"
#include "backends/registry.h"
#include "stress/workload.h"

/* The most that one of its personas does. */
enum real_plan real_drive_plan(const struct tj_workload *workload);
enum real_plan real_drive_plan_of(enum tj_verb verb);

/* For a run: what it changes is put back at its end. A run has one real drive:
 * TJ_USAGE with more. */
enum tj_status real_drive_open(struct tj_real_host *host,
                               const struct tj_target_spec *target,
                               const struct tj_workload *workload,
                               struct tj_error *error);

#endif
