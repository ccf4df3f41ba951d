/* SPDX-License-Identifier: MIT */
/* One walk over the trace in order of invocation. What a record starts is
 * noted at once; what it says is judged when time has passed its completion,
 * so that everything it can be held against has been read. */
#include "core/check/check.h"

#include "core/base/assert.h"
#include "core/check/account.h"
#include "core/check/condition.h"
#include "core/check/cover.h"
#include "core/check/emissions.h"
#include "core/check/event_rules.h"
#include "core/check/family.h"
#include "core/check/ledger.h"
#include "core/check/linear.h"
#include "core/check/ownership.h"
#include "core/check/planned.h"
#include "core/check/verdict.h"
#include "core/check/waits.h"

#include <string.h>

/* Slower than this from emission to delivery counts as late. */
#define LATE_NS UINT64_C(250000000)

struct judge {
    struct tj_check_config config; /* With what the trace says itself. */
    struct tj_verdict *verdict;
    struct survey survey;
    struct flight flight;
    struct history history;
    struct account account;
    struct ledger ledger;
    struct findings findings;
    struct ownership ownership;
    struct linear linear;
    struct waits waits;
    struct emissions emissions;
    struct event_rules *events;
    struct families families;
    uint32_t *event_numbers; /* Highest seen of a drive:
                 [0] by anybody, [client] by a listener. */
};

/* --- Setting up --- */

static void set_phase(struct tj_verdict *verdict, const struct survey *survey)
{
    uint64_t begin_ns = survey->measure_ns;
    if (begin_ns == UINT64_MAX)
        begin_ns = survey->begin_ns;
    verdict->begin_ns = begin_ns == UINT64_MAX ? survey->first_ns : begin_ns;
    verdict->end_ns = survey->cool_ns;
    if (survey->end_ns < verdict->end_ns)
        verdict->end_ns = survey->end_ns;
    if (survey->last_ns < verdict->end_ns)
        verdict->end_ns = survey->last_ns;
    if (verdict->end_ns < verdict->begin_ns)
        verdict->end_ns = verdict->begin_ns;
    verdict->start_ns = survey->begin_ns == UINT64_MAX ? verdict->begin_ns
                                                       : survey->begin_ns;
}

static enum tj_status open_judge(struct judge *judge, struct arena *arena,
                                 struct tj_error *error)
{
    struct survey *survey = &judge->survey;
    enum tj_status status =
        account_open(&judge->account, survey, judge->verdict, arena, error);
    if (status != TJ_OK)
        return status;
    judge->account.shelf = judge->config.shelf;
    judge->event_numbers =
        ARENA_NEW(arena, uint32_t,
                  (survey->drives_count + 1) * (survey->clients_count + 1));
    if (judge->event_numbers == NULL || !flight_open(&judge->flight, arena) ||
        !history_open(&judge->history, survey, &judge->flight, arena) ||
        !findings_open(&judge->findings, &judge->config, survey,
                       judge->verdict, arena) ||
        !waits_open(&judge->waits, &judge->history, &judge->findings, arena) ||
        !linear_open(&judge->linear, &judge->config, &judge->history,
                     &judge->findings, arena) ||
        !ledger_open(&judge->ledger, &judge->config, &judge->history,
                     &judge->account) ||
        !emissions_open(&judge->emissions, survey, arena) ||
        !event_rules_open(&judge->events, &judge->config, &judge->history,
                          &judge->findings, arena) ||
        !families_open(&judge->families,
                       &(struct scene){ .config = &judge->config,
                                        .history = &judge->history,
                                        .findings = &judge->findings,
                                        .survey = survey },
                       arena))
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena to judge %zu clients on %zu "
                       "drives",
                       survey->clients_count, survey->drives_count);
    judge->ownership = (struct ownership){ .history = &judge->history,
                                           .findings = &judge->findings,
                                           .ledger = &judge->ledger };
    judge->verdict->names = survey->names;
    judge->verdict->names_count = survey->names_count;
    set_phase(judge->verdict, survey);
    return TJ_OK;
}

/* --- Completions --- */

static void complete(struct judge *judge, struct operation *op)
{
    struct evidence evidence = evidence_gather(&judge->history, op);
    uint64_t findings = judge->verdict->findings_total;
    ownership_judge(&judge->ownership, op, &evidence);
    cover_answer(judge->verdict, &judge->history, op, &evidence);
    families_answer(&judge->families, op, &evidence);
    linear_answer(&judge->linear, op, findings);
    linear_tell(&judge->linear, op);
    if (op->verb == TJ_CLOSE && operation_is_done(op) &&
        op->file != HISTORY_NOTHING &&
        handles_shut(&judge->history.handles, op)) {
        history_close(&judge->history, op);
        families_gone(&judge->families, op);
        linear_close(&judge->linear, op);
    }
    history_complete(&judge->history, op);
    handles_unpin(&judge->history.handles, op);
}

