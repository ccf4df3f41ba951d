/* One row per disturbance; what has an argument is finished by its kind. */
#include "sim/disturb.h"

#include "core/base/assert.h"

#include <string.h>

#define HAND(which)   { .kind = SIM_HAND, .hand = (which) }
#define POWER(which)  { .kind = SIM_POWER, .power = (which) }
#define INJECT(which) { .kind = SIM_INJECT, .injection = { .kind = (which) } }

static const struct sim_input rows[] = {
    [TJ_DISTURB_SENSE] = INJECT(SIM_INJECT_SENSE),
    [TJ_DISTURB_SRB] = INJECT(SIM_INJECT_SENSE),
    [TJ_DISTURB_BUSY] = INJECT(SIM_INJECT_BUSY),
    [TJ_DISTURB_JAM] = HAND(SIM_JAM_TRAY),
    [TJ_DISTURB_PRESS_EJECT] = HAND(SIM_PRESS_EJECT),
    [TJ_DISTURB_OPEN_TRAY] = HAND(SIM_TRAY_OPEN),
    [TJ_DISTURB_CLOSE_TRAY] = HAND(SIM_TRAY_CLOSE),
    [TJ_DISTURB_INSERT] = { .kind = SIM_HAND, .hand = SIM_INSERT_DISC,
                            .disc = SIM_DISC_DATA_CD },
    [TJ_DISTURB_TAKE] = HAND(SIM_TAKE_DISC),
    [TJ_DISTURB_SWAP] = HAND(SIM_TAKE_DISC), /* Then INSERT. */
    [TJ_DISTURB_RESET] = POWER(SIM_POWER_RESET),
    [TJ_DISTURB_UNPLUG] = POWER(SIM_POWER_SURPRISE),
    [TJ_DISTURB_RETURN] = POWER(SIM_POWER_RETURN),
    [TJ_DISTURB_SLEEP] = POWER(SIM_POWER_SLEEP),
    [TJ_DISTURB_WAKE] = POWER(SIM_POWER_WAKE),
    [TJ_DISTURB_FORGET_PREVENT] = INJECT(SIM_INJECT_FORGET_PREVENT),
    [TJ_DISTURB_MUTEX_LOSS] = INJECT(SIM_INJECT_STATE_MUTEX_LOSS),
    [TJ_DISTURB_NO_MEMORY] = INJECT(SIM_INJECT_NO_MEMORY),
    [TJ_DISTURB_THREAD_END] = { .kind = SIM_THREAD_END },
    [TJ_DISTURB_CALM] = HAND(SIM_FREE_TRAY), /* And what calm says. */
};
_Static_assert(sizeof rows / sizeof *rows == TJ_DISTURB_COUNT,
               "every disturbance is an input");

static const uint8_t srbs[] = {
    [TJ_SRB_TIMEOUT] = SIM_SRB_TIMEOUT,
    [TJ_SRB_COMMAND_TIMEOUT] = SIM_SRB_COMMAND_TIMEOUT,
    [TJ_SRB_ABORTED] = SIM_SRB_ABORTED,
    [TJ_SRB_SELECTION_TIMEOUT] = SIM_SRB_SELECTION_TIMEOUT,
    [TJ_SRB_NO_DEVICE] = SIM_SRB_NO_DEVICE,
    [TJ_SRB_BUS_RESET] = SIM_SRB_BUS_RESET,
    [TJ_SRB_PARITY] = SIM_SRB_PARITY,
    [TJ_SRB_UNEXPECTED_BUS_FREE] = SIM_SRB_UNEXPECTED_BUS_FREE,
    [TJ_SRB_DATA_OVERRUN] = SIM_SRB_DATA_OVERRUN,
    [TJ_SRB_REQUEST_FLUSHED] = SIM_SRB_REQUEST_FLUSHED,
    [TJ_SRB_INTERNAL_ERROR] = SIM_SRB_INTERNAL_ERROR,
};
_Static_assert(sizeof srbs / sizeof *srbs == TJ_SRB_COUNT,
               "every status of a port driver is the simulator's too");

static const uint8_t discs[] = {
    [TJ_DISC_DATA_CD] = SIM_DISC_DATA_CD,
    [TJ_DISC_SAME] = SIM_DISC_SAME,
    [TJ_DISC_AUDIO_CD] = SIM_DISC_AUDIO_CD,
    [TJ_DISC_BLANK_CD] = SIM_DISC_BLANK_CD,
    [TJ_DISC_DVD] = SIM_DISC_DVD,
    [TJ_DISC_DVD_RW] = SIM_DISC_DVD_RW,
    [TJ_DISC_BD] = SIM_DISC_BD,
    [TJ_DISC_UNREADABLE] = SIM_DISC_UNREADABLE,
    [TJ_DISC_DVD_RAM] = SIM_DISC_DVD_RAM,
};
_Static_assert((int)TJ_DISC_COUNT == (int)SIM_DISC_KIND_COUNT &&
                   sizeof discs == TJ_DISC_COUNT,
               "every disc is the simulator's too");

/* Each planted as nothing. */
static const struct sim_input calm[] = {
    INJECT(SIM_INJECT_SENSE), INJECT(SIM_INJECT_BUSY),
    INJECT(SIM_INJECT_STATE_MUTEX_LOSS), INJECT(SIM_INJECT_NO_MEMORY),
};
enum { CALM_COUNT = sizeof calm / sizeof *calm };
_Static_assert((int)CALM_COUNT < (int)SIM_DISTURB_INPUTS_MAX,
               "all of them fit behind the first input");

unsigned sim_disturb(const struct tj_disturb *disturb, uint16_t thread,
                     struct sim_input inputs[SIM_DISTURB_INPUTS_MAX])
{
    TJ_ASSERT(tj_disturb_valid(disturb));
    struct sim_input *input = &inputs[0];

    *input = rows[disturb->kind];
    input->thread = thread;
    input->duration_ns = disturb->time_ns;
    input->injection.duration_ns = disturb->time_ns;
    input->injection.count = disturb->count > 0 ? disturb->count : 1;
    input->injection.opcode =
        disturb->only > 0 ? (uint8_t)(disturb->only - 1) : SIM_OP_ANY;
    if (disturb->kind == TJ_DISTURB_INSERT)
        input->disc = discs[disturb->disc];
    if (disturb->kind == TJ_DISTURB_SENSE)
        input->injection.sense = (struct sim_sense){
            disturb->sense[0], disturb->sense[1], disturb->sense[2] };
    if (disturb->kind == TJ_DISTURB_SRB)
        input->injection.srb = srbs[disturb->srb];
    if (disturb->kind == TJ_DISTURB_CALM) {
        memcpy(inputs + 1, calm, sizeof calm);
        return 1 + CALM_COUNT;
    }
    if (disturb->kind != TJ_DISTURB_SWAP)
        return 1;
    inputs[1] = rows[TJ_DISTURB_INSERT];
    return 2;
}
