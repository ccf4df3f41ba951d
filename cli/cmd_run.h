/* SPDX-License-Identifier: MIT */
/* A run as `trayjam run` does it, for commands that add something to it. */
#ifndef TJ_CLI_CMD_RUN_H
#define TJ_CLI_CMD_RUN_H

#include "cli/options.h"
#include "cli/run_setup.h"

struct tj_guests;

struct run_plan {
    struct run_extra extra;
    /* What is to be changed in the loaded scenario, and told of it. */
    enum tj_status (*settle)(void *context, struct tj_workload *workload,
                             struct tj_error *error);
    void            *context;
    const char      *repeat; /* The line that runs it again. */
    /* Both may be NULL. */
    struct tj_guests   *guests;
    struct run_program *program; /* Filled in by settle and by ... */
    void (*ended)(void *context); /* ... this, when the run is over. */
};

/* plan NULL: only what the options say. Gives the exit code. */
int run_planned(const struct options *options, const struct run_plan *plan);

#endif
