/* A real drive of this machine, through Linux (linux/target.h says how it is
 * named; docs/LINUX.md what its kernel does, rule by rule). One session is one
 * client's descriptors; submissions block until the kernel answers: nothing can
 * call an ioctl back.
 *
 * Each OPEN is a descriptor of its own, opened with O_NONBLOCK so that opening
 * moves nothing. To own the drive is to have it open with O_EXCL: LOCK opens a
 * second descriptor beside the first, UNLOCK and the last CLOSE close it.
 * Duplicates share both, as they share a file object of Windows.
 *
 * What only one system knows is said once: on others the door to the kernel is
 * not there and opening fails with TJ_UNAVAILABLE. */
#ifndef TJ_BACKENDS_DRIVE_LINUX_H
#define TJ_BACKENDS_DRIVE_LINUX_H

#include "backends/linux/door.h"
#include "backends/linux/mounts.h"
#include "backends/linux/shared.h"
#include "backends/linux/target.h"
#include "backends/open_handles.h"
#include "backends/real/submit.h"
#include "core/base/os_process.h"
#include "core/drive/backend.h"

/* What the sessions of a process share. */
struct tj_linux_host {
    struct linux_target      target;
    const struct linux_door *door;
    int                      device; /* Its number, as door.h has it. */
    struct real_identity     identity;
    enum real_plan           plan;     /* What was admitted. */
    bool                     is_child; /* The ledger is of another process. */
    struct linux_shared      own;      /* Where there is one process only. */
    struct linux_shared     *shared;
    struct tj_os_share       share;    /* at NULL: shared is own. */
    struct tj_os_channel     channel;  /* To the guardian: it ends with us. */
    struct tj_os_process     guardian; /* id 0: none. */
};

/* Finds the drive, looks whether it may be used for that (real/safety.h), and
 * starts the guardian. detail: as linux_target_parse; one with a ledger joins
 * the run whose host has it. Fails with TJ_USAGE or TJ_UNAVAILABLE. */
enum tj_status tj_linux_host_open(struct tj_linux_host *host,
                                  const char *detail, struct tj_real_use use,
                                  struct tj_error *error);
/* The detail by which another process of the run joins it. */
bool tj_linux_host_detail(const struct tj_linux_host *host, const char *detail,
                          char *text, size_t size);
/* Puts back what no descriptor undoes: the door's lock, the tray. */
void tj_linux_host_close(struct tj_linux_host *host);

/* What one open made: a file object. */
struct tj_linux_file {
    uint32_t handles;   /* To it; 0: free. */
    int      file;      /* Descriptor. */
    int      exclusive; /* The one with O_EXCL; -1: does not own. */
    uint32_t open_arg;
    char     name[TJ_CALLER_NAME_SIZE + 1]; /* Of the owner. */
};
struct tj_linux_handle {
    tj_handle             number; /* TJ_NO_HANDLE: free. */
    struct tj_linux_file *file;
};

/* Who hears the kernel's uevents. */
struct tj_linux_ear {
    bool     open;
    int      socket;
    uint32_t count; /* Of discs, as the kernel numbers them; 0: it does not. */
    bool     had_disc;
    bool     has_next; /* The second event of a message whose first is given: */
    struct tj_event next;
    uint64_t lost; /* Messages that the kernel had no room for. */
};

struct tj_linux_session {
    struct real_session    real;
    struct tj_linux_host  *host;
    uint32_t               busy;  /* The operation in the kernel; 0: none. */
    struct tj_linux_handle handles[TJ_OPEN_HANDLES_MAX];
    struct tj_linux_file   files[TJ_OPEN_HANDLES_MAX];
    struct tj_linux_ear    ear;
};
void tj_linux_session_init(struct tj_linux_session *session,
                           struct tj_linux_host *host, tj_client client,
                           uint8_t drive);
/* What only this system tells of a drive, asked on that handle. */
struct tj_linux_view {
    int  tray; /* enum linux_tray */
    char mounted[LINUX_MOUNT_MAX]; /* Where; "": nowhere. */
};
bool tj_linux_session_view(struct tj_linux_session *session, tj_handle handle,
                           struct tj_linux_view *view);
/* Messages that never came to the client. */
uint64_t tj_linux_session_lost(const struct tj_linux_session *session);

/* The life of a guardian process: waits until the run's first process has ended
 * or says that it is done, then puts the drive back. Gives an exit code. */
int tj_linux_guard(const char *ledger, const char *detail);

/* A drive that is there. */
struct tj_linux_found {
    char                 path[32];  /* /dev/sr0 */
    bool                 readable;  /* We may open it. */
    struct real_identity identity;
    char                 mounted[LINUX_MOUNT_MAX]; /* Where; "": nowhere. */
    int                  poll_ms;   /* How often the kernel looks for changes;
                                       0: never; -1: unknown. */
};
size_t tj_linux_find(const struct linux_door *door,
                     struct tj_linux_found *found, size_t max);

/* The name a drive's users are told by: "wodim (pid 812)", and how many more.
 * "" when no other process has it open that this one may look at. */
enum { LINUX_HOLDER_MAX = 64 };
void tj_linux_holder(const struct linux_door *door, int device,
                     char text[LINUX_HOLDER_MAX]);

#endif
