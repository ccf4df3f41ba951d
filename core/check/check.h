/* The judge: reads a trace, says what happened and whether it may have.
 *
 * It is written from the documentation and includes nothing of sim/. Real
 * drives give no sequence numbers, so every rule reasons from intervals: an
 * operation took effect somewhere between invocation and completion (spec
 * 8.8). A rule that lacks the evidence it needs is *not judged*, never passed.
 * The verdict does not depend on the order in which segments are read. */
#ifndef TJ_CORE_CHECK_CHECK_H
#define TJ_CORE_CHECK_CHECK_H

#include "core/base/arena.h"
#include "core/base/histogram.h"
#include "core/check/applications.h"
#include "core/check/contention.h"
#include "core/check/coverage.h"
#include "core/check/end.h"
#include "core/check/excuse.h"
#include "core/check/gate.h"
#include "core/check/order.h"
#include "core/drive/event.h"
#include "core/trace/reader.h"

/* --- Rules (spec 8.7), by stable id --- */
struct tj_rule_info {
    const char *id;       /* "TJ-X01" */
    const char *title;    /* "one owner at a time" */
    const char *sentence; /* What must hold, for a person without the spec. */
    const char *source;   /* "class-driver spec 8.7 (1); 1.4 L5" */
    const char *evidence; /* What the trace must hold for it to be judged. */
    const char *excused;  /* Which injected faults or switches excuse it. */
    const char *example;  /* A two-line history that breaks it. */
    const char *mutant;   /* Name of a drive defect that breaks it; of rules
                             about programs "PERSONA of PRESET". */
};
size_t                     tj_rule_count(void);
const struct tj_rule_info *tj_rule_at(size_t index);
const struct tj_rule_info *tj_rule_by_id(const char *id); /* any case */
/* Why no trace can break it (then it names no mutant), or NULL. */
const char                *tj_rule_unjudged(size_t index);

enum tj_rule_state { TJ_RULE_NOT_JUDGED, TJ_RULE_HELD, TJ_RULE_BROKEN,
                     TJ_RULE_ADVICE }; /* Some, about programs. */
struct tj_rule_result {
    enum tj_rule_state state;
    uint64_t           judged; /* How many times there was something to judge. */
    uint64_t           broken;
};

enum { TJ_FINDINGS_MAX = 256, TJ_FINDING_REFS = 5, TJ_RULES_MAX = 128,
       TJ_CLIENTS_MAX = 32768, TJ_OUTCOME_ROWS_MAX = 512, TJ_FINDING_WHO = 5 };

struct tj_finding {
    const char          *rule;
    uint64_t             t_ns;
    uint16_t             client; /* Advice: about whom; else TJ_NOBODY. */
    unsigned             who_count; /* Clients that the text names, in order. */
    uint16_t             who[TJ_FINDING_WHO];
    char                 text[480]; /* Understandable without the spec. */
    unsigned             refs_count; /* The records that contradict: one to
                                        five, one where it is wrong in itself. */
    struct tj_record_ref refs[TJ_FINDING_REFS];
};

struct tj_outcome_row {
    uint8_t  verb, outcome;
    bool     injected;
    uint32_t status;
    uint64_t count;
};
struct tj_event_account {
    uint64_t emitted, delivered, lost, duplicated, late;
    uint64_t delay_max_ns;
};
/* A histogram that exists only where something was counted; NULL otherwise. */
typedef struct tj_histogram *tj_latency;

/* Of LOCK requests. Wherever there are two of a kind, the first counts from the
 * invocation; the corrected one from when the operation was due, so that a
 * client kept busy by a slow drive cannot hide the wait (coordinated omission).
 * Corrected ones have values only where there were due times: open loops. */
struct tj_lock_latencies {
    tj_latency granted;
    tj_latency denied_at_once; /* Refused without queueing. */
    tj_latency denied_queued;  /* Waited, then refused. */
    tj_latency denied;         /* Both of them together. */
};

enum tj_verdict_word {
    TJ_PASS, TJ_BROKEN, TJ_INCONCLUSIVE, TJ_THRESHOLD, TJ_LIVENESS,
    TJ_NOT_RESTORED
};

struct tj_verdict {
    enum tj_verdict_word  word;
    int                   exit_code; /* Of product.md section 2. */
    bool                  partial;
    uint64_t              start_ns;         /* The clients began. */
    uint64_t              begin_ns, end_ns; /* Measured phase. */
    uint64_t              submitted, answered, unknown;

