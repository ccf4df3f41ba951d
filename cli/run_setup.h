/* SPDX-License-Identifier: MIT */
/* From a command line to a workload: options become overrides of the scenario,
 * and the line that repeats the run is put together. */
#ifndef TJ_CLI_RUN_SETUP_H
#define TJ_CLI_RUN_SETUP_H

#include "cli/options.h"
#include "cli/run_view.h"
#include "core/base/text.h"

/* Loads options->operands[0]. A complaint about a value typed on the command
 * line is TJ_USAGE, about the scenario file TJ_BAD_INPUT. drawn: the seed that
 * stands for `auto`. */
enum tj_status run_setup_load(const struct options *options, uint64_t drawn,
                              struct arena *arena,
                              struct tj_workload *workload,
                              struct tj_error *error);

/* What a command adds to the options: overrides behind theirs, and the scenario
 * as text where none was named. */
struct run_extra {
    struct tj_override overrides[8];
    size_t             count;
    const char        *name;     /* Of the scenario that is at hand as ... */
    const char        *scenario; /* ... text; NULL: operands[0]. */
};
/* The same with that. extra NULL: nothing. */
enum tj_status run_setup_load_with(const struct options *options,
                                   const struct run_extra *extra,
                                   uint64_t drawn, struct arena *arena,
                                   struct tj_workload *workload,
                                   struct tj_error *error);

/* A word behind a space, quoted for a POSIX shell where needed; and the options
 * that are a part of the scenario. */
void run_setup_add_word(struct tj_text *line, const char *word);
void run_setup_add_options(struct tj_text *line, const struct options *options);
/* The same, but what a schedule of faults draws is not drawn yet: for any
 * number of seeds. */
enum tj_status run_setup_read(const struct options *options, uint64_t drawn,
                              struct arena *arena,
                              struct tj_workload *workload,
                              struct tj_error *error);

/* A seed nobody chose, from the clock and the process id. */
uint64_t run_setup_draw_seed(void);

/* "trayjam run two-burners --seed 0x7 --runner virtual". Quoted for a POSIX
 * shell where needed. */
void run_setup_repeat(const struct options *options, uint64_t seed,
                      char *line, size_t size);

/* The resolved parameters, a few lines for a person. */
void run_setup_describe(const struct tj_workload *workload, FILE *file);

#endif
