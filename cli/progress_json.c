/* SPDX-License-Identifier: MIT */
#include "cli/progress_json.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

enum { FORMAT_VERSION = 1, DESCRIPTOR_MAX = 65535 };
#define EVERY_NS UINT64_C(1000000000)

static FILE *open_where(struct progress_json *json, const char *where)
{
    uint64_t descriptor = 0;

    if (strcmp(where, "-") == 0)
        return stderr;
    json->owned = true;
    if (strncmp(where, "fd:", 3) != 0)
        return fopen(where, "w");
    if (!tj_parse_u64(where + 3, &descriptor) || descriptor > DESCRIPTOR_MAX) {
        errno = EBADF;
        return NULL;
    }
    return tj_os_descriptor_file((int)descriptor);
}

enum tj_status progress_json_open(struct progress_json *json, const char *where,
                                  const struct tj_workload *workload,
                                  uint64_t every_ns, struct arena *arena,
                                  struct tj_error *error)
{
    *json = (struct progress_json){
        .where = where,
        .workload = workload,
        .every_ns = every_ns > 0 ? every_ns : EVERY_NS,
    };
    if (where == NULL)
        return TJ_OK;
    json->file = open_where(json, where);
    if (json->file == NULL)
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "--json-progress %s: %s", where,
                              strerror(errno));
    return pace_init(&json->pace, workload, tj_clock_ns(), arena, error);
}

static void print_totals(struct tj_json *json, const struct tj_progress *seen)
{
    const struct tj_live_counts *total = &seen->total;

    tj_json_u64(json, "operations", tj_live_read(&total->operations));
    tj_json_u64(json, "granted", tj_live_read(&total->by[TJ_LOCK][TJ_DONE]));
    tj_json_u64(json, "denied", tj_live_read(&total->by[TJ_LOCK][TJ_REFUSED]));
    tj_json_u64(json, "events", tj_live_read(&total->events));
}

static void print_arrivals(struct tj_json *json, uint64_t started,
                           uint64_t dropped, bool open_loop)
{
    if (!open_loop) {
        tj_json_null(json, "arrivals");
        return;
    }
    tj_json_object(json, "arrivals");
    tj_json_u64(json, "started", started);
    tj_json_u64(json, "dropped", dropped);
    tj_json_end(json);
}

static void print_drives(struct tj_json *json, const struct tj_progress *seen)
{
    tj_json_array(json, "drives");
    for (size_t i = 0; i < seen->drives_count; i++) {
        tj_json_object(json, NULL);
        tj_json_u64(json, "drive", i);
        tj_json_bool(json, "known", seen->drives[i].known);
        if (seen->drives[i].known && seen->drives[i].owner != TJ_NOBODY)
            tj_json_u64(json, "owner", seen->drives[i].owner);
        else
            tj_json_null(json, "owner");
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_client(struct tj_json *json, bool open_loop,
                         const struct tj_progress_client *client,
                         const struct pace_client *pace)
{
    tj_json_object(json, NULL);
    tj_json_u64(json, "client", client->client);
    tj_json_string(json, "name", client->persona->caller);
    tj_json_u64(json, "drive", client->drive);
    tj_json_u64(json, "operations", client->seen[TJ_SEEN_OPERATIONS]);
    tj_json_u64(json, "granted", client->seen[TJ_SEEN_GRANTED]);
    tj_json_u64(json, "denied", client->seen[TJ_SEEN_DENIED]);
    if (pace->answered)
        tj_json_u64(json, "latency_ns", pace->latency_ns);
    else
        tj_json_null(json, "latency_ns");
    print_arrivals(json, client->seen[TJ_SEEN_ARRIVALS],
                   client->seen[TJ_SEEN_DROPPED], open_loop);
    tj_json_end(json);
}

static void print_head(struct tj_json *json, const struct tj_workload *workload,
                       const struct tj_progress *seen)
{
    char           memory[24];
    struct tj_text seed;

    tj_text_init(&seed, memory, sizeof memory);
    tj_text_add(&seed, "0x%" PRIx64, workload->seed);
    tj_json_u64(json, "format", FORMAT_VERSION);
    tj_json_string(json, "scenario", workload->name);
    tj_json_string(json, "seed", memory);
    tj_json_u64(json, "elapsed_ns", seen->elapsed_ns);
    if (seen->total_ns > 0)
        tj_json_u64(json, "total_ns", seen->total_ns);
    else
        tj_json_null(json, "total_ns");
    tj_json_bool(json, "over", seen->over);
}

static void print(struct progress_json *progress,
                  const struct tj_progress *seen)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, progress->file, false);
    tj_json_object(&json, NULL);
    print_head(&json, progress->workload, seen);
    print_totals(&json, seen);
    tj_json_double(&json, "per_second", progress->pace.per_second);
    print_arrivals(&json, tj_live_read(&seen->total.arrivals),
                   tj_live_read(&seen->total.dropped), seen->open_loop);
    print_drives(&json, seen);
    tj_json_array(&json, "clients");
    for (size_t i = 0; i < seen->clients_count; i++)
        print_client(&json, seen->open_loop, &seen->clients[i],
                     &progress->pace.clients[i]);
    tj_json_end(&json);
    tj_json_end(&json);
    if (tj_json_finish(&json, &error) == TJ_OK && fflush(progress->file) == 0)
        return;
    fprintf(stderr, "trayjam: --json-progress %s: nobody reads it any more; "
                    "the run goes on\n", progress->where);
    progress_json_close(progress);
}

void progress_json_show(struct progress_json *json,
                        const struct tj_progress *seen)
{
    uint64_t now_ns = tj_clock_ns();

    if (json->file == NULL ||
        (!seen->over && now_ns - json->pace.at_ns < json->every_ns))
        return;
    pace_look(&json->pace, seen, now_ns);
    print(json, seen);
}

void progress_json_close(struct progress_json *json)
{
    if (json->file != NULL && json->owned)
        (void)fclose(json->file);
    json->file = NULL;
}
