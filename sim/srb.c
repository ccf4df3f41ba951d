/* What the port driver says of a command when the drive gave no reason (spec
 * 5.3, SenseInfoInterpretBySrbStatus and the head of SenseInfoInterpret). */
#include "sim/internal.h"

#define SECONDS(n) ((uint64_t)(n) * 1000000000)

enum { PHASE_RETRIES = 2 };

struct srb_row {
    uint32_t status;
    bool     retry;
    uint8_t  interval_s;
};

/* Timeouts are tried again after a second (F9), a drive that is not selected is
 * not (F14). SUCCESS is here only with a SCSI status without sense: ERROR then.
 * The InternalStatus of a port driver out of memory stands for all of them. */
static const struct srb_row rows[] = {
    [SIM_SRB_SUCCESS] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [SIM_SRB_TIMEOUT] = { TJ_STATUS_IO_TIMEOUT, true, 1 },
    [SIM_SRB_COMMAND_TIMEOUT] = { TJ_STATUS_IO_TIMEOUT, true, 1 },
    [SIM_SRB_ABORTED] = { TJ_STATUS_IO_TIMEOUT, true, 1 },
    [SIM_SRB_SELECTION_TIMEOUT] = { TJ_STATUS_DEVICE_NOT_CONNECTED, false, 2 },
    [SIM_SRB_NO_DEVICE] = { TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    [SIM_SRB_NO_HBA] = { TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    [SIM_SRB_INVALID_LUN] = { TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    [SIM_SRB_BUS_RESET] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [SIM_SRB_PARITY] = { TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    [SIM_SRB_UNEXPECTED_BUS_FREE] = { TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    [SIM_SRB_DATA_OVERRUN] = { TJ_STATUS_DATA_OVERRUN, false, 0 },
    [SIM_SRB_PHASE_SEQUENCE_FAILURE] = { TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    [SIM_SRB_REQUEST_FLUSHED] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [SIM_SRB_INVALID_REQUEST] = { TJ_STATUS_INVALID_DEVICE_REQUEST, false, 0 },
    [SIM_SRB_INTERNAL_ERROR] = { TJ_STATUS_INSUFFICIENT_RESOURCES, false, 0 },
    [SIM_SRB_ERROR] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [SIM_SRB_OTHER] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
};
_Static_assert(sizeof rows / sizeof *rows == SIM_SRB_COUNT,
               "every status of a port driver has a row");

static void by_scsi_status(uint8_t scsi_status, struct sim_verdict *verdict)
{
    if (scsi_status == SIM_SCSI_BUSY)
        verdict->status = TJ_STATUS_DEVICE_NOT_READY;
    if (scsi_status == SIM_SCSI_GOOD) /* An error that names none. */
        verdict->interval_ns = SECONDS(1);
}

struct sim_verdict sim_srb_interpret(const struct sim_drive *drive,
                                     const struct sim_command *command,
                                     const struct sim_answer *answer)
{
    TJ_ASSERT(!sim_has_sense(answer));
    enum sim_srb srb = answer->srb < SIM_SRB_COUNT ? (enum sim_srb)answer->srb
                                                   : SIM_SRB_OTHER;
    const struct srb_row *row = &rows[srb];
    struct sim_verdict verdict = { row->status, row->retry,
                                   SECONDS(row->interval_s) };

    if (srb == SIM_SRB_INTERNAL_ERROR)
        return verdict;
    if (answer->status == SIM_SCSI_RESERVATION_CONFLICT) /* F10 */
        return (struct sim_verdict){ .status = TJ_STATUS_DEVICE_BUSY };
    if (srb == SIM_SRB_ERROR || srb == SIM_SRB_SUCCESS)
        by_scsi_status(answer->status, &verdict);
    if (srb == SIM_SRB_PHASE_SEQUENCE_FAILURE)
        verdict.retry = command->retries < PHASE_RETRIES;
    if (srb == SIM_SRB_REQUEST_FLUSHED && drive->verify)
        verdict = (struct sim_verdict){ .status = TJ_STATUS_VERIFY_REQUIRED };
    return verdict;
}
