/* The client's end of a drive server. */
#include "backends/drive_server.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/drive/catalog.h"
#include "core/drive/wire.h"

#include <string.h>

static struct tj_server_session *session_of(struct tj_backend *backend)
{
    return (struct tj_server_session *)backend;
}

/* --- Messages --- */

static bool is_open(const struct tj_server_session *session)
{
    return session->link.native != -1;
}

static void host_is_gone(struct tj_server_session *session)
{
    tj_server_link_close(&session->link);
}

static bool send_message(struct tj_server_session *session,
                         const struct tj_wire *message)
{
    uint8_t packet[TJ_WIRE_MAX];
    size_t  size = tj_wire_pack(message, packet);

    if (!is_open(session))
        return false;
    if (!tj_server_link_send(&session->link, packet, size))
        host_is_gone(session);
    return is_open(session);
}

/* The next message into *message, whose texts stay in packet. until_ns: 0 or
 * UINT64_MAX. False: there is none (0), or the host is gone. */
static bool next_message(struct tj_server_session *session, uint64_t until_ns,
                         uint8_t packet[TJ_WIRE_MAX], struct tj_wire *message)
{
    int size = 0;

    if (!is_open(session))
        return false;
    do
        size = tj_server_link_receive(&session->link, packet, until_ns);
    while (size == 0 && until_ns != 0);
    if (size == 0)
        return false;
    if (size > 0 && tj_wire_unpack(packet, (size_t)size, message))
        return true;
    host_is_gone(session);
    return false;
}

/* Events are numbered in order of emission: a gap is a loss. One that finds no
 * place pushes out the oldest. */
static void keep_event(struct tj_server_session *session,
                       const struct tj_event *event)
{
    if (session->last_event != 0 && event->number > session->last_event + 1)
        session->lost += event->number - session->last_event - 1;
    if (event->number > session->last_event)
        session->last_event = event->number;
    if (session->events_count == TJ_SERVER_EVENTS) {
        session->events_head = (session->events_head + 1) % TJ_SERVER_EVENTS;
        session->events_count--;
        session->lost++;
    }
    uint32_t at =
        (session->events_head + session->events_count++) % TJ_SERVER_EVENTS;
    session->events[at] = *event;
}

/* Waits for a message of that kind; what else comes are events. */
static bool wait_for(struct tj_server_session *session, enum tj_wire_kind kind,
                     uint8_t packet[TJ_WIRE_MAX], struct tj_wire *message)
{
    while (next_message(session, UINT64_MAX, packet, message)) {
        if (message->kind == kind)
            return true;
        if (message->kind != TJ_WIRE_EVENT) {
            host_is_gone(session); /* It does not keep the rules. */
            return false;
        }
        keep_event(session, &message->event);
    }
    return false;
}

/* --- Operations --- */

static void make_request(const struct tj_op *op, struct tj_wire_request *request)
{
    uint32_t carried =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;

    request->number = op->number;
    request->kind = (uint8_t)tj_request_of(op->verb);
    request->target = request->access = request->share = 0;
    request->handle = op->handle;
    request->source = op->verb == TJ_DUPLICATE ? op->arg : 0;
    request->code = op->code;
    request->input_size = op->input_size;
    request->output_size = op->output_size;
    request->length = op->verb == TJ_READ || op->verb == TJ_WRITE ? op->arg : 0;
    request->cancels = op->verb == TJ_CANCEL ? op->arg : 0;
    request->offset = op->offset; /* DUPLICATE: TJ_FOR_CHILD, too. */
    request->carried = (uint16_t)carried;
    memcpy(request->input, op->input, carried);
    if (op->verb == TJ_OPEN) {
        request->target = (uint8_t)tj_open_target(op->arg);
        request->access = (uint8_t)tj_open_access(op->arg);
        request->share = (uint8_t)tj_open_share(op->arg);
    }
}

static void fill_reply(struct tj_reply *reply, enum tj_outcome outcome,
                       uint32_t status, uint32_t info)
{
    reply->outcome = outcome;
    reply->answered_ns = tj_clock_ns();
    reply->status = status;
    reply->native = tj_ntstatus_to_win32(status);
    reply->info = info;
    reply->injected = reply->brought = false;
}

static void take_reply(const struct tj_wire_reply *wire, struct tj_reply *reply)
{
    uint32_t shown = wire->info < TJ_OUTPUT_MAX ? wire->info : TJ_OUTPUT_MAX;

    fill_reply(reply, tj_outcome_of(wire->status), wire->status, wire->info);
    reply->brought = reply->outcome == TJ_REFUSED && wire->carried > 0;
    if (wire->carried > 0)
        memcpy(reply->output, wire->output, wire->carried);
    if (shown > wire->carried) /* A read gives zeros. */
        memset(reply->output + wire->carried, 0, shown - wire->carried);
}

