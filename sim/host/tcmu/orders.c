/* Orders of a person or a test, as the driver of Windows has them, too
 * (sim/host/wdm/orders.c). Input is another process's: nothing is believed. */
#include "sim/host/tcmu/unit.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/drive/disturb.h"
#include "sim/disturb.h"

#include <string.h>

static enum tcmu_deed refuse(struct tj_error *error, const char *text)
{
    (void)tj_fail(error, TJ_BAD_INPUT, "%s", text);
    return TCMU_REFUSED;
}

static bool read_disturb(const struct trayjam_order *order,
                         struct tj_disturb *disturb)
{
    if (order->kind >= TJ_DISTURB_COUNT || order->srb >= TJ_SRB_COUNT ||
        order->only > 0x100)
        return false;
    *disturb = (struct tj_disturb){
        .kind = (uint8_t)order->kind,
        .sense = { order->sense[0], order->sense[1], order->sense[2] },
        .srb = (uint8_t)order->srb,
        .count = order->count,
        .time_ns = order->time_ns,
        .only = (uint16_t)order->only,
    };
    return tj_disturb_valid(disturb);
}

/* --- Hands and faults: one row per disturbance --- */

struct blow {
    struct tcmu_unit        *unit;
    const struct tj_disturb *disturb;
    uint64_t                 now_ns;
    struct tj_error         *error;
};
typedef enum tcmu_deed blow_handler(const struct blow *blow);

static void hand(struct tcmu_unit *unit, const struct sim_input *input,
                 uint64_t now_ns)
{
    const struct sim_gesture gesture = {
        .hand = input->hand, .disc = input->disc,
        .duration_ns = input->duration_ns,
    };

    sim_hardware_hand(&unit->hardware, &unit->profile, &gesture, now_ns);
}

static enum tcmu_deed by_hand(const struct blow *blow)
{
    struct sim_input inputs[SIM_DISTURB_INPUTS_MAX];
    unsigned count = sim_disturb(blow->disturb, 0, inputs);

    for (unsigned i = 0; i < count; i++)
        if (inputs[i].kind == SIM_HAND)
            hand(blow->unit, &inputs[i], blow->now_ns);
    return TCMU_DONE;
}

static uint8_t only(const struct tj_disturb *disturb)
{
    return disturb->only > 0 ? (uint8_t)(disturb->only - 1) : SIM_OP_ANY;
}

static uint32_t how_often(const struct tj_disturb *disturb)
{
    return disturb->count > 0 ? disturb->count : 1;
}

static enum tcmu_deed plant_sense(const struct blow *blow)
{
    struct sim_hardware *hardware = &blow->unit->hardware;
    const uint8_t       *sense = blow->disturb->sense;

    hardware->planted = (struct sim_sense){ sense[0], sense[1], sense[2] };
    hardware->planted_count = how_often(blow->disturb);
    hardware->planted_opcode = only(blow->disturb);
    return TCMU_DONE;
}

static enum tcmu_deed plant_delay(const struct blow *blow)
{
    blow->unit->delay = (struct tcmu_delay){
        how_often(blow->disturb), only(blow->disturb), blow->disturb->time_ns };
    return TCMU_DONE;
}

static enum tcmu_deed plant_silence(const struct blow *blow)
{
    if (blow->disturb->srb != TJ_SRB_TIMEOUT)
        return refuse(blow->error, "what a port driver says is the kernel's; a "
                                   "drive can only fall silent: timeout");
    blow->unit->delay = (struct tcmu_delay){
        how_often(blow->disturb), only(blow->disturb), UINT64_MAX };
    return TCMU_DONE;
}

static enum tcmu_deed reset(const struct blow *blow)
{
    sim_hardware_reset(&blow->unit->hardware);
    return TCMU_DONE;
}

static enum tcmu_deed forget_prevent(const struct blow *blow)
{
    blow->unit->hardware.prevent = blow->unit->hardware.persistent = false;
    return TCMU_DONE;
}

static enum tcmu_deed unplug(const struct blow *blow)
{
    (void)blow;
    return TCMU_UNPLUG;
}

static enum tcmu_deed replug(const struct blow *blow)
{
    (void)blow;
    return TCMU_REPLUG;
}

static enum tcmu_deed calm(const struct blow *blow)
{
    blow->unit->hardware.planted_count = 0;
    blow->unit->delay.count = 0;
    blow->unit->stuck = false;
    return by_hand(blow);
}

