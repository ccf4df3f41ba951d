/* The faults of a run: rules as values, decided by a pure function, counted in
 * one place for all clients.
 *
 *     [fault lost-answer]
 *     inject = swallow   op=eject every=200 first=3 count=2
 *
 * A rule counts the operations it applies to (the first is number 1), never
 * percentages, so that a run can be told and repeated. Effects are named by
 * what the client meets. */
#ifndef TJ_BACKENDS_FAULT_PLAN_H
#define TJ_BACKENDS_FAULT_PLAN_H

#include "core/base/status.h"
#include "core/drive/catalog.h"
#include "core/drive/op.h"

#include <stdatomic.h>

/* id, name, form, what the client meets and what the drive does */
#define TJ_FAULT_LIST(X)                                                     \
    X(REFUSE, "refuse", "refuse(STATUS_DEVICE_NOT_READY)",                   \
      "the client is refused with this status; before: the drive never "     \
      "hears of the request; after: it has acted")                           \
    X(SWALLOW, "swallow", "swallow",                                         \
      "the drive acts, the client gets no answer")                           \
    X(DELAY, "delay", "delay(5ms)",                                          \
      "before: the request reaches the drive late; after: the answer "       \
      "reaches the client late")                                             \
    X(DROP, "drop", "drop(GUID_IO_MEDIA_ARRIVAL)",                           \
      "this device event does not reach the listener")

enum tj_fault_effect {
    TJ_FAULT_NONE,
#define X(id, name, form, help) TJ_FAULT_##id,
    TJ_FAULT_LIST(X)
#undef X
    TJ_FAULT_EFFECT_COUNT
};

struct tj_fault_info {
    const char *name; /* "none" for TJ_FAULT_NONE. */
    const char *form, *help;
};
const struct tj_fault_info *tj_fault_info(enum tj_fault_effect effect);

enum tj_fault_when { TJ_FAULT_BEFORE, TJ_FAULT_AFTER };

struct tj_fault_rule {
    char                 name[32];
    enum tj_fault_effect effect;
    enum tj_fault_when   when;
    uint32_t             verbs; /* Bit 1 << verb; all: UINT32_MAX. */
    uint64_t             first; /* Number of the first one struck, >= 1. */
    uint64_t             every; /* Then each so many; >= 1. */
    uint64_t             count; /* Strikes at most; 0: no end. */
    uint32_t             status;   /* REFUSE */
    uint64_t             delay_ns; /* DELAY */
    enum tj_event_id     event;    /* DROP */
};
_Static_assert(TJ_VERB_COUNT <= 32, "a mask of verbs fits");

/* options: "op=eject,load every=200 first=3 count=2 when=after"; each may be
 * left out: all operations, each of them, starting with number `every`, no
 * end, before. TJ_BAD_INPUT, with what is allowed. */
enum tj_status tj_fault_rule_parse(const char *name, const char *inject,
                                   const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error);

/* Whether the rule strikes the number-th (from 1) operation it applies to.
 * Pure. fault_applies: whether it applies at all. */
bool fault_applies(const struct tj_fault_rule *rule, const struct tj_op *op);
enum tj_fault_effect fault_decide(const struct tj_fault_rule *rule,
                                  const struct tj_op *op, uint64_t number);
/* The same for DROP, whose number counts deliveries of its event. */
bool fault_drops(const struct tj_fault_rule *rule, enum tj_event_id event,
                 uint64_t number);

/* --- The plan: shared by all chains of a run, counted with atomics --- */
enum { TJ_FAULT_RULES_MAX = 32 };
struct tj_fault_plan {
    size_t               count;
    struct tj_fault_rule rules[TJ_FAULT_RULES_MAX];
    _Atomic uint64_t     seen[TJ_FAULT_RULES_MAX];
    _Atomic uint64_t     struck[TJ_FAULT_RULES_MAX];
};

/* count <= TJ_FAULT_RULES_MAX. */
void     tj_fault_plan_init(struct tj_fault_plan *plan,
                            const struct tj_fault_rule *rules, size_t count);
uint64_t tj_fault_plan_seen(const struct tj_fault_plan *plan, size_t rule);
uint64_t tj_fault_plan_struck(const struct tj_fault_plan *plan, size_t rule);

#endif
