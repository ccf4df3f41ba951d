/* The words of the trade: what a client asks of a drive and what it hears
 * back. Values only; nothing here owns anything.
 *
 * An operation is carried in NT terms (an IOCTL or FSCTL code and bytes, made
 * once by core/drive/encode.h), so that the simulator, Windows and a server
 * all meet the same request. The verb is kept beside it for people. */
#ifndef TJ_CORE_DRIVE_OP_H
#define TJ_CORE_DRIVE_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* verb, name in files and reports */
#define TJ_VERB_LIST(X)                   \
    X(OPEN,           "open")             \
    X(CLOSE,          "close")            \
    X(DUPLICATE,      "duplicate")        \
    X(LOCK,           "lock")             \
    X(UNLOCK,         "unlock")           \
    X(QUERY,          "query")            \
    X(EJECT,          "eject")            \
    X(LOAD,           "load")             \
    X(LOAD2,          "load2")            \
    X(PREVENT,        "prevent")          \
    X(ALLOW,          "allow")            \
    X(SECURE_PREVENT, "secure_prevent")   \
    X(SECURE_ALLOW,   "secure_allow")     \
    X(MCN_OFF,        "mcn_off")          \
    X(MCN_ON,         "mcn_on")           \
    X(VERIFY,         "verify")           \
    X(VERIFY2,        "verify2")          \
    X(READ,           "read")             \
    X(WRITE,          "write")            \
    X(FLUSH,          "flush")            \
    X(VOLUME_LOCK,    "volume_lock")      \
    X(VOLUME_UNLOCK,  "volume_unlock")    \
    X(DISMOUNT,       "dismount")         \
    X(IOCTL,          "ioctl")            \
    X(CANCEL,         "cancel")

enum tj_verb {
#define X(verb, name) TJ_##verb,
    TJ_VERB_LIST(X)
#undef X
    TJ_VERB_COUNT
};

const char *tj_verb_name(enum tj_verb verb);
bool        tj_verb_by_name(const char *name, enum tj_verb *verb);

/* What became of an operation. Three, not two: the judge depends on the
 * third. Derived from the NTSTATUS by tj_outcome_of. */
enum tj_outcome {
    TJ_UNKNOWN, /* No answer: it may have happened, or not, or yet will. */
    TJ_DONE,    /* The drive did it. */
    TJ_REFUSED, /* The drive said no; nothing changed. */
    TJ_OUTCOME_COUNT
};
const char *tj_outcome_name(enum tj_outcome outcome);

/* Success and informational codes: done; 0xC... and 0x8...: refused. */
enum tj_outcome tj_outcome_of(uint32_t ntstatus);

/* A client is one thread of one process of the run; 1 and up. */
typedef uint16_t tj_client;
#define TJ_NOBODY ((tj_client)0)

/* A handle by the number its opener gave it, unique within a run. Two opens
 * of one client are strangers to each other (spec 0.2: ownership is per file
 * object); a duplicate has a number of its own and shares the file object. */
typedef uint32_t tj_handle;
#define TJ_NO_HANDLE ((tj_handle)0)

/* How a handle is opened (spec 0.4). */
enum tj_target {
    TJ_INTERFACE, /* Device-interface path: always class D. */
    TJ_VOLUME,    /* \\.\X: - class V with data access, otherwise class D. */
    TJ_FILE,      /* A file on the mounted volume: class F. */
};
enum { TJ_ACCESS_NONE = 0, TJ_ACCESS_READ = 1, TJ_ACCESS_WRITE = 2,
       TJ_ACCESS_READ_WRITE = 3 };
enum { TJ_SHARE_READ = 1, TJ_SHARE_WRITE = 2, TJ_SHARE_DELETE = 4,
       TJ_SHARE_ALL = 7 };

enum {
    TJ_INPUT_MAX = 96,    /* Bytes of input carried inline. Longer inputs keep
                             their true length; no rule reads further. */
    TJ_OUTPUT_MAX = 1024, /* Bytes of output a reply can carry. */
};

/* A duplicate in another process, which outlives the one that asks. */
enum { TJ_FOR_CHILD = 1 };

struct tj_op {
    uint32_t     number; /* Of its client, from 1; with client: its id. */
    tj_client    client;
    uint8_t      drive;  /* Which drive of the run, from 0. */
    enum tj_verb verb;
    tj_handle    handle; /* OPEN, DUPLICATE: the new handle's number. */
    uint32_t     arg;    /* OPEN: tj_open_arg(); DUPLICATE: source handle;
                            LOCK, UNLOCK: Flags; READ, WRITE: length;
                            CANCEL: number of the operation to cancel. In a
                            record of IOCTL: tj_brief_of(). */
    uint16_t     name;   /* LOCK: the run's caller-name table index, else 0. */
    uint64_t     offset; /* READ, WRITE: bytes from the start of the disc;
                            DUPLICATE: TJ_FOR_CHILD or 0. */
    uint64_t     due_ns; /* When it should have started (open loop); 0: now. */
    bool         arrival; /* Open loop: the first operation of an arrival. */
    uint32_t     code;   /* IOCTL or FSCTL code; 0 where there is none. */
    uint32_t     input_size;
    uint32_t     output_size; /* What the caller's output buffer holds. */
    uint8_t      input[TJ_INPUT_MAX];
};

static inline uint32_t tj_open_arg(enum tj_target target, unsigned access,
                                   unsigned share)
{
    return (uint32_t)target | (uint32_t)access << 8 | (uint32_t)share << 16;
}
static inline enum tj_target tj_open_target(uint32_t arg)
{
    return (enum tj_target)(arg & 0xffu);
}
static inline unsigned tj_open_access(uint32_t arg)
{
    return arg >> 8 & 0xffu;
}
static inline unsigned tj_open_share(uint32_t arg)
{
    return arg >> 16 & 0xffu;
}

struct tj_reply {
    uint32_t        number;      /* Of the operation it answers. */
    tj_client       client;
    enum tj_outcome outcome;
    uint64_t        answered_ns; /* On the run's clock. */
    uint32_t        status;      /* NTSTATUS at the driver boundary. */
    uint32_t        native;      /* GetLastError() or errno; 0 on success. */
    uint32_t        info;        /* Bytes returned, as the caller sees them. */
    bool            injected;    /* Made by a fault layer, not by the drive. */
    bool            brought;     /* Refused, and bytes came into the caller's
                                    buffer. Not seen on a real drive: false. */
    uint8_t         output[TJ_OUTPUT_MAX]; /* Valid up to info. */
};

#endif
