/* The whole state of one drive: one fixed-size struct, copyable by assignment
 * (sim/save.h: shorter), at most SIM_STATE_SIZE_MAX bytes. Names follow spec
 * 0.7. Limits reached are answers (INSUFFICIENT_RESOURCES), never truncations.
 * Hosts treat it as opaque. */
#ifndef TJ_SIM_STATE_H
#define TJ_SIM_STATE_H

#include "core/drive/op.h"
#include "sim/command.h"
#include "sim/events.h"
#include "sim/profile.h"

enum { SIM_HANDLES_MAX = 160, SIM_FILES_MAX = 160, SIM_REQUESTS_MAX = 80,
       SIM_VOLUMES_MAX = 4, SIM_FOREIGN_MAX = 32, SIM_INDEX_SIZE = 256,
       SIM_TIMERS_MAX = SIM_REQUESTS_MAX + 12, SIM_STATE_SIZE_MAX = 32 * 1024 };
enum { SIM_NO_FILE = 0xff, SIM_NO_REQUEST = 0xff, SIM_NO_VOLUME = 0xff };

/* Who can continue: request slots first (the last one is the driver's own poll
 * token, spec 4.3), then closing file objects, then the two below. */
enum { SIM_POLL_SLOT = SIM_REQUESTS_MAX,
       SIM_ACTOR_FILE = 0x100, /* + index of the file object */
       SIM_ACTOR_DELIVERY = 0x200, SIM_ACTOR_HARDWARE = 0x201,
       SIM_ACTOR_WORK = 0x210 /* + enum sim_work */,
       SIM_NO_ACTOR = 0xffff };

/* Spec 0.4; and the file system's own device object (6.2, INVALIDATE). */
enum sim_class { SIM_CLASS_D, SIM_CLASS_V, SIM_CLASS_F, SIM_CLASS_CONTROL };
enum sim_vpb { SIM_VPB_NONE, SIM_VPB_RAW, SIM_VPB_FS };

/* A host's number (handle, request) to a slot. Open addressing; key 0 is an
 * empty place. */
struct sim_index {
    uint32_t keys[SIM_INDEX_SIZE];
    uint8_t  slots[SIM_INDEX_SIZE];
};

/* The steps that end an ownership (spec 1.5), for an IOCTL or a close. */
struct sim_release {
    uint8_t stage;
    uint8_t previous; /* Media state to come back to (spec 1.6). */
    bool    quiet;    /* CDROM_NO_MEDIA_NOTIFICATIONS */
    bool    by_close;
};

/* A request from arrival to reply. */
struct sim_request {
    uint64_t offset; /* Read and write; volume open: the new handle. */
    uint32_t number; /* The host's name for it. */
    uint32_t code;   /* As sent: the gate looks at the raw code. */
    uint32_t input_size, output_size, length;
    uint32_t status, info;
    uint8_t  file;   /* SIM_NO_FILE: the kernel's own, or an open. */
    uint8_t  kind;   /* enum sim_input_kind */
    uint8_t  phase;  /* enum sim_phase, sim/internal.h */
    uint8_t  stage;  /* The handler's own. */
    uint8_t  next;   /* In the queue or the free list. */
    uint8_t  route;  /* Row of the dispatch table. */
    uint8_t  target, access, share, flags;
    uint8_t  parent; /* A request of the kernel's own: whose step it is, woken
                        at its end. SIM_NO_REQUEST for a host's. */
    uint16_t thread, process; /* The caller's; 0: none that will end. */
    bool     ready, queued, cancelled;
    uint8_t  errand;   /* enum sim_errand, volume.h */
    bool     override : 1; /* SL_OVERRIDE_VERIFY_VOLUME of its commands. */
    bool     verified : 1; /* A LOCK_VOLUME knows that it is the right volume,
                              ... */
    bool     restarted : 1; /* ... had to make room once (R31). */
    bool     orphan : 1; /* Its process ended: what it opens closes again. */
    bool     holds_thread : 1; /* A token: its caller waits in the driver. */
    bool     in_line : 1; /* Its synchronous file object serves another. */
    struct sim_release release;
    struct sim_command command;
    uint8_t  buffer[TJ_INPUT_MAX]; /* METHOD_BUFFERED: input, then output. */
};

/* A file object (spec 0.2): all ownership is per file object. */
struct sim_file {
    uint32_t handle;        /* The last one given or closed. */
    uint32_t close_request; /* The CloseHandle to answer; 0: none waits. */
    uint32_t tray_locks, mcn_disable;
    uint16_t handles, requests; /* Both 0: the last reference is gone. */
    uint8_t  class, access, phase;
    uint8_t  next;     /* In the free list; in use: the first request that
                          waits for the synchronous file object. */
    uint8_t  volume;   /* Class V and F: the volume it was opened on. */
    uint8_t  share, flags;
    uint8_t  instance; /* Of the device it was opened on (spec 2.6). */
    uint16_t process;  /* Who opened it; foreign handles are listed apart. */
    bool     used, ready;
    uint8_t  streaming; /* SIM_STREAMING_*: how it reads and writes. */
    bool     busy;     /* Synchronous: a request of its is on its way. */
    bool     dismount_on_close : 1; /* spec 0.7 */
    bool     on_volume : 1; /* Counts as a handle of its volume. */
    bool     wrote : 1; /* To the disc: verify at its CLEANUP (spec 6.4). */
    uint8_t  cleanup;   /* How far its CLEANUP in the file system is. */
    struct sim_release release;
};

