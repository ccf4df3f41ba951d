/* SPDX-License-Identifier: MIT */
/* A plan of arrivals as it is typed. */
#include "stress/arrivals.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 48 };

static const struct { const char *name; double per_second; } rate_units[] = {
    { "/s", 1 }, { "/min", 1.0 / 60 }, { "/h", 1.0 / 3600 },
};
static const char *const kinds[] = { [TJ_ARRIVE_CONSTANT] = "constant",
                                     [TJ_ARRIVE_POISSON] = "poisson" };

#define ALLOWED                                                               \
    "allowed: closed, or phases such as constant 400/s, poisson 100/s..400/s" \
    " over 20s, constant 50/s for 10s, each after a comma"

/* A text being read, and where in it. */
struct reader {
    const char      *text;
    size_t           at;
    size_t          *blame;
    struct tj_error *error;
};

/* The next word: up to a blank or a comma. "" at the end. */
static size_t next_word(struct reader *reader, char word[WORD])
{
    reader->at += strspn(reader->text + reader->at, " \t\n");
    size_t begin = reader->at;
    size_t length = strcspn(reader->text + begin, " \t\n,");

    *reader->blame = begin;
    (void)snprintf(word, WORD, "%.*s", (int)length, reader->text + begin);
    reader->at += length;
    return length;
}

static enum tj_status parse_rate(struct reader *reader, const char *word,
                                 double *rate)
{
    char           number[WORD];
    size_t         length = strcspn(word, "/");
    const char    *unit = word + length;
    struct tj_error *error = reader->error;

    (void)snprintf(number, sizeof number, "%.*s", (int)length, word);
    for (size_t i = 0; i < sizeof rate_units / sizeof *rate_units; i++) {
        if (strcmp(unit, rate_units[i].name) != 0 ||
            !tj_parse_double(number, rate))
            continue;
        *rate *= rate_units[i].per_second;
        if (*rate >= 0 && *rate <= TJ_ARRIVAL_RATE_MAX)
            return TJ_OK;
        return tj_fail(error, TJ_BAD_INPUT, "a rate of %.40s is out of range; "
                       "allowed: 0/s .. %.0f/s", word, TJ_ARRIVAL_RATE_MAX);
    }
    return tj_fail(error, TJ_BAD_INPUT, "`%.40s` is no rate; allowed: a number "
                   "per s, min or h, such as 400/s", word);
}

static enum tj_status parse_rates(struct reader *reader,
                                  struct tj_arrival_phase *phase, bool *ramp)
{
    char  word[WORD];
    char *second;

    (void)next_word(reader, word);
    second = strstr(word, "..");
    *ramp = second != NULL;
    if (second != NULL)
        *second = '\0';
    enum tj_status status = parse_rate(reader, word, &phase->from);
    phase->to = phase->from;
    if (status != TJ_OK || second == NULL)
        return status;
    *reader->blame += (size_t)(second + 2 - word);
    return parse_rate(reader, second + 2, &phase->to);
}

/* "for 10s", or, for a ramp, "over 10s"; neither: to the end. */
static enum tj_status parse_length(struct reader *reader, bool ramp,
                                   struct tj_arrival_phase *phase)
{
    char        word[WORD];
    const char *expected = ramp ? "over" : "for";

    if (next_word(reader, word) == 0) {
        if (!ramp)
            return TJ_OK;
        return tj_fail(reader->error, TJ_BAD_INPUT, "a ramp needs its length; "
                       "allowed: over TIME");
    }
    if (strcmp(word, expected) != 0)
        return tj_fail(reader->error, TJ_BAD_INPUT, "`%.40s` instead of `%s`; "
                       ALLOWED, word, expected);
    (void)next_word(reader, word);
    if (tj_parse_duration(word, &phase->length_ns) && phase->length_ns > 0)
        return TJ_OK;
    return tj_fail(reader->error, TJ_BAD_INPUT, "`%.40s` is no length; allowed:"
                   " a time above 0s with its unit, such as 20s", word);
}

static enum tj_status parse_phase(struct reader *reader,
                                  struct tj_arrival_phase *phase)
{
    char word[WORD];
    bool ramp = false;

