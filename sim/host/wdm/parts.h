/* What the files of the driver know of each other.
 *
 * A drive is a device object, its links and one system thread, the drive's
 * loop: only the loop touches the simulated drive, so that needs no lock. A
 * dispatch routine never waits: it marks its IRP pending, puts it in line and
 * wakes the loop. What two threads touch is under a spin lock: wdm_drive.lock
 * (lines, marks of cancellation, ends of files) or wdm_driver.lock (files of a
 * drive, its removal, counts). Only private codes wait for each other, for the
 * table of drives. No lock is held when an IRP is completed. */
#ifndef TJ_SIM_HOST_WDM_PARTS_H
#define TJ_SIM_HOST_WDM_PARTS_H

#include "sim/host/wdm/private_ioctl.h"
#include "sim/loop.h"

#include <ntddk.h>

#define WDM_TAG 0x6d6a7274u /* "trjm" */
enum {
    WDM_IN_FLIGHT_MAX = 512,
    WDM_EVENTS_MAX = 1024, /* Which no listener was told of yet. */
    WDM_NAME_MAX = 64,
};

struct wdm_driver;
struct wdm_drive;

/* The extension of every device object of ours. */
enum wdm_role { WDM_CONTROL, WDM_DIRECT, WDM_VOLUME };
struct wdm_extension {
    enum wdm_role      role;
    struct wdm_driver *driver;
    struct wdm_drive  *drive; /* Under the driver's lock; NULL: it ended. */
};

/* Something for the loop: an IRP, or the close of a file whose IRP was answered
 * already. */
struct wdm_item {
    LIST_ENTRY        link;
    struct wdm_drive *drive;
    PIRP              irp;    /* NULL: nobody waits. */
    struct wdm_file  *file;   /* Until it was taken out of the line; of SIM_OPEN
                                 and SIM_CLOSE to their end. Under Wine a file
                                 may end before its requests do. */
    struct sim_input  input;
    uint32_t          order;  /* TRAYJAM_PRIVATE_*, of an order. */
    bool              cancellable;  /* It has a cancel routine. */
    bool              cancel_asked; /* Under the lock. */
    bool              cancel_told;  /* The drive knows. */
};

/* A file object of ours. Wine does not wait for the answer to IRP_MJ_CREATE and
 * gives the program a handle whatever it is. So it is answered at once there;
 * what comes next waits for the drive's own answer, and a refusal is what every
 * request of the handle then gets. */
struct wdm_file {
    tj_handle         handle;
    uint32_t          process;
    bool              opening; /* The drive has not answered yet. */
    uint32_t          refused; /* Its status, when the drive did not open it. */
    bool              cleaned; /* Its IRP_MJ_CLEANUP came: not under Wine. */
    bool              closed, ended; /* IRP_MJ_CLOSE came; the drive answered. */
    struct wdm_file  *next;    /* Of its drive. */
    struct wdm_item   close;
};

struct wdm_drive {
    struct wdm_driver *driver;
    uint32_t           number;
    DEVICE_OBJECT     *direct, *volume; /* The latter may be NULL. */
    WCHAR              link[WDM_NAME_MAX], letter[WDM_NAME_MAX];
    void              *thread;
    KEVENT             wake;
    KSPIN_LOCK         lock;
    LIST_ENTRY         line;   /* Requests, in the order of their dispatch. */
    LIST_ENTRY         orders; /* Private ones, which wait for nobody. */
    bool               cancels; /* Somebody marked an item. */
    bool               stopping; /* The driver goes: cancel all and end. */
    /* Under the driver's lock. */
    bool               removed;  /* Its names are gone: no new file. */
    bool               over;     /* The loop has ended or is about to. */
    uint32_t           files;

    /* Of the loop alone. */
    struct wdm_file *first;
    uint32_t         unsettled;  /* Opens and closes that nobody waits for. */
    uint32_t         in_flight, free_count;
    uint16_t         free[WDM_IN_FLIGHT_MAX];
    struct wdm_item *flight[WDM_IN_FLIGHT_MAX];
    tj_handle        last_handle;
    uint64_t         events;
    struct sim_loop  loop;
};

