/* What the files of sim/ know of each other. Nothing outside sim/ includes it.
 *
 * Words: a *step* is one call of sim_drive_step that continues one actor; a
 * handler says how its step ended (enum sim_progress) and, when it is not
 * FINISHED, has arranged to be continued. */
#ifndef TJ_SIM_INTERNAL_H
#define TJ_SIM_INTERNAL_H

#include "core/base/assert.h"
#include "core/base/apart.h"
#include "core/drive/encode.h"
#include "sim/drive.h"
#include "sim/notify.h"

/* Stages of a request (spec 0.5); each is at least one atomic step. */
enum sim_phase {
    SIM_PHASE_FREE,
    SIM_PHASE_LINE,     /* Waits for its synchronous file object. */
    SIM_PHASE_VOLUME,   /* In the file system's hands (spec 6). */
    SIM_PHASE_DISPATCH, /* Normalisation, dispatch class, validation. */
    SIM_PHASE_QUEUED,   /* Waits in the sequential queue. */
    SIM_PHASE_DEQUEUED, /* Exclusive gate #2. */
    SIM_PHASE_WOKEN,    /* A token's thread woke up: gate #3. */
    SIM_PHASE_REFRESH,  /* MMC capabilities are read again (spec 3.1). */
    SIM_PHASE_HANDLER,
    SIM_PHASE_FLUSH,    /* Beside the queue, which is stopped (spec 2.6). */
    SIM_PHASE_PARKED,   /* Beside the queue, till the volumes are ready (3.2).*/
    SIM_PHASE_COMPLETE,
    SIM_PHASE_COUNT
};
/* Stages of a file object's end (spec 1.7). */
enum sim_file_phase {
    SIM_FILE_OPEN, SIM_FILE_CLEANUP, SIM_FILE_VOLUME, SIM_FILE_WAIT,
    SIM_FILE_TRAY,
    SIM_FILE_MCN, SIM_FILE_RELEASE, SIM_FILE_END,
    SIM_FILE_PHASE_COUNT
};

/* Numbers of actors that are not a host's request: closing file objects from
 * SIM_INTERNAL on, then these. */
#define SIM_NUMBER_CHILD    (SIM_INTERNAL + UINT32_C(0x4000)) /* + its slot */
#define SIM_NUMBER_POLL     (SIM_INTERNAL + UINT32_C(0x8000))
#define SIM_NUMBER_DELIVERY (SIM_INTERNAL + UINT32_C(0x8001))
#define SIM_NUMBER_WORK     (SIM_INTERNAL + UINT32_C(0x9000)) /* + sim_work */

/* --- steps.c: who can continue, and when --- */
static inline struct sim_effect *sim_push(struct sim_effects *effects,
                                          enum sim_effect_kind kind)
{
    TJ_ASSERT(effects->count < SIM_EFFECTS_MAX);
    struct sim_effect *effect = &effects->items[effects->count++];
    effect->kind = kind;
    return effect;
}
void sim_ready(struct sim_drive *drive, sim_actor actor,
               struct sim_effects *effects);
TJ_APART void sim_sleep(struct sim_drive *drive, sim_actor actor,
                       uint64_t at_ns);
void sim_poll_timer_start(struct sim_drive *drive); /* In D0 (spec 4.3). */
void sim_poll_timer_stop(struct sim_drive *drive);
/* Of the drive's own; a host's are found in drive->numbers. */
bool sim_actor_by_number(const struct sim_drive *drive, uint32_t number,
                         sim_actor *actor);
TJ_APART void sim_timers_fire(struct sim_drive *drive, uint64_t chance,
                             struct sim_effects *effects);
/* A draw that no input brings: a function of the profile's seed and of how
 * many were taken before. */
uint64_t sim_chance(struct sim_drive *drive);
/* After a step that set timers_moved. */
TJ_APART void sim_timers_announce(struct sim_drive *drive,
                                 struct sim_effects *effects);
/* --- drive.c, power.c (spec 2.6) --- */
/* Everything that lives and dies with a device object, as it is before the
 * first READ CAPACITY. */
void sim_device_init(struct sim_drive *drive);
void sim_power(struct sim_drive *drive, const struct sim_input *input,
               struct sim_effects *effects);
/* --- threads.c (spec 0.5, 1.7) --- */
void sim_thread_end(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects);
void sim_process_end(struct sim_drive *drive, const struct sim_input *input,
                     struct sim_effects *effects);
/* Remembers whose a handle is, false for want of room; forgets it. */
bool sim_handle_given(struct sim_drive *drive, tj_handle handle, uint8_t file,
                      uint16_t process);
