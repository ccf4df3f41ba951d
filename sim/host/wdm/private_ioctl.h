/* The same values go over a socket to a drive of Linux (sim/host/tcmu/host.h).
 *
 * What trayjam.sys takes besides what programs send to a drive: the talk of a
 * test with the driver itself, over \\.\Trayjam. Values only, the same for
 * 32-bit and 64-bit callers; no pointer, no Windows header.
 *
 * Every code is METHOD_BUFFERED and needs a handle with read and write access.
 * Every structure begins with its version and its size. The driver answers
 * STATUS_REVISION_MISMATCH for another version, STATUS_INFO_LENGTH_MISMATCH for
 * another size or a buffer too small for it, STATUS_INVALID_PARAMETER for a
 * field out of its range or a text that does not end. What a person typed wrong
 * (a setting, a name) is no failure of the call: `done` is 0 and `text` says
 * what was expected. */
#ifndef TJ_SIM_HOST_WDM_PRIVATE_IOCTL_H
#define TJ_SIM_HOST_WDM_PRIVATE_IOCTL_H

#include <stdint.h>

#define TRAYJAM_CONTROL_NAME "Trayjam" /* \\.\Trayjam */

enum {
    TRAYJAM_PRIVATE_VERSION = 1,
    TRAYJAM_DRIVES_MAX = 16,  /* \\.\CdRom0 .. \\.\CdRom15 */
    TRAYJAM_PROFILE_MAX = 512,
    TRAYJAM_WORD_MAX = 64,
    TRAYJAM_TEXT_MAX = 240,
};

/* Device type of a vendor's own (0x8000 and up), functions from 0x800. */
#define TRAYJAM_PRIVATE(function) \
    (UINT32_C(0x9a7a0000) | UINT32_C(3) << 14 | (0x800u + (function)) << 2)

enum {
    TRAYJAM_PRIVATE_STATUS = 0, /* head -> trayjam_status */
    TRAYJAM_PRIVATE_ADD = 1,    /* trayjam_add -> trayjam_result */
    TRAYJAM_PRIVATE_REMOVE = 2, /* trayjam_order -> trayjam_result */
    TRAYJAM_PRIVATE_DISTURB = 3, /* trayjam_order -> trayjam_result */
    TRAYJAM_PRIVATE_INSERT = 4, /* trayjam_order -> trayjam_result */
    TRAYJAM_PRIVATE_MUTANT = 5, /* trayjam_order -> trayjam_result */
    TRAYJAM_PRIVATE_STATE = 6,  /* trayjam_order -> trayjam_state */
    TRAYJAM_PRIVATE_COUNT
};

struct trayjam_head {
    uint32_t version; /* TRAYJAM_PRIVATE_VERSION */
    uint32_t size;    /* Of the whole structure. */
};

/* How events leave the driver. */
enum trayjam_route {
    TRAYJAM_ROUTE_NONE,   /* They do not. */
    TRAYJAM_ROUTE_REPORT, /* IoReportTargetDeviceChangeAsynchronous */
    TRAYJAM_ROUTE_PLUGPLAY, /* Wine up to 9: its plug and play service. */
    TRAYJAM_ROUTE_UEVENT, /* Linux: the kernel itself tells. */
    TRAYJAM_ROUTE_COUNT
};

struct trayjam_status {
    struct trayjam_head head;
    uint32_t drives;   /* Bit n: \\.\CdRomN is there. */
    uint32_t wine;     /* 1: under Wine. */
    uint32_t route;    /* enum trayjam_route */
    uint32_t files;    /* Open file objects of all drives. */
    uint32_t requests; /* In flight. */
    uint32_t reserved; /* 0 */
    uint64_t answered, cancelled; /* Requests so far. */
    uint64_t events_sent, events_lost, events_failed; /* Lost: no room. */
};

/* REMOVE: as if the cable were pulled; the names go at once, the device with
 * its last handle. */
struct trayjam_add {
    struct trayjam_head head;
    uint32_t number; /* Below TRAYJAM_DRIVES_MAX. */
    uint32_t letter; /* 'D' .. 'Z' for the volume \\.\X:, or 0. */
    uint64_t seed;   /* Of every chance the drive takes. */
    char     profile[TRAYJAM_PROFILE_MAX]; /* PROFILE,KEY=VALUE,... */
};

/* DISTURB: kind and its fields, as struct tj_disturb (core/drive/disturb.h).
 * INSERT: word, the kind of disc. MUTANT: word, its name. */
struct trayjam_order {
    struct trayjam_head head;
    uint32_t number;
    uint32_t kind;
    uint32_t count;
    uint32_t srb;
    uint64_t time_ns;
    uint8_t  sense[4]; /* Key, code, qualifier, 0. */
    uint32_t only;     /* Operation code of the commands it strikes, plus 1;
                          0: any command. */
    char     word[TRAYJAM_WORD_MAX];
};

struct trayjam_result {
    struct trayjam_head head;
    uint32_t done;
    uint32_t number;
    char     text[TRAYJAM_TEXT_MAX];
};

/* The inner state of a drive. */
struct trayjam_state {
    struct trayjam_head head;
    uint32_t number;
    uint32_t locked;
    uint32_t owner_process; /* Of who opened the owning handle; 0: nobody. */
    uint32_t disc;
    uint32_t change_count;
    uint32_t mcn_disabled;  /* How often MCN_CONTROL switched it off. */
    uint32_t simple_locks, secure_locks; /* Tray locks: the prevent counts. */
    uint32_t known, reported; /* enum tj_media_state */
    uint32_t files, requests; /* Open file objects; requests in flight. */
    uint64_t steps;
    uint64_t events;        /* Emitted. */
    char     owner_name[TRAYJAM_WORD_MAX + 1];
    char     tray[16];      /* "closed", "open", ... */
    char     volume[16];    /* "none", "raw", "fs" */
    char     mutant[TRAYJAM_WORD_MAX - 1];
};

_Static_assert(sizeof(struct trayjam_status) == 72, "no hidden padding");
_Static_assert(sizeof(struct trayjam_add) == 536, "no hidden padding");
_Static_assert(sizeof(struct trayjam_order) == 104, "no hidden padding");
_Static_assert(sizeof(struct trayjam_result) == 256, "no hidden padding");
_Static_assert(sizeof(struct trayjam_state) == 232, "no hidden padding");

#endif
