/* SPDX-License-Identifier: MIT */
/* Verdict first, then who got what, who blocked whom, how long it took, what
 * the drive announced, what was judged, and how to repeat it. */
#include "cli/summary_text.h"

#include "cli/app_text.h"
#include "cli/program_text.h"
#include "cli/race_text.h"
#include "cli/run_latency.h"
#include "cli/summary_paint.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { CLIENTS_SHOWN = 12, MATRIX_SHOWN = 5, NAME_WIDTH = 16,
       BAR_WIDTH = 18 };

static const char *verdict_sentence(const struct run_view *view)
{
    static const char *const sentences[] = {
        [TJ_PASS] = "every rule that had something to judge held",
        [TJ_BROKEN] = "a rule of the drive was broken",
        [TJ_INCONCLUSIVE] = "inconclusive: what was expected did not happen",
        [TJ_THRESHOLD] = "a threshold was not met",
        [TJ_LIVENESS] = "somebody waited for ever",
        [TJ_NOT_RESTORED] = "the drive was not left as it was found",
    };

    return sentences[view->verdict->word];
}

static void print_early(const struct canvas *canvas,
                        const struct run_facts *facts)
{
    char           memory[64];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_duration(&text, facts->ended_ns);
    fprintf(canvas->file, "\n  ended early, after %s, by %s", memory,
            facts->ended_by);
}

static void print_looks(const struct canvas *canvas,
                        const struct run_facts *facts)
{
    char           memory[64];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_duration(&text, facts->looks_ended_ns);
    fprintf(canvas->file,
            "\n  abort_after was not looked at after %s: no room (--look-memory)",
            memory);
}

static void print_verdict(const struct canvas *canvas,
                          const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;
    enum paint paint = verdict->word == TJ_PASS ? PAINT_GOOD
                       : verdict->word == TJ_INCONCLUSIVE ? PAINT_WARN
                                                          : PAINT_BAD;
    FILE          *file = canvas->file;
    char           memory[64];
    struct tj_text text;

    paint_on(canvas, paint);
    fprintf(file, "%s: %s", view->workload->name,
            verdict->word == TJ_PASS ? "PASS" : "NOT PASSED");
    paint_off(canvas);
    fprintf(file, "   %s", verdict_sentence(view));
    if (run_view_partial(view))
        fprintf(file, " (partial%s)",
                view->facts->interrupted ? ": interrupted" : "");
    if (view->facts->ended_by[0] != '\0')
        print_early(canvas, view->facts);
    if (view->facts->looks_ended_ns > 0)
        print_looks(canvas, view->facts);
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_duration(&text, verdict->end_ns - verdict->begin_ns);
    fprintf(file, "\n  %s, %u clients, %s, %s, seed 0x%" PRIx64 "\n",
            view->workload->drive, view->workload->clients,
            view->workload->runner == TJ_RUNNER_VIRTUAL
                ? "virtual time"
                : tj_runner_name(view->workload->runner),
            memory, view->workload->seed);
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, verdict->submitted);
    fprintf(file, "  %s operations", memory);
    if (verdict->end_ns > verdict->begin_ns) {
        tj_text_init(&text, memory, sizeof memory);
        tj_text_add_count(&text, (uint64_t)((double)verdict->submitted * 1e9 /
                                            (double)(verdict->end_ns -
                                                     verdict->begin_ns)));
        fprintf(file, ", %s a second", memory);
    }
    if (verdict->unknown > 0)
        fprintf(file, ", %" PRIu64 " never answered", verdict->unknown);
    fputc('\n', file);
}

static void print_figure(const struct canvas *canvas, const char *before,
                         uint64_t count, const char *behind)
{
    char           memory[40];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, count);
    fprintf(canvas->file, "%s%s%s", before, memory, behind);
}

static void print_late(const struct canvas *canvas, const char *before,
                       uint64_t late_ns)
{
    char           memory[40];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_duration(&text, late_ns);
    fprintf(canvas->file, "%s%s", before, memory);
}

