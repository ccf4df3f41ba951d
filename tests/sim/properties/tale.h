/* The observer of the simulated drive: hands inputs in one at a time, keeps the
 * drive as it was before each step, and a small model of its own (who opened
 * what, which requests are on their way, what succeeded), written from the
 * words of class-driver spec 8.7 and not from sim/.
 *
 * A *look* is one step as a property sees it: the drive before and after, the
 * input, the effects, and whose step it was. */
#ifndef TJ_TESTS_SIM_PROPERTIES_TALE_H
#define TJ_TESTS_SIM_PROPERTIES_TALE_H

#include "sim/internal.h"

enum { TALE_FILES_MAX = 1024, TALE_CALLS_MAX = 8192, TALE_READY_MAX = 512,
       TALE_HANDLES_MAX = 2048, TALE_PROPERTIES_MAX = 64, TALE_TEXT_MAX = 200 };
enum { NOBODY = -1 };

/* What mattered at the instant at which a request was judged. */
struct moment {
    bool     seen;
    int      owner; /* Index of a file object, or NOBODY. */
    uint8_t  vpb;
    bool     verify, playing, removed;
    uint32_t simple, prot, mcn_disable;
    uint32_t file_tray_locks, file_mcn_disable; /* Of the request's own. */
};

struct file {
    uint8_t  class, access, share, flags;
    uint8_t  slot, instance; /* In sim_drive.files; of the device */
    uint16_t process;
    int      handles, calls; /* In flight. */
    bool     ended;   /* CLOSE is over. */
    bool     owns;    /* It locked and has neither unlocked nor closed. */
    uint32_t secure, mcn; /* Successes of locks and disables left over. */
    uint32_t taken_back;  /* From prot, by its close. */
    bool     fs_lock;     /* Explicitly, by FSCTL_LOCK_VOLUME */
    bool     implicit;    /* Opened alone (spec 6.5, Z11) */
    bool     dismounting; /* FSCTL_DISMOUNT_VOLUME succeeded; not cleaned up */
};

struct call {
    uint32_t number, code;
    uint8_t  kind, slot;
    int      file;    /* NOBODY: an open, or a handle that nobody has. */
    tj_handle handle;
    uint8_t  input[TJ_INPUT_MAX];
    uint32_t input_size, output_size, length;
    uint8_t  target, access, share, flags;
    uint16_t thread, process;
    unsigned arrived_epoch; /* Of ownership: who owned changed since? */
    struct moment arrived, dispatched, dequeued, woken;
    struct moment first;  /* First step of its handler. */
    struct moment judged; /* Last handler step without a command under way. */
    bool     replied, may_cancel, volume; /* volume: a file system saw it */
    bool     in_line, lined; /* It waits for its synchronous file object, and
                                did: `arrived` is when it reached the driver. */
    bool     removed;  /* The drive was away at some time meanwhile. */
    bool     ended, ended_removed; /* The handler; with the drive gone */
    bool     counted;  /* It changed a tray counter. */
    uint32_t status, info, reply_size;
    unsigned commands, events, media_events, unlock_events;
    unsigned prevents, allows; /* PREVENT ALLOW commands, by their low bit. */
    unsigned volume_events;
    enum tj_event_id last_event; /* VOLUME_LOCK or VOLUME_LOCK_FAILED */
    unsigned volume_epoch; /* memory.p55 at its arrival */
    bool     dismounted;   /* Somebody had dismounted at its arrival. */
};

enum who { BY_INPUT, BY_CALL, BY_CHILD, BY_POLL, BY_CLOSE, BY_DELIVERY,
           BY_WORK };

struct tale;
struct look {
    const struct sim_drive   *before, *after;
    const struct sim_input   *input;
    const struct sim_effects *effects;
    struct tale              *tale;
    enum who                  who;
    struct call *actor;   /* BY_CALL and, for whom it works, BY_CHILD */
    struct call *arrived; /* The request that this input brought. */
    struct call *replied[8];
    unsigned     replied_count;
    int          closing; /* BY_CLOSE: whose end went on */
    int          owner_before, owner_after;
    uint8_t      phase;   /* Of the actor, before. */
    bool         finished; /* The actor's handler ended in this step ... */
    uint32_t     status;   /* ... so. */
    bool         at_rest;  /* No step: the run is over, all is closed. */
    unsigned     property;
};

