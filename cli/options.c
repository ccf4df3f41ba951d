/* SPDX-License-Identifier: MIT */
/* The option table and its reader over getopt_long. */
#include "cli/options.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <ctype.h>
#include <getopt.h>
#include <string.h>

enum { OPTION_CODE = 256 }; /* getopt_long gives OPTION_CODE + id. */

static const struct option_row rows[] = {
#define X(id, name, value, repeatable, help) \
    [OPTION_##id] = { name, value, repeatable, help },
    OPTION_LIST(X)
#undef X
};
_Static_assert(sizeof rows / sizeof *rows == OPTION_COUNT, "a row each");
_Static_assert(OPTION_COUNT <= 64, "option sets are bits of a uint64_t");

const struct option_row *option_row(enum option_id id)
{
    TJ_ASSERT((unsigned)id < OPTION_COUNT);
    return &rows[id];
}

void option_twin(enum option_id id, char twin[OPTION_TWIN_SIZE])
{
    struct tj_text text;

    tj_text_init(&text, twin, OPTION_TWIN_SIZE);
    tj_text_add(&text, "TRAYJAM_%s", option_row(id)->name);
    for (char *at = twin; *at != '\0'; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
}

static enum tj_status add_use(struct options *options, enum option_id id,
                              const char *value, struct tj_error *error)
{
    if (options->uses_count == OPTION_USES_MAX)
        return tj_fail(error, TJ_USAGE, "more than %d options",
                       OPTION_USES_MAX);
    options->uses[options->uses_count++] =
        (struct option_use){ .id = id, .value = value != NULL ? value : "" };
    return TJ_OK;
}

/* A flag's twin is off when unset, empty, "0", "no" or "false": CI systems
 * set variables to such words. */
static bool twin_is_off(const char *value)
{
    static const char *const off[] = { "", "0", "no", "false", "off" };

    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        if (strcmp(value, off[i]) == 0)
            return true;
    return false;
}

static enum tj_status add_twins(struct options *options, uint64_t allowed,
                                const char *(*environment)(const char *name),
                                struct tj_error *error)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        enum option_id id = (enum option_id)i;
        char           twin[OPTION_TWIN_SIZE];

        /* --help and --version are for the one command at hand. */
        if ((allowed & UINT64_C(1) << i) == 0 || id == OPTION_HELP ||
            id == OPTION_VERSION)
            continue;
        option_twin(id, twin);
        const char *value = environment(twin);
        if (value == NULL || (rows[i].value == NULL && twin_is_off(value)))
            continue;
        enum tj_status status =
            add_use(options, id, rows[i].value != NULL ? value : NULL, error);
        if (status != TJ_OK)
            return status;
    }
    return TJ_OK;
}

static enum tj_status unknown(const char *typed, uint64_t allowed,
                              struct tj_error *error)
{
    const char *candidates[OPTION_COUNT];
    size_t      count = 0;
    char        name[64];
    /* -seed: to getopt a heap of short ones. */
    size_t      dashes = strncmp(typed, "--", 2) == 0 ? 2 : 1;

    (void)tj_text_copy(name, sizeof name, typed + dashes);
    name[strcspn(name, "=")] = '\0';
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        bool taken = (allowed & UINT64_C(1) << i) != 0;

        if (dashes == 2 && strcmp(rows[i].name, name) == 0)
            return tj_fail(error, TJ_USAGE,
                           taken ? "--%s takes no value"
                                 : "--%s does not belong to this command",
                           name);
        if (taken)
            candidates[count++] = rows[i].name;
    }
    const char *near = tj_text_nearest(name, candidates, count);
    if (near == NULL)
        return tj_fail(error, TJ_USAGE, "unknown option %.*s%s",
                       (int)dashes, "--", name);
    return tj_fail(error, TJ_USAGE, "unknown option %.*s%s; did you mean --%s?",
                   (int)dashes, "--", name, near);
}

