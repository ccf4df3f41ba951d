/* What the files of the file system share (spec 6): the stages of a request in
 * its hands, the volume resource, and the look at the disc. Only volume*.c,
 * child.c and view.c include it.
 *
 * A request in SIM_PHASE_VOLUME walks from stage to stage; each stage is one
 * atomic step. What it is about (its *errand*) decides where it goes when the
 * volume is verified, cannot be verified, or must be looked at first. */
#ifndef TJ_SIM_VOLUME_H
#define TJ_SIM_VOLUME_H

#include "sim/parts.h"

/* spec 0.7 `vcb`. A mount in progress has no volume here yet, as it has no
 * VPB_MOUNTED bit there (R5). */
enum sim_vcb { SIM_VCB_MOUNTED, SIM_VCB_NOT_MOUNTED, SIM_VCB_INVALID,
               SIM_VCB_DISMOUNTING };

enum sim_errand { SIM_ERRAND_OPEN, SIM_ERRAND_LOCK, SIM_ERRAND_ASK,
                  SIM_ERRAND_CONTROL, SIM_ERRAND_TRANSFER, SIM_ERRAND_COUNT };

enum sim_volume_stage {
    SIM_VS_BEGIN, /* Also the place of every internal restart. */
    SIM_VS_VERIFY, SIM_VS_VERIFIED,              /* CdVerifyVcb */
    SIM_VS_PATH,                                 /* The verify path of 6.6 */
    SIM_VS_COUNT, SIM_VS_TOC, SIM_VS_DESCRIPTOR, /* A look at the disc */
    SIM_VS_MOUNT,
    SIM_VS_CREATE,
    SIM_VS_LOCK, SIM_VS_TELL_LOCK_FAILED, SIM_VS_LOCK_RETRY,
    SIM_VS_UNLOCK, SIM_VS_DISMOUNT, SIM_VS_INVALIDATE, SIM_VS_QUERY_REMOVE,
    SIM_VS_CONTROL,
    SIM_VS_FILE_READ,
    SIM_VS_END, /* request->status is the answer. */
    SIM_VS_STAGES
};

/* --- volume.c: the VPB, the volume resource, events --- */
static inline bool sim_volume_is_current(const struct sim_drive *drive,
                                         const struct sim_volume *volume)
{
    return drive->volume != SIM_NO_VOLUME &&
           volume == &drive->volumes[drive->volume];
}
/* The volume a request is about: that of its handle, and of an open the one
 * that the VPB names now. NULL: there is none. */
struct sim_volume *sim_volume_of(struct sim_drive *drive,
                                 const struct sim_request *request);
/* A mounted volume in the VPB; DO_VERIFY is cleared (6.6). */
void sim_vpb_set(struct sim_drive *drive, uint8_t volume);
/* A fresh VPB: nothing is mounted (6.3). */
void sim_vpb_clear(struct sim_drive *drive);
/* An unused place, or SIM_NO_VOLUME. */
uint8_t sim_volume_take(struct sim_drive *drive);
/* Frees it when it is not mounted and nobody refers to it. */
void sim_volume_retire(struct sim_drive *drive, struct sim_volume *volume);

/* One create, FSCTL or cleanup is inside at a time. False: the actor sleeps
 * until it may try again; its stage is marked. */
bool sim_volume_enter(struct sim_drive *drive, sim_actor actor, uint8_t *stage);
void sim_volume_leave(struct sim_drive *drive, sim_actor actor,
                      struct sim_effects *effects);
bool sim_volume_is_taken(const struct sim_drive *drive);

/* A synchronous volume event (spec 7.2); what the emitter does next is its
 * next step. The actor is the request or file object that emits. */
enum sim_progress sim_emit_synchronously(struct sim_drive *drive,
                                         sim_actor actor, enum tj_event_id id,
                                         struct sim_effects *effects);

static inline enum sim_progress sim_volume_go(struct sim_request *request,
                                              enum sim_volume_stage stage)
{
    request->stage = (uint8_t)stage;
    return SIM_AGAIN;
}
static inline enum sim_progress sim_volume_end(struct sim_request *request,
                                               uint32_t status)
{
    request->status = status;
    return SIM_FINISHED;
}
/* A child asks the class driver; the parent goes on at next. */
enum sim_progress sim_volume_ask(struct sim_drive *drive,
                                 struct sim_request *request,
                                 const struct sim_child_call *call,
                                 enum sim_volume_stage next,
                                 struct sim_effects *effects);

/* --- volume_verify.c (6.6) --- */
/* What an operation on a volume that is no more gets: 21 after a dismount,
 * 1006 without one; SUCCESS while it is one. */
uint32_t sim_volume_gone(const struct sim_volume *volume);
sim_handler sim_verify_begin, sim_verify_answered, sim_verify_path;
sim_handler sim_look_count, sim_look_toc, sim_look_descriptor;
/* Reads table of contents and volume descriptor; the rest follows from the
 * VPB: with one it was a verify, without one a mount. */
enum sim_progress sim_look_begin(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects);

/* --- volume_open.c (6.5, mount of 6.6) --- */
sim_handler sim_open_begin, sim_open_mount, sim_open_create;
enum sim_progress sim_mount_ended(struct sim_drive *drive,
                                  struct sim_request *request, uint32_t status,
                                  struct sim_effects *effects);

/* --- volume_fsctl.c (6.2) --- */
sim_handler sim_fsctl_begin, sim_lock_take, sim_lock_tell_failed;
sim_handler sim_lock_retry, sim_unlock_take, sim_dismount_take;
sim_handler sim_invalidate_take;

/* --- volume_pnp.c (6.6) --- */
sim_handler sim_query_remove_take;

/* --- volume_read.c (2.5): reads, writes, and IOCTLs that verify first --- */
sim_handler sim_transfer_begin, sim_file_read_answered;
sim_handler sim_control_begin, sim_control_granted;

/* --- child.c --- */
/* FLUSH_BUFFERS to the device for a file object's CLEANUP, which is made ready
 * at its end. False: no place for a request is free. */
bool sim_child_flush(struct sim_drive *drive, uint8_t file,
                     struct sim_effects *effects);

#endif
