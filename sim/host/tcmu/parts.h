/* What the files of the host know of each other. Nothing but sim/host/tcmu
 * includes it. */
#ifndef TJ_SIM_HOST_TCMU_PARTS_H
#define TJ_SIM_HOST_TCMU_PARTS_H

#include "core/base/os.h"
#include "sim/host/tcmu/host.h"
#include "sim/host/tcmu/target.h"

#include <sys/un.h>

enum { DESK_CLIENTS_MAX = 16 };

/* --- desk.c: where orders come in --- */
struct tcmu_desk {
    int                listener; /* -1: not open. */
    bool               bound;
    int                clients[DESK_CLIENTS_MAX]; /* -1: free. */
    struct sockaddr_un address;
};
enum tj_status tcmu_desk_open(struct tcmu_desk *desk, const char *root,
                              unsigned number, struct tj_error *error);
void tcmu_desk_close(struct tcmu_desk *desk);
void tcmu_desk_accept(struct tcmu_desk *desk);
/* True: a whole message came. False: nothing yet, or the client is gone or
 * talks nonsense and was hung up on. */
bool tcmu_desk_take(struct tcmu_desk *desk, unsigned client,
                    struct tcmu_message *message);
void tcmu_desk_answer(struct tcmu_desk *desk, unsigned client,
                      const void *answer, size_t size);
/* error: NULL when it was done. */
void tcmu_desk_result(struct tcmu_desk *desk, unsigned client, unsigned number,
                      const struct tj_error *error);

/* --- cable.c: the drive is plugged in or pulled out by another thread --- */
enum tcmu_move { TCMU_MOVE_NONE, TCMU_MOVE_IN, TCMU_MOVE_OUT };
struct tcmu_cable {
    const struct tcmu_target *target; /* Not owned. */
    struct tj_os_thread thread;
    enum tcmu_move      move;  /* Under way. */
    int                 done[2]; /* A pipe; readable once it is over. */
    struct tj_error     error;
    enum tj_status      status;
};
enum tj_status tcmu_cable_init(struct tcmu_cable *cable,
                               const struct tcmu_target *target,
                               struct tj_error *error);
void tcmu_cable_deinit(struct tcmu_cable *cable);
/* None is under way. */
enum tj_status tcmu_cable_move(struct tcmu_cable *cable, enum tcmu_move move,
                               struct tj_error *error);
/* It is over: gives which it was, and how it ended is in the cable. */
enum tcmu_move tcmu_cable_take(struct tcmu_cable *cable);

#endif
