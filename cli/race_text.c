/* SPDX-License-Identifier: MIT */
#include "cli/race_text.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { OFFSET_SIZE = 40, LINE_SIZE = 200 };

static size_t races_shown(const struct run_view *view)
{
    size_t count = view->facts->races_count;

    return count < view->workload->races_count ? count
                                               : view->workload->races_count;
}

static enum tj_outcome outcome_a(unsigned outcome)
{
    return (enum tj_outcome)(outcome / TJ_OUTCOME_COUNT);
}

static enum tj_outcome outcome_b(unsigned outcome)
{
    return (enum tj_outcome)(outcome % TJ_OUTCOME_COUNT);
}

/* --- For people --- */

static void add_offset(struct tj_text *text, int64_t offset_ns)
{
    tj_text_add(text, offset_ns < 0 ? "-" : "+");
    tj_text_add_duration(text, (uint64_t)(offset_ns < 0 ? -offset_ns
                                                        : offset_ns));
}

static void print_bin(const struct tj_race *race,
                      const struct race_window *window, unsigned index,
                      FILE *file)
{
    const struct race_bin *bin = &window->bins[index];
    char                   line[LINE_SIZE];
    struct tj_text         text;
    const char            *comma = "";

    tj_text_init(&text, line, sizeof line);
    add_offset(&text, race_window_from(window, index));
    fprintf(file, "    %10s %8" PRIu32 "  %c ", line, bin->attempts,
            race_bin_mixed(bin)                   ? '*'
            : race_window_flips_at(window, index) ? '>'
                                                  : ' ');
    for (unsigned i = 0; i < RACE_OUTCOMES; i++) {
        if (bin->outcomes[i] == 0)
            continue;
        fprintf(file, "%s%s %s, %s %s: %" PRIu32, comma,
                tj_verb_name((enum tj_verb)race->verbs[0]),
                tj_outcome_name(outcome_a(i)),
                tj_verb_name((enum tj_verb)race->verbs[1]),
                tj_outcome_name(outcome_b(i)), bin->outcomes[i]);
        comma = "; ";
    }
    fputc('\n', file);
}

static void print_head(const struct tj_race *race,
                       const struct tj_race_result *result, FILE *file)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    if (result->window.open) {
        tj_text_add(&text, " over ");
        add_offset(&text, result->window.low_ns);
        tj_text_add(&text, " .. ");
        add_offset(&text, result->window.high_ns);
    } else {
        tj_text_add(&text, ", too few to learn the window");
    }
    fprintf(file, "  %s: %s of client %u, %s of client %u\n", race->name,
            tj_verb_name((enum tj_verb)race->verbs[0]), result->clients[0],
            tj_verb_name((enum tj_verb)race->verbs[1]), result->clients[1]);
    fprintf(file, "    %" PRIu64 " encounters%s; %u flips; alone %" PRIu64
                  ", outside %" PRIu64 "\n",
            result->window.attempts, line, race_window_flips(&result->window),
            result->alone, result->window.outside);
}

void race_summary_print(const struct run_view *view, FILE *file)
{
    for (size_t i = 0; i < races_shown(view); i++) {
        const struct tj_race        *race = &view->workload->races[i];
        const struct tj_race_result *result = &view->facts->races[i];

        print_head(race, result, file);
        if (!result->window.open)
            continue;
        fputs("        offset attempts    * several outcomes, > another than "
              "before\n", file);
        for (unsigned bin = 0; bin < RACE_BINS; bin++)
            if (result->window.bins[bin].attempts > 0)
                print_bin(race, &result->window, bin, file);
    }
}

/* --- For run.json --- */

static void json_racer(struct tj_json *json, const struct tj_race *race,
                       const struct tj_race_result *result, unsigned side)
{
    const struct race_typical *took = side == 0 ? &result->window.a
                                                : &result->window.b;

    tj_json_object(json, side == 0 ? "a" : "b");
    tj_json_string(json, "op", tj_verb_name((enum tj_verb)race->verbs[side]));
    tj_json_string(json, "persona", race->personas[side]);
    tj_json_u64(json, "client", result->clients[side]);
    tj_json_u64(json, "median_ns", (uint64_t)took->median);
    tj_json_u64(json, "deviation_ns", (uint64_t)took->deviation);
    tj_json_end(json);
}

static void json_bin(struct tj_json *json, const struct race_window *window,
                     unsigned index)
{
    const struct race_bin *bin = &window->bins[index];

    tj_json_object(json, NULL);
    tj_json_i64(json, "from_ns", race_window_from(window, index));
    tj_json_i64(json, "to_ns", race_window_from(window, index + 1));
    tj_json_u64(json, "attempts", bin->attempts);
    tj_json_bool(json, "mixed", race_bin_mixed(bin));
    tj_json_bool(json, "flip", race_window_flips_at(window, index));
    tj_json_array(json, "outcomes");
    for (unsigned i = 0; i < RACE_OUTCOMES; i++) {
        if (bin->outcomes[i] == 0)
            continue;
        tj_json_object(json, NULL);
        tj_json_string(json, "a", tj_outcome_name(outcome_a(i)));
        tj_json_string(json, "b", tj_outcome_name(outcome_b(i)));
        tj_json_u64(json, "count", bin->outcomes[i]);
        tj_json_end(json);
    }
    tj_json_end(json);
    tj_json_end(json);
}

