/* SPDX-License-Identifier: MIT */
/* Pieces of text for the summary: paint, cells, bars. */
#ifndef TJ_CLI_SUMMARY_PAINT_H
#define TJ_CLI_SUMMARY_PAINT_H

#include "cli/summary_text.h"

enum paint { PAINT_PLAIN, PAINT_GOOD, PAINT_BAD, PAINT_WARN, PAINT_QUIET,
             PAINT_HEAD };

struct canvas {
    FILE                       *file;
    const struct summary_style *style;
};

void paint_on(const struct canvas *canvas, enum paint paint);
void paint_off(const struct canvas *canvas);
/* A headline of a part: "WHO GOT THE DRIVE". */
void paint_head(const struct canvas *canvas, const char *text);

/* Right-aligned cells with a space before: "1,234", "40.2 us", "-" for 0. */
void cell_count(const struct canvas *canvas, int width, uint64_t count);
void cell_duration(const struct canvas *canvas, int width, uint64_t ns);
/* At most width columns, left-aligned; a longer text ends with '~'. Control
 * characters become '?': names come from traces of anybody. */
void cell_text(const struct canvas *canvas, int width, const char *text);

/* width columns: `good` of `whole` painted good, `bad` of it bad. */
struct bar_parts { uint64_t good, bad, whole; };
void cell_bar(const struct canvas *canvas, int width, struct bar_parts parts);

/* summary_contention.c: fairness, starvation, storms, convoys. */
void summary_contention(const struct canvas     *canvas,
                        const struct tj_verdict *verdict);

/* summary_rules.c: RULES, and the first findings. */
void summary_rules_print(const struct canvas   *canvas,
                         const struct run_view *view);

#endif
