/* Device events as Windows hands them over: recognised and taken apart in the
 * order that the "Device Events" page gives, and matched with the registration
 * they belong to (class-driver spec 7). Pure: bytes in, values out; no size that
 * came with the bytes is trusted. */
#ifndef TJ_BACKENDS_WINDOWS_EVENTS_H
#define TJ_BACKENDS_WINDOWS_EVENTS_H

#include "core/drive/encode.h"

/* winuser.h, dbt.h, winsvc.h, cfgmgr32.h. */
enum {
    WIN32_WM_DEVICECHANGE = 0x0219,
    WIN32_SERVICE_CONTROL_DEVICEEVENT = 0x0b,
    WIN32_DBT_CUSTOMEVENT = 0x8006,
    WIN32_DBT_DEVTYP_HANDLE = 6,
    WIN32_CM_CUSTOMEVENT = 6,     /* CM_NOTIFY_ACTION_DEVICECUSTOMEVENT */
    WIN32_CM_DEVICEHANDLE = 1,    /* CM_NOTIFY_FILTER_TYPE_DEVICEHANDLE */
};

/* At which step the recognising ended. */
enum win32_heard {
    WIN32_HEARD_EVENT,        /* All of them: *broadcast is filled in. */
    WIN32_HEARD_NO_MESSAGE,   /* 1. Not WM_DEVICECHANGE, nor DEVICEEVENT. */
    WIN32_HEARD_NOT_CUSTOM,   /* 2. Not DBT_CUSTOMEVENT. */
    WIN32_HEARD_NO_DATA,      /* 3. No event data, or less than its header. */
    WIN32_HEARD_OTHER_TYPE,   /* 4. dbch_devicetype is not HANDLE. */
    WIN32_HEARD_BAD_SIZE,     /* 5. dbch_size does not fit. */
    WIN32_HEARD_UNKNOWN_GUID, /* 6. dbch_eventguid is in no table. */
    WIN32_HEARD_BAD_PAYLOAD,  /* 7. Less data than the event's structure. */
    WIN32_HEARD_COUNT
};
const char *win32_heard_name(enum win32_heard heard);

/* What a window procedure, or HandlerEx, was called with. */
struct win32_message {
    bool           service;   /* message is a control code of HandlerEx. */
    uint32_t       message;
    uint64_t       type;      /* wParam, dwEventType. */
    const uint8_t *bytes;     /* lParam, lpEventData; may be NULL. */
    size_t         readable;  /* Bytes of it that can be read at all. */
    unsigned       pointer_size;
};
enum win32_heard win32_hear(const struct win32_message *message,
                            struct tj_broadcast *broadcast);

/* CM_Register_Notification: action and CM_NOTIFY_EVENT_DATA, of size bytes.
 * handle and notify are 0: the callback's context says whose it is. */
enum win32_heard win32_hear_cm(uint32_t action, const uint8_t *bytes,
                               size_t size, struct tj_broadcast *broadcast);

/* dbch_hdevnotify back to its drive. Windows fills it in; a system that gives 0
 * for both members says nothing: then the event can only be taken for ours if
 * all that this process listens to is one drive. */
enum win32_whose { WIN32_OURS, WIN32_ANOTHERS, WIN32_WHOSE_UNKNOWN };
struct win32_registration {
    uint64_t notify; /* What RegisterDeviceNotification gave. */
    uint64_t handle; /* Of the drive, which it was given. */
};
enum win32_whose win32_whose(const struct win32_registration *registration,
                             const struct tj_broadcast *broadcast,
                             unsigned drives_listened_to);

#endif
