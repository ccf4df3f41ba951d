/* A device event (a GUID_IO_* target-device-change notification) as it leaves
 * the driver and as it reaches a registration. */
#ifndef TJ_CORE_DRIVE_EVENT_H
#define TJ_CORE_DRIVE_EVENT_H

#include "core/drive/catalog.h"
#include "core/drive/op.h"

/* The longest payload is EXTERNAL_REQUEST's 24 bytes; class-driver events add
 * 3 zero bytes (spec 4.8). */
enum { TJ_EVENT_DATA_MAX = 32 };

struct tj_event {
    uint64_t         emitted_ns;   /* 0 where only the delivery is seen. */
    uint64_t         delivered_ns; /* 0 for the emission itself. */
    uint32_t         number;       /* Of its drive, from 1, in order of emission;
                                      0 where the drive does not number. */
    enum tj_event_id id;
    uint8_t          drive;
    uint8_t          size; /* Payload and tail: 0 .. TJ_EVENT_DATA_MAX. */
    uint8_t          data[TJ_EVENT_DATA_MAX];
};

#endif