/* Only in an open loop: a closed one has nothing that could be late. */
static void print_arrivals(const struct canvas *canvas,
                           const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    if (!run_is_open_loop(view))
        return;
    struct run_arrivals arrivals = run_arrivals_of(view);
    fputs("  open loop:", canvas->file);
    if (arrivals.plan_known)
        print_figure(canvas, " ", arrivals.planned, " arrivals planned,");
    print_figure(canvas, " ", verdict->arrivals.started, " started, ");
    paint_on(canvas, verdict->arrivals.dropped > 0 ? PAINT_WARN : PAINT_PLAIN);
    print_figure(canvas, "", verdict->arrivals.dropped, " dropped");
    paint_off(canvas);
    if (arrivals.left > 0)
        print_figure(canvas, ", ", arrivals.left, " left");
    if (verdict->late != NULL) {
        print_late(canvas, "\n  late: p50 ",
                   tj_histogram_percentile(verdict->late, 50));
        print_late(canvas, ", p99 ",
                   tj_histogram_percentile(verdict->late, 99));
        print_late(canvas, ", max ", verdict->late->max_ns);
    }
    fputc('\n', canvas->file);
}

static const char *client_name(const struct tj_verdict *verdict, size_t client)
{
    uint16_t name = verdict->clients[client].name;

    return name == 0 || name > verdict->names_count ? "(no name)"
                                                    : verdict->names[name];
}

/* The clients with the most lock attempts, most first; ties by number. */
static size_t top_clients(const struct tj_verdict *verdict, size_t *top,
                          size_t top_max)
{
    size_t count = 0;

    for (size_t client = 1; client <= verdict->clients_count; client++) {
        uint64_t attempts = verdict->clients[client].attempts;
        size_t   place = count;

        if (attempts == 0)
            continue;
        while (place > 0 &&
               verdict->clients[top[place - 1]].attempts < attempts)
            place--;
        if (place >= top_max)
            continue;
        if (count < top_max)
            count++;
        memmove(&top[place + 1], &top[place],
                (count - place - 1) * sizeof *top);
        top[place] = client;
    }
    return count;
}

static void print_clients(const struct canvas *canvas,
                          const struct tj_verdict *verdict)
{
    size_t   top[CLIENTS_SHOWN], count, lockers = 0;
    uint64_t most = 0;

    for (size_t i = 1; i <= verdict->clients_count; i++)
        lockers += verdict->clients[i].attempts > 0;
    count = top_clients(verdict, top, CLIENTS_SHOWN);
    if (count == 0)
        return;
    most = verdict->clients[top[0]].attempts;
    paint_head(canvas, "WHO GOT THE DRIVE                         granted   "
                       "denied     held   longest wait\n");
    for (size_t i = 0; i < count; i++) {
        const struct tj_client_account *row = &verdict->clients[top[i]];

        fprintf(canvas->file, "  %3zu ", top[i]);
        cell_text(canvas, NAME_WIDTH, client_name(verdict, top[i]));
        fputc(' ', canvas->file);
        cell_bar(canvas, BAR_WIDTH,
                 (struct bar_parts){ row->grants, row->denials, most });
        cell_count(canvas, 7, row->grants);
        cell_count(canvas, 8, row->denials);
        cell_duration(canvas, 8, row->held_ns);
        cell_duration(canvas, 14, row->longest_wait_ns);
        fputc('\n', canvas->file);
    }
    if (lockers > count)
        fprintf(canvas->file, "      and %zu more who tried less often\n",
                lockers - count);
}

static void print_matrix_row(const struct canvas *canvas,
                             const struct tj_verdict *verdict, size_t refused,
                             const size_t *top, size_t count)
{
    const uint64_t *row =
        &verdict->blame[refused * (verdict->clients_count + 1)];
    uint64_t others = 0, shown = row[0];

    for (size_t i = 0; i <= verdict->clients_count; i++)
        others += row[i];
    fprintf(canvas->file, "  %3zu ", refused);
    cell_text(canvas, NAME_WIDTH, client_name(verdict, refused));
    for (size_t i = 0; i < count; i++) {
        cell_count(canvas, 7, row[top[i]]);
        shown += row[top[i]];
    }
    cell_count(canvas, 7, others - shown);
    cell_count(canvas, 7, row[0]);
    fputc('\n', canvas->file);
}

