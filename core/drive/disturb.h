/* What can happen to a drive that no program asked for: a fault of the drive
 * or of its cable, a person at it, memory that runs out in its driver. A value;
 * who hosts a simulated drive carries it out, real drives cannot. */
#ifndef TJ_CORE_DRIVE_DISTURB_H
#define TJ_CORE_DRIVE_DISTURB_H

#include <stdbool.h>
#include <stdint.h>

/* kind, name in rules */
#define TJ_DISTURB_LIST(X)                                              \
    X(SENSE,          "sense")          /* sense, count */              \
    X(SRB,            "srb")            /* srb, count */                \
    X(BUSY,           "busy")           /* time_ns: the next command */ \
    X(JAM,            "jam")            /* time_ns; 0: for good */      \
    X(PRESS_EJECT,    "press-eject")                                    \
    X(OPEN_TRAY,      "open-tray")                                      \
    X(CLOSE_TRAY,     "close-tray")                                     \
    X(INSERT,         "insert")         /* disc */                      \
    X(TAKE,           "take")           /* with force if need be */     \
    X(SWAP,           "swap")           /* take, insert */              \
    X(RESET,          "reset")          /* of the bus */                \
    X(UNPLUG,         "unplug")                                         \
    X(RETURN,         "return")         /* plugged in again */          \
    X(SLEEP,          "sleep")                                          \
    X(WAKE,           "wake")                                           \
    X(FORGET_PREVENT, "forget-prevent") /* the drive, not its driver */ \
    X(MUTEX_LOSS,     "mutex-loss")     /* count; spec R11 */           \
    X(NO_MEMORY,      "no-memory")      /* count of requests */         \
    X(THREAD_END,     "thread-end")     /* of this session's client */ \
    X(CALM,           "calm")           /* what is planted is taken back */

enum tj_disturb_kind {
#define X(kind, name) TJ_DISTURB_##kind,
    TJ_DISTURB_LIST(X)
#undef X
    TJ_DISTURB_COUNT
};

/* What a port driver says instead of a drive's answer (spec 5.3). */
#define TJ_SRB_LIST(X)                                   \
    X(TIMEOUT,              "timeout")                   \
    X(COMMAND_TIMEOUT,      "command_timeout")           \
    X(ABORTED,              "aborted")                   \
    X(SELECTION_TIMEOUT,    "selection_timeout")         \
    X(NO_DEVICE,            "no_device")                 \
    X(BUS_RESET,            "bus_reset")                 \
    X(PARITY,               "parity")                    \
    X(UNEXPECTED_BUS_FREE,  "unexpected_bus_free")       \
    X(DATA_OVERRUN,         "data_overrun")              \
    X(REQUEST_FLUSHED,      "request_flushed")           \
    X(INTERNAL_ERROR,       "internal_error")

enum tj_srb {
#define X(srb, name) TJ_SRB_##srb,
    TJ_SRB_LIST(X)
#undef X
    TJ_SRB_COUNT
};

/* What is put into a drive. */
enum tj_disc {
    TJ_DISC_DATA_CD, /* A new one; as all others but the first of these. */
    TJ_DISC_SAME,    /* The one that was taken out last. */
    TJ_DISC_AUDIO_CD, TJ_DISC_BLANK_CD, TJ_DISC_DVD, TJ_DISC_DVD_RW, TJ_DISC_BD,
    TJ_DISC_UNREADABLE, TJ_DISC_DVD_RAM,
    TJ_DISC_COUNT
};

struct tj_disturb {
    uint8_t  kind;     /* enum tj_disturb_kind */
    uint8_t  sense[3]; /* Key, additional code, qualifier. */
    uint8_t  srb;      /* enum tj_srb */
    uint8_t  disc;     /* enum tj_disc */
    uint16_t only;     /* SENSE, SRB: the commands with this operation code,
                          plus 1; 0: any command. */
    uint32_t count;    /* Commands, requests; at least 1 where it counts. */
    uint64_t time_ns;
};

const char *tj_disturb_name(enum tj_disturb_kind kind);
const char *tj_srb_name(enum tj_srb srb);
bool        tj_srb_by_name(const char *name, enum tj_srb *srb);
/* Made of known words; what a host checks before it trusts a message. */
bool        tj_disturb_valid(const struct tj_disturb *disturb);

#endif
