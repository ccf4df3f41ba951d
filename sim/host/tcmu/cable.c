#include "sim/host/tcmu/parts.h"

#include "core/base/assert.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum tj_status tcmu_cable_init(struct tcmu_cable *cable,
                               const struct tcmu_target *target,
                               struct tj_error *error)
{
    *cable = (struct tcmu_cable){ .target = target, .done = { -1, -1 } };
    if (pipe2(cable->done, O_CLOEXEC) != 0)
        return tj_fail_native(error, TJ_HOST_IO, errno, "cannot make a pipe: %s",
                              strerror(errno));
    return TJ_OK;
}

void tcmu_cable_deinit(struct tcmu_cable *cable)
{
    /* The kernel waits for answers that will not come, and the thread for the
     * kernel: it ends with the process. */
    if (cable->move != TCMU_MOVE_NONE)
        return;
    for (unsigned i = 0; i < 2; i++)
        if (cable->done[i] >= 0)
            close(cable->done[i]);
}

static void run(void *context)
{
    struct tcmu_cable *cable = context;

    cable->status = cable->move == TCMU_MOVE_IN
                        ? tcmu_target_attach(cable->target, &cable->error)
                        : tcmu_target_detach(cable->target, &cable->error);
    while (write(cable->done[1], "", 1) < 0 && errno == EINTR)
        ;
}

enum tj_status tcmu_cable_move(struct tcmu_cable *cable, enum tcmu_move move,
                               struct tj_error *error)
{
    TJ_ASSERT(cable->move == TCMU_MOVE_NONE && move != TCMU_MOVE_NONE);
    cable->move = move;
    enum tj_status status =
        tj_os_thread_start(&cable->thread, run, cable, error);
    if (status != TJ_OK)
        cable->move = TCMU_MOVE_NONE;
    return status;
}

enum tcmu_move tcmu_cable_take(struct tcmu_cable *cable)
{
    enum tcmu_move move = cable->move;
    char           byte;

    TJ_ASSERT(move != TCMU_MOVE_NONE);
    while (read(cable->done[0], &byte, 1) < 0 && errno == EINTR)
        ;
    tj_os_thread_join(&cable->thread);
    cable->move = TCMU_MOVE_NONE;
    return move;
}
