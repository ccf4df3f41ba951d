/* What every operation goes through that a rule counts (fault_submit, go,
 * decide) is short and keeps what is rare apart. */
#include "backends/layer_fault_parts.h"

#include "core/base/apart.h"
#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/drive/codes.h"

#include <stddef.h>
#include <string.h>

static struct tj_fault_layer *layer_of(struct tj_backend *backend)
{
    return (struct tj_fault_layer *)backend;
}

/* --- Deciding --- */

/* Whether a rule of its verb is about this operation, now; reply: once it is
 * answered. */
static TJ_APART bool concerns(const struct tj_fault_layer *layer,
                     const struct tj_fault_rule *rule,
                     const struct tj_reply *reply)
{
    if (rule->when == TJ_FAULT_HELD && layer->owns == TJ_NO_HANDLE)
        return false;
    if (reply != NULL && (rule->outcomes >> reply->outcome & 1) == 0)
        return false;
    return (rule->after_ns == 0 && rule->for_ns == 0) ||
           fault_in_time(rule, fault_now(layer) - layer->config.origin_ns);
}

static TJ_APART bool pay(struct tj_fault_plan *plan, unsigned rule)
{
    return tj_fault_plan_pay(plan, rule);
}

/* Whether a rule strikes the operation that it counted as its seen'th, or one
 * that it missed. */
static inline bool is_due(struct tj_fault_plan *plan, unsigned i, uint64_t seen)
{
    if (seen >= plan->rules[i].first && fault_strikes(&plan->rules[i], seen))
        return true;
    return atomic_load_explicit(&plan->owing, memory_order_relaxed) > 0 &&
           pay(plan, i);
}

/* Counts the operation at each of these rules that it concerns; the first to
 * strike wins, others strike later. False: none does. */
static inline bool decide(struct tj_fault_layer *layer, uint32_t rules,
                                 const struct tj_reply *reply,
                          struct fault_strike *strike)
{
    struct tj_fault_plan *plan = layer->config.plan;
    bool                  struck = false;

    for (uint32_t left = rules; left != 0; left &= left - 1) {
        unsigned                    i = (unsigned)__builtin_ctz(left);
        const struct tj_fault_rule *rule = &plan->rules[i];

        if ((layer->plain >> i & 1) == 0 && !concerns(layer, rule, reply))
            continue;
        uint64_t seen = tj_fault_plan_count(plan, i);
        if (!is_due(plan, i, seen))
            continue;
        if (struck) {
            tj_fault_plan_owe(plan, i);
            continue;
        }
        struck = true;
        *strike = (struct fault_strike){ rule, (uint8_t)i, seen };
    }
    return struck;
}

/* --- An answer, on its way to the client --- */

/* Whose lock it is now, for rules about who owns. */
static void note_owner(struct tj_fault_layer *layer, const struct tj_op *op,
                       const struct tj_reply *reply)
{
    if (reply->outcome != TJ_DONE)
        return;
    if (op->verb == TJ_LOCK)
        layer->owns = op->handle;
    else if ((op->verb == TJ_UNLOCK || op->verb == TJ_CLOSE) &&
             op->handle == layer->owns)
        layer->owns = TJ_NO_HANDLE;
}

static TJ_APART struct fault_fate
strike_answer(struct tj_fault_layer *layer, const struct fault_strike *strike,
              const struct tj_op *op, struct tj_reply *reply)
{
    const struct tj_fault_rule *rule = strike->rule;
    struct fault_fate           fate = { .due_ns = 0 };

    fault_record(layer, strike, op->number);
    if (rule->effect == TJ_FAULT_REFUSE) {
        fault_answer(op, rule->status, reply->answered_ns, reply);
    } else if (rule->effect == TJ_FAULT_SWALLOW) {
        fault_swallow(reply);
    } else if (rule->effect == TJ_FAULT_DELAY) {
        reply->answered_ns += rule->time_ns;
        reply->injected = true;
        fate.due_ns = reply->answered_ns;
    } else {
        fate.dead = fault_carry_out(layer, rule, strike->index, op);
        if (rule->effect == TJ_FAULT_STOP && layer->config.later != NULL)
            fate.due_ns = fault_now(layer) + rule->time_ns;
    }
    return fate;
}

/* Learns from the answer, strikes it if a rule does. */
static struct fault_fate take_answer(struct tj_fault_layer *layer,
                                     const struct tj_op *op, bool malformed,
                                     struct tj_reply *reply)
{
    struct fault_fate fate = { .due_ns = 0 };

