#include "rig.h"

#include "backends/serve.h"
#include "core/base/clock.h"
#include "core/base/os.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t real_now(void *context)
{
    (void)context;
    return tj_clock_ns();
}

/* A server of one drive in a thread of the test. */
struct rig_server {
    struct tj_os_thread    thread;
    struct tj_os_mutex     mutex;
    struct tj_os_signal    signal;
    bool                   ready, failed;
    _Atomic bool           stop;
    char                   socket[64];
    void                  *memory;
    struct tj_serve_config config;
    struct tj_error        error;
};

static bool server_stops(void *context)
{
    return atomic_load(&((struct rig_server *)context)->stop);
}

static void server_tells(struct rig_server *server)
{
    tj_os_mutex_lock(&server->mutex);
    server->ready = true;
    tj_os_signal_wake_all(&server->signal);
    tj_os_mutex_unlock(&server->mutex);
}

static void server_ready(void *context)
{
    server_tells(context);
}

static void server_work(void *context)
{
    struct rig_server     *server = context;
    struct tj_serve_totals totals;

    server->failed = tj_serve(server->memory, &server->config, &totals,
                              &server->error) != TJ_OK;
    server_tells(server);
}

static void open_server(struct rig *rig)
{
    struct rig_server *server = calloc(1, sizeof *server);
    struct tj_error    error;

    rig->server = server;
    snprintf(server->socket, sizeof server->socket, "/tmp/trayjam-rig-%llu",
             (unsigned long long)tj_os_process_id());
    remove(server->socket);
    server->memory = calloc(1, tj_serve_size(1));
    server->config = (struct tj_serve_config){
        .socket = server->socket, .detail = "", .drives = 1, .seed = 7,
        .stop = server_stops, .ready = server_ready, .context = server };
    tj_os_mutex_init(&server->mutex);
    tj_os_signal_init(&server->signal);
    cr_assert_eq(tj_os_thread_start(&server->thread, server_work, server,
                                    &error), TJ_OK);
    tj_os_mutex_lock(&server->mutex);
    while (!server->ready)
        tj_os_signal_wait(&server->signal, &server->mutex, UINT64_MAX);
    tj_os_mutex_unlock(&server->mutex);
    cr_assert(!server->failed, "%s", server->error.text);
}

static void close_server(struct rig_server *server)
{
    atomic_store(&server->stop, true);
    tj_os_thread_join(&server->thread);
    free(server->memory);
    free(server);
}

static void open_drive(struct rig *rig)
{
    struct tj_error error;
    enum tj_status  status = TJ_OK;

    if (rig->kind->drive == RIG_SIM) {
        rig->memory = calloc(1, tj_sim_host_size());
        status = tj_sim_host_open(rig->memory, "", 0, 7, &rig->host, &error);
    } else if (rig->kind->drive == RIG_VIRTUAL) {
        rig->memory = calloc(1, tj_virtual_size(1));
        status = tj_virtual_open(
            rig->memory, &(struct tj_virtual_config){ .detail = "", .drives = 1,
                .seed = 7, .strategy = "random" },
            &rig->world, &error);
    } else if (rig->kind->drive == RIG_SERVER) {
        open_server(rig);
    } else if (rig->kind->drive == RIG_WINDOWS) {
        const struct tj_real_use all = { REAL_MOVES, true };
        const char                 *detail = getenv("TRAYJAM_CONTRACT_DRIVE");
        cr_assert(detail != NULL, "TRAYJAM_CONTRACT_DRIVE names no drive");
        status = tj_windows_host_open(&rig->windows, detail, all, &error);
        rig->is_windows = status == TJ_OK;
    } else if (rig->kind->drive == RIG_LINUX) {
        status = rig_kernel_open(rig, &error);
    }
    cr_assert_eq(status, TJ_OK, "%s: %s", rig->kind->name, error.text);
}

