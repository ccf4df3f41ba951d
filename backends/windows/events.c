#include "backends/windows/events.h"

#include "core/base/assert.h"
#include "core/drive/bytes.h"

#include <string.h>

static const char *const names[WIN32_HEARD_COUNT] = {
    "an event",          "no device message", "not DBT_CUSTOMEVENT",
    "no event data",     "not a handle's",    "a size that does not fit",
    "an unknown event GUID", "too little data for its event",
};

const char *win32_heard_name(enum win32_heard heard)
{
    TJ_ASSERT((unsigned)heard < WIN32_HEARD_COUNT);
    return names[heard];
}

enum { HEADER = 12 }; /* DEV_BROADCAST_HDR */

/* Offsets of dbch_eventguid and dbch_data. */
struct layout { size_t guid, data; };

static struct layout layout_of(unsigned pointer_size)
{
    return pointer_size == 8 ? (struct layout){ 32, 52 }
                             : (struct layout){ 20, 40 };
}

static const struct tj_event_info *event_of(const uint8_t *guid_bytes)
{
    struct tj_guid guid;

    tj_guid_from_memory(guid_bytes, &guid);
    return tj_event_by_guid(&guid);
}

enum win32_heard win32_hear(const struct win32_message *message,
                            struct tj_broadcast *broadcast)
{
    const uint8_t *bytes = message->bytes;
    struct layout  at = layout_of(message->pointer_size);
    uint32_t       expected = message->service
                                  ? WIN32_SERVICE_CONTROL_DEVICEEVENT
                                  : WIN32_WM_DEVICECHANGE;

    if (message->message != expected)
        return WIN32_HEARD_NO_MESSAGE;
    if (message->type != WIN32_DBT_CUSTOMEVENT)
        return WIN32_HEARD_NOT_CUSTOM;
    if (bytes == NULL || message->readable < HEADER)
        return WIN32_HEARD_NO_DATA;
    if (tj_get_u32(bytes + 4) != WIN32_DBT_DEVTYP_HANDLE)
        return WIN32_HEARD_OTHER_TYPE;
    uint32_t size = tj_get_u32(bytes);
    if (size < at.data || size > message->readable ||
        size > at.data + TJ_EVENT_DATA_MAX)
        return WIN32_HEARD_BAD_SIZE;
    if (event_of(bytes + at.guid) == NULL)
        return WIN32_HEARD_UNKNOWN_GUID;
    if (!tj_decode_broadcast(bytes, size, message->pointer_size, broadcast))
        return WIN32_HEARD_BAD_PAYLOAD;
    return WIN32_HEARD_EVENT;
}

/* CM_NOTIFY_EVENT_DATA {filter type 0, reserved 4, GUID 8, name offset 24, data
 * size 28, data 32}: no pointers in it, the same for every caller. */
enum { CM_GUID = 8, CM_DATA_SIZE = 28, CM_DATA = 32 };

enum win32_heard win32_hear_cm(uint32_t action, const uint8_t *bytes,
                               size_t size, struct tj_broadcast *broadcast)
{
    if (action != WIN32_CM_CUSTOMEVENT)
        return WIN32_HEARD_NOT_CUSTOM;
    if (bytes == NULL || size < 8)
        return WIN32_HEARD_NO_DATA;
    if (tj_get_u32(bytes) != WIN32_CM_DEVICEHANDLE)
        return WIN32_HEARD_OTHER_TYPE;
    if (size < CM_DATA)
        return WIN32_HEARD_BAD_SIZE;
    uint32_t data_size = tj_get_u32(bytes + CM_DATA_SIZE);
    if (data_size > TJ_EVENT_DATA_MAX || data_size > size - CM_DATA)
        return WIN32_HEARD_BAD_SIZE;
    const struct tj_event_info *info = event_of(bytes + CM_GUID);
    if (info == NULL)
        return WIN32_HEARD_UNKNOWN_GUID;
    if (data_size < info->payload)
        return WIN32_HEARD_BAD_PAYLOAD;
    *broadcast = (struct tj_broadcast){
        .event = { .id = info->id, .size = (uint8_t)data_size },
    };
    memcpy(broadcast->event.data, bytes + CM_DATA, data_size);
    return WIN32_HEARD_EVENT;
}

enum win32_whose win32_whose(const struct win32_registration *registration,
                             const struct tj_broadcast *broadcast,
                             unsigned drives_listened_to)
{
    if (broadcast->notify != 0)
        return broadcast->notify == registration->notify ? WIN32_OURS
                                                         : WIN32_ANOTHERS;
    if (broadcast->handle != 0)
        return broadcast->handle == registration->handle ? WIN32_OURS
                                                         : WIN32_ANOTHERS;
    return drives_listened_to == 1 ? WIN32_OURS : WIN32_WHOSE_UNKNOWN;
}
