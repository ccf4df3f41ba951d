/* SPDX-License-Identifier: MIT */
#include "backends/attach/scsi.h"

#include "backends/attach/words.h"
#include "core/drive/bytes.h"

#include <string.h>

/* SCSI_PASS_THROUGH of a 64-bit program (ntddscsi.h). */
enum { AT_LENGTH = 0, AT_STATUS = 2, AT_CDB_SIZE = 6, AT_SENSE_SIZE = 7,
       AT_DIRECTION = 8, AT_DATA_SIZE = 12, AT_TIMEOUT = 16, AT_DATA = 24,
       AT_SENSE = 32, AT_CDB = 36, STRUCTURE = 56 };
enum { CHECK_CONDITION = 2 };

bool attach_pack_scsi(const struct attach_command *command, struct tj_op *op)
{
    uint32_t size = command->direction == ATTACH_NO_DATA ? 0 : command->size;
    bool     sends = command->direction == ATTACH_TO_DRIVE && size > 0;

    if (command->cdb_size == 0 || command->cdb_size > ATTACH_CDB_MAX ||
        size > ATTACH_DATA_MAX)
        return false;
    uint64_t seconds = ((uint64_t)command->timeout_ms + 999) / 1000;
    op->verb = TJ_IOCTL;
    op->code = ATTACH_CODE_PASS_THROUGH;
    op->input_size = sends ? ATTACH_DATA_AT + size : ATTACH_DATA_AT;
    op->output_size = sends ? ATTACH_DATA_AT : ATTACH_DATA_AT + size;
    memset(op->input, 0, sizeof op->input);
    tj_put_u16(op->input + AT_LENGTH, STRUCTURE);
    op->input[AT_CDB_SIZE] = command->cdb_size;
    op->input[AT_SENSE_SIZE] = ATTACH_SENSE_SIZE;
    op->input[AT_DIRECTION] = (uint8_t)(size == 0 ? ATTACH_NO_DATA
                                                  : command->direction);
    tj_put_u32(op->input + AT_DATA_SIZE, size);
    tj_put_u32(op->input + AT_TIMEOUT, seconds > 0 ? (uint32_t)seconds : 60);
    tj_put_u64(op->input + AT_DATA, ATTACH_DATA_AT);
    tj_put_u32(op->input + AT_SENSE, ATTACH_SENSE_AT);
    memcpy(op->input + AT_CDB, command->cdb, command->cdb_size);
    if (sends) {
        uint32_t room = TJ_INPUT_MAX - ATTACH_DATA_AT;
        memcpy(op->input + ATTACH_DATA_AT, command->data,
               size < room ? size : room);
    }
    return true;
}

bool attach_unpack_scsi(const struct tj_reply *reply,
                        struct attach_result *result)
{
    if (reply->outcome != TJ_DONE || reply->info < STRUCTURE)
        return false;
    uint32_t there = reply->info < TJ_OUTPUT_MAX ? reply->info : TJ_OUTPUT_MAX;
    bool     bad = reply->output[AT_STATUS] == CHECK_CONDITION;

    *result = (struct attach_result){
        .status = reply->output[AT_STATUS],
        .moved = tj_get_u32(reply->output + AT_DATA_SIZE),
    };
    if (bad && there >= ATTACH_SENSE_AT + ATTACH_SENSE_SIZE) {
        result->sense = reply->output + ATTACH_SENSE_AT;
        result->sense_size = ATTACH_SENSE_SIZE;
    }
    if (there > ATTACH_DATA_AT) {
        result->data = reply->output + ATTACH_DATA_AT;
        result->carried = there - ATTACH_DATA_AT < result->moved
                              ? there - ATTACH_DATA_AT
                              : result->moved;
    }
    return true;
}
