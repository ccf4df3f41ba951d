/* SPDX-License-Identifier: MIT */
/* What races came to, for people, for run.json, and for repro/facts.ini. */
#ifndef TJ_CLI_RACE_TEXT_H
#define TJ_CLI_RACE_TEXT_H

#include "cli/run_view.h"
#include "core/base/json.h"

void race_summary_print(const struct run_view *view, FILE *file);
/* The key `races`. */
void race_json_print(struct tj_json *json, const struct run_view *view);

/* Lines `race.N.what = numbers`. */
void race_facts_print(const struct run_facts *facts, FILE *file);
void race_facts_read(struct run_facts *facts, const char *key,
                     const char *value);

#endif