/* A volume that was mounted and whose last handle has not gone (spec 6). */
struct sim_volume {
    bool     used, raw, locked_explicitly, dismounted;
    bool     audio;       /* No data track (DISK_TYPE, spec 3.2). */
    uint8_t  condition;   /* enum sim_vcb, volume.h */
    uint8_t  lock_file;   /* Who holds the lock of 6.2 or 6.5; SIM_NO_FILE */
    uint16_t handles;     /* File objects not cleaned up. */
    uint16_t files;       /* File objects not closed. */
    uint32_t mcc;         /* The Vcb's copy of the change count. */
    uint32_t disc_serial; /* What was read when it was mounted. */
};

struct sim_timer {
    uint64_t  at_ns;
    sim_actor who;
};

struct sim_drive {
    struct sim_profile  profile;
    uint64_t            now_ns; /* S1: never runs backwards. */
    struct sim_hardware hardware;

    /* spec 0.7 */
    uint8_t  owner; /* File index; S5: never a closed one. */
    uint8_t  name[64];
    uint8_t  known, reported;
    uint32_t mcc, mcn_disable, simple, prot;
    bool     poll_busy, an_pending, verify, write_allowed, mmc_update;
    bool     play_active, gesn_off;
    bool     gesn_hack;   /* Classes are asked for one after the other. */
    uint8_t  gesn_resends, gesn_mask; /* Classes to ask for; 0: none. */
    uint8_t  gesn_quiet;  /* Classes left out until the rest is quiet. */
    uint64_t empty_since_ns; /* Of a ZPODD; 0: not seen empty. */
    bool     zero_power;  /* A ZPODD that sleeps, empty (spec 3.2). */
    bool     no_reserve_6; /* The drive refused RESERVE(6) (spec 5.4). */
    uint8_t  device_hotplug; /* STORAGE_HOTPLUG_INFO.DeviceHotplug */
    uint32_t sectors;     /* As READ CAPACITY last told; 0: unknown (W6 d). */
    uint8_t  schema, streaming; /* enum sim_schema, SIM_STREAMING_*: the disc */
    uint16_t blocking;    /* Sectors of a block that is written as a whole. */
    uint8_t  vpb;
    uint8_t  volume;      /* The one that the VPB names, or SIM_NO_VOLUME. Its
                             locked_explicitly is VPB_LOCKED (spec 6.2). */
    uint16_t volume_holder;  /* Of the volume resource: actor + 1; 0: free. */
    uint16_t volume_waiters;
    uint32_t look_count;  /* Of the disc that its holder looks at (6.6). */
    uint32_t lingering;   /* Planted references to the volume (spec 6.2). */
    uint32_t contentions; /* Planted: the resource is taken (R31). */
    struct sim_volume volumes[SIM_VOLUMES_MAX];

    /* Power and PnP (spec 2.6). */
    uint8_t  instance;
    bool     asleep, removed, remove_pending; /* The last: asked (6.6). */
    bool     speed_set;  /* By a program, since it was last restored. */
    bool     volumes_parked; /* DISK_ARE_VOLUMES_READY (spec 3.2) */
    struct sim_command work[SIM_WORK_COUNT];
    bool     work_ready[SIM_WORK_COUNT];

    /* Sequential queue (spec 0.5 step 5). S3: one executes at a time. */
    uint8_t  queue_head, queue_tail, executing, queue_stops;
    uint8_t  requests_free, files_free, handles_count; /* Free lists' heads. */
    uint8_t  requests_used, files_used, events_used; /* Places ever in use. */
    uint8_t  eject_waiters;
    uint16_t eject_lock;  /* Actor + 1; 0: free (spec 3.3). */

    /* Planted faults of the driver. */
    uint32_t event_losses, mutex_losses, event_duplicates, event_delays;
    uint64_t event_delay_ns;
    uint16_t event_loss_rate; /* In 1000 */
    uint8_t  event_loss_id, event_rate_id, event_duplicate_id;
    uint32_t context_failures; /* spec 1.2 V7 */

    /* Counters of mutants. */
    uint32_t locks_seen, locks_granted;

    /* Notification delivery (spec 7): registrations and the PnP FIFO. */
    uint32_t events_emitted, events_dropped;
    uint8_t  events_head, events_tail, events_free, registrations_count;
    uint8_t  held_head, held_tail, held_count; /* For windows that hang. */
    bool     delivery_ready, delivery_asleep;
    struct sim_registration  registrations[SIM_REGISTRATIONS_MAX];
    struct sim_pending_event events[SIM_EVENTS_MAX];

    uint64_t draws; /* Taken by sim_chance. */
    uint64_t tick_ns, tick_due_ns; /* Next poll tick; UINT64_MAX: no timer. */
    uint64_t wake_ns;              /* As last announced. */
    bool     wake_settled, timers_moved; /* The latter: not looked at yet. */
    uint8_t  timers_count;
    struct sim_timer   timers[SIM_TIMERS_MAX];
    struct sim_command close_command; /* The ALLOW of a close; one at a time,
                                         its sender has the eject lock. */
    struct sim_index   handles, numbers;
    /* Duplicates that another process has than the one that opened. */
    uint8_t  foreign_count;
    uint16_t foreign_process[SIM_FOREIGN_MAX];
    uint32_t foreign_handle[SIM_FOREIGN_MAX];
    struct sim_file    files[SIM_FILES_MAX];
    struct sim_request requests[SIM_REQUESTS_MAX + 1];
};
_Static_assert(sizeof(struct sim_drive) <= SIM_STATE_SIZE_MAX,
               "a drive's state can be snapshot cheaply");

#endif
