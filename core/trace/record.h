/* The 64-byte record: the only thing that crosses from doing to judging.
 *
 * One operation is one record. It is committed twice: at invocation (so that
 * a killed client leaves its unanswered operation behind) and at completion.
 * The check word covers, in the first phase, the invocation fields only; in the
 * second, everything. Its two low bits say which. An empty slot is all zeros.
 * Byte by byte, with a worked example: docs/TRACE_FORMAT.md. Little-endian.
 *
 * Invariants: T1 a committed record is never changed except from phase one to
 * phase two; T2 t0_ns does not decrease within a segment. */
#ifndef TJ_CORE_TRACE_RECORD_H
#define TJ_CORE_TRACE_RECORD_H

#include <stdint.h>

enum tj_record_kind {
    TJ_RECORD_NONE,
    TJ_RECORD_OPERATION,
    TJ_RECORD_EVENT,  /* A device event reached a listener of this run. */
    TJ_RECORD_STRIKE, /* A fault rule struck. */
    TJ_RECORD_NAME,   /* An entry of the run's caller-name table. */
    TJ_RECORD_MARK,   /* A phase of the run began or ended. */
    TJ_RECORD_KIND_COUNT
};

enum tj_mark {
    TJ_MARK_BEGIN,    /* Clients start. */
    TJ_MARK_MEASURE,  /* Warm-up is over; operations count from here. */
    TJ_MARK_COOL,     /* Cool-down begins; operations count no more. */
    TJ_MARK_END,      /* Clients have stopped; what is open gets closed. */
    TJ_MARK_RESTORED, /* The drive is as it was found (value 1) or not (0). */
    TJ_MARK_DIED,     /* The process of `client` ended before the run told it to:
                         value is its exit code, 137 for SIGKILL. */
    TJ_MARK_DROPPED,  /* Arrivals of `client` were dropped (open loop): value
                         is how many, due_ns when the first of them was due. */
    TJ_MARK_HUNG,     /* `client` has waited at `drive` for value ns, without an
                         answer or without coming to its end: the run is
                         stopped. */
    TJ_MARK_UNDONE,   /* value simple tray locks of `drive` were undone that
                         `client`, which is dead, had left. */
    TJ_MARK_LEFT,     /* `drive` is not as it was found: value is an enum tj_left
                         << 32 | how many; `client`: by whom, 0 for unknown. */
    TJ_MARK_RULE,     /* A part of a planned fault rule, see planned.h. */
    TJ_MARK_COUNTED,  /* `client`, which is dead, had counted value answers that
                         it had committed, in memory apart from the trace: so
                         many answered operations of it the trace has. */
    TJ_MARK_COUNT
};

enum tj_left {
    TJ_LEFT_OWNER,   /* Somebody owns it. */
    TJ_LEFT_SIMPLE,  /* Simple tray locks more than before. */
    TJ_LEFT_SECURE,  /* Secure ones. */
    TJ_LEFT_MCN,     /* Notifications switched off so many times more. */
    TJ_LEFT_FEWER,   /* Simple tray locks fewer than before. */
    TJ_LEFT_UNKNOWN, /* The drive does not say. */
    TJ_LEFT_COUNT
};

enum { TJ_RECORD_SIZE = 64, TJ_RECORD_DATA_MAX = 24, TJ_NAME_PART = 40,
       TJ_RULE_PART = 24 };

/* enum tj_record_flag */
enum {
    TJ_RECORD_INJECTED = 1,    /* The answer was made by a fault layer. */
    TJ_RECORD_WARMUP = 2,      /* Outside the measured phase. */
    TJ_RECORD_NO_EMISSION = 4, /* EVENT: only the delivery was seen. */
    TJ_RECORD_DUE = 8,         /* OPERATION: it had a due time, see late_us. */
    TJ_RECORD_ARRIVAL = 16,    /* OPERATION: the first of an arrival. */
    TJ_RECORD_OF_EVENTS = 32,  /* MARK RULE: it keeps events from listeners. */
    TJ_RECORD_BROUGHT = 64,    /* It was refused, and bytes came all the same. */
};

