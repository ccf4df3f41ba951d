/* SPDX-License-Identifier: MIT */
/* trayjam bench: medians of several runs, each figure beside its limit. */
#include "cli/cmd.h"

#include "cli/bench/bench.h"
#include "cli/run_view.h"
#include "cli/single_drive.h"
#include "stress/exit_codes.h"

#include "core/base/assert.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

enum { RUNS = 5, RUNS_QUICK = 3 };
#define ARENA_SIZE ((size_t)1 << 30)

struct outcome {
    double   value, limit;
    double   spread; /* (largest - smallest) / median */
    unsigned runs;
    bool     met;
};

static void sort(double *values, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        for (unsigned j = i; j > 0 && values[j] < values[j - 1]; j--) {
            double other = values[j];

            values[j] = values[j - 1];
            values[j - 1] = other;
        }
}

static bool is_met(const struct bench_figure *figure,
                   const struct outcome *outcome)
{
    switch (figure->goal_kind) {
    case BENCH_VALUE_AT_MOST:
        return outcome->value <= figure->goal;
    case BENCH_VALUE_AT_LEAST:
        return outcome->value >= figure->goal;
    case BENCH_RATIO_AT_MOST:
        return outcome->value <= figure->goal * outcome->limit;
    }
    return false;
}

static enum tj_status measure(struct bench *bench,
                              const struct bench_figure *figure,
                              struct outcome *outcome, struct tj_error *error)
{
    double   values[RUNS], limits[RUNS];
    unsigned runs = bench->quick ? RUNS_QUICK : RUNS;

    for (unsigned i = 0; i < runs; i++) {
        size_t         mark = bench->arena.used;
        enum tj_status status =
            figure->measure(bench, &values[i], &limits[i], error);

        arena_rewind(&bench->arena, mark);
        if (status != TJ_OK)
            return status;
    }
    sort(values, runs);
    sort(limits, runs);
    *outcome = (struct outcome){
        .value = values[runs / 2], .limit = limits[runs / 2], .runs = runs,
    };
    if (outcome->value > 0)
        outcome->spread = (values[runs - 1] - values[0]) / outcome->value;
    outcome->met = is_met(figure, outcome);
    return TJ_OK;
}

static void goal_text(const struct bench_figure *figure, char *line,
                      size_t size)
{
    struct tj_text text;

    tj_text_init(&text, line, size);
    switch (figure->goal_kind) {
    case BENCH_VALUE_AT_MOST:
        tj_text_add(&text, "value <= %.3g", figure->goal);
        break;
    case BENCH_VALUE_AT_LEAST:
        tj_text_add(&text, "value >= %.3g", figure->goal);
        break;
    case BENCH_RATIO_AT_MOST:
        tj_text_add(&text, "ratio <= %.3g", figure->goal);
        break;
    }
}

static void print_text(const struct bench_figure *figure,
                       const struct outcome *outcome)
{
    char goal[40];

    goal_text(figure, goal, sizeof goal);
    printf("%-15s %11.4g %-9s limit %11.4g  ratio %5.2f  +-%3.0f%%  %-15s %s\n",
           figure->name, outcome->value, figure->unit, outcome->limit,
           outcome->limit > 0 ? outcome->value / outcome->limit : 0,
           outcome->spread * 50, goal, outcome->met ? "met" : "MISSED");
    (void)fflush(stdout);
}

static void print_json(struct tj_json *json, const struct bench_figure *figure,
                       const struct outcome *outcome)
{
    char goal[40];

    goal_text(figure, goal, sizeof goal);
    tj_json_object(json, NULL);
    tj_json_string(json, "name", figure->name);
    tj_json_double(json, "value", outcome->value);
    tj_json_string(json, "unit", figure->unit);
    tj_json_double(json, "limit", outcome->limit);
    tj_json_double(json, "ratio",
                   outcome->limit > 0 ? outcome->value / outcome->limit : 0);
    tj_json_string(json, "goal", goal);
    tj_json_bool(json, "met", outcome->met);
    tj_json_u64(json, "runs", outcome->runs);
    tj_json_double(json, "spread", outcome->spread);
    tj_json_string(json, "about", figure->about);
    tj_json_string(json, "limit_about", figure->limit);
    tj_json_end(json);
}

static void print_host(struct tj_json *json, const struct run_facts *facts)
{
    tj_json_object(json, "host");
    tj_json_string(json, "system", facts->system);
    tj_json_u64(json, "cores", (uint64_t)facts->cores);
    tj_json_double(json, "clock_read_ns", facts->clock_read_ns);
    tj_json_u64(json, "clock_resolution_ns", facts->clock_resolution_ns);
    tj_json_string(json, "build", facts->build);
    tj_json_end(json);
}