void sim_handle_taken(struct sim_drive *drive, tj_handle handle);
/* --- index.c --- */
uint8_t sim_index_find(const struct sim_index *index, uint32_t key); /* 0xff */
void sim_index_put(struct sim_index *index, uint32_t key, uint8_t slot);
void sim_index_remove(struct sim_index *index, uint32_t key);
/* --- child.c: requests a file system makes while it serves one (spec 2.5, 6.6).
 * No file object, so a stranger to every owner; through the whole pipeline. */
struct sim_child_call {
    uint32_t code;     /* 0: a read. */
    uint32_t output_size;
    uint64_t offset;   /* Read */
    uint32_t length;
    bool     override; /* SL_OVERRIDE_VERIFY_VOLUME */
};
/* False: no place for a request is free. Else the parent is made ready when it
 * has ended: parent->command.status is its NTSTATUS, parent->command.first_ns
 * the first four bytes of its output (CHECK_VERIFY's count). */
bool sim_child_start(struct sim_drive *drive, struct sim_request *parent,
                     const struct sim_child_call *call,
                     struct sim_effects *effects);
void sim_child_end(struct sim_drive *drive, struct sim_request *child,
                   struct sim_effects *effects);

/* --- gate.c, queue.c, pipeline.c, dispatch.c (spec 0.5, 2.1) --- */
bool sim_gate_blocks_code(uint32_t code, bool tape_alias);
bool sim_is_stranger(const struct sim_drive *drive,
                     const struct sim_request *request);
bool sim_gate_blocks(const struct sim_drive *drive,
                     const struct sim_request *request);
/* Of a device instance that was pulled out, and another one came: nothing but a
 * close gets through (INFERRED; with which status: `stale_handles`). */
static inline bool sim_file_is_dead(const struct sim_drive *drive, uint8_t file)
{
    return drive->files[file].instance != drive->instance;
}
uint32_t sim_dead_status(const struct sim_drive *drive);
bool sim_file_known(const struct sim_drive *drive, uint8_t file);
void sim_queue_put(struct sim_drive *drive, struct sim_request *request,
                   struct sim_effects *effects);
void sim_queue_remove(struct sim_drive *drive, struct sim_request *request);
void sim_queue_advance(struct sim_drive *drive, struct sim_effects *effects);
/* Gate #1 at arrival: nothing could be seen between it and the I/O manager, so
 * it belongs to the step of the input itself. */
void sim_request_arrive(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects);
void sim_request_step(struct sim_drive *drive, struct sim_request *request,
                      struct sim_effects *effects);
/* Done: the reply is the next step / goes out in this one. */
void sim_finish(struct sim_request *request, uint32_t status,
                struct sim_effects *effects);
void sim_complete(struct sim_drive *drive, struct sim_request *request,
                  uint32_t status, struct sim_effects *effects);
/* The queue goes on although the request has not ended; nothing when another
 * one executes. */
void sim_request_leave_queue(struct sim_drive *drive,
                             struct sim_request *request,
                             struct sim_effects *effects);
/* As sim_complete; info bytes stand in effects->output. */
void sim_complete_put(struct sim_drive *drive, struct sim_request *request,
                      struct sim_effects *effects);
/* As sim_complete, when the class driver does it: RequestCompletion, and the
 * status it would give (spec 0.6). */
void sim_driver_complete(struct sim_drive *drive, struct sim_request *request,
                         uint32_t status, struct sim_effects *effects);
uint32_t sim_driver_status(const struct sim_drive *drive,
                           const struct sim_request *request, uint32_t status);
/* Of an overlapped file object: its caller goes on. */
void sim_announce_pending(const struct sim_drive *drive,
                          const struct sim_request *request,
                          struct sim_effects *effects);
/* As sim_ready, on the hot path: of a host's request. */
static inline void sim_request_ready(struct sim_request *request,
                                     struct sim_effects *effects)
{
    TJ_ASSERT(!request->ready);
    request->ready = true;
    sim_push(effects, SIM_READY)->request = request->number;
}
/* Nothing is being done about it: cancelled at once. */
static inline bool sim_request_waits(const struct sim_request *request)
{
    return request->queued ||
           (request->phase == SIM_PHASE_PARKED && !request->ready);
}
static inline sim_actor sim_actor_of(const struct sim_drive *drive,
                                     const struct sim_request *request)
{
    return (sim_actor)(request - drive->requests);
}

/* --- mutants.c --- */
static inline bool sim_mutant(const struct sim_drive *drive,
                              enum sim_mutant mutant)
{
    return drive->profile.mutant == mutant;
}

#endif
