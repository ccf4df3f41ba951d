/* What one client does, as data: the steps of a persona's script. Values only;
 * workload_script.c reads them, engine_script.c does them.
 *
 * A script is a row of steps parted by '|' or line ends, done over and over:
 *     open [SLOT] TARGET ACCESS [share=WHO]   TARGET interface volume file,
 *                        ACCESS 0 r w rw, WHO 0 or letters of rwd (default)
 *     duplicate SLOT of SLOT                  another handle, same file object
 *     lock [ignore_volume]     unlock [silent]
 *     acquire [ignore_volume]  release [silent]      the same, counted: only
 *                        the first asks for the lock, only the last gives it up
 *     disable_mcn              enable_mcn            MCN_OFF and _ON, counted
 *     read LENGTH [at OFFSET | at random [BELOW]]    write: the same, in bytes
 *     ioctl CODE [in=HEX] [text=LETTERS] [fill=HHxN] [pad=N] [out=N]
 *                        CODE a number or a name; pad zeros up to N bytes
 *     any other verb of core/drive/op.h, alone; is_mounted; close all
 *     listen             device events reach this client from now on
 *     wait event NAME [for TIME]     NAME any, none (to hear all that time, as
 *                        nobody does who thinks) or as in `trayjam list events`
 *     hold TIME    think TIME        TIME as core/base/distribution.h
 *     repeat N ... end   repeat N..M ... end     leave: go behind its end
 *     if CONDITION ... [otherwise ...] end
 *                        [not] done, refused [STATUS ...], unanswered: the
 *                        last operation or wait; locked: the last query;
 *                        mirror_wrong: it is not what the last event said;
 *                        30%: chance
 *     exit               the program ends as a process does, its handles closed
 *                        and nothing else put back; what follows is its next
 *                        start.  crash: the same, as abruptly as the runner can
 *     retire             this client is done for the whole run
 * VERB@SLOT uses another slot than `main`; a script has up to four. An operation
 * may end with how to try again and what to do when all tries were refused:
 *     retry=TRIESxTIME [jitter=PERCENT] [deadline=TIME] [on=STATUS ...]
 *     else skip to STEP     the next later step that begins so ("think")
 *     else start over       the first step
 *     else leave            behind the end of this repeat
 *     else retire           left out: the next step
 * An event that did not come in time is a refusal, too. An open of an open slot
 * is passed over, so a handle can be kept for ever; so is a step on a slot that
 * is not open, unless it is VERB@SLOT!, which uses the number it had last. */
#ifndef TJ_STRESS_SCRIPT_H
#define TJ_STRESS_SCRIPT_H

#include "core/base/distribution.h"
#include "core/drive/catalog.h"
#include "core/drive/op.h"

enum { TJ_STEPS_MAX = 96, TJ_SLOTS_MAX = 4, TJ_RETRIES_MAX = 12,
       TJ_RAWS_MAX = 24, TJ_STATUSES_MAX = 4, TJ_LOOPS_MAX = 4 };

enum tj_step_kind {
    TJ_STEP_OP,
    TJ_STEP_RAW,       /* TJ_IOCTL, arg: which of the persona's raws. */
    TJ_STEP_CLOSE_ALL, /* One CLOSE after another. */
    TJ_STEP_EXIT,      /* The same, and all counts forgotten. */
    TJ_STEP_CRASH,
    TJ_STEP_LISTEN,
    TJ_STEP_WAIT,      /* arg: event, TJ_ANY_EVENT or TJ_NO_EVENT. */
    TJ_STEP_HOLD, TJ_STEP_THINK,
    TJ_STEP_REPEAT,    /* arg: least, offset: most; to: behind its end. */
    TJ_STEP_IF,        /* to: where it goes on when the condition fails. */
    TJ_STEP_OTHERWISE, /* to: where the first half goes on. */
    TJ_STEP_LEAVE,     /* to: behind the end of its REPEAT. */
    TJ_STEP_END,       /* Of a REPEAT: to is its first step; of an IF: nothing,
                          to is the next one. */
    TJ_STEP_RETIRE,
    TJ_STEP_KIND_COUNT
};
enum { TJ_ANY_EVENT = 0xff, TJ_NO_EVENT = 0xfe };

enum tj_condition_kind {
    TJ_IF_DONE, TJ_IF_REFUSED, TJ_IF_UNANSWERED, TJ_IF_LOCKED,
    TJ_IF_MIRROR_WRONG, TJ_IF_CHANCE
};

enum { TJ_ON_REFUSAL_NEXT = 0xff, TJ_ON_REFUSAL_RETIRE = 0xfe };

/* How a refused operation is tried again. */
struct tj_retry {
    uint32_t tries;       /* 0: not at all. */
    double   jitter;      /* 0 .. 1 of each pause, either way. */
    struct tj_distribution pause;
    uint64_t deadline_ns; /* Since the first try; 0: none. */
    uint32_t on[TJ_STATUSES_MAX]; /* Only these statuses; 0: the list ends,
                                     all 0: every refusal. */
};

/* A request as bytes. */
struct tj_raw {
    uint32_t code, input_size, output_size;
    uint8_t  input[TJ_INPUT_MAX]; /* The first of input_size. */
};

struct tj_step {
    uint8_t  kind;       /* enum tj_step_kind */
    uint8_t  verb;       /* enum tj_verb; IF: enum tj_condition_kind */
    uint8_t  handle;     /* Slot: 0 main ... 3; by the script. */
    uint8_t  on_refusal; /* Step to go to, or TJ_ON_REFUSAL_*. */
    uint8_t  to;         /* By kind. */
    uint8_t  retry;      /* Index of the persona's; 0: its own, for LOCK. */
    uint8_t  depth;      /* REPEAT, and its END: which counter. */
    bool     loops;      /* END: of a REPEAT. */
    bool     counted;    /* LOCK, UNLOCK, MCN_OFF, MCN_ON: a layer above. */
    bool     random;     /* READ, WRITE: below offset, of whole lengths. */
    bool     stale;      /* Also on a handle closed long ago. */
    bool     negated;    /* IF */
    bool     leaves;     /* on_refusal, or to of LEAVE, is behind the end of
                            its REPEAT. */
    uint32_t arg;        /* As tj_op.arg; DUPLICATE: source slot; by kind. */
    uint64_t offset;     /* READ, WRITE */
    struct tj_distribution time; /* HOLD, THINK, WAIT */
    double   chance;     /* IF CHANCE: 0 .. 1 */
    uint32_t statuses[TJ_STATUSES_MAX]; /* IF REFUSED: as tj_retry.on. */
};

#endif
