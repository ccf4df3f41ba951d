/* On Windows: a real drive, named by TRAYJAM_CONTRACT_DRIVE. What else there
 * is was held to the contract by Criterion, on Linux. */
#include "rig.h"

const struct rig_kind rig_kinds[] = {
    { "windows", RIG_WINDOWS, RIG_BARE },
    { "record over fault over windows", RIG_WINDOWS, RIG_RECORD | RIG_FAULT },
};
const size_t rig_kinds_count = sizeof rig_kinds / sizeof *rig_kinds;
