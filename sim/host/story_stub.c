/* Names of SRB results and disc kinds, until the hardware has its own. */
#include "sim/host/story_player.h"

#include <string.h>

static const char *const srbs[SIM_SRB_COUNT] = {
    "success", "timeout", "command_timeout", "aborted", "selection_timeout",
    "no_device", "no_hba", "invalid_lun", "bus_reset", "parity",
    "unexpected_bus_free", "data_overrun", "phase_sequence_failure",
    "request_flushed", "invalid_request", "internal_error", "error", "other",
};
static const char *const discs[SIM_DISC_KIND_COUNT] = {
    "same", "data-cd", "audio-cd", "blank-cd", "dvd", "dvd-rw", "bd",
    "unreadable",
};

const char *story_srb_name(enum sim_srb srb)
{
    return srbs[srb];
}

bool story_srb_by_name(const char *name, enum sim_srb *srb)
{
    for (unsigned i = 0; i < SIM_SRB_COUNT; i++) {
        *srb = (enum sim_srb)i;
        if (strcmp(srbs[i], name) == 0)
            return true;
    }
    return false;
}

const char *story_disc_name(enum sim_disc_kind kind)
{
    return discs[kind];
}

bool story_disc_by_name(const char *name, enum sim_disc_kind *kind)
{
    for (unsigned i = 0; i < SIM_DISC_KIND_COUNT; i++) {
        *kind = (enum sim_disc_kind)i;
        if (strcmp(discs[i], name) == 0)
            return true;
    }
    return false;
}
