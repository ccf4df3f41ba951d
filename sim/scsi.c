/* Names of what a port driver says of a command. */
#include "sim/scsi.h"

#include "core/base/assert.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {
    [SIM_SRB_SUCCESS] = "success",
    [SIM_SRB_TIMEOUT] = "timeout",
    [SIM_SRB_COMMAND_TIMEOUT] = "command_timeout",
    [SIM_SRB_ABORTED] = "aborted",
    [SIM_SRB_SELECTION_TIMEOUT] = "selection_timeout",
    [SIM_SRB_NO_DEVICE] = "no_device",
    [SIM_SRB_NO_HBA] = "no_hba",
    [SIM_SRB_INVALID_LUN] = "invalid_lun",
    [SIM_SRB_BUS_RESET] = "bus_reset",
    [SIM_SRB_PARITY] = "parity",
    [SIM_SRB_UNEXPECTED_BUS_FREE] = "unexpected_bus_free",
    [SIM_SRB_DATA_OVERRUN] = "data_overrun",
    [SIM_SRB_PHASE_SEQUENCE_FAILURE] = "phase_sequence_failure",
    [SIM_SRB_REQUEST_FLUSHED] = "request_flushed",
    [SIM_SRB_INVALID_REQUEST] = "invalid_request",
    [SIM_SRB_INTERNAL_ERROR] = "internal_error",
    [SIM_SRB_ERROR] = "error",
    [SIM_SRB_OTHER] = "other",
};
_Static_assert(sizeof names / sizeof *names == SIM_SRB_COUNT,
               "every SRB status has a name");

const char *sim_srb_name(enum sim_srb srb)
{
    TJ_ASSERT((unsigned)srb < SIM_SRB_COUNT);
    return names[srb];
}

bool sim_srb_by_name(const char *name, enum sim_srb *srb)
{
    for (unsigned i = 0; i < SIM_SRB_COUNT; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        *srb = (enum sim_srb)i;
        return true;
    }
    return false;
}
