/* SPDX-License-Identifier: MIT */
#include "cli/run_json.h"

#include "cli/app_text.h"
#include "cli/end_text.h"
#include "cli/run_folder.h"
#include "cli/run_latency.h"
#include "cli/version.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

static void print_head(struct tj_json *json, const struct run_view *view)
{
    const struct tj_workload *workload = view->workload;
    char                      text[UTC_TEXT_SIZE];
    struct tj_text            seed;

    tj_json_string(json, "tool", "trayjam");
    tj_json_string(json, "version", TRAYJAM_VERSION);
    tj_json_string(json, "build", view->facts->build);
    tj_text_init(&seed, text, sizeof text);
    tj_text_add(&seed, "0x%" PRIx64, workload->seed);
    tj_json_string(json, "seed", text);
    tj_json_string(json, "scenario", workload->name);
    tj_json_string(json, "drive", workload->drive);
    tj_json_string(json, "runner", tj_runner_name(workload->runner));
    tj_json_u64(json, "clients", workload->clients);
    utc_format(view->facts->started_utc_ns, text);
    tj_json_string(json, "started_utc", text);
    tj_json_u64(json, "duration_ns",
                view->verdict->end_ns - view->verdict->begin_ns);
    tj_json_bool(json, "partial", run_view_partial(view));
}

static void print_status(struct tj_json *json, const struct tj_outcome_row *row)
{
    char           memory[16];
    struct tj_text text;

    if (row->outcome == TJ_UNKNOWN && row->status == 0) {
        tj_json_string(json, "status", "");
    } else if (tj_ntstatus_info(row->status) != NULL) {
        tj_json_string(json, "status", tj_ntstatus_name(row->status));
    } else {
        tj_text_init(&text, memory, sizeof memory);
        tj_text_add(&text, "0x%08" PRIX32, row->status);
        tj_json_string(json, "status", memory);
    }
}

