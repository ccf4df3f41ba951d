/* SPDX-License-Identifier: MIT */
#include "cli/end_text.h"

#include "stress/engine.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_SIZE = 600 };

unsigned end_process_of(const struct tj_workload *workload, unsigned client)
{
    unsigned clients = workload->clients;

    /* A trace alone does not say how many processes there were. */
    if (workload->runner != TJ_RUNNER_PROCESSES || client == 0)
        return 0;
    unsigned each = clients / workload->processes;
    if (client <= clients)
        return (client - 1) / each + 1;
    if (client <= clients + workload->drives) /* They listen. */
        return 0;
    return workload->processes + 1 + (client - clients - workload->drives - 1) /
                                         each;
}

const char *end_persona_of(const struct tj_workload *workload, unsigned client)
{
    bool listens = client > workload->clients &&
                   client <= workload->clients + workload->drives;

    if (client == TJ_NOBODY || listens || workload->personas_count == 0)
        return NULL;
    return tj_engine_persona(workload, (tj_client)client)->name;
}

/* Names come from anybody: nothing a terminal would obey. */
static void say_client(const struct run_view *view, unsigned client,
                       unsigned name, struct tj_text *text)
{
    const struct tj_verdict *verdict = view->verdict;
    unsigned process = end_process_of(view->workload, client);
    bool     named = name > 0 && name <= verdict->names_count;

    tj_text_add(text, "client %u", client);
    if (process == 0 && !named)
        return;
    tj_text_add(text, " (");
    if (process != 0)
        tj_text_add(text, "process %u%s", process, named ? ", " : "");
    if (named)
        tj_text_add(text, "`");
    for (const char *at = named ? verdict->names[name] : ""; *at != '\0'; at++)
        tj_text_add(text, "%c",
                    (unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e
                        ? '?'
                        : *at);
    tj_text_add(text, named ? "`)" : ")");
}

/* --- Who waits for whom --- */

static const char *verb_name(uint8_t verb)
{
    return tj_verb_name((enum tj_verb)verb);
}

static void say_wait(const struct run_view *view, const struct tj_wait *wait,
                     struct tj_text *text)
{
    say_client(view, wait->client, wait->name, text);
    tj_text_add(text, " has waited ");
    tj_text_add_duration(text, wait->waited_ns);
    if (wait->verb == TJ_VERB_COUNT)
        tj_text_add(text, " without coming to its end at drive %u",
                    wait->drive);
    else
        tj_text_add(text, " for %s on drive %u", verb_name(wait->verb),
                    wait->drive);
    if (wait->last_verb != TJ_VERB_COUNT) {
        tj_text_add(text, "; before that %s, answered ",
                    verb_name(wait->last_verb));
        tj_text_add_duration(text, wait->last_ns);
        tj_text_add(text, " ago");
    }
    if (wait->struck)
        tj_text_add(text, "; a fault struck it");
}

static void say_owner(const struct run_view *view, const struct tj_wait *wait,
                      struct tj_text *text)
{
    if (wait->owner == TJ_NOBODY) {
        tj_text_add(text, "nobody that is known");
        return;
    }
    if (wait->owner == wait->client)
        tj_text_add(text, "the same");
    else
        say_client(view, wait->owner, wait->owner_name, text);
    tj_text_add(text, ", granted ");
    tj_text_add_duration(text, wait->owned_ns);
    tj_text_add(text, " ago");
    if (wait->owner == wait->client || wait->owner_verb == TJ_VERB_COUNT)
        return;
    tj_text_add(text, ", whose last operation was %s, %s ",
                verb_name(wait->owner_verb),
                wait->owner_waits ? "not answered for" : "answered");
    tj_text_add_duration(text, wait->owner_ns);
    tj_text_add(text, wait->owner_waits ? "" : " ago");
}

static void print_wait(const struct run_view *view, const struct tj_wait *wait,
                       FILE *file)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    say_wait(view, wait, &text);
    fprintf(file, "  %s\n", line);
    tj_text_init(&text, line, sizeof line);
    say_owner(view, wait, &text);
    fprintf(file, "    owner: %s\n", line);
    if (wait->ahead == TJ_NOBODY)
        return;
    tj_text_init(&text, line, sizeof line);
    say_client(view, wait->ahead, view->verdict->clients[wait->ahead].name,
               &text);
    tj_text_add(&text, ", whose %s was asked ", verb_name(wait->ahead_verb));
    tj_text_add_duration(&text, wait->ahead_ns);
    fprintf(file, "    first in line: %s ago\n", line);
}

static void print_hang(const struct run_view *view, FILE *file)
{
    const struct tj_verdict *verdict = view->verdict;

    fprintf(file, "trayjam: hung, and stopped: who waits for whom\n");
    for (size_t i = 0; i < verdict->waits_count; i++)
        print_wait(view, &verdict->waits[i], file);
    if (verdict->waits_total > verdict->waits_count)
        fprintf(file, "  and %" PRIu64 " more\n",
                verdict->waits_total - verdict->waits_count);
}

