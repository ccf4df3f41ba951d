/* SPDX-License-Identifier: MIT */
/* A comparison of stories for people, and as JSON. */
#ifndef TJ_CLI_DIFF_DIFF_TEXT_H
#define TJ_CLI_DIFF_DIFF_TEXT_H

#include "cli/diff/diff_expected.h"
#include "core/base/json.h"

struct diff_totals {
    struct diff_counts counts;
    uint32_t stories, whole, compared; /* Stories: played to their end; with
                                          anything compared. */
    uint32_t differences, expected, unsteady, stale;
};

/* One row of the table, and what differs. skipped: NULL, or why it was not
 * played at all. */
void diff_text_head(FILE *out);
void diff_text_story(FILE *out, const char *name, const char *skipped,
                     const struct diff_story *story);
void diff_text_end(FILE *out, const struct diff_totals *totals);

void diff_json_story(struct tj_json *json, const char *name,
                     const char *skipped, const struct diff_story *story);
void diff_json_end(struct tj_json *json, const struct diff_totals *totals);

#endif
