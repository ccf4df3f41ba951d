/* The whole state of one drive: one fixed-size struct, copyable by assignment
 * (search and shrinking snapshot it), at most SIM_STATE_SIZE_MAX bytes. Fields
 * and names follow spec 0.7. Limits reached are answers
 * (INSUFFICIENT_RESOURCES), never truncations. Hosts treat it as opaque. */
#ifndef TJ_SIM_STATE_H
#define TJ_SIM_STATE_H

#include "core/drive/event.h"
#include "core/drive/op.h"
#include "sim/hardware.h"
#include "sim/profile.h"

enum { SIM_HANDLES_MAX = 160, SIM_FILES_MAX = 160, SIM_REQUESTS_MAX = 96,
       SIM_REGISTRATIONS_MAX = 32, SIM_EVENTS_MAX = 64,
       SIM_TIMERS_MAX = SIM_REQUESTS_MAX + 4, SIM_INDEX_SIZE = 256,
       SIM_STATE_SIZE_MAX = 32 * 1024 };
enum { SIM_NO_FILE = 0xff, SIM_NO_REQUEST = 0xff };

/* Who can continue: request slots first (the last one is the driver's own poll
 * token, spec 4.3), then closing file objects, then the two below. */
typedef uint16_t sim_actor;
enum { SIM_POLL_SLOT = SIM_REQUESTS_MAX,
       SIM_ACTOR_FILE = 0x100, /* + index of the file object */
       SIM_ACTOR_DELIVERY = 0x200, SIM_ACTOR_HARDWARE = 0x201 };

enum sim_class { SIM_CLASS_D, SIM_CLASS_V, SIM_CLASS_F }; /* spec 0.4 */
enum sim_vpb { SIM_VPB_NONE, SIM_VPB_RAW, SIM_VPB_FS };

/* A host's number (handle, request) to a slot. Open addressing; key 0 is an
 * empty place. */
struct sim_index {
    uint32_t keys[SIM_INDEX_SIZE];
    uint8_t  slots[SIM_INDEX_SIZE];
};

/* One command of the class driver on its way, retries included (spec 5.4). */
struct sim_command {
    uint64_t first_ns; /* When it was first sent. */
    uint32_t status;   /* NTSTATUS, once finished. */
    uint16_t retries;
    uint8_t  forced;   /* Retries that only ALLOW gets. */
    uint8_t  phase;
    uint8_t  cdb[SIM_CDB_SIZE];
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
    uint8_t  target, access;
    bool     ready, queued, cancelled, unsimulated;
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
    uint8_t  class, access, phase, next; /* next: in the free list. */
    bool     used, ready;
    struct sim_release release;
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
    uint8_t  gesn_resends;
    uint8_t  vpb;
    uint16_t volume_files; /* Class V file objects. */

    /* Sequential queue (spec 0.5 step 5). S3: one executes at a time. */
    uint8_t  queue_head, queue_tail, executing, queue_stops;
    uint8_t  requests_free, files_free, handles_count; /* Free lists' heads. */
    uint8_t  eject_waiters;
    uint16_t eject_lock;  /* Actor + 1; 0: free (spec 3.3). */

    /* Planted faults of the driver. */
    uint32_t event_losses, mutex_losses;
    uint8_t  event_loss_id;

    /* Counters of mutants. */
    uint32_t locks_seen, locks_granted;

    /* Notification delivery (spec 7): registrations and the PnP FIFO. */
    uint32_t events_emitted;
    uint8_t  events_head, events_count, registrations_count;
    bool     delivery_ready;
    uint32_t registrations[SIM_REGISTRATIONS_MAX];
    struct tj_event events[SIM_EVENTS_MAX];

    uint64_t tick_ns, tick_due_ns; /* Next poll tick; UINT64_MAX: no timer. */
    uint64_t wake_ns;              /* As last announced. */
    bool     wake_settled;
    uint8_t  timers_count;
    struct sim_timer   timers[SIM_TIMERS_MAX];
    struct sim_command close_command; /* The ALLOW of a close; one at a time,
                                         its sender has the eject lock. */
    struct sim_index   handles, numbers;
    struct sim_file    files[SIM_FILES_MAX];
    struct sim_request requests[SIM_REQUESTS_MAX + 1];
};
_Static_assert(sizeof(struct sim_drive) <= SIM_STATE_SIZE_MAX,
               "a drive's state can be snapshot cheaply");

#endif
