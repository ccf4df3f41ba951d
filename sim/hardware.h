/* An MMC drive with one door: CDB in; status, sense, data and pending events
 * out. It knows nothing of Windows; the simulated class driver talks to it as
 * a kernel would. Pure: time comes in, nothing is remembered but this struct.
 *
 * What it models: tray, jam, disc kinds, the prevent bit (MMC-6 6.14), unit
 * attentions (SPC-4 5.14: reported once, by any command but INQUIRY-like ones),
 * events polled with GET EVENT STATUS NOTIFICATION (MMC-6 6.6), audio, tables
 * of contents, features and mode pages, mechanical times, and faults planted
 * from outside (class-driver spec 5.6).
 *
 * A command has two ends: sim_hardware_duration when it is sent (there its
 * motor starts), sim_hardware_command when it is over. */
#ifndef TJ_SIM_HARDWARE_H
#define TJ_SIM_HARDWARE_H

#include "sim/profile.h"
#include "sim/scsi.h"

enum { SIM_ATTENTIONS_MAX = 4, SIM_MEDIA_EVENTS_MAX = 8,
       SIM_BUTTONS_MAX = 4,
       SIM_SECTOR_SIZE = 2048, SIM_DISC_SECTORS = 333000, SIM_DATA_MAX = 1024 };

/* MMC-6 6.6: classes of GET EVENT STATUS, codes of the media class. */
enum { SIM_GESN_OPERATION_CLASS = 1, SIM_GESN_EXTERNAL_CLASS = 3,
       SIM_GESN_MEDIA_CLASS = 4, SIM_GESN_BUSY_CLASS = 6 };
enum { SIM_GESN_EJECT_REQUEST = 1, SIM_GESN_NEW_MEDIA = 2,
       SIM_GESN_REMOVAL = 3, SIM_GESN_MEDIA_CHANGED = 4 };
enum { SIM_GESN_OPERATION_CHANGED = 2, SIM_GESN_KEY_DOWN = 1,
       SIM_GESN_KEY_UP = 2, SIM_GESN_LO_CHANGE = 1 };

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
    SIM_DISC_DVD_RW, SIM_DISC_BD, SIM_DISC_UNREADABLE, SIM_DISC_DVD_RAM,
    SIM_DISC_KIND_COUNT
};
const char *sim_disc_kind_name(enum sim_disc_kind kind); /* "data-cd" ... */
bool        sim_disc_kind_by_name(const char *name, enum sim_disc_kind *kind);
bool        sim_disc_kind_has_data(enum sim_disc_kind kind); /* A file system
                                           can be on it. */
/* The drive knows such discs (profile->reads). */
bool        sim_disc_readable(const struct sim_profile *profile,
                              enum sim_disc_kind kind);

/* What the motor is doing. */
enum sim_tray_motion { SIM_TRAY_STILL, SIM_TRAY_MOVES_OUT, SIM_TRAY_MOVES_IN };

/* READ SUB-CHANNEL's audio status (MMC-6 6.22). */
enum { SIM_AUDIO_PLAYING = 0x11, SIM_AUDIO_PAUSED = 0x12,
       SIM_AUDIO_COMPLETED = 0x13, SIM_AUDIO_NONE = 0x15 };