static enum tj_submit answer(struct tj_reply *reply, uint32_t status)
{
    fill_reply(reply, tj_outcome_of(status), status, 0);
    return TJ_ANSWERED;
}

/* Waits for the answer to that request. One to the request that waits meanwhile
 * is kept. */
static bool await_reply(struct tj_server_session *session, uint32_t number,
                        struct tj_reply *reply)
{
    struct tj_wire message;
    uint8_t        packet[TJ_WIRE_MAX];

    if (session->early && session->waiting == number) {
        *reply = session->answer;
        return true;
    }
    while (wait_for(session, TJ_WIRE_REPLY, packet, &message)) {
        if (message.reply.number == number) {
            take_reply(&message.reply, reply);
            return true;
        }
        session->answer.number = session->waiting;
        session->answer.client = session->backend.client;
        session->early = true;
        take_reply(&message.reply, &session->answer);
    }
    return false;
}

static enum tj_submit server_submit(struct tj_backend *backend, uint64_t now_ns,
                                    const struct tj_op *op,
                                    struct tj_reply *reply)
{
    struct tj_server_session *session = session_of(backend);
    struct tj_wire message;
    bool           nested = session->waiting != 0;

    (void)now_ns;
    reply->number = op->number;
    reply->client = op->client;
    /* Submissions block: only from what happens meanwhile is there anything to
     * cancel. */
    if (op->verb == TJ_CANCEL && session->waiting != op->arg)
        return answer(reply, TJ_STATUS_NOT_FOUND);
    if ((op->verb == TJ_OPEN || op->verb == TJ_DUPLICATE) &&
        session->handles.count == TJ_OPEN_HANDLES_MAX)
        return answer(reply, TJ_STATUS_INSUFFICIENT_RESOURCES);
    message.kind = TJ_WIRE_REQUEST;
    make_request(op, &message.request);
    bool sent = send_message(session, &message);
    if (!nested) {
        session->waiting = op->number;
        session->early = false;
        tj_backend_act_meanwhile(backend);
    }
    bool answered = sent && await_reply(session, op->number, reply);
    if (!nested)
        session->waiting = 0;
    if (!answered) {
        fill_reply(reply, TJ_UNKNOWN, TJ_STATUS_DEVICE_NOT_CONNECTED, 0);
        return TJ_ANSWERED;
    }
    if (reply->outcome == TJ_DONE)
        open_handles_note(&session->handles, op->verb, op->handle);
    return TJ_ANSWERED;
}

/* --- Events --- */

static enum tj_status server_listen(struct tj_backend *backend,
                                    tj_handle handle, struct tj_error *error)
{
    struct tj_server_session *session = session_of(backend);
    struct tj_wire message = { .kind = TJ_WIRE_LISTEN, .value = handle };
    uint8_t        packet[TJ_WIRE_MAX];

    if (session->listens)
        return tj_fail(error, TJ_UNAVAILABLE, "client %u listens already",
                       (unsigned)backend->client);
    if (!open_handles_has(&session->handles, handle))
        return tj_fail(error, TJ_UNAVAILABLE, "client %u cannot listen on "
                       "handle %lu, which it has not open",
                       (unsigned)backend->client, (unsigned long)handle);
    if (!send_message(session, &message) ||
        !wait_for(session, TJ_WIRE_LISTENING, packet, &message))
        return tj_fail(error, TJ_UNAVAILABLE, "the drive's host is gone");
    if (message.value != TJ_STATUS_SUCCESS)
        return tj_fail(error, TJ_UNAVAILABLE, "the drive's host refuses "
                       "another listener: status 0x%08lx",
                       (unsigned long)message.value);
    session->listens = true;
    return TJ_OK;
}

/* An event has arrived when its listener takes it. */
static size_t server_events(struct tj_backend *backend, uint64_t until_ns,
                            struct tj_event *events, size_t events_max)
{
    struct tj_server_session *session = session_of(backend);
    struct tj_wire message;
    uint8_t        packet[TJ_WIRE_MAX];
    size_t         count = 0;

    if (!session->listens)
        return 0;
    if (session->events_count == 0 && is_open(session))
        tj_server_link_wait(&session->link, until_ns);
    while (session->events_count < TJ_SERVER_EVENTS / 2 &&
           next_message(session, 0, packet, &message) &&
           message.kind == TJ_WIRE_EVENT)
        keep_event(session, &message.event);
    uint64_t now_ns = tj_clock_ns();
    while (count < events_max && session->events_count > 0) {
        events[count] = session->events[session->events_head];
        if (events[count].delivered_ns < now_ns)
            events[count].delivered_ns = now_ns;
        session->events_head = (session->events_head + 1) % TJ_SERVER_EVENTS;
        session->events_count--;
        count++;
    }
    return count;
}

