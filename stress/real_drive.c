/* SPDX-License-Identifier: MIT */
#include "stress/real_drive.h"

#include "backends/real/wear.h"

#include <string.h>

enum real_plan real_drive_plan_of(enum tj_verb verb)
{
    switch ((int)verb) {
    case TJ_OPEN:
    case TJ_CLOSE:
    case TJ_DUPLICATE:
    case TJ_QUERY:
    case TJ_VERIFY:
    case TJ_VERIFY2:
    case TJ_READ:
    case TJ_CANCEL:
        return REAL_LOOKS;
    case TJ_EJECT:
    case TJ_LOAD:
    case TJ_LOAD2:
    case TJ_WRITE:
    case TJ_IOCTL: /* Bytes: whatever they do. */
        return REAL_MOVES;
    default:
        return REAL_TOUCHES;
    }
}

static enum real_plan plan_of_raw(const struct tj_raw *raw)
{
    struct tj_op op = { .verb = TJ_IOCTL, .code = raw->code,
                        .input_size = raw->input_size };

    memcpy(op.input, raw->input, sizeof op.input);
    return real_moves_tray(&op) || real_writes(&op) ? REAL_MOVES
                                                      : REAL_TOUCHES;
}

static enum real_plan plan_of_step(const struct tj_persona *persona,
                                    const struct tj_step *step)
{
    if (step->kind == TJ_STEP_RAW && step->arg < persona->raws_count)
        return plan_of_raw(&persona->raws[step->arg]);
    return step->kind == TJ_STEP_OP ? real_drive_plan_of(step->verb)
                                    : REAL_LOOKS;
}

enum real_plan real_drive_plan(const struct tj_workload *workload)
{
    enum real_plan most = REAL_LOOKS;

    for (size_t i = 0; i < workload->personas_count; i++) {
        const struct tj_persona *persona = &workload->personas[i];

        for (size_t j = 0; j < persona->steps_count; j++) {
            enum real_plan plan = plan_of_step(persona, &persona->steps[j]);
            most = plan > most ? plan : most;
        }
    }
    return most;
}

enum tj_status real_drive_open(struct tj_real_host *host,
                               const struct tj_target_spec *target,
                               const struct tj_workload *workload,
                               struct tj_error *error)
{
    const struct tj_real_use use = { real_drive_plan(workload), true };

    if (workload->drives > 1)
        return tj_fail(error, TJ_USAGE, "drives = %u: a run has one real "
                       "drive", (unsigned)workload->drives);
    return tj_real_host_open(host, tj_real_kind_of(target->info->name),
                             target->detail, use, error);
}
