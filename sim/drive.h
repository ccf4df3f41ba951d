/* One optical drive with everything that Windows puts above it: I/O manager,
 * class driver, volume, notification delivery, and the drive itself. A pure
 * state machine: no clock, thread, heap, lock or file.
 *
 *     sim_drive_step(drive, input, effects)
 *
 * Time and chance come in with the input; everything that must happen next
 * goes out as effects. Same state and input give the same result on every
 * machine.
 *
 * A request is a row of atomic steps (gate, queue, gate again, handler,
 * release ...; spec 0.5). One step ends with SIM_READY for every request that
 * can now go on; the host answers with SIM_CONTINUE, in any order it likes.
 * The host decides who continues; the drive decides what happens. Between two
 * steps any other request may run: that is where the races of spec section 9
 * live (R4: UNLOCK is emitted a step before the owner is cleared).
 *
 * Invariants (docs/INVARIANTS.md): S1 time never runs backwards; S2 each
 * accepted request is replied to exactly once; S3 the queue executes at most
 * one request at a time; S4 counters equal the sums of their per-file shares;
 * S5 the owner, if any, is a file object that is not closed; S6 the counts of
 * a volume equal the sums over its file objects. */
#ifndef TJ_SIM_DRIVE_H
#define TJ_SIM_DRIVE_H

#include "sim/input.h"
#include "sim/state.h"

enum sim_effect_kind {
    SIM_REPLY,    /* request, status, info; bytes in effects->output */
    SIM_EVENT,    /* event left the driver or file system */
    SIM_DELIVERY, /* event reached registration */
    SIM_SCSI,     /* cdb, scsi_status: a command reached the drive; 0xff:
                     without an answer */
    SIM_WAKE,     /* at_ns: call back with SIM_TIME then (replaces earlier;
                     UINT64_MAX: no timer runs); settled */
    SIM_READY,    /* request can continue */
    SIM_PENDING,  /* request: its caller got ERROR_IO_PENDING and goes on (spec
                     0.5 step 1, R37); only of overlapped handles */
};
/* Only the fields named at its kind are filled in; the rest holds whatever an
 * earlier step left there. */
struct sim_effect {
    enum sim_effect_kind kind;
    bool                 settled;     /* SIM_WAKE: only periodic timers run. */
    uint32_t             request; /* SIM_READY may name an internal request
                                     (poll, delivery): >= SIM_INTERNAL. */
    uint32_t             status, info;
    uint32_t             output_size; /* SIM_REPLY: bytes in output, at most
                                         info. A read gives zeros. */
    uint32_t             registration;
    uint8_t              flavour; /* SIM_DELIVERY */
    uint64_t             at_ns;
    uint8_t              scsi_status;
    uint8_t              cdb[12];
    struct tj_event      event; /* Last: a reply is copied without it. */
};
enum { SIM_EFFECTS_MAX = 256 };
#define SIM_INTERNAL UINT32_C(0xffff0000)

struct sim_effects {
    size_t            count;
    struct sim_effect items[SIM_EFFECTS_MAX];
    uint8_t           output[TJ_OUTPUT_MAX]; /* Of the one SIM_REPLY with
                                                output_size > 0 of a step. */
};

/* A drive just started: device start of spec 4.1 has run (its events are not
 * announced), no handle is open. now_ns is the first time it will see. */
void sim_drive_init(struct sim_drive *drive, const struct sim_profile *profile,
                    uint64_t now_ns);

/* effects->count must be 0 on entry. No length, code, handle or order in the
 * input is trusted; only request numbers are (see struct sim_input). */
void sim_drive_step(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects);
/* Steps of a request that no other comes between. */
struct sim_stretch {
    uint64_t now_ns;  /* Of the first step; then of the last one. */
    uint64_t step_ns; /* From one to the next. */
    uint64_t last_ns; /* No step is later; before any timer. */
    uint64_t steps;   /* At most; then those taken. */
};
/* As sim_drive_step with SIM_CONTINUE, and with another one for as long as all
 * that a step has said is that the same request is READY: the effects are those
 * of the last step. */
void sim_drive_run(struct sim_drive *drive, uint32_t request,
                   struct sim_stretch *stretch, struct sim_effects *effects);

/* What `state` in a story prints. Pure. */
struct sim_state_view {
    tj_handle   owner; /* A handle of the owning file object, or 0; the lowest
                          one still open, else the last closed. */
    const char *name;
    uint8_t     known, reported;
    uint32_t    mcc, mcn_disable, simple, prot;
    bool        verify;
    const char *vpb, *fs_lock, *tray;
    bool        disc;
    uint32_t    events_dropped; /* Which did not fit into a window that hangs,
                                   each counted for each such window. */
};
struct sim_state_view sim_drive_view(const struct sim_drive *drive);

/* Stops the program when S3, S4, S5 or S6 does not hold. Walks the whole state:
 * for tests and search, after any step. */
void sim_drive_audit(const struct sim_drive *drive);

#endif
