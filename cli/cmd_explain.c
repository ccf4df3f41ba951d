/* SPDX-License-Identifier: MIT */
/* trayjam explain: whatever bears that name or number, in plain words. */
#include "cli/cmd.h"

#include "cli/catalogue.h"
#include "cli/wrapped.h"
#include "stress/exit_codes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 512, KEY_WIDTH = 15 };

static void print_item(const struct catalogue_kind *kind, size_t index)
{
    struct catalogue_item item = { 0 };

    kind->fill(index, &item);
    printf("%s (%s)\n  ", item.name, kind->singular);
    print_wrapped(item.about, 2);
    for (size_t i = 0; i < item.facts_count; i++) {
        printf("  %-*s", KEY_WIDTH, item.facts[i].key);
        print_wrapped(item.facts[i].value, 2 + KEY_WIDTH);
    }
    if (item.text != NULL)
        printf("\n%s", item.text);
}

static bool matches(const struct catalogue_kind *kind, size_t index,
                    const char *word)
{
    struct catalogue_item item = { 0 };
    uint64_t              number = 0;
    bool                  is_number = tj_parse_u64(word, &number);

    kind->fill(index, &item);
    if (catalogue_same_word(item.name, word))
        return true;
    return kind->means != NULL && kind->means(index, word, is_number, number);
}

/* The words of all rules, once. */
static const char legend[] =
    "A file object is one opening of the drive with all duplicates of its "
    "handle; it owns the drive from a granted lock to its unlock or its last "
    "close. Strangers are all others. A direct handle was opened on the device, "
    "a volume or file handle through its file system. Numbers after \"fails\" "
    "and \"refused\" are Win32 errors (`trayjam explain 22`): 1 of a free drive, "
    "5 access denied, 6 invalid handle, 22 a volume is mounted, 55 the drive is "
    "gone, 87 invalid parameter, 170 busy, 1110 the medium may have changed. In "
    "examples A and B are clients; \"lock done 1..2\" was asked for at 1 and "
    "answered at 2.";

static size_t explain(const char *word)
{
    size_t found = 0;
    bool   rule = false;

    for (size_t k = 0; k < catalogue_count(); k++) {
        const struct catalogue_kind *kind = catalogue_at(k);

        for (size_t i = 0; i < kind->count(); i++) {
            if (!matches(kind, i, word))
                continue;
            if (found++ > 0)
                putchar('\n');
            print_item(kind, i);
            rule |= strcmp(kind->singular, "rule") == 0;
        }
    }
    if (rule) {
        fputs("\n  ", stdout);
        print_wrapped(legend, 2);
    }
    return found;
}

/* A number that no table has still has parts. */
static bool explain_number(const char *word)
{
    uint64_t       number;
    char           memory[160];
    struct tj_text text;

    if (!tj_parse_u64(word, &number) || number < 0x10000 ||
        number > UINT32_MAX)
        return false;
    if (number >> 30 >= 2) {
        printf("0x%08" PRIX64 " as an NTSTATUS: %s, facility 0x%03" PRIX64
               ", code 0x%04" PRIX64 "; not in the catalogue\n",
               number, number >> 30 == 3 ? "error" : "warning",
               number >> 16 & 0xfff, number & 0xffff);
        return true;
    }
    tj_text_init(&text, memory, sizeof memory);
    catalogue_decompose((uint32_t)number, &text);
    printf("0x%08" PRIX64 " as a control code: %s; not in the catalogue\n",
           number, memory);
    return true;
}

static int unknown(const char *word)
{
    /* Names are static text or the shipped files': they outlive the item. */
    const char *names[NAMES_MAX];
    size_t      count = 0;

    for (size_t k = 0; k < catalogue_count(); k++)
        for (size_t i = 0; i < catalogue_at(k)->count(); i++) {
            struct catalogue_item item = { 0 };

            catalogue_at(k)->fill(i, &item);
            if (count < NAMES_MAX)
                names[count++] = item.name;
        }
    const char *near = tj_text_nearest(word, names, count);
    fprintf(stderr, "trayjam: nothing is called %s", word);
    if (near != NULL)
        fprintf(stderr, "; did you mean %s?\n", near);
    else
        fprintf(stderr, "; `trayjam list` shows what has a name\n");
    return EXIT_USAGE;
}

int cmd_explain(const struct command *command, const struct options *options)
{
    const char *word = options->operands[0];

    (void)command;
    if (explain(word) > 0 || explain_number(word))
        return cmd_end(EXIT_HELD);
    return unknown(word);
}
