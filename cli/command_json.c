/* SPDX-License-Identifier: MIT */
#include "cli/command_json.h"

#include "cli/cmd.h"
#include "cli/help.h"
#include "stress/exit_codes.h"

#include "core/base/json.h"

#include <stdio.h>

static void print_option(struct tj_json *json, enum option_id id)
{
    const struct option_row *row = option_row(id);
    char                     twin[OPTION_TWIN_SIZE];

    option_twin(id, twin);
    tj_json_object(json, NULL);
    tj_json_string(json, "name", row->name);
    if (row->value != NULL)
        tj_json_string(json, "value", row->value);
    tj_json_bool(json, "repeatable", row->repeatable);
    tj_json_string(json, "about", row->help);
    tj_json_string(json, "environment", twin);
    tj_json_end(json);
}

static void print_exits(struct tj_json *json, const struct command *command)
{
    struct help_exit exit = { .rest = command->exits };

    tj_json_array(json, "exits");
    while (help_next_exit(command, &exit)) {
        tj_json_object(json, NULL);
        tj_json_i64(json, "code", exit.code);
        tj_json_string(json, "meaning", exit.meaning);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_command(struct tj_json *json, const struct command *command)
{
    tj_json_object(json, NULL);
    tj_json_string(json, "name", command->name);
    tj_json_string(json, "about", command->about);
    if (command->operands != NULL)
        tj_json_string(json, "operands", command->operands);
    if (command->more != NULL)
        tj_json_string(json, "more", command->more);
    tj_json_string(json, "example", command->example);
    tj_json_array(json, "options");
    for (unsigned i = 0; i < OPTION_COUNT; i++)
        if ((command->options & UINT64_C(1) << i) != 0)
            print_option(json, (enum option_id)i);
    print_option(json, OPTION_HELP);
    tj_json_end(json);
    print_exits(json, command);
    tj_json_end(json);
}

int command_json(void)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, true);
    tj_json_array(&json, NULL);
    for (size_t i = 0; i < command_count(); i++)
        if (!command_at(i)->hidden)
            print_command(&json, command_at(i));
    tj_json_end(&json);
    if (tj_json_finish(&json, &error) != TJ_OK)
        return cmd_fail(&error);
    return EXIT_HELD;
}
