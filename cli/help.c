/* SPDX-License-Identifier: MIT */
/* Help texts, laid out for 80 columns. */
#include "cli/help.h"

#include "cli/version.h"
#include "stress/exit_codes.h"

#include <stdlib.h>
#include <string.h>

void help_all(FILE *file)
{
    fputs("trayjam " TRAYJAM_VERSION
          ": who fights whom for an optical drive, and is it fair?\n\n"
          "usage: trayjam COMMAND [OPERAND] [OPTION ...]\n\n", file);
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *row = command_at(i);

        if (!row->hidden)
            fprintf(file, "  %-8s  %s\n", row->name, row->about);
    }
    fputs("\ntrayjam COMMAND --help says more. Every option --like-this can "
          "be given as\nTRAYJAM_LIKE_THIS in the environment.\n\n"
          "Start here: trayjam run two-burners --duration 5s\n", file);
}

static void help_options(FILE *file, const struct command *command)
{
    fputs("\noptions:\n", file);
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        const struct option_row *row = option_row((enum option_id)i);
        char                     left[40];

        if ((command->options & UINT64_C(1) << i) == 0)
            continue;
        (void)snprintf(left, sizeof left, "--%s%s%s", row->name,
                       row->value != NULL ? " " : "",
                       row->value != NULL ? row->value : "");
        fprintf(file, "  %-26s%s%s\n", left, row->help,
                row->repeatable ? "; repeatable" : "");
    }
    fprintf(file, "  %-26s%s\n", "--help", option_row(OPTION_HELP)->help);
}

/* exits holds numbers with spaces between: a row of a table, never input. */
bool help_next_exit(const struct command *command, struct help_exit *exit)
{
    char *end;

    if (*exit->rest == '\0')
        return false;
    exit->code = (int)strtol(exit->rest, &end, 10);
    exit->meaning = exit_code_meaning(exit->code);
    if (exit->code == 0 && strstr(command->exits, " 2 ") == NULL)
        exit->meaning = "done";
    if (exit->code < OWN_EXITS &&
        command->exit_means[exit->code] != NULL)
        exit->meaning = command->exit_means[exit->code];
    if (exit->meaning == NULL)
        exit->meaning = "?";
    exit->rest = end + strspn(end, " ");
    return true;
}

static void help_exits(FILE *file, const struct command *command)
{
    struct help_exit exit = { .rest = command->exits };

    fputs("\nexit codes:\n", file);
    while (help_next_exit(command, &exit))
        fprintf(file, "  %3d  %s\n", exit.code, exit.meaning);
}

void help_command(FILE *file, const struct command *command)
{
    fprintf(file, "usage: trayjam %s%s%s%s\n\n%s\n", command->name,
            command->operands != NULL ? " " : "",
            command->operands != NULL ? command->operands : "",
            command->options != 0 ? " [OPTION ...]" : "", command->about);
    if (command->more != NULL)
        fprintf(file, "\n%s\n", command->more);
    help_options(file, command);
    help_exits(file, command);
    fprintf(file, "\nexample:\n  %s\n", command->example);
}
