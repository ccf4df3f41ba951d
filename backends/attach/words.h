/* SPDX-License-Identifier: MIT */
/* What a Linux program says to a drive, and what the drive's answers are
 * called there. Tables and pure functions; nothing here asks anybody.
 * docs/ATTACH.md prints the table. */
#ifndef TJ_BACKENDS_ATTACH_WORDS_H
#define TJ_BACKENDS_ATTACH_WORDS_H

#include "core/drive/codes.h"
#include "core/drive/op.h"

/* Codes that no verb has (core/drive/code_list.h). */
#define ATTACH_CODE_PASS_THROUGH \
    TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x401, TJ_BUFFERED, 3)
#define ATTACH_CODE_READ_Q \
    TJ_CONTROL_CODE(TJ_DEVICE_CDROM, 0x00b, TJ_BUFFERED, 1)
#define ATTACH_CODE_LAST_SESSION \
    TJ_CONTROL_CODE(TJ_DEVICE_CDROM, 0x00e, TJ_BUFFERED, 1)
#define ATTACH_CODE_SET_SPEED \
    TJ_CONTROL_CODE(TJ_DEVICE_CDROM, 0x018, TJ_BUFFERED, 1)
#define ATTACH_CODE_LENGTH \
    TJ_CONTROL_CODE(TJ_DEVICE_DISK, 0x017, TJ_BUFFERED, 1)

enum attach_how {
    ATTACH_PLAIN,        /* One request, verb; 0 when it is done. */
    ATTACH_DOOR,         /* PREVENT when the argument is not 0, else ALLOW. */
    ATTACH_DRIVE_STATUS, /* VERIFY2, and without a disc: is the tray open? */
    ATTACH_CHANGED,      /* VERIFY: has its count changed since the last one? */
    ATTACH_DISC_STATUS,  /* Of the table of contents. */
    ATTACH_SCSI, ATTACH_PACKET, /* A command, passed through. */
    ATTACH_TOC_HEADER, ATTACH_TOC_ENTRY, ATTACH_MCN, ATTACH_SESSION,
    ATTACH_LENGTH,       /* In bytes, 64 bits. */
    ATTACH_SECTORS,      /* In units of 512 bytes, a long. */
    ATTACH_SPEED,
    /* What the kernel answers by itself, without the drive: */
    ATTACH_GIVE,         /* value, through the pointer (an int). */
    ATTACH_RESULT,       /* value, as the result. */
    ATTACH_OPTIONS,      /* The CDO_ bits after a change. */
    ATTACH_ADDRESS,      /* SCSI_IOCTL_GET_IDLUN: two ints. */
    ATTACH_REFUSE,       /* An errno, as sr gives it. */
};

struct attach_request {
    unsigned long   request;
    const char     *name;
    enum attach_how how;
    enum tj_verb    verb;  /* PLAIN */
    int             value; /* GIVE, RESULT, REFUSE; OPTIONS: 1 set, 0 clear. */
    const char     *means; /* A few words for people. */
};

/* NULL: the drive does not have it (ENOTTY). */
const struct attach_request *attach_request_of(unsigned long request);
size_t                       attach_request_count(void);
const struct attach_request *attach_request_at(size_t index);

/* What Linux calls a refusal; each row has its reason. */
struct attach_errno { uint32_t status; int error; const char *reason; };
size_t                     attach_errno_count(void);
const struct attach_errno *attach_errno_at(size_t index);
/* EIO for what no row has; an eject that the drive itself refuses is EBUSY. */
int attach_errno_of(enum tj_verb verb, uint32_t status);

/* CDS_ values of CDROM_DRIVE_STATUS; tray_open: as far as it is known. -1: a
 * refusal, to be told by errno. */
int  attach_drive_status(uint32_t status, bool tray_open);
/* The drive said that there is no disc in it, or none it can use yet. */
bool attach_is_empty(uint32_t status);

/* --- The table of contents: CDROM_TOC (class-driver spec 3.2) --- */
enum { ATTACH_TOC_SIZE = 804, ATTACH_LEADOUT = 0xaa };
struct attach_track { uint8_t adr, control, minute, second, frame; };
/* False: no such track, or the bytes are too few. */
bool attach_toc_track(const uint8_t *toc, uint32_t size, unsigned track,
                      struct attach_track *found);
bool attach_toc_ends(const uint8_t *toc, uint32_t size, uint8_t *first,
                     uint8_t *last);
/* Logical block of a time: 2 seconds are before the first. */
int32_t attach_block_of(const struct attach_track *track);
/* CDS_AUDIO, CDS_DATA_1, CDS_MIXED, CDS_NO_INFO. */
int attach_disc_status(const uint8_t *toc, uint32_t size);

#endif
