/* The host of a simulated drive for real threads. Read with sim/drive.h: the
 * host decides who continues, the drive decides what happens. */
#include "backends/drive_sim.h"

#include "backends/drive_sim_bridge.h"
#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/drive/codes.h"
#include "sim/describe.h"
#include "sim/disturb.h"
#include "sim/loop.h"

#include <stdatomic.h>

enum {
    /* Under contention one step in so many lets others in before the next:
     * often enough for every race, rarely enough not to live in the kernel. */
    YIELD_ONE_IN = 8,
    YIELD_NS = 20 * 1000,
};

struct tj_sim_host {
    struct tj_os_mutex  mutex;
    struct tj_os_signal progress; /* News, or steps that nobody takes. */
    _Atomic uint32_t    entering; /* Threads that want the mutex. */
    uint32_t            sleeping; /* Threads that wait for progress. */
    bool                news;     /* Something for a session not running. */
    const struct tj_sim_session *running;

    uint8_t            number;
    uint64_t           events_emitted, denied;
    uint32_t           sessions_count, listeners_count;
    struct tj_sim_session *sessions[TJ_SIM_SESSIONS_MAX];
    struct sim_loop      loop;
    struct tj_event_ring ring;
};

static struct tj_sim_session *session_of(struct tj_backend *backend)
{
    return (struct tj_sim_session *)backend;
}

/* --- What the drive wants done --- */

static void take_reply(struct tj_sim_host *host,
                       const struct sim_effect *effect, const uint8_t *output)
{
    uint32_t at = (effect->request - 1) / TJ_SIM_DEPTH;
    uint32_t depth = (effect->request - 1) % TJ_SIM_DEPTH;

    TJ_ASSERT(at < host->sessions_count);
    struct tj_sim_session *session = host->sessions[at];
    TJ_INVARIANT(B1, !session->answered[depth] && depth < session->depth);
    bridge_reply(effect, output, host->loop.now_ns, session->reply[depth]);
    session->answered[depth] = true;
    host->denied += effect->status == TJ_STATUS_ACCESS_DENIED;
    if (session != host->running)
        host->news = true;
}

static void take_delivery(struct tj_sim_host *host,
                          const struct sim_effect *effect)
{
    struct tj_event event = effect->event;

    event.drive = host->number;
    event.delivered_ns = host->loop.now_ns;
    event_ring_push(&host->ring, effect->registration, &event);
    host->news = true;
}

static void take_effect(void *context, const struct sim_effect *effect,
                        const uint8_t *output)
{
    struct tj_sim_host *host = context;

    switch (effect->kind) {
    case SIM_REPLY:
        take_reply(host, effect, output);
        break;
    case SIM_EVENT:
        host->events_emitted++;
        break;
    case SIM_DELIVERY:
        take_delivery(host, effect);
        break;
    case SIM_WAKE:  /* The loop keeps these two to itself. */
    case SIM_READY:
    case SIM_SCSI: /* Nobody watches the wire here, */
    case SIM_PENDING: /* and no caller goes on before its answer. */
        break;
    }
}

/* --- Threads --- */

static void enter(struct tj_sim_host *host)
{
    atomic_fetch_add_explicit(&host->entering, 1, memory_order_relaxed);
    tj_os_mutex_lock(&host->mutex);
    atomic_fetch_sub_explicit(&host->entering, 1, memory_order_relaxed);
    sim_loop_catch_up(&host->loop, tj_clock_ns());
}

/* Others sleep while there is something for them, or steps to take. */
static void tell_others(struct tj_sim_host *host)
{
    if (host->sleeping > 0 && (host->news || host->loop.ready_count > 0))
        tj_os_signal_wake_all(&host->progress);
    host->news = false;
}

static void leave(struct tj_sim_host *host)
{
    tell_others(host);
    tj_os_mutex_unlock(&host->mutex);
}

static void sleep_until(struct tj_sim_host *host, uint64_t until_ns)
{
    const struct tj_sim_session *running = host->running;

    tell_others(host);
    host->sleeping++;
    tj_os_signal_wait(&host->progress, &host->mutex, until_ns);
    host->sleeping--;
    host->running = running;
    sim_loop_catch_up(&host->loop, tj_clock_ns());
}

static void let_others_in(struct tj_sim_host *host)
{
    if (atomic_load_explicit(&host->entering, memory_order_relaxed) == 0 ||
        tj_dice_throw(&host->loop.schedule) % YIELD_ONE_IN != 0)
        return;
    sleep_until(host, host->loop.now_ns + YIELD_NS);
}

static uint32_t request_of(const struct tj_sim_session *session, unsigned depth)
{
    return 1 + session->id * TJ_SIM_DEPTH + depth;
}

