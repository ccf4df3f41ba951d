#include "core/drive/wire.h"

#include "core/base/assert.h"
#include "core/drive/bytes.h"

#include <string.h>

/* Every packet begins with its kind. */
enum { AT_BODY = 4, HELLO_SIZE = AT_BODY + 8, VALUE_SIZE = AT_BODY + 4,
       REQUEST_SIZE = AT_BODY + 48, REPLY_SIZE = AT_BODY + 16,
       EVENT_SIZE = AT_BODY + 32, VIEW_SIZE = AT_BODY + 48 + 97,
       DISTURB_SIZE = AT_BODY + 20 };
_Static_assert(REQUEST_SIZE + TJ_INPUT_MAX <= TJ_WIRE_MAX, "a request fits");
_Static_assert(REPLY_SIZE + TJ_OUTPUT_MAX <= TJ_WIRE_MAX, "a reply fits");

static const uint8_t requests[TJ_VERB_COUNT] = {
    [TJ_OPEN] = TJ_REQUEST_OPEN,
    [TJ_CLOSE] = TJ_REQUEST_CLOSE,
    [TJ_DUPLICATE] = TJ_REQUEST_DUPLICATE,
    [TJ_READ] = TJ_REQUEST_READ,
    [TJ_WRITE] = TJ_REQUEST_WRITE,
    [TJ_FLUSH] = TJ_REQUEST_FLUSH,
    [TJ_CANCEL] = TJ_REQUEST_CANCEL,
};

/* A verb with a code is a control request, whatever it means. */
enum tj_request_kind tj_request_of(enum tj_verb verb)
{
    TJ_ASSERT((unsigned)verb < TJ_VERB_COUNT);
    if (verb == TJ_OPEN)
        return TJ_REQUEST_OPEN;
    return requests[verb] != TJ_REQUEST_OPEN
               ? (enum tj_request_kind)requests[verb]
               : TJ_REQUEST_CONTROL;
}

/* --- Packing --- */

static size_t pack_hello(const struct tj_wire_hello *hello, uint8_t *at)
{
    tj_put_u16(at, hello->version);
    tj_put_u16(at + 2, hello->process);
    tj_put_u16(at + 4, hello->client);
    at[6] = hello->drive;
    at[7] = 0;
    return HELLO_SIZE;
}

static size_t pack_request(const struct tj_wire_request *request, uint8_t *at)
{
    TJ_ASSERT(request->carried <= TJ_INPUT_MAX);
    tj_put_u32(at, request->number);
    at[4] = request->kind;
    at[5] = request->target;
    at[6] = request->access;
    at[7] = request->share;
    tj_put_u32(at + 8, request->handle);
    tj_put_u32(at + 12, request->source);
    tj_put_u32(at + 16, request->code);
    tj_put_u32(at + 20, request->input_size);
    tj_put_u32(at + 24, request->output_size);
    tj_put_u32(at + 28, request->length);
    tj_put_u32(at + 32, request->cancels);
    tj_put_u64(at + 36, request->offset);
    tj_put_u16(at + 44, request->carried);
    tj_put_u16(at + 46, 0);
    memcpy(at + 48, request->input, request->carried);
    return REQUEST_SIZE + (size_t)request->carried;
}

static size_t pack_reply(const struct tj_wire_reply *reply, uint8_t *at)
{
    TJ_ASSERT(reply->carried <= TJ_OUTPUT_MAX);
    tj_put_u32(at, reply->number);
    tj_put_u32(at + 4, reply->status);
    tj_put_u32(at + 8, reply->info);
    tj_put_u16(at + 12, reply->carried);
    tj_put_u16(at + 14, 0);
    if (reply->carried > 0)
        memcpy(at + 16, reply->output, reply->carried);
    return REPLY_SIZE + (size_t)reply->carried;
}

static size_t pack_event(const struct tj_event *event, uint8_t *at)
{
    TJ_ASSERT(event->size <= TJ_EVENT_DATA_MAX);
    tj_put_u64(at, event->emitted_ns);
    tj_put_u64(at + 8, event->delivered_ns);
    tj_put_u32(at + 16, event->number);
    tj_put_u32(at + 20, (uint32_t)event->id);
    at[24] = event->drive;
    at[25] = event->size;
    memset(at + 26, 0, 6);
    memcpy(at + 32, event->data, event->size);
    return EVENT_SIZE + (size_t)event->size;
}

_Static_assert(sizeof ((struct tj_sim_view *)0)->owner_name == 65 &&
                   sizeof ((struct tj_sim_view *)0)->tray == 16 &&
                   sizeof ((struct tj_sim_view *)0)->volume == 16,
               "the texts of a view have these sizes");

