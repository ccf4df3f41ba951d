/* SPDX-License-Identifier: MIT */
#include "cli/run_setup.h"

#include "cli/real_drive_text.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/random.h"
#include "core/base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { OVERRIDE_SIZE = 512 };

/* Options that are another spelling of a scenario key. */
static const struct {
    enum option_id id;
    const char    *before; /* What stands before the value. */
} spellings[] = {
    { OPTION_DRIVE, "drive=" },       { OPTION_SEED, "seed=" },
    { OPTION_CLIENTS, "clients=" },   { OPTION_RUNNER, "runner=" },
    { OPTION_DURATION, "duration=" }, { OPTION_OPS, "ops=" },
    { OPTION_STRATEGY, "strategy=" }, { OPTION_RATE, "rate=" },
    { OPTION_SET, "" },
    { OPTION_THRESHOLD, "threshold." }, { OPTION_FAULT, NULL },
};
enum { SPELLINGS_COUNT = sizeof spellings / sizeof *spellings };

/* "NAME: inject = delay(5ms) op=lock"; name and `inject =` may be left out. */
static void spell_fault(const char *rule, unsigned number, struct tj_text *text)
{
    size_t name = strcspn(rule, ":(= ");

    if (rule[name] == ':' && name > 0) {
        tj_text_add(text, "fault %.*s.inject=", (int)name, rule);
        rule += name + 1;
    } else {
        tj_text_add(text, "fault option-%u.inject=", number);
    }
    rule += strspn(rule, " ");
    if (strncmp(rule, "inject", 6) == 0) {
        const char *behind = rule + 6 + strspn(rule + 6, " ");

        if (*behind == '=')
            rule = behind + 1 + strspn(behind + 1, " ");
    }
    tj_text_add(text, "%s", rule);
}

static bool spell(const struct option_use *use, unsigned number,
                  struct tj_text *text)
{
    for (size_t i = 0; i < SPELLINGS_COUNT; i++) {
        if (spellings[i].id != use->id)
            continue;
        if (spellings[i].before == NULL)
            spell_fault(use->value, number, text);
        else
            tj_text_add(text, "%s%s", spellings[i].before, use->value);
        return true;
    }
    return false;
}

static enum tj_status make_overrides(const struct options *options,
                                     struct arena *arena,
                                     struct tj_override *overrides,
                                     size_t *count, struct tj_error *error)
{
    *count = 0;
    for (size_t i = 0; i < options->uses_count; i++) {
        char          *memory = ARENA_NEW(arena, char, OVERRIDE_SIZE);
        struct tj_text text;

        if (memory == NULL)
            return tj_fail(error, TJ_NO_MEMORY, "no room for the options");
        tj_text_init(&text, memory, OVERRIDE_SIZE);
        if (!spell(&options->uses[i], (unsigned)*count + 1, &text))
            continue;
        if (text.cut)
            return tj_fail(error, TJ_USAGE, "--%s: the value is too long",
                           option_row(options->uses[i].id)->name);
        overrides[(*count)++].text = memory;
    }
    return TJ_OK;
}

/* The loader names the n-th override "--set:N:COLUMN: ..."; a person typed an
 * option. */
static void blame_option(const struct options *options, struct tj_error *error)
{
    char     said[sizeof error->text];
    char    *end;
    unsigned number = 0;

    if (strncmp(error->text, "--set:", 6) != 0)
        return;
    (void)tj_text_copy(said, sizeof said, error->text);
    const char *at = said + 6;
    while (isdigit((unsigned char)*at))
        number = number * 10 + (unsigned)(*at++ - '0');
    end = strstr(at, ": ");
    for (size_t i = 0; i < options->uses_count && end != NULL; i++) {
        char           memory[OVERRIDE_SIZE];
        struct tj_text text;

        tj_text_init(&text, memory, sizeof memory);
        if (!spell(&options->uses[i], 1, &text) || --number > 0)
            continue;
        (void)tj_fail(error, TJ_USAGE, "--%s %.60s: %.150s",
                      option_row(options->uses[i].id)->name,
                      options->uses[i].value, end + 2);
        return;
    }
    error->status = TJ_USAGE;
}

static enum tj_status read_scenario(const struct options *options,
                                    const struct run_extra *extra,
                                    struct arena *arena,
                                    struct tj_workload *workload,
                                    struct tj_error *error)
{
    struct tj_override overrides[OPTION_USES_MAX + 8];
    size_t             count = 0;

    enum tj_status status =
        make_overrides(options, arena, overrides, &count, error);
    for (size_t i = 0; extra != NULL && i < extra->count; i++)
        overrides[count++] = extra->overrides[i];
    if (status != TJ_OK)
        return status;
    if (extra == NULL || extra->scenario == NULL)
        return tj_workload_load(options->operands[0], overrides, count, arena,
                                workload, error);
    const struct tj_ini_source source = { .file = extra->name,
                                          .text = extra->scenario };
    return tj_workload_load_text(&source, overrides, count, arena, workload,
                                 error);
}

static enum tj_status read_with(const struct options *options,
                                const struct run_extra *extra, uint64_t drawn,
                                struct arena *arena,
                                struct tj_workload *workload,
                                struct tj_error *error)
{
    enum tj_status status =
        read_scenario(options, extra, arena, workload, error);

