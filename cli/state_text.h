/* SPDX-License-Identifier: MIT */
/* A simulated drive from the inside, in plain words and as JSON. */
#ifndef TJ_CLI_STATE_TEXT_H
#define TJ_CLI_STATE_TEXT_H

#include "core/base/json.h"
#include "core/drive/sim_view.h"
#include "stress/workload.h"

/* A few lines, each indented. workload: for the owner's name. */
void state_print(const struct tj_sim_view *view, unsigned drive,
                 const struct tj_workload *workload, FILE *file);
/* One object of an array. */
void state_json(const struct tj_sim_view *view, unsigned drive,
                const struct tj_workload *workload, struct tj_json *json);

#endif
