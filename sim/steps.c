/* Who can continue, and who sleeps until when. */
#include "core/base/random.h"
#include "sim/parts.h"

static uint32_t actor_number(const struct sim_drive *drive, sim_actor actor)
{
    if (actor <= SIM_POLL_SLOT)
        return drive->requests[actor].number;
    if (actor == SIM_ACTOR_DELIVERY)
        return SIM_NUMBER_DELIVERY;
    if (actor >= SIM_ACTOR_WORK)
        return SIM_NUMBER_WORK + (uint32_t)(actor - SIM_ACTOR_WORK);
    return SIM_INTERNAL + (actor - SIM_ACTOR_FILE);
}

static bool *ready_flag(struct sim_drive *drive, sim_actor actor)
{
    if (actor <= SIM_POLL_SLOT)
        return &drive->requests[actor].ready;
    if (actor == SIM_ACTOR_DELIVERY)
        return &drive->delivery_ready;
    if (actor >= SIM_ACTOR_WORK) {
        TJ_ASSERT(actor < SIM_ACTOR_WORK + SIM_WORK_COUNT);
        return &drive->work_ready[actor - SIM_ACTOR_WORK];
    }
    TJ_ASSERT(actor >= SIM_ACTOR_FILE);
    TJ_ASSERT(actor < SIM_ACTOR_FILE + SIM_FILES_MAX);
    return &drive->files[actor - SIM_ACTOR_FILE].ready;
}

void sim_ready(struct sim_drive *drive, sim_actor actor,
               struct sim_effects *effects)
{
    bool *ready = ready_flag(drive, actor);

    TJ_ASSERT(!*ready);
    *ready = true;
    sim_push(effects, SIM_READY)->request = actor_number(drive, actor);
}

/* False for a number that names nobody who is ready: a host's late or invented
 * SIM_CONTINUE does nothing. */
bool sim_actor_by_number(const struct sim_drive *drive, uint32_t number,
                         sim_actor *actor)
{
    TJ_ASSERT(number >= SIM_INTERNAL);
    if (number == SIM_NUMBER_POLL) {
        *actor = SIM_POLL_SLOT;
        return drive->requests[SIM_POLL_SLOT].ready;
    }
    if (number == SIM_NUMBER_DELIVERY) {
        *actor = SIM_ACTOR_DELIVERY;
        return drive->delivery_ready;
    }
    if (number >= SIM_NUMBER_WORK) {
        uint32_t work = number - SIM_NUMBER_WORK;
        *actor = (sim_actor)(SIM_ACTOR_WORK + work);
        return work < SIM_WORK_COUNT && drive->work_ready[work];
    }
    if (number >= SIM_NUMBER_CHILD) {
        uint32_t slot = number - SIM_NUMBER_CHILD;
        *actor = (sim_actor)slot;
        return slot < SIM_REQUESTS_MAX && drive->requests[slot].ready &&
               drive->requests[slot].number == number;
    }
    uint32_t file = number - SIM_INTERNAL;
    *actor = (sim_actor)(SIM_ACTOR_FILE + file);
    return file < SIM_FILES_MAX && drive->files[file].ready;
}

uint64_t sim_chance(struct sim_drive *drive)
{
    return tj_draw(drive->profile.seed, TJ_STREAM_TIMING, UINT32_MAX,
                   ++drive->draws).slot[0];
}

/* An actor sleeps once at most: a second time replaces the first. */
void sim_sleep(struct sim_drive *drive, sim_actor actor, uint64_t at_ns)
{
    for (unsigned i = 0; i < drive->timers_count; i++) {
        if (drive->timers[i].who == actor) {
            drive->timers_moved |= drive->timers[i].at_ns != at_ns;
            drive->timers[i].at_ns = at_ns;
            return;
        }
    }
    TJ_ASSERT(drive->timers_count < SIM_TIMERS_MAX);
    drive->timers[drive->timers_count++] =
        (struct sim_timer){ .at_ns = at_ns, .who = actor };
    drive->timers_moved = true;
}

enum { FIRST_TICK_NS = 100000000 };

/* With asynchronous notification the drive's signal replaces the tick. */
void sim_poll_timer_start(struct sim_drive *drive)
{
    const struct sim_profile *profile = &drive->profile;
    bool polls = profile->mcn && !profile->an && profile->poll_ns > 0;

    drive->tick_due_ns = polls ? drive->now_ns + FIRST_TICK_NS : UINT64_MAX;
    drive->tick_ns = drive->tick_due_ns;
    drive->timers_moved = true;
}

void sim_poll_timer_stop(struct sim_drive *drive)
{
    drive->tick_due_ns = drive->tick_ns = UINT64_MAX;
    drive->timers_moved = true;
}

static uint64_t earliest(const struct sim_drive *drive)
{
    uint64_t at_ns = drive->tick_ns;

    for (unsigned i = 0; i < drive->timers_count; i++)
        if (drive->timers[i].at_ns < at_ns)
            at_ns = drive->timers[i].at_ns;
    return at_ns;
}

/* Ticks missed by a late host are one tick, as with any periodic timer. The
 * tolerance delays a tick but not those after it (spec 4.3). */
static void tick(struct sim_drive *drive, uint64_t chance,
                 struct sim_effects *effects)
{
    const struct sim_profile *profile = &drive->profile;
    uint64_t period_ns = sim_poll_period_ns(profile);
    uint64_t behind = drive->now_ns - drive->tick_due_ns;

    drive->tick_due_ns += (behind / period_ns + 1) * period_ns;
    drive->tick_ns = drive->tick_due_ns +
                     tj_below(chance, profile->poll_tolerance_ns + 1);
    sim_poll_start(drive, effects);
}

/* Due sleepers wake up in the order in which they went to sleep. */
void sim_timers_fire(struct sim_drive *drive, uint64_t chance,
                     struct sim_effects *effects)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < drive->timers_count; i++) {
        struct sim_timer timer = drive->timers[i];
        if (timer.at_ns > drive->now_ns)
            drive->timers[kept++] = timer;
        else if (timer.who == SIM_ACTOR_HARDWARE)
            sim_hardware_time(&drive->hardware, &drive->profile, drive->now_ns);
        else
            sim_ready(drive, timer.who, effects);
    }
    drive->timers_count = (uint8_t)kept;
    drive->timers_moved = true;
    if (drive->tick_ns <= drive->now_ns && drive->tick_ns != UINT64_MAX)
        tick(drive, chance, effects);
}

/* Only a change is announced. */
void sim_timers_announce(struct sim_drive *drive, struct sim_effects *effects)
{
    uint64_t at_ns = earliest(drive);
    bool settled = drive->timers_count == 0;

    drive->timers_moved = false;
    if (at_ns == drive->wake_ns && settled == drive->wake_settled)
        return;
    drive->wake_ns = at_ns;
    drive->wake_settled = settled;
    struct sim_effect *wake = sim_push(effects, SIM_WAKE);
    wake->at_ns = at_ns;
    wake->settled = settled;
}