    if ((layer->owning >> (unsigned)op->verb & 1) != 0)
        note_owner(layer, op, reply);
    if (malformed) /* Says nothing about what the client asked for. */
        reply->injected = true;
    struct fault_strike strike;
    return decide(layer, layer->late[op->verb], reply, &strike)
               ? strike_answer(layer, &strike, op, reply)
               : fate;
}

/* Whether its answer concerns anybody here. */
static bool heeds_answer(const struct tj_fault_layer *layer,
                         const struct tj_op *op)
{
    return layer->late[op->verb] != 0 ||
           (layer->owning >> (unsigned)op->verb & 1) != 0;
}

/* --- Going to the drive --- */

static void act_meanwhile(void *context)
{
    struct tj_fault_layer *layer = context;
    const struct tj_op    *op = layer->pending;
    uint8_t                index = layer->pending_rule;

    layer->pending = NULL;
    if (fault_carry_out(layer, &layer->config.plan->rules[index], index, op))
        layer->dead = true;
}

/* The client gets the answer now, or its slot keeps it. */
static enum tj_submit give(struct tj_fault_layer *layer,
                           const struct fault_fate *fate,
                           const struct tj_op *op, struct tj_reply *reply)
{
    if (!fate->dead && fate->due_ns == 0)
        return TJ_ANSWERED;
    struct tj_fault_slot *slot =
        fault_take_slot(layer, op, TJ_FAULT_SLOT_WAITS);
    if (fault_hold_answer(layer, slot, fate, reply))
        return TJ_ACCEPTED;
    fault_give_slot(layer, slot);
    return TJ_ANSWERED;
}

static TJ_APART enum tj_submit give_struck(struct tj_fault_layer *layer,
                                           const struct fault_strike *strike,
                                           const struct tj_op *op,
                                           struct tj_reply *reply)
{
    struct fault_fate fate = strike_answer(layer, strike, op, reply);

    return give(layer, &fate, op, reply);
}

/* The drive has taken it or answered it, and there is more to do about it than
 * to count. */
static TJ_APART enum tj_submit went(struct tj_fault_layer *layer,
                                    enum tj_submit taken,
                                    const struct tj_op *op, bool malformed,
                                    struct tj_reply *reply)
{
    TJ_ASSERT(taken != TJ_BUSY);
    if (layer->pending != NULL) /* The drive did not wait for its answer. */
        act_meanwhile(layer);
    if (taken == TJ_ACCEPTED) {
        if (layer->dead)
            fault_take_slot(layer, op, TJ_FAULT_SLOT_DEAD)->due_ns = 0;
        else if (heeds_answer(layer, op) || malformed)
            fault_take_slot(layer, op, TJ_FAULT_SLOT_WAITS)->malformed = malformed;
        return TJ_ACCEPTED;
    }
    struct fault_fate fate = take_answer(layer, op, malformed, reply);
    fate.dead = fate.dead || layer->dead;
    return give(layer, &fate, op, reply);
}

/* What becomes of an operation at the drive: submitted, and answered perhaps. */
static inline enum tj_submit go(struct tj_fault_layer *layer, uint64_t now_ns,
                                const struct tj_op *op, struct tj_reply *reply)
{
    struct fault_strike strike;
    enum tj_submit      taken =
        tj_backend_submit(layer->backend.next, now_ns, op, reply);

    if (taken != TJ_ANSWERED || layer->pending != NULL || layer->dead ||
        (layer->owning >> (unsigned)op->verb & 1) != 0)
        return went(layer, taken, op, false, reply);
    return decide(layer, layer->late[op->verb], reply, &strike)
               ? give_struck(layer, &strike, op, reply)
               : TJ_ANSWERED;
}

/* Keeps the operation for so long, then it goes. */
static enum tj_submit hold_back(struct tj_fault_layer *layer, uint64_t due_ns,
                                const struct tj_op *op, struct tj_reply *reply)
{
    if (layer->config.later == NULL) {
        tj_clock_sleep_until(due_ns);
        return go(layer, fault_now(layer), op, reply);
    }
    fault_take_slot(layer, op, TJ_FAULT_SLOT_HELD)->due_ns = due_ns;
    layer->config.later(fault_last_of(layer), due_ns);
    return TJ_ACCEPTED;
}

/* --- Before the drive --- */

static enum tj_submit go_malformed(struct tj_fault_layer *layer,
                                   const struct tj_fault_rule *rule,
                                   uint64_t now_ns, const struct tj_op *op,
                                   struct tj_reply *reply)
{
    struct tj_op wrong = *op;

    fault_malform((enum tj_fault_shape)rule->detail, &wrong);
    enum tj_submit taken =
        tj_backend_submit(layer->backend.next, now_ns, &wrong, reply);
    return went(layer, taken, &wrong, true, reply);
}