static void print_operations(struct tj_json *json,
                             const struct tj_verdict *verdict)
{
    tj_json_object(json, "operations");
    tj_json_u64(json, "submitted", verdict->submitted);
    tj_json_u64(json, "answered", verdict->answered);
    tj_json_u64(json, "unknown", verdict->unknown);
    tj_json_end(json);
    tj_json_array(json, "outcomes");
    for (size_t i = 0; i < verdict->outcomes_count; i++) {
        const struct tj_outcome_row *row = &verdict->outcomes[i];

        tj_json_object(json, NULL);
        tj_json_string(json, "op", tj_verb_name((enum tj_verb)row->verb));
        tj_json_string(json, "outcome",
                       tj_outcome_name((enum tj_outcome)row->outcome));
        print_status(json, row);
        tj_json_u64(json, "count", row->count);
        if (row->injected)
            tj_json_bool(json, "injected", true);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_events(struct tj_json *json, const struct tj_verdict *verdict)
{
    tj_json_array(json, "events");
    for (unsigned i = 0; verdict->events_captured && i < TJ_EVENT_COUNT; i++) {
        const struct tj_event_account *row = &verdict->events[i];

        if (row->emitted == 0 && row->delivered == 0)
            continue;
        tj_json_object(json, NULL);
        tj_json_string(json, "event", tj_event_info((enum tj_event_id)i)->name);
        tj_json_u64(json, "emitted", row->emitted);
        tj_json_u64(json, "delivered", row->delivered);
        tj_json_u64(json, "lost", row->lost);
        tj_json_u64(json, "duplicated", row->duplicated);
        tj_json_u64(json, "late", row->late);
        tj_json_u64(json, "delay_max_ns", row->delay_max_ns);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_conditions(struct tj_json *json, const char *key,
                             const struct tj_condition_result *rows,
                             size_t count)
{
    tj_json_array(json, key);
    for (size_t i = 0; i < count; i++) {
        tj_json_object(json, NULL);
        tj_json_string(json, "expr", rows[i].text);
        if (rows[i].known)
            tj_json_double(json, "value", rows[i].value);
        else
            tj_json_null(json, "value");
        tj_json_bool(json, "ok", rows[i].ok);
        if (rows[i].abort_ns > 0)
            tj_json_u64(json, "abort_after_ns", rows[i].abort_ns);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_faults(struct tj_json *json, const struct run_view *view)
{
    tj_json_array(json, "faults");
    for (size_t i = 0; i < view->workload->faults_count; i++) {
        char           memory[TJ_FAULT_TEXT];
        struct tj_text text;

        tj_text_init(&text, memory, sizeof memory);
        tj_json_object(json, NULL);
        tj_json_string(json, "rule", view->workload->faults[i].name);
        tj_fault_rule_add_text(&view->workload->faults[i], &text);
        tj_json_string(json, "text", text.at);
        tj_json_u64(json, "planned", view->workload->faults[i].count);
        tj_json_u64(json, "struck", view->verdict->strikes[i]);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static void print_cover(struct tj_json *json, const char *key, size_t seen,
                        size_t total)
{
    tj_json_object(json, key);
    tj_json_u64(json, "seen", seen);
    tj_json_u64(json, "total", total);
    tj_json_end(json);
}

/* How many of the catalogue's statuses occurred; rows repeat a status. */
static size_t statuses_seen(const struct tj_verdict *verdict)
{
    size_t seen = 0;

    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        bool found = false;

        for (size_t r = 0; r < verdict->outcomes_count && !found; r++)
            found = verdict->outcomes[r].outcome != TJ_UNKNOWN &&
                    verdict->outcomes[r].status == tj_ntstatus_at(i)->status;
        seen += found;
    }
    return seen;
}

static void print_coverage(struct tj_json *json,
                           const struct tj_verdict *verdict)
{
    bool   verbs[TJ_VERB_COUNT] = { false };
    size_t ops = 0, events = 0, rules = 0;

    for (size_t i = 0; i < verdict->outcomes_count; i++)
        verbs[verdict->outcomes[i].verb] = true;
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++)
        ops += verbs[i];
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++)
        events += verdict->events[i].delivered > 0;
    for (size_t i = 0; i < tj_rule_count(); i++)
        rules += verdict->rules[i].state != TJ_RULE_NOT_JUDGED;
    tj_json_object(json, "coverage");
    print_cover(json, "ops", ops, TJ_VERB_COUNT);
    print_cover(json, "statuses", statuses_seen(verdict), tj_ntstatus_count());
    print_cover(json, "events", events, TJ_EVENT_COUNT);
    print_cover(json, "rules", rules, tj_rule_count());
    run_json_print_cells(json, &verdict->coverage);
    tj_json_end(json);
}

static void print_end(struct tj_json *json, const struct run_view *view)
{
    const struct run_facts *facts = view->facts;
    bool virtual_time = view->workload->runner == TJ_RUNNER_VIRTUAL;

    tj_json_object(json, "host");
    tj_json_u64(json, "clock_ns", facts->clock_resolution_ns);
    tj_json_double(json, "overhead_ns", virtual_time ? 0
                                                     : facts->clock_read_ns);
    tj_json_u64(json, "cores", (uint64_t)facts->cores);
    tj_json_string(json, "system", facts->system);
    tj_json_string(json, "clock", virtual_time ? "virtual" : "monotonic");
    tj_json_end(json);
    tj_json_string(json, "verdict", tj_verdict_name(view->verdict->word));
    tj_json_i64(json, "exit_code", run_view_exit_code(view));
}

static void print_rules(struct tj_json *json, const struct tj_verdict *verdict)
{
    static const char *const states[] = {
        [TJ_RULE_NOT_JUDGED] = "not judged",
        [TJ_RULE_HELD] = "held",
        [TJ_RULE_BROKEN] = "broken",
        [TJ_RULE_ADVICE] = "advice",
    };

    tj_json_array(json, "rules");
    for (size_t i = 0; i < tj_rule_count(); i++) {
        const struct tj_rule_info   *info = tj_rule_at(i);
        const struct tj_rule_result *result = &verdict->rules[i];

        tj_json_object(json, NULL);
        tj_json_string(json, "rule", info->id);
        tj_json_string(json, "severity",
                       tj_severity_name(tj_rule_severity(i)));
        tj_json_string(json, "state", states[result->state]);
        tj_json_u64(json, "judged", result->judged);
        tj_json_u64(json, "broken", result->broken);
        tj_json_string(json, "title", info->title);
        tj_json_string(json, "sentence", info->sentence);
        tj_json_string(json, "source", info->source);
        if (result->state == TJ_RULE_NOT_JUDGED)
            tj_json_string(json, "reason", info->evidence);
        tj_json_end(json);
    }
    tj_json_end(json);
}

static const char *name_of(const struct tj_verdict *verdict, uint16_t name)
{
    return name == 0 || name > verdict->names_count ? ""
                                                    : verdict->names[name];
}

static void print_account(struct tj_json *json, const struct run_view *view,
                          size_t client)
{
    const struct tj_verdict        *verdict = view->verdict;
    const struct tj_client_account *row = &verdict->clients[client];
    unsigned process = end_process_of(view->workload, (unsigned)client);

    tj_json_object(json, NULL);
    tj_json_u64(json, "client", client);
    tj_json_string(json, "name", name_of(verdict, row->name));
    if (process != 0)
        tj_json_u64(json, "process", process);
    tj_json_u64(json, "attempts", row->attempts);
    tj_json_u64(json, "grants", row->grants);
    tj_json_u64(json, "denials", row->denials);
    tj_json_u64(json, "operations", row->operations);
    tj_json_u64(json, "held_ns", row->held_ns);
    tj_json_u64(json, "blocked_others", row->blocked_others);
    tj_json_u64(json, "longest_wait_ns", row->longest_wait_ns);
    run_json_print_rival(json, &verdict->contention.rivals[client]);
    tj_json_end(json);
}

static void print_people(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;
    size_t columns = verdict->clients_count + 1;

    tj_json_array(json, "names");
    for (size_t i = 1; i <= verdict->names_count; i++)
        tj_json_string(json, NULL, verdict->names[i]);
    tj_json_end(json);
    tj_json_array(json, "accounts");
    for (size_t i = 1; i <= verdict->clients_count; i++)
        print_account(json, view, i);
    tj_json_end(json);
    tj_json_array(json, "blame");
    for (size_t refused = 1; refused < columns; refused++)
        for (size_t holder = 0; holder < columns; holder++) {
            uint64_t count = verdict->blame[refused * columns + holder];

            if (count == 0)
                continue;
            tj_json_object(json, NULL);
            tj_json_u64(json, "refused", refused);
            tj_json_u64(json, "holder", holder);
            tj_json_u64(json, "count", count);
            tj_json_end(json);
        }
    tj_json_end(json);
}

enum tj_status run_json_print(const struct run_view *view, FILE *file,
                              bool pretty, struct tj_error *error)
{
    const struct tj_verdict *verdict = view->verdict;
    struct tj_json           json;

    tj_json_init(&json, file, pretty);
    tj_json_object(&json, NULL);
    print_head(&json, view);
    print_operations(&json, verdict);
    print_events(&json, verdict);
    run_latencies_print(&json, view);
    print_faults(&json, view);
    print_conditions(&json, "thresholds", verdict->thresholds,
                     verdict->thresholds_count);
    print_conditions(&json, "expectations", verdict->expectations,
                     verdict->expectations_count);
    tj_json_array(&json, "findings");
    run_json_print_findings(&json, view);
    tj_json_end(&json);
    print_coverage(&json, verdict);
    print_end(&json, view);
    print_rules(&json, verdict);
    print_people(&json, view);
    run_json_print_contention(&json, verdict);
    run_lock_latencies_print(&json, verdict);
    tj_json_string(&json, "repeat", view->facts->repeat);
    tj_json_bool(&json, "virtual",
                 view->workload->runner == TJ_RUNNER_VIRTUAL);
    tj_json_u64(&json, "findings_total", verdict->findings_total);
    app_json_print(&json, view);
    run_json_print_end(&json, view);
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}

static enum tj_status write_json(const struct run_view *view,
                                 struct tj_error *error)
{
    struct run_file file;

    enum tj_status status =
        run_file_open(&file, view->folder, "run.json", error);
    if (status != TJ_OK)
        return status;
    /* A failed write is told by the close, with the file's name. */
    (void)run_json_print(view, file.file, true, error);
    return run_file_close(&file, error);
}

static enum tj_status write_findings(const struct run_view *view,
                                     struct tj_error *error)
{
    struct run_file file;
    struct tj_json  json;

    enum tj_status status =
        run_file_open(&file, view->folder, "findings.json", error);
    if (status != TJ_OK)
        return status;
    tj_json_init(&json, file.file, true);
    tj_json_array(&json, NULL);
    run_json_print_findings(&json, view);
    tj_json_end(&json);
    (void)tj_json_finish(&json, error);
    return run_file_close(&file, error);
}

static enum tj_status write_hlog(const struct run_view *view,
                                 struct arena *arena, struct tj_error *error)
{
    struct run_file file;
    void *scratch = arena_take(arena, TJ_HISTOGRAM_SCRATCH, 1, 8);

    if (scratch == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for latency.hlog");
    enum tj_status status =
        run_file_open(&file, view->folder, "latency.hlog", error);
    if (status != TJ_OK)
        return status;
    status = run_hlog_print(view, file.file, scratch, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

enum tj_status run_json_write_all(const struct run_view *view,
                                  struct arena *arena, struct tj_error *error)
{
    enum tj_status status = write_hlog(view, arena, error);

    if (status == TJ_OK)
        status = write_findings(view, error);
    /* Last, since whoever sees run.json may rely on the rest. */
    if (status == TJ_OK)
        status = write_json(view, error);
    return status;
}
