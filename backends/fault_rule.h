/* A fault rule as a value, decided by pure functions.
 *
 *     [fault crash]
 *     inject = kill(process)
 *     op = lock   when = granted   first = 10   every = 50   count = 3
 *
 * A rule counts what it applies to (the first is number 1), never percentages,
 * so that a run can be told and repeated: operations with one of its verbs, of
 * its client or persona, with its outcome, between its times; for effects at a
 * listener, deliveries of its event. */
#ifndef TJ_BACKENDS_FAULT_RULE_H
#define TJ_BACKENDS_FAULT_RULE_H

#include "backends/fault_effect.h"
#include "core/base/status.h"
#include "core/drive/catalog.h"
#include "core/drive/disturb.h"

struct tj_fault_rule {
    char                 name[32];
    enum tj_fault_effect effect;
    enum tj_fault_when   when;
    uint32_t             verbs; /* Bit 1 << verb; all: UINT32_MAX. */
    uint64_t             first; /* Number of the first one struck, >= 1. */
    uint64_t             every; /* Then each so many; >= 1. */
    uint64_t             count; /* Strikes at most; 0: no end. */
    uint64_t             after_ns; /* On the run's clock: not before ... */
    uint64_t             for_ns;   /* ... and only for so long; 0: no end. */
    tj_client            client;      /* TJ_NOBODY: any. */
    char                 persona[32]; /* "": any. */
    uint8_t              outcomes;    /* Bit 1 << outcome, of answers. */
    /* --- Arguments, by effect --- */
    uint32_t             status;  /* REFUSE */
    uint64_t             time_ns; /* DELAY, LATE, STOP, REPLUG, SLEEP */
    enum tj_event_id     event;   /* DROP and its like */
    uint8_t              detail;  /* KILL: victim; MALFORMED: shape */
    struct tj_disturb    disturb; /* At the drive. */
};
_Static_assert(TJ_VERB_COUNT <= 32, "a mask of verbs fits");

/* options: "op=eject,load every=200 first=3 count=2 when=after"; each may be
 * left out: all operations, each of them, starting with number `every`, no
 * end, the effect's own point. TJ_BAD_INPUT, with what is allowed. */
enum tj_status tj_fault_rule_parse(const char *name, const char *inject,
                                   const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error);
/* "kill(process)": what stands behind inject =. */
void tj_fault_rule_add_inject(const struct tj_fault_rule *rule,
                              struct tj_text *text);
/* " op=lock first=1 every=1": all its options, each behind `before`, as
 * tj_fault_rule_parse reads them back to the same rule. */
void tj_fault_rule_add_options(const struct tj_fault_rule *rule,
                               const char *before, struct tj_text *text);

enum { TJ_FAULT_TEXT = 512 }; /* Room for any rule's. */
/* "crash: kill(process) op=lock first=1 every=1": all of a rule in a line, and
 * back. TJ_BAD_INPUT when it is none. */
void tj_fault_rule_add_text(const struct tj_fault_rule *rule,
                            struct tj_text *text);
enum tj_status tj_fault_rule_parse_text(const char *line,
                                        struct tj_fault_rule *rule,
                                        struct tj_error *error);

/* What carries a rule out. */
enum tj_fault_run { TJ_FAULT_VIRTUAL, TJ_FAULT_THREADS, TJ_FAULT_PROCESSES };

/* drive: a kind of backends/registry.h. TJ_UNAVAILABLE with the rule and the
 * reason when this run cannot carry it out. */
enum tj_status tj_fault_rule_check(const struct tj_fault_rule *rule,
                                   enum tj_fault_run run, const char *drive,
                                   struct tj_error *error);

/* Whether it is about deliveries of events, not about operations. */
bool fault_is_of_events(const struct tj_fault_rule *rule);

/* Whether drive and driver take no longer for it than they are allowed to: an
 * answer of the drive, or what only a listener notices. */
bool fault_is_quick(const struct tj_fault_rule *rule);
/* Whether it is decided when the answer is there. */
bool fault_is_of_answers(const struct tj_fault_rule *rule);
/* Whether the rule applies to an operation at all, as far as its verb says. */
bool fault_applies(const struct tj_fault_rule *rule, const struct tj_op *op);
/* Whether it applies at that time of the run. */
bool fault_in_time(const struct tj_fault_rule *rule, uint64_t t_ns);
/* Whether it strikes the number-th (from 1) one it applies to. */
bool fault_strikes(const struct tj_fault_rule *rule, uint64_t number);

/* What a STRIKE record says of it. */
uint64_t fault_value(const struct tj_fault_rule *rule);

#endif