/* Hands a request in and takes steps until its answer is there. */
static void run_request(struct tj_sim_session *session,
                        struct sim_input *input, struct tj_reply *reply)
{
    struct tj_sim_host *host = session->host;
    unsigned            depth = session->depth++;

    TJ_ASSERT(depth < TJ_SIM_DEPTH);
    session->reply[depth] = reply;
    session->answered[depth] = false;
    host->running = session;
    input->request = request_of(session, depth);
    input->thread = session->backend.client;
    sim_loop_submit(&host->loop, input);
    if (depth == 0)
        tj_backend_act_meanwhile(&session->backend);
    while (!session->answered[depth]) {
        if (host->loop.ready_count == 0) {
            sleep_until(host, host->loop.wake_ns);
            continue;
        }
        (void)sim_loop_go_on(&host->loop);
        if (!session->answered[depth])
            let_others_in(host);
    }
    session->depth--;
    host->running = depth == 0 ? NULL : session;
}

/* As CancelIoEx: it succeeds when it found something to mark. Submissions
 * block, so only from what happens meanwhile is there anything to find. */
static void cancel(struct tj_sim_session *session, const struct tj_op *op,
                   uint64_t now_ns, struct tj_reply *reply)
{
    bool             found = session->depth > 0 && session->number == op->arg;
    struct sim_input input = { .kind = SIM_CANCEL,
                               .target_request = request_of(session, 0) };

    if (found)
        sim_loop_submit(&session->host->loop, &input);
    bridge_answer(op, found ? TJ_STATUS_SUCCESS : TJ_STATUS_NOT_FOUND, now_ns,
                  reply);
}

/* --- The backend --- */

static enum tj_submit sim_submit(struct tj_backend *backend, uint64_t now_ns,
                                 const struct tj_op *op,
                                 struct tj_reply *reply)
{
    struct tj_sim_session *session = session_of(backend);
    struct sim_input input;

    bool nested = session->depth > 0; /* From what happens meanwhile. */
    if (op->verb == TJ_CANCEL) {
        cancel(session, op, now_ns, reply);
        return TJ_ANSWERED;
    }
    if ((op->verb == TJ_OPEN || op->verb == TJ_DUPLICATE) &&
        session->handles.count == TJ_OPEN_HANDLES_MAX) {
        bridge_answer(op, TJ_STATUS_INSUFFICIENT_RESOURCES, now_ns, reply);
        return TJ_ANSWERED;
    }

    bridge_input(op, &input);
    reply->number = op->number;
    reply->client = op->client;
    if (nested) {
        sim_loop_catch_up(&session->host->loop, tj_clock_ns());
    } else {
        enter(session->host);
        session->number = op->number;
    }
    run_request(session, &input, reply);
    if (!nested)
        leave(session->host);
    if (reply->outcome == TJ_DONE)
        open_handles_note(&session->handles, op->verb, op->handle);
    return TJ_ANSWERED;
}

static enum tj_status sim_listen(struct tj_backend *backend, tj_handle handle,
                                 struct tj_error *error)
{
    struct tj_sim_session *session = session_of(backend);
    struct tj_sim_host *host = session->host;
    struct sim_input input = { .kind = SIM_REGISTER, .handle = handle,
                               .registration = session->id + 1 };

    enum tj_status may = listener_may_start(
        &session->listener, open_handles_has(&session->handles, handle),
        handle, backend->client, error);
    if (may != TJ_OK)
        return may;
    enter(host);
    bool full = host->listeners_count == SIM_REGISTRATIONS_MAX;
    if (!full) {
        host->listeners_count++;
        event_ring_attach(&host->ring, &session->listener,
                          input.registration);
        sim_loop_submit(&host->loop, &input);
    }
    leave(host);
    return full ? tj_fail(error, TJ_UNAVAILABLE,
                          "drive %u has %d listeners already", host->number,
                          SIM_REGISTRATIONS_MAX)
                : TJ_OK;
}

/* An event has arrived when its listener runs and takes it: the wait for a
 * processor is a part of what a notification costs. */
static void stamp_arrival(struct tj_event *events, size_t count)
{
    uint64_t now_ns = tj_clock_ns();

    for (size_t i = 0; i < count; i++) {
        if (events[i].delivered_ns < now_ns)
            events[i].delivered_ns = now_ns;
    }
}

static size_t sim_events(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_event *events, size_t events_max)
{
    struct tj_sim_session *session = session_of(backend);
    struct tj_sim_host *host = session->host;
    size_t count;

    if (session->listener.registration == 0)
        return 0;
    enter(host);
    for (;;) {
        count = event_ring_read(&host->ring, &session->listener, events,
                                events_max);
        if (count > 0)
            break;
        if (host->loop.ready_count > 0)
            (void)sim_loop_go_on(&host->loop);
        else if (host->loop.now_ns >= until_ns)
            break;
        else
            sleep_until(host, until_ns < host->loop.wake_ns ? until_ns
                                                       : host->loop.wake_ns);
    }
    leave(host);
    stamp_arrival(events, count);
    return count;
}

