/* SPDX-License-Identifier: MIT */
/* The program `trayjam`: finds the command, reads its options, runs it. */
#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/version.h"
#include "stress/exit_codes.h"

#include "core/base/arena.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 64 };

int cmd_fail(const struct tj_error *error)
{
    fflush(stdout);
    fprintf(stderr, "trayjam: %s\n", error->text);
    return tj_status_exit_code(error->status);
}

int cmd_in_memory(size_t size, command_work *work,
                  const struct options *options)
{
    struct arena    arena;
    struct tj_error error;
    void           *pages = tj_os_pages_take(size);

    if (pages == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no memory to start with");
        return cmd_fail(&error);
    }
    arena_init(&arena, pages, size);
    int code = work(&arena, options);
    tj_os_pages_give(pages, size);
    return code;
}

int cmd_end(int exit_code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_code;
    fprintf(stderr, "trayjam: standard output could not be written\n");
    return EXIT_IO;
}

bool cmd_colour(const struct options *options)
{
    const char *no_color = getenv("NO_COLOR");

    return !options_has(options, OPTION_NO_COLOR) &&
           (no_color == NULL || *no_color == '\0') && tj_os_is_terminal(1);
}

static const char *environment(const char *name)
{
    return getenv(name);
}

static const struct command *find(const char *word)
{
    for (size_t i = 0; i < command_count(); i++)
        if (strcmp(command_at(i)->name, word) == 0)
            return command_at(i);
    return NULL;
}

static int unknown_command(const char *word)
{
    const char *names[COMMANDS_MAX];
    size_t      count = 0;

    for (size_t i = 0; i < command_count() && count < COMMANDS_MAX; i++)
        names[count++] = command_at(i)->name;
    const char *near = tj_text_nearest(word, names, count);
    fprintf(stderr, "trayjam: unknown command %s", word);
    if (near != NULL)
        fprintf(stderr, "; did you mean %s?", near);
    fprintf(stderr, "\ntrayjam --help lists the commands\n");
    return EXIT_USAGE;
}

static int print_version(bool as_json)
{
    struct tj_json  json;
    struct tj_error error;

    if (!as_json) {
        puts("trayjam " TRAYJAM_VERSION " (" TRAYJAM_BUILD ")");
        return cmd_end(EXIT_HELD);
    }
    tj_json_init(&json, stdout, false);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "tool", "trayjam");
    tj_json_string(&json, "version", TRAYJAM_VERSION);
    tj_json_string(&json, "build", TRAYJAM_BUILD);
    tj_json_end(&json);
    if (tj_json_finish(&json, &error) != TJ_OK)
        return cmd_fail(&error);
    return EXIT_HELD;
}

/* trayjam with options only: --help, --version [--json]. */
static int no_command(int argc, char **argv)
{
    struct options  options;
    struct tj_error error;

    if (argc <= 1) {
        help_all(stderr);
        return EXIT_USAGE;
    }
    if (options_parse(&options, argc, argv,
                      OPTION_BIT(HELP) | OPTION_BIT(VERSION) | OPTION_BIT(JSON),
                      environment, &error) != TJ_OK)
        return cmd_fail(&error);
    if (options_has(&options, OPTION_VERSION))
        return print_version(options_has(&options, OPTION_JSON));
    if (options_has(&options, OPTION_HELP)) {
        help_all(stdout);
        return cmd_end(EXIT_HELD);
    }
    help_all(stderr);
    return EXIT_USAGE;
}

static enum tj_status check_operands(const struct command *command,
                                     const struct options *options,
                                     struct tj_error *error)
{
    if (options->operands_count < command->operands_min)
        return tj_fail(error, TJ_USAGE, "%s needs %s; see trayjam %s --help",
                       command->name, command->operands, command->name);
    if (options->operands_count > command->operands_max)
        return tj_fail(error, TJ_USAGE, "%s: %s is one operand too many",
                       command->name,
                       options->operands[command->operands_max]);
    return TJ_OK;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options  options;
    struct tj_error error;

    if (options_parse(&options, argc, argv,
                      command->options | OPTION_BIT(HELP) | OPTION_BIT(VERSION),
                      environment, &error) != TJ_OK)
        return cmd_fail(&error);
    if (options_has(&options, OPTION_HELP)) {
        help_command(stdout, command);
        return cmd_end(EXIT_HELD);
    }
    if (options_has(&options, OPTION_VERSION))
        return print_version(options_has(&options, OPTION_JSON));
    if (check_operands(command, &options, &error) != TJ_OK)
        return cmd_fail(&error);
    return command->run(command, &options);
}

int main(int argc, char **argv)
{
    tj_os_begin();
    if (argc < 2 || argv[1][0] == '-')
        return no_command(argc, argv);
    if (strcmp(argv[1], "help") == 0) {
        const struct command *command = argc > 2 ? find(argv[2]) : NULL;

        if (argc > 2 && command == NULL)
            return unknown_command(argv[2]);
        if (command != NULL)
            help_command(stdout, command);
        else
            help_all(stdout);
        return cmd_end(EXIT_HELD);
    }

    const struct command *command = find(argv[1]);
    if (command == NULL)
        return unknown_command(argv[1]);
    return run_command(command, argc - 1, argv + 1);
}