struct sim_hardware {
    uint64_t ready_ns; /* While settling: the disc can be read from then. */
    uint64_t busy_ns;  /* Planted: extra time of the next slow command. */
    uint64_t move_ns;  /* While moving: the tray is there then. */
    uint64_t jam_ns;   /* While jammed: free again then; UINT64_MAX: by hand. */
    uint64_t play_ns;  /* While playing: when play_at was heard. */
    uint32_t play_at, play_end; /* Sectors. */
    uint32_t draws;
    uint32_t disc_serial; /* Which disc it is; another one, another number. */
    uint32_t discs_seen;  /* The highest number so far. */
    uint32_t written;     /* Blank disc: the next sector to be written. */
    bool     tray_open, disc, settling, prevent;
    bool     signal; /* Something new to report: with asynchronous notification
                        the drive signals (spec 4.3). Cleared by the reader. */
    bool     jammed, persistent; /* PREVENT's second bit (MMC-6 6.14). */
    uint8_t  moving;    /* enum sim_tray_motion */
    uint8_t  disc_kind; /* enum sim_disc_kind; of the last one without disc. */
    uint8_t  audio;     /* SIM_AUDIO_PLAYING ... */
    uint8_t  volume[2]; /* Of the output ports (MMC-3 5.5.2, mode page 0Eh). */
    uint8_t  attentions_count, events_count;
    struct sim_sense attentions[SIM_ATTENTIONS_MAX];   /* Oldest first. */
    uint8_t  events[SIM_MEDIA_EVENTS_MAX];       /* Media class, oldest first */
    uint8_t  buttons[SIM_BUTTONS_MAX];           /* External class */
    uint8_t  buttons_count;
    uint8_t  operation; /* Pending report of the operational class; 0: none. */
    bool     busy_event; /* It became busy: not reported yet. */
    bool     reserved;   /* RESERVE: the one initiator has it. */
    uint8_t  reservation_type; /* Persistent (SPC-4 5.13); 0: none. */
    uint32_t reservation_generation;
    uint8_t  reservation_key[8]; /* All zero: nobody is registered. */
    uint32_t planted_count;                          /* Planted sense: ... */
    uint8_t  planted_opcode, planted_srb, planted_status;
    bool     planted_ili;
    struct sim_sense planted;
    uint8_t  planted_gesn[4];    /* Class, event code, status or request, time
                                    in 100 ms. */
    uint8_t  planted_gesn_missing; /* Bytes at the end that do not come. */
    uint32_t planted_gesn_count; /* Replies of GET EVENT STATUS to come. */
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

/* How long the command will take; 0: at once. Starts the motor it needs and
 * takes planted busy time with it, so it is asked once for each command
 * sent. */
uint64_t sim_hardware_duration(struct sim_hardware *hardware,
                               const struct sim_profile *profile,
                               const uint8_t cdb[SIM_CDB_SIZE],
                               uint64_t now_ns);

/* The command, at the moment it ends. data: SIM_DATA_MAX bytes for what the
 * drive sends, or the parameter list that the command carries to it; NULL when
 * nobody wants or has any. READ, WRITE and READ CD move no bytes: every sector
 * is zeros. */
struct sim_answer sim_hardware_command(struct sim_hardware *hardware,
                                       const struct sim_profile *profile,
                                       const uint8_t cdb[SIM_CDB_SIZE],
                                       uint8_t *data, uint64_t now_ns);

/* What a person does. A disc: SIM_INSERT_DISC's kind and number (0: a new one,
 * or the last one again with SIM_DISC_SAME); duration_ns of a jam, 0: until
 * the tray is freed. */
struct sim_gesture {
    enum sim_hand hand;
    uint8_t       disc; /* enum sim_disc_kind */
    uint32_t      disc_serial;
    uint64_t      duration_ns;
};
void sim_hardware_hand(struct sim_hardware *hardware,
                       const struct sim_profile *profile,
                       const struct sim_gesture *gesture, uint64_t now_ns);

/* Time passes: the tray arrives, a disc becomes ready, a jam ends. */
void sim_hardware_time(struct sim_hardware *hardware,
                       const struct sim_profile *profile, uint64_t now_ns);
/* When that will be next; UINT64_MAX: nothing moves. */
uint64_t sim_hardware_wake(const struct sim_hardware *hardware);

/* The bus is reset (SAM-5 6.3.2): what initiators set up is gone, the prevent
 * bit too, and 06/29/00 says so. Tray and disc stay as they are. */
void sim_hardware_reset(struct sim_hardware *hardware);
/* Power comes back: a reset, and a disc inside has to spin up again. */
void sim_hardware_power_on(struct sim_hardware *hardware,
                           const struct sim_profile *profile, uint64_t now_ns);

#endif
