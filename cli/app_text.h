/* SPDX-License-Identifier: MIT */
/* The judge's advice about programs (core/check/applications.h) in words, by
 * the persona that each client plays. */
#ifndef TJ_CLI_APP_TEXT_H
#define TJ_CLI_APP_TEXT_H

#include "cli/run_view.h"
#include "core/base/json.h"
#include "core/base/text.h"

struct canvas;

struct app_row {
    const char *persona;
    uint32_t    clients;
    uint64_t    counts[TJ_APP_RULES];
};
enum { APP_ROWS_MAX = TJ_PERSONAS_MAX + 1 };

/* Persona of a client; APP_RESTARTED for one that took the place of another
 * that was killed; NULL for who watches the drives, or nobody looked at. */
#define APP_RESTARTED "(restarted)"
const char *app_persona(const struct run_view *view, size_t client);

/* A row for each persona, in the order of its first client; how many. */
size_t app_rows(const struct run_view *view, struct app_row *rows);

/* "leaked lock x3, hammered", "clean" */
void app_say(const uint64_t *counts, struct tj_text *text);

/* HOW THE PROGRAMS BEHAVED: a row for each persona, whatever the drive did. */
void app_summary_print(const struct canvas *canvas,
                       const struct run_view *view);

/* "applications", "personas", "leaked_tray_locks", "advice" and "advice_total" of
 * run.json. */
void app_json_print(struct tj_json *json, const struct run_view *view);

#endif
