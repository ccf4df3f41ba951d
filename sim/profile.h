/* What kind of drive and driver is simulated: the switches of spec Appendix C,
 * the drive's abilities and its mechanical times. A value; copied freely.
 *
 * Typed as KEY=VALUE in a story's `drive` line and in
 * `--drive sim:PROFILE,KEY=VALUE,KEY=VALUE`; one key is `mutant`
 * (sim/mutants.h), one `profile`: the settings of a shipped one, sim/profiles/,
 * over what was set before. */
#ifndef TJ_SIM_PROFILE_H
#define TJ_SIM_PROFILE_H

#include "core/base/status.h"
#include "sim/mutants.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a disc in a burner may be written: what W6 (d) of spec 2.4 goes by. */
enum sim_schema {
    SIM_SCHEMA_DISC, /* As the disc says. As a state: not at all. */
    SIM_SCHEMA_RANDOM, SIM_SCHEMA_DEFECT_MANAGEMENT, SIM_SCHEMA_RESTRICTED,
    SIM_SCHEMA_RIGID, SIM_SCHEMA_INCREMENTAL,
    SIM_SCHEMA_OTHER, /* One that the driver does not know. */
    SIM_SCHEMA_COUNT
};
/* What ENABLE_STREAMING asks for, and a drive can do (spec 3.2). */
enum { SIM_STREAMING_READ = 1, SIM_STREAMING_WRITE = 2 };

/* How long something mechanical takes, to the microsecond: between min and max,
 * each duration equally likely; with a tail, so often in 1000 that long
 * instead. All 0: at once. Typed as `1500ms`, `1200ms..1800ms` or
 * `1200ms..1800ms/1%:9s` (in one case of a hundred 9 s). */
struct sim_span {
    uint32_t min_us, max_us, tail_us;
    uint16_t tail_rate;
};
uint64_t sim_span_ns(const struct sim_span *span, uint64_t draw);

enum sim_loader {
    SIM_LOADER_TRAY, /* A motor moves it both ways. */
    SIM_LOADER_SLIM, /* Eject only releases it; a hand pushes it in. */
    SIM_LOADER_SLOT, /* The disc itself is drawn in and pushed out. */
};
enum sim_reads { SIM_READS_CD, SIM_READS_DVD, SIM_READS_BD };
/* INFERRED: what Windows builds are seen to do with the eject of a held tray. */
enum sim_held_eject { SIM_HELD_REFUSED, SIM_HELD_IGNORED, SIM_HELD_OBEYED };
enum sim_raw { SIM_RAW_QUIET, SIM_RAW_ANNOUNCED, SIM_RAW_BARE };
enum sim_audience { SIM_AUDIENCE_ALL, SIM_AUDIENCE_OWN, SIM_AUDIENCE_FILES };
enum sim_stale { SIM_STALE_NOT_EXIST, SIM_STALE_NO_DEVICE,
                 SIM_STALE_NOT_CONNECTED };
enum sim_bus { SIM_BUS_SATA, SIM_BUS_ATAPI, SIM_BUS_USB, SIM_BUS_SCSI,
               SIM_BUS_VIRTUAL };

