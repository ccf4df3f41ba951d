/* The host of simulated drives in virtual time: sessions on one side,
 * sim/world.h on the other. */
#include "backends/virtual_internal.h"

#include "backends/drive_sim_bridge.h"
#include "core/base/assert.h"

#include <stdalign.h>
#include <stddef.h>
#include <string.h>

/* --- What happened, to whom --- */

static void queue_session(struct tj_virtual *world,
                          struct tj_virtual_session *session)
{
    if (session->queued)
        return;
    session->queued = true;
    session->next_queued = NULL;
    if (world->first_queued == NULL)
        world->first_queued = session;
    else
        world->last_queued->next_queued = session;
    world->last_queued = session;
}

void virtual_answer_ready(struct tj_virtual_session *session, uint32_t slot)
{
    unsigned at = session->answers_first + session->answers_count++;

    TJ_INVARIANT(B1, session->slots[slot].state == TJ_VIRTUAL_ASKED);
    session->slots[slot].state = TJ_VIRTUAL_ANSWERED;
    session->answers[at % TJ_IN_FLIGHT_MAX] = (uint8_t)slot;
}

static void route_reply(struct tj_virtual *world,
                        const struct sim_happening *happening)
{
    uint32_t name = happening->effect->request - 1;
    uint32_t slot = name % SLOTS_PER_SESSION;

    TJ_ASSERT(name / SLOTS_PER_SESSION < world->sessions_count);
    struct tj_virtual_session *session =
        world->sessions[name / SLOTS_PER_SESSION];
    if (session == NULL)
        return; /* Closed; its answer has been reported unknown. */
    if (slot == CLOSING_SLOT) {
        session->closing_done = true;
        return;
    }

    struct tj_virtual_slot *asked = &session->slots[slot];
    bridge_reply(happening->effect, happening->output, happening->t_ns,
                 &asked->reply);
    if (asked->reply.outcome == TJ_DONE)
        open_handles_note(&session->handles, asked->verb, asked->handle);
    virtual_answer_ready(session, slot);
    queue_session(world, session);
}

static void route_delivery(struct tj_virtual *world,
                           const struct sim_happening *happening)
{
    struct tj_event event = happening->effect->event;

    event.drive = happening->drive;
    event.delivered_ns = happening->t_ns;
    event_ring_push(&world->ring, happening->effect->registration, &event);
    world->events_ready[happening->drive] = true;
}

static void route_turn(struct tj_virtual *world,
                       const struct sim_happening *happening)
{
    struct tj_virtual_session *session =
        world->sessions[(happening->effect->request - 1) / SLOTS_PER_SESSION];

    if (session == NULL)
        return; /* Closed meanwhile. */
    session->turn = true;
    queue_session(world, session);
}

/* Runs the world by one happening. False: until_ns was reached. */
bool virtual_pump(struct tj_virtual *world, uint64_t until_ns)
{
    struct sim_happening happening;

    if (!sim_world_next(world->world, until_ns, &happening))
        return false;
    if (happening.effect->kind == SIM_REPLY)
        route_reply(world, &happening);
    else if (happening.effect->kind == SIM_DELIVERY)
        route_delivery(world, &happening);
    else if (happening.effect->kind == SIM_EVENT)
        world->emitted[happening.drive]++;
    else if (happening.effect->kind == SIM_READY)
        route_turn(world, &happening);
    return true;
}

static size_t world_offset(void)
{
    size_t align = alignof(max_align_t);

    return (sizeof(struct tj_virtual) + align - 1) / align * align;
}

size_t tj_virtual_size(unsigned drives)
{
    return world_offset() + sim_world_size(drives);
}

static unsigned follow(void *context, const struct sim_world *world,
                       unsigned count)
{
    (void)world;
    return tj_choices_follow(context, count);
}

static void note(void *context, unsigned picked, unsigned count)
{
    tj_choices_note(context, picked, count);
}

static enum tj_status make_settings(const struct tj_virtual_config *config,
                                    struct sim_world_config *settings,
                                    struct tj_error *error)
{
    struct tj_strategy strategy;

    enum tj_status status = tj_strategy_parse(config->strategy, &strategy,
                                              error);
    if (status != TJ_OK)
        return status;
    *settings = (struct sim_world_config){
        .seed = config->seed,
        .strategy = config->follow != NULL
                        ? SIM_CHOSEN
                        : (enum sim_strategy)bridge_strategy(strategy.kind),
        .step_ns = TJ_VIRTUAL_STEP_NS,
        .depth = strategy.depth,
        .steps = strategy.steps,
        .choose = follow,
        .choose_context = config->follow,
        .note = config->record != NULL ? note : NULL,
        .note_context = config->record,
    };
    return TJ_OK;
}

enum tj_status tj_virtual_open(void *memory,
                               const struct tj_virtual_config *config,
                               struct tj_virtual **world,
                               struct tj_error *error)
{
    struct sim_world_config settings;
    struct sim_profile      profile;