/* --- Opening and closing --- */

/* The host closes what a connection leaves behind; but here it is a clean end,
 * whose CloseHandle calls have returned. */
static void server_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_server_session *session = session_of(backend);
    struct tj_op    op = { .verb = TJ_CLOSE, .client = backend->client };
    struct tj_reply unheard;

    while (session->handles.count > 0 && is_open(session)) {
        op.number = UINT32_MAX - session->handles.count;
        op.handle = session->handles.at[session->handles.count - 1];
        (void)server_submit(backend, now_ns, &op, &unheard);
        if (unheard.outcome != TJ_DONE)
            break;
    }
    session->handles.count = 0;
    host_is_gone(session);
    session->closed = true;
}

static void server_disturb(struct tj_backend *backend,
                           const struct tj_disturb *disturb)
{
    const struct tj_wire message = { .kind = TJ_WIRE_DISTURB,
                                     .disturb = *disturb };

    (void)send_message(session_of(backend), &message);
}

static enum tj_status server_renew(struct tj_backend *backend,
                                   const char *settings, struct tj_error *error)
{
    struct tj_server_session *session = session_of(backend);
    struct tj_wire message = { .kind = TJ_WIRE_RENEW, .text = settings };
    uint8_t        packet[TJ_WIRE_MAX];

    TJ_ASSERT(session->handles.count == 0 && !session->listens);
    if (strlen(settings) > TJ_WIRE_TEXT_MAX)
        return tj_fail(error, TJ_UNAVAILABLE, "drive settings have at most %d "
                       "bytes", TJ_WIRE_TEXT_MAX);
    if (!send_message(session, &message) ||
        !wait_for(session, TJ_WIRE_RENEWED, packet, &message))
        return tj_fail(error, TJ_UNAVAILABLE, "the drive's host is gone");
    if (message.value != TJ_STATUS_SUCCESS)
        return tj_fail(error, TJ_UNAVAILABLE, "the drive's host does not know "
                       "these settings: %.120s", settings);
    return TJ_OK;
}

static const struct tj_backend_ops server_ops = {
    .name = "server",
    .submit = server_submit,
    .collect = NULL,
    .listen = server_listen,
    .events = server_events,
    .close = server_close,
    .disturb = server_disturb,
    .renew = server_renew,
};

static enum tj_status say_hello(struct tj_server_session *session,
                                const char *path, struct tj_error *error)
{
    struct tj_wire message = {
        .kind = TJ_WIRE_HELLO,
        .hello = { .version = TJ_WIRE_VERSION,
                   .client = session->backend.client,
                   .drive = session->backend.drive },
    };
    uint8_t packet[TJ_WIRE_MAX];

    if (!send_message(session, &message) ||
        !wait_for(session, TJ_WIRE_WELCOME, packet, &message)) {
        host_is_gone(session);
        return tj_fail(error, TJ_UNAVAILABLE, "%s: who listens there is no "
                       "drive server of this version", path);
    }
    if (message.value == TJ_STATUS_SUCCESS)
        return TJ_OK;
    host_is_gone(session);
    return tj_fail(error, TJ_UNAVAILABLE, "%s: the server has no drive %u",
                   path, (unsigned)session->backend.drive);
}

enum tj_status tj_server_session_open(struct tj_server_session *session,
                                      const char *path, tj_client client,
                                      uint8_t drive, struct tj_error *error)
{
    *session = (struct tj_server_session){
        .backend = { .ops = &server_ops, .client = client, .drive = drive },
    };
    enum tj_status status = tj_server_link_open(&session->link, path, error);
    if (status != TJ_OK)
        return status;
    return say_hello(session, path, error);
}

uint64_t tj_server_session_lost(const struct tj_server_session *session)
{
    return session->lost;
}

bool tj_server_session_view(struct tj_server_session *session,
                            struct tj_sim_view *view)
{
    struct tj_wire message = { .kind = TJ_WIRE_VIEW };
    uint8_t        packet[TJ_WIRE_MAX];

    if (!send_message(session, &message) ||
        !wait_for(session, TJ_WIRE_VIEWED, packet, &message))
        return false;
    *view = message.view;
    return true;
}

void tj_server_session_hand(struct tj_server_session *session,
                            enum tj_hand hand)
{
    const struct tj_wire message = { .kind = TJ_WIRE_HAND,
                                     .value = (uint32_t)hand };

    (void)send_message(session, &message);
}
