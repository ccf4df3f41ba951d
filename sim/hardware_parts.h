/* What the files of the simulated MMC drive know of each other. Nothing but
 * sim/hardware*.c includes it. */
#ifndef TJ_SIM_HARDWARE_PARTS_H
#define TJ_SIM_HARDWARE_PARTS_H

#include "core/base/assert.h"
#include "sim/hardware.h"

#include <stddef.h>

/* One command in the drive's hands. */
struct sim_task {
    struct sim_hardware      *hardware;
    const struct sim_profile *profile;
    const uint8_t            *cdb;
    uint8_t                  *data; /* SIM_DATA_MAX bytes, or NULL. */
    uint64_t                  now_ns;
};
typedef struct sim_answer sim_task_handler(const struct sim_task *task);

/* --- hardware.c --- */
static inline struct sim_answer sim_good(void)
{
    return (struct sim_answer){ .status = SIM_SCSI_GOOD };
}
static inline struct sim_answer sim_check(uint8_t key, uint8_t asc,
                                          uint8_t ascq)
{
    return (struct sim_answer){ .status = SIM_SCSI_CHECK_CONDITION,
                                .sense = { key, asc, ascq } };
}
static inline struct sim_answer sim_bad_field(void)
{
    return sim_check(0x05, 0x24, 0x00); /* SPC-4 4.5.6: INVALID FIELD IN CDB */
}
/* GOOD, with as much of the bytes as the allocation length and the caller's
 * memory take (SPC-4 4.2.5.6: less is no error). */
struct sim_answer sim_send(const struct sim_task *task, const uint8_t *bytes,
                           size_t size, uint32_t allocation);
void sim_attention(struct sim_hardware *hardware, struct sim_sense sense);
/* How long it takes this time. The draws are the drive's own: repeatable, and
 * independent of everything that the drivers above it draw. */
uint64_t sim_hardware_takes(struct sim_hardware *hardware,
                            const struct sim_profile *profile,
                            const struct sim_span *span);

static inline uint16_t sim_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}
static inline uint32_t sim_be32(const uint8_t *at)
{
    return (uint32_t)sim_be16(at) << 16 | sim_be16(at + 2);
}
static inline void sim_put_be16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}
static inline void sim_put_be32(uint8_t *at, uint32_t value)
{
    sim_put_be16(at, value >> 16);
    sim_put_be16(at + 2, value);
}

/* --- hardware_disc.c: what lies in the drive --- */
enum sim_medium { SIM_MEDIUM_NONE, SIM_MEDIUM_CD, SIM_MEDIUM_DVD,
                  SIM_MEDIUM_BD };

struct sim_disc {
    const char     *name;    /* As typed. */
    enum sim_medium medium;
    uint16_t        profile; /* MMC-6 5.3.1, in a drive that writes it. */
    uint32_t        sectors; /* Up to the lead-out. */
    uint8_t         tracks;  /* All of one length; 0: blank. */
    bool            audio, blank, unreadable, writable;
};
const struct sim_disc *sim_disc_of(enum sim_disc_kind kind);
/* The disc that commands meet now: of kind NONE while none is ready. */
const struct sim_disc *sim_disc_ready(const struct sim_hardware *hardware);
/* The same disc would take a write in this drive. */
bool sim_disc_writable(const struct sim_profile *profile,
                       const struct sim_disc *disc);
/* MMC-6 5.3.1: what the drive takes the ready disc for; 0: nothing. */
uint16_t sim_disc_profile(const struct sim_hardware *hardware,
                          const struct sim_profile *profile);
uint32_t sim_track_start(const struct sim_disc *disc, unsigned track);
unsigned sim_track_of(const struct sim_disc *disc, uint32_t sector);
/* Four bytes of a table or position: LBA, or 0, M, S, F (MMC-6 Table 576). */
void sim_put_address(uint8_t *at, uint32_t sector, bool msf);

/* --- hardware_tray.c --- */
struct sim_answer sim_medium_access(const struct sim_task *task);
sim_task_handler  sim_start_stop_unit, sim_prevent_allow;
/* When START STOP UNIT is sent: the motor starts. How long that takes. */
uint64_t sim_start_stop_duration(const struct sim_task *task);
static inline bool sim_is_slot(const struct sim_profile *profile)
{
    return profile->loader == SIM_LOADER_SLOT;
}
static inline bool sim_is_slim(const struct sim_profile *profile)
{
    return profile->loader == SIM_LOADER_SLIM;
}
/* Where the tray is, or will be when nobody interferes. */
bool sim_tray_is_out(const struct sim_hardware *hardware);
/* Starts the motor; sim_tray_arrive: it is there, however it got there. */
void sim_tray_move(struct sim_hardware *hardware,
                   const struct sim_profile *profile,
                   enum sim_tray_motion motion, uint64_t now_ns);
void sim_tray_arrive(struct sim_hardware *hardware,
                     const struct sim_profile *profile, uint64_t now_ns);
void sim_disc_comes_in(struct sim_hardware *hardware,
                       const struct sim_profile *profile, uint64_t now_ns);
void sim_disc_goes_out(struct sim_hardware *hardware,
                       const struct sim_profile *profile);
/* Power is back: a disc inside spins up. */
void sim_tray_start(struct sim_hardware *hardware,
                    const struct sim_profile *profile, uint64_t now_ns);

/* --- hardware_events.c --- */
void sim_media_event(struct sim_hardware *hardware, uint8_t event);
void sim_external_event(struct sim_hardware *hardware, uint8_t event);
sim_task_handler sim_get_event_status;

/* --- hardware_media.c --- */
sim_task_handler sim_read_capacity, sim_transfer, sim_seek, sim_read_cd;
sim_task_handler sim_synchronize_cache;

/* --- hardware_toc.c and hardware_toc_raw.c --- */
sim_task_handler sim_read_toc, sim_read_disc_information;
sim_task_handler sim_read_track_information;
size_t sim_toc_full(const struct sim_disc *disc, uint8_t *bytes);
size_t sim_toc_atip(uint8_t *bytes);
size_t sim_toc_text(uint8_t *bytes);

/* --- hardware_audio.c --- */
sim_task_handler sim_read_sub_channel, sim_play_audio_msf, sim_pause_resume;
sim_task_handler sim_play_audio, sim_stop_play;
void sim_audio_stop(struct sim_hardware *hardware);

/* --- hardware_features.c --- */
sim_task_handler sim_get_configuration;

/* --- hardware_pages.c --- */
sim_task_handler sim_mode_sense, sim_mode_select;

/* --- hardware_identity.c --- */
sim_task_handler sim_inquiry, sim_request_sense, sim_report_luns;

/* --- hardware_reserve.c --- */
sim_task_handler sim_reserve_6, sim_reserve_10;
sim_task_handler sim_persistent_in, sim_persistent_out;

/* --- hardware_dvd.c --- */
sim_task_handler sim_read_dvd_structure, sim_report_key, sim_send_key;

/* --- hardware_aacs.c --- */
enum { SIM_AACS_VOLUME_ID = 0x80, SIM_AACS_KEY_BLOCK = 0x83 };
sim_task_handler sim_aacs_report_key, sim_aacs_send_key, sim_aacs_structure;

/* --- hardware_speed.c --- */
sim_task_handler sim_set_cd_speed, sim_set_streaming, sim_set_read_ahead;
sim_task_handler sim_get_performance, sim_send_opc;

#endif
