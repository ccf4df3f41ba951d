/* Words of the wire between a driver and an MMC drive: operation codes, status
 * bytes, sense, and what a port driver adds of its own. */
#ifndef TJ_SIM_SCSI_H
#define TJ_SIM_SCSI_H

#include <stdbool.h>
#include <stdint.h>

enum { SIM_CDB_SIZE = 12 };

/* Operation codes the drive knows (SPC-4, MMC-6). */
enum sim_opcode {
    SIM_OP_TEST_UNIT_READY = 0x00, SIM_OP_REQUEST_SENSE = 0x03,
    SIM_OP_INQUIRY = 0x12, SIM_OP_RESERVE_6 = 0x16, SIM_OP_RELEASE_6 = 0x17,
    SIM_OP_START_STOP_UNIT = 0x1b, SIM_OP_PREVENT_ALLOW = 0x1e,
    SIM_OP_READ_CAPACITY = 0x25, SIM_OP_READ_10 = 0x28, SIM_OP_WRITE_10 = 0x2a,
    SIM_OP_SEEK_10 = 0x2b, SIM_OP_VERIFY_10 = 0x2f,
    SIM_OP_SYNCHRONIZE_CACHE = 0x35,
    SIM_OP_READ_SUB_CHANNEL = 0x42, SIM_OP_READ_TOC = 0x43,
    SIM_OP_PLAY_AUDIO = 0x45, SIM_OP_GET_CONFIGURATION = 0x46,
    SIM_OP_PLAY_AUDIO_MSF = 0x47,
    SIM_OP_GET_EVENT_STATUS = 0x4a, SIM_OP_PAUSE_RESUME = 0x4b,
    SIM_OP_STOP_PLAY = 0x4e, SIM_OP_READ_DISC_INFORMATION = 0x51,
    SIM_OP_READ_TRACK_INFORMATION = 0x52,
    SIM_OP_SEND_OPC = 0x54, SIM_OP_MODE_SELECT = 0x55, SIM_OP_RESERVE_10 = 0x56,
    SIM_OP_RELEASE_10 = 0x57, SIM_OP_MODE_SENSE = 0x5a,
    SIM_OP_PERSISTENT_IN = 0x5e, SIM_OP_PERSISTENT_OUT = 0x5f,
    SIM_OP_REPORT_LUNS = 0xa0,
    SIM_OP_SEND_KEY = 0xa3, SIM_OP_REPORT_KEY = 0xa4,
    SIM_OP_READ_12 = 0xa8, SIM_OP_GET_PERFORMANCE = 0xac,
    SIM_OP_READ_DVD_STRUCTURE = 0xad, SIM_OP_SET_STREAMING = 0xb6,
    SIM_OP_SET_READ_AHEAD = 0xa7, SIM_OP_SET_CD_SPEED = 0xbb,
    SIM_OP_READ_CD = 0xbe, SIM_OP_WRITE_12 = 0xaa,
    SIM_OP_ANY = 0xff, /* In an injection: whatever comes next. */
};
enum { SIM_SCSI_GOOD = 0x00, SIM_SCSI_CHECK_CONDITION = 0x02,
       SIM_SCSI_BUSY = 0x08, SIM_SCSI_RESERVATION_CONFLICT = 0x18,
       SIM_SCSI_NO_STATUS = 0xff /* The command never ended. */ };

/* What the port driver says of a command (spec 5.3); SUCCESS: the drive
 * answered, look at its SCSI status. */
enum sim_srb {
    SIM_SRB_SUCCESS, SIM_SRB_TIMEOUT, SIM_SRB_COMMAND_TIMEOUT, SIM_SRB_ABORTED,
    SIM_SRB_SELECTION_TIMEOUT, SIM_SRB_NO_DEVICE, SIM_SRB_NO_HBA,
    SIM_SRB_INVALID_LUN, SIM_SRB_BUS_RESET, SIM_SRB_PARITY,
    SIM_SRB_UNEXPECTED_BUS_FREE, SIM_SRB_DATA_OVERRUN,
    SIM_SRB_PHASE_SEQUENCE_FAILURE, SIM_SRB_REQUEST_FLUSHED,
    SIM_SRB_INVALID_REQUEST, SIM_SRB_INTERNAL_ERROR,
    SIM_SRB_ERROR, /* Without usable sense: the SCSI status counts. */
    SIM_SRB_OTHER,
    SIM_SRB_COUNT
};
const char *sim_srb_name(enum sim_srb srb); /* "selection_timeout" ... */
bool        sim_srb_by_name(const char *name, enum sim_srb *srb);

/* Key, additional code, qualifier (SPC-4 4.5.6). */
struct sim_sense { uint8_t key, asc, ascq; };

#endif