static size_t pack_view(const struct tj_sim_view *view, uint8_t *at)
{
    const uint8_t flags[4] = { view->locked, view->known, view->reported,
                               view->disc };

    memcpy(at, flags, sizeof flags);
    tj_put_u32(at + 4, view->owner);
    tj_put_u32(at + 8, view->change_count);
    tj_put_u32(at + 12, view->mcn_disabled);
    tj_put_u32(at + 16, view->simple_locks);
    tj_put_u32(at + 20, view->secure_locks);
    tj_put_u64(at + 24, view->events_emitted);
    tj_put_u64(at + 32, view->steps);
    tj_put_u64(at + 40, view->denied);
    memcpy(at + 48, view->owner_name, sizeof view->owner_name);
    memcpy(at + 113, view->tray, sizeof view->tray);
    memcpy(at + 129, view->volume, sizeof view->volume);
    return VIEW_SIZE;
}

static size_t pack_disturb(const struct tj_disturb *disturb, uint8_t *at)
{
    memset(at, 0, DISTURB_SIZE - AT_BODY);
    at[0] = disturb->kind;
    memcpy(at + 1, disturb->sense, sizeof disturb->sense);
    at[4] = disturb->srb;
    at[5] = disturb->disc;
    tj_put_u16(at + 6, disturb->only);
    tj_put_u32(at + 8, disturb->count);
    tj_put_u64(at + 12, disturb->time_ns);
    return DISTURB_SIZE;
}

/* Its terminator goes with it. */
static size_t pack_text(const char *text, uint8_t *at)
{
    size_t size = strlen(text) + 1;

    TJ_ASSERT(size <= TJ_WIRE_TEXT_MAX + 1);
    memcpy(at, text, size);
    return AT_BODY + size;
}

size_t tj_wire_pack(const struct tj_wire *message, uint8_t packet[TJ_WIRE_MAX])
{
    uint8_t *at = packet + AT_BODY;

    tj_put_u32(packet, (uint32_t)message->kind);
    switch (message->kind) {
    case TJ_WIRE_HELLO:
        return pack_hello(&message->hello, at);
    case TJ_WIRE_REQUEST:
        return pack_request(&message->request, at);
    case TJ_WIRE_REPLY:
        return pack_reply(&message->reply, at);
    case TJ_WIRE_EVENT:
        return pack_event(&message->event, at);
    case TJ_WIRE_VIEWED:
        return pack_view(&message->view, at);
    case TJ_WIRE_DISTURB:
        return pack_disturb(&message->disturb, at);
    case TJ_WIRE_RENEW:
        return pack_text(message->text, at);
    case TJ_WIRE_WELCOME:
    case TJ_WIRE_LISTEN:
    case TJ_WIRE_LISTENING:
    case TJ_WIRE_HAND:
    case TJ_WIRE_RENEWED:
        tj_put_u32(at, message->value);
        return VALUE_SIZE;
    case TJ_WIRE_VIEW:
        return AT_BODY;
    case TJ_WIRE_NONE:
    case TJ_WIRE_KIND_COUNT:
        break;
    }
    TJ_ASSERT(message->kind > TJ_WIRE_NONE && message->kind < TJ_WIRE_KIND_COUNT);
    return 0;
}

/* --- Unpacking: a fixed part of at least that many bytes --- */

static bool unpack_hello(const uint8_t *at, struct tj_wire_hello *hello)
{
    hello->version = tj_get_u16(at);
    hello->process = tj_get_u16(at + 2);
    hello->client = tj_get_u16(at + 4);
    hello->drive = at[6];
    return true;
}

static bool unpack_request(const uint8_t *at, size_t size,
                           struct tj_wire_request *request)
{
    request->number = tj_get_u32(at);
    request->kind = at[4];
    request->target = at[5];
    request->access = at[6];
    request->share = at[7];
    request->handle = tj_get_u32(at + 8);
    request->source = tj_get_u32(at + 12);
    request->code = tj_get_u32(at + 16);
    request->input_size = tj_get_u32(at + 20);
    request->output_size = tj_get_u32(at + 24);
    request->length = tj_get_u32(at + 28);
    request->cancels = tj_get_u32(at + 32);
    request->offset = tj_get_u64(at + 36);
    request->carried = tj_get_u16(at + 44);
    uint32_t carries = request->input_size < TJ_INPUT_MAX ? request->input_size
                                                          : TJ_INPUT_MAX;
    if (request->carried != carries || size != REQUEST_SIZE + carries)
        return false;
    memcpy(request->input, at + 48, request->carried);
    return request->kind < TJ_REQUEST_KIND_COUNT && request->target <= TJ_FILE;
}

static bool unpack_reply(const uint8_t *at, size_t size,
                         struct tj_wire_reply *reply)
{
    reply->number = tj_get_u32(at);
    reply->status = tj_get_u32(at + 4);
    reply->info = tj_get_u32(at + 8);
    reply->carried = tj_get_u16(at + 12);
    reply->output = at + 16;
    return reply->carried <= TJ_OUTPUT_MAX &&
           size == REPLY_SIZE + (size_t)reply->carried;
}

