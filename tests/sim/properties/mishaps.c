/* What happens beside the requests: cancellations, time, hands at the drive,
 * planted faults, power, ends of threads and processes. */
#include "tests/sim/properties/actions.h"

#include <string.h>

#define MS(n) ((uint64_t)(n) * 1000000)
#define SECONDS(n) MS((uint64_t)(n) * 1000)

static uint64_t draw(struct tale *tale, uint64_t bound)
{
    return tale_draw(tale, bound);
}

static bool one_in(struct tale *tale, unsigned count)
{
    return draw(tale, count) == 0;
}

void act_cancel(struct tale *tale)
{
    uint32_t back = (uint32_t)draw(tale, 12);

    if (back < tale->calls_count)
        tale_step(tale, &(struct sim_input){
            .kind = SIM_CANCEL, .target_request = tale->calls_count - back });
}

void act_wait(struct tale *tale)
{
    struct sim_input input = { .kind = SIM_TIME,
                               .chance = draw(tale, UINT64_MAX),
                               .now_ns = tale->drive.now_ns };

    if (tale->wake_ns != UINT64_MAX && !one_in(tale, 3))
        input.now_ns = tale->wake_ns;
    else
        input.now_ns += draw(tale, MS(40));
    tale_step(tale, &input);
}

void act_hand(struct tale *tale)
{
    static const uint8_t hands[] = {
        SIM_PRESS_EJECT, SIM_PRESS_EJECT, SIM_INSERT_DISC, SIM_INSERT_DISC,
        SIM_TAKE_DISC, SIM_TAKE_DISC, SIM_TRAY_OPEN, SIM_TRAY_CLOSE,
        SIM_TRAY_CLOSE, SIM_PRESS_PLAY,
    };
    enum sim_hand hand = (enum sim_hand)hands[draw(tale, 10)];

    tale_step(tale, &(struct sim_input){ .kind = SIM_HAND, .hand = hand,
                                         .disc = (uint8_t)draw(tale, 3) });
}

/* The disc out and one of two others in, or the same again. */
void act_swap(struct tale *tale)
{
    static const uint8_t hands[] = { SIM_TRAY_OPEN, SIM_TAKE_DISC,
                                     SIM_INSERT_DISC, SIM_TRAY_CLOSE };
    uint32_t serial = 7 + (uint32_t)draw(tale, 2);

    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++)
        tale_step(tale, &(struct sim_input){
            .kind = SIM_HAND, .hand = (enum sim_hand)hands[i],
            .disc = SIM_DISC_DATA_CD, .disc_serial = serial });
}

static void inject(struct tale *tale, struct sim_injection injection)
{
    tale_step(tale, &(struct sim_input){ .kind = SIM_INJECT,
                                         .injection = injection });
}

static const struct sim_sense senses[] = {
    { 2, 0x3a, 0x00 }, { 2, 0x3a, 0x00 }, { 2, 0x3a, 0xcc }, { 6, 0x28, 0x00 },
    { 6, 0x28, 0x00 }, { 6, 0x29, 0x00 }, { 2, 0x04, 0x01 }, { 2, 0x04, 0x07 },
    { 6, 0x5a, 0x01 }, { 6, 0x3f, 0x03 }, { 5, 0x24, 0x00 }, { 3, 0x11, 0x00 },
    { 2, 0x04, 0x08 }, { 4, 0x09, 0x00 }, { 1, 0x17, 0x01 }, { 11, 0x00, 0x00 },
};
enum { SENSES = sizeof senses / sizeof *senses };

void act_sense(struct tale *tale)
{
    uint32_t count = (uint32_t)(1 + draw(tale, 3));

    inject(tale, (struct sim_injection){
        .kind = SIM_INJECT_SENSE, .count = count,
        .sense = senses[draw(tale, SENSES)], .opcode = SIM_OP_ANY });
}

void act_tray_sense(struct tale *tale)
{
    uint32_t count = (uint32_t)(1 + draw(tale, 8));

    inject(tale, (struct sim_injection){
        .kind = SIM_INJECT_SENSE, .count = count,
        .sense = senses[draw(tale, SENSES)],
        .opcode = SIM_OP_PREVENT_ALLOW });
}

void act_srb(struct tale *tale)
{
    uint32_t count = (uint32_t)(1 + draw(tale, 12));

    inject(tale, (struct sim_injection){
        .kind = SIM_INJECT_SENSE, .count = count,
        .srb = (uint8_t)draw(tale, SIM_SRB_COUNT), .opcode = SIM_OP_ANY });
}

