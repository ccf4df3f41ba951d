/* SPDX-License-Identifier: MIT */
/* Planned fault rules between a workload and a trace: what a schedule drew is
 * in the trace itself, word for word. */
#ifndef TJ_STRESS_PLANNED_FAULTS_H
#define TJ_STRESS_PLANNED_FAULTS_H

#include "core/trace/reader.h"
#include "stress/workload.h"

/* At the head of a segment that holds nothing but names. */
void planned_faults_write(const struct tj_workload *workload,
                          struct tj_segment *segment);

/* Gives a workload without rules those of the trace. TJ_BAD_TRACE when one of
 * them is not a rule of this version. */
enum tj_status planned_faults_read(const struct tj_trace *trace,
                                   struct arena *arena,
                                   struct tj_workload *workload,
                                   struct tj_error *error);

#endif
