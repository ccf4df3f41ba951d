/* The contract between the engine and anything that can stand for a drive.
 *
 * A backend is one client's way to one drive: a chain of layers (layer_*)
 * that ends in a drive (drive_*). What clients share (the simulated drive, a
 * fault plan, a trace) lies behind the chains and is locked there.
 *
 * Promises every backend keeps (tests/contract holds each of them to it, by
 * the same letters):
 *   B1  each accepted operation is answered exactly once; what is still
 *       unanswered at close() is given TJ_UNKNOWN by collect() after it;
 *   B2  answers name an operation of this chain that is in flight;
 *   B3  an answer carries its operation's number and client, a time not
 *       before its submission, and no more output than was asked for;
 *   B4  after close() no handle opened through this chain is open any more;
 *   B5  events arrive in the order the drive emitted them.
 *
 * Threads: no two calls at once on one chain; different chains of one run may
 * be used by different threads at once. Time is the run's: tj_clock_ns() for
 * real drives and threads, virtual nanoseconds in a world. */
#ifndef TJ_CORE_DRIVE_BACKEND_H
#define TJ_CORE_DRIVE_BACKEND_H

#include "core/base/status.h"
#include "core/drive/disturb.h"
#include "core/drive/event.h"
#include "core/drive/op.h"

struct tj_backend;

enum tj_submit {
    TJ_ANSWERED, /* *reply is filled in. */
    TJ_ACCEPTED, /* The answer will come from collect(). */
    TJ_BUSY,     /* Nothing was taken; collect() first, then try again. */
};

enum { TJ_IN_FLIGHT_MAX = 16 }; /* Operations one chain can have in flight. */

struct tj_backend_ops {
    const char *name; /* "record", "fault", "null", "sim" ... */

    /* now_ns: the invocation time, taken by the caller. A blocking drive
     * answers here; an asynchronous one accepts. */
    enum tj_submit (*submit)(struct tj_backend *backend, uint64_t now_ns,
                             const struct tj_op *op, struct tj_reply *reply);
    /* Waits on the run's clock until an answer is there or until_ns, and
     * gives at most one. until_ns 0: only looks. NULL: never accepts. */
    bool (*collect)(struct tj_backend *backend, uint64_t until_ns,
                    struct tj_reply *reply);
    /* Starts delivery of device events to this chain, on a handle it opened
     * (RegisterDeviceNotification). NULL: this drive has no events. */
    enum tj_status (*listen)(struct tj_backend *backend, tj_handle handle,
                             struct tj_error *error);
    /* As collect, for events; gives how many were written. */
    size_t (*events)(struct tj_backend *backend, uint64_t until_ns,
                     struct tj_event *events, size_t events_max);
    /* Closes what is open. Never fails. now_ns as in submit. Afterwards only
     * collect() and events() may be called, and they do not wait. */
    void (*close)(struct tj_backend *backend, uint64_t now_ns);
    /* Makes something happen to the drive itself, now; effects show in later
     * answers. NULL: nobody can do that to this drive. */
    void (*disturb)(struct tj_backend *backend,
                    const struct tj_disturb *disturb);
    /* A fresh drive of that kind in the place of this one, as if nothing had
     * ever happened to it; whoever else used the old one is cut off. settings:
     * "KEY=VALUE,KEY=VALUE" as behind --drive sim:. On a chain that has opened
     * nothing. NULL: nobody can do that to this drive. */
    enum tj_status (*renew)(struct tj_backend *backend, const char *settings,
                            struct tj_error *error);
};

/* What is to happen while the drive has the next request and before it is
 * answered. act may use the same drive again: CANCEL, CLOSE, DUPLICATE,
 * disturb. Blocking drives call it once, and forget it; for the others a caller
 * does it himself after submit. */
struct tj_meanwhile {
    void (*act)(void *context);
    void  *context;
};

/* Every backend struct has this as its first member. */
struct tj_backend {
    const struct tj_backend_ops *ops;
    struct tj_backend           *next; /* What a layer wraps; not owned. */
    tj_client                    client;
    uint8_t                      drive;
    uint8_t                      in_flight; /* Kept by the door. */
    const struct tj_meanwhile   *meanwhile; /* Of a drive; not owned. */
};

/* The only doors to the table: they check what goes in and what comes out. The
 * two that every operation goes through, once a layer, are in door.h. */
static inline enum tj_submit tj_backend_submit(struct tj_backend *backend,
                                               uint64_t now_ns,
                                               const struct tj_op *op,
                                               struct tj_reply *reply);
static inline bool tj_backend_collect(struct tj_backend *backend,
                                      uint64_t until_ns,
                                      struct tj_reply *reply);
enum tj_status tj_backend_listen(struct tj_backend *backend, tj_handle handle,
                                 struct tj_error *error);
size_t tj_backend_events(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_event *events, size_t events_max);
/* Asks the end of the chain. False: it cannot be disturbed. */
bool tj_backend_disturb(struct tj_backend *backend,
                        const struct tj_disturb *disturb);
/* Asks the end of the chain. TJ_UNAVAILABLE: it cannot, or does not know these
 * settings. */
enum tj_status tj_backend_renew(struct tj_backend *backend,
                                const char *settings, struct tj_error *error);
/* For a blocking drive: does what is to happen meanwhile, if anything. */
void tj_backend_act_meanwhile(struct tj_backend *drive);
void tj_backend_close(struct tj_backend *backend, uint64_t now_ns);

#include "core/drive/door.h"

#endif
