/* An MMC drive with one door: CDB in; status, sense, data and pending events
 * out. It knows nothing of Windows; the simulated class driver talks to it as
 * a kernel would. Pure: time comes in, nothing is remembered but this struct.
 *
 * What it models: tray, jam, disc kinds, the prevent bit (MMC-6 6.14), unit
 * attentions (SPC-4 5.14: reported once, by any command but INQUIRY-like ones),
 * events polled with GET EVENT STATUS NOTIFICATION (MMC-6 6.6), mechanical
 * times, and faults planted from outside (class-driver spec 5.6). */
#ifndef TJ_SIM_HARDWARE_H
#define TJ_SIM_HARDWARE_H

#include "sim/profile.h"

enum { SIM_CDB_SIZE = 12, SIM_ATTENTIONS_MAX = 4, SIM_MEDIA_EVENTS_MAX = 8,
       SIM_SECTOR_SIZE = 2048, SIM_DISC_SECTORS = 333000, SIM_DATA_MAX = 1024 };

/* Operation codes the class driver sends (SPC-4, MMC-6). */
enum sim_opcode {
    SIM_OP_TEST_UNIT_READY = 0x00, SIM_OP_REQUEST_SENSE = 0x03,
    SIM_OP_INQUIRY = 0x12, SIM_OP_RESERVE_6 = 0x16, SIM_OP_RELEASE_6 = 0x17,
    SIM_OP_START_STOP_UNIT = 0x1b, SIM_OP_PREVENT_ALLOW = 0x1e,
    SIM_OP_READ_CAPACITY = 0x25, SIM_OP_READ_10 = 0x28, SIM_OP_WRITE_10 = 0x2a,
    SIM_OP_SEEK_10 = 0x2b, SIM_OP_SYNCHRONIZE_CACHE = 0x35,
    SIM_OP_READ_SUB_CHANNEL = 0x42, SIM_OP_READ_TOC = 0x43,
    SIM_OP_GET_CONFIGURATION = 0x46, SIM_OP_PLAY_AUDIO_MSF = 0x47,
    SIM_OP_GET_EVENT_STATUS = 0x4a, SIM_OP_PAUSE_RESUME = 0x4b,
    SIM_OP_STOP_PLAY = 0x4e, SIM_OP_READ_DISC_INFORMATION = 0x51,
    SIM_OP_SEND_OPC = 0x54, SIM_OP_MODE_SELECT = 0x55, SIM_OP_RESERVE_10 = 0x56,
    SIM_OP_RELEASE_10 = 0x57, SIM_OP_MODE_SENSE = 0x5a,
    SIM_OP_PERSISTENT_IN = 0x5e, SIM_OP_PERSISTENT_OUT = 0x5f,
    SIM_OP_SEND_KEY = 0xa3, SIM_OP_REPORT_KEY = 0xa4,
    SIM_OP_READ_12 = 0xa8, SIM_OP_GET_PERFORMANCE = 0xac,
    SIM_OP_READ_DVD_STRUCTURE = 0xad, SIM_OP_SET_STREAMING = 0xb6,
    SIM_OP_SET_READ_AHEAD = 0xa7, SIM_OP_SET_CD_SPEED = 0xbb,
    SIM_OP_READ_CD = 0xbe, SIM_OP_VERIFY_10 = 0x2f, SIM_OP_WRITE_12 = 0xaa,
    SIM_OP_ANY = 0xff, /* In an injection: whatever comes next. */
};
enum { SIM_SCSI_GOOD = 0x00, SIM_SCSI_CHECK_CONDITION = 0x02,
       SIM_SCSI_BUSY = 0x08, SIM_SCSI_RESERVATION_CONFLICT = 0x18,
       SIM_SCSI_NO_STATUS = 0xff /* The command never ended. */ };

/* What the port driver says of a command (spec 5.3); SUCCESS: the drive
 * answered, look at its SCSI status. */
