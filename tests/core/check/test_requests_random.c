/* SPDX-License-Identifier: MIT */
/* Random histories of a drive that keeps properties 21 to 37, told by a small
 * model of its own: an owner, tray locks by handle, one simple count. Each
 * request is carried out at one instant; the record shows an interval around
 * it. Times are coarse, so that ties are frequent. */
#include "core/base/assert.h"
#include "core/drive/encode.h"
#include "tests/core/check/honest.h"

#include <criterion/criterion.h>

enum { CLIENTS = 6, HISTORIES = 1500, STEPS = 220, SPREAD = 12 };

struct client {
    uint64_t free; /* Its last answer. */
    uint32_t handle;
    int locks;
    bool gone; /* It was never answered, and asks no more. */
};

struct world {
    struct tale *tale;
    uint64_t random, now;
    struct client clients[CLIENTS];
    int owner; /* -1: nobody. */
    int prot, simple;
    uint32_t handles;
    bool unknowns;
};

static uint64_t draw(struct world *world, uint64_t below)
{
    return honest_draw(&world->random, below);
}

static uint32_t carry_out_locks(struct world *world, int who,
                                enum tj_verb verb)
{
    struct client *client = &world->clients[who];
    if (verb == TJ_SECURE_PREVENT) {
        client->locks += 1;
        world->prot += 1;
    } else if (verb == TJ_SECURE_ALLOW) {
        if (client->locks == 0)
            return TJ_STATUS_INVALID_DEVICE_STATE;
        client->locks -= 1;
        world->prot -= 1;
    } else if (verb == TJ_PREVENT) {
        world->simple += 1;
    } else if (world->simple > 0) {
        world->simple -= 1;
    }
    return TJ_STATUS_SUCCESS;
}

static uint32_t lock_or_unlock(struct world *world, int who,
                               enum tj_verb verb)
{
    if (verb == TJ_LOCK && world->owner >= 0)
        return TJ_STATUS_ACCESS_DENIED;
    if (verb == TJ_UNLOCK && world->owner != who)
        return world->owner < 0 ? TJ_STATUS_INVALID_DEVICE_REQUEST
                                : TJ_STATUS_INVALID_HANDLE;
    world->owner = verb == TJ_LOCK ? who : -1;
    return TJ_STATUS_SUCCESS;
}

static void end_handle(struct world *world, int who)
{
    struct client *client = &world->clients[who];
    world->prot -= client->locks;
    client->locks = 0;
    if (world->owner == who)
        world->owner = -1;
}

/* What the specification answers: the status. */
static uint32_t carry_out(struct world *world, int who,
                          const struct tj_record *record)
{
    enum tj_verb verb = (enum tj_verb)record->what;
    bool stranger = world->owner >= 0 && world->owner != who;
    if (verb == TJ_CLOSE)
        end_handle(world, who);
    if (verb == TJ_CLOSE || verb == TJ_OPEN)
        return TJ_STATUS_SUCCESS;
    if (verb == TJ_LOCK || verb == TJ_UNLOCK)
        return lock_or_unlock(world, who, verb);
    if (record->op.code == TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER)
        return TJ_STATUS_SUCCESS;
    if (stranger)
        return TJ_STATUS_ACCESS_DENIED;
    if (verb == TJ_READ || verb == TJ_IOCTL)
        return draw(world, 4) == 0 ? TJ_STATUS_NO_MEDIA_IN_DEVICE
                                   : TJ_STATUS_SUCCESS;
    if (verb != TJ_EJECT && verb != TJ_LOAD)
        return carry_out_locks(world, who, verb);
    if (world->prot > 0)
        return TJ_STATUS_DEVICE_BUSY;
    return verb == TJ_EJECT && world->simple > 0
               ? TJ_STATUS_INVALID_DEVICE_REQUEST
               : TJ_STATUS_SUCCESS;
}

