/* One client's way to a simulated drive in virtual time. */
#include "backends/virtual_internal.h"

#include "backends/drive_sim_bridge.h"
#include "core/base/assert.h"
#include "core/drive/bytes.h"
#include "core/drive/codes.h"

#include <stddef.h>
#include <string.h>

static uint32_t request_of(const struct tj_virtual_session *session,
                           uint32_t slot)
{
    return session->id * SLOTS_PER_SESSION + slot + 1;
}

static void advance_to(struct tj_virtual *world, uint64_t now_ns)
{
    while (sim_world_now(world->world) < now_ns && virtual_pump(world, now_ns))
        ;
}

static uint32_t free_slot(const struct tj_virtual_session *session)
{
    uint32_t slot = 0;

    while (slot < TJ_IN_FLIGHT_MAX &&
           session->slots[slot].state != TJ_VIRTUAL_FREE)
        slot++;
    TJ_ASSERT(slot < TJ_IN_FLIGHT_MAX); /* The door counts. */
    return slot;
}

/* As CancelIoEx: it succeeds when it found something to mark. */
static void cancel(struct tj_virtual_session *session, const struct tj_op *op,
                   struct tj_reply *reply)
{
    struct tj_virtual *world = session->world;
    uint64_t           now_ns = sim_world_now(world->world);

    for (uint32_t i = 0; i < TJ_IN_FLIGHT_MAX; i++) {
        if (session->slots[i].state != TJ_VIRTUAL_ASKED ||
            session->slots[i].reply.number != op->arg)
            continue;
        struct sim_input input = { .kind = SIM_CANCEL,
            .target_request = request_of(session, i) };

        sim_world_submit(world->world, session->backend.drive, &input);
        bridge_answer(op, TJ_STATUS_SUCCESS, now_ns, reply);
        return;
    }
    bridge_answer(op, TJ_STATUS_NOT_FOUND, now_ns, reply);
}

/* Opens still unanswered count as open: their answers must find room. */
static bool handles_full(const struct tj_virtual_session *session)
{
    return session->handles.count + session->backend.in_flight >=
           TJ_OPEN_HANDLES_MAX;
}

static enum tj_submit virtual_submit(struct tj_backend *backend,
                                     uint64_t now_ns, const struct tj_op *op,
                                     struct tj_reply *reply)
{
    struct tj_virtual_session *session = virtual_session_of(backend);
    struct tj_virtual *world = session->world;
    struct sim_input   input;

    advance_to(world, now_ns);
    if (op->verb == TJ_CANCEL) {
        cancel(session, op, reply);
        return TJ_ANSWERED;
    }
    if ((op->verb == TJ_OPEN || op->verb == TJ_DUPLICATE) &&
        handles_full(session)) {
        bridge_answer(op, TJ_STATUS_INSUFFICIENT_RESOURCES,
                      sim_world_now(world->world), reply);
        return TJ_ANSWERED;
    }

    uint32_t                slot = free_slot(session);
    struct tj_virtual_slot *asked = &session->slots[slot];
    asked->state = TJ_VIRTUAL_ASKED;
    asked->verb = op->verb;
    asked->handle = op->handle;
    asked->reply.number = op->number;
    asked->reply.client = op->client;
    bridge_input(op, &input);
    input.thread = backend->client;
    input.process = bridge_process(op, session->process);
    input.request = request_of(session, slot);
    sim_world_submit(world->world, backend->drive, &input);
    return TJ_ACCEPTED;
}

static void copy_reply(struct tj_reply *target, const struct tj_reply *source)
{
    size_t output = source->info < TJ_OUTPUT_MAX ? source->info : TJ_OUTPUT_MAX;

    memcpy(target, source, offsetof(struct tj_reply, output));
    tj_copy_few(target->output, source->output, output);
}

static bool virtual_collect(struct tj_backend *backend, uint64_t until_ns,
                            struct tj_reply *reply)
{
    struct tj_virtual_session *session = virtual_session_of(backend);

    while (session->answers_count == 0)
        if (sim_world_now(session->world->world) >= until_ns ||
            !virtual_pump(session->world, until_ns))
            return false;

    struct tj_virtual_slot *slot =
        &session->slots[session->answers[session->answers_first]];
    session->answers_first =
        (uint8_t)((session->answers_first + 1u) % TJ_IN_FLIGHT_MAX);
    session->answers_count--;
    copy_reply(reply, &slot->reply);
    slot->state = TJ_VIRTUAL_FREE;
    return true;
}

static enum tj_status virtual_listen(struct tj_backend *backend,
                                     tj_handle handle, struct tj_error *error)
{
    struct tj_virtual_session *session = virtual_session_of(backend);
    struct tj_virtual *world = session->world;
    struct sim_input   input = { .kind = SIM_REGISTER, .handle = handle,
                                 .registration = session->id + 1 };

    enum tj_status may = listener_may_start(
        &session->listener, open_handles_has(&session->handles, handle),
        handle, backend->client, error);
    if (may != TJ_OK)
        return may;
    if (world->listeners[backend->drive] == SIM_REGISTRATIONS_MAX)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "drive %u has %d listeners already", backend->drive,
                       SIM_REGISTRATIONS_MAX);
    world->listeners[backend->drive]++;
    event_ring_attach(&world->ring, &session->listener, input.registration);
    sim_world_submit(world->world, backend->drive, &input);
    return TJ_OK;
}

