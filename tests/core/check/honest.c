/* SPDX-License-Identifier: MIT */
#include "tests/core/check/honest.h"

#include "core/base/assert.h"

#include <string.h>

enum { HANDLES_MAX = 1024, ACTIONS_MAX = 256, LANES_MAX = 16, NOBODY = 0 };

enum action_kind {
    ACT_EXECUTE,
    ACT_GO_ON, /* The lane does not wait for the execution. */
    ACT_CLOSE_HANDLE,
    ACT_ANNOUNCE,
    ACT_CLEAR,
};

struct action {
    uint64_t t;
    enum action_kind kind;
    size_t record;   /* EXECUTE */
    unsigned lane;   /* EXECUTE, GO_ON */
    bool detached;   /* EXECUTE: the lane goes on by itself. */
    bool never;      /* EXECUTE: it never happens. */
    uint32_t target; /* Handle or file. */
    uint64_t until;  /* Latest instant of what follows. */
};

struct handle_state {
    unsigned file;
    uint16_t client;
    bool open;
    uint64_t closed_t;
};
struct file_state {
    bool volume, rw, going; /* going: released, or about to be. */
    unsigned handles;
};
struct lane {
    uint16_t client;
};

struct world {
    struct tale *tale;
    struct honest_options options;
    uint64_t random;
    size_t actions_count;
    struct action actions[ACTIONS_MAX];
    struct handle_state handles[HANDLES_MAX]; /* By number; 0 unused. */
    struct file_state files[HANDLES_MAX];
    uint32_t handles_count, files_count;
    unsigned owner; /* File, or NOBODY. */
    uint16_t owner_name;
    bool mounted;
    unsigned started;
    uint64_t last_event_t;
    uint64_t now; /* Never runs backwards. */
    struct lane lanes[LANES_MAX];
    unsigned lanes_count;
};

uint64_t honest_draw(uint64_t *state, uint64_t below)
{
    *state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    uint64_t z = *state;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (z ^ z >> 31) % below;
}

static uint64_t draw(struct world *world, uint64_t below)
{
    return honest_draw(&world->random, below);
}

static bool one_in(struct world *world, unsigned n)
{
    return draw(world, n) == 0;
}

static void act(struct world *world, struct action action)
{
    TJ_ASSERT(world->actions_count < ACTIONS_MAX);
    world->actions[world->actions_count++] = action;
}

/* A close has released before it returns. */
static bool is_due(const struct action *action)
{
    return action->kind == ACT_ANNOUNCE || action->kind == ACT_CLEAR;
}

/* The earliest; of equals any, but releases first. */
static struct action next_action(struct world *world)
{
    size_t best = 0;
    for (size_t i = 1; i < world->actions_count; i++) {
        uint64_t t = world->actions[i].t, least = world->actions[best].t;
        if (t < least || (t == least && !is_due(&world->actions[best]) &&
                          (is_due(&world->actions[i]) || one_in(world, 2))))
            best = i;
    }
    struct action action = world->actions[best];
    TJ_ASSERT(action.t >= world->now);
    world->now = action.t;
    world->actions[best] = world->actions[--world->actions_count];
    return action;
}

/* --- Events --- */

static void emit(struct world *world, enum tj_event_id id, uint64_t t)
{
    if (!world->options.events)
        return;
    if (t < world->last_event_t)
        t = world->last_event_t;
    world->last_event_t = t;
    if (world->options.losses && one_in(world, 9)) {
        world->tale->events += 1; /* The number is gone with it. */
        return;
    }
    tale_event(world->tale, id, t)->event.t1_ns = t + draw(world, 50);
}

static void emit_media(struct world *world, uint64_t t)
{
    if (!world->options.events || one_in(world, 2))
        return;
    if (t < world->last_event_t)
        t = world->last_event_t;
    world->last_event_t = t;
    tale_media(world->tale, TJ_EVENT_MEDIA_REMOVAL, t, 3);
    tale_media(world->tale, TJ_EVENT_MEDIA_ARRIVAL, t, 1);
}

/* --- Files and handles --- */

/* The number was given at the invocation; here the handle comes to life. */
static void new_handle(struct world *world, const struct tj_record *record,
                       unsigned file)
{
    world->handles[record->op.handle] = (struct handle_state){
        .file = file,
        .client = record->check == TJ_PHASE_INVOKED ? 0 : record->client,
        .open = true,
    };
    world->files[file].handles += 1;
}

