/* Everything that can happen to a simulated drive: what programs ask, what
 * people and the machine do, what a test plants. One struct; which fields count
 * is said at each kind. Values only; the only pointer is an input buffer. */
#ifndef TJ_SIM_INPUT_H
#define TJ_SIM_INPUT_H

#include "core/drive/encode.h"
#include "core/drive/event.h"
#include "core/drive/op.h"
#include "sim/hardware.h"

enum sim_input_kind {
    SIM_OPEN,      /* request, handle, target, access, share, flags */
    SIM_DUPLICATE, /* request, handle (new), source; flags SIM_INHERIT: as a
                      child process gets it, so only of an inheritable one */
    SIM_CLOSE,     /* request, handle: CLEANUP and CLOSE as references drop */
    SIM_IOCTL,     /* request, handle, code, input, input_size, output_size;
                      FSCTLs too */
    SIM_READ,      /* request, handle, offset, length */
    SIM_WRITE,
    SIM_FLUSH,
    SIM_CANCEL,    /* target_request: CancelIoEx; no reply of its own */
    SIM_CONTINUE,  /* request: take its next step (it was announced READY) */
    SIM_TIME,      /* Only the clock: timers due at now_ns fire */
    SIM_REGISTER,  /* handle, registration: RegisterDeviceNotification; replied
                      to when request > 0 */
    SIM_UNREGISTER,/* registration */
    SIM_HAND,      /* hand, duration_ns of a jam, disc of an insertion: a person
                      at the drive (sim/hardware.h) */
    SIM_INJECT,    /* injection: a fault of spec 5.6 or Appendix C */
    SIM_POWER,     /* power: sleep, wake, removal, return, reset, shutdown;
                      request: of QUERY_REMOVE, which alone is replied to */
    SIM_THREAD_END,  /* thread: what it waits for is cancelled (spec 0.5) */
    SIM_PROCESS_END, /* process: its threads end, its handles close (1.7) */
    SIM_LISTENER,  /* registration, hang: its window stops or goes on taking
                      messages (spec 7.2) */
    SIM_INPUT_COUNT
};

/* How a handle is opened, beside access and share. */
enum {
    SIM_OVERLAPPED  = 0x01, /* SIM_PENDING says when a call returned 997. */
    SIM_SYNCHRONOUS = 0x02, /* The I/O manager lets one request of the file
                               object in at a time (INFERRED). Neither flag:
                               requests overlap and SIM_PENDING is not said. */
    SIM_INHERITABLE = 0x04,
    SIM_INHERIT     = 0x08, /* SIM_DUPLICATE only. */
    SIM_UNCACHED    = 0x10, /* A file's reads go to the disc (spec 2.5). */
    SIM_WOW         = 0x20, /* Of a 32-bit program on 64-bit Windows: some
                               structures are shorter (R36). */
    SIM_CONTROL_DEVICE = 0x40, /* Of a file system (\Cdfs), whatever the target:
                                  only FSCTLs mean something there (6.2). */
    SIM_PRIVILEGED  = 0x80, /* Its caller holds SeTcbPrivilege. */
};

/* Spec 2.6. */
enum sim_power {
    SIM_POWER_SLEEP,    /* D3 */
    SIM_POWER_WAKE,     /* D0 */
    SIM_POWER_SURPRISE, /* Surprise removal: the cable is pulled. */
    SIM_POWER_RETURN,   /* Plugged in again: a new device instance. */
    SIM_POWER_RESET,    /* A bus reset clears the prevent bit (spec 3.3). */
    SIM_POWER_SHUTDOWN, /* The system flushes and shuts the drive down. */
    SIM_POWER_QUERY_REMOVE,  /* PnP: may it be removed? (6.6) */
    SIM_POWER_CANCEL_REMOVE, /* It may, but is not. */
    SIM_POWER_COUNT
};

enum sim_injection_kind {
    SIM_INJECT_SENSE,            /* sense, ili, srb, scsi_status, count, opcode
                                    (0xff: any): the next commands fail so */
    SIM_INJECT_BUSY,             /* duration_ns of the next slow command */
    SIM_INJECT_EVENT_LOSS,       /* event (TJ_EVENT_COUNT: any); the next count
                                    of them, or, with count 0, each later one
                                    rate times in 1000 */
    SIM_INJECT_STATE_MUTEX_LOSS, /* count (spec R11) */
    SIM_INJECT_EVENT,            /* event, payload: emitted as if the file
                                    system or driver had (spec 7.3) */
    SIM_INJECT_EVENT_DUPLICATE,  /* count, event */
    SIM_INJECT_EVENT_DELAY,      /* duration_ns for the next count events */
    SIM_INJECT_GESN,             /* count, gesn, gesn_missing: replies of GET
                                    EVENT STATUS (F18, F19, F24, 4.3) */
    SIM_INJECT_NO_MEMORY,        /* count: request contexts (spec 1.2 V7) */
    SIM_INJECT_REFERENCE,        /* count: lingering references to the volume
                                    (spec 6.2); 0: gone */
    SIM_INJECT_CONTENTION,       /* count: LOCK_VOLUMEs on overlapped handles
                                    that find the volume resource taken */
    SIM_INJECT_FORGET_PREVENT,   /* The drive's prevent bit falls; its driver
                                    does not know. */
    SIM_INJECT_COUNT
};
struct sim_injection {
    enum sim_injection_kind kind;
    uint32_t                count;
    uint64_t                duration_ns;
    struct sim_sense        sense;
    bool                    ili;
    uint8_t                 srb;         /* enum sim_srb; 0: sense counts */
    uint8_t                 scsi_status; /* 0: CHECK CONDITION */
    uint8_t                 opcode;
    uint8_t                 event;
    uint8_t                 gesn[4];  /* Class, event code, status or request,
                                         time in 100 ms (MMC-6 6.6). */
    uint8_t                 gesn_missing; /* Of its 8 bytes. */
    uint16_t                rate;     /* In 1000. */
    struct tj_payload       payload;  /* Of SIM_INJECT_EVENT. */
};

struct sim_input {
    enum sim_input_kind  kind;
    uint64_t             now_ns;
    uint64_t             chance; /* One draw of TJ_STREAM_TIMING; looked at
                                    when a poll tick becomes due. */
    uint32_t             request; /* Host's name for it, > 0; unique among
                                     requests in flight. */
    uint32_t             target_request;
    tj_handle            handle, source;
    uint16_t             thread, process; /* Whose call it is, and whose a new
                                             handle is; 0: nobody's that will
                                             end. */
    enum tj_target       target;
    uint8_t              access, share, flags;
    uint32_t             code;
    const uint8_t       *input; /* min(input_size, TJ_INPUT_MAX) readable. */
    uint32_t             input_size, output_size;
    uint64_t             offset;
    uint32_t             length;
    uint32_t             registration;
    enum sim_hand        hand;
    enum sim_power       power;
    uint8_t              disc;        /* SIM_INSERT_DISC: enum sim_disc_kind */
    uint32_t             disc_serial; /* Which one; 0: a new one, or with
                                         SIM_DISC_SAME the last one again. */
    uint8_t              flavour;     /* SIM_REGISTER: enum sim_flavour */
    bool                 hang;        /* SIM_LISTENER */
    uint64_t             duration_ns; /* SIM_JAM_TRAY; 0: until it is freed */
    struct sim_injection injection;
};

#endif
