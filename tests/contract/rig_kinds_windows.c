/* On Windows: a real drive, named by TRAYJAM_CONTRACT_DRIVE, and what needs no
 * socket. */
#include "rig.h"

const struct rig_kind rig_kinds[] = {
    { "windows", RIG_WINDOWS, RIG_BARE },
    { "fault over windows", RIG_WINDOWS, RIG_FAULT },
    { "record over windows", RIG_WINDOWS, RIG_RECORD },
    { "record over fault over windows", RIG_WINDOWS, RIG_RECORD | RIG_FAULT },
    { "null", RIG_NULL, RIG_BARE },
    { "sim", RIG_SIM, RIG_BARE },
    { "virtual", RIG_VIRTUAL, RIG_BARE },
};
const size_t rig_kinds_count = sizeof rig_kinds / sizeof *rig_kinds;