static bool in_flight(const struct world *world, unsigned file, uint64_t t)
{
    for (size_t i = 0; i < world->actions_count; i++) {
        const struct action *action = &world->actions[i];
        const struct tj_record *record = &world->tale->records[action->record];
        if (action->kind == ACT_EXECUTE && record->t0_ns <= t &&
            record->what != TJ_OPEN && record->what != TJ_DUPLICATE &&
            record->what != TJ_CLOSE &&
            world->handles[record->op.handle].file == file)
            return true;
    }
    return false;
}

/* CLOSE comes when the last handle and the last request are gone. until: the
 * close returns then, if nothing was in flight. */
static void maybe_release(struct world *world, unsigned file, uint64_t t,
                          uint64_t until)
{
    struct file_state *state = &world->files[file];
    if (state->handles > 0 || state->going || in_flight(world, file, t))
        return;
    state->going = true;
    if (world->owner == file)
        act(world, (struct action){ .t = t + draw(world, until - t + 1),
                                    .kind = ACT_ANNOUNCE,
                                    .target = file,
                                    .until = until });
}

static void close_handle(struct world *world, uint32_t number, uint64_t t,
                         uint64_t until)
{
    struct handle_state *handle = &world->handles[number];
    if (!handle->open)
        return;
    handle->open = false;
    handle->closed_t = t;
    world->files[handle->file].handles -= 1;
    maybe_release(world, handle->file, t, until);
}

/* --- Executing --- */

static uint32_t execute_lock(struct world *world, struct tj_record *record,
                             unsigned file, uint64_t t)
{
    if (world->files[file].volume)
        return TJ_STATUS_INVALID_HANDLE;
    if (record->name == 3 || record->name == 4)
        return TJ_STATUS_INVALID_PARAMETER;
    if (world->mounted && (record->op.arg & 1) == 0)
        return TJ_STATUS_INVALID_DEVICE_STATE;
    if (world->owner != NOBODY)
        return TJ_STATUS_ACCESS_DENIED;
    world->owner = file;
    world->owner_name = record->name;
    emit(world, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, t);
    return TJ_STATUS_SUCCESS;
}

static uint32_t execute_unlock(struct world *world, unsigned file, uint64_t t)
{
    if (world->files[file].volume)
        return TJ_STATUS_INVALID_HANDLE;
    if (world->owner == NOBODY)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    if (world->owner != file)
        return TJ_STATUS_INVALID_HANDLE;
    /* The event leaves before the owner is cleared, but nothing of the queue
     * comes between. */
    emit_media(world, t);
    emit(world, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, t);
    world->owner = NOBODY;
    return TJ_STATUS_SUCCESS;
}

static uint32_t execute_request(struct world *world, struct tj_record *record,
                                uint64_t t)
{
    struct handle_state *handle = &world->handles[record->op.handle];
    unsigned file = handle->file;
    if (!handle->open) {
        if (record->t0_ns > handle->closed_t || world->files[file].going)
            return TJ_STATUS_INVALID_HANDLE;
        if (one_in(world, 2)) /* It was waiting, CLEANUP found it. */
            return TJ_STATUS_CANCELLED;
    }
    bool exclusive = record->what == TJ_LOCK || record->what == TJ_UNLOCK ||
                     record->what == TJ_QUERY;
    if (exclusive && !world->files[file].rw)
        return TJ_STATUS_ACCESS_DENIED;
    if (record->what == TJ_LOCK)
        return execute_lock(world, record, file, t);
    if (record->what == TJ_UNLOCK)
        return execute_unlock(world, file, t);
    if (record->what == TJ_QUERY) {
        record->op.info = 65;
        record->op.result =
            world->owner == NOBODY
                ? 0
                : (uint32_t)TJ_RESULT_LOCKED | world->owner_name;
        return TJ_STATUS_SUCCESS;
    }
    return world->owner != NOBODY && world->owner != file
               ? TJ_STATUS_ACCESS_DENIED
               : TJ_STATUS_SUCCESS;
}