/* What properties remember from step to step, by their numbers. */
struct memory {
    struct { unsigned locks, announced; bool any; } p10;
    struct { unsigned announced; } p11;
    struct { bool locked; } p12;
    struct { bool expected; } p15;
    struct { bool arrival; } p39;
    struct { uint32_t state; bool any; } p39a;
    struct { uint32_t highest; bool any; } p40;
    struct { uint32_t last; bool any; } p41;
    struct { unsigned epoch; } p55; /* Changes of volume and lock */
    uint8_t  name[64]; /* Of the last successful lock. */
};

struct tale {
    struct sim_drive   drive, before;
    struct sim_effects effects;
    uint64_t           wake_ns;
    bool               settled;
    uint32_t           ready[TALE_READY_MAX];
    unsigned           ready_count;

    struct file files[TALE_FILES_MAX];
    int         files_count;
    int         file_of_slot[SIM_FILES_MAX];
    struct { int file; uint16_t process; } handles[TALE_HANDLES_MAX];
    tj_handle   handles_count; /* Numbers given out so far. */
    tj_handle   open[TALE_HANDLES_MAX]; /* Those that are open now. */
    unsigned    open_count;
    struct call calls[TALE_CALLS_MAX];
    uint32_t    calls_count;
    unsigned    in_flight, lined; /* Requests; those that wait in line */
    unsigned    epoch;   /* Counts changes of ownership. */
    int         owners;  /* File objects with `owns`. */
    unsigned    steps;
    uint32_t    registered; /* Registrations made. */
    bool        lost_events, lost_states; /* On purpose: marks E and M */

    struct memory memory;
    uint64_t    dice;
    unsigned    occasions[TALE_PROPERTIES_MAX], breaks[TALE_PROPERTIES_MAX];
    char        text[TALE_PROPERTIES_MAX][TALE_TEXT_MAX]; /* First break. */
    /* Called with each look; properties.c. */
    void      (*watch)(struct look *look);
    int         watched; /* One property only, or NOBODY: all. */
};

/* occasions and breaks are kept; everything else starts anew. */
void tale_begin(struct tale *tale, const struct sim_profile *profile,
                uint64_t seed);
/* One step of the drive, looked at. Requests get their number here. */
void tale_step(struct tale *tale, struct sim_input *input);
/* That many-th of those who can continue does. */
void tale_continue(struct tale *tale, unsigned which);
/* A look without a step: everything is closed and nothing waits. */
void tale_rest(struct tale *tale);
uint64_t tale_draw(struct tale *tale, uint64_t bound);

/* --- Between tale.c and learn.c --- */
int          tale_owner(const struct tale *tale, const struct sim_drive *drive);
struct call *tale_call(struct tale *tale, uint32_t number); /* Or NULL */
bool         tale_is_request(const struct sim_input *input);
/* What a step tells the model: before properties look, and after. */
void tale_note_before(struct look *look);
void tale_note_after(struct look *look);

/* --- For properties --- */
void occasion(struct look *look);
__attribute__((format(printf, 2, 3)))
void broken(struct look *look, const char *format, ...);

static inline const struct file *file_of(const struct look *look,
                                         const struct call *call)
{
    return call->file == NOBODY ? NULL : &look->tale->files[call->file];
}
/* The class driver knows a file object of it: class D. */
bool is_direct(const struct look *look, const struct call *call);
/* Neither its owner nor anybody's: V handles and kernel requests too. */
bool is_stranger(const struct look *look, const struct call *call, int owner);
/* 995 after a cancellation, 55 after a removal, 1450 for want of memory: the
 * general exception of spec 8.7. */
bool is_excused(const struct call *call);
bool is_exclusive(const struct call *call, uint32_t type); /* Long enough. */
bool is_exclusive_type(uint32_t code); /* G3: types that the gate blocks */
uint32_t normalised(uint32_t code);
bool has_access(const struct look *look, const struct call *call);
/* Commands in the effects of this step. */
unsigned commands(const struct look *look);
bool command_failed(const struct look *look);
const struct sim_effect *next_event(const struct look *look,
                                    const struct sim_effect *previous);
#define FOR_EVENTS(look, e)                                                 \
    for (const struct sim_effect *e = next_event(look, NULL); e != NULL;    \
         e = next_event(look, e))
#define FOR_REPLIES(look, c)                                                \
    for (unsigned c##_i = 0; c##_i < (look)->replied_count; c##_i++)        \
        for (const struct call *c = (look)->replied[c##_i]; c != NULL; c = NULL)
bool is_media_event(enum tj_event_id id);
bool is_volume_event(enum tj_event_id id);

#endif
