/* SPDX-License-Identifier: MIT */
/* What a drive looks like to somebody who only watches. A simulated drive says
 * so itself; any other is asked: who owns it (IOCTL_CDROM_EXCLUSIVE_ACCESS) and
 * whether a disc is there (IOCTL_STORAGE_CHECK_VERIFY2), which an owner's drive
 * refuses to tell. */
#ifndef TJ_CLI_DRIVE_LOOK_H
#define TJ_CLI_DRIVE_LOOK_H

#include "cli/single_drive.h"

#include "core/base/json.h"

enum drive_media {
    DRIVE_MEDIA_UNKNOWN, DRIVE_MEDIA_NONE, DRIVE_MEDIA_DISC,
    DRIVE_MEDIA_NOT_READY,
};
const char *drive_media_name(enum drive_media media);

struct drive_look {
    bool               answered; /* False: nothing else is valid. */
    bool               locked;
    char               owner[TJ_CALLER_NAME_SIZE + 1];
    enum drive_media   media; /* The last one known. */
    const char        *tray;   /* "open" ...; "-": it does not say. */
    char               mounted[LINUX_MOUNT_MAX]; /* Where, on Linux; "". */
    bool               viewed; /* By the drive itself; with it: */
    struct tj_sim_view view;
    uint64_t           refused; /* viewed: STATUS_ACCESS_DENIED answers it gave
                                   to anybody; else those to this client. */
};

/* Looks again; the client has a handle. */
void drive_look(struct single_drive *drive, unsigned client,
                struct drive_look *look);

/* Members of the object that is open: media, tray, locked, owner ... */
void drive_look_json(struct tj_json *json, const struct drive_look *look);

/* Vendor and product, as STORAGE_DEVICE_DESCRIPTOR has them; "" when it does
 * not say. */
enum { DRIVE_MODEL_SIZE = 64 };
void drive_model(struct single_drive *drive, unsigned client,
                 char model[DRIVE_MODEL_SIZE]);

#endif
