/* The parts of the class driver behind the pipeline: handlers by spec section,
 * and what they share. Nothing outside sim/ includes it. */
#ifndef TJ_SIM_PARTS_H
#define TJ_SIM_PARTS_H

#include "sim/internal.h"

/* A handler of the dispatch table: sets request->status and info when it is
 * FINISHED. */
typedef enum sim_progress sim_handler(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects);
/* A validator in the caller's thread: a status other than success completes
 * the request at once, with request->info set to a needed size. */
typedef uint32_t sim_validator(const struct sim_drive *drive,
                               struct sim_request *request);

/* --- dispatch.c --- */
enum sim_route_class { SIM_DIRECT, SIM_QUEUED, SIM_TOKEN, SIM_PROPERTY };
struct sim_route {
    uint32_t             code; /* After normalisation. */
    enum sim_route_class class;
    uint16_t             input_min;  /* Fewer: INFO_LENGTH_MISMATCH */
    uint16_t             output_min; /* Fewer: BUFFER_TOO_SMALL, needed size */
    sim_validator       *validate;   /* NULL: the two above are all. */
    sim_handler         *handler;
};
uint32_t                sim_normalise(uint32_t code);
uint8_t                 sim_route_find(uint32_t normalised);
const struct sim_route *sim_route_at(uint8_t route);
enum { SIM_ROUTE_UNKNOWN = 0, SIM_ROUTE_POLL = 1 };
sim_validator sim_powered_validate; /* Without power: 21. */
sim_handler sim_no_case_handle, sim_not_supported_handle;

/* --- exclusive.c (spec 1) --- */
sim_validator sim_exclusive_validate;
sim_handler   sim_exclusive_handle;
enum sim_progress sim_release_step(struct sim_drive *drive,
                                   struct sim_release *release,
                                   struct sim_effects *effects);
void sim_release_at_once(struct sim_drive *drive, struct sim_effects *effects);

/* --- media.c (spec 4.1) --- */
void sim_media_set(struct sim_drive *drive, enum tj_media_state state,
                   uint8_t *previous, struct sim_effects *effects);
/* BECOMING_READY, from sense, a busy event or the end of zero power. */
void sim_becoming_ready(struct sim_drive *drive, uint32_t reason,
                        uint32_t estimated_100ms, struct sim_effects *effects);

/* --- poll.c (spec 4.3) --- */
/* Which classes of GET EVENT STATUS the drive has; none: TUR polls. */
void sim_poll_init(struct sim_drive *drive);
void sim_poll_start(struct sim_drive *drive, struct sim_effects *effects);
/* Asynchronous notification: the drive has something to report. */
void sim_media_signal(struct sim_drive *drive, struct sim_effects *effects);
uint64_t sim_poll_period_ns(const struct sim_profile *profile);
sim_handler sim_poll_handle;

/* --- check_verify.c (spec 3.2, 4.4) --- */
sim_handler sim_check_verify_handle, sim_check_verify2_handle;
sim_handler sim_event_notification_handle;
sim_validator sim_check_verify_validate;

/* --- zero_power.c: a ZPODD with nothing in it (spec 3.2, 4.7) --- */
/* CHECK_VERIFY, READ_CAPACITY, READ_TOC and the geometries are then answered
 * with NO_MEDIA_IN_DEVICE, without the drive. */
static inline bool sim_zero_power(const struct sim_drive *drive)
{
    return drive->zero_power;
}
/* After a poll: an empty drive with its tray in switches itself off. */
void sim_zero_power_enter(struct sim_drive *drive, struct sim_effects *effects);
/* A hand at the drive or a command that needs it; nothing when it is on. */
void sim_zero_power_leave(struct sim_drive *drive, struct sim_effects *effects);

/* --- tray.c (spec 3.3, 3.4) --- */
sim_handler sim_media_removal_handle, sim_ejection_control_handle;
sim_handler sim_eject_handle, sim_load_handle;
enum sim_progress sim_tray_close_step(struct sim_drive *drive, uint8_t file,
                                      struct sim_effects *effects);

/* --- mcn.c (spec 3.5) --- */
sim_handler sim_mcn_control_handle;
void sim_mcn_close(struct sim_drive *drive, uint8_t file);

