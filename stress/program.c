/* SPDX-License-Identifier: MIT */
#include "stress/program.h"

#include "core/base/assert.h"
#include "stress/engine.h"

#include <string.h>

#define TAIL_NS UINT64_C(1000000) /* A listener outstays the others by that. */

enum tj_status tj_program_init(struct tj_program *program, size_t max,
                               const struct tj_workload *workload,
                               struct arena *arena, struct tj_error *error)
{
    size_t clients = workload->clients + 1u;

    *program = (struct tj_program){
        .max = max,
        .ops = arena_take_unset(arena, max, sizeof *program->ops,
                                _Alignof(struct tj_program_op)),
        .latest = ARENA_NEW(arena, uint32_t, clients),
        .opener = ARENA_NEW(arena, uint32_t, clients * TJ_SLOTS_MAX),
    };
    if (program->ops == NULL || program->latest == NULL ||
        program->opener == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %zu operations", max);
    for (size_t i = 0; i < clients * TJ_SLOTS_MAX; i++)
        program->opener[i] = TJ_NEEDS_NOTHING;
    return TJ_OK;
}

/* --- Recording --- */

static uint8_t slot_with(const struct tj_client_state *state, tj_handle handle)
{
    uint8_t slot = 0;

    while (slot < TJ_SLOTS_MAX - 1 && state->slots[slot].handle != handle)
        slot++;
    return slot;
}

static struct tj_step step_of(const struct tj_client_state *state)
{
    const struct tj_op *op = &state->op;
    struct tj_step      step = {
             .kind = TJ_STEP_OP,
             .verb = (uint8_t)op->verb,
             .handle = state->op_slot,
             .on_refusal = TJ_ON_REFUSAL_NEXT,
             .arg = op->arg,
             .offset = op->offset,
    };

