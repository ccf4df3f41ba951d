#include "backends/fault_plan.h"

#include "core/base/assert.h"

#include <string.h>

void tj_fault_plan_init(struct tj_fault_plan *plan,
                        const struct tj_fault_rule *rules, size_t count)
{
    TJ_ASSERT(count <= TJ_FAULT_RULES_MAX);
    plan->count = count;
    if (count > 0)
        memcpy(plan->rules, rules, count * sizeof *rules);
    atomic_init(&plan->owing, 0);
    atomic_init(&plan->handles, 0);
    atomic_init(&plan->absent, 0);
    for (size_t i = 0; i < TJ_FAULT_RULES_MAX; i++) {
        atomic_init(&plan->seen[i], 0);
        atomic_init(&plan->struck[i], 0);
        atomic_init(&plan->owed[i], 0);
        for (size_t drive = 0; drive < TJ_FAULT_DRIVES_MAX; drive++)
            atomic_init(&plan->back_ns[i][drive], 0);
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

void tj_fault_plan_owe(struct tj_fault_plan *plan, size_t rule)
{
    atomic_fetch_add_explicit(&plan->owed[rule], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&plan->owing, 1, memory_order_relaxed);
}

bool tj_fault_plan_pay(struct tj_fault_plan *plan, size_t rule)
{
    uint32_t owed =
        atomic_load_explicit(&plan->owed[rule], memory_order_relaxed);

    while (owed > 0)
        if (atomic_compare_exchange_weak(&plan->owed[rule], &owed, owed - 1)) {
            atomic_fetch_sub_explicit(&plan->owing, 1, memory_order_relaxed);
            return true;
        }
    return false;
}

tj_handle tj_fault_plan_handle(struct tj_fault_plan *plan)
{
    uint32_t number = atomic_fetch_add_explicit(&plan->handles, 1,
                                                memory_order_relaxed);
    return TJ_FAULT_HANDLES | (number & 0xffffff);
}

void tj_fault_plan_away(struct tj_fault_plan *plan, size_t rule, uint8_t drive,
                        uint64_t back_ns)
{
    TJ_ASSERT(rule < plan->count && drive < TJ_FAULT_DRIVES_MAX);
    TJ_ASSERT(back_ns > 0);
    if (atomic_exchange(&plan->back_ns[rule][drive], back_ns) == 0)
        atomic_fetch_add(&plan->absent, 1);
}

/* True when the caller is the one who brings it back. */
static bool claim(struct tj_fault_plan *plan, size_t rule, uint8_t drive,
                  uint64_t now_ns)
{
    uint64_t due_ns = atomic_load(&plan->back_ns[rule][drive]);

    if (due_ns == 0 || due_ns > now_ns ||
        !atomic_compare_exchange_strong(&plan->back_ns[rule][drive], &due_ns,
                                        0))
        return false;
    atomic_fetch_sub(&plan->absent, 1);
    return true;
}

void tj_fault_plan_bring_back(struct tj_fault_plan *plan,
                              struct tj_backend *drive, uint64_t now_ns)
{
    for (size_t i = 0; i < plan->count; i++) {
        bool sleeps = plan->rules[i].effect == TJ_FAULT_SLEEP;
        const struct tj_disturb back = {
            .kind = (uint8_t)(sleeps ? TJ_DISTURB_WAKE : TJ_DISTURB_RETURN),
        };

        if (claim(plan, i, drive->drive, now_ns))
            (void)tj_backend_disturb(drive, &back);
    }
}

void tj_fault_plan_calm(struct tj_fault_plan *plan, struct tj_backend *drive)
{
    const struct tj_disturb calm = { .kind = TJ_DISTURB_CALM };
    bool                    planted = false;

    tj_fault_plan_bring_back(plan, drive, UINT64_MAX);
    for (size_t i = 0; i < plan->count && !planted; i++)
        planted = tj_fault_info(plan->rules[i].effect)->place ==
                  TJ_FAULT_AT_DRIVE;
    if (planted)
        (void)tj_backend_disturb(drive, &calm);
}
