/* Between what a person means and the bytes of a request or an answer. The
 * only place that knows a structure's layout (spec 1.1, 3.2, 4.7, 7.2). Pure;
 * little-endian on every host; no length is trusted. */
#ifndef TJ_CORE_DRIVE_ENCODE_H
#define TJ_CORE_DRIVE_ENCODE_H

#include "core/drive/event.h"
#include "core/drive/op.h"

/* ntddcdrm.h, CDROM_EXCLUSIVE_ACCESS (spec 1.1). */
enum { TJ_EXCLUSIVE_QUERY = 0, TJ_EXCLUSIVE_LOCK = 1, TJ_EXCLUSIVE_UNLOCK = 2 };
enum { TJ_LOCK_IGNORE_VOLUME = 0x1, TJ_NO_MEDIA_NOTIFICATIONS = 0x2 };
enum {
    TJ_CALLER_NAME_SIZE = 64,       /* Terminator included. */
    TJ_EXCLUSIVE_ACCESS_SIZE = 8,
    TJ_EXCLUSIVE_LOCK_SIZE = 72,
    TJ_EXCLUSIVE_STATE_SIZE = 65,
};

/* Fills code, input and output_size from verb, arg and caller_name (LOCK only;
 * NULL elsewhere; longer than 63 bytes is carried unterminated, as a broken
 * caller would). Verbs without a code (OPEN, READ ...) get code 0. TJ_IOCTL is
 * left as it is. */
void tj_encode(struct tj_op *op, const char *caller_name);

/* The verb that a code and its first input bytes stand for, after the driver's
 * normalisation of device types (spec 0.5 step 3); TJ_IOCTL when no verb does,
 * also for a request too short for its structure. So that raw requests are
 * judged like spoken ones. input: min(input_size, TJ_INPUT_MAX) readable. */
enum tj_verb tj_decode_verb(uint32_t code, const uint8_t *input,
                            uint32_t input_size);

struct tj_lock_state {
    bool locked;
    /* Terminated, whatever the drive sent. */
    char name[TJ_CALLER_NAME_SIZE + 1];
};
/* False when info is not the 65 bytes of CDROM_EXCLUSIVE_LOCK_STATE. */
bool tj_decode_lock_state(const uint8_t *output, uint32_t info,
                          struct tj_lock_state *state);
/* CHECK_VERIFY's change count. False when fewer than 4 bytes came. */
bool tj_decode_change_count(const uint8_t *output, uint32_t info,
                            uint32_t *count);

/* What a record keeps of a raw request, in one word: sizes and the first two
 * words of its input, each as 255 when it is more. 0 says nothing. */
struct tj_brief {
    uint8_t input_size, output_size;
    uint8_t first, second; /* STORAGE_QUERY_PROPERTY: property and query. */
};
uint32_t tj_brief_of(const struct tj_op *op);
struct tj_brief tj_brief_read(uint32_t word);
/* GET_MEDIA_TYPES_EX: MEDIA_CURRENTLY_MOUNTED is set in one of the entries. */
bool tj_decode_media_mounted(const uint8_t *output, uint32_t info);

/* True when a caller name passes the driver's check (spec 1.4 L2, L3; cdrom.h
 * ValidChar). size: bytes available, at most 64 are looked at. */
bool tj_caller_name_valid(const uint8_t *name, size_t size);

/* --- Payloads of events (spec 4.7, 7.3) --- */
struct tj_payload {
    uint32_t change_count;  /* MEDIA_ARRIVAL, MEDIA_REMOVAL */
    uint32_t new_state;     /* enum tj_media_state */
    uint32_t reason;        /* DEVICE_BECOMING_READY: 1, 2 or busy status */
    uint32_t estimated_100ms;
    uint32_t device_class;  /* DEVICE_EXTERNAL_REQUEST */
    uint16_t button_status;
    uint16_t request;
    int64_t  system_time;   /* Useless by design of the driver (spec R22). */
};
enum tj_media_state { TJ_MEDIA_UNKNOWN, TJ_MEDIA_PRESENT, TJ_MEDIA_NOT_PRESENT,
                      TJ_MEDIA_UNAVAILABLE };

/* Writes payload and, for class-driver events, the 3-byte tail into
 * event->data; sets event->size. */
void tj_encode_payload(struct tj_event *event,
                       const struct tj_payload *payload);
/* False when the event's bytes are too few for its layout. An event without a
 * payload gives zeros and true. */
bool tj_decode_payload(const struct tj_event *event, struct tj_payload *payload);

/* --- DEV_BROADCAST_HANDLE as an application receives it (spec 7.2) --- */
enum { TJ_BROADCAST_MAX = 52 + TJ_EVENT_DATA_MAX };
struct tj_broadcast {
    uint64_t        handle;     /* dbch_handle */
    uint64_t        notify;     /* dbch_hdevnotify */
    struct tj_event event;      /* id, size and data. */
};
/* pointer_size 8 (x64) or 4 (x86, WoW). Returns dbch_size. */
size_t tj_encode_broadcast(const struct tj_broadcast *broadcast,
                           unsigned pointer_size,
                           uint8_t bytes[TJ_BROADCAST_MAX]);
/* The steps of the "Device Events" page in their order: type first, then the
 * GUID, then sizes. Hostile sizes give false, never a read past size. */
bool tj_decode_broadcast(const uint8_t *bytes, size_t size,
                         unsigned pointer_size, struct tj_broadcast *broadcast);

#endif