static void judge_events(struct judge *judge, uint64_t now_ns,
                         uint64_t limit_ns)
{
    struct seen_event event;
    for (size_t i = 0; i < judge->survey.drives_count; i++)
        while (emissions_next(&judge->emissions, (uint8_t)i, now_ns, limit_ns,
                              &event)) {
            event_rules_judge(judge->events, (uint8_t)i, &event);
            families_event(&judge->families, (uint8_t)i, &event);
        }
}

/* Judges all that was over before now_ns, events and answers in order. */
static void flush(struct judge *judge, uint64_t now_ns)
{
    struct operation *op = flight_first(&judge->flight);
    while (op != NULL && op->at.t1_ns < now_ns) {
        judge_events(judge, now_ns, op->at.t1_ns);
        complete(judge, op);
        flight_remove_first(&judge->flight);
        op = flight_first(&judge->flight);
    }
    judge_events(judge, now_ns, UINT64_MAX);
    history_settle(&judge->history, now_ns);
}

/* --- Records --- */

/* Whether a refused lock had to queue cannot be seen from outside. What can:
 * whether another request was in flight on the drive when it was invoked. */
static bool had_to_queue(const struct judge *judge, const struct operation *op)
{
    for (uint32_t i = 0; i < judge->flight.count; i++) {
        const struct operation *other = flight_at(&judge->flight, i);
        if (other->drive == op->drive && other->at.t1_ns > op->at.t0_ns &&
            other->verb != TJ_OPEN && other->verb != TJ_CLOSE &&
            other->verb != TJ_DUPLICATE && other->verb != TJ_CANCEL)
            return true;
    }
    return false;
}

/* An operation that nobody ever answered, of a client no fault had struck and
 * that lived. */
static void judge_unanswered(struct judge *judge, const struct operation *op)
{
    if (judge->survey.end_ns == UINT64_MAX || judge->verdict->partial ||
        judge->survey.clients[op->at.client].hung) /* waits.c tells of it. */
        return;
    judge->verdict->rules[RULE_L01].judged += 1;
    if (op->answered || judge->survey.clients[op->at.client].struck)
        return;
    struct draft draft =
        finding_begin(&judge->findings, RULE_L01, op->at.t0_ns);
    finding_ref(&draft, &op->ref);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, " was never answered: %s, invoked at ",
                tj_verb_name((enum tj_verb)op->verb));
    finding_say_time(&draft, op->at.t0_ns);
}

static bool take_operation(struct judge *judge, const struct tj_record *record,
                           const struct tj_record_ref *ref)
{
    struct operation op = operation_read(&judge->survey, record, ref);
    if (!history_invoke(&judge->history, &op))
        return false;
    linear_note(&judge->linear, &op);
    event_rules_invoke(judge->events, &op);
    families_invoke(&judge->families, &op);
    if (op.verb == TJ_UNLOCK || op.verb == TJ_CLOSE)
        ledger_release(&judge->ledger, &op);
    if (op.verb == TJ_LOCK && op.outcome == TJ_REFUSED)
        op.queued = had_to_queue(judge, &op);
    account_operation(&judge->account, &op);
    waits_note(&judge->waits, &op);
    judge_unanswered(judge, &op);
    if (!operation_is_real(&op)) {
        linear_tell(&judge->linear, &op);
        handles_unpin(&judge->history.handles, &op);
        return true;
    }
    return flight_add(&judge->flight, &op);
}

/* Distinct emissions, gaps between them, and repeats to one listener. Client
 * 0 listens as well; it then shares the place of "anybody". */
static void count_emission(struct judge *judge, const struct tj_record *record,
                           struct tj_event_account *account)
{
    uint32_t *anybody =
        &judge
             ->event_numbers[record->drive * (judge->survey.clients_count + 1)];
    uint32_t *listener = &anybody[record->client];
    uint32_t number = record->event.number;
    if (number != 0 && number <= *listener)
        account->duplicated += 1;
    if (number == 0 || number > *anybody)
        account->emitted += 1;
    if (number > *anybody + 1)
        judge->verdict->events_missing += number - *anybody - 1;
    if (number > *listener)
        *listener = number;
    if (number > *anybody)
        *anybody = number;
}