/* NULL: it happens to a driver, not to a drive. */
static blow_handler *const blows[TJ_DISTURB_COUNT] = {
    [TJ_DISTURB_SENSE] = plant_sense,
    [TJ_DISTURB_SRB] = plant_silence,
    [TJ_DISTURB_BUSY] = plant_delay,
    [TJ_DISTURB_JAM] = by_hand,
    [TJ_DISTURB_PRESS_EJECT] = by_hand,
    [TJ_DISTURB_OPEN_TRAY] = by_hand,
    [TJ_DISTURB_CLOSE_TRAY] = by_hand,
    [TJ_DISTURB_INSERT] = by_hand,
    [TJ_DISTURB_TAKE] = by_hand,
    [TJ_DISTURB_SWAP] = by_hand,
    [TJ_DISTURB_RESET] = reset,
    [TJ_DISTURB_UNPLUG] = unplug,
    [TJ_DISTURB_RETURN] = replug,
    [TJ_DISTURB_FORGET_PREVENT] = forget_prevent,
    [TJ_DISTURB_CALM] = calm,
};

static enum tcmu_deed disturb(struct tcmu_unit *unit,
                              const struct trayjam_order *order,
                              uint64_t now_ns, struct tj_error *error)
{
    struct tj_disturb what;
    const struct blow blow = { unit, &what, now_ns, error };

    if (!read_disturb(order, &what))
        return refuse(error, "the order is not understood");
    if (blows[what.kind] == NULL)
        return refuse(error, "that happens to a driver of Windows; here the "
                             "driver is the kernel's");
    return blows[what.kind](&blow);
}

static enum tcmu_deed insert(struct tcmu_unit *unit, const char *word,
                             uint64_t now_ns, struct tj_error *error)
{
    struct sim_input   input = { .hand = SIM_INSERT_DISC };
    enum sim_disc_kind kind = SIM_DISC_DATA_CD;

    if (word[0] != '\0' && !sim_disc_kind_by_name(word, &kind)) {
        (void)tj_fail(error, TJ_BAD_INPUT, "`%s`: expected a disc: data-cd "
                      "audio-cd blank-cd dvd dvd-rw dvd-ram bd unreadable same",
                      word);
        return TCMU_REFUSED;
    }
    input.disc = (uint8_t)kind;
    hand(unit, &input, now_ns);
    return TCMU_DONE;
}

enum tcmu_deed tcmu_order(struct tcmu_unit *unit, uint32_t function,
                          const struct trayjam_order *order, uint64_t now_ns,
                          struct tj_error *error)
{
    if (strnlen(order->word, sizeof order->word) == sizeof order->word)
        return refuse(error, "the order is not understood");
    switch (function) {
    case TRAYJAM_PRIVATE_DISTURB:
        return disturb(unit, order, now_ns, error);
    case TRAYJAM_PRIVATE_INSERT:
        return insert(unit, order->word, now_ns, error);
    case TRAYJAM_PRIVATE_REMOVE:
        return TCMU_REMOVE;
    case TRAYJAM_PRIVATE_MUTANT:
        return refuse(error, "mutants are drivers that are wrong; here the "
                             "driver is the kernel's");
    default:
        return refuse(error, "the order is not understood");
    }
}

/* --- What is to be seen --- */

static const char *tray_word(const struct sim_hardware *hardware)
{
    if (hardware->moving == SIM_TRAY_MOVES_OUT)
        return "opening";
    if (hardware->moving == SIM_TRAY_MOVES_IN)
        return "closing";
    return hardware->tray_open ? "open" : "closed";
}

void tcmu_state(const struct tcmu_unit *unit, struct trayjam_state *state)
{
    const struct sim_hardware *hardware = &unit->hardware;

    *state = (struct trayjam_state){
        .head = { TRAYJAM_PRIVATE_VERSION, sizeof *state },
        .disc = hardware->disc,
        .change_count = hardware->discs_seen,
        .simple_locks = hardware->prevent,
        .secure_locks = hardware->persistent,
        .requests = unit->in_hand,
        .steps = unit->commands,
        .events = hardware->events_count,
    };
    (void)tj_text_copy(state->tray, sizeof state->tray, tray_word(hardware));
    (void)tj_text_copy(state->volume, sizeof state->volume, "none");
    (void)tj_text_copy(state->mutant, sizeof state->mutant, "honest");
}
