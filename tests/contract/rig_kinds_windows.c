/* On Windows: a real drive, named by TRAYJAM_CONTRACT_DRIVE. What else there
 * is was held to the contract by Criterion, on Linux. */
#include "rig.h"

const struct rig_kind rig_kinds[] = {
    { "windows", RIG_WINDOWS, RIG_BARE },
    { "record over fault over windows", RIG_WINDOWS, RIG_RECORD | RIG_FAULT },
};

enum tj_status rig_kernel_open(struct rig *rig, struct tj_error *error)
{
    (void)rig;
    return tj_fail(error, TJ_UNAVAILABLE, "no model of Linux here");
}
const size_t rig_kinds_count = sizeof rig_kinds / sizeof *rig_kinds;
