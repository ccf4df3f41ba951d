/* What the files of sim/ know of each other. Nothing outside sim/ includes it.
 *
 * Words: a *step* is one call of sim_drive_step that continues one actor; a
 * handler says how its step ended (enum sim_progress) and, when it is not
 * FINISHED, has arranged to be continued. */
#ifndef TJ_SIM_INTERNAL_H
#define TJ_SIM_INTERNAL_H

#include "core/base/assert.h"
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
enum sim_progress {
    SIM_FINISHED, /* Status and info are set. */
    SIM_REPLIED,  /* As FINISHED, and info bytes stand in effects->output: the
                     reply goes out in this very step. For what is longer than
                     the request's own buffer; beyond TJ_OUTPUT_MAX nothing is
                     carried, info says it all the same. */
    SIM_AGAIN,    /* Another step, whenever the host likes. */
    SIM_ASLEEP,   /* A timer or another actor will make it ready. */
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
void sim_sleep(struct sim_drive *drive, sim_actor actor, uint64_t at_ns);
void sim_poll_timer_start(struct sim_drive *drive); /* In D0 (spec 4.3). */
void sim_poll_timer_stop(struct sim_drive *drive);
bool sim_actor_by_number(const struct sim_drive *drive, uint32_t number,
                         sim_actor *actor);
void sim_timers_fire(struct sim_drive *drive, uint64_t chance,
                     struct sim_effects *effects);
/* A draw that no input brings: a function of the profile's seed and of how
 * many were taken before. */
uint64_t sim_chance(struct sim_drive *drive);
void sim_timers_announce(struct sim_drive *drive, struct sim_effects *effects);
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
/* --- sense.c (spec 4.7, 5.1, 5.2) --- */
struct sim_verdict {
    uint32_t status;
    bool     retry;
    uint64_t interval_ns;
};
/* --- srb.c (spec 5.3) --- */
/* The drive said CHECK CONDITION and why; else only the port driver's word and
 * the SCSI status count. */
static inline bool sim_has_sense(const struct sim_answer *answer)
{
    return answer->srb == SIM_SRB_SUCCESS &&
           answer->status == SIM_SCSI_CHECK_CONDITION;
}
struct sim_verdict sim_srb_interpret(const struct sim_drive *drive,
                                     const struct sim_command *command,
                                     const struct sim_answer *answer);
/* What an answer that is not GOOD means. Moves the media state and emits. */
struct sim_verdict sim_sense_interpret(struct sim_drive *drive,
                                       const struct sim_command *command,
                                       const struct sim_answer *answer,
                                       struct sim_effects *effects);
/* --- retry.c (spec 5.4) --- */
/* True: counted and to be sent again after the verdict's interval; the command
 * may have become another one. False: the verdict's status is the last. */
bool sim_retry_wanted(struct sim_drive *drive, struct sim_command *command,
                      const struct sim_answer *answer,
                      struct sim_verdict *verdict);
/* Before the first attempt: what the drive is known to refuse is replaced. */
void sim_retry_begin(const struct sim_drive *drive,
                     struct sim_command *command);
/* --- command.c (spec 5.4, 5.5) --- */
enum { SIM_COMMAND_IDLE, SIM_COMMAND_SEND, SIM_COMMAND_BUSY,
       SIM_COMMAND_LATE /* Its timeout runs out (spec 5.5). */ };
/* How long the port driver waits for the command (spec 5.5). */
uint64_t sim_command_timeout_ns(const struct sim_drive *drive,
                                const struct sim_command *command);
void sim_command_prepare(struct sim_command *command, enum sim_opcode opcode,
                         uint8_t byte4);
/* FINISHED: command->status is the final one, the command is idle again.
 * data: SIM_DATA_MAX bytes, or NULL: what the drive sends (data_size of them
 * with FINISHED), or the parameter list it gets. */
enum sim_progress sim_command_run(struct sim_drive *drive, sim_actor actor,
                                  struct sim_command *command, uint8_t *data,
                                  struct sim_effects *effects);
/* One command of a request without data, prepared on the first call. */
enum sim_progress sim_request_command(struct sim_drive *drive,
                                      struct sim_request *request,
                                      enum sim_opcode opcode, uint8_t byte4,
                                      struct sim_effects *effects);
/* One attempt of somebody else's command, sense not interpreted: pass through
 * (spec 2.6). FINISHED: what the drive answered. */
enum sim_progress sim_command_pass(struct sim_drive *drive, sim_actor actor,
                                   struct sim_command *command, uint8_t *data,
                                   struct sim_answer *answer,
                                   struct sim_effects *effects);
/* One attempt in this very step, sense interpreted, no retry. */
struct sim_answer sim_command_once(struct sim_drive *drive, const uint8_t *cdb,
                                   uint8_t *data, struct sim_effects *effects);

/* --- work.c: what the driver does beside the queue --- */
void sim_work_start(struct sim_drive *drive, enum sim_work work,
                    struct sim_effects *effects); /* Nothing if it runs. */
/* Nothing executes any more: the shutdown that waited for it goes on. */
void sim_work_wake_shutdown(struct sim_drive *drive,
                            struct sim_effects *effects);
void sim_work_step(struct sim_drive *drive, enum sim_work work,
                   struct sim_effects *effects);

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
/* Of a device instance that was pulled out, and another one came (INFERRED:
 * nothing but a close gets through). */
static inline bool sim_file_is_dead(const struct sim_drive *drive, uint8_t file)
{
    return drive->files[file].instance != drive->instance;
}
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

#endif