static size_t virtual_events(struct tj_backend *backend, uint64_t until_ns,
                             struct tj_event *events, size_t events_max)
{
    struct tj_virtual_session *session = virtual_session_of(backend);
    struct tj_virtual *world = session->world;

    if (session->listener.registration == 0)
        return 0;
    for (;;) {
        size_t count = event_ring_read(&world->ring, &session->listener,
                                       events, events_max);
        if (count > 0 || sim_world_now(world->world) >= until_ns ||
            !virtual_pump(world, until_ns))
            return count;
    }
}

static void close_handle(struct tj_virtual_session *session, tj_handle handle)
{
    struct tj_virtual *world = session->world;
    struct sim_input   input = { .kind = SIM_CLOSE, .handle = handle,
                                 .request = request_of(session, CLOSING_SLOT) };

    session->closing_done = false;
    sim_world_submit(world->world, session->backend.drive, &input);
    while (!session->closing_done) {
        bool more = virtual_pump(world, UINT64_MAX);
        TJ_INVARIANT(B4, more);
    }
    open_handles_note(&session->handles, TJ_CLOSE, handle);
}

static bool opens_in_flight(const struct tj_virtual_session *session)
{
    for (uint32_t i = 0; i < TJ_IN_FLIGHT_MAX; i++) {
        const struct tj_virtual_slot *slot = &session->slots[i];

        if (slot->state == TJ_VIRTUAL_ASKED && !session->ended &&
            (slot->verb == TJ_OPEN || slot->verb == TJ_DUPLICATE))
            return true;
    }
    return false;
}

/* What is still on its way when everything is closed: nobody will know. */
static void give_up_unanswered(struct tj_virtual_session *session)
{
    uint64_t now_ns = sim_world_now(session->world->world);

    for (uint32_t i = 0; i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_reply *reply = &session->slots[i].reply;

        if (session->slots[i].state != TJ_VIRTUAL_ASKED)
            continue;
        reply->outcome = TJ_UNKNOWN;
        reply->answered_ns = now_ns;
        reply->status = TJ_STATUS_PENDING;
        reply->native = tj_ntstatus_to_win32(TJ_STATUS_PENDING);
        reply->info = 0;
        reply->injected = reply->brought = false;
        virtual_answer_ready(session, i);
    }
}

static void virtual_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_virtual_session *session = virtual_session_of(backend);
    struct tj_virtual *world = session->world;

    advance_to(world, now_ns);
    if (session->listener.registration != 0) {
        struct sim_input input = { .kind = SIM_UNREGISTER,
            .registration = session->listener.registration };

        sim_world_submit(world->world, backend->drive, &input);
        world->listeners[backend->drive]--;
        session->listener.registration = 0;
    }
    /* An open that is answered after all must not stay open (B4); one that a
     * broken drive lost for ever has nothing to close. */
    bool more = true;
    while (session->handles.count > 0 || (opens_in_flight(session) && more)) {
        if (session->handles.count > 0)
            close_handle(session, session->handles.at[0]);
        else
            more = virtual_pump(world, UINT64_MAX);
    }
    TJ_INVARIANT(B4, session->handles.count == 0);
    give_up_unanswered(session);
    virtual_forget(world, session);
}

static void virtual_disturb(struct tj_backend *backend,
                            const struct tj_disturb *disturb)
{
    struct tj_virtual *world = virtual_session_of(backend)->world;
    struct sim_input   inputs[SIM_DISTURB_INPUTS_MAX];
    unsigned count = sim_disturb(disturb, backend->client, inputs);

    for (unsigned i = 0; i < count; i++)
        sim_world_submit(world->world, backend->drive, &inputs[i]);
}

void tj_virtual_end_process(struct tj_virtual *world, uint16_t process)
{
    struct sim_input input = { .kind = SIM_PROCESS_END, .process = process };

    TJ_ASSERT(process > 0);
    for (unsigned i = 0; i < world->drives_count; i++)
        sim_world_submit(world->world, i, &input);
    for (uint32_t i = 0; i < world->sessions_count; i++)
        if (world->sessions[i] != NULL &&
            world->sessions[i]->process == process)
            world->sessions[i]->ended = true;
}

static const struct tj_backend_ops virtual_ops = {
    .name = "sim",
    .submit = virtual_submit,
    .collect = virtual_collect,
    .listen = virtual_listen,
    .events = virtual_events,
    .close = virtual_close,
    .disturb = virtual_disturb,
};

void tj_virtual_session_init(struct tj_virtual_session *session,
                             struct tj_virtual *world, tj_client client,
                             uint8_t drive)
{
    TJ_ASSERT(world->sessions_count < TJ_VIRTUAL_SESSIONS_MAX);
    TJ_ASSERT(drive < world->drives_count);
    *session = (struct tj_virtual_session){
        .backend = { .ops = &virtual_ops, .client = client, .drive = drive },
        .world = world,
        .id = world->sessions_count++,
        .later_ns = UINT64_MAX,
    };
    world->sessions[session->id] = session;
}

uint64_t tj_virtual_session_lost(const struct tj_virtual_session *session)
{
    return session->listener.lost;
}