struct wdm_event {
    struct wdm_drive *drive;
    struct tj_event   event;
};

struct wdm_driver {
    DRIVER_OBJECT     *object;
    DEVICE_OBJECT     *control;
    bool               wine;
    enum trayjam_route route;
    KEVENT             table; /* Signalled: nobody has the table. A mutex whose
                                 owner stays at PASSIVE_LEVEL. */
    struct wdm_drive  *drives[TRAYJAM_DRIVES_MAX];
    KSPIN_LOCK         lock;
    uint64_t           answered, cancelled;

    /* Events on their way out (report.c). */
    void             *reporter;
    KEVENT            news;
    KSPIN_LOCK        events_lock;
    bool              reporter_stops;
    uint32_t          events_first, events_count;
    struct wdm_drive *telling; /* Whose event the reporter has in hand. */
    uint64_t          events_sent, events_lost, events_failed;
    HANDLE            pipe; /* To Wine's plug and play service, or NULL. */
    struct wdm_event  events[WDM_EVENTS_MAX];
};

/* --- driver.c --- */
void *wdm_take(size_t size); /* Zeroed, from the nonpaged pool, or NULL. */
void  wdm_give(void *memory);
NTSTATUS wdm_answer(PIRP irp, NTSTATUS status, ULONG_PTR info);
NTSTATUS wdm_start_thread(KSTART_ROUTINE *routine, void *context, void **thread);
void     wdm_join_thread(void **thread);

/* --- drive.c: one drive's life --- */
NTSTATUS wdm_drive_add(struct wdm_driver *driver,
                       const struct trayjam_add *wanted,
                       const struct sim_profile *profile);
/* Takes its names away; it ends with its last file. */
void wdm_drive_remove(struct wdm_drive *drive);
/* With the table: frees those that were removed and whose last file went. */
void wdm_drives_reap(struct wdm_driver *driver);
/* Ends all now, and waits until they have ended. */
void wdm_drives_stop(struct wdm_driver *driver);

/* --- loop.c --- */
void NTAPI wdm_loop(void *drive);
void wdm_wake(struct wdm_drive *drive);
uint64_t wdm_now_ns(void);

/* --- dispatch.c: from IRPs to inputs --- */
DRIVER_DISPATCH wdm_create, wdm_cleanup, wdm_close, wdm_control, wdm_transfer,
    wdm_flush;
/* A file object of the drive is gone: both ended and closed. */
void wdm_leave(struct wdm_drive *drive);
/* A new item for the drive's loop, or NULL. */
struct wdm_item *wdm_item_for(struct wdm_drive *drive, PIRP irp);
/* Marks its IRP pending and hands it to the loop. */
NTSTATUS wdm_put_in_line(struct wdm_item *item, LIST_ENTRY *line);

/* Its program goes on, though on Windows it would wait. */
static inline bool wdm_goes_on(const struct wdm_item *item)
{
    return item->irp == NULL;
}

/* --- answer.c: from replies to IRPs --- */
/* Completes the IRP and gives the item back. In the loop only. */
void wdm_item_answer(struct wdm_item *item, const struct sim_effect *effect,
                     const uint8_t *output);
void wdm_item_end(struct wdm_item *item, uint32_t status);

/* --- orders.c: the private codes --- */
NTSTATUS wdm_private(struct wdm_driver *driver, PIRP irp);
/* In the loop. */
void wdm_order_obey(struct wdm_drive *drive, struct wdm_item *item);
void wdm_order_refuse(struct wdm_item *item);

/* --- report.c, plugplay.c --- */
void NTAPI wdm_reporter(void *driver);
void wdm_report(struct wdm_drive *drive, const struct tj_event *event);
/* Forgets what a drive has not told yet. */
void wdm_report_forget(struct wdm_drive *drive);
bool wdm_plugplay_send(struct wdm_driver *driver, const uint8_t *bytes,
                       uint32_t size);
void wdm_plugplay_end(struct wdm_driver *driver);

#endif
