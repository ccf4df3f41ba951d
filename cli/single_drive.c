/* SPDX-License-Identifier: MIT */
#include "cli/single_drive.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/encode.h"

#include <string.h>

/* Handles of a served drive come from many processes at once. */
static tj_handle next_handle(struct single_client *client, unsigned index)
{
    enum { TURNS = 127 };

    return (tj_handle)(tj_os_process_id() << 10 | index << 7 |
                       (client->opened++ % TURNS + 1));
}

/* --- Kinds of drives: how a client joins --- */

static enum tj_status join_server(struct single_drive *drive, unsigned index,
                                  struct tj_error *error)
{
    struct single_client *client = &drive->clients[index];

    client->backend = &client->server.backend;
    return tj_server_session_open(&client->server, drive->spec.detail,
                                  (tj_client)(index + 1), drive->number,
                                  error);
}

static enum tj_status join_sim(struct single_drive *drive, unsigned index,
                               struct tj_error *error)
{
    struct single_client *client = &drive->clients[index];

    (void)error;
    tj_sim_session_init(&client->sim, drive->host, (tj_client)(index + 1), 0);
    client->backend = &client->sim.backend;
    return TJ_OK;
}

static enum tj_status join_real(struct single_drive *drive, unsigned index,
                                struct tj_error *error)
{
    struct single_client *client = &drive->clients[index];

    (void)error;
    tj_real_session_init(&client->real, &drive->real, (tj_client)(index + 1),
                         0);
    client->backend = &client->real.backend;
    return TJ_OK;
}

static enum tj_status join_null(struct single_drive *drive, unsigned index,
                                struct tj_error *error)
{
    struct single_client *client = &drive->clients[index];

    (void)error;
    tj_null_init(&client->null, (tj_client)(index + 1), 0);
    client->backend = &client->null.backend;
    return TJ_OK;
}

static const struct kind {
    const char *name; /* As in backends/registry.h. */
    enum tj_status (*join)(struct single_drive *drive, unsigned index,
                           struct tj_error *error);
} kinds[] = {
    { "sim", join_sim },
    { "server", join_server },
    { "null", join_null },
    { "windows", join_real },
    { "linux", join_real },
};

enum tj_status single_drive_join(struct single_drive *drive, unsigned client,
                                 struct tj_error *error)
{
    TJ_ASSERT(client < SINGLE_CLIENTS_MAX);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, drive->spec.info->name) != 0)
            continue;
        enum tj_status status = kinds[i].join(drive, client, error);
        if (status != TJ_OK)
            drive->clients[client].backend = NULL;
        return status;
    }
    return tj_fail(error, TJ_UNAVAILABLE, "drive `%s`: no single requests",
                   drive->spec.info->name);
}

/* --- Opening and closing --- */

/* SOCKET#3: the fourth drive there. */
static void take_number(struct single_drive *drive)
{
    char    *mark = strrchr(drive->spec.detail, '#');
    uint64_t number;

    if (mark == NULL || !tj_parse_u64(mark + 1, &number) || number > UINT8_MAX)
        return;
    *mark = '\0';
    drive->number = (uint8_t)number;
}

static enum tj_status open_sim(struct single_drive *drive,
                               struct tj_error *error)
{
    drive->pages = tj_os_pages_take(tj_sim_host_size());
    if (drive->pages == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a drive");
    if (tj_sim_host_open(drive->pages, drive->spec.detail, 0,
                         tj_clock_utc_ns(), &drive->host, error) == TJ_OK)
        return TJ_OK;
    tj_os_pages_give(drive->pages, tj_sim_host_size());
    /* The detail was typed, not read from a file. */
    error->status = TJ_USAGE;
    return TJ_USAGE;
}

static enum tj_status open_real(struct single_drive *drive,
                                enum real_plan plan, struct tj_error *error)
{
    const struct tj_real_use use = { plan, false };

