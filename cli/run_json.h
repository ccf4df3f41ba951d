/* SPDX-License-Identifier: MIT */
/* A run as JSON: the schema is reports/schema/run.schema.json, the order of
 * the keys is the order there. */
#ifndef TJ_CLI_RUN_JSON_H
#define TJ_CLI_RUN_JSON_H

#include "cli/run_view.h"
#include "core/base/json.h"

enum tj_status run_json_print(const struct run_view *view, FILE *file,
                              bool pretty, struct tj_error *error);

/* run_json_finding.c: one member of `findings` or `advice`; all `findings`. */
void run_json_print_finding(struct tj_json *json, const struct run_view *view,
                            const struct tj_finding *finding);
void run_json_print_findings(struct tj_json *json, const struct run_view *view);

/* run_json_end.c: the keys `placing`, `races`, `hang` and `left`. */
void run_json_print_end(struct tj_json *json, const struct run_view *view);

/* run_json_contention.c: the keys `fairness` and `contention`, what accounts
 * and coverage say of them. */
void run_json_print_fairness(struct tj_json          *json,
                             const struct tj_verdict *verdict);
void run_json_print_contention(struct tj_json          *json,
                               const struct tj_verdict *verdict);
void run_json_print_rival(struct tj_json *json, const struct tj_rival *rival);
void run_json_print_cells(struct tj_json           *json,
                          const struct tj_coverage *coverage);

/* run.json, findings.json and latency.hlog in view->folder. */
enum tj_status run_json_write_all(const struct run_view *view,
                                  struct arena *arena, struct tj_error *error);

#endif