static void choose(struct world *world, struct tj_record *record)
{
    static const struct {
        enum tj_verb verb;
        uint32_t code;
    } requests[] = {
        { TJ_LOCK, 0x2C05C },           { TJ_UNLOCK, 0x2C05C },
        { TJ_SECURE_PREVENT, 0x2D0940 }, { TJ_SECURE_PREVENT, 0x2D0940 },
        { TJ_SECURE_ALLOW, 0x2D0940 },   { TJ_SECURE_ALLOW, 0x2D0940 },
        { TJ_PREVENT, 0x2D4804 },        { TJ_ALLOW, 0x2D4804 },
        { TJ_EJECT, 0x2D4808 },          { TJ_EJECT, 0x24808 },
        { TJ_LOAD, 0x2D480C },           { TJ_READ, 0 },
        { TJ_IOCTL, 0x335140 },          { TJ_IOCTL, 0x2D1080 },
        { TJ_CLOSE, 0 },
    };
    size_t which = draw(world, sizeof requests / sizeof *requests);
    record->what = (uint8_t)requests[which].verb;
    record->op.code = requests[which].code;
    record->op.arg = record->what == TJ_READ ? 2048 : 0;
    record->name = record->what == TJ_LOCK ? ANNA : 0;
}

/* Somebody asks no more, and nobody knows what became of its last request. Its
 * handle closes at once, or never. */
static void lose(struct world *world, int who, struct tj_record *record)
{
    record->op.outcome = TJ_UNKNOWN;
    record->check = TJ_PHASE_INVOKED;
    world->clients[who].gone = true;
    if (draw(world, 2) == 0)
        end_handle(world, who);
}

static void answer(struct world *world, int who, struct tj_record *record)
{
    struct client *client = &world->clients[who];
    bool lost = world->unknowns && record->what != TJ_OPEN &&
                draw(world, 60) == 0;
    bool injected = world->unknowns && record->what != TJ_OPEN &&
                    record->what != TJ_CLOSE && draw(world, 20) == 0;
    bool acted = !(lost || injected) || draw(world, 2) == 0;
    uint32_t status =
        acted ? carry_out(world, who, record) : TJ_STATUS_SUCCESS;
    if (injected) {
        record->op.done_flags = TJ_RECORD_INJECTED;
        status = draw(world, 2) == 0 ? TJ_STATUS_IO_TIMEOUT : status;
    }
    if (status != TJ_STATUS_SUCCESS)
        tale_refuse(record, status);
    client->free = record->op.t1_ns;
    if (lost)
        lose(world, who, record);
    else if (record->what == TJ_CLOSE)
        client->handle = 0;
}

static void step(struct world *world)
{
    world->now += draw(world, 4);
    int who = (int)draw(world, CLIENTS);
    struct client *client = &world->clients[who];
    if (client->gone || client->free > world->now)
        return;
    uint64_t back = draw(world, SPREAD);
    uint64_t t0 = world->now - client->free > back ? world->now - back
                                                   : client->free;
    bool opens = client->handle == 0;
    if (opens)
        client->handle = ++world->handles;
    struct tj_record *record =
        tale_op(world->tale, (uint16_t)(who + 1), TJ_OPEN, client->handle, t0,
                world->now + draw(world, SPREAD));
    record->op.arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                 TJ_SHARE_ALL);
    if (!opens)
        choose(world, record);
    answer(world, who, record);
}

Test(soundness, no_honest_drive_breaks_a_rule_of_requests_and_trays,
     .timeout = 300)
{
    uint64_t judged[TJ_RULES_MAX] = { 0 };
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        struct world world = { .tale = tale_new(), .random = seed,
                               .owner = -1, .now = 100,
                               .unknowns = seed % 2 == 1 };
        for (unsigned i = 0; i < STEPS; i++)
            step(&world);
        world.tale->shuffle = (uint32_t)(seed % TALE_SEGMENTS_MAX);
        const struct tj_verdict *verdict = tale_judge(world.tale);
        cr_assert_eq(verdict->findings_total, 0, "seed %llu: %s",
                     (unsigned long long)seed, tale_findings(verdict));
        for (size_t i = 0; i < tj_rule_count(); i++)
            judged[i] += verdict->rules[i].judged;
        tale_free(world.tale);
    }
    /* A test that judged nothing would hold as well. */
    static const enum rule needed[] = {
        RULE_R21, RULE_R22, RULE_R23, RULE_R25, RULE_R26, RULE_R27,
        RULE_T31, RULE_T32, RULE_T34, RULE_T35, RULE_T36, RULE_T37,
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        cr_expect(judged[needed[i]] > 30, "%s was judged %llu times",
                  tj_rule_at(needed[i])->id,
                  (unsigned long long)judged[needed[i]]);
}
