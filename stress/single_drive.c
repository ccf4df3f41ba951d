/* SPDX-License-Identifier: MIT */
#include "stress/single_drive.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/drive/encode.h"

#include <string.h>

/* Handles and clients of a served drive come from many processes at once. */
static tj_handle handle_of(unsigned index)
{
    return (tj_handle)(tj_os_process_id() << 2 | (index + 1));
}

static enum tj_status init_client(struct single_drive *drive, unsigned index,
                                  struct tj_error *error)
{
    struct single_client *client = &drive->clients[index];
    tj_client             number = (tj_client)(index + 1);

    if (strcmp(drive->spec.info->name, "server") == 0) {
        client->backend = &client->server.backend;
        return tj_server_session_open(&client->server, drive->spec.detail,
                                      number, 0, error);
    }
    if (drive->host != NULL) {
        tj_sim_session_init(&client->sim, drive->host, number, 0);
        client->backend = &client->sim.backend;
    } else {
        tj_null_init(&client->null, number, 0);
        client->backend = &client->null.backend;
    }
    return TJ_OK;
}

enum tj_status single_drive_open(struct single_drive *drive, const char *text,
                                 struct tj_error *error)
{
    memset(drive, 0, sizeof *drive);
    enum tj_status status =
        tj_target_parse(text != NULL ? text : "sim", &drive->spec, error);
    if (status != TJ_OK)
        return status;
    if (strcmp(drive->spec.info->name, "sim") == 0) {
        drive->pages = tj_os_pages_take(tj_sim_host_size());
        if (drive->pages == NULL)
            return tj_fail(error, TJ_NO_MEMORY, "no room for a drive");
        status = tj_sim_host_open(drive->pages, drive->spec.detail, 0,
                                  tj_clock_utc_ns(), &drive->host, error);
        if (status != TJ_OK) {
            tj_os_pages_give(drive->pages, tj_sim_host_size());
            /* The detail was typed, not read from a file. */
            error->status = TJ_USAGE;
            return TJ_USAGE;
        }
    }
    for (unsigned i = 0; i < SINGLE_CLIENTS_MAX && status == TJ_OK; i++)
        status = init_client(drive, i, error);
    return status;
}

bool single_drive_view(struct single_drive *drive, struct tj_sim_view *view)
{
    if (strcmp(drive->spec.info->name, "server") == 0)
        return tj_server_session_view(&drive->clients[0].server, view);
    if (drive->host == NULL)
        return false;
    tj_sim_host_describe(drive->host, view);
    return true;
}

void single_drive_close(struct single_drive *drive)
{
    for (unsigned i = 0; i < SINGLE_CLIENTS_MAX; i++)
        tj_backend_close(drive->clients[i].backend, tj_clock_ns());
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

static void submit(struct single_client *client, struct tj_op *op,
                   struct tj_reply *reply)
{
    op->number = ++client->operations;
    op->client = client->backend->client;
    enum tj_submit taken =
        tj_backend_submit(client->backend, tj_clock_ns(), op, reply);
    if (taken == TJ_ACCEPTED)
        TJ_ASSERT(tj_backend_collect(client->backend, UINT64_MAX, reply));
    else
        TJ_ASSERT(taken == TJ_ANSWERED); /* Nothing else is in flight. */
}

void single_drive_handle(struct single_drive *drive, unsigned client,
                         struct tj_reply *reply)
{
    struct single_client *row = &drive->clients[client];
    struct tj_op          op = {
                 .verb = TJ_OPEN,
                 .handle = handle_of(client),
                 .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                    TJ_SHARE_ALL),
    };

    submit(row, &op, reply);
    if (reply->outcome == TJ_DONE)
        row->handle = op.handle;
}

void single_drive_do(struct single_drive *drive, unsigned client,
                     const struct single_request *request,
                     struct tj_reply *reply)
{
    struct single_client *row = &drive->clients[client];
    struct tj_op          op = {
                 .verb = request->verb,
                 .handle = row->handle,
                 .arg = request->arg,
    };

    tj_encode(&op, request->verb == TJ_LOCK ? request->name : NULL);
    submit(row, &op, reply);
}
