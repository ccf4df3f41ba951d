/* SPDX-License-Identifier: MIT */
/* The round trip to a drive in another process, beside a bare ping-pong of the
 * same kind of socket and messages about as long. */
#include "cli/bench/bench_record.h"

#include "backends/drive_server.h"
#include "core/base/clock.h"
#include "core/base/os_process.h"
#include "core/base/text.h"
#include "core/drive/encode.h"
#include "stress/process_share.h"

#include <inttypes.h>

enum { PROGRAM_SIZE = 1100, SOCKET_SIZE = 108, ROUND_TRIPS = 40000,
       MESSAGE_SIZE = 88, START_S = 30, ANNA = 1 };

struct peer {
    struct tj_os_process process;
    struct tj_os_channel channel;
};

static enum tj_status start(struct peer *peer, const char *const *words,
                            struct tj_error *error)
{
    struct tj_os_channel theirs;

    enum tj_status status = tj_os_channel_make(&peer->channel, &theirs, error);
    if (status != TJ_OK)
        return status;
    status = tj_os_process_start(&peer->process, words, NULL, &theirs, error);
    tj_os_channel_close(&theirs);
    return status;
}

static void end(struct peer *peer)
{
    tj_os_channel_close(&peer->channel); /* Each ends by that. */
    tj_os_process_wait(&peer->process);
}

static enum tj_status measure_ping_pong(const char *program, uint64_t count,
                                        double *ns, struct tj_error *error)
{
    const char *const words[] = { program, "worker", "echo", NULL };
    uint8_t           bytes[MESSAGE_SIZE] = { 0 };
    struct peer       peer;

    enum tj_status status = start(&peer, words, error);
    if (status != TJ_OK)
        return status;
    /* The first one waits for the other process to stand. */
    bool     good = tj_os_channel_ask(&peer.channel, bytes, sizeof bytes);
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count && good; i++)
        good = tj_os_channel_ask(&peer.channel, bytes, sizeof bytes);
    *ns = bench_per(start_ns, tj_clock_ns(), count);
    end(&peer);
    return good ? TJ_OK : tj_fail(error, TJ_HOST_IO, "bench: the peer of the "
                                  "ping-pong is gone");
}

static enum tj_status ask_drive(const char *socket, uint64_t count, double *ns,
                                struct tj_error *error)
{
    struct tj_server_session session;
    struct tj_reply          reply;
    struct tj_op op = { .client = ANNA, .number = 1, .verb = TJ_OPEN,
                        .handle = 1,
                        .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                           TJ_SHARE_ALL) };

    enum tj_status status =
        tj_server_session_open(&session, socket, ANNA, 0, error);
    if (status != TJ_OK)
        return status;
    (void)tj_backend_submit(&session.backend, tj_clock_ns(), &op, &reply);
    op.verb = TJ_QUERY;
    op.arg = 0;
    tj_encode(&op, NULL);
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        op.number++;
        (void)tj_backend_submit(&session.backend, tj_clock_ns(), &op, &reply);
    }
    *ns = bench_per(start_ns, tj_clock_ns(), count);
    bool good = reply.outcome == TJ_DONE;
    tj_backend_close(&session.backend, tj_clock_ns());
    return good ? TJ_OK : tj_fail(error, TJ_HOST_IO, "bench: the drives' "
                                  "process is gone");
}

static enum tj_status measure_drive(const char *program, uint64_t count,
                                    double *ns, struct tj_error *error)
{
    char                   name[64], socket[SOCKET_SIZE];
    struct tj_text         text;
    struct process_message message;
    struct peer            peer;
    const char *const words[] = { program, "worker", "drives", socket, "", "1",
                                  "7", NULL };

    tj_text_init(&text, name, sizeof name);
    tj_text_add(&text, "trayjam-bench-%" PRIu64, tj_os_process_id());
    tj_text_init(&text, socket, sizeof socket);
    tj_server_place(&text, name);
    enum tj_status status = start(&peer, words, error);
    if (status != TJ_OK)
        return status;
    int size = tj_os_channel_receive(
        &peer.channel, &message, sizeof message,
        tj_clock_ns() + START_S * UINT64_C(1000000000));
    status = size == (int)sizeof message && message.word == PROCESS_READY
                 ? ask_drive(socket, count, ns, error)
                 : tj_fail(error, TJ_HOST_IO, "bench: the drives' process "
                           "does not start");
    end(&peer);
    return status;
}

enum tj_status bench_server(struct bench *bench, double *value, double *limit,
                            struct tj_error *error)
{
    uint64_t count = bench_scaled(bench, ROUND_TRIPS);
    char     program[PROGRAM_SIZE];

    if (!tj_os_program_path(program, sizeof program))
        return tj_fail(error, TJ_HOST_IO, "bench: the program cannot find "
                       "itself");
    enum tj_status status = measure_drive(program, count, value, error);
    if (status == TJ_OK)
        status = measure_ping_pong(program, count, limit, error);
    return status;
}
