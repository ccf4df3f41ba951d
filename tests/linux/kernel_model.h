/* A small model of what a kernel of Linux does with an optical drive, as
 * docs/LINUX.md has it, behind the door of backends/linux/door.h. Written from
 * that page: tests of the backend run against it where there is no drive; that
 * the page is right is shown by tests in a real kernel. Any number of threads. */
#ifndef TJ_TESTS_LINUX_KERNEL_MODEL_H
#define TJ_TESTS_LINUX_KERNEL_MODEL_H

#include "backends/linux/door.h"
#include "core/base/os.h"

enum { KERNEL_FILES = 256, KERNEL_FIRST = 100, KERNEL_MESSAGES = 256 };

/* Ways to be wrong, of kernel or drive. */
enum kernel_defect {
    KERNEL_HONEST,
    KERNEL_TWO_OWNERS,      /* O_EXCL excludes nobody. */
    KERNEL_KEEPS_EXCLUSIVE, /* ... is not let go by close(). */
    KERNEL_REFUSES_FREE,    /* Now and then O_EXCL of a free drive: EBUSY. */
    KERNEL_DEFECTS
};

struct kernel_file {
    bool open, exclusive, hears, data;
    int  process;   /* Of whom; 0: this one. */
    unsigned heard; /* Messages so far. */
};

struct kernel {
    struct linux_door  door; /* context: this struct. */
    struct tj_os_mutex mutex;
    enum kernel_defect defect;
    /* --- The drive --- */
    bool     tray_open, disc, door_locked, attention, no_mode_page;
    unsigned becoming;      /* TEST UNIT READYs that are answered 2/04/01. */
    unsigned fail_code;     /* Of a command; with it: */
    unsigned fails;         /* ... so many times */
    uint8_t  fail_sense[3];
    bool     times_out;     /* Commands time out. */
    bool     gone;          /* Unplugged. */
    /* --- The kernel --- */
    bool     keep_locked, unlockable, is_root, can_send, told_change;
    bool     polls;         /* events_poll_msecs is not 0. */
    bool     is_virtual;
    const char *mounted;    /* Where; NULL: nowhere. */
    bool     stuck_claim;   /* KEEPS_EXCLUSIVE. */
    uint64_t sequence;      /* Of discs. */
    struct kernel_file files[KERNEL_FILES];
    char     messages[KERNEL_MESSAGES][160];
    int      sizes[KERNEL_MESSAGES];
    unsigned messages_count;
    /* --- What was asked of it --- */
    unsigned commands, ejects, closes, lockings, exclusive_opens;
};

/* A closed tray with a disc; root asks. */
void kernel_init(struct kernel *kernel);

/* Another process opens the drive; closing it with kernel_close_as. */
int  kernel_open_as(struct kernel *kernel, int process, int flags);
void kernel_close_as(struct kernel *kernel, int file);
/* What a person at the drive does; told when the kernel polls. */
void kernel_button(struct kernel *kernel);
void kernel_put_disc(struct kernel *kernel);
void kernel_unplug(struct kernel *kernel);
/* Descriptors of this process that are open. */
unsigned kernel_open_files(struct kernel *kernel);

#endif
