/* SPDX-License-Identifier: MIT */
#include "stress/guests.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/trace/repair.h"

#include <string.h>

enum { LEAVE_MS = 1000, PAUSE_MS = 2, KILLED = 128 + 9 };
#define MILLISECOND UINT64_C(1000000)
_Static_assert((int)ATTACH_NAMES_MAX >= (int)TJ_NAMES_MAX,
               "every name of a run has a place");

static void name_places(struct tj_guests *guests, const struct runner *runner,
                        const struct guests_place *place)
{
    struct attach_share      *share = guests->host.share;
    const struct tj_workload *workload = runner->workload;

    share->origin_ns = runner->clock.origin_ns;
    share->info = runner->info;
    share->handle_shift = (uint8_t)tj_handle_shift(workload);
    share->name = guests->name;
    share->names_count = (uint16_t)(workload->names_count + 1);
    memcpy(share->names, workload->names,
           share->names_count * sizeof share->names[0]);
    share->first_client = guests->first_client = place->first_client;
    share->first_segment = place->first_segment;
    (void)tj_text_copy(share->socket, sizeof share->socket, place->socket);
    (void)tj_text_copy(share->persona, sizeof share->persona, guests->persona);
    (void)tj_text_copy(share->device, sizeof share->device, guests->device);
}

/* Absolute: the program may go elsewhere. The shared file lies beside it. */
static bool name_trace(struct attach_host *host)
{
    struct tj_text text;
    size_t         length = strlen(host->folder) - strlen("/attach");

    tj_text_init(&text, host->share->trace, sizeof host->share->trace);
    tj_text_add(&text, "%.*s/trace", (int)length, host->folder);
    return !text.cut;
}

enum tj_status guests_open(struct tj_guests *guests, struct runner *runner,
                           const struct guests_place *place)
{
    enum tj_status status = attach_host_open(
        &guests->host, runner->options->folder, runner->error);

    if (status != TJ_OK)
        return status;
    name_places(guests, runner, place);
    if (runner->plan->count > 0)
        attach_host_plan(&guests->host, place->memory, runner->plan);
    if (!name_trace(&guests->host))
        return tj_fail(runner->error, TJ_HOST_IO, "the run folder's path is "
                       "too long");
    return TJ_OK;
}

void guests_enter(struct tj_guests *guests, enum phase phase)
{
    if (guests->host.share != NULL)
        atomic_store(&guests->host.share->measures, phase == PHASE_MEASURE);
}

/* --- Who has ended --- */

static bool is_program(const struct tj_guests *guests, uint32_t row)
{
    return atomic_load(&guests->host.share->clients[row].process) ==
           (int32_t)guests->process.id;
}

static int code_of(const struct tj_guests *guests, uint32_t row)
{
    const struct attach_client *client = &guests->host.share->clients[row];

    if (is_program(guests, row))
        return guests->process.code;
    return atomic_load(&client->state) == ATTACH_ENDED ? 0 : KILLED;
}

/* As a worker that was killed: what it committed is kept, and counted. */
static void bury(struct tj_guests *guests, struct runner *runner, uint32_t row)
{
    struct attach_share *share = guests->host.share;
    struct tj_watch     *watch = &share->clients[row].watch;
    tj_client            client = (tj_client)(guests->first_client + row);
    struct tj_error      ignored;
    const struct runner_leak leak = {
        .client = client,
        .drive = share->drive,
        .sure = atomic_load(&watch->prevents),
        .unsure = atomic_load(&watch->unsure),
    };

    guests->buried[row] = true;
    (void)tj_segment_bury(runner->trace, share->first_segment + row, &ignored);
    runner_mark_death(runner, client, code_of(guests, row));
    runner_mark_client(runner, TJ_MARK_COUNTED, client, share->drive,
                       atomic_load(&watch->committed));
    runner_leak(runner, &leak);
}

/* The program's own code is known a little later than its end. */
static bool has_ended(const struct tj_guests *guests, uint32_t row)
{
    const struct attach_share *share = guests->host.share;

    return atomic_load(&share->clients[row].state) != ATTACH_NOBODY &&
           !attach_host_lives(&guests->host, row) &&
           (!is_program(guests, row) || guests->process.ended);
}