void race_json_print(struct tj_json *json, const struct run_view *view)
{
    tj_json_array(json, "races");
    for (size_t i = 0; i < races_shown(view); i++) {
        const struct tj_race        *race = &view->workload->races[i];
        const struct tj_race_result *result = &view->facts->races[i];
        const struct race_window    *window = &result->window;

        tj_json_object(json, NULL);
        tj_json_string(json, "race", race->name);
        json_racer(json, race, result, 0);
        json_racer(json, race, result, 1);
        tj_json_u64(json, "attempts", window->attempts);
        tj_json_u64(json, "alone", result->alone);
        tj_json_u64(json, "outside", window->outside);
        tj_json_i64(json, "low_ns", window->low_ns);
        tj_json_i64(json, "high_ns", window->high_ns);
        tj_json_u64(json, "flips", race_window_flips(window));
        tj_json_array(json, "bins");
        for (unsigned bin = 0; window->open && bin < RACE_BINS; bin++)
            json_bin(json, window, bin);
        tj_json_end(json);
        tj_json_end(json);
    }
    tj_json_end(json);
}

/* --- For repro/facts.ini --- */

void race_facts_print(const struct run_facts *facts, FILE *file)
{
    for (unsigned i = 0; i < facts->races_count; i++) {
        const struct tj_race_result *race = &facts->races[i];
        const struct race_window    *window = &race->window;

        fprintf(file, "race.%u.window = %d %" PRId64 " %" PRId64 "\n", i,
                window->open, window->low_ns, window->high_ns);
        fprintf(file, "race.%u.counts = %u %u %" PRIu64 " %" PRIu64 " %" PRIu64
                      "\n",
                i, race->clients[0], race->clients[1], window->attempts,
                race->alone, window->outside);
        fprintf(file, "race.%u.times = %" PRIu64 " %" PRIu64 " %" PRIu64
                      " %" PRIu64 "\n",
                i, (uint64_t)window->a.median, (uint64_t)window->a.deviation,
                (uint64_t)window->b.median, (uint64_t)window->b.deviation);
        for (unsigned bin = 0; bin < RACE_BINS; bin++) {
            fprintf(file, "race.%u.bin.%u =", i, bin);
            for (unsigned j = 0; j < RACE_OUTCOMES; j++)
                fprintf(file, " %" PRIu32, window->bins[bin].outcomes[j]);
            fputc('\n', file);
        }
    }
}

/* Up to max whole numbers with blanks between; how many there were. */
static size_t take_numbers(const char *text, int64_t *numbers, size_t max)
{
    size_t count = 0;
    char  *end;

    for (; count < max; count++, text = end) {
        numbers[count] = strtoll(text, &end, 10);
        if (end == text)
            break;
    }
    return count;
}

static void read_bin(struct race_bin *bin, const char *value)
{
    int64_t numbers[RACE_OUTCOMES];
    size_t  count = take_numbers(value, numbers, RACE_OUTCOMES);

    bin->attempts = 0;
    for (size_t i = 0; i < count; i++) {
        bin->outcomes[i] = (uint32_t)numbers[i];
        bin->attempts += bin->outcomes[i];
    }
}

static void read_numbers(struct tj_race_result *race, const char *what,
                         const char *value)
{
    struct race_window *window = &race->window;
    int64_t             numbers[5];
    size_t              count = take_numbers(value, numbers, 5);

    if (strcmp(what, "window") == 0 && count == 3) {
        window->open = numbers[0] != 0 && numbers[1] < numbers[2];
        window->low_ns = numbers[1];
        window->high_ns = numbers[2];
    } else if (strcmp(what, "counts") == 0 && count == 5) {
        race->clients[0] = (tj_client)numbers[0];
        race->clients[1] = (tj_client)numbers[1];
        window->attempts = (uint64_t)numbers[2];
        race->alone = (uint64_t)numbers[3];
        window->outside = (uint64_t)numbers[4];
    } else if (strcmp(what, "times") == 0 && count == 4) {
        window->a.median = numbers[0];
        window->a.deviation = numbers[1];
        window->b.median = numbers[2];
        window->b.deviation = numbers[3];
    }
}

void race_facts_read(struct run_facts *facts, const char *key,
                     const char *value)
{
    char         *end;
    unsigned long index, bin;

    if (strncmp(key, "race.", 5) != 0)
        return;
    index = strtoul(key + 5, &end, 10);
    if (*end != '.' || index >= TJ_RACES_MAX)
        return;
    if (index >= facts->races_count)
        facts->races_count = (uint32_t)index + 1;
    if (strncmp(end, ".bin.", 5) != 0) {
        read_numbers(&facts->races[index], end + 1, value);
        return;
    }
    bin = strtoul(end + 5, NULL, 10);
    if (bin < RACE_BINS)
        read_bin(&facts->races[index].window.bins[bin], value);
}
