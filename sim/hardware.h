/* An MMC drive with one door: CDB in; status, sense, data and pending events
 * out. It knows nothing of Windows; the simulated class driver talks to it as
 * a kernel would. Pure: time comes in, nothing is remembered but this struct.
 *
 * What it models: tray, disc, the prevent bit (MMC-6 6.14), unit attentions
 * (SPC-4 5.14: reported once, by any command but INQUIRY-like ones), events
 * polled with GET EVENT STATUS NOTIFICATION (MMC-6 6.6), mechanical times, and
 * faults planted from outside (class-driver spec 5.6). */
#ifndef TJ_SIM_HARDWARE_H
#define TJ_SIM_HARDWARE_H

#include "sim/profile.h"

enum { SIM_CDB_SIZE = 12, SIM_ATTENTIONS_MAX = 4, SIM_MEDIA_EVENTS_MAX = 8,
       SIM_SECTOR_SIZE = 2048, SIM_DISC_SECTORS = 333000 };

/* Operation codes the class driver sends in this version. */
enum sim_opcode {
    SIM_OP_TEST_UNIT_READY = 0x00, SIM_OP_START_STOP_UNIT = 0x1b,
    SIM_OP_PREVENT_ALLOW = 0x1e, SIM_OP_READ_CAPACITY = 0x25,
    SIM_OP_READ_10 = 0x28, SIM_OP_WRITE_10 = 0x2a,
    SIM_OP_SYNCHRONIZE_CACHE = 0x35, SIM_OP_READ_TOC = 0x43,
    SIM_OP_GET_CONFIGURATION = 0x46, SIM_OP_GET_EVENT_STATUS = 0x4a,
    SIM_OP_ANY = 0xff, /* In an injection: whatever comes next. */
};
enum { SIM_SCSI_GOOD = 0x00, SIM_SCSI_CHECK_CONDITION = 0x02 };

/* MMC-6 table 286: codes of the media class (4) of GET EVENT STATUS. */
enum { SIM_GESN_MEDIA_CLASS = 4 };
enum { SIM_GESN_EJECT_REQUEST = 1, SIM_GESN_NEW_MEDIA = 2,
       SIM_GESN_REMOVAL = 3, SIM_GESN_MEDIA_CHANGED = 4 };

/* A person at the drive. */
enum sim_hand {
    SIM_PRESS_EJECT, /* Opens or closes; under PREVENT only a request. */
    SIM_INSERT_DISC, /* Onto the open tray; with the tray in, as a slot-loading
                        drive swallows it. */
    SIM_TAKE_DISC,   /* From the open tray, or with force from a closed one. */
    SIM_TRAY_OPEN,   /* The emergency hole: PREVENT does not hold it. */
    SIM_TRAY_CLOSE,
    SIM_HAND_COUNT
};

struct sim_sense { uint8_t key, asc, ascq; };

struct sim_hardware {
    uint64_t ready_ns; /* While settling: the disc can be read from then. */
    uint64_t busy_ns;  /* Planted: extra time of the next slow command. */
    bool     tray_open, disc, settling, prevent;
    bool     signal; /* Something new to report: with asynchronous notification
                        the drive signals (spec 4.3). Cleared by the reader. */
    uint8_t  attentions_count, events_count;
    struct sim_sense attentions[SIM_ATTENTIONS_MAX];   /* Oldest first. */
    uint8_t  events[SIM_MEDIA_EVENTS_MAX];       /* Media class, oldest first */
    uint32_t planted_count;                          /* Planted sense: ... */
    uint8_t  planted_opcode;
    struct sim_sense planted;
};

struct sim_answer {
    uint8_t          status; /* SCSI status. */
    struct sim_sense sense;  /* With CHECK CONDITION. */
    uint8_t          data_size;
    uint8_t          data[8];
};

void sim_hardware_init(struct sim_hardware *hardware,
                       const struct sim_profile *profile);

/* How long the command will take; 0: at once. Takes planted busy time with
 * it, so it is asked once for each command sent. */
uint64_t sim_hardware_duration(struct sim_hardware *hardware,
                               const struct sim_profile *profile,
                               const uint8_t cdb[SIM_CDB_SIZE]);

/* The command, at the moment it ends. */
struct sim_answer sim_hardware_command(struct sim_hardware *hardware,
                                       const struct sim_profile *profile,
                                       const uint8_t cdb[SIM_CDB_SIZE],
                                       uint64_t now_ns);

/* A person acts; time passes. */
void sim_hardware_hand(struct sim_hardware *hardware,
                       const struct sim_profile *profile, enum sim_hand hand,
                       uint64_t now_ns);
void sim_hardware_time(struct sim_hardware *hardware, uint64_t now_ns);

#endif
