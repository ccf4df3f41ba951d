/* SPDX-License-Identifier: MIT */
#include "backends/attach/guest_chain.h"

#include "core/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HIGH_FD = 500 }; /* Ours lie above: programs count from 3. */

intptr_t guest_lifted(intptr_t native)
{
    int high = fcntl((int)native, F_DUPFD_CLOEXEC, HIGH_FD);

    if (high < 0)
        return native;
    (void)close((int)native);
    return high;
}

int guest_complain(const char *what, int error)
{
    fprintf(stderr, "trayjam attach: %s\n", what);
    return error;
}

static uint64_t read_clock(void *context)
{
    (void)context;
    return tj_clock_ns();
}

/* --- Faults --- */

/* A thread alone cannot be ended from outside. */
static void kill_client(void *context, tj_client client,
                        enum tj_fault_victim victim)
{
    (void)context;
    (void)client;
    (void)victim;
    (void)kill(getpid(), SIGKILL);
    for (;;)
        (void)pause();
}

/* The run wakes it, again and again until it goes on: between the word and the
 * deed any time may pass. */
static void stop_client(void *context, tj_client client, uint64_t time_ns)
{
    struct guest_chain *chain = context;

    (void)client;
    atomic_store(&chain->row->go_on_ns, tj_clock_ns() + time_ns);
    (void)raise(SIGSTOP); /* kill() might stop us a little after it returned. */
    atomic_store(&chain->row->go_on_ns, 0);
}

/* The run's own memory, where all its clients count. */
static bool find_plan(struct guest_chain *chain)
{
    const struct attach_share *share = chain->share;

    if (share->plan_file[0] == '\0' || chain->plan != NULL)
        return true;
    int file = open(share->plan_file, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return false;
    uint8_t *at = mmap(NULL, (size_t)share->plan_file_size,
                       PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    (void)close(file);
    if (at == MAP_FAILED)
        return false;
    chain->plan = (struct tj_fault_plan *)(void *)(at + share->plan_at);
    return true;
}

static struct tj_backend *add_faults(struct guest_chain *chain)
{
    const struct tj_fault_config config = {
        .plan = chain->plan,
        .segment = &chain->segment,
        .origin_ns = chain->share->origin_ns,
        .now = read_clock,
        .persona = chain->share->persona,
        .host = &chain->host,
    };

    if (chain->plan == NULL)
        return &chain->gate.backend;
    chain->host = (struct tj_fault_host){ kill_client, stop_client, chain };
    tj_fault_layer_init(&chain->fault, &chain->gate.backend, &config);
    return &chain->fault.backend;
}

/* --- The whole of it --- */

static void make_layers(struct guest_chain *chain)
{
    struct attach_share *share = chain->share;
    const struct tj_record_config config = {
        .segment = &chain->segment,
        .origin_ns = share->origin_ns,
        .now = read_clock,
        .names = (const char(*)[TJ_CALLER_NAME_SIZE + 1])share->names,
        .names_count = share->names_count,
        .watch = &chain->row->watch,
    };

    tj_gate_layer_init(&chain->gate, &chain->session.backend,
                       &chain->row->watch);
    tj_record_layer_init(&chain->record, add_faults(chain), &config);
}

int guest_chain_open(struct guest_chain *chain, struct attach_share *share,
                     uint32_t row)
{
    struct tj_error error;

    chain->share = share;
    chain->row = &share->clients[row];
    chain->client = (tj_client)(share->first_client + row);
    if (!find_plan(chain))
        return guest_complain("the run's faults cannot be reached", ENODEV);
    tj_watch_init(&chain->row->watch, chain->client, share->drive);
    if (tj_segment_open(&chain->segment, share->trace,
                        share->first_segment + row, &share->info,
                        &error) != TJ_OK)
        return guest_complain(error.text, EIO);
    if (tj_server_session_open(&chain->session, share->socket, chain->client,
                               share->drive, &error) != TJ_OK) {
        struct tj_error ignored;
        (void)tj_segment_close(&chain->segment, &ignored);
        return guest_complain(error.text, ENODEV);
    }
    chain->segment.map.file = guest_lifted(chain->segment.map.file);
    chain->session.link.native = guest_lifted(chain->session.link.native);
    make_layers(chain);
    atomic_store(&chain->row->process, (int32_t)getpid());
    atomic_store(&chain->row->state, ATTACH_RUNNING);
    return 0;
}

void guest_chain_close(struct guest_chain *chain)
{
    struct tj_error ignored;

    tj_backend_close(&chain->record.backend, tj_clock_ns());
    (void)tj_segment_close(&chain->segment, &ignored);
    tj_watch_end(&chain->row->watch);
    atomic_store(&chain->row->state, ATTACH_ENDED);
}

void guest_chain_abandon(struct guest_chain *chain)
{
    (void)close((int)chain->session.link.native);
    tj_os_map_close(&chain->segment.map);
}

bool guest_chain_owns(const struct guest_chain *chain, int fd)
{
    return fd == (int)chain->session.link.native ||
           fd == (int)chain->segment.map.file;
}
