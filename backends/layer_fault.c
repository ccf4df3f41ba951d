#include "backends/layer_fault.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/drive/codes.h"

#include <stddef.h>
#include <string.h>

/* What is to happen to one operation. */
struct strike {
    enum tj_fault_effect effect;
    uint8_t              rule;
    uint64_t             seen;
};

static struct tj_fault_layer *layer_of(struct tj_backend *backend)
{
    return (struct tj_fault_layer *)backend;
}

static uint64_t now(const struct tj_fault_layer *layer)
{
    return layer->config.now(layer->config.context);
}

static const struct tj_fault_rule *rule_of(const struct tj_fault_layer *layer,
                                           const struct strike *strike)
{
    return &layer->config.plan->rules[strike->rule];
}

/* Counts the operation at every rule it concerns; the first to strike wins. */
static struct strike decide(struct tj_fault_layer *layer,
                            const struct tj_op *op)
{
    struct tj_fault_plan *plan = layer->config.plan;
    struct strike         strike = { .effect = TJ_FAULT_NONE };

    for (size_t i = 0; i < plan->count; i++) {
        const struct tj_fault_rule *rule = &plan->rules[i];

        if (!fault_applies(rule, op))
            continue;
        uint64_t seen = 1 + atomic_fetch_add_explicit(&plan->seen[i], 1,
                                                      memory_order_relaxed);
        enum tj_fault_effect effect = fault_decide(rule, op, seen);
        if (effect != TJ_FAULT_NONE && strike.effect == TJ_FAULT_NONE)
            strike = (struct strike){ effect, (uint8_t)i, seen };
    }
    return strike;
}

/* The strike really happens now: counted, and recorded if there is a trace.
 * number: of the operation, or of the event. */
static void record(struct tj_fault_layer *layer, const struct strike *strike,
                   uint32_t number)
{
    const struct tj_fault_config *config = &layer->config;
    const struct tj_fault_rule   *rule = rule_of(layer, strike);

    atomic_fetch_add_explicit(&config->plan->struck[strike->rule], 1,
                              memory_order_relaxed);
    struct tj_record *record =
        config->segment == NULL ? NULL : tj_segment_begin(config->segment);
    if (record == NULL)
        return;

    uint64_t t0_ns = now(layer) - config->origin_ns;
    record->kind = TJ_RECORD_STRIKE;
    record->t0_ns = t0_ns;
    record->drive = layer->backend.drive;
    record->client = layer->backend.client;
    record->what = (uint8_t)rule->effect;
    record->strike.rule = strike->rule;
    record->strike.number = number;
    record->strike.count = strike->seen;
    record->strike.value = rule->effect == TJ_FAULT_REFUSE ? rule->status
                           : rule->effect == TJ_FAULT_DELAY
                               ? rule->delay_ns
                               : 0;
    tj_segment_commit(config->segment, record);
}

static void refuse(const struct tj_op *op, uint32_t status, uint64_t now_ns,
                   struct tj_reply *reply)
{
    reply->number = op->number;
    reply->client = op->client;
    reply->outcome = tj_outcome_of(status);
    reply->answered_ns = now_ns;
    reply->status = status;
    reply->native = tj_ntstatus_to_win32(status);
    reply->info = 0;
    reply->injected = true;
}

/* Nobody answers: what a caller whose request hangs for good sees is its own
 * time running out. */
static void swallow(struct tj_reply *reply)
{
    reply->outcome = TJ_UNKNOWN;
    reply->status = TJ_STATUS_IO_TIMEOUT;
    reply->native = tj_ntstatus_to_win32(TJ_STATUS_IO_TIMEOUT);
    reply->info = 0;
    reply->injected = true;
}

/* An answer of the drive on its way to the client: what the strike makes of
 * it. Gives the time before which the client must not see it. */
static uint64_t strike_answer(struct tj_fault_layer *layer,
                              const struct strike *strike,
                              const struct tj_op *op, struct tj_reply *reply)
{
    const struct tj_fault_rule *rule = rule_of(layer, strike);
    uint64_t answered_ns = reply->answered_ns;

    record(layer, strike, op->number);
    if (strike->effect == TJ_FAULT_REFUSE) {
        refuse(op, rule->status, answered_ns, reply);
    } else if (strike->effect == TJ_FAULT_SWALLOW) {
        swallow(reply);
    } else {
        TJ_ASSERT(strike->effect == TJ_FAULT_DELAY);
        answered_ns += rule->delay_ns;
        reply->answered_ns = answered_ns;
        reply->injected = true;
    }
    return answered_ns;
}

static struct tj_fault_slot *take_slot(struct tj_fault_layer *layer,
                                       const struct strike *strike,
                                       const struct tj_op *op,
                                       enum tj_fault_slot_state state)
{
    struct tj_fault_slot *slot = layer->slots;

