/* What a fault rule can do: one row per effect. Effects are named by what is
 * met, and the table says where each acts, at which points of an operation and
 * in which runs. docs/FAULTS.md is made of the same rows. */
#ifndef TJ_BACKENDS_FAULT_EFFECT_H
#define TJ_BACKENDS_FAULT_EFFECT_H

#include "core/base/text.h"
#include "core/drive/op.h"

/* Who has the fault. */
enum tj_fault_place {
    TJ_FAULT_AT_DRIVER,   /* Answers to one client. */
    TJ_FAULT_AT_LISTENER, /* Deliveries of events; rules count those. */
    TJ_FAULT_AT_DRIVE,    /* The drive itself: simulated ones only. */
    TJ_FAULT_AT_CLIENT,   /* The program that asks. */
};

const char *tj_fault_place_name(enum tj_fault_place place);

/* At which point of an operation it strikes. */
enum tj_fault_when {
    TJ_FAULT_BEFORE,  /* The drive has not heard of it. */
    TJ_FAULT_PENDING, /* The drive has it and has not answered. */
    TJ_FAULT_AFTER,   /* It is answered, and the client does not know yet. */
    TJ_FAULT_GRANTED, /* The same, of one that was done. */
    TJ_FAULT_HELD,    /* Before the next one of a client that owns. */
    TJ_FAULT_WHEN_COUNT
};
const char *tj_fault_when_name(enum tj_fault_when when);

/* What stands in its parentheses. */
enum tj_fault_argument {
    TJ_FAULT_WITH_NOTHING, TJ_FAULT_WITH_STATUS, TJ_FAULT_WITH_TIME,
    TJ_FAULT_WITH_TIME_OR_NOT, TJ_FAULT_WITH_EVENT, TJ_FAULT_WITH_EVENT_TIME,
    TJ_FAULT_WITH_SENSE, TJ_FAULT_WITH_SRB, TJ_FAULT_WITH_COUNT_OR_NOT,
    TJ_FAULT_WITH_VICTIM, TJ_FAULT_WITH_SHAPE,
};

enum tj_fault_victim { TJ_FAULT_THREAD, TJ_FAULT_PROCESS };
enum tj_fault_shape { TJ_FAULT_CUT, TJ_FAULT_STRETCH, TJ_FAULT_FILL };