    if (op->verb == TJ_OPEN)
        return step;
    if (op->verb == TJ_DUPLICATE) {
        step.arg = slot_with(state, (tj_handle)op->arg);
        return step;
    }
    step.stale = state->slots[step.handle].handle != op->handle;
    if (op->verb == TJ_IOCTL) {
        step.kind = TJ_STEP_RAW;
        step.arg = state->persona->steps[state->step].arg;
    }
    return step;
}

static void note(struct tj_program *program, const struct tj_told *told,
                 const struct tj_step *step)
{
    uint32_t  index = (uint32_t)program->count;
    uint32_t *openers = &program->opener[told->client * TJ_SLOTS_MAX];
    bool      op = step->kind == TJ_STEP_OP;
    uint32_t  needs = openers[step->handle];

    if (program->count == program->max) {
        program->full = true;
        return;
    }
    if (op && step->verb == TJ_OPEN)
        needs = TJ_NEEDS_NOTHING;
    if (op && step->verb == TJ_DUPLICATE)
        needs = openers[step->arg];
    program->ops[program->count++] = (struct tj_program_op){
        .client = told->client,
        .number = told->state->op.number,
        .needs = needs,
        .asked_ns = told->now_ns,
        .answered_ns = told->now_ns,
        .step = *step,
    };
    program->listens = program->listens || step->kind == TJ_STEP_LISTEN;
    program->latest[told->client] = index;
    if (op && (step->verb == TJ_OPEN || step->verb == TJ_DUPLICATE))
        openers[step->handle] = index;
}

bool tj_program_told(void *context, const struct tj_told *told)
{
    struct tj_program            *program = context;
    const struct tj_client_state *state = told->state;

    if (state == NULL || state->phase != TJ_ENGINE_WORK)
        return false;
    if (told->kind == TJ_TOLD_ANSWER && program->count > 0) {
        struct tj_program_op *op = &program->ops[program->latest[told->client]];

        if (op->client == told->client && op->number == state->op.number)
            op->answered_ns = told->now_ns;
    } else if (told->kind == TJ_TOLD_SUBMIT) {
        struct tj_step step = step_of(state);
        note(program, told, &step);
    } else if (told->kind == TJ_TOLD_LISTEN) {
        struct tj_step step = {
            .kind = TJ_STEP_LISTEN, .on_refusal = TJ_ON_REFUSAL_NEXT,
            .handle = slot_with(state, state->action.handle),
        };
        note(program, told, &step);
    }
    return program->full;
}

/* --- Parts --- */

void tj_program_close(const struct tj_program *program, bool *keep)
{
    /* What is needed was asked before. */
    for (size_t i = program->count; i > 0; i--)
        if (keep[i - 1] && program->ops[i - 1].needs != TJ_NEEDS_NOTHING)
            keep[program->ops[i - 1].needs] = true;
}

void tj_program_prune(const struct tj_program *program, bool *keep)
{
    for (size_t i = 0; i < program->count; i++)
        if (keep[i] && program->ops[i].needs != TJ_NEEDS_NOTHING &&
            !keep[program->ops[i].needs])
            keep[i] = false;
}

size_t tj_program_kept(const struct tj_program *program, const bool *keep)
{
    size_t count = 0;

    for (size_t i = 0; i < program->count; i++)
        count += keep[i];
    return count;
}

size_t tj_program_clients(const struct tj_program *program, const bool *keep)
{
    size_t count = 0;

    for (size_t i = 0; i < program->count; i++)
        program->latest[program->ops[i].client] = 0;
    for (size_t i = 0; i < program->count; i++) {
        uint32_t *seen = &program->latest[program->ops[i].client];

        count += keep[i] && *seen == 0;
        *seen += keep[i];
    }
    return count;
}

void tj_program_pauses(const struct tj_program *program, const bool *keep,
                       uint64_t *pauses)
{
    uint64_t begin_ns = program->count > 0 ? program->ops[0].asked_ns : 0;

    for (size_t i = 0; i < program->count; i++)
        program->latest[program->ops[i].client] = UINT32_MAX;
    for (size_t i = 0; i < program->count; i++) {
        const struct tj_program_op *op = &program->ops[i];
        uint32_t                    before = program->latest[op->client];
        uint64_t since_ns = before == UINT32_MAX
                                ? begin_ns
                                : program->ops[before].answered_ns;

        if (!keep[i])
            continue;
        pauses[i] = op->asked_ns > since_ns ? op->asked_ns - since_ns : 0;
        program->latest[op->client] = (uint32_t)i;
    }
}

enum tj_status tj_program_room_init(struct tj_program_room *room,
                                    const struct tj_program *program,
                                    const struct tj_workload *workload,
                                    struct arena *arena,
                                    struct tj_error *error)
{
    room->lists = ARENA_NEW(arena, struct tj_list, workload->clients);
    room->items = arena_take_unset(arena, program->count + workload->clients,
                                   sizeof *room->items,
                                   _Alignof(struct tj_listed));
    return room->lists != NULL && room->items != NULL
               ? TJ_OK
               : tj_fail(error, TJ_NO_MEMORY, "no room for %zu operations",
                         program->count);
}

/* When a client has its last answer, if its operations take as long as before. */
static uint64_t end_ns(const struct tj_program *program, const bool *keep,
                       const uint64_t *pauses, tj_client client)
{
    uint64_t sum_ns = 0;

    for (size_t i = 0; i < program->count; i++)
        if (keep[i] && program->ops[i].client == client)
            sum_ns += pauses[i] + program->ops[i].answered_ns -
                      program->ops[i].asked_ns;
    return sum_ns;
}

static bool listens(const struct tj_program *program, const bool *keep,
                    tj_client client)
{
    for (size_t i = 0; i < program->count; i++)
        if (keep[i] && program->ops[i].client == client &&
            program->ops[i].step.kind == TJ_STEP_LISTEN)
            return true;
    return false;
}

/* So long a client that listens stays behind its last answer: until a little
 * after the last one of all. What it hears then may be what is wrong. */
static uint64_t tail_ns(const struct tj_program *program, const bool *keep,
                        const uint64_t *pauses, tj_client client,
                        tj_client clients)
{
    uint64_t last_ns = 0;

    if (!program->listens || !listens(program, keep, client))
        return 0;
    for (tj_client other = 1; other <= clients; other++) {
        uint64_t other_ns = end_ns(program, keep, pauses, other);
        last_ns = other_ns > last_ns ? other_ns : last_ns;
    }
    return last_ns - end_ns(program, keep, pauses, client) + TAIL_NS;
}

static const struct tj_step retire = { .kind = TJ_STEP_RETIRE,
                                       .on_refusal = TJ_ON_REFUSAL_NEXT };

static void add_tail(struct tj_list *list, struct tj_listed *items,
                     uint64_t tail)
{
    if (tail > 0)
        items[list->count++] = (struct tj_listed){ tail, retire };
}

void tj_program_apply(const struct tj_program *program, const bool *keep,
                      const uint64_t *pauses, struct tj_program_room *room,
                      struct tj_workload *workload)
{
    size_t next = 0;