/* Operands come as code 1 ("-" below), so that order is ours to keep. */
static enum tj_status add_operand(struct options *options, const char *operand,
                                  struct tj_error *error)
{
    if (options->operands_count == OPTION_OPERANDS_MAX)
        return tj_fail(error, TJ_USAGE, "one operand too many: %s", operand);
    options->operands[options->operands_count++] = operand;
    return TJ_OK;
}

static size_t long_options(uint64_t allowed, struct option table[])
{
    size_t count = 0;

    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        if ((allowed & UINT64_C(1) << i) == 0)
            continue;
        table[count++] = (struct option){
            .name = rows[i].name,
            .has_arg = rows[i].value != NULL ? required_argument : no_argument,
            .val = OPTION_CODE + (int)i,
        };
    }
    table[count] = (struct option){ 0 };
    return count;
}

static enum tj_status scan(struct options *options, int argc, char **argv,
                           uint64_t allowed, struct tj_error *error)
{
    struct option table[OPTION_COUNT + 1];
    int           code;
    int           at = 1; /* The argument that getopt looks at. */

    (void)long_options(allowed, table);
    opterr = 0;
    /* 0, not 1: only that resets the ordering mode an earlier scan chose. */
    optind = 0;
    while ((code = getopt_long(argc, argv, "-:h", table, NULL)) != -1) {
        enum tj_status status;

        if (code == 1)
            status = add_operand(options, optarg, error);
        else if (code == 'h')
            status = add_use(options, OPTION_HELP, NULL, error);
        else if (code == ':')
            status = tj_fail(error, TJ_USAGE, "%s needs a value",
                             argv[optind - 1]);
        else if (code >= OPTION_CODE)
            status = add_use(options, (enum option_id)(code - OPTION_CODE),
                             optarg, error);
        else
            status = unknown(argv[at], allowed, error);
        if (status != TJ_OK)
            return status;
        at = optind;
    }
    options->operands_before = options->operands_count;
    options->ended = optind > 1 && strcmp(argv[optind - 1], "--") == 0;
    for (int i = optind; i < argc; i++) {
        enum tj_status status = add_operand(options, argv[i], error);
        if (status != TJ_OK)
            return status;
    }
    options->operands[options->operands_count] = NULL;
    return TJ_OK;
}

enum tj_status options_parse(struct options *options, int argc, char **argv,
                             uint64_t allowed,
                             const char *(*environment)(const char *name),
                             struct tj_error *error)
{
    TJ_ASSERT(argc >= 1);

    options->uses_count = 0;
    options->operands_count = 0;
    enum tj_status status = add_twins(options, allowed, environment, error);
    if (status != TJ_OK)
        return status;
    return scan(options, argc, argv, allowed, error);
}

const char *options_value(const struct options *options, enum option_id id)
{
    for (size_t i = options->uses_count; i > 0; i--)
        if (options->uses[i - 1].id == id)
            return options->uses[i - 1].value;
    return NULL;
}

bool options_has(const struct options *options, enum option_id id)
{
    return options_value(options, id) != NULL;
}

enum tj_status options_u64(const struct options *options, enum option_id id,
                           uint64_t *value, struct tj_error *error)
{
    const char *text = options_value(options, id);

    if (text == NULL || tj_parse_u64(text, value))
        return TJ_OK;
    return tj_fail(error, TJ_USAGE, "--%s %s: a whole number is needed",
                   rows[id].name, text);
}

enum tj_status options_duration(const struct options *options,
                                enum option_id id, uint64_t *value_ns,
                                struct tj_error *error)
{
    const char *text = options_value(options, id);

    if (text == NULL || tj_parse_duration(text, value_ns))
        return TJ_OK;
    return tj_fail(error, TJ_USAGE,
                   "--%s %s: a time with its unit is needed: 500ms 10s 2m",
                   rows[id].name, text);
}
