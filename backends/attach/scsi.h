/* SPDX-License-Identifier: MIT */
/* A SCSI command of a Linux program as IOCTL_SCSI_PASS_THROUGH, and back
 * (class-driver spec 2.6). Pure.
 *
 *     0 structure, 56   sense, 20   80 data
 *
 * Data to the drive is carried as far as a request's input reaches
 * (TJ_INPUT_MAX); data from it as far as a reply does, zeros behind. */
#ifndef TJ_BACKENDS_ATTACH_SCSI_H
#define TJ_BACKENDS_ATTACH_SCSI_H

#include "core/drive/op.h"

enum { ATTACH_SENSE_AT = 56, ATTACH_SENSE_SIZE = 18, ATTACH_DATA_AT = 80,
       ATTACH_CDB_MAX = 16, ATTACH_DATA_MAX = 64 * 1024 };

enum attach_direction { ATTACH_TO_DRIVE, ATTACH_FROM_DRIVE, ATTACH_NO_DATA };

struct attach_command {
    const uint8_t        *cdb;
    uint8_t               cdb_size;
    enum attach_direction direction;
    uint32_t              size;  /* Of the data. */
    const uint8_t        *data;  /* TO_DRIVE */
    uint32_t              timeout_ms;
};
/* False: it does not fit (EINVAL). */
bool attach_pack_scsi(const struct attach_command *command, struct tj_op *op);

struct attach_result {
    uint8_t        status;     /* Of the drive: 0 GOOD, 2 CHECK CONDITION. */
    uint8_t        sense_size; /* 0: no sense. */
    const uint8_t *sense;      /* In the reply. */
    uint32_t       moved;      /* Bytes of data. */
    uint32_t       carried;    /* Of them in the reply, at ... */
    const uint8_t *data;
};
/* False: the answer is none of these. */
bool attach_unpack_scsi(const struct tj_reply *reply,
                        struct attach_result *result);

#endif