/* --- audio.c (spec 3.2, play group) --- */
/* Is the drive really playing? Asks with request->command, and only when
 * playActive is set; FINISHED: *playing is the answer, and a probe that failed
 * counts as "no". To be called again until then; the bytes in effects->output
 * are its own. Spec 3.2: READ_TOC, READ_TOC_EX, GET_LAST_SESSION. */
enum sim_progress sim_play_probe(struct sim_drive *drive,
                                 struct sim_request *request, bool *playing,
                                 struct sim_effects *effects);

/* --- read_write.c (spec 2.4, 2.6) --- */
sim_handler sim_read_write_handle, sim_flush_handle;
void sim_flush_start(struct sim_drive *drive, struct sim_request *request,
                     struct sim_effects *effects);
/* W1 to W3: STATUS_SUCCESS lets the request go on. */
uint32_t sim_read_write_dequeue(const struct sim_drive *drive,
                                const struct sim_request *request);

/* --- properties.c (spec 2.3) --- */
sim_handler sim_property_handle;
/* 2.3 steps 2 to 4; DIRECT: answered from the cached copy, or refused. */
enum sim_route_class sim_property_class(const struct sim_drive *drive,
                                        struct sim_request *request);

/* --- volume.c (spec 6): the file system above the class driver; what its
 * files share is in volume.h --- */
/* The volume of profile fs=cdfs; the end of all volumes with their device; a
 * write through that file object reached the disc. */
void sim_volume_start(struct sim_drive *drive);
void sim_volume_device_gone(struct sim_drive *drive);
void sim_volume_wrote(struct sim_drive *drive, uint8_t file);
/* PnP's query before a removal (6.6). */
void sim_query_remove(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects);
/* True: SIM_PHASE_VOLUME is where the request begins (CREATE of class V and F,
 * FSCTLs, reads and writes and IOCTLs that a file system answers or verifies
 * for first). The steps end with sim_complete, or with sim_request_arrive when
 * the class driver has to say the rest. */
bool sim_volume_takes(const struct sim_drive *drive,
                      const struct sim_request *request);
void sim_volume_step(struct sim_drive *drive, struct sim_request *request,
                     struct sim_effects *effects);
/* CLEANUP of a class V or F file object (6.4), and its CLOSE. */
enum sim_progress sim_volume_cleanup_step(struct sim_drive *drive, uint8_t file,
                                          struct sim_effects *effects);
void sim_volume_file_closed(struct sim_drive *drive, uint8_t file);

/* --- io_manager.c, open.c, flight.c (spec 0.4) and close.c (1.7) --- */
void sim_io_open(struct sim_drive *drive, const struct sim_input *input,
                 struct sim_effects *effects);
void sim_io_duplicate(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects);
void sim_io_request(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects);
void sim_io_cancel(struct sim_drive *drive, const struct sim_input *input,
                   struct sim_effects *effects);
void sim_io_register(struct sim_drive *drive, const struct sim_input *input,
                     struct sim_effects *effects);
void sim_io_reply(uint32_t request, uint32_t status,
                  struct sim_effects *effects);
/* Makes the file object of an open that succeeded: the handle is in
 * request->offset. */
uint32_t sim_file_open(struct sim_drive *drive,
                       const struct sim_request *request, uint8_t *file);
/* A request's place, or NULL; number 0: of the kernel's own. */
struct sim_request *sim_request_take(struct sim_drive *drive, uint32_t number,
                                     enum sim_input_kind kind);
/* A host's; NULL when SIM_REQUESTS_MAX are in flight. */
struct sim_request *sim_request_begin(struct sim_drive *drive,
                                      const struct sim_input *input);
/* The line before a synchronous file object: the next one may go on; it goes
 * on. */
void sim_line_advance(struct sim_drive *drive, uint8_t file,
                      struct sim_effects *effects);
void sim_line_step(struct sim_drive *drive, struct sim_request *request,
                   struct sim_effects *effects);
enum sim_class sim_class_of(enum tj_target target, unsigned access);
void sim_request_free(struct sim_drive *drive, struct sim_request *request);
void sim_request_cancel(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects);
void sim_close_handle(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects);
void sim_file_dereference(struct sim_drive *drive, uint8_t file,
                          struct sim_effects *effects);
void sim_file_step(struct sim_drive *drive, uint8_t file,
                   struct sim_effects *effects);

#endif