static bool unpack_event(const uint8_t *at, size_t size, struct tj_event *event)
{
    uint32_t id = tj_get_u32(at + 20);

    if (id >= TJ_EVENT_COUNT || at[25] > TJ_EVENT_DATA_MAX ||
        size != EVENT_SIZE + (size_t)at[25])
        return false;
    event->emitted_ns = tj_get_u64(at);
    event->delivered_ns = tj_get_u64(at + 8);
    event->number = tj_get_u32(at + 16);
    event->id = (enum tj_event_id)id;
    event->drive = at[24];
    event->size = at[25];
    memcpy(event->data, at + 32, event->size);
    return true;
}

/* Texts come terminated, whatever was sent. */
static bool unpack_view(const uint8_t *at, struct tj_sim_view *view)
{
    view->locked = at[0];
    view->known = at[1];
    view->reported = at[2];
    view->disc = at[3];
    view->owner = tj_get_u32(at + 4);
    view->change_count = tj_get_u32(at + 8);
    view->mcn_disabled = tj_get_u32(at + 12);
    view->simple_locks = tj_get_u32(at + 16);
    view->secure_locks = tj_get_u32(at + 20);
    view->events_emitted = tj_get_u64(at + 24);
    view->steps = tj_get_u64(at + 32);
    view->denied = tj_get_u64(at + 40);
    memcpy(view->owner_name, at + 48, sizeof view->owner_name);
    memcpy(view->tray, at + 113, sizeof view->tray);
    memcpy(view->volume, at + 129, sizeof view->volume);
    view->owner_name[sizeof view->owner_name - 1] = '\0';
    view->tray[sizeof view->tray - 1] = '\0';
    view->volume[sizeof view->volume - 1] = '\0';
    return true;
}

static bool unpack_disturb(const uint8_t *at, struct tj_disturb *disturb)
{
    disturb->kind = at[0];
    memcpy(disturb->sense, at + 1, sizeof disturb->sense);
    disturb->srb = at[4];
    disturb->disc = at[5];
    disturb->only = tj_get_u16(at + 6);
    disturb->count = tj_get_u32(at + 8);
    disturb->time_ns = tj_get_u64(at + 12);
    return tj_disturb_valid(disturb);
}

/* Exactly one text, terminated by its last byte. */
static bool unpack_text(const uint8_t *at, size_t size, const char **text)
{
    if (size > TJ_WIRE_TEXT_MAX + 1 || memchr(at, '\0', size) != at + size - 1)
        return false;
    *text = (const char *)at;
    return true;
}

bool tj_wire_unpack(const uint8_t *packet, size_t size, struct tj_wire *message)
{
    static const size_t least[TJ_WIRE_KIND_COUNT] = {
        [TJ_WIRE_HELLO] = HELLO_SIZE,     [TJ_WIRE_WELCOME] = VALUE_SIZE,
        [TJ_WIRE_REQUEST] = REQUEST_SIZE, [TJ_WIRE_REPLY] = REPLY_SIZE,
        [TJ_WIRE_LISTEN] = VALUE_SIZE,    [TJ_WIRE_LISTENING] = VALUE_SIZE,
        [TJ_WIRE_EVENT] = EVENT_SIZE,     [TJ_WIRE_VIEW] = AT_BODY,
        [TJ_WIRE_VIEWED] = VIEW_SIZE,     [TJ_WIRE_HAND] = VALUE_SIZE,
        [TJ_WIRE_DISTURB] = DISTURB_SIZE, [TJ_WIRE_RENEW] = AT_BODY + 1,
        [TJ_WIRE_RENEWED] = VALUE_SIZE,
    };
    const uint8_t *at = packet + AT_BODY;

    if (size < AT_BODY)
        return false;
    uint32_t kind = tj_get_u32(packet);
    if (kind == TJ_WIRE_NONE || kind >= TJ_WIRE_KIND_COUNT ||
        size < least[kind])
        return false;
    message->kind = (enum tj_wire_kind)kind;
    if (message->kind == TJ_WIRE_REQUEST)
        return unpack_request(at, size, &message->request);
    if (message->kind == TJ_WIRE_REPLY)
        return unpack_reply(at, size, &message->reply);
    if (message->kind == TJ_WIRE_EVENT)
        return unpack_event(at, size, &message->event);
    if (message->kind == TJ_WIRE_RENEW)
        return unpack_text(at, size - AT_BODY, &message->text);
    if (size != least[kind])
        return false;
    if (message->kind == TJ_WIRE_HELLO)
        return unpack_hello(at, &message->hello);
    if (message->kind == TJ_WIRE_VIEWED)
        return unpack_view(at, &message->view);
    if (message->kind == TJ_WIRE_DISTURB)
        return unpack_disturb(at, &message->disturb);
    message->value = size == VALUE_SIZE ? tj_get_u32(at) : 0;
    return true;
}