/* The effects that decide what the operation becomes. */
static enum tj_submit change(struct tj_fault_layer *layer,
                             const struct tj_fault_rule *rule, uint64_t now_ns,
                             const struct tj_op *op, struct tj_reply *reply)
{
    switch ((int)rule->effect) {
    case TJ_FAULT_DELAY:
        return hold_back(layer, now_ns + rule->time_ns, op, reply);
    case TJ_FAULT_MALFORMED:
        return go_malformed(layer, rule, now_ns, op, reply);
    case TJ_FAULT_LEAK: /* It believes that it has closed it. */
        fault_answer(op, TJ_STATUS_SUCCESS, now_ns, reply);
        return TJ_ANSWERED;
    default:
        TJ_ASSERT(rule->effect == TJ_FAULT_REFUSE);
        fault_answer(op, rule->status, now_ns, reply);
        return TJ_ANSWERED;
    }
}

static TJ_APART enum tj_submit submit_struck(struct tj_fault_layer *layer,
                                             const struct fault_strike *strike,
                                             uint64_t now_ns,
                                             const struct tj_op *op,
                                             struct tj_reply *reply)
{
    const struct tj_fault_rule *rule = strike->rule;

    fault_record(layer, strike, op->number);
    if (!fault_lets_go_on(rule->effect))
        return change(layer, rule, now_ns, op, reply);
    if (rule->when == TJ_FAULT_PENDING) {
        layer->pending = op;
        layer->pending_rule = strike->index;
        layer->meanwhile =
            (struct tj_meanwhile){ act_meanwhile, layer };
        if (layer->config.later == NULL)
            fault_last_of(layer)->meanwhile = &layer->meanwhile;
        return go(layer, now_ns, op, reply);
    }
    if (fault_carry_out(layer, rule, strike->index, op)) {
        layer->dead = true;
        fault_take_slot(layer, op, TJ_FAULT_SLOT_DEAD)->due_ns = 0;
        return TJ_ACCEPTED;
    }
    if (rule->effect == TJ_FAULT_STOP && layer->config.later != NULL)
        return hold_back(layer, now_ns + rule->time_ns, op, reply);
    now_ns = fault_now(layer) > now_ns ? fault_now(layer) : now_ns;
    return go(layer, now_ns, op, reply);
}

static inline void bring_back(struct tj_fault_layer *layer)
{
    struct tj_fault_plan *plan = layer->config.plan;

    if (atomic_load_explicit(&plan->absent, memory_order_relaxed) > 0)
        tj_fault_plan_bring_back(plan, layer->backend.next, fault_now(layer));
}

static enum tj_submit fault_submit(struct tj_backend *backend, uint64_t now_ns,
                                   const struct tj_op *op,
                                   struct tj_reply *reply)
{
    struct tj_fault_layer *layer = layer_of(backend);
    struct fault_strike    strike;

    if (!tj_fault_layer_heeds(layer, op))
        return tj_backend_submit(backend->next, now_ns, op, reply);
    bring_back(layer);
    if (decide(layer, layer->early[op->verb], NULL, &strike))
        return submit_struck(layer, &strike, now_ns, op, reply);
    return go(layer, now_ns, op, reply);
}

/* --- After the drive --- */

/* Lets a held thing go that is due. True: *reply is for the client. */
static bool let_go(struct tj_fault_layer *layer, struct tj_fault_slot *slot,
                   struct tj_reply *reply)
{
    struct tj_op op = slot->op;
    bool         answered = true;

    if (slot->state == TJ_FAULT_SLOT_ANSWER) {
        fault_copy_reply(reply, &slot->reply);
    } else if (slot->state == TJ_FAULT_SLOT_DEAD) {
        fault_answer(&op, TJ_STATUS_CANCELLED, slot->reply.answered_ns, reply);
        reply->outcome = TJ_UNKNOWN;
    } else if (layer->closed) { /* The drive never heard of it. */
        fault_answer(&op, TJ_STATUS_CANCELLED, slot->reply.answered_ns, reply);
    } else {
        uint64_t due_ns = slot->due_ns;
        fault_give_slot(layer, slot);
        slot = NULL;
        answered = go(layer, due_ns, &op, reply) == TJ_ANSWERED;
    }
    if (slot != NULL)
        fault_give_slot(layer, slot);
    /* One call of later() names the earliest only. */
    struct tj_fault_slot *next = fault_first_due(layer);
    if (next != NULL && !layer->closed)
        layer->config.later(fault_last_of(layer), next->due_ns);
    return answered;
}