static void wake(struct tj_guests *guests, uint32_t row)
{
    uint64_t due_ns = atomic_load(&guests->host.share->clients[row].go_on_ns);

    if (due_ns != 0 && tj_clock_ns() >= due_ns)
        attach_host_go_on(&guests->host, row);
}

void guests_look(struct tj_guests *guests, struct runner *runner)
{
    uint32_t rows = attach_host_rows(&guests->host);

    for (uint32_t row = 0; row < rows; row++) {
        if (guests->buried[row])
            continue;
        wake(guests, row);
        if (has_ended(guests, row))
            bury(guests, runner, row);
    }
}

/* --- The end --- */

/* Of each that is still there; of the program, if it never came to the drive. */
static void mark_hung(struct tj_guests *guests, struct runner *runner)
{
    const struct attach_share *share = guests->host.share;
    uint32_t                   rows = attach_host_rows(&guests->host);
    uint32_t                   marked = 0;

    guests->hung = true;
    for (uint32_t row = 0; row < rows; row++) {
        uint64_t since_ns = tj_watch_since(&share->clients[row].watch);
        if (guests->buried[row])
            continue;
        runner_mark_client(runner, TJ_MARK_HUNG,
                           (tj_client)(guests->first_client + row),
                           share->drive,
                           since_ns != 0 ? tj_clock_ns() - since_ns
                                         : guests->waited_ns);
        marked++;
    }
    if (marked == 0)
        runner_mark_client(runner, TJ_MARK_HUNG, guests->first_client,
                           share->drive, guests->waited_ns);
    runner->result->hung += marked > 0 ? marked : 1;
    tj_os_process_kill(&guests->process);
    tj_os_process_wait(&guests->process);
}

bool guests_over(struct tj_guests *guests, struct runner *runner)
{
    if (!guests->over)
        guests->over = guests->is_over(guests->context, guests);
    if (guests->over && guests->waited_ns != 0 && !guests->hung)
        mark_hung(guests, runner);
    guests_look(guests, runner);
    return guests->over;
}

static void end_program(struct tj_guests *guests)
{
    uint64_t until_ns = tj_clock_ns() + LEAVE_MS * MILLISECOND;

    if (guests->process.id == 0 || tj_os_process_ended(&guests->process))
        return;
    tj_os_process_ask_to_end(&guests->process);
    while (!tj_os_process_ended(&guests->process) && tj_clock_ns() < until_ns)
        tj_clock_sleep_until(tj_clock_ns() + PAUSE_MS * MILLISECOND);
    tj_os_process_kill(&guests->process);
    tj_os_process_wait(&guests->process);
}

static void note_end(struct tj_guests *guests)
{
    struct attach_share *share = guests->host.share;

    guests->clients = attach_host_rows(&guests->host);
    guests->requests = atomic_load(&share->requests);
    for (unsigned i = 0; i < ATTACH_ASKED_MAX; i++) {
        uint64_t request = atomic_load(&share->asked[i].request);
        if (request == 0)
            break;
        guests->asked[guests->asked_count++] = (struct tj_guest_asked){
            request, atomic_load(&share->asked[i].count) };
    }
}

void guests_end(struct tj_guests *guests, struct runner *runner)
{
    if (guests->host.share == NULL)
        return;
    end_program(guests);
    uint32_t rows = attach_host_rows(&guests->host);
    for (uint32_t row = 0; row < rows; row++) {
        /* Its children: nobody else knows of them. */
        while (attach_host_lives(&guests->host, row)) {
            attach_host_kill(&guests->host, row);
            tj_clock_sleep_until(tj_clock_ns() + PAUSE_MS * MILLISECOND);
        }
        if (!guests->buried[row])
            bury(guests, runner, row);
    }
    note_end(guests);
}

void guests_close(struct tj_guests *guests)
{
    if (guests->host.share != NULL)
        attach_host_close(&guests->host);
}