static void print_matrix(const struct canvas *canvas,
                         const struct tj_verdict *verdict)
{
    size_t   top[MATRIX_SHOWN];
    size_t   count = top_clients(verdict, top, MATRIX_SHOWN);
    uint64_t denials = 0;

    for (size_t i = 1; i <= verdict->clients_count; i++)
        denials += verdict->clients[i].denials;
    if (count == 0 || denials == 0 || verdict->blame == NULL)
        return;
    paint_head(canvas, "WHO BLOCKED WHOM");
    fputs("  (refused requests of the left, by who held the drive)\n",
          canvas->file);
    fprintf(canvas->file, "  %*s", NAME_WIDTH + 4, "");
    for (size_t i = 0; i < count; i++)
        fprintf(canvas->file, " %7zu", top[i]);
    fputs("  others  nobody\n", canvas->file);
    for (size_t i = 0; i < count; i++)
        print_matrix_row(canvas, verdict, top[i], top, count);
}

static void print_latency(const struct canvas *canvas, const char *name,
                          tj_latency latency)
{
    static const double percentiles[] = { 50, 99 };

    fputs("  ", canvas->file);
    cell_text(canvas, 22, name);
    cell_count(canvas, 12, latency == NULL ? 0 : latency->total);
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++)
        if (latency == NULL || latency->total == 0)
            fprintf(canvas->file, " %10s", "-");
        else
            cell_duration(canvas, 10,
                          tj_histogram_percentile(latency, percentiles[i]));
    if (latency == NULL || latency->total == 0)
        fprintf(canvas->file, " %10s", "-");
    else
        cell_duration(canvas, 10, latency->max_ns);
    fputc('\n', canvas->file);
}

static void print_corrected(const struct canvas *canvas, tj_latency corrected)
{
    if (corrected != NULL)
        print_latency(canvas, "  from when it was due", corrected);
}

static void print_latencies(const struct canvas *canvas,
                            const struct tj_verdict *verdict)
{
    paint_head(canvas, "HOW LONG A LOCK TOOK           count        p50        "
                       "p99        max\n");
    print_latency(canvas, "granted", verdict->lock.granted);
    print_corrected(canvas, verdict->lock_corrected.granted);
    print_latency(canvas, "denied at once", verdict->lock.denied_at_once);
    print_corrected(canvas, verdict->lock_corrected.denied_at_once);
    print_latency(canvas, "queued, then denied", verdict->lock.denied_queued);
    print_corrected(canvas, verdict->lock_corrected.denied_queued);
    print_latency(canvas, "release to next grant", verdict->handoff);
    print_latency(canvas, "event to its listener", verdict->notification);
}

static void print_events(const struct canvas *canvas,
                         const struct tj_verdict *verdict)
{
    if (!verdict->events_captured)
        return;
    paint_head(canvas, "WHAT THE DRIVE ANNOUNCED     emitted  delivered\n");
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        const struct tj_event_account *row = &verdict->events[i];

        if (row->emitted == 0 && row->delivered == 0)
            continue;
        fputs("  ", canvas->file);
        /* Without "GUID_IO_", which all of them begin with. */
        cell_text(canvas, 24, tj_event_info((enum tj_event_id)i)->name + 8);
        cell_count(canvas, 9, row->emitted);
        cell_count(canvas, 10, row->delivered);
        if (row->lost + row->duplicated + row->late > 0)
            fprintf(canvas->file, "  lost %" PRIu64 ", twice %" PRIu64
                                  ", late %" PRIu64,
                    row->lost, row->duplicated, row->late);
        fputc('\n', canvas->file);
    }
}

/* A condition whose limit has a unit of time was measured in nanoseconds. */
static void print_value(const struct canvas *canvas,
                        const struct tj_condition_result *row)
{
    const char    *last = strrchr(row->text, ' ');
    uint64_t       limit_ns;
    char           memory[40];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (last != NULL && tj_parse_duration(last + 1, &limit_ns) &&
        row->value >= 0)
        tj_text_add_duration(&text, (uint64_t)row->value);
    else if (row->value >= 0 && row->value < 1e15 &&
             row->value == (double)(uint64_t)row->value)
        tj_text_add_count(&text, (uint64_t)row->value);
    else
        tj_text_add(&text, "%.6g", row->value);
    fprintf(canvas->file, "   (it was %s)\n", memory);
}

