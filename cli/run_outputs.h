/* SPDX-License-Identifier: MIT */
/* What follows the recording of a run, the same for `run` and `check`: judge,
 * write the files of the run folder, make the reports, tell the person. */
#ifndef TJ_CLI_RUN_OUTPUTS_H
#define TJ_CLI_RUN_OUTPUTS_H

#include "cli/options.h"
#include "cli/run_view.h"

struct run_outputs_request {
    const struct options     *options; /* --json --quiet --no-color */
    const struct tj_workload *workload;
    const struct run_facts   *facts;
    const char               *folder;  /* Run folder; NULL: bare trace. */
    const char               *trace;
    const char               *formats; /* "none": no reports. */
    bool                      accept_partial;
    bool                      again; /* A recorded run is judged again. */
};

/* The run's exit code, or that of a failure, which has then been told. */
int run_outputs(const struct run_outputs_request *request,
                struct arena *arena);

#endif
