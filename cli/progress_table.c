/* SPDX-License-Identifier: MIT */
/* The table of --progress full: who owns each drive, and how each client
 * fares. Drawn over itself; never higher than the terminal. */
#include "cli/progress.h"

#include <inttypes.h>

enum { NAME_WIDTH = 18, LINE_SIZE = 256 };

static void put(struct progress *progress, const char *line)
{
    fprintf(progress->file, "\r\033[K%.*s\n", progress->columns - 1, line);
    progress->drawn += 1;
}

/* Back to where the table begins. */
static void rewind_table(struct progress *progress)
{
    if (progress->drawn > 0)
        fprintf(progress->file, "\033[%dA", progress->drawn);
    progress->drawn = 0;
}

void progress_wipe(struct progress *progress)
{
    rewind_table(progress);
    fputs("\r\033[J", progress->file);
}

static void put_drives(struct progress *progress,
                       const struct tj_progress *seen)
{
    for (size_t i = 0; i < seen->drives_count; i++) {
        char           line[LINE_SIZE];
        struct tj_text text;

        tj_text_init(&text, line, sizeof line);
        tj_text_add(&text, "  drive %zu  ", i + 1);
        if (seen->drives[i].known)
            progress_add_owner(progress->workload, seen->drives[i].owner,
                               &text);
        else
            tj_text_add(&text, "in another process");
        put(progress, line);
    }
}

static void add_count(struct tj_text *text, int width, uint64_t count)
{
    char           memory[32];
    struct tj_text number;

    tj_text_init(&number, memory, sizeof memory);
    tj_text_add_count(&number, count);
    tj_text_add(text, " %*s", width, memory);
}

static void put_client(struct progress *progress,
                       const struct tj_progress *seen, size_t place)
{
    const struct tj_progress_client *client = &seen->clients[place];
    const struct pace_client        *pace = &progress->pace.clients[place];
    char           line[LINE_SIZE], name[64], latency[32];
    struct tj_text text, time;

    progress_name(client->persona, name, sizeof name);
    tj_text_init(&time, latency, sizeof latency);
    if (pace->answered)
        tj_text_add_duration(&time, pace->latency_ns);
    else
        tj_text_add(&time, "-");
    tj_text_init(&text, line, sizeof line);
    tj_text_add(&text, "  %6u  %-*.*s %5u", client->client, NAME_WIDTH,
                NAME_WIDTH, name, client->drive + 1u);
    add_count(&text, 9, (uint64_t)pace->per_second);
    add_count(&text, 9, client->seen[TJ_SEEN_GRANTED]);
    add_count(&text, 9, client->seen[TJ_SEEN_DENIED]);
    tj_text_add(&text, " %10s", latency);
    if (seen->open_loop) {
        add_count(&text, 9, client->seen[TJ_SEEN_ARRIVALS]);
        add_count(&text, 9, client->seen[TJ_SEEN_DROPPED]);
    }
    put(progress, line);
}

static void put_clients(struct progress *progress,
                        const struct tj_progress *seen)
{
    char   line[LINE_SIZE];
    /* Of the terminal: two lines to go, one for the rest, one for the cursor. */
    int    room = progress->rows - progress->drawn - 3;
    size_t shown = room < 1 ? 1 : (size_t)room;

    (void)snprintf(line, sizeof line,
                   "  client  %-*s drive     ops/s   granted    denied    "
                   "latency%s", NAME_WIDTH, "name",
                   seen->open_loop ? "  arrivals   dropped" : "");
    put(progress, line);
    if (shown > seen->clients_count)
        shown = seen->clients_count;
    for (size_t i = 0; i < shown; i++)
        put_client(progress, seen, i);
    if (shown == seen->clients_count)
        return;
    (void)snprintf(line, sizeof line, "          and %zu more",
                   seen->clients_count - shown);
    put(progress, line);
}

void progress_draw(struct progress *progress, const struct tj_progress *seen)
{
    char line[LINE_SIZE];

    (void)progress_format(progress->workload, seen, progress->pace.per_second,
                          line, sizeof line);
    rewind_table(progress);
    put(progress, line);
    put_drives(progress, seen);
    put_clients(progress, seen);
    fputs("\033[J", progress->file);
}
