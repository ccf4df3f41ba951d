#include "backends/fault_plan.h"

#include "core/base/assert.h"

#include <string.h>

static const struct tj_fault_info infos[] = {
    [TJ_FAULT_NONE] = { "none", "", "" },
#define X(id_, name_, form_, help_) \
    [TJ_FAULT_##id_] = { .name = name_, .form = form_, .help = help_ },
    TJ_FAULT_LIST(X)
#undef X
};
_Static_assert(sizeof infos / sizeof *infos == TJ_FAULT_EFFECT_COUNT,
               "every effect is explained");

const struct tj_fault_info *tj_fault_info(enum tj_fault_effect effect)
{
    TJ_ASSERT((unsigned)effect < TJ_FAULT_EFFECT_COUNT);
    return &infos[effect];
}

/* The row of numbers first, first + every, first + 2 * every ... cut after
 * `count` of them. */
static bool strikes(const struct tj_fault_rule *rule, uint64_t number)
{
    TJ_ASSERT(number > 0);
    TJ_ASSERT(rule->first > 0 && rule->every > 0);
    if (number < rule->first)
        return false;

    uint64_t past = number - rule->first;
    if (past % rule->every != 0)
        return false;
    return rule->count == 0 || past / rule->every < rule->count;
}

bool fault_applies(const struct tj_fault_rule *rule, const struct tj_op *op)
{
    return rule->effect != TJ_FAULT_DROP &&
           (rule->verbs >> (unsigned)op->verb & 1u) != 0;
}

enum tj_fault_effect fault_decide(const struct tj_fault_rule *rule,
                                  const struct tj_op *op, uint64_t number)
{
    if (!fault_applies(rule, op) || !strikes(rule, number))
        return TJ_FAULT_NONE;
    return rule->effect;
}

bool fault_drops(const struct tj_fault_rule *rule, enum tj_event_id event,
                 uint64_t number)
{
    return rule->effect == TJ_FAULT_DROP && rule->event == event &&
           strikes(rule, number);
}

void tj_fault_plan_init(struct tj_fault_plan *plan,
                        const struct tj_fault_rule *rules, size_t count)
{
    TJ_ASSERT(count <= TJ_FAULT_RULES_MAX);
    plan->count = count;
    if (count > 0)
        memcpy(plan->rules, rules, count * sizeof *rules);
    for (size_t i = 0; i < TJ_FAULT_RULES_MAX; i++) {
        atomic_init(&plan->seen[i], 0);
        atomic_init(&plan->struck[i], 0);
    }
}

uint64_t tj_fault_plan_seen(const struct tj_fault_plan *plan, size_t rule)
{
    TJ_ASSERT(rule < plan->count);
    return atomic_load_explicit(&plan->seen[rule], memory_order_relaxed);
}

uint64_t tj_fault_plan_struck(const struct tj_fault_plan *plan, size_t rule)
{
    TJ_ASSERT(rule < plan->count);
    return atomic_load_explicit(&plan->struck[rule], memory_order_relaxed);
}