/* --- What is left --- */

void end_say_left(const struct tj_left_row *row, struct tj_text *text)
{
    static const char *const things[] = {
        [TJ_LEFT_OWNER] = "exclusive lock",
        [TJ_LEFT_SIMPLE] = "simple tray lock",
        [TJ_LEFT_SECURE] = "secure tray lock",
        [TJ_LEFT_MCN] = "count of switched-off notifications",
        [TJ_LEFT_FEWER] = "simple tray lock fewer than before",
        [TJ_LEFT_COUNT] = "simple tray lock",
    };

    if (row->what == TJ_LEFT_UNKNOWN) {
        tj_text_add(text, "it does not answer how it is");
        return;
    }
    tj_text_add(text, "%u %s%s", (unsigned)row->count, things[row->what],
                row->count == 1 || row->what == TJ_LEFT_FEWER ||
                        row->what == TJ_LEFT_MCN
                    ? ""
                    : "s");
}

/* A simulated drive of our own ended with the run. */
static bool is_gone(const char *drive)
{
    struct tj_target_spec target;
    struct tj_error       ignored;

    return tj_target_parse(drive, &target, &ignored) == TJ_OK &&
           strcmp(target.info->name, "sim") == 0;
}

bool end_say_remedy(const struct run_view *view, const struct tj_left_row *row,
                    struct tj_text *text)
{
    static const char *const commands[TJ_LEFT_COUNT + 1] = {
        [TJ_LEFT_OWNER] = "query", [TJ_LEFT_SIMPLE] = "allow",
        [TJ_LEFT_FEWER] = "prevent", [TJ_LEFT_UNKNOWN] = "query",
    };
    const char *drive = view->workload->drive;
    const char *quote = strpbrk(drive, " ,;&|()<>*?$\\") == NULL ? "" : "'";

    if (commands[row->what] == NULL || is_gone(drive))
        return false;
    tj_text_add(text, "trayjam %s --drive %s%s%s", commands[row->what], quote,
                drive, quote);
    return true;
}

/* What only the end of a handle undoes. */
static const char *advice(const struct tj_left_row *row)
{
    switch ((int)row->what) {
    case TJ_LEFT_OWNER:
        return "ends with its owner's handles";
    case TJ_LEFT_SECURE:
    case TJ_LEFT_MCN:
        return "undone when the program that did it closes its handles";
    case TJ_LEFT_UNKNOWN:
        return "whoever knows may ask it again";
    default:
        return row->count == 1 ? "to be undone" : "to be undone one by one";
    }
}

static void print_left(const struct run_view *view,
                       const struct tj_left_row *row, FILE *file)
{
    char           line[LINE_SIZE], remedy[LINE_SIZE / 2];
    struct tj_text text, more;

    tj_text_init(&text, line, sizeof line);
    tj_text_add(&text, "drive %u: ", row->drive);
    end_say_left(row, &text);
    if (row->what != TJ_LEFT_UNKNOWN) {
        tj_text_add(&text, ", by ");
        if (row->client == TJ_NOBODY)
            tj_text_add(&text, "somebody unknown");
        else
            say_client(view, row->client, 0, &text);
    }
    if (row->what == TJ_LEFT_COUNT) {
        tj_text_add(&text, " that is gone, undone for it");
    } else {
        tj_text_add(&text, "; %s", advice(row));
        tj_text_init(&more, remedy, sizeof remedy);
        if (end_say_remedy(view, row, &more))
            tj_text_add(&text, ": %s", remedy);
    }
    fprintf(file, "  %s\n", line);
}

/* What the scenario asks for and the machine does not give. */
static void print_placing(const struct run_view *view, FILE *file)
{
    const struct run_facts *facts = view->facts;

    if (facts->unpinned > 0)
        fprintf(file, "trayjam: %" PRIu64 " clients could not be pinned as "
                      "asked: there is no such core, or it is not ours\n",
                facts->unpinned);
    if (facts->unprioritised > 0)
        fprintf(file, "trayjam: %" PRIu64 " clients could not get the priority "
                      "asked for: it needs a privilege\n",
                facts->unprioritised);
}

void end_print(const struct run_view *view, FILE *file)
{
    const struct tj_verdict *verdict = view->verdict;
    bool                     left = false;

    print_placing(view, file);
    if (verdict->waits_count > 0)
        print_hang(view, file);
    for (size_t i = 0; i < verdict->left_count; i++)
        left = left || verdict->left[i].what != TJ_LEFT_COUNT;
    if (verdict->left_count > 0)
        fprintf(file, "trayjam: %s\n",
                left ? "not as it was found" : "left by those who are gone, and undone");
    for (size_t i = 0; i < verdict->left_count; i++)
        print_left(view, &verdict->left[i], file);
}