static void sim_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_sim_session *session = session_of(backend);
    struct tj_sim_host *host = session->host;
    struct tj_reply unheard; /* CloseHandle's own answer is nobody's here. */

    (void)now_ns;
    enter(host);
    if (session->listener.registration != 0) {
        struct sim_input input = { .kind = SIM_UNREGISTER,
            .registration = session->listener.registration };

        sim_loop_submit(&host->loop, &input);
        host->listeners_count--;
        session->listener.registration = 0;
    }
    for (uint32_t i = 0; i < session->handles.count; i++) {
        struct sim_input input = { .kind = SIM_CLOSE,
                                   .handle = session->handles.at[i] };

        session->backend.meanwhile = NULL;
        run_request(session, &input, &unheard);
    }
    session->handles.count = 0;
    leave(host);
}

static void sim_disturb_drive(struct tj_backend *backend,
                              const struct tj_disturb *disturb)
{
    struct tj_sim_session *session = session_of(backend);
    struct tj_sim_host    *host = session->host;
    struct sim_input       inputs[SIM_DISTURB_INPUTS_MAX];
    unsigned count = sim_disturb(disturb, backend->client, inputs);
    bool     nested = session->depth > 0;

    if (!nested)
        enter(host);
    for (unsigned i = 0; i < count; i++)
        sim_loop_submit(&host->loop, &inputs[i]);
    if (nested)
        return;
    while (sim_loop_go_on(&host->loop)) /* Nobody else may come by. */
        ;
    leave(host);
}

static const struct tj_backend_ops sim_ops = {
    .name = "sim",
    .submit = sim_submit,
    .collect = NULL,
    .listen = sim_listen,
    .events = sim_events,
    .close = sim_close,
    .disturb = sim_disturb_drive,
};

void tj_sim_session_init(struct tj_sim_session *session,
                         struct tj_sim_host *host, tj_client client,
                         uint8_t drive)
{
    *session = (struct tj_sim_session){
        .backend = { .ops = &sim_ops, .client = client, .drive = drive },
        .host = host,
    };
    tj_os_mutex_lock(&host->mutex);
    TJ_ASSERT(drive == host->number);
    TJ_ASSERT(host->sessions_count < TJ_SIM_SESSIONS_MAX);
    session->id = host->sessions_count++;
    host->sessions[session->id] = session;
    tj_os_mutex_unlock(&host->mutex);
}

uint64_t tj_sim_session_lost(const struct tj_sim_session *session)
{
    return session->listener.lost;
}

/* --- The host --- */

size_t tj_sim_host_size(void)
{
    return sizeof(struct tj_sim_host);
}

enum tj_status tj_sim_host_open(void *memory, const char *detail, uint8_t drive,
                                uint64_t seed, struct tj_sim_host **host,
                                struct tj_error *error)
{
    struct sim_profile profile;
    enum tj_status     status = bridge_profile(detail, &profile, error);

    if (status != TJ_OK)
        return status;

    struct tj_sim_host *made = memory;
    profile.seed = seed + ((uint64_t)drive << 56);
    made->number = drive;
    made->loop.sink = take_effect;
    made->loop.context = made;
    tj_os_mutex_init(&made->mutex);
    tj_os_signal_init(&made->progress);
    sim_loop_init(&made->loop, &profile, drive, tj_clock_ns());
    sim_loop_catch_up(&made->loop, made->loop.now_ns);
    *host = made;
    return TJ_OK;
}

void tj_sim_host_close(struct tj_sim_host *host)
{
    TJ_ASSERT(host->sleeping == 0);
    tj_os_signal_deinit(&host->progress);
    tj_os_mutex_deinit(&host->mutex);
}

void tj_sim_host_describe(struct tj_sim_host *host, struct tj_sim_view *view)
{
    enter(host);
    sim_describe(&host->loop.drive, view);
    view->events_emitted = host->events_emitted;
    view->denied = host->denied;
    view->steps = host->loop.steps;
    leave(host);
}

void tj_sim_host_hand(struct tj_sim_host *host, enum tj_hand hand)
{
    struct sim_input input = { .kind = SIM_HAND,
                               .hand = (enum sim_hand)bridge_hand(hand) };

    enter(host);
    sim_loop_submit(&host->loop, &input);
    while (sim_loop_go_on(&host->loop))
        ;
    leave(host);
}
