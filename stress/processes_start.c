/* SPDX-License-Identifier: MIT */
/* Starting the processes of a run, and waiting until they stand. */
#include "stress/processes.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "stress/guests.h"

#include <inttypes.h>

enum { START_S = 30 };
#define SECOND UINT64_C(1000000000)

enum tj_status processes_find_program(struct processes *run)
{
    if (!tj_os_program_path(run->program, sizeof run->program))
        return tj_fail(run->runner->error, TJ_HOST_IO,
                       "the program cannot find itself to start workers");
    if (!tj_os_is_file(run->program))
        return tj_fail(run->runner->error, TJ_UNAVAILABLE,
                       "%s: workers are started from there, and it is not "
                       "there", run->program);
    return TJ_OK;
}

/* Waits for the word that a child stands, or for its end. */
static enum tj_status await_ready(struct processes *run, const char *who,
                                  struct tj_os_process *process,
                                  struct tj_os_channel *channel)
{
    struct tj_error       *error = run->runner->error;
    struct process_message message;
    uint64_t               until_ns = tj_clock_ns() + START_S * SECOND;

    int size = tj_os_channel_receive(channel, &message, sizeof message,
                                     until_ns);
    if (size == (int)sizeof message && message.word == PROCESS_READY)
        return TJ_OK;
    if (size == (int)sizeof message && message.word == PROCESS_FAILED)
        return tj_fail(error, message.exit_code == 6 ? TJ_UNAVAILABLE
                              : message.exit_code == 65 ? TJ_BAD_INPUT
                                                        : TJ_HOST_IO,
                       "%s: %s", who, message.text);
    if (size == 0)
        return tj_fail(error, TJ_HOST_IO, "%s does not answer for %d s", who,
                       START_S);
    tj_os_process_wait(process);
    return tj_fail(error, TJ_HOST_IO, "%s ended at its start, code %d", who,
                   process->code);
}

static enum tj_status start_child(struct processes *run,
                                  const char *const *words,
                                  struct tj_os_process *process,
                                  struct tj_os_channel *channel)
{
    struct tj_os_channel theirs;
    struct tj_error     *error = run->runner->error;

    enum tj_status status = tj_os_channel_make(channel, &theirs, error);
    if (status != TJ_OK)
        return status;
    status = tj_os_process_start(process, words, &run->memory, &theirs, error);
    tj_os_channel_close(&theirs);
    return status;
}

enum tj_status processes_start_host(struct processes *run)
{
    const struct tj_workload *workload = run->runner->workload;
    char                      drives[8], seed[24];
    struct tj_text            text;
    const char *const words[] = { run->program, "worker", "drives",
                                  run->shared->socket,
                                  run->runner->target.detail, drives, seed,
                                  NULL };

    tj_text_init(&text, drives, sizeof drives);
    tj_text_add(&text, "%u", (unsigned)workload->drives);
    tj_text_init(&text, seed, sizeof seed);
    tj_text_add(&text, "%" PRIu64, workload->seed);
    enum tj_status status = start_child(run, words, &run->host,
                                        &run->host_channel);
    if (status != TJ_OK)
        return status;
    return await_ready(run, "the drives' process", &run->host,
                       &run->host_channel);
}

enum tj_status processes_start_worker(struct processes *run, unsigned row)
{
    struct worker *worker = &run->workers[row];
    char           number[8];
    struct tj_text text;
    const char *const words[] = { run->program, "worker", "clients",
                                  run->runner->options->folder, number, NULL };

    tj_text_init(&text, number, sizeof number);
    tj_text_add(&text, "%u", row);
    worker->ready = worker->buried = false;
    worker->stops = 0;
    return start_child(run, words, &worker->process, &worker->channel);
}

void processes_name_worker(struct processes *run, unsigned row,
                           tj_client client, uint32_t segment)
{
    struct process_row *own = &run->shared->rows[row];

    watchdog_begin(&run->dog, row * processes_threads_each(run),
                   processes_threads_each(run));
    own->first_client = client;
    own->first_segment = segment;
    atomic_store(&own->working, processes_threads_each(run));
    atomic_store(&own->spent, false);
}

enum tj_status processes_start_workers(struct processes *run)
{
    uint16_t       each = processes_threads_each(run);
    enum tj_status status = TJ_OK;

    for (unsigned i = 0; i < run->count && status == TJ_OK; i++) {
        processes_name_worker(run, i, (tj_client)(1 + i * each), 1 + i * each);
        status = processes_start_worker(run, i);
    }
    for (unsigned i = 0; i < run->count && status == TJ_OK; i++) {
        char           who[32];
        struct tj_text text;
        tj_text_init(&text, who, sizeof who);
        tj_text_add(&text, "worker %u", i + 1);
        status = await_ready(run, who, &run->workers[i].process,
                             &run->workers[i].channel);
        run->workers[i].ready = status == TJ_OK;
    }
    return status;
}

enum tj_status processes_open_guests(struct processes *run)
{
    const struct tj_workload *workload = run->runner->workload;
    const struct guests_place place = {
        .socket = run->shared->socket,
        .memory = &run->memory,
        .first_client = (tj_client)(workload->clients + workload->drives + 1),
        .first_segment = workload->clients + 2u * workload->drives + 1,
    };

    return guests_open(run->runner->options->guests, run->runner, &place);
}
