/* SPDX-License-Identifier: MIT */
#include "cli/record_text.h"

#include "stress/engine.h"

#include "core/drive/catalog.h"
#include "core/drive/event.h"

#include <inttypes.h>

void record_say_client(tj_client client, const struct tj_workload *workload,
                       struct tj_text *text)
{
    if (client == TJ_NOBODY) {
        tj_text_add(text, "nobody");
        return;
    }
    tj_text_add(text, "client %u", (unsigned)client);
    if (workload == NULL)
        return;
    if (client > workload->clients)
        tj_text_add(text, " (who watches drive %u)",
                    (unsigned)client - workload->clients - 1u);
    else if (workload->personas_count > 0)
        tj_text_add(text, " (%s)", tj_engine_persona(workload, client)->name);
}

static void say_time(uint64_t t_ns, struct tj_text *text)
{
    tj_text_add(text, "%" PRIu64 ".%06" PRIu64 " ms", t_ns / 1000000,
                t_ns % 1000000);
}

static void say_operation(const struct tj_record *record, bool answered,
                          const struct tj_workload *workload,
                          struct tj_text *text)
{
    enum tj_outcome outcome = (enum tj_outcome)record->op.outcome;

    record_say_client(record->client, workload, text);
    tj_text_add(text, ": %s", record->what < TJ_VERB_COUNT
                                  ? tj_verb_name((enum tj_verb)record->what)
                                  : "?");
    if (record->what == TJ_IOCTL)
        tj_text_add(text, " 0x%" PRIx32, record->op.code);
    if (workload != NULL && record->name > 0 &&
        record->name <= workload->names_count)
        tj_text_add(text, " as \"%s\"", workload->names[record->name]);
    tj_text_add(text, " on handle 0x%" PRIx32 " at ", record->op.handle);
    say_time(record->t0_ns, text);
    if (!answered) {
        tj_text_add(text, ", never answered");
        return;
    }
    tj_text_add(text, ", %s",
                outcome < TJ_OUTCOME_COUNT ? tj_outcome_name(outcome) : "?");
    if (outcome != TJ_DONE)
        tj_text_add(text, " with %s", tj_ntstatus_name(record->op.status));
    if (record->what == TJ_QUERY && outcome == TJ_DONE)
        tj_text_add(text, " (%s)", record->op.result & TJ_RESULT_LOCKED
                                       ? "locked" : "free");
    tj_text_add(text, " at ");
    say_time(record->op.t1_ns, text);
}

static void say_mark(const struct tj_record *record,
                     const struct tj_workload *workload, struct tj_text *text)
{
    static const char *const names[TJ_MARK_COUNT] = {
        [TJ_MARK_BEGIN] = "the clients begin",
        [TJ_MARK_MEASURE] = "measuring begins",
        [TJ_MARK_COOL] = "measuring ends",
        [TJ_MARK_END] = "the clients are told to stop",
        [TJ_MARK_RESTORED] = "is the drive as it was found",
        [TJ_MARK_DIED] = "its process ended",
        [TJ_MARK_DROPPED] = "arrivals were dropped",
        [TJ_MARK_HUNG] = "it waits without an answer",
        [TJ_MARK_UNDONE] = "tray locks it left were undone",
        [TJ_MARK_LEFT] = "the drive is not as it was found",
        [TJ_MARK_RULE] = "a part of a planned fault rule",
        [TJ_MARK_COUNTED] = "answers it had counted",
    };

    tj_text_add(text, "%s at ",
                record->what < TJ_MARK_COUNT ? names[record->what] : "a mark");
    say_time(record->t0_ns, text);
    if (record->client != TJ_NOBODY) {
        tj_text_add(text, ", ");
        record_say_client(record->client, workload, text);
    }
    tj_text_add(text, " (value %" PRIu64 ")", record->mark.value);
}

static void say_event(const struct tj_record *record,
                      const struct tj_workload *workload, struct tj_text *text)
{
    const struct tj_event_info *info =
        record->what < TJ_EVENT_COUNT
            ? tj_event_info((enum tj_event_id)record->what) : NULL;

    tj_text_add(text, "%s, number %" PRIu32 " of drive %u, sent at ",
                info != NULL ? info->name : "an event", record->event.number,
                (unsigned)record->drive);
    say_time(record->t0_ns, text);
    tj_text_add(text, ", heard by ");
    record_say_client(record->client, workload, text);
    tj_text_add(text, " at ");
    say_time(record->event.t1_ns, text);
}

void record_say(const struct tj_record *record, bool answered,
                const struct tj_workload *workload, struct tj_text *text)
{
    switch (record->kind) {
    case TJ_RECORD_OPERATION:
        say_operation(record, answered, workload, text);
        return;
    case TJ_RECORD_EVENT:
        say_event(record, workload, text);
        return;
    case TJ_RECORD_MARK:
        say_mark(record, workload, text);
        return;
    case TJ_RECORD_NAME:
        tj_text_add(text, "caller name %u: \"%.40s\"", (unsigned)record->name,
                    (const char *)record->name_part.text);
        return;
    case TJ_RECORD_STRIKE:
        tj_text_add(text, "fault rule %" PRIu32 " struck operation %" PRIu32
                          " of ", record->strike.rule, record->strike.number);
        record_say_client(record->client, workload, text);
        tj_text_add(text, " at ");
        say_time(record->t0_ns, text);
        return;
    default:
        tj_text_add(text, "a record of kind %u", (unsigned)record->kind);
    }
}