struct tj_record {
    uint64_t t0_ns; /* Invocation; EVENT: emission; others: when. */
    uint8_t  kind;
    uint8_t  drive;
    uint8_t  what;  /* verb; event id; fault effect; name part; mark */
    uint8_t  flags; /* OPERATION: invocation-time flags (WARMUP). */
    uint16_t client;
    uint16_t name;  /* OPERATION LOCK: caller-name id; NAME: its id */
    union {
        struct {
            uint32_t number;  /* Of its client, from 1. */
            uint32_t handle;
            uint32_t code;
            uint32_t arg;     /* As tj_op.arg. */
            /* --- completion phase --- */
            uint32_t result;  /* QUERY: 1 << 16 when locked | name id, 0 for
                                 no name, TJ_RESULT_NAME_UNKNOWN for a name
                                 nobody of this run gave; VERIFY: change
                                 count; IOCTL GET_MEDIA_TYPES_EX:
                                 TJ_RESULT_MOUNTED if it says so. */
            uint16_t native;  /* GetLastError() or errno */
            uint8_t  outcome;
            uint8_t  done_flags; /* INJECTED, BROUGHT */
            uint64_t t1_ns;
            uint32_t status;
            uint32_t info;
        } op;
        struct {
            uint64_t t1_ns;  /* Delivery. */
            uint32_t number; /* Of the drive's emissions; 0 unknown. */
            uint32_t size;   /* Payload and tail bytes. */
            uint8_t  data[TJ_RECORD_DATA_MAX];
        } event;
        struct {
            uint32_t rule;   /* Index in the scenario. */
            uint32_t number; /* Operation of client it struck. */
            uint64_t count;  /* How many of its kind this rule had seen. */
            uint64_t value;  /* Status, delay in ns, ... by effect. */
            uint8_t  spare[16];
        } strike;
        struct {
            uint8_t  text[TJ_NAME_PART]; /* what 0: bytes 0..39, 1: the rest. */
        } name_part;
        struct {
            uint64_t value;
            uint64_t due_ns; /* DROPPED; RULE: strikes at most */
            uint8_t  text[TJ_RULE_PART]; /* RULE */
        } mark;
    };
    uint32_t late_us; /* OPERATION: invocation after it was due, open loop; no
                         more than UINT32_MAX. */
    uint32_t check;   /* Never 0 once committed. */
};
_Static_assert(sizeof(struct tj_record) == TJ_RECORD_SIZE, "64 bytes");

enum { TJ_RESULT_LOCKED = 1 << 16, TJ_RESULT_NAME_UNKNOWN = 0xffff,
       TJ_RESULT_MOUNTED = 1 };

/* The two low bits of a check word. Any two differ from each other, or from
 * nothing at all, in at least one bit; the two phases differ in both, so that
 * no single flipped bit turns one phase into the other. */
enum {
    TJ_PHASE_INVOKED = 1,
    TJ_PHASE_WHOLE = 2,
    TJ_PHASE_HEADER = 3, /* A half of the packet header, see packet.h. */
    TJ_PHASE_MASK = 3
};

/* The check word of a record in a phase (TJ_PHASE_INVOKED or _WHOLE) at an
 * index of a segment. Pure; never 0. Kinds other than OPERATION are always
 * whole. One or two flipped bits, in what it covers or in the word itself, are
 * always seen, but for both phase bits at once (docs/TRACE_FORMAT.md has the
 * proof); any other harm but once in 2^30. */
uint32_t tj_record_check(const struct tj_record *record, uint64_t index,
                         unsigned phase);

/* What a slot holds. */
enum tj_slot {
    TJ_SLOT_EMPTY,
    TJ_SLOT_TORN,    /* Begun and never committed: its writer was killed. */
    TJ_SLOT_INVOKED, /* Completion fields mean nothing, whatever they hold. */
    TJ_SLOT_WHOLE,
    TJ_SLOT_DAMAGED
};
enum tj_slot tj_record_slot(const struct tj_record *record, uint64_t index);

#endif
