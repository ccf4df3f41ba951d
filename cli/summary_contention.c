/* SPDX-License-Identifier: MIT */
#include "cli/summary_paint.h"

#include "core/base/text.h"

#include <inttypes.h>

enum { LINE_SIZE = 240 };

static void print_line(const struct canvas *canvas, const char *name,
                       enum paint paint, const char *text)
{
    fputs("  ", canvas->file);
    cell_text(canvas, 18, name);
    paint_on(canvas, paint);
    fprintf(canvas->file, " %s", text);
    paint_off(canvas);
    fputc('\n', canvas->file);
}

static void add_index(struct tj_text *text, const char *before, double index)
{
    if (index > 0)
        tj_text_add(text, "%s%.2f", before, index);
    else
        tj_text_add(text, "%s-", before);
}

static void print_fairness(const struct canvas     *canvas,
                           const struct tj_verdict *verdict)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    add_index(&text, "grants ", verdict->jain);
    add_index(&text, ", held time ", verdict->contention.jain_held);
    add_index(&text, ", personas ", verdict->contention.jain_groups);
    tj_text_add(&text, "  (Jain's index; 1: even)");
    print_line(canvas, "fairness", PAINT_PLAIN, line);
}

static void print_starved(const struct canvas        *canvas,
                          const struct tj_contention *contention)
{
    const struct tj_spell *worst = &contention->worst;
    char                   line[LINE_SIZE];
    struct tj_text         text;

    tj_text_init(&text, line, sizeof line);
    tj_text_add(&text, "%" PRIu64, contention->starved_clients);
    if (worst->client != TJ_NOBODY) {
        tj_text_add(&text, "; worst: client %u, ", worst->client);
        tj_text_add_count(&text, worst->refusals);
        tj_text_add(&text, " refusals in ");
        tj_text_add_duration(&text, worst->length_ns);
        tj_text_add(&text, ", passed over ");
        tj_text_add_count(&text, worst->passed);
        tj_text_add(&text, " times");
    }
    print_line(canvas, "starved clients",
               contention->starved_clients > 0 ? PAINT_WARN : PAINT_PLAIN,
               line);
}

static void print_storm(const struct canvas        *canvas,
                        const struct tj_contention *contention)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    tj_text_add_count(&text, (uint64_t)(contention->storm_rate + 0.5));
    tj_text_add(&text, " refused locks a second, at most ");
    tj_text_add_count(&text, (uint64_t)(contention->storm_peak_rate + 0.5));
    tj_text_add(&text, "; %.3g for each grant", contention->wasted);
    print_line(canvas, "retries", PAINT_PLAIN, line);
}

static void print_convoy(const struct canvas        *canvas,
                         const struct tj_contention *contention)
{
    const struct tj_convoy *longest = &contention->longest_convoy;
    char                    line[LINE_SIZE];
    struct tj_text          text;

    if (longest->client == TJ_NOBODY)
        return;
    tj_text_init(&text, line, sizeof line);
    tj_text_add_count(&text, longest->holds);
    tj_text_add(&text, " holds in a row in ");
    tj_text_add_duration(&text, longest->length_ns);
    tj_text_add(&text, ", others waiting; %" PRIu64 " convoy%s",
                contention->convoys, contention->convoys == 1 ? "" : "s");
    print_line(canvas, "longest convoy", PAINT_PLAIN, line);
}

static void print_droughts(const struct canvas        *canvas,
                           const struct tj_contention *contention)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    tj_text_add_duration(&text, contention->no_grant.length_ns);
    tj_text_add(&text, " at most; free although wanted ");
    tj_text_add_duration(&text, contention->idle_while_wanted.length_ns);
    tj_text_add(&text, " at most, ");
    tj_text_add_duration(&text, contention->idle_while_wanted_ns);
    tj_text_add(&text, " in all");
    print_line(canvas, "without a grant", PAINT_PLAIN, line);
}

static void print_nobody(const struct canvas        *canvas,
                         const struct tj_contention *contention)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    if (contention->nobody == 0)
        return;
    tj_text_init(&text, line, sizeof line);
    tj_text_add_count(&text, contention->nobody);
    tj_text_add(&text, " of ");
    tj_text_add_count(&text, contention->refusals);
    tj_text_add(&text, " refusals (%.1f %%): no owner is known",
                (double)contention->nobody * 100 /
                    (double)contention->refusals);
    print_line(canvas, "by nobody", PAINT_WARN, line);
}

void summary_contention(const struct canvas     *canvas,
                        const struct tj_verdict *verdict)
{
    const struct tj_contention *contention = &verdict->contention;

    if (contention->refused == 0)
        return;
    paint_head(canvas, "HOW THEY COMPETED\n");
    print_fairness(canvas, verdict);
    print_starved(canvas, contention);
    print_storm(canvas, contention);
    print_convoy(canvas, contention);
    print_droughts(canvas, contention);
    print_nobody(canvas, contention);
}