    TJ_ASSERT(config->drives > 0 && config->drives <= SIM_WORLD_DRIVES_MAX);
    enum tj_status status = make_settings(config, &settings, error);
    if (status == TJ_OK)
        status = bridge_profile(config->detail, &profile, error);
    if (status != TJ_OK)
        return status;

    struct tj_virtual *made = memory;
    memset(made, 0, offsetof(struct tj_virtual, ring.entries));
    made->drives_count = config->drives;
    made->world = sim_world_init((unsigned char *)memory + world_offset(),
                                 config->drives, &profile, &settings);
    *world = made;
    return TJ_OK;
}

void tj_virtual_offer(struct tj_backend *backend)
{
    struct tj_virtual_session *session = virtual_session_of(backend);

    TJ_ASSERT(backend->next == NULL); /* It ends its chain. */
    sim_world_offer(session->world->world, backend->drive,
                    session->id * SLOTS_PER_SESSION + 1);
}

void tj_virtual_choose(struct tj_virtual *world, bool on)
{
    sim_world_choose(world->world, on);
}

uint64_t tj_virtual_now(const struct tj_virtual *world)
{
    return sim_world_now(world->world);
}

uint64_t tj_virtual_clock(void *context)
{
    return tj_virtual_now(context);
}

void tj_virtual_later(struct tj_backend *backend, uint64_t at_ns)
{
    struct tj_virtual_session *session = virtual_session_of(backend);
    struct tj_virtual *world = session->world;

    TJ_ASSERT(backend->next == NULL); /* It ends its chain. */
    if (session->later_ns == UINT64_MAX)
        world->later[world->later_count++] = session;
    if (at_ns < session->later_ns)
        session->later_ns = at_ns;
}

/* The earliest of those who asked to be named later; NULL: nobody did. Ties go
 * to the session made first, so that the answer does not depend on the order
 * of this list. */
static struct tj_virtual_session *next_later(const struct tj_virtual *world)
{
    struct tj_virtual_session *next = NULL;

    for (uint32_t i = 0; i < world->later_count; i++) {
        struct tj_virtual_session *one = world->later[i];

        if (next == NULL || one->later_ns < next->later_ns ||
            (one->later_ns == next->later_ns && one->id < next->id))
            next = one;
    }
    return next;
}

static void forget_later(struct tj_virtual *world,
                         struct tj_virtual_session *session)
{
    uint32_t i = 0;

    while (world->later[i] != session)
        i++;
    world->later[i] = world->later[--world->later_count];
    session->later_ns = UINT64_MAX;
}

void virtual_forget(struct tj_virtual *world,
                    struct tj_virtual_session *session)
{
    if (session->later_ns != UINT64_MAX)
        forget_later(world, session);
    /* The queue may still name it: an empty one is skipped, a full one is
     * what close() leaves to collect. */
    world->sessions[session->id] = NULL;
}

/* Takes the first session of the queue that still has an answer. */
static struct tj_virtual_session *next_queued(struct tj_virtual *world)
{
    while (world->first_queued != NULL) {
        struct tj_virtual_session *session = world->first_queued;

        world->first_queued = session->next_queued;
        session->queued = false;
        if (session->answers_count == 0 && !session->turn)
            continue; /* Collected meanwhile. */
        session->turn = false;
        if (session->answers_count > 1)
            queue_session(world, session);
        return session;
    }
    return NULL;
}

static bool next_event(struct tj_virtual *world, uint8_t *drive)
{
    for (unsigned i = 0; i < world->drives_count; i++) {
        if (!world->events_ready[i])
            continue;
        world->events_ready[i] = false;
        *drive = (uint8_t)i;
        return true;
    }
    return false;
}

bool tj_virtual_run(struct tj_virtual *world, uint64_t until_ns,
                    tj_client *client, uint8_t *drive, bool *event)
{
    for (;;) {
        struct tj_virtual_session *session = next_queued(world);
        struct tj_virtual_session *later = next_later(world);

        if (session == NULL && later != NULL &&
            later->later_ns <= tj_virtual_now(world)) {
            forget_later(world, later);
            session = later;
        }
        if (session != NULL) {
            *client = session->backend.client;
            *drive = session->backend.drive;
            *event = false;
            return true;
        }
        if (next_event(world, drive)) {
            *client = TJ_NOBODY;
            *event = true;
            return true;
        }
        bool     waits = later != NULL && later->later_ns < until_ns;
        uint64_t stop_ns = waits ? later->later_ns : until_ns;
        if (!virtual_pump(world, stop_ns) && !waits)
            return false;
    }
}

void tj_virtual_describe(struct tj_virtual *world, uint8_t drive,
                         struct tj_sim_view *view)
{
    sim_describe(sim_world_drive(world->world, drive), view);
    view->events_emitted = world->emitted[drive];
}

void tj_virtual_hand(struct tj_virtual *world, uint8_t drive, enum tj_hand hand)
{
    struct sim_input input = { .kind = SIM_HAND,
                               .hand = (enum sim_hand)bridge_hand(hand) };

    sim_world_submit(world->world, drive, &input);
}
