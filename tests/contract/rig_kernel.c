/* A drive of Linux for the contract: the model of tests/linux. */
#include "rig.h"

#include "backends/linux/host.h"
#include "tests/linux/kernel_model.h"

#include <stdlib.h>

enum tj_status rig_kernel_open(struct rig *rig, struct tj_error *error)
{
    const struct tj_real_use all = { REAL_MOVES, false };

    rig->kernel = calloc(1, sizeof *rig->kernel);
    kernel_init(rig->kernel);
    rig->kernel->is_virtual = true;
    return linux_host_open_by(&rig->of_linux, &rig->kernel->door, "/dev/sr0",
                              all, error);
}
