#include "backends/fault_ears.h"

#include "core/base/assert.h"

void fault_ears_init(struct tj_fault_ears *ears, uint32_t rules)
{
    ears->rules = rules;
    ears->deaf = ears->holds = ears->swapped = false;
    ears->first = ears->count = 0;
    ears->last_due_ns = 0;
}

/* Each event may become two, and a held one may come with it. */
size_t fault_ears_room(const struct tj_fault_ears *ears)
{
    return (TJ_FAULT_EARS - ears->count - ears->holds) / 2;
}

/* One that is late makes those behind it late: order is kept. */
static void push(struct tj_fault_ears *ears, const struct tj_event *event,
                 uint64_t due_ns)
{
    uint32_t at = (ears->first + ears->count++) % TJ_FAULT_EARS;

    TJ_ASSERT(ears->count <= TJ_FAULT_EARS);
    if (due_ns < ears->last_due_ns)
        due_ns = ears->last_due_ns;
    ears->last_due_ns = due_ns;
    ears->queue[at].event = *event;
    ears->queue[at].due_ns = due_ns;
    if (!ears->swapped)
        return;
    ears->queue[at].event.number = 0;
    ears->queue[at].event.emitted_ns = 0;
}

static bool is_about(const struct tj_fault_rule *rule,
                     const struct tj_event *event)
{
    return rule->effect == TJ_FAULT_DEAF || rule->event == event->id;
}

/* Counts the event at every rule it concerns; the first to strike wins. Gives
 * its index, or TJ_FAULT_RULES_MAX. */
static uint8_t decide(struct tj_fault_ears *ears,
                      const struct fault_ears_host *host,
                      const struct tj_event *event, uint64_t now_ns,
                      uint64_t *seen)
{
    uint8_t struck = TJ_FAULT_RULES_MAX;

    for (uint8_t i = 0; i < host->plan->count; i++) {
        const struct tj_fault_rule *rule = &host->plan->rules[i];

        if ((ears->rules >> i & 1) == 0 || !is_about(rule, event) ||
            !fault_in_time(rule, now_ns - host->origin_ns))
            continue;
        uint64_t number = tj_fault_plan_count(host->plan, i);
        if (!fault_strikes(rule, number) || struck != TJ_FAULT_RULES_MAX)
            continue;
        struck = i;
        *seen = number;
    }
    return struck;
}

static void release_held(struct tj_fault_ears *ears, uint64_t now_ns)
{
    ears->holds = false;
    push(ears, &ears->held, now_ns);
}

/* What the strike makes of the event. */
static void strike(struct tj_fault_ears *ears,
                   const struct fault_ears_host *host, uint8_t index,
                   const struct tj_event *event, uint64_t now_ns)
{
    const struct tj_fault_rule *rule = &host->plan->rules[index];

    switch ((int)rule->effect) {
    case TJ_FAULT_DOUBLE:
        push(ears, event, 0);
        push(ears, event, 0);
        break;
    case TJ_FAULT_LATE:
        push(ears, event, now_ns + rule->time_ns);
        break;
    case TJ_FAULT_DEAF:
        ears->deaf = true;
        break;
    default:
        TJ_ASSERT(rule->effect == TJ_FAULT_DROP);
        break;
    }
}

static void swap_held(struct tj_fault_ears *ears,
                      const struct fault_ears_host *host,
                      const struct tj_event *event, uint64_t now_ns)
{
    ears->holds = false;
    ears->swapped = true;
    host->strike(host->context, ears->held_rule, ears->held_seen, &ears->held);
    push(ears, event, 0);
    push(ears, &ears->held, now_ns);
}

void fault_ears_hear(struct tj_fault_ears *ears,
                     const struct fault_ears_host *host,
                     const struct tj_event *event, uint64_t now_ns)
{
    uint64_t seen = 0;

    if (ears->deaf)
        return;
    uint8_t index = decide(ears, host, event, now_ns, &seen);
    if (ears->holds && index == TJ_FAULT_RULES_MAX) {
        swap_held(ears, host, event, now_ns);
        return;
    }
    if (ears->holds)
        release_held(ears, now_ns);
    if (index == TJ_FAULT_RULES_MAX) {
        push(ears, event, 0); /* Due when it came, or with those before it. */
        return;
    }
    if (host->plan->rules[index].effect == TJ_FAULT_REORDER) {
        ears->holds = true;
        ears->held = *event;
        ears->held_rule = index;
        ears->held_seen = seen;
        ears->held_until_ns = now_ns + TJ_FAULT_REORDER_NS;
        return;
    }
    host->strike(host->context, index, seen, event);
    strike(ears, host, index, event, now_ns);
}

size_t fault_ears_give(struct tj_fault_ears *ears, uint64_t now_ns,
                       struct tj_event *events, size_t events_max)
{
    size_t count = 0;

    if (ears->holds && ears->held_until_ns <= now_ns)
        release_held(ears, now_ns);
    while (count < events_max && ears->count > 0 &&
           ears->queue[ears->first].due_ns <= now_ns) {
        const struct tj_fault_heard *heard = &ears->queue[ears->first];

        events[count] = heard->event;
        if (events[count].delivered_ns < heard->due_ns)
            events[count].delivered_ns = heard->due_ns;
        count++;
        ears->first = (ears->first + 1) % TJ_FAULT_EARS;
        ears->count--;
    }
    return count;
}

uint64_t fault_ears_due(const struct tj_fault_ears *ears)
{
    uint64_t due_ns = ears->holds ? ears->held_until_ns : UINT64_MAX;

    if (ears->count > 0 && ears->queue[ears->first].due_ns < due_ns)
        due_ns = ears->queue[ears->first].due_ns;
    return due_ns;
}