    memset(room->lists, 0, workload->clients * sizeof *room->lists);
    for (size_t i = 0; i < program->count; i++)
        if (keep[i])
            room->lists[program->ops[i].client - 1].count++;
    for (size_t i = 0; i < workload->clients; i++) {
        room->lists[i].items = &room->items[next];
        next += room->lists[i].count + 1; /* And its tail. */
        room->lists[i].count = 0;
    }
    for (size_t i = 0; i < program->count; i++) {
        const struct tj_program_op *op = &program->ops[i];
        struct tj_list             *list = &room->lists[op->client - 1];

        if (!keep[i])
            continue;
        room->items[(size_t)(list->items - room->items) + list->count++] =
            (struct tj_listed){ .pause_ns = pauses[i], .step = op->step };
    }
    for (size_t i = 0; i < workload->clients; i++) {
        struct tj_list *list = &room->lists[i];
        add_tail(list, &room->items[list->items - room->items],
                 tail_ns(program, keep, pauses, (tj_client)(i + 1),
                         workload->clients));
    }
    workload->lists = room->lists;
}

/* --- A scenario --- */

static bool add_step(struct tj_persona *persona, const struct tj_step *step)
{
    /* The last one is for `retire`. */
    if (persona->steps_count + 1 == TJ_STEPS_MAX)
        return false;
    persona->steps[persona->steps_count++] = *step;
    return true;
}

/* Who listens hears meanwhile. */
static bool add_pause(struct tj_persona *persona, uint64_t pause_ns,
                      bool hears)
{
    const struct tj_step pause = {
        .kind = hears ? TJ_STEP_WAIT : TJ_STEP_THINK,
        .arg = hears ? TJ_NO_EVENT : 0, .on_refusal = TJ_ON_REFUSAL_NEXT,
        .time = { .kind = TJ_FIXED, .a_ns = pause_ns },
    };
    return pause_ns == 0 || add_step(persona, &pause);
}

static void name_slots(struct tj_persona *persona)
{
    static const char names[TJ_SLOTS_MAX][16] = { "main", "second", "third",
                                                  "fourth" };

    for (size_t i = 0; i < TJ_SLOTS_MAX; i++)
        if (persona->slots[i][0] == '\0')
            memcpy(persona->slots[i], names[i], sizeof names[i]);
}

/* What was said of a persona is said of anybody. */
static void widen_faults(struct tj_workload *small, const char *name)
{
    for (size_t i = 0; i < small->faults_count; i++)
        if (strcmp(small->faults[i].persona, name) == 0)
            small->faults[i].persona[0] = '\0';
}

/* What was said of a client is said of the one that plays its part. */
static void rename_client(const struct tj_workload *workload,
                          struct tj_workload *small, tj_client client)
{
    for (size_t i = 0; i < small->faults_count; i++)
        if (workload->faults[i].client == client)
            small->faults[i].client = (tj_client)(small->personas_count + 1);
}

/* Two clients of one persona become two personas. */
static void name_persona(struct tj_workload *small, struct tj_persona *persona,
                         const char *name)
{
    size_t length = strnlen(name, sizeof persona->name - 4);
    bool   taken = false;

    for (size_t i = 0; i < small->personas_count; i++)
        taken = taken || strncmp(small->personas[i].name, name,
                                 sizeof persona->name) == 0;
    memset(persona->name, 0, sizeof persona->name);
    memcpy(persona->name, name, length);
    if (!taken)
        return;
    widen_faults(small, name);
    persona->name[length] = '-';
    persona->name[length + 1] = (char)('a' + small->personas_count % 26);
    persona->name[length + 2] =
        small->personas_count < 26 ? '\0' : (char)('a' + small->personas_count / 26);
}

static bool add_client(const struct tj_program *program, const bool *keep,
                       const uint64_t *pauses,
                       const struct tj_workload *workload, tj_client client,
                       struct tj_workload *small)
{
    struct tj_persona *persona = &small->personas[small->personas_count];
    bool               fits = true, hears = false;

    const struct tj_persona *role = tj_engine_persona(workload, client);
    uint64_t tail = tail_ns(program, keep, pauses, client, workload->clients);

    *persona = *role;
    name_persona(small, persona, role->name);
    name_slots(persona);
    persona->mix = persona->own_arrival = false;
    persona->weight = 1;
    persona->steps_count = 0;
    memset(&persona->think, 0, sizeof persona->think);
    memset(persona->retries, 0, sizeof persona->retries);
    persona->retries_count = 1;
    for (size_t i = 0; i < program->count; i++) {
        if (!keep[i] || program->ops[i].client != client)
            continue;
        fits = fits && add_pause(persona, pauses[i], hears) &&
               add_step(persona, &program->ops[i].step);
        hears = hears || program->ops[i].step.kind == TJ_STEP_LISTEN;
    }
    fits = fits && add_pause(persona, tail, hears);
    persona->steps[persona->steps_count++] = retire;
    small->personas_count++;
    return fits;
}

static bool has_operation(const struct tj_program *program, const bool *keep,
                          tj_client client)
{
    for (size_t i = 0; i < program->count; i++)
        if (keep[i] && program->ops[i].client == client)
            return true;
    return false;
}

bool tj_program_script(const struct tj_program *program, const bool *keep,
                       const uint64_t *pauses,
                       const struct tj_workload *workload, bool compact,
                       struct tj_workload *small)
{
    bool fits = true;

    TJ_ASSERT(small != workload);
    *small = *workload;
    small->lists = NULL;
    small->personas_count = 0;
    for (tj_client client = 1; client <= workload->clients && fits; client++) {
        if (compact && !has_operation(program, keep, client))
            continue;
        rename_client(workload, small, client);
        fits = small->personas_count < TJ_PERSONAS_MAX &&
               add_client(program, keep, pauses, workload, client, small);
    }
    small->clients = (uint16_t)small->personas_count;
    if (compact)
        small->drives = 1;
    return fits && small->clients > 0;
}