struct sim_profile {
    bool disc, mcn, an, gesn, mmc, raw_mount, tape_alias, handles_strict;
    bool fs_cdfs, playing;
    bool info_on_error;    /* Info visible on error completions: 0 */
    bool allow_unlimited;  /* Unlimited retry of ALLOW (spec 3.3, R29) */
    bool tray_open;        /* Tray is out at the start */
    bool sync_fs_events;   /* Synchronous FS events block their emitter until
                              user-mode listeners took them: no */
    bool registrations_hold; /* Registrations hold a file-object reference: no */
    bool reject_at_once;   /* Overlapped immediate rejections are immediate
                              errors, not "pending, then completed" */
    bool zpodd;            /* Zero-power optical drive: off when empty (3.2) */
    bool burner;           /* Timeouts of at least 260 s (spec 5.5) */
    bool gesn_hack;        /* GESN asked again also after "no change" (4.3) */
    uint16_t event_loss_rate, mutex_loss_rate; /* In 1000 (Appendix C) */
    uint64_t event_delay_ns; /* Event order: bounded delay; 0: FIFO */
    uint64_t device_timeout_ns; /* TimeOutValue, 10 s (spec 5.5) */
    uint8_t  disc_kind;    /* enum sim_disc_kind of the disc at the start */
    char     vendor[9], product[17], revision[5]; /* As INQUIRY gives them */
    uint64_t seed;         /* Of every chance that no input brings: set by the
                              host, part of what makes a run repeatable */
    uint64_t poll_ns, poll_tolerance_ns; /* 1 s, 500 ms (spec 4.3) */
    bool     c2, subcode; /* READ CD gives C2 pointers, sub-channels */
    bool     aacs;        /* The drive knows AACS (spec 3.2) */
    uint8_t  schema;      /* enum sim_schema, of a disc that may be written */
    uint16_t blocking;    /* Sectors of a block; with schema */
    struct sim_span open, load, spin_up, seek, read; /* Tray out, tray in,
                              becoming ready, SEEK, one READ or WRITE; 0: at
                              once (the default of stories). */
    uint8_t loader, reads, bus, held_eject; /* enum sim_loader, sim_reads,
                                   sim_bus, sim_held_eject */
    bool    feature_events;     /* GET EVENT STATUS reports that features
                                   changed with the disc (MMC-6 6.6.2.2) */
    /* The other value of what is INFERRED; each 0 is what is believed. */
    uint8_t  raw;          /* enum sim_raw: LOCK, UNLOCK and DISMOUNT, and no
                              VOLUME_MOUNT; that too; none of the three (2.5) */
    bool     other_disc_mounted; /* At once by an FSCTL, not by an open (6.6) */
    bool     failed_count_kept;  /* By a verify that could not ask (6.6) */
    bool     files_uncached;     /* No file is in the cache (2.5) */
    bool     shares_together;    /* Volume and file handles in one (6.5) */
    bool     vpb_lock_passes;    /* The file system judges opens (Z9) */
    bool     volume_flushes;     /* CDFS passes FLUSH on (2.6) */
    uint8_t  audience;     /* enum sim_audience: D and V hear all; V hears the
                              file system, D the driver; F hears too (7.1) */
    bool     sync_overlaps;      /* Synchronous handles queue nothing (0.5) */
    uint8_t  stale;        /* enum sim_stale: handles of a pulled out drive */
    bool     raw_read_bounded;   /* By a length that is not known yet (3.2) */
    bool     pass_to_cdb;        /* EX structures count up to the CDB (2.6) */
    bool     speed_if_asked;     /* Restored only if a program set it (4.7) */
    uint64_t zpodd_after_ns;     /* Empty for so long (3.2) */
    enum sim_mutant mutant;
};

/* The honest default drive: every switch at its bold default. */
struct sim_profile sim_profile_default(void);

/* Sets one key. TJ_BAD_INPUT with a text that names the allowed keys or
 * values. */
enum tj_status sim_profile_set(struct sim_profile *profile, const char *key,
                               const char *value, struct tj_error *error);

/* "PROFILE,KEY=VALUE,KEY=VALUE" over what is there, in their order; a word
 * without "=" is a shipped one. Checked, too. */
enum tj_status sim_profile_read(struct sim_profile *profile, const char *text,
                                struct tj_error *error);

/* All keys, for help texts and "did you mean": NULL at the end. */
const char *sim_profile_key(unsigned index, const char **help);

/* Whether such a drive can be: TJ_BAD_INPUT says which two settings exclude
 * each other. The one place where that is decided. */
enum tj_status sim_profile_check(const struct sim_profile *profile,
                                 struct tj_error *error);

/* A drive that is shipped: its file, the name that is the file's, and the
 * sentence of its first line. False at the end. */
struct sim_profile_file {
    const char *name, *about, *text;
};
bool sim_profile_shipped(size_t index, struct sim_profile_file *file);
/* Sets all keys of its file over what is there. TJ_BAD_INPUT: no such name. */
enum tj_status sim_profile_apply(struct sim_profile *profile, const char *name,
                                 struct tj_error *error);
/* The shipped drive as it is. */
enum tj_status sim_profile_by_name(const char *name,
                                   struct sim_profile *profile,
                                   struct tj_error *error);

#endif