static void print_conditions(const struct canvas *canvas, const char *head,
                             const struct tj_condition_result *rows,
                             size_t count)
{
    if (count == 0)
        return;
    paint_head(canvas, head);
    fputc('\n', canvas->file);
    for (size_t i = 0; i < count; i++) {
        fputs("  ", canvas->file);
        paint_on(canvas, rows[i].ok ? PAINT_GOOD : PAINT_BAD);
        fputs(rows[i].ok ? "yes  " : "no   ", canvas->file);
        paint_off(canvas);
        fputs(rows[i].text, canvas->file);
        if (rows[i].known)
            print_value(canvas, &rows[i]);
        else
            fputs("   (the run has no such figure)\n", canvas->file);
    }
}

static void print_faults(const struct canvas *canvas,
                         const struct run_view *view)
{
    if (view->workload->faults_count == 0)
        return;
    paint_head(canvas, "FAULTS\n");
    for (size_t i = 0; i < view->workload->faults_count; i++) {
        const struct tj_fault_rule *rule = &view->workload->faults[i];
        char                        memory[TJ_FAULT_TEXT];
        struct tj_text              text;

        fprintf(canvas->file, "  %-20s struck %" PRIu64, rule->name,
                view->verdict->strikes[i]);
        if (rule->count > 0)
            fprintf(canvas->file, " of %" PRIu64 " planned", rule->count);
        tj_text_init(&text, memory, sizeof memory);
        tj_fault_rule_add_inject(rule, &text);
        tj_fault_rule_add_options(rule, " ", &text);
        fprintf(canvas->file, ": %s\n", text.at);
    }
}

/* No close undoes a simple tray lock (class-driver spec 3.3): whoever ends
 * without undoing it leaves the tray shut for everybody. */
static void print_leaks(const struct canvas *canvas,
                        const struct run_facts *facts)
{
    if (facts->leaked == 0)
        return;
    paint_head(canvas, "LEFT BEHIND\n");
    fprintf(canvas->file, "  %" PRIu64 " tray lock%s by programs that ended "
                          "without ALLOW: no close undoes a PREVENT;\n"
                          "  undone after the run, where nobody else had\n",
            facts->leaked, facts->leaked == 1 ? "" : "s");
}

/* A simulated run that went wrong can be looked into. */
static void print_ways_on(const struct run_view *view, FILE *file)
{
    bool wrong = view->verdict->word == TJ_BROKEN ||
                 view->verdict->word == TJ_LIVENESS;

    if (!wrong || view->folder == NULL ||
        view->workload->runner != TJ_RUNNER_VIRTUAL)
        return;
    fprintf(file, "replay  trayjam replay %s\nshrink  trayjam shrink %s\n",
            view->folder, view->folder);
}

void summary_print(FILE *file, const struct run_view *view,
                   const struct summary_style *style, const char *report)
{
    const struct tj_verdict *verdict = view->verdict;
    struct canvas            canvas = { file, style };

    print_verdict(&canvas, view);
    program_summary_print(&canvas, view);
    print_arrivals(&canvas, view);
    print_clients(&canvas, verdict);
    print_matrix(&canvas, verdict);
    summary_contention(&canvas, verdict);
    print_latencies(&canvas, verdict);
    print_events(&canvas, verdict);
    app_summary_print(&canvas, view);
    summary_rules_print(&canvas, view);
    print_conditions(&canvas, "EXPECTED", verdict->expectations,
                     verdict->expectations_count);
    print_conditions(&canvas, "THRESHOLDS", verdict->thresholds,
                     verdict->thresholds_count);
    print_faults(&canvas, view);
    if (view->facts->races_count > 0)
        paint_head(&canvas, "RACES\n");
    race_summary_print(view, file);
    print_leaks(&canvas, view->facts);
    if (view->folder != NULL)
        fprintf(file, "\nrun     %s\n", view->folder);
    if (report != NULL)
        fprintf(file, "report  %s\n", report);
    print_ways_on(view, file);
    if (view->facts->repeat[0] != '\0')
        fprintf(file, "repeat  %s\n", view->facts->repeat);
}
