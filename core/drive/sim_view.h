/* What commands and tests see of a simulated drive from outside, and what a
 * person at it can do, whichever host runs it. */
#ifndef TJ_CORE_DRIVE_SIM_VIEW_H
#define TJ_CORE_DRIVE_SIM_VIEW_H

#include "core/drive/encode.h"
#include "core/drive/op.h"

struct tj_sim_view {
    bool      locked;
    tj_handle owner; /* A handle of the owner, 0 when unlocked. */
    char      owner_name[TJ_CALLER_NAME_SIZE + 1]; /* "" when unlocked. */
    uint8_t   known, reported; /* enum tj_media_state */
    bool      disc;            /* Physically there. */
    char      tray[16];        /* "closed", "open" ... */
    char      volume[16];      /* "none", "raw", "fs" ... */
    uint32_t  change_count;
    uint32_t  mcn_disabled;    /* Nesting of MCN_CONTROL. */
    uint32_t  simple_locks, secure_locks;
    uint64_t  events_emitted;
    uint64_t  denied; /* Answers STATUS_ACCESS_DENIED, whoever asked. */
    uint64_t  steps; /* Atomic steps the drive has taken; 0 in a world. */
};

enum tj_hand {
    TJ_HAND_PRESS_EJECT,
    TJ_HAND_INSERT_DISC,
    TJ_HAND_TAKE_DISC,
    TJ_HAND_TRAY_OPEN,
    TJ_HAND_TRAY_CLOSE,
};

#endif
