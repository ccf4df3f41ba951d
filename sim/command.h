/* Commands of the class driver: on their way to the drive and back, what an
 * answer means, and what is tried again (spec 4.7, 5). Nothing outside sim/
 * includes it but as part of a drive's state.
 *
 * A command belongs to an actor, who is made ready or sleeps until its next
 * step; every attempt is one step that sends it and one that ends it. */
#ifndef TJ_SIM_COMMAND_H
#define TJ_SIM_COMMAND_H

#include "sim/hardware.h"

struct sim_drive;
struct sim_effects;
struct sim_request;

typedef uint16_t sim_actor; /* Who can continue: see sim/state.h. */

/* How a step ended. */
enum sim_progress {
    SIM_FINISHED, /* Status and info are set. */
    SIM_REPLIED,  /* As FINISHED, and info bytes stand in effects->output: the
                     reply goes out in this very step. For what is longer than
                     the request's own buffer; beyond TJ_OUTPUT_MAX nothing is
                     carried, info says it all the same. */
    SIM_AGAIN,    /* Another step, whenever the host likes. */
    SIM_ASLEEP,   /* A timer or another actor will make it ready. */
};

/* Work items of the class driver: beside the queue, one of each at a time. */
enum sim_work {
    SIM_WORK_START_UNIT, /* After ASC 04/other (spec 5.1); 240 s. */
    SIM_WORK_SPEED,      /* Default speed after 06/28 (spec 4.7). */
    SIM_WORK_SHUTDOWN,   /* The system's own flush (spec 2.6). */
    SIM_WORK_DEVICE_START, /* The first READ CAPACITY (spec 4.1). */
    SIM_WORK_COUNT
};

enum { SIM_COMMAND_IDLE, SIM_COMMAND_SEND, SIM_COMMAND_BUSY,
       SIM_COMMAND_LATE /* Its timeout runs out (spec 5.5). */ };

/* One command of the class driver on its way, retries included (spec 5.4). */
struct sim_command {
    uint64_t first_ns; /* When it was first sent. */
    uint32_t status;   /* NTSTATUS, once finished. */
    uint16_t retries;
    uint16_t data_size; /* Bytes that the drive sent with the last answer. */
    uint8_t  phase;     /* SIM_COMMAND_IDLE ... */
    uint8_t  refreshes; /* Retries of a refresh (spec 5.2). */
    uint8_t  timeout_s; /* 0: as its opcode says (spec 5.5). */
    bool     override : 1; /* SL_OVERRIDE_VERIFY_VOLUME (spec 5.2). */
    bool     poll : 1;     /* One attempt, of low priority (spec 5.4). */
    bool     refresh : 1;  /* READ CAPACITY is in a CHECK_VERIFY's place. */
    uint8_t  cdb[SIM_CDB_SIZE];
};

/* --- sense.c (spec 4.7, 5.1, 5.2) --- */
/* What the tables say of an answer; the command says what is made of it. */
struct sim_verdict {
    uint32_t status;
    bool     retry;
    uint64_t interval_ns;
};
/* What an answer that is not GOOD means, by sense or else by
 * srb.c. Moves the media state and emits. */
struct sim_verdict sim_sense_interpret(struct sim_drive *drive,
                                       const struct sim_command *command,
                                       const struct sim_answer *answer,
                                       struct sim_effects *effects);

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

#endif
