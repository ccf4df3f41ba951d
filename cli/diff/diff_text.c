/* SPDX-License-Identifier: MIT */
#include "cli/diff/diff_text.h"

#include <inttypes.h>

static uint32_t asked(const struct diff_counts *counts)
{
    return counts->requests + counts->events + counts->states;
}

static uint32_t left_out(const struct diff_counts *counts)
{
    uint32_t all = asked(counts);

    return all > counts->compared ? all - counts->compared : 0;
}

/* --- Text --- */

void diff_text_head(FILE *out)
{
    fprintf(out, "%-44s %8s %6s %9s %14s\n", "story", "compared", "equal",
            "different", "not comparable");
}

static void print_item(FILE *out, const char *name,
                       const struct diff_item *item)
{
    fprintf(out, "    %s:%u: %s, %s\n", name, item->line,
            diff_what_name(item->what), item->subject);
    fprintf(out, "        story: %s\n        drive: %s\n", item->story,
            item->drive);
    if (item->because != NULL)
        fprintf(out, "        expected: %s\n", item->because);
}

void diff_text_story(FILE *out, const char *name, const char *skipped,
                     const struct diff_story *story)
{
    const struct diff_counts *counts = &story->counts;

    if (skipped != NULL) {
        fprintf(out, "%-44s skipped: %s\n", diff_base_name(name), skipped);
        return;
    }
    fprintf(out, "%-44s %8" PRIu32 " %6" PRIu32 " %9" PRIu32 " %14" PRIu32,
            diff_base_name(name), counts->compared, counts->equal,
            counts->different, left_out(counts));
    if (story->why[0] != '\0')
        fprintf(out, "  from line %u: %s", story->why_line, story->why);
    fputc('\n', out);
    for (uint32_t i = 0; i < story->items_count; i++)
        print_item(out, name, &story->items[i]);
    if (story->items_more > 0)
        fprintf(out, "    ... and %" PRIu32 " differences more\n",
                story->items_more);
}

void diff_text_end(FILE *out, const struct diff_totals *totals)
{
    const struct diff_counts *counts = &totals->counts;

    fprintf(out, "\n%" PRIu32 " stories, %" PRIu32 " compared, %" PRIu32
            " of them to their end\n", totals->stories, totals->compared,
            totals->whole);
    fprintf(out, "%" PRIu32 " requests, %" PRIu32 " events, %" PRIu32
            " looks at the drive: %" PRIu32 " compared, %" PRIu32 " equal, %"
            PRIu32 " different, %" PRIu32 " not comparable\n",
            counts->requests, counts->events, counts->states,
            counts->compared, counts->equal, counts->different,
            left_out(counts));
    fprintf(out, "%" PRIu32 " differences, %" PRIu32 " of them expected; %"
            PRIu32 " did not come again; %" PRIu32
            " expected ones did not come\n",
            totals->differences, totals->expected, totals->unsteady,
            totals->stale);
}

/* --- JSON --- */

static void json_counts(struct tj_json *json, const struct diff_counts *counts)
{
    tj_json_u64(json, "requests", counts->requests);
    tj_json_u64(json, "events", counts->events);
    tj_json_u64(json, "states", counts->states);
    tj_json_u64(json, "compared", counts->compared);
    tj_json_u64(json, "equal", counts->equal);
    tj_json_u64(json, "different", counts->different);
    tj_json_u64(json, "not_comparable", left_out(counts));
}

void diff_json_story(struct tj_json *json, const char *name,
                     const char *skipped, const struct diff_story *story)
{
    tj_json_object(json, NULL);
    tj_json_string(json, "story", name);
    if (skipped != NULL)
        tj_json_string(json, "skipped", skipped);
    json_counts(json, &story->counts);
    if (story->why[0] != '\0') {
        tj_json_u64(json, "left_at", story->why_line);
        tj_json_string(json, "left_because", story->why);
    }
    tj_json_array(json, "differences");
    for (uint32_t i = 0; i < story->items_count; i++) {
        const struct diff_item *item = &story->items[i];
        tj_json_object(json, NULL);
        tj_json_u64(json, "line", item->line);
        tj_json_string(json, "what", diff_what_name(item->what));
        tj_json_string(json, "subject", item->subject);
        tj_json_string(json, "story", item->story);
        tj_json_string(json, "drive", item->drive);
        if (item->because != NULL)
            tj_json_string(json, "expected", item->because);
        tj_json_end(json);
    }
    tj_json_end(json);
    tj_json_u64(json, "differences_more", story->items_more);
    tj_json_end(json);
}

void diff_json_end(struct tj_json *json, const struct diff_totals *totals)
{
    tj_json_object(json, "totals");
    tj_json_u64(json, "stories", totals->stories);
    tj_json_u64(json, "stories_compared", totals->compared);
    tj_json_u64(json, "stories_whole", totals->whole);
    json_counts(json, &totals->counts);
    tj_json_u64(json, "differences", totals->differences);
    tj_json_u64(json, "expected", totals->expected);
    tj_json_u64(json, "unsteady", totals->unsteady);
    tj_json_u64(json, "stale", totals->stale);
    tj_json_end(json);
}