    enum tj_status status = tj_real_host_open(
        &drive->real, tj_real_kind_of(drive->spec.info->name),
        drive->spec.detail, use, error);
    drive->is_real = status == TJ_OK;
    return status;
}

enum tj_status single_drive_open(struct single_drive *drive, const char *text,
                                 struct tj_error *error)
{
    return single_drive_open_for(drive, text, REAL_LOOKS, error);
}

enum tj_status single_drive_open_for(struct single_drive *drive,
                                     const char *text, enum real_plan plan,
                                     struct tj_error *error)
{
    memset(drive, 0, sizeof *drive);
    enum tj_status status =
        tj_target_parse(text != NULL ? text : "sim", &drive->spec, error);
    if (status == TJ_OK && strcmp(drive->spec.info->name, "sim") == 0)
        status = open_sim(drive, error);
    else if (status == TJ_OK && strcmp(drive->spec.info->name, "server") == 0)
        take_number(drive);
    else if (status == TJ_OK &&
             tj_real_kind_of(drive->spec.info->name) != TJ_REAL_NONE)
        status = open_real(drive, plan, error);
    return status == TJ_OK ? single_drive_join(drive, 0, error) : status;
}

void single_drive_close(struct single_drive *drive)
{
    for (unsigned i = 0; i < SINGLE_CLIENTS_MAX; i++)
        if (drive->clients[i].backend != NULL)
            tj_backend_close(drive->clients[i].backend, tj_clock_ns());
    if (drive->is_real)
        tj_real_host_close(&drive->real);
    if (drive->host == NULL)
        return;
    tj_sim_host_close(drive->host);
    tj_os_pages_give(drive->pages, tj_sim_host_size());
}

enum tj_status single_drive_check(const char *text, struct tj_error *error)
{
    struct single_drive drive;

    enum tj_status status = single_drive_open(&drive, text, error);
    if (status == TJ_OK)
        single_drive_close(&drive);
    return status;
}

/* --- From outside --- */

static bool is_served(const struct single_drive *drive)
{
    return strcmp(drive->spec.info->name, "server") == 0;
}

bool single_drive_view(struct single_drive *drive, unsigned client,
                       struct tj_sim_view *view)
{
    if (is_served(drive))
        return tj_server_session_view(&drive->clients[client].server, view);
    if (drive->host == NULL)
        return false;
    tj_sim_host_describe(drive->host, view);
    return true;
}

bool single_drive_hand(struct single_drive *drive, unsigned client,
                       enum tj_hand hand)
{
    if (is_served(drive))
        tj_server_session_hand(&drive->clients[client].server, hand);
    else if (drive->host != NULL)
        tj_sim_host_hand(drive->host, hand);
    else
        return false;
    return true;
}

/* --- Requests --- */

static void submit(struct single_client *client, struct tj_op *op,
                   struct tj_reply *reply)
{
    op->number = ++client->operations;
    op->client = client->backend->client;
    op->drive = client->backend->drive;
    enum tj_submit taken =
        tj_backend_submit(client->backend, tj_clock_ns(), op, reply);
    if (taken == TJ_ACCEPTED)
        TJ_ASSERT(tj_backend_collect(client->backend, UINT64_MAX, reply));
    else
        TJ_ASSERT(taken == TJ_ANSWERED); /* Nothing else is in flight. */
}

tj_handle single_drive_open_by(struct single_drive *drive, unsigned client,
                               uint32_t arg, struct tj_reply *reply)
{
    struct single_client *row = &drive->clients[client];
    struct tj_op          op = { .verb = TJ_OPEN,
                                 .handle = next_handle(row, client),
                                 .arg = arg };

    submit(row, &op, reply);
    return reply->outcome == TJ_DONE ? op.handle : TJ_NO_HANDLE;
}

void single_drive_handle(struct single_drive *drive, unsigned client,
                         struct tj_reply *reply)
{
    drive->clients[client].handle = single_drive_open_by(
        drive, client,
        tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL), reply);
}

void single_drive_do(struct single_drive *drive, unsigned client,
                     const struct single_request *request,
                     struct tj_reply *reply)
{
    struct single_client *row = &drive->clients[client];
    struct tj_op          op = {
                 .verb = request->verb,
                 .handle = request->handle != TJ_NO_HANDLE ? request->handle
                                                           : row->handle,
                 .arg = request->arg,
                 .code = request->code,
                 .input_size = request->input_size,
                 .output_size = request->output_size,
    };

    tj_encode(&op, request->verb == TJ_LOCK ? request->name : NULL);
    submit(row, &op, reply);
    if (reply->outcome != TJ_DONE || op.handle != row->handle)
        return;
    if (op.verb == TJ_LOCK)
        row->owns = true;
    if (op.verb == TJ_UNLOCK || op.verb == TJ_CLOSE)
        row->owns = false;
    if (op.verb == TJ_CLOSE)
        row->handle = TJ_NO_HANDLE;
}

bool single_drive_owner(struct single_drive *drive, unsigned client,
                        struct tj_lock_state *state)
{
    const struct single_request query = { .verb = TJ_QUERY };
    struct tj_reply             reply;

    if (drive->clients[client].handle == TJ_NO_HANDLE)
        return false;
    single_drive_do(drive, client, &query, &reply);
    return reply.outcome == TJ_DONE &&
           tj_decode_lock_state(reply.output, reply.info, state);
}