/* only: one figure's name, or NULL for all. */
static enum tj_status measure_all(struct bench *bench, const char *only,
                                  struct tj_json *json, struct tj_error *error)
{
    for (size_t i = 0; i < bench_figure_count() && !tj_os_interrupted(); i++) {
        const struct bench_figure *figure = bench_figure_at(i);
        struct outcome             outcome;

        if ((only != NULL && strcmp(only, figure->name) != 0) ||
            (figure->wants != NULL &&
             (bench->kind == NULL || strcmp(figure->wants, bench->kind) != 0)))
            continue;
        enum tj_status status = measure(bench, figure, &outcome, error);
        if (status != TJ_OK)
            return status;
        if (json != NULL)
            print_json(json, figure, &outcome);
        else
            print_text(figure, &outcome);
    }
    return TJ_OK;
}

static enum tj_status check_name(const char *only, struct tj_error *error)
{
    const char *names[24];
    size_t      count = 0;

    TJ_ASSERT(bench_figure_count() <= sizeof names / sizeof *names);
    for (size_t i = 0; i < bench_figure_count(); i++) {
        names[count++] = bench_figure_at(i)->name;
        if (only == NULL || strcmp(only, names[i]) == 0)
            return TJ_OK;
    }
    const char *near = tj_text_nearest(only, names, count);
    return tj_fail(error, TJ_USAGE, "no figure %s; did you mean %s?", only,
                   near != NULL ? near : names[0]);
}

static const struct bench_figure *figure_named(const char *name)
{
    size_t i = 0;

    while (name != NULL && i < bench_figure_count() &&
           strcmp(bench_figure_at(i)->name, name) != 0)
        i++;
    return name != NULL && i < bench_figure_count() ? bench_figure_at(i) : NULL;
}

/* Before anything is measured: the drive is of the kind that the figure wants,
 * or that any figure wants. */
static enum tj_status check_drive(const char *only, struct bench *bench,
                                  struct tj_error *error)
{
    const struct bench_figure *figure = figure_named(only);
    const char *wants = figure != NULL ? figure->wants : NULL;
    struct tj_target_spec spec;

    if (bench->drive == NULL)
        return wants == NULL
                   ? TJ_OK
                   : tj_fail(error, TJ_USAGE, "figure %s: --drive %s:PATH says "
                             "of which drive", only, wants);
    enum tj_status status = tj_target_parse(bench->drive, &spec, error);
    if (status != TJ_OK)
        return status;
    if (wants != NULL && strcmp(spec.info->name, wants) != 0)
        return tj_fail(error, TJ_USAGE, "figure %s: --drive %s:PATH was "
                       "expected", only, wants);
    if (tj_real_kind_of(spec.info->name) == TJ_REAL_NONE)
        return tj_fail(error, TJ_USAGE, "--drive %s: bench measures real "
                       "drives only, windows:PATH or linux:PATH; the others "
                       "have figures of their own", bench->drive);
    bench->kind = spec.info->name;
    return single_drive_check(bench->drive, error);
}

static int bench_all(struct bench *bench, const char *only, bool as_json)
{
    struct run_facts facts = { 0 };
    struct tj_json   json;
    struct tj_error  error;

    /* Ctrl-C must not leave the scratch folder behind. */
    tj_os_catch_interrupts();
    run_facts_of_host(&facts);
    if (as_json) {
        tj_json_init(&json, stdout, true);
        tj_json_object(&json, NULL);
        tj_json_array(&json, "figures");
    } else {
        printf("%s; %s; clock %.0f ns a reading\n", facts.system, facts.build,
               facts.clock_read_ns);
    }
    enum tj_status status = scratch_folder_name(bench->folder, &error);
    if (status == TJ_OK)
        status = measure_all(bench, only, as_json ? &json : NULL, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    int code = tj_os_interrupted() ? EXIT_INTERRUPTED : EXIT_HELD;
    if (!as_json)
        return cmd_end(code);
    tj_json_end(&json);
    print_host(&json, &facts);
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? code : cmd_fail(&error);
}

static int bench_in(struct arena *arena, const struct options *options)
{
    struct bench bench = { .quick = options_has(options, OPTION_QUICK),
                           .drive = options_value(options, OPTION_DRIVE),
                           .arena = *arena };
    const char  *only = options->operands_count > 0 ? options->operands[0]
                                                    : NULL;
    struct tj_error error;

    if (check_name(only, &error) != TJ_OK ||
        check_drive(only, &bench, &error) != TJ_OK)
        return cmd_fail(&error);
    return bench_all(&bench, only, options_has(options, OPTION_JSON));
}

int cmd_bench(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, bench_in, options);
}
