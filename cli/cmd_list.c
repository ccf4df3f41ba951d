/* SPDX-License-Identifier: MIT */
/* trayjam list: the names of a kind, each with one line. */
#include "cli/cmd.h"

#include "cli/catalogue.h"
#include "stress/exit_codes.h"

#include "core/base/json.h"

#include <stdio.h>
#include <string.h>

static int list_json(const struct catalogue_kind *kind)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, true);
    tj_json_array(&json, NULL);
    for (size_t i = 0; i < kind->count(); i++) {
        struct catalogue_item item = { 0 };

        kind->fill(i, &item);
        tj_json_object(&json, NULL);
        tj_json_string(&json, "name", item.name);
        tj_json_string(&json, "about", item.about);
        for (size_t f = 0; f < item.facts_count; f++)
            tj_json_string(&json, item.facts[f].key, item.facts[f].value);
        tj_json_end(&json);
    }
    tj_json_end(&json);
    if (tj_json_finish(&json, &error) != TJ_OK)
        return cmd_fail(&error);
    return EXIT_HELD;
}

static int list_text(const struct catalogue_kind *kind)
{
    int width = 0;

    for (size_t i = 0; i < kind->count(); i++) {
        struct catalogue_item item = { 0 };

        kind->fill(i, &item);
        if ((int)strlen(item.name) > width)
            width = (int)strlen(item.name);
    }
    for (size_t i = 0; i < kind->count(); i++) {
        struct catalogue_item item = { 0 };

        kind->fill(i, &item);
        printf("%-*s  %s%s%s\n", width, item.name, item.about,
               item.more != NULL ? " " : "",
               item.more != NULL ? item.more : "");
    }
    return cmd_end(EXIT_HELD);
}

int cmd_list(const struct command *command, const struct options *options)
{
    const struct catalogue_kind *kind = catalogue_find(options->operands[0]);
    const char                  *names[16];
    size_t                       count = 0;

    if (kind != NULL && !options_has(options, OPTION_JSON))
        return list_text(kind);
    if (kind != NULL)
        return kind->json != NULL ? kind->json() : list_json(kind);
    for (size_t i = 0; i < catalogue_count() && count < 16; i++)
        names[count++] = catalogue_at(i)->name;
    const char *near = tj_text_nearest(options->operands[0], names, count);
    fprintf(stderr, "trayjam: nothing is listed as %s; ",
            options->operands[0]);
    if (near != NULL)
        fprintf(stderr, "did you mean %s?\n", near);
    else
        fprintf(stderr, "see trayjam %s --help\n", command->name);
    return EXIT_USAGE;
}
