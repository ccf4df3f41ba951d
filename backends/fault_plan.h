/* The faults of a run: rules, counted in one place for all clients.
 *
 * A plan is shared by all chains of a run and may lie in memory that several
 * processes share: it has no pointers, and what changes is atomic. */
#ifndef TJ_BACKENDS_FAULT_PLAN_H
#define TJ_BACKENDS_FAULT_PLAN_H

#include "backends/fault_rule.h"
#include "core/drive/backend.h"

#include <stdatomic.h>

enum { TJ_FAULT_RULES_MAX = 32, TJ_FAULT_DRIVES_MAX = 16 };

struct tj_fault_plan {
    size_t               count;
    struct tj_fault_rule rules[TJ_FAULT_RULES_MAX];
    _Atomic uint64_t     seen[TJ_FAULT_RULES_MAX];
    _Atomic uint64_t     struck[TJ_FAULT_RULES_MAX];
    /* Strikes that were due at an operation which another rule struck. Such a
     * rule strikes the next one that it concerns; owing: the sum. */
    _Atomic uint32_t     owed[TJ_FAULT_RULES_MAX], owing;
    _Atomic uint32_t     handles; /* Made by faults so far. */
    _Atomic uint32_t     absent;  /* How many of these are not 0: */
    /* When a drive that a rule took away (unplug, sleep) comes back: reading of
     * the chains' clock; 0: it is not away; UINT64_MAX: when the run ends. */
    _Atomic uint64_t     back_ns[TJ_FAULT_RULES_MAX][TJ_FAULT_DRIVES_MAX];
};

/* count <= TJ_FAULT_RULES_MAX. */
void     tj_fault_plan_init(struct tj_fault_plan *plan,
                            const struct tj_fault_rule *rules, size_t count);
uint64_t tj_fault_plan_seen(const struct tj_fault_plan *plan, size_t rule);
uint64_t tj_fault_plan_struck(const struct tj_fault_plan *plan, size_t rule);

/* The number of another one that the rule applies to. */
static inline uint64_t tj_fault_plan_count(struct tj_fault_plan *plan,
                                           size_t rule)
{
    return 1 + atomic_fetch_add_explicit(&plan->seen[rule], 1,
                                         memory_order_relaxed);
}

/* A strike that was due and could not be, and one that makes up for it; false:
 * none is owed. */
void tj_fault_plan_owe(struct tj_fault_plan *plan, size_t rule);
bool tj_fault_plan_pay(struct tj_fault_plan *plan, size_t rule);

/* A handle number that no client gives to its own: those end below. */
#define TJ_FAULT_HANDLES UINT32_C(0xfe000000)
tj_handle tj_fault_plan_handle(struct tj_fault_plan *plan);

/* The rule took the drive away until then (UINT64_MAX: to the end). */
void tj_fault_plan_away(struct tj_fault_plan *plan, size_t rule, uint8_t drive,
                        uint64_t back_ns);
/* Brings back what is due by now_ns of the drive at the end of that chain. The
 * caller looks at plan->absent first. */
void tj_fault_plan_bring_back(struct tj_fault_plan *plan,
                              struct tj_backend *drive, uint64_t now_ns);
/* The run is over: all of that drive comes back, and what was planted and has
 * struck nobody is taken back. */
void tj_fault_plan_calm(struct tj_fault_plan *plan, struct tj_backend *drive);

#endif
