/* SPDX-License-Identifier: MIT */
/* What became of the program that `trayjam attach` ran, for people, for run.json
 * and for repro/facts.ini; and the words for its requests. */
#ifndef TJ_CLI_PROGRAM_TEXT_H
#define TJ_CLI_PROGRAM_TEXT_H

#include "cli/run_view.h"
#include "core/base/json.h"

struct canvas;

/* Nothing, in a run without one. */
void program_summary_print(const struct canvas *canvas,
                           const struct run_view *view);
/* The key `program`, or nothing. */
void program_json_print(struct tj_json *json, const struct run_view *view);

/* Lines `program.what = value`. */
void program_facts_print(const struct run_facts *facts, FILE *file);
void program_facts_read(struct run_facts *facts, const char *key,
                        const char *value);

/* True: a client of the run is one of its processes. */
static inline bool program_has(const struct run_facts *facts, size_t client)
{
    return client >= facts->program.first_client &&
           client - facts->program.first_client < facts->program.clients;
}

#endif