    *phase = (struct tj_arrival_phase){ .kind = TJ_ARRIVE_CONSTANT };
    (void)next_word(reader, word);
    if (strcmp(word, kinds[TJ_ARRIVE_POISSON]) == 0) {
        phase->kind = TJ_ARRIVE_POISSON;
    } else if (strcmp(word, kinds[TJ_ARRIVE_CONSTANT]) != 0) {
        const char *near = tj_text_nearest(word, kinds, 2);
        return tj_fail(reader->error, TJ_BAD_INPUT,
                       "`%.40s` is no way to arrive%s%s%s; " ALLOWED, word,
                       near == NULL ? "" : ", did you mean `",
                       near == NULL ? "" : near, near == NULL ? "" : "`?");
    }
    enum tj_status status = parse_rates(reader, phase, &ramp);
    return status == TJ_OK ? parse_length(reader, ramp, phase) : status;
}

enum tj_status tj_arrival_parse(const char *text, struct tj_arrival_plan *plan,
                                size_t *at, struct tj_error *error)
{
    struct reader  reader = { text, 0, at, error };
    enum tj_status status = TJ_OK;

    *at = 0;
    plan->count = 0;
    if (strcmp(text, "closed") == 0)
        return TJ_OK;
    for (;;) {
        if (plan->count == TJ_ARRIVAL_PHASES_MAX)
            return tj_fail(error, TJ_BAD_INPUT, "one phase too many; allowed: "
                           "%d", (int)TJ_ARRIVAL_PHASES_MAX);
        status = parse_phase(&reader, &plan->phases[plan->count]);
        if (status != TJ_OK)
            return status;
        plan->count += 1;
        reader.at += strspn(text + reader.at, " \t\n");
        *at = reader.at;
        if (text[reader.at] == '\0')
            return TJ_OK;
        if (text[reader.at] != ',')
            return tj_fail(error, TJ_BAD_INPUT, "`%.40s` behind a phase; "
                           "allowed: a comma and the next phase",
                           text + reader.at);
        if (plan->phases[plan->count - 1].length_ns == 0)
            return tj_fail(error, TJ_BAD_INPUT, "a phase behind one that lasts "
                           "to the end; allowed: for TIME");
        reader.at += 1;
    }
}

enum tj_status tj_arrival_parse_rate(const char *text,
                                     struct tj_arrival_plan *plan, size_t *at,
                                     struct tj_error *error)
{
    struct reader reader = { text, 0, at, error };
    double        rate = 0;

    *at = 0;
    enum tj_status status = parse_rate(&reader, text, &rate);
    if (status == TJ_OK)
        *plan = (struct tj_arrival_plan){
            .count = 1,
            .phases = { { TJ_ARRIVE_CONSTANT, rate, rate, 0 } },
        };
    return status;
}

/* So many digits as it takes to read the same number again. */
static void add_rate(struct tj_text *line, double rate)
{
    char digits[40];

    if (rate >= 1 && rate <= 1e6 && rate <= (double)(uint64_t)rate) {
        tj_text_add(line, "%" PRIu64 "/s", (uint64_t)rate);
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        double again = 0;
        (void)snprintf(digits, sizeof digits, "%.*g", precision, rate);
        if (tj_parse_double(digits, &again) && !(again < rate) &&
            !(again > rate))
            break;
    }
    tj_text_add(line, "%s/s", digits);
}

/* In the largest unit that loses nothing. */
static void add_time(struct tj_text *line, const char *word, uint64_t time_ns)
{
    static const struct { const char *name; uint64_t ns; } units[] = {
        { "s", 1000000000 }, { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 },
    };
    size_t unit = 0;

    while (time_ns % units[unit].ns != 0)
        unit++;
    tj_text_add(line, " %s %" PRIu64 "%s", word, time_ns / units[unit].ns,
                units[unit].name);
}

void tj_arrival_format(const struct tj_arrival_plan *plan, char *text,
                       size_t size)
{
    struct tj_text line;

    tj_text_init(&line, text, size);
    if (plan->count == 0)
        tj_text_add(&line, "closed");
    for (size_t i = 0; i < plan->count; i++) {
        const struct tj_arrival_phase *phase = &plan->phases[i];
        bool ramp = phase->from < phase->to || phase->from > phase->to;

        tj_text_add(&line, "%s%s ", i > 0 ? ", " : "", kinds[phase->kind]);
        add_rate(&line, phase->from);
        if (ramp) {
            tj_text_add(&line, "..");
            add_rate(&line, phase->to);
        }
        if (phase->length_ns > 0)
            add_time(&line, ramp ? "over" : "for", phase->length_ns);
    }
}