    struct tj_rule_result rules[TJ_RULES_MAX]; /* By tj_rule_at index. */
    uint64_t              findings_total;
    size_t                findings_count; /* Kept: at most TJ_FINDINGS_MAX. */
    struct tj_finding    *findings; /* Errors only. */
    struct tj_applications apps;    /* Advice. */

    size_t                outcomes_count;
    struct tj_outcome_row outcomes[TJ_OUTCOME_ROWS_MAX];
    struct tj_event_account events[TJ_EVENT_COUNT];
    bool                  events_captured; /* A listener was there. */
    uint64_t              events_missing;  /* Gaps in the drives' numbers: of
                                              which kind cannot be told. */
    tj_latency            latency[TJ_VERB_COUNT][TJ_OUTCOME_COUNT];
    tj_latency            corrected[TJ_VERB_COUNT][TJ_OUTCOME_COUNT];
    struct tj_lock_latencies lock, lock_corrected;
    struct tj_arrival_account arrivals;
    tj_latency            late;          /* Arrivals, from due to started. */
    tj_latency            handoff;       /* release to next grant */
    tj_latency            notification;  /* emission to delivery */
    double                jain;          /* Fairness of grants; 0 unknown. */

    size_t                clients_count; /* Accounts are [1 .. count]. */
    struct tj_client_account *clients;
    uint64_t             *blame;         /* [refused * (count+1) + holder];
                                            holder 0: nobody fits. */
    struct tj_contention  contention;
    struct tj_coverage    coverage;
    size_t                names_count;   /* Names are [1 .. count]. */
    char                (*names)[65];
    uint64_t              strikes[TJ_CONDITIONS_MAX]; /* By rule index. */

    struct tj_order_account order;
    uint64_t              hung_ns;       /* When; waits_count 0: it did not. */
    size_t                waits_count;   /* Kept: at most TJ_WAITS_MAX ... */
    uint64_t              waits_total;   /* ... of so many. */
    struct tj_wait        waits[TJ_WAITS_MAX];
    size_t                left_count;
    struct tj_left_row    left[TJ_LEFT_MAX];

    size_t                expectations_count, thresholds_count;
    struct tj_condition_result expectations[TJ_CONDITIONS_MAX];
    struct tj_condition_result thresholds[TJ_CONDITIONS_MAX];
    bool                  ended_early; /* By a threshold: then expectations, cut
                                          short, do not decide. */
};

struct tj_check_config {
    /* Lines as typed: "lock.denied >= 1000", "handoff.p95 < 5ms". */
    const char *const *expectations;
    size_t             expectations_count;
    const char *const *thresholds;
    size_t             thresholds_count;
    /* The threshold, without abort_after, that ended the run, and what it was
     * worth then; NULL: none did. */
    const char        *ended_by;
    double             ended_value;
    /* By rule index; planned ones must strike. None: those of the trace. */
    const char *const *fault_names;
    const uint64_t    *faults_planned; /* 0: as often as it comes. */
    const bool        *faults_quick; /* It slows nothing; NULL: not known. */
    size_t             faults_count;
    const uint8_t     *fault_excuses; /* Sets of enum tj_excuse; NULL: all. */
    bool               event_loss_injected; /* Excuses the E rules. */
    bool               mutex_loss_injected; /* All along: excuses M rules. */
    bool               accept_partial;
    /* What each client is, by its number; 0: nothing, else an index of the
     * names plus one. NULL: not known. */
    const uint8_t     *groups;
    size_t             groups_clients, groups_count; /* <= TJ_GROUPS_MAX */
    const char *const *group_names;
    void (*ledger)(void *context, const struct tj_ledger_row *row);
    void  *ledger_context;
    /* Where histograms come from first; NULL: all from the arena. They belong to
     * the verdict until they are given back. */
    struct tj_histogram_shelf *shelf;
    /* What the search for an order goes over; NULL: nobody asks. */
    void (*history)(void *context, const struct tj_history_line *line);
    void  *history_context;
};

/* Judges a trace. Memory comes from the arena, O(clients) beside histograms
 * and kept findings. Fails with TJ_BAD_TRACE when the trace is partial and
 * that was not accepted, TJ_BAD_INPUT for a condition it cannot read. */
enum tj_status tj_check_run(struct tj_trace *trace,
                            const struct tj_check_config *config,
                            struct arena *arena, struct tj_verdict *verdict,
                            struct tj_error *error);

const char *tj_verdict_name(enum tj_verdict_word word);

#endif