    /* The door counts what is in flight: one is free. */
    TJ_ASSERT(layer->slots_used < TJ_IN_FLIGHT_MAX);
    while (slot->state != TJ_FAULT_SLOT_FREE)
        slot++;
    layer->slots_used++;
    slot->state = state;
    slot->rule = strike->rule;
    slot->seen = strike->seen;
    slot->op = *op;
    return slot;
}

static void give_slot(struct tj_fault_layer *layer, struct tj_fault_slot *slot)
{
    slot->state = TJ_FAULT_SLOT_FREE;
    layer->slots_used--;
}

static void ask_later(struct tj_fault_layer *layer, uint64_t at_ns)
{
    struct tj_backend *last = layer->backend.next;

    while (last->next != NULL)
        last = last->next;
    layer->config.later(last, at_ns);
}

static void copy_reply(struct tj_reply *target, const struct tj_reply *source)
{
    size_t output = source->info < TJ_OUTPUT_MAX ? source->info : TJ_OUTPUT_MAX;

    memcpy(target, source, offsetof(struct tj_reply, output) + output);
}

/* Holds a struck answer until due_ns. In real time that is now. */
static bool hold_answer(struct tj_fault_layer *layer,
                        struct tj_fault_slot *slot, uint64_t due_ns,
                        const struct tj_reply *reply)
{
    if (layer->config.later == NULL || layer->closed) {
        if (!layer->closed)
            tj_clock_sleep_until(due_ns);
        return false;
    }
    slot->state = TJ_FAULT_SLOT_ANSWER;
    slot->due_ns = due_ns;
    copy_reply(&slot->reply, reply);
    ask_later(layer, due_ns);
    return true;
}

/* --- Before the drive --- */

static enum tj_submit submit_struck(struct tj_fault_layer *layer,
                                    const struct strike *strike,
                                    uint64_t now_ns, const struct tj_op *op,
                                    struct tj_reply *reply)
{
    struct tj_backend *next = layer->backend.next;
    enum tj_submit     taken = tj_backend_submit(next, now_ns, op, reply);

    TJ_ASSERT(taken != TJ_BUSY);
    if (taken == TJ_ACCEPTED) {
        (void)take_slot(layer, strike, op, TJ_FAULT_SLOT_WAITS);
        return TJ_ACCEPTED;
    }
    uint64_t due_ns = strike_answer(layer, strike, op, reply);
    if (due_ns <= now(layer))
        return TJ_ANSWERED;
    struct tj_fault_slot *slot =
        take_slot(layer, strike, op, TJ_FAULT_SLOT_WAITS);
    if (hold_answer(layer, slot, due_ns, reply))
        return TJ_ACCEPTED;
    give_slot(layer, slot);
    return TJ_ANSWERED;
}

static enum tj_submit delay_before(struct tj_fault_layer *layer,
                                   const struct strike *strike,
                                   uint64_t now_ns, const struct tj_op *op,
                                   struct tj_reply *reply)
{
    uint64_t due_ns = now_ns + rule_of(layer, strike)->delay_ns;

    record(layer, strike, op->number);
    if (layer->config.later == NULL) {
        tj_clock_sleep_until(due_ns);
        return tj_backend_submit(layer->backend.next, now(layer), op, reply);
    }
    take_slot(layer, strike, op, TJ_FAULT_SLOT_HELD)->due_ns = due_ns;
    ask_later(layer, due_ns);
    return TJ_ACCEPTED;
}

static enum tj_submit fault_submit(struct tj_backend *backend, uint64_t now_ns,
                                   const struct tj_op *op,
                                   struct tj_reply *reply)
{
    struct tj_fault_layer *layer = layer_of(backend);
    struct strike          strike = decide(layer, op);

    if (strike.effect == TJ_FAULT_NONE)
        return tj_backend_submit(backend->next, now_ns, op, reply);
    if (rule_of(layer, &strike)->when == TJ_FAULT_AFTER)
        return submit_struck(layer, &strike, now_ns, op, reply);
    if (strike.effect == TJ_FAULT_DELAY)
        return delay_before(layer, &strike, now_ns, op, reply);

    TJ_ASSERT(strike.effect == TJ_FAULT_REFUSE);
    record(layer, &strike, op->number);
    refuse(op, rule_of(layer, &strike)->status, now_ns, reply);
    return TJ_ANSWERED;
}

/* --- After the drive --- */

/* The held thing that is due first; NULL: nothing is held. */
static struct tj_fault_slot *first_due(struct tj_fault_layer *layer)
{
    struct tj_fault_slot *first = NULL;

