/* SPDX-License-Identifier: MIT */
/* What a shrinking is about, and how its end is told: text and JSON. */
#ifndef TJ_CLI_SHRINK_TEXT_H
#define TJ_CLI_SHRINK_TEXT_H

#include "cli/options.h"
#include "cli/quick_run.h"
#include "cli/recorded_run.h"
#include "stress/shrink.h"

struct shrink_job {
    const struct options *options;
    struct arena          arena;
    struct recorded_run   run;
    struct quick_run      quick;
    struct tj_program     program;
    struct tj_shrink      shrink;
    struct tj_workload   *base, *small;
    char                  rule[16];
    struct tj_finding     finding; /* Of the recorded run, run again. */
    size_t                before_clients;
    uint64_t              began_ns, took_ns;
    bool                  quiet;
    char                  folder[RUN_PATH_MAX];
    char                  scenario[RUN_PATH_MAX + 16]; /* shrunk.ini */
    char                  repeat[RUN_REPEAT_MAX];
    struct tj_verdict    *verdict; /* Of what it came to. */
};

/* The first finding of the last run that is of the rule (any, while that is ""),
 * or NULL. */
const struct tj_finding *shrink_finding(const struct shrink_job *job);

/* quick holds the run that it came to. */
void shrink_print_text(const struct shrink_job *job);
enum tj_status shrink_print_json(const struct shrink_job *job,
                                 struct tj_error *error);

#endif