/* id, name, form, place, argument, points (the first one: left out), help */
#define TJ_FAULT_LIST(X)                                                     \
    X(REFUSE, "refuse", "refuse(STATUS_DEVICE_NOT_READY)", DRIVER, STATUS,   \
      "BAGH", "the client is refused with this status; before: the drive "   \
      "never hears of the request; after: it has acted")                     \
    X(SWALLOW, "swallow", "swallow", DRIVER, NOTHING, "AG",                    \
      "the drive acts, the client gets no answer")                           \
    X(DELAY, "delay", "delay(5ms)", DRIVER, TIME, "BAGH",                    \
      "before: the request reaches the drive late; after: the answer "       \
      "reaches the client late")                                             \
    X(DROP, "drop", "drop(GUID_IO_MEDIA_ARRIVAL)", LISTENER, EVENT, "",      \
      "this device event does not reach the listener")                       \
    X(DOUBLE, "double", "double(GUID_IO_MEDIA_ARRIVAL)", LISTENER, EVENT, "", \
      "this device event reaches the listener twice")                        \
    X(LATE, "late", "late(GUID_IO_MEDIA_ARRIVAL,300ms)", LISTENER,           \
      EVENT_TIME, "", "the listener answers late: this event and those "     \
      "behind it wait for so long")                                          \
    X(REORDER, "reorder", "reorder(GUID_IO_MEDIA_ARRIVAL)", LISTENER, EVENT, \
      "", "this device event comes after the one behind it")                 \
    X(DEAF, "deaf", "deaf", LISTENER, NOTHING, "",                             \
      "the listener hears nothing from this event on")                       \
    X(SENSE, "sense", "sense(3/11/00,2)", DRIVE, SENSE, "BPAGH",             \
      "the next command, or so many, fails with this sense: key/asc/ascq")   \
    X(SRB, "srb", "srb(selection_timeout)", DRIVE, SRB, "BPAGH",             \
      "the port driver gives this status instead of the drive's answer")     \
    X(BUSY, "busy", "busy(12s)", DRIVE, TIME, "BPAGH",                       \
      "the next command takes so much longer: a slow or hung drive")         \
    X(JAM, "jam", "jam(3s)", DRIVE, TIME_OR_NOT, "BPAGH",                    \
      "the tray moves no more, for so long or for good")                     \
    X(PRESS_EJECT, "press-eject", "press-eject", DRIVE, NOTHING, "BPAGH",      \
      "somebody presses the eject button")                                   \
    X(OPEN_TRAY, "open-tray", "open-tray", DRIVE, NOTHING, "BPAGH",            \
      "the tray opens by itself, prevented or not")                          \
    X(CLOSE_TRAY, "close-tray", "close-tray", DRIVE, NOTHING, "BPAGH",         \
      "the tray closes by itself")                                           \
    X(INSERT, "insert", "insert", DRIVE, NOTHING, "BPAGH",                     \
      "somebody inserts a new disc")                                         \
    X(TAKE, "take", "take", DRIVE, NOTHING, "BPAGH",                           \
      "somebody takes the disc")                                             \
    X(SWAP, "swap", "swap", DRIVE, NOTHING, "BPAGH",                           \
      "somebody takes the disc and inserts another one")                     \
    X(RESET, "reset", "reset", DRIVE, NOTHING, "BPAGH",                        \
      "the bus is reset: 06/29/00, and the prevent bit is gone")             \
    X(UNPLUG, "unplug", "unplug", DRIVE, NOTHING, "BPAGH",                     \
      "the drive is gone; it comes back when the run ends")                  \
    X(REPLUG, "replug", "replug(2s)", DRIVE, TIME, "BPAGH",                  \
      "the drive is gone and comes back after so long, as a new one")        \
    X(SLEEP, "sleep", "sleep(1s)", DRIVE, TIME_OR_NOT, "BPAGH",              \
      "the drive goes to sleep, and wakes after so long or at the end")      \
    X(WAKE, "wake", "wake", DRIVE, NOTHING, "BPAGH",                           \
      "the drive wakes up")                                                  \
    X(FORGET_PREVENT, "forget-prevent", "forget-prevent", DRIVE, NOTHING,      \
      "BPAGH", "the drive forgets its prevent bit; its driver does not know") \
    X(MUTEX_LOSS, "mutex-loss", "mutex-loss", DRIVE, COUNT_OR_NOT, "BPAGH",  \
      "the driver does not get its state mutex, so many times")              \
    X(NO_MEMORY, "no-memory", "no-memory(2)", DRIVE, COUNT_OR_NOT, "BPAGH",  \
      "the driver has no memory for the next request, or so many")           \
    X(KILL, "kill", "kill(process)", CLIENT, VICTIM, "BPAGH",                \
      "the client ends here, as a thread or with its process; nothing is "   \
      "put back by it")                                                      \
    X(STOP, "stop", "stop(500ms)", CLIENT, TIME, "BPAGH",                    \
      "the client's process stops here and goes on after so long")           \
    X(CANCEL, "cancel", "cancel", CLIENT, NOTHING, "P",                        \
      "the request in flight is cancelled (CancelIoEx)")                     \
    X(CLOSE_PENDING, "close-pending", "close-pending", CLIENT, NOTHING, "P",   \
      "the handle is closed while the request on it is in flight")           \
    X(DUPLICATE, "duplicate", "duplicate", CLIENT, NOTHING, "ABGH",            \
      "the handle is duplicated; the client never closes the duplicate")     \
    X(INHERIT, "inherit", "inherit", CLIENT, NOTHING, "ABGH",                  \
      "a child process gets the handle and keeps it to the end of the run")  \
    X(LEAK, "leak", "leak", CLIENT, NOTHING, "B",                              \
      "the client forgets to close the handle")                              \
    X(MALFORMED, "malformed", "malformed(cut)", CLIENT, SHAPE, "BH",         \
      "the buffers are wrong: cut to half, stretched beyond what is there, " \
      "or filled with FF")

enum tj_fault_effect {
    TJ_FAULT_NONE,
#define X(id, name, form, place, argument, whens, help) TJ_FAULT_##id,
    TJ_FAULT_LIST(X)
#undef X
    TJ_FAULT_EFFECT_COUNT
};

struct tj_fault_info {
    const char            *name; /* "none" for TJ_FAULT_NONE. */
    const char            *form, *help;
    enum tj_fault_place    place;
    enum tj_fault_argument argument;
    const char            *whens; /* Letters of allowed points, "BPAGH". */
};
const struct tj_fault_info *tj_fault_info(enum tj_fault_effect effect);
/* By name, or by the alias "timeout" of busy; NULL: no such effect. */
const struct tj_fault_info *tj_fault_by_name(const char *name,
                                             enum tj_fault_effect *effect);
bool tj_fault_may(enum tj_fault_effect effect, enum tj_fault_when when);
/* "before, pending, after", those that are allowed. */
void tj_fault_add_whens(enum tj_fault_effect effect, struct tj_text *text);

const char *tj_fault_victim_name(enum tj_fault_victim victim);
const char *tj_fault_shape_name(enum tj_fault_shape shape);

#endif