enum sim_srb {
    SIM_SRB_SUCCESS, SIM_SRB_TIMEOUT, SIM_SRB_COMMAND_TIMEOUT, SIM_SRB_ABORTED,
    SIM_SRB_SELECTION_TIMEOUT, SIM_SRB_NO_DEVICE, SIM_SRB_NO_HBA,
    SIM_SRB_INVALID_LUN, SIM_SRB_BUS_RESET, SIM_SRB_PARITY,
    SIM_SRB_UNEXPECTED_BUS_FREE, SIM_SRB_DATA_OVERRUN,
    SIM_SRB_PHASE_SEQUENCE_FAILURE, SIM_SRB_REQUEST_FLUSHED,
    SIM_SRB_INVALID_REQUEST, SIM_SRB_INTERNAL_ERROR,
    SIM_SRB_ERROR, /* Without usable sense: the SCSI status counts. */
    SIM_SRB_OTHER,
    SIM_SRB_COUNT
};
const char *sim_srb_name(enum sim_srb srb); /* "selection_timeout" ... */
bool        sim_srb_by_name(const char *name, enum sim_srb *srb);

/* MMC-6 6.6: classes of GET EVENT STATUS, codes of the media class. */
enum { SIM_GESN_OPERATION_CLASS = 1, SIM_GESN_EXTERNAL_CLASS = 3,
       SIM_GESN_MEDIA_CLASS = 4, SIM_GESN_BUSY_CLASS = 6 };
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
    SIM_PRESS_PLAY,  /* A panel button: an external event (spec 4.2). */
    SIM_JAM_TRAY,    /* The tray moves no more, for a time or for good. */
    SIM_FREE_TRAY,
    SIM_HAND_COUNT
};

/* What is on the disc. An inserted disc is another disc than every one before
 * it, unless it is the same again (SIM_DISC_SAME). */
enum sim_disc_kind {
    SIM_DISC_SAME, /* The one that was taken out last; else DATA_CD. */
    SIM_DISC_DATA_CD, SIM_DISC_AUDIO_CD, SIM_DISC_BLANK_CD, SIM_DISC_DVD,
    SIM_DISC_DVD_RW, SIM_DISC_BD, SIM_DISC_UNREADABLE,
    SIM_DISC_KIND_COUNT
};
const char *sim_disc_kind_name(enum sim_disc_kind kind); /* "data-cd" ... */
bool        sim_disc_kind_by_name(const char *name, enum sim_disc_kind *kind);

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
    uint8_t  planted_opcode, planted_srb, planted_status;
    bool     planted_ili;
    struct sim_sense planted;
    uint8_t  disc_kind;   /* enum sim_disc_kind */
    uint32_t disc_serial; /* Which disc it is; another one, another number. */
};

struct sim_answer {
    uint8_t          srb;    /* enum sim_srb */
    uint8_t          status; /* SCSI status. */
    bool             ili;    /* Incorrect length indicator of the sense. */
    struct sim_sense sense;  /* With CHECK CONDITION. */
    uint16_t         data_size; /* Bytes put into the caller's data. */
};

void sim_hardware_init(struct sim_hardware *hardware,
                       const struct sim_profile *profile);

/* How long the command will take; 0: at once. Takes planted busy time with
 * it, so it is asked once for each command sent. */
uint64_t sim_hardware_duration(struct sim_hardware *hardware,
                               const struct sim_profile *profile,
                               const uint8_t cdb[SIM_CDB_SIZE]);

/* The command, at the moment it ends. data: SIM_DATA_MAX bytes for what the
 * drive sends, or the parameter list that the command carries to it; NULL when
 * nobody wants or has any. */
struct sim_answer sim_hardware_command(struct sim_hardware *hardware,
                                       const struct sim_profile *profile,
                                       const uint8_t cdb[SIM_CDB_SIZE],
                                       uint8_t *data, uint64_t now_ns);

/* A person acts; time passes. */
void sim_hardware_hand(struct sim_hardware *hardware,
                       const struct sim_profile *profile, enum sim_hand hand,
                       uint64_t now_ns);
/* A bus reset, or the power coming back. */
void sim_hardware_reset(struct sim_hardware *hardware);
void sim_hardware_time(struct sim_hardware *hardware, uint64_t now_ns);

#endif