/* An answer came: true when the client gets it now. */
static bool pass_answer(struct tj_fault_layer *layer, struct tj_reply *reply)
{
    struct tj_fault_slot *slot = fault_slot_of(layer, reply);

    if (fault_mouth_hears(layer, reply))
        return false;
    if (slot == NULL)
        return true;
    if (slot->state == TJ_FAULT_SLOT_DEAD)
        return false; /* Nobody is left to hear it. */
    struct fault_fate fate = { .due_ns = 0 };
    if (!layer->closed || reply->outcome != TJ_UNKNOWN)
        fate = take_answer(layer, &slot->op, slot->malformed, reply);
    if (fault_hold_answer(layer, slot, &fate, reply))
        return false;
    fault_give_slot(layer, slot);
    return true;
}

static bool fault_collect(struct tj_backend *backend, uint64_t until_ns,
                          struct tj_reply *reply)
{
    struct tj_fault_layer *layer = layer_of(backend);

    for (;;) {
        struct tj_fault_slot *slot = fault_first_due(layer);

        if (slot != NULL &&
            (slot->due_ns <= fault_now(layer) || layer->closed)) {
            if (let_go(layer, slot, reply))
                return true;
            continue;
        }
        uint64_t stop_ns =
            slot != NULL && slot->due_ns < until_ns ? slot->due_ns : until_ns;
        if (tj_backend_collect(backend->next, stop_ns, reply)) {
            if (pass_answer(layer, reply))
                return true;
            continue;
        }
        /* Nothing below. Time stands still while nothing below waits. */
        if (layer->dead || fault_now(layer) < stop_ns || stop_ns == until_ns)
            return false;
    }
}

/* --- Events --- */

static enum tj_status fault_listen(struct tj_backend *backend,
                                   tj_handle handle, struct tj_error *error)
{
    return tj_backend_listen(backend->next, handle, error);
}

static void strike_event(void *context, uint8_t rule, uint64_t seen,
                         const struct tj_event *event)
{
    struct tj_fault_layer    *layer = context;
    const struct fault_strike strike = { &layer->config.plan->rules[rule],
                                         rule, seen };

    fault_record(layer, &strike, event->number);
}

static size_t fault_events(struct tj_backend *backend, uint64_t until_ns,
                           struct tj_event *events, size_t events_max)
{
    struct tj_fault_layer *layer = layer_of(backend);
    struct tj_fault_ears  *ears = &layer->ears;
    const struct fault_ears_host host = { layer->config.plan, strike_event,
                                          layer, layer->config.origin_ns };

    if (ears->rules == 0)
        return tj_backend_events(backend->next, until_ns, events, events_max);

    uint64_t due_ns = fault_ears_due(ears);
    size_t   room = fault_ears_room(ears);
    size_t   count = tj_backend_events(
          backend->next, due_ns < until_ns ? due_ns : until_ns, events,
          room < events_max ? (room > 0 ? room : 1) : events_max);
    for (size_t i = 0; i < count; i++)
        fault_ears_hear(ears, &host, &events[i], fault_now(layer));
    count = fault_ears_give(ears, fault_now(layer), events, events_max);
    due_ns = fault_ears_due(ears);
    if (due_ns != UINT64_MAX && layer->config.later != NULL)
        layer->config.later(fault_last_of(layer), due_ns);
    return count;
}

static void fault_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_fault_layer *layer = layer_of(backend);

    tj_backend_close(backend->next, now_ns);
    layer->closed = true;
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++)
        if (layer->slots[i].state == TJ_FAULT_SLOT_HELD ||
            layer->slots[i].state == TJ_FAULT_SLOT_DEAD)
            layer->slots[i].reply.answered_ns = now_ns;
}

static const struct tj_backend_ops fault_ops = {
    .name = "fault",
    .submit = fault_submit,
    .collect = fault_collect,
    .listen = fault_listen,
    .events = fault_events,
    .close = fault_close,
};

void tj_fault_layer_init(struct tj_fault_layer *layer, struct tj_backend *next,
                         const struct tj_fault_config *config)
{
    TJ_ASSERT(config->plan != NULL && config->now != NULL);
    /* Slot by slot: the whole struct is large and its replies need no zero. */
    layer->backend = (struct tj_backend){ .ops = &fault_ops,
                                          .next = next,
                                          .client = next->client,
                                          .drive = next->drive };
    layer->config = *config;
    layer->closed = layer->dead = false;
    layer->owns = TJ_NO_HANDLE;
    layer->pending = NULL;
    layer->slots_used = 0;
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++)
        layer->slots[i].state = TJ_FAULT_SLOT_FREE;
    fault_ears_init(&layer->ears, fault_file_rules(layer));
    fault_mouth_init(layer);
}
