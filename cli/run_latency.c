/* SPDX-License-Identifier: MIT */
#include "cli/run_latency.h"

#include "cli/run_json.h"
#include "core/base/text.h"
#include "stress/engine.h"

#include <string.h>

bool run_is_open_loop(const struct run_view *view)
{
    return view->verdict->arrivals.open ||
           tj_engine_has_open_loop(view->workload);
}

struct run_arrivals run_arrivals_of(const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;
    struct run_arrivals      arrivals = {
             .plan_known = tj_engine_has_open_loop(view->workload),
    };
    uint64_t met = verdict->arrivals.started + verdict->arrivals.dropped;

    if (!arrivals.plan_known)
        return arrivals;
    arrivals.planned = tj_engine_planned(
        view->workload, verdict->begin_ns - verdict->start_ns,
        verdict->end_ns - verdict->start_ns);
    arrivals.left = arrivals.planned > met ? arrivals.planned - met : 0;
    return arrivals;
}

static void print_percentiles(struct tj_json *json, tj_latency latency)
{
    static const struct {
        const char *key;
        double      percentile;
    } rows[] = { { "p50_ns", 50 }, { "p90_ns", 90 }, { "p99_ns", 99 },
                 { "p999_ns", 99.9 } };

    tj_json_u64(json, "count", latency == NULL ? 0 : latency->total);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tj_json_u64(json, rows[i].key,
                    latency == NULL ? 0
                                    : tj_histogram_percentile(
                                          latency, rows[i].percentile));
    tj_json_u64(json, "max_ns", latency == NULL ? 0 : latency->max_ns);
}

static void print_corrected(struct tj_json *json, tj_latency corrected)
{
    if (corrected == NULL || corrected->total == 0)
        return;
    tj_json_object(json, "corrected");
    print_percentiles(json, corrected);
    tj_json_end(json);
}

static void print_latency(struct tj_json *json, const char *key,
                          tj_latency latency, tj_latency corrected)
{
    tj_json_object(json, key);
    print_percentiles(json, latency);
    print_corrected(json, corrected);
    tj_json_end(json);
}

static uint64_t late_percentile(const struct tj_verdict *verdict, double at)
{
    return verdict->late == NULL ? 0
                                 : tj_histogram_percentile(verdict->late, at);
}

static void print_arrivals(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    if (!run_is_open_loop(view)) {
        tj_json_null(json, "arrivals");
        return;
    }
    struct run_arrivals arrivals = run_arrivals_of(view);
    tj_json_object(json, "arrivals");
    if (arrivals.plan_known) {
        tj_json_u64(json, "planned", arrivals.planned);
        tj_json_u64(json, "left", arrivals.left);
    } else {
        tj_json_null(json, "planned");
        tj_json_null(json, "left");
    }
    tj_json_u64(json, "started", verdict->arrivals.started);
    tj_json_u64(json, "dropped", verdict->arrivals.dropped);
    tj_json_u64(json, "late_p50_ns", late_percentile(verdict, 50));
    tj_json_u64(json, "late_p99_ns", late_percentile(verdict, 99));
    tj_json_u64(json, "late_max_ns",
                verdict->late == NULL ? 0 : verdict->late->max_ns);
    tj_json_end(json);
}

void run_latencies_print(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    tj_json_array(json, "latency");
    for (unsigned v = 0; v < TJ_VERB_COUNT; v++)
        for (unsigned o = 0; o < TJ_OUTCOME_COUNT; o++) {
            tj_latency latency = verdict->latency[v][o];

            if (latency == NULL || latency->total == 0)
                continue;
            tj_json_object(json, NULL);
            tj_json_string(json, "op", tj_verb_name((enum tj_verb)v));
            tj_json_string(json, "outcome",
                           tj_outcome_name((enum tj_outcome)o));
            print_percentiles(json, latency);
            print_corrected(json, verdict->corrected[v][o]);
            tj_json_end(json);
        }
    tj_json_end(json);
    print_arrivals(json, view);
    print_latency(json, "handoff", verdict->handoff, NULL);
    run_json_print_fairness(json, verdict);
}

void run_lock_latencies_print(struct tj_json *json,
                              const struct tj_verdict *verdict)
{
    const struct tj_lock_latencies *raw = &verdict->lock;
    const struct tj_lock_latencies *corrected = &verdict->lock_corrected;

    print_latency(json, "notification", verdict->notification, NULL);
    print_latency(json, "lock_granted", raw->granted, corrected->granted);
    print_latency(json, "lock_denied_at_once", raw->denied_at_once,
                  corrected->denied_at_once);
    print_latency(json, "lock_denied_queued", raw->denied_queued,
                  corrected->denied_queued);
}

/* --- latency.hlog: one line per histogram that has values --- */

struct hlog {
    FILE                        *file;
    struct tj_histogram_interval about;
    void                        *scratch;
    struct tj_error             *error;
    enum tj_status               status; /* The first failure stops it. */
};

static void hlog_line(struct hlog *hlog, const char *tag, const char *suffix,
                      tj_latency latency)
{
    char           memory[64];
    struct tj_text text;

    if (latency == NULL || hlog->status != TJ_OK)
        return;
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "%s%s", tag, suffix);
    hlog->about.tag = memory;
    hlog->status = tj_histogram_log_line(hlog->file, &hlog->about, latency,
                                         hlog->scratch, hlog->error);
}

static void hlog_verb(struct hlog *hlog, const struct tj_verdict *verdict,
                      unsigned verb, unsigned outcome)
{
    char           memory[48];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "%s.%s", tj_verb_name((enum tj_verb)verb),
                tj_outcome_name((enum tj_outcome)outcome));
    hlog_line(hlog, memory, "", verdict->latency[verb][outcome]);
    hlog_line(hlog, memory, ".corrected", verdict->corrected[verb][outcome]);
}

enum tj_status run_hlog_print(const struct run_view *view, FILE *file,
                              void *scratch, struct tj_error *error)
{
    const struct tj_verdict        *verdict = view->verdict;
    const struct tj_lock_latencies *kinds[] = { &verdict->lock,
                                                &verdict->lock_corrected };
    struct hlog hlog = {
        .file = file,
        .about = { .start_s = (double)verdict->begin_ns / 1e9,
                   .length_s = (double)(verdict->end_ns - verdict->begin_ns) /
                               1e9 },
        .scratch = scratch,
        .error = error,
    };

    tj_histogram_log_header(file, view->facts->started_utc_ns);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *suffix = i == 0 ? "" : ".corrected";
        hlog_line(&hlog, "lock_granted", suffix, kinds[i]->granted);
        hlog_line(&hlog, "lock_denied_at_once", suffix,
                  kinds[i]->denied_at_once);
        hlog_line(&hlog, "lock_denied_queued", suffix,
                  kinds[i]->denied_queued);
    }
    hlog_line(&hlog, "handoff", "", verdict->handoff);
    hlog_line(&hlog, "notification", "", verdict->notification);
    hlog_line(&hlog, "arrival_late", "", verdict->late);
    for (unsigned i = 0; i < TJ_VERB_COUNT * TJ_OUTCOME_COUNT; i++)
        hlog_verb(&hlog, verdict, i / TJ_OUTCOME_COUNT, i % TJ_OUTCOME_COUNT);
    return hlog.status;
}