static uint32_t execute_verb(struct world *world, struct tj_record *record,
                             uint64_t t)
{
    if (record->what == TJ_OPEN) {
        unsigned kind = (unsigned)draw(world, 12);
        unsigned file = ++world->files_count;
        world->files[file] =
            (struct file_state){ .volume = kind == 0, .rw = kind != 1 };
        record->op.arg = tj_open_arg(
            kind == 0 ? TJ_VOLUME : TJ_INTERFACE,
            kind == 1 ? TJ_ACCESS_READ : TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
        new_handle(world, record, file);
        return TJ_STATUS_SUCCESS;
    }
    if (record->what == TJ_DUPLICATE) {
        if (!world->handles[record->op.arg].open)
            return TJ_STATUS_INVALID_HANDLE;
        new_handle(world, record, world->handles[record->op.arg].file);
        return TJ_STATUS_SUCCESS;
    }
    if (record->what == TJ_CLOSE) {
        if (!world->handles[record->op.handle].open)
            return TJ_STATUS_INVALID_HANDLE;
        close_handle(world, record->op.handle, t, record->op.t1_ns);
        return TJ_STATUS_SUCCESS;
    }
    return execute_request(world, record, t);
}

/* --- Clients --- */

static uint32_t some_handle(struct world *world, uint16_t client)
{
    for (unsigned tries = 0; tries < 40 && world->handles_count > 0; tries++) {
        uint32_t number = 1 + (uint32_t)draw(world, world->handles_count);
        /* Now and then one that is closed, or about to be. */
        if (world->handles[number].client == client &&
            (world->handles[number].open || one_in(world, 12)))
            return number;
    }
    return 0;
}

static enum tj_verb some_verb(struct world *world)
{
    static const enum tj_verb verbs[] = {
        TJ_LOCK,   TJ_LOCK,      TJ_LOCK,  TJ_LOCK,  TJ_UNLOCK,
        TJ_UNLOCK, TJ_UNLOCK,    TJ_QUERY, TJ_QUERY, TJ_EJECT,
        TJ_CLOSE,  TJ_DUPLICATE, TJ_OPEN,
    };
    return verbs[draw(world, sizeof verbs / sizeof *verbs)];
}

/* Ways not to learn what became of a request: the client dies and is started
 * again, or goes on without an answer. The request happens, happens later, or
 * never does. */
static void obscure(struct world *world, struct tj_record *record,
                    struct action *execution)
{
    uint64_t go_on_t = record->op.t1_ns;
    record->op.outcome = TJ_UNKNOWN;
    execution->detached = true;
    execution->never = one_in(world, 3);
    if (one_in(world, 3) && !world->options.overlapping) {
        uint64_t death = record->t0_ns + draw(world, 20);
        record->check = TJ_PHASE_INVOKED;
        go_on_t = record->t0_ns + 60;
        for (uint32_t i = 1; i <= world->handles_count; i++) {
            if (world->handles[i].client != record->client)
                continue;
            world->handles[i].client = 0; /* Nobody knows it any more. */
            if (world->handles[i].open)
                act(world, (struct action){ .t = death + draw(world, 30),
                                            .kind = ACT_CLOSE_HANDLE,
                                            .target = i });
        }
    } else {
        execution->t += draw(world, 100);
    }
    act(world, (struct action){
                   .t = go_on_t, .kind = ACT_GO_ON, .lane = execution->lane });
}

static void start_operation(struct world *world, unsigned lane, uint64_t t)
{
    uint16_t client = world->lanes[lane].client;
    enum tj_verb verb = some_verb(world);
    uint32_t handle = some_handle(world, client);
    bool full = world->handles_count > HANDLES_MAX - 64;
    if (world->started >= world->options.operations)
        return;
    if (handle == 0)
        verb = TJ_OPEN;
    else if (full && (verb == TJ_OPEN || verb == TJ_DUPLICATE))
        verb = TJ_QUERY;
    uint64_t t0 = t + draw(world, 8);
    struct action execution = { .t = t0 + draw(world, 5),
                                .kind = ACT_EXECUTE,
                                .lane = lane };
    struct tj_record *record = tale_op(world->tale, client, verb, handle, t0,
                                       execution.t + draw(world, 5));
    execution.record = world->tale->count - 1;
    record->op.info = 0;
    if (verb == TJ_DUPLICATE)
        record->op.arg = handle;
    if (verb == TJ_DUPLICATE || verb == TJ_OPEN) {
        record->op.handle = ++world->handles_count;
        TJ_ASSERT(record->op.handle < HANDLES_MAX);
    }
    if (verb == TJ_LOCK) {
        record->op.arg = (uint32_t)draw(world, 2);
        record->name = one_in(world, 10) ? (uint16_t)(3 + draw(world, 2))
                                         : (uint16_t)(1 + client % 2);
    }
    if (world->options.unknowns && verb != TJ_OPEN && one_in(world, 12))
        obscure(world, record, &execution);
    world->started += 1;
    act(world, execution);
}

/* An answer of a fault layer in place of the drive's. */
static void inject(struct world *world, struct tj_record *record)
{
    record->op.done_flags = TJ_RECORD_INJECTED;
    record->op.outcome = one_in(world, 2) ? TJ_UNKNOWN : TJ_REFUSED;
    record->op.status = TJ_STATUS_ACCESS_DENIED;
    record->op.info = 0;
}

static void execute(struct world *world, const struct action *action)
{
    struct tj_record *record = &world->tale->records[action->record];
    unsigned file = 0;
    bool never = action->never;
    if (record->op.outcome == TJ_DONE && world->options.unknowns &&
        record->what != TJ_OPEN && record->what != TJ_DUPLICATE &&
        one_in(world, 20)) {
        never = one_in(world, 2);
        if (!never)
            (void)execute_verb(world, record, action->t);
        inject(world, record);
    } else if (!never) {
        uint32_t status = execute_verb(world, record, action->t);
        if (record->op.outcome == TJ_DONE) {
            record->op.status = status;
            record->op.outcome = (uint8_t)tj_outcome_of(status);
        }
    }
    if (record->op.outcome == TJ_REFUSED)
        record->op.info = 0;
    if (record->what != TJ_OPEN && record->what != TJ_DUPLICATE &&
        record->what != TJ_CLOSE) {
        file = world->handles[record->op.handle].file;
        /* Nobody sees when CLOSE comes after the last request. */
        if (!world->handles[record->op.handle].open)
            maybe_release(world, file, action->t, action->t + 6);
    }
    if (!action->detached)
        start_operation(world, action->lane, record->op.t1_ns);
}

static void perform(struct world *world, const struct action *action)
{
    if (one_in(world, 30))
        world->mounted = !world->mounted;
    switch (action->kind) {
    case ACT_EXECUTE:
        execute(world, action);
        break;
    case ACT_GO_ON:
        start_operation(world, action->lane, action->t);
        break;
    case ACT_CLOSE_HANDLE: /* By the system, after a death. */
        close_handle(world, action->target, action->t, action->t + 20);
        break;
    case ACT_ANNOUNCE:
        emit_media(world, action->t);
        emit(world, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, action->t);
        act(world,
            (struct action){ .t = action->t +
                                  draw(world, action->until - action->t + 1),
                             .kind = ACT_CLEAR,
                             .target = action->target });
        break;
    case ACT_CLEAR:
        TJ_ASSERT(world->owner == action->target);
        world->owner = NOBODY;
        break;
    }
}

/* Numbers in order of invocation, as a client counts. */
static void number_operations(struct tale *tale)
{
    for (uint16_t client = 1; client < LISTENER; client++) {
        uint32_t number = 0;
        for (uint64_t pass = 0; number < tale->numbers[client]; pass++) {
            struct tj_record *least = NULL;
            for (size_t i = 0; i < tale->count; i++) {
                struct tj_record *record = &tale->records[i];
                if (record->kind == TJ_RECORD_OPERATION &&
                    record->client == client && record->late_us == 0 &&
                    (least == NULL || record->t0_ns < least->t0_ns))
                    least = record;
            }
            TJ_ASSERT(least != NULL);
            least->op.number = ++number;
            least->late_us = 1;
        }
    }
}

void honest_tell(struct tale *tale, const struct honest_options *options)
{
    static struct world world;
    memset(&world, 0, sizeof world);
    world.tale = tale;
    world.options = *options;
    world.random = options->seed;
    for (uint16_t client = 1; client <= options->clients; client++) {
        unsigned lanes = options->overlapping && client % 2 == 0 ? 2 : 1;
        for (unsigned i = 0; i < lanes; i++) {
            world.lanes[world.lanes_count].client = client;
            start_operation(&world, world.lanes_count++, draw(&world, 10));
        }
    }
    while (world.actions_count > 0) {
        struct action action = next_action(&world);
        perform(&world, &action);
    }
    number_operations(tale);
}