    for (unsigned i = 0; layer->slots_used > 0 && i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_fault_slot *slot = &layer->slots[i];

        if (slot->state != TJ_FAULT_SLOT_HELD &&
            slot->state != TJ_FAULT_SLOT_ANSWER)
            continue;
        if (first == NULL || slot->due_ns < first->due_ns)
            first = slot;
    }
    return first;
}

static struct tj_fault_slot *slot_of_reply(struct tj_fault_layer *layer,
                                           const struct tj_reply *reply)
{
    for (unsigned i = 0; layer->slots_used > 0 && i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_fault_slot *slot = &layer->slots[i];

        if (slot->state == TJ_FAULT_SLOT_WAITS &&
            slot->op.number == reply->number)
            return slot;
    }
    return NULL;
}

/* Lets a held thing go that is due. True: *reply is for the client. */
static bool let_go(struct tj_fault_layer *layer, struct tj_fault_slot *slot,
                   struct tj_reply *reply)
{
    bool answered = true;

    if (slot->state == TJ_FAULT_SLOT_ANSWER)
        copy_reply(reply, &slot->reply);
    else if (layer->closed) /* The drive never heard of it. */
        refuse(&slot->op, TJ_STATUS_CANCELLED, slot->reply.answered_ns, reply);
    else
        answered = tj_backend_submit(layer->backend.next, slot->due_ns,
                                     &slot->op, reply) == TJ_ANSWERED;
    give_slot(layer, slot);
    /* One call of later() names the earliest only. */
    struct tj_fault_slot *next = first_due(layer);
    if (next != NULL && !layer->closed)
        ask_later(layer, next->due_ns);
    return answered;
}

/* An answer came: true when the client gets it now. */
static bool pass_answer(struct tj_fault_layer *layer, struct tj_reply *reply)
{
    struct tj_fault_slot *slot = slot_of_reply(layer, reply);

    if (slot == NULL)
        return true;
    struct strike strike = { layer->config.plan->rules[slot->rule].effect,
                             slot->rule, slot->seen };
    uint64_t due_ns = layer->closed && reply->outcome == TJ_UNKNOWN
                          ? 0 /* There is no answer to strike. */
                          : strike_answer(layer, &strike, &slot->op, reply);
    if (due_ns > now(layer) &&
        hold_answer(layer, slot, due_ns, reply))
        return false;
    give_slot(layer, slot);
    return true;
}

static bool fault_collect(struct tj_backend *backend, uint64_t until_ns,
                          struct tj_reply *reply)
{
    struct tj_fault_layer *layer = layer_of(backend);

    for (;;) {
        struct tj_fault_slot *slot = first_due(layer);

        if (slot != NULL && (slot->due_ns <= now(layer) || layer->closed)) {
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
        if (now(layer) < stop_ns ||
            stop_ns == until_ns)
            return false;
    }
}

static enum tj_status fault_listen(struct tj_backend *backend,
                                   tj_handle handle, struct tj_error *error)
{
    return tj_backend_listen(backend->next, handle, error);
}

/* True when a rule drops this delivery. */
static bool dropped(struct tj_fault_layer *layer, const struct tj_event *event)
{
    struct tj_fault_plan *plan = layer->config.plan;
    struct strike         strike = { .effect = TJ_FAULT_NONE };

    for (size_t i = 0; i < plan->count; i++) {
        const struct tj_fault_rule *rule = &plan->rules[i];

        if (rule->effect != TJ_FAULT_DROP || rule->event != event->id)
            continue;
        uint64_t seen = 1 + atomic_fetch_add_explicit(&plan->seen[i], 1,
                                                      memory_order_relaxed);
        if (fault_drops(rule, event->id, seen) &&
            strike.effect == TJ_FAULT_NONE)
            strike = (struct strike){ TJ_FAULT_DROP, (uint8_t)i, seen };
    }
    if (strike.effect == TJ_FAULT_NONE)
        return false;
    record(layer, &strike, event->number);
    return true;
}

static size_t fault_events(struct tj_backend *backend, uint64_t until_ns,
                           struct tj_event *events, size_t events_max)
{
    struct tj_fault_layer *layer = layer_of(backend);
    size_t count =
        tj_backend_events(backend->next, until_ns, events, events_max);
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!dropped(layer, &events[i]))
            events[kept++] = events[i];
    return kept;
}

static void fault_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_fault_layer *layer = layer_of(backend);

    tj_backend_close(backend->next, now_ns);
    layer->closed = true;
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++)
        if (layer->slots[i].state == TJ_FAULT_SLOT_HELD)
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
    layer->slots_used = 0;
    layer->closed = false;
    for (unsigned i = 0; i < TJ_IN_FLIGHT_MAX; i++)
        layer->slots[i].state = TJ_FAULT_SLOT_FREE;
}