    if (status == TJ_BAD_INPUT)
        blame_option(options, error);
    if (status != TJ_OK)
        return error->status;
    char drive[sizeof workload->drive];
    status = real_drive_text(options, workload->drive, drive, sizeof drive,
                             error);
    if (status != TJ_OK)
        return status;
    (void)tj_text_copy(workload->drive, sizeof workload->drive, drive);
    if (workload->seed_auto)
        workload->seed = drawn;
    workload->seed_auto = false;
    return TJ_OK;
}

enum tj_status run_setup_read(const struct options *options, uint64_t drawn,
                              struct arena *arena,
                              struct tj_workload *workload,
                              struct tj_error *error)
{
    return read_with(options, NULL, drawn, arena, workload, error);
}

enum tj_status run_setup_load_with(const struct options *options,
                                   const struct run_extra *extra,
                                   uint64_t drawn, struct arena *arena,
                                   struct tj_workload *workload,
                                   struct tj_error *error)
{
    enum tj_status status =
        read_with(options, extra, drawn, arena, workload, error);

    return status == TJ_OK ? tj_workload_draw_faults(workload, error) : status;
}

enum tj_status run_setup_load(const struct options *options, uint64_t drawn,
                              struct arena *arena,
                              struct tj_workload *workload,
                              struct tj_error *error)
{
    return run_setup_load_with(options, NULL, drawn, arena, workload, error);
}

uint64_t run_setup_draw_seed(void)
{
    const uint64_t counter[4] = { tj_clock_ns(), tj_os_process_id(), 0, 0 };
    const uint64_t key[2] = { tj_clock_utc_ns(), 0 };

    /* 32 bits are enough chance and can be read out over a telephone. */
    return tj_philox(counter, key).slot[0] >> 32;
}

void run_setup_add_word(struct tj_text *line, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-./:=,@%+";

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        tj_text_add(line, " %s", word);
        return;
    }
    tj_text_add(line, " '");
    for (; *word != '\0'; word++)
        tj_text_add(line, *word == '\'' ? "'\\''" : "%c", *word);
    tj_text_add(line, "'");
}

void run_setup_repeat(const struct options *options, uint64_t seed, char *line,
                      size_t size)
{
    struct tj_text text;

    tj_text_init(&text, line, size);
    tj_text_add(&text, "trayjam run");
    run_setup_add_word(&text, options->operands[0]);
    tj_text_add(&text, " --seed 0x%" PRIx64, seed);
    run_setup_add_options(&text, options);
}

void run_setup_add_options(struct tj_text *line, const struct options *options)
{
    for (size_t i = 0; i < options->uses_count; i++) {
        const struct option_use *use = &options->uses[i];
        char                     memory[OVERRIDE_SIZE];
        struct tj_text           ignored;

        tj_text_init(&ignored, memory, sizeof memory);
        if (use->id == OPTION_SEED ||
            (use->id != OPTION_SCHEDULE && !spell(use, 1, &ignored)))
            continue;
        tj_text_add(line, " --%s", option_row(use->id)->name);
        run_setup_add_word(line, use->value);
    }
}

static void describe_arrivals(const struct tj_workload *workload, FILE *file)
{
    char text[TJ_ARRIVAL_TEXT];

    if (workload->arrival.count > 0) {
        tj_arrival_format(&workload->arrival, text, sizeof text);
        fprintf(file, "  open loop: %s; at most %u arrivals wait for a "
                      "client\n", text, (unsigned)workload->backlog);
    }
    for (size_t i = 0; i < workload->personas_count; i++) {
        const struct tj_persona *persona = &workload->personas[i];

        if (!persona->own_arrival)
            continue;
        tj_arrival_format(&persona->arrival, text, sizeof text);
        fprintf(file, "  %s: %s\n", persona->name, text);
    }
}

/* Virtual time has one thread, wherever that is. */
static void describe_placing(const struct tj_workload *workload, FILE *file)
{
    bool given = workload->placing.pin_given ||
                 workload->placing.priority_given;

    for (size_t i = 0; i < workload->personas_count; i++)
        given = given || workload->personas[i].placing.pin_given ||
                workload->personas[i].placing.priority_given;
    if (given && workload->runner == TJ_RUNNER_VIRTUAL)
        fputs("  pin and priority: nothing in virtual time\n", file);
}

void run_setup_describe(const struct tj_workload *workload, FILE *file)
{
    char           memory[64];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (workload->ops > 0)
        tj_text_add(&text, "%" PRIu64 " operations", workload->ops);
    else
        tj_text_add_duration(&text, workload->duration_ns);
    fprintf(file, "%s: seed 0x%" PRIx64 "\n", workload->name, workload->seed);
    fprintf(file, "  drive %s, %u client%s, %s, %s%s%s\n", workload->drive,
            workload->clients, workload->clients == 1 ? "" : "s", memory,
            workload->runner == TJ_RUNNER_VIRTUAL
                ? "virtual time, strategy "
                : tj_runner_name(workload->runner),
            workload->runner == TJ_RUNNER_VIRTUAL ? workload->strategy : "",
            workload->faults_count > 0 ? ", faults planned" : "");
    describe_arrivals(workload, file);
    describe_placing(workload, file);
    fputs("  personas:", file);
    for (size_t i = 0; i < workload->personas_count; i++)
        fprintf(file, "%s %s (weight %" PRIu32 ")", i == 0 ? "" : ",",
                workload->personas[i].name, workload->personas[i].weight);
    fputc('\n', file);
}
