#include "backends/real/wear.h"

#include "core/drive/encode.h"

/* SCSI pass-through: nobody can say what such a command does. */
static bool is_pass_through(uint32_t code)
{
    return code == TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x401, 0, 3) ||
           code == TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x405, 0, 3) ||
           code == TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x411, 0, 3) ||
           code == TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x412, 0, 3);
}

bool real_moves_tray(const struct tj_op *op)
{
    uint32_t readable =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;
    enum tj_verb verb = op->verb != TJ_IOCTL
                            ? op->verb
                            : tj_decode_verb(op->code, op->input, readable);

    return verb == TJ_EJECT || verb == TJ_LOAD || verb == TJ_LOAD2 ||
           (op->verb == TJ_IOCTL && is_pass_through(op->code));
}

bool real_writes(const struct tj_op *op)
{
    return op->verb == TJ_WRITE ||
           (op->verb == TJ_IOCTL && is_pass_through(op->code));
}