static void make_chain(struct rig *rig, unsigned index)
{
    struct rig_client *client = &rig->clients[index];
    tj_client          id = (tj_client)(index + 1);
    bool               virtual_time = rig->kind->drive == RIG_VIRTUAL;
    uint64_t (*now)(void *) = virtual_time ? tj_virtual_clock : real_now;

    if (rig->kind->drive == RIG_NULL) {
        tj_null_init(&client->null, id, 0);
        client->chain = &client->null.backend;
    } else if (rig->kind->drive == RIG_SIM) {
        tj_sim_session_init(&client->sim, rig->host, id, 0);
        client->chain = &client->sim.backend;
    } else if (rig->kind->drive == RIG_SERVER) {
        struct tj_error error;
        cr_assert_eq(tj_server_session_open(&client->server,
                                            rig->server->socket, id, 0,
                                            &error), TJ_OK, "%s", error.text);
        client->chain = &client->server.backend;
    } else if (rig->kind->drive == RIG_WINDOWS) {
        tj_windows_session_init(&client->windows, &rig->windows, id, 0);
        client->chain = &client->windows.real.backend;
    } else if (rig->kind->drive == RIG_LINUX) {
        tj_linux_session_init(&client->of_linux, &rig->of_linux, id, 0);
        client->chain = &client->of_linux.real.backend;
    } else {
        tj_virtual_session_init(&client->virtual_session, rig->world, id, 0);
        client->chain = &client->virtual_session.backend;
    }
    if (rig->kind->layers & RIG_FAULT) {
        struct tj_fault_config config = {
            .plan = &rig->plan,
            .now = now,
            .context = rig->world,
            .later = virtual_time ? tj_virtual_later : NULL,
        };
        tj_fault_layer_init(&client->fault, client->chain, &config);
        client->chain = &client->fault.backend;
    }
    if (rig->kind->layers & RIG_RECORD) {
        struct tj_record_config config = { .now = now,
                                           .context = rig->world };
        tj_record_layer_init(&client->record, client->chain, &config);
        client->chain = &client->record.backend;
    }
}

struct rig *rig_open(const struct rig_kind *kind,
                     const struct tj_fault_rule *rules, size_t rules_count)
{
    struct rig *rig = calloc(1, sizeof *rig);

    rig->kind = kind;
    tj_fault_plan_init(&rig->plan, rules, rules_count);
    open_drive(rig);
    for (unsigned i = 0; i < RIG_CLIENTS; i++)
        make_chain(rig, i);
    return rig;
}

void rig_close(struct rig *rig)
{
    for (unsigned i = 0; i < RIG_CLIENTS; i++)
        tj_backend_close(rig->clients[i].chain, rig_now(rig));
    if (rig->host != NULL)
        tj_sim_host_close(rig->host);
    if (rig->server != NULL)
        close_server(rig->server);
    if (rig->is_windows)
        tj_windows_host_close(&rig->windows);
    if (rig->kernel != NULL)
        tj_linux_host_close(&rig->of_linux);
    free(rig->kernel);
    free(rig->memory);
    free(rig);
}

uint64_t rig_now(const struct rig *rig)
{
    return rig->world != NULL ? tj_virtual_now(rig->world) : tj_clock_ns();
}

struct tj_op rig_op(struct rig *rig, unsigned client, enum tj_verb verb,
                    tj_handle handle, uint32_t arg)
{
    struct tj_op op = { .number = ++rig->clients[client].number,
                        .client = (tj_client)(client + 1),
                        .verb = verb,
                        .handle = handle,
                        .arg = arg };

    tj_encode(&op, verb == TJ_LOCK ? "contract" : NULL);
    return op;
}

void rig_ask(struct rig *rig, const struct tj_op *op, struct tj_reply *reply)
{
    struct tj_backend *chain = rig->clients[op->client - 1].chain;
    enum tj_submit taken = tj_backend_submit(chain, rig_now(rig), op, reply);

    cr_assert_neq(taken, TJ_BUSY);
    if (taken == TJ_ACCEPTED)
        cr_assert(tj_backend_collect(chain, UINT64_MAX, reply), "%s: %s",
                  rig->kind->name, tj_verb_name(op->verb));
}

uint32_t rig_do(struct rig *rig, unsigned client, enum tj_verb verb,
                tj_handle handle, uint32_t arg)
{
    struct tj_op    op = rig_op(rig, client, verb, handle, arg);
    struct tj_reply reply;

    rig_ask(rig, &op, &reply);
    return reply.status;
}

void rig_open_handle(struct rig *rig, unsigned client, tj_handle handle)
{
    uint32_t arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                               TJ_SHARE_ALL);

    cr_assert_eq(rig_do(rig, client, TJ_OPEN, handle, arg), TJ_STATUS_SUCCESS);
}