/* For ever, as far as a run can see. */
void act_broken_drive(struct tale *tale)
{
    struct sim_sense sense = senses[draw(tale, SENSES)];
    uint8_t srb = one_in(tale, 2) ? (uint8_t)draw(tale, SIM_SRB_COUNT) : 0;

    inject(tale, (struct sim_injection){
        .kind = SIM_INJECT_SENSE, .count = UINT32_MAX, .sense = sense,
        .srb = srb, .opcode = SIM_OP_ANY });
}

void act_mended_drive(struct tale *tale)
{
    inject(tale, (struct sim_injection){ .kind = SIM_INJECT_SENSE });
}

void act_busy(struct tale *tale)
{
    inject(tale, (struct sim_injection){ .kind = SIM_INJECT_BUSY,
                                         .duration_ns = draw(tale, SECONDS(4)),
                                         .count = 1 });
}

/* Small planted faults, each once. */
void act_scarcity(struct tale *tale)
{
    static const uint8_t kinds[] = { SIM_INJECT_NO_MEMORY, SIM_INJECT_REFERENCE,
                                     SIM_INJECT_REFERENCE,
                                     SIM_INJECT_CONTENTION };
    uint8_t kind = kinds[draw(tale, 4)];

    inject(tale, (struct sim_injection){
        .kind = (enum sim_injection_kind)kind,
        .count = (uint32_t)draw(tale, 2) });
}

void act_lose_event(struct tale *tale)
{
    tale->lost_events = true;
    inject(tale, (struct sim_injection){
        .kind = SIM_INJECT_EVENT_LOSS, .count = 1,
        .event = (uint8_t)draw(tale, TJ_EVENT_COUNT + 1) });
}

void act_lose_state(struct tale *tale)
{
    tale->lost_states = true;
    inject(tale, (struct sim_injection){ .kind = SIM_INJECT_STATE_MUTEX_LOSS,
                                         .count = 1 });
}

/* What a drive may say when it is polled: class, code, status, time. */
void act_poll_reply(struct tale *tale)
{
    static const uint8_t replies[][4] = {
        { SIM_GESN_MEDIA_CLASS, SIM_GESN_EJECT_REQUEST, 0, 0 },
        { SIM_GESN_MEDIA_CLASS, SIM_GESN_NEW_MEDIA, 2, 0 },
        { SIM_GESN_MEDIA_CLASS, SIM_GESN_REMOVAL, 0, 0 },
        { SIM_GESN_MEDIA_CLASS, SIM_GESN_MEDIA_CHANGED, 2, 0 },
        { SIM_GESN_BUSY_CLASS, 1, 1, 3 }, { SIM_GESN_BUSY_CLASS, 1, 0, 2 },
        { SIM_GESN_BUSY_CLASS, 1, 2, 1 }, { SIM_GESN_EXTERNAL_CLASS, 1, 0, 1 },
        { SIM_GESN_OPERATION_CLASS, 2, 0, 0 },
    };
    struct sim_injection injection = { .kind = SIM_INJECT_GESN, .count = 1 };

    memcpy(injection.gesn, replies[draw(tale, 9)], 4);
    inject(tale, injection);
}

static void power(struct tale *tale, enum sim_power power)
{
    tale_step(tale, &(struct sim_input){ .kind = SIM_POWER, .power = power });
}

void act_surprise(struct tale *tale)
{
    power(tale, one_in(tale, 2) ? SIM_POWER_RETURN : SIM_POWER_SURPRISE);
}

void act_ask_removal(struct tale *tale)
{
    if (tale->drive.remove_pending)
        power(tale, SIM_POWER_CANCEL_REMOVE);
    else
        act_ask(tale, (struct sim_input){ .kind = SIM_POWER,
                                      .power = SIM_POWER_QUERY_REMOVE });
}

void act_power(struct tale *tale)
{
    static const uint8_t powers[] = { SIM_POWER_SLEEP, SIM_POWER_WAKE,
                                      SIM_POWER_WAKE, SIM_POWER_RESET,
                                      SIM_POWER_SHUTDOWN };
    power(tale, (enum sim_power)powers[draw(tale, 5)]);
}

void act_end_thread(struct tale *tale)
{
    tale_step(tale, &(struct sim_input){
        .kind = SIM_THREAD_END, .thread = (uint16_t)(1 + draw(tale, 3)) });
}

void act_end_process(struct tale *tale)
{
    tale_step(tale, &(struct sim_input){
        .kind = SIM_PROCESS_END, .process = (uint16_t)(1 + draw(tale, 3)) });
}

/* Registrations stay, so that who hears is known. */
void act_listen(struct tale *tale)
{
    if (tale->registered < 4 && tale->open_count > 0)
        act_ask(tale, (struct sim_input){ .kind = SIM_REGISTER,
                                      .handle = act_any_handle(tale),
                                      .registration = ++tale->registered });
}
