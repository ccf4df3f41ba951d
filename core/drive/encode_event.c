/* Layouts of event payloads (spec 4.1, 4.7) and of DEV_BROADCAST_HANDLE, the
 * envelope that carries them to applications (spec 7.2). */
#include "core/drive/encode.h"

#include "core/base/assert.h"
#include "core/drive/bytes.h"

#include <string.h>

/* The class driver computes the size from a structure with a one-byte tail
 * and its padding: every event of its own has 3 zero bytes more (R23). */
enum { CLASS_DRIVER_TAIL = 3 };
enum { PAYLOAD_VERSION = 1 };

void tj_encode_payload(struct tj_event *event, const struct tj_payload *payload)
{
    const struct tj_event_info *info = tj_event_info(event->id);
    uint8_t *data = event->data;
    unsigned tail = info->emitter == TJ_BY_CLASS_DRIVER ? CLASS_DRIVER_TAIL : 0;

    TJ_ASSERT(info->payload + tail <= TJ_EVENT_DATA_MAX);
    event->size = (uint8_t)(info->payload + tail);
    memset(data, 0, event->size);
    switch ((int)event->id) {
    case TJ_EVENT_MEDIA_ARRIVAL:
    case TJ_EVENT_MEDIA_REMOVAL:
        tj_put_u32(data, payload->change_count);
        tj_put_u32(data + 4, payload->new_state);
        break;
    case TJ_EVENT_DEVICE_BECOMING_READY:
        tj_put_u32(data, PAYLOAD_VERSION);
        tj_put_u32(data + 4, payload->reason);
        tj_put_u32(data + 8, payload->estimated_100ms);
        break;
    case TJ_EVENT_DEVICE_EXTERNAL_REQUEST:
        tj_put_u32(data, PAYLOAD_VERSION);
        tj_put_u32(data + 4, payload->device_class);
        tj_put_u16(data + 8, payload->button_status);
        tj_put_u16(data + 10, payload->request);
        /* Offset 12: the compiler's padding before an 8-byte field. */
        tj_put_u64(data + 16, (uint64_t)payload->system_time);
        break;
    default:
        TJ_ASSERT(info->payload == 0);
        break;
    }
}

bool tj_decode_payload(const struct tj_event *event, struct tj_payload *payload)
{
    const uint8_t *data = event->data;

    *payload = (struct tj_payload){ 0 };
    if ((unsigned)event->id >= TJ_EVENT_COUNT ||
        event->size > TJ_EVENT_DATA_MAX ||
        event->size < tj_event_info(event->id)->payload)
        return false;
    switch ((int)event->id) {
    case TJ_EVENT_MEDIA_ARRIVAL:
    case TJ_EVENT_MEDIA_REMOVAL:
        payload->change_count = tj_get_u32(data);
        payload->new_state = tj_get_u32(data + 4);
        break;
    case TJ_EVENT_DEVICE_BECOMING_READY:
        payload->reason = tj_get_u32(data + 4);
        payload->estimated_100ms = tj_get_u32(data + 8);
        break;
    case TJ_EVENT_DEVICE_EXTERNAL_REQUEST:
        payload->device_class = tj_get_u32(data + 4);
        payload->button_status = tj_get_u16(data + 8);
        payload->request = tj_get_u16(data + 10);
        payload->system_time = (int64_t)tj_get_u64(data + 16);
        break;
    default:
        break;
    }
    return true;
}

/* Offsets of DEV_BROADCAST_HANDLE that depend on the pointer size. */
struct envelope {
    uint8_t handle, notify, guid, name_offset, data;
};
static const struct envelope envelope_x64 = { 16, 24, 32, 48, 52 };
static const struct envelope envelope_x86 = { 12, 16, 20, 36, 40 };
enum { DBT_DEVTYP_HANDLE = 6 };

static const struct envelope *envelope_for(unsigned pointer_size)
{
    TJ_ASSERT(pointer_size == 8 || pointer_size == 4);
    return pointer_size == 8 ? &envelope_x64 : &envelope_x86;
}

static void put_pointer(uint8_t *at, unsigned pointer_size, uint64_t value)
{
    if (pointer_size == 8)
        tj_put_u64(at, value);
    else
        tj_put_u32(at, (uint32_t)(value & 0xffffffff));
}

static uint64_t get_pointer(const uint8_t *at, unsigned pointer_size)
{
    return pointer_size == 8 ? tj_get_u64(at) : tj_get_u32(at);
}

size_t tj_encode_broadcast(const struct tj_broadcast *broadcast,
                           unsigned pointer_size,
                           uint8_t bytes[TJ_BROADCAST_MAX])
{
    const struct envelope *at = envelope_for(pointer_size);
    const struct tj_event *event = &broadcast->event;

    TJ_ASSERT(event->size <= TJ_EVENT_DATA_MAX);
    uint32_t size = (uint32_t)at->data + event->size;
    memset(bytes, 0, at->data);
    tj_put_u32(bytes, size);
    tj_put_u32(bytes + 4, DBT_DEVTYP_HANDLE);
    put_pointer(bytes + at->handle, pointer_size, broadcast->handle);
    put_pointer(bytes + at->notify, pointer_size, broadcast->notify);
    tj_guid_to_memory(&tj_event_info(event->id)->guid, bytes + at->guid);
    tj_put_u32(bytes + at->name_offset, UINT32_MAX); /* -1: no text. */
    memcpy(bytes + at->data, event->data, event->size);
    return size;
}

bool tj_decode_broadcast(const uint8_t *bytes, size_t size,
                         unsigned pointer_size, struct tj_broadcast *broadcast)
{
    const struct envelope *at = envelope_for(pointer_size);

    /* The type decides whether there is a GUID at all: "Device Events" says
     * to look at it first. */
    if (size < 8 || tj_get_u32(bytes + 4) != DBT_DEVTYP_HANDLE)
        return false;
    uint32_t claimed = tj_get_u32(bytes);
    if (size < at->data || claimed < at->data || claimed > size)
        return false;

    struct tj_guid guid;
    tj_guid_from_memory(bytes + at->guid, &guid);
    const struct tj_event_info *info = tj_event_by_guid(&guid);
    if (info == NULL)
        return false;

    uint32_t data_size = claimed - at->data;
    if (data_size < info->payload || data_size > TJ_EVENT_DATA_MAX)
        return false;
    *broadcast = (struct tj_broadcast){
        .handle = get_pointer(bytes + at->handle, pointer_size),
        .notify = get_pointer(bytes + at->notify, pointer_size),
        .event = { .id = info->id, .size = (uint8_t)data_size },
    };
    memcpy(broadcast->event.data, bytes + at->data, data_size);
    return true;
}
