/* SPDX-License-Identifier: MIT */
/* trayjam compare: hands the question to the report room, which has the
 * statistics, and its answer back. */
#include "cli/cmd.h"

#include "cli/reports.h"
#include "stress/exit_codes.h"

#include "core/base/os.h"

#include <stdio.h>

enum { PATH_SIZE = 1024, WORDS_MAX = 20 };

static const enum option_id passed_on[] = {
    OPTION_PERCENTILES, OPTION_MIN_ATTEMPTS, OPTION_TOLERANCE, OPTION_SEED,
    OPTION_BASELINE_OUT, OPTION_HTML,
};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };
/* Python, program, options with values, --json, --, A, B, the end. */
_Static_assert(2 + 2 * PASSED_ON + 5 <= WORDS_MAX, "room for every word");

struct words {
    size_t      count;
    const char *word[WORDS_MAX];
    char        names[PASSED_ON][OPTION_TWIN_SIZE]; /* "--tolerance" */
};

static void add(struct words *words, const char *word)
{
    words->word[words->count++] = word;
}

static void add_options(struct words *words, const struct options *options)
{
    for (size_t i = 0; i < PASSED_ON; i++) {
        const char *value = options_value(options, passed_on[i]);

        if (value == NULL)
            continue;
        (void)snprintf(words->names[i], sizeof words->names[i], "--%s",
                       option_row(passed_on[i])->name);
        add(words, words->names[i]);
        add(words, value);
    }
    if (options_has(options, OPTION_JSON))
        add(words, "--json");
}

/* Codes the comparison gives on purpose; it has then said why. */
static bool is_answer(int code)
{
    return code != EXIT_BROKEN && exit_code_meaning(code) != NULL;
}

int cmd_compare(const struct command *command, const struct options *options)
{
    struct words    words = { 0 };
    char            program[PATH_SIZE];
    struct tj_error error;

    (void)command;
    if (reports_program("reports/compare.py", program, sizeof program,
                        &error) != TJ_OK) {
        fprintf(stderr, "trayjam: %s\n", error.text);
        return EXIT_SKIPPED;
    }
    add(&words, reports_python());
    add(&words, program);
    add_options(&words, options);
    add(&words, "--");
    for (size_t i = 0; i < options->operands_count; i++)
        add(&words, options->operands[i]);
    int code = tj_os_run_program(words.word);
    if (is_answer(code))
        return code;
    fprintf(stderr, "trayjam: the comparison ended with %d, which it never "
            "does by itself\n", code);
    return EXIT_SKIPPED;
}
