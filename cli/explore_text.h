/* SPDX-License-Identifier: MIT */
/* What an exploration found, for a person or a program. */
#ifndef TJ_CLI_EXPLORE_TEXT_H
#define TJ_CLI_EXPLORE_TEXT_H

#include "cli/run_view.h"
#include "stress/explore.h"

/* Of the histories that were judged. */
struct explore_findings {
    uint64_t judged, broken;      /* Histories; of them with a finding. */
    uint64_t rules[TJ_RULES_MAX]; /* How many histories broke each. */
    int      exit_code;           /* Of the first of them; else 0. */
    uint64_t first_schedule;      /* Its number, from 1. */
    char     rule[16];            /* What it broke first; "": no rule. */
    char     text[400];
    uint64_t conclusive;          /* Histories that proved something. */
    struct tj_coverage coverage;  /* Of all of them. */
};

/* Adds what the judge said of one history. schedule: how many there were. */
void explore_findings_add(struct explore_findings *findings,
                          const struct tj_verdict *verdict, uint64_t schedule);

struct explore_view {
    const struct tj_workload      *workload;
    const struct explore_config   *config;
    const struct explore_counts   *counts;
    const struct explore_findings *findings;
    uint64_t    real_ns;   /* Exploring and judging ... */
    uint64_t    judged_ns; /* ... the latter alone. */
    const char *folder;    /* Run folder of the finding, or NULL. */
    bool        interrupted, out_of_time, keep_going;
};

/* 130, the finding's, 2, or 0. */
int  explore_exit_code(const struct explore_view *view);
void explore_print(FILE *file, const struct explore_view *view);
enum tj_status explore_print_json(FILE *file, const struct explore_view *view,
                                  struct tj_error *error);

#endif