static void count_event(struct judge *judge, const struct tj_record *record)
{
    struct tj_verdict *verdict = judge->verdict;
    struct tj_event_account *account = &verdict->events[record->what];
    uint64_t delay_ns = record->event.t1_ns > record->t0_ns
                            ? record->event.t1_ns - record->t0_ns
                            : 0;
    verdict->events_captured = true;
    account->delivered += 1;
    count_emission(judge, record, account);
    if ((record->flags & TJ_RECORD_NO_EMISSION) != 0)
        return;
    if (delay_ns > account->delay_max_ns)
        account->delay_max_ns = delay_ns;
    account->late += delay_ns > LATE_NS ? 1 : 0;
    account_time(&judge->account, &verdict->notification, delay_ns);
}

static void take_strike(struct judge *judge, const struct tj_record *record)
{
    if (record->strike.rule < TJ_CONDITIONS_MAX)
        judge->verdict->strikes[record->strike.rule] += 1;
    handles_doubt(&judge->history.handles, record->client, record->t0_ns);
    linear_doubt(&judge->linear, record->client);
    event_rules_strike(judge->events, record->drive);
    families_strike(&judge->families, record);
}

static void take_mark(struct judge *judge, const struct tj_record *record)
{
    if (record->what == TJ_MARK_DROPPED)
        account_drops(&judge->account, record->mark.due_ns,
                      record->mark.value);
    else
        waits_mark(&judge->waits, record);
    families_mark(&judge->families, record);
}

static bool take_record(struct judge *judge, const struct tj_record *record,
                        const struct tj_record_ref *ref)
{
    if (record->kind == TJ_RECORD_OPERATION)
        return take_operation(judge, record, ref);
    if (record->kind == TJ_RECORD_EVENT) {
        count_event(judge, record);
        event_rules_bytes(judge->events, record, ref);
        families_delivery(&judge->families, record, ref);
        emissions_add(&judge->emissions, record, ref);
        families_heard(&judge->families, record, ref);
        judge_events(judge, 0, 0); /* What does not fit. */
    } else if (record->kind == TJ_RECORD_STRIKE) {
        take_strike(judge, record);
    } else if (record->kind == TJ_RECORD_MARK) {
        take_mark(judge, record);
    }
    return true;
}

/* --- The run --- */

static enum tj_status walk(struct judge *judge, struct tj_trace *trace,
                           struct tj_error *error)
{
    const struct tj_record *record;
    struct tj_record_ref ref;

    tj_trace_rewind(trace);
    while ((record = tj_trace_next(trace, &ref)) != NULL) {
        flush(judge, record->t0_ns);
        if (!take_record(judge, record, &ref) || judge->ledger.out_of_memory)
            return tj_fail(error, TJ_NO_MEMORY,
                           "no room in the arena at record %llu of writer %u",
                           (unsigned long long)ref.index, ref.segment);
    }
    flush(judge, UINT64_MAX);
    families_end(&judge->families);
    linear_end(&judge->linear);
    ledger_close(&judge->ledger, judge->verdict->end_ns);
    cover_close(judge->verdict);
    findings_sort(&judge->findings);
    return account_close(&judge->account, error);
}

static enum tj_status check_config(const struct tj_check_config *config,
                                   struct tj_error *error)
{
    enum tj_status status = TJ_OK;
    uint64_t       abort_ns;
    for (size_t i = 0; i < config->expectations_count && status == TJ_OK; i++)
        status = tj_condition_parse(config->expectations[i], error);
    for (size_t i = 0; i < config->thresholds_count && status == TJ_OK; i++)
        status = tj_threshold_parse(config->thresholds[i], &abort_ns, error);
    return status;
}

enum tj_status tj_check_run(struct tj_trace *trace,
                            const struct tj_check_config *config,
                            struct arena *arena, struct tj_verdict *verdict,
                            struct tj_error *error)
{
    TJ_ASSERT(trace != NULL && config != NULL && verdict != NULL);

    memset(verdict, 0, sizeof *verdict);
    verdict->partial = trace->partial;
    if (trace->partial && !config->accept_partial)
        return tj_fail(error, TJ_BAD_TRACE, "the trace is partial: %s",
                       trace->damage.text);
    enum tj_status status = check_config(config, error);
    if (status != TJ_OK)
        return status;

    struct judge *judge = ARENA_NEW(arena, struct judge, 1);
    if (judge == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room in the arena at all");
    judge->config = *config;
    judge->verdict = verdict;
    status = planned_fill(&judge->config, trace, arena, error);
    if (status == TJ_OK)
        status = survey_take(&judge->survey, trace, arena, error);
    if (status == TJ_OK)
        status = open_judge(judge, arena, error);
    if (status == TJ_OK)
        status = walk(judge, trace, error);
    if (status == TJ_OK)
        status = condition_judge(&judge->config, judge->survey.system, verdict,
                                 error);
    if (status == TJ_OK)
        verdict_decide(&judge->survey, verdict);
    return status;
}
