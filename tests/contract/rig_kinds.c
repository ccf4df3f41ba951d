/* Every backend of this system; of real drives a model. */
#include "rig.h"

const struct rig_kind rig_kinds[] = {
    { "null", RIG_NULL, RIG_BARE },
    { "sim", RIG_SIM, RIG_BARE },
    { "virtual", RIG_VIRTUAL, RIG_BARE },
    { "server", RIG_SERVER, RIG_BARE },
    { "linux", RIG_LINUX, RIG_BARE },
    { "fault over null", RIG_NULL, RIG_FAULT },
    { "fault over sim", RIG_SIM, RIG_FAULT },
    { "fault over virtual", RIG_VIRTUAL, RIG_FAULT },
    { "fault over server", RIG_SERVER, RIG_FAULT },
    { "fault over linux", RIG_LINUX, RIG_FAULT },
    { "record over null", RIG_NULL, RIG_RECORD },
    { "record over sim", RIG_SIM, RIG_RECORD },
    { "record over virtual", RIG_VIRTUAL, RIG_RECORD },
    { "record over server", RIG_SERVER, RIG_RECORD },
    { "record over fault over linux", RIG_LINUX, RIG_RECORD | RIG_FAULT },
    { "record over fault over sim", RIG_SIM, RIG_RECORD | RIG_FAULT },
    { "record over fault over virtual", RIG_VIRTUAL, RIG_RECORD | RIG_FAULT },
};
const size_t rig_kinds_count = sizeof rig_kinds / sizeof *rig_kinds;
