/* SPDX-License-Identifier: MIT */
#include "cli/explore_text.h"

#include "stress/exit_codes.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

/* --- Adding up --- */

static void add_coverage(struct tj_coverage *all, const struct tj_coverage *one)
{
    all->met = 0;
    if (one->reachable > all->reachable)
        all->reachable = one->reachable;
    for (unsigned verb = 0; verb < TJ_VERB_COUNT; verb++)
        for (unsigned state = 0; state < TJ_COVER_STATES; state++)
            for (unsigned caller = 0; caller < TJ_COVER_CALLERS; caller++) {
                struct tj_cover_cell *cell = &all->cells[verb][state][caller];
                cell->done += one->cells[verb][state][caller].done;
                cell->refused += one->cells[verb][state][caller].refused;
                all->met += cell->done + cell->refused > 0 &&
                            tj_cover_reachable((enum tj_verb)verb,
                                               (enum tj_cover_state)state,
                                               (enum tj_cover_caller)caller);
            }
}

static void say_first(struct explore_findings *findings,
                      const struct tj_verdict *verdict, uint64_t schedule)
{
    findings->exit_code = verdict->exit_code;
    findings->first_schedule = schedule;
    if (verdict->findings_count > 0) {
        (void)tj_text_copy(findings->rule, sizeof findings->rule,
                           verdict->findings[0].rule);
        (void)tj_text_copy(findings->text, sizeof findings->text,
                           verdict->findings[0].text);
        return;
    }
    for (size_t i = 0; i < verdict->thresholds_count; i++)
        if (!verdict->thresholds[i].ok)
            (void)tj_text_copy(findings->text, sizeof findings->text,
                               verdict->thresholds[i].text);
    if (verdict->word == TJ_NOT_RESTORED)
        (void)tj_text_copy(findings->text, sizeof findings->text,
                           "the drive was not left as it was found");
}

void explore_findings_add(struct explore_findings *findings,
                          const struct tj_verdict *verdict, uint64_t schedule)
{
    bool failed = verdict->word != TJ_PASS &&
                  verdict->word != TJ_INCONCLUSIVE;

    findings->judged++;
    findings->conclusive += verdict->word != TJ_INCONCLUSIVE;
    add_coverage(&findings->coverage, &verdict->coverage);
    if (!failed)
        return;
    if (findings->broken++ == 0)
        say_first(findings, verdict, schedule);
    for (size_t i = 0; i < tj_rule_count(); i++)
        findings->rules[i] += verdict->rules[i].state == TJ_RULE_BROKEN;
}

/* --- What it comes to --- */

static bool is_asked_done(const struct explore_view *view)
{
    const struct explore_config *config = view->config;

    if (config->schedules > 0 && view->counts->schedules >= config->schedules)
        return true;
    if (config->kind == EXPLORE_EXHAUSTIVE)
        return view->counts->exhausted ||
               (!view->out_of_time && view->counts->left_out > 0 &&
                view->counts->beyond == 0 && view->counts->cut == 0);
    return config->schedules == 0 && view->counts->cut == 0;
}

/* Nothing could be interleaved, or no history proved anything. */
static bool is_vacuous(const struct explore_view *view)
{
    return view->counts->choices == 0 || view->findings->conclusive == 0;
}

int explore_exit_code(const struct explore_view *view)
{
    if (view->findings->exit_code != EXIT_HELD)
        return view->findings->exit_code;
    if (view->interrupted)
        return EXIT_INTERRUPTED;
    return is_asked_done(view) && !is_vacuous(view) ? EXIT_HELD : EXIT_VACUOUS;
}

static uint64_t per_second(uint64_t count, uint64_t time_ns)
{
    return time_ns == 0
               ? 0
               : (uint64_t)((double)count * 1e9 / (double)time_ns);
}

struct line { char memory[160]; struct tj_text text; };

static struct tj_text *begin_line(struct line *line)
{
    tj_text_init(&line->text, line->memory, sizeof line->memory);
    return &line->text;
}

static void print_count(FILE *file, uint64_t count, const char *what)
{
    struct line line;

    tj_text_add_count(begin_line(&line), count);
    fprintf(file, "%s %s", line.memory, what);
}

static void print_head(FILE *file, const struct explore_view *view)
{
    const struct explore_findings *findings = view->findings;
    int code = explore_exit_code(view);

    fprintf(file, "%s: ", view->workload->name);
    if (findings->broken > 0)
        fprintf(file, "BROKEN   %s%s%s\n", findings->rule,
                findings->rule[0] != '\0' ? ": " : "", findings->text);
    else if (code == EXIT_HELD)
        fprintf(file, "HELD   no schedule broke a rule\n");
    else
        fprintf(file, "INCONCLUSIVE   no schedule broke a rule, but %s\n",
                view->interrupted   ? "it was interrupted"
                : is_vacuous(view)  ? "there was nothing to break one with"
                                    : "not all was gone through");
    fprintf(file, "  %s, %u client%s, %s", view->workload->drive,
            (unsigned)view->workload->clients,
            view->workload->clients == 1 ? "" : "s",
            explore_kind_name(view->config->kind));
    if (view->config->kind == EXPLORE_PCT)
        fprintf(file, " depth %" PRIu32, view->config->depth);
    fprintf(file, ", seed 0x%" PRIx64 "\n", view->workload->seed);
}

static void print_counts(FILE *file, const struct explore_view *view)
{
    const struct explore_counts *counts = view->counts;
    struct line                  line;

    fputs("  ", file);
    print_count(file, counts->schedules, "schedules to their end");
    if (counts->merged > 0) {
        fputs(", ", file);
        print_count(file, counts->merged, "left where they met a known state");
    }
    fputs("\n  ", file);
    print_count(file, counts->histories, "different histories, ");
    print_count(file, view->findings->judged, "of them judged");
    fputs("\n  ", file);
    print_count(file, counts->choices, "choices, ");
    print_count(file, counts->depth, "at most in one schedule, ");
    print_count(file, counts->steps, "steps\n");
    tj_text_add_duration(begin_line(&line), view->real_ns);
    fprintf(file, "  %s", line.memory);
    tj_text_add_duration(begin_line(&line), view->judged_ns);
    fprintf(file, ", of it %s judging; ", line.memory);
    print_count(file, per_second(counts->schedules + counts->merged,
                                 view->real_ns - view->judged_ns),
                "schedules a second\n");
    fprintf(file, "  coverage %zu of %zu: operation, state of the drive, caller\n",
            view->findings->coverage.met, view->findings->coverage.reachable);
}

static void print_open(FILE *file, const struct explore_view *view)
{
    const struct explore_counts *counts = view->counts;

    if (view->config->kind != EXPLORE_EXHAUSTIVE) {
        fputs("  drawn, not exhausted: what no schedule of these does is not "
              "known\n", file);
    } else if (counts->exhausted) {
        fputs("  exhausted: no other schedule of this workload and seed is "
              "left\n", file);
    } else {
        fputs("  not exhausted:", file);
        if (counts->left_out > 0)
            fprintf(file, " %" PRIu64 " ways left out by --bound %" PRIu32 ";",
                    counts->left_out, view->config->bound);
        if (counts->beyond > 0)
            fprintf(file, " %" PRIu64 " choices behind the first %d of a "
                          "schedule;", counts->beyond, EXPLORE_DEPTH_MAX);
        if (counts->cut > 0)
            fprintf(file, " %" PRIu64 " schedules cut after %" PRIu64 " steps;",
                    counts->cut, view->config->steps_max);
        fputs(view->findings->broken > 0 && !view->keep_going
                  ? " stopped at the finding\n"
              : view->interrupted ? " interrupted\n"
              : view->out_of_time ? " the time was over\n"
                                  : " the rest was gone through\n", file);
    }
    if (counts->full)
        fputs("  no room for more states: some were gone through again\n",
              file);
    fputs("  a timer fires when it is due: that it comes earlier or later than "
          "these steps\n  take is not gone through\n", file);
}

static void print_rules(FILE *file, const struct explore_view *view)
{
    const struct explore_findings *findings = view->findings;

    if (findings->broken == 0)
        return;
    fputs("\nFOUND\n", file);
    for (size_t i = 0; i < tj_rule_count(); i++)
        if (findings->rules[i] > 0)
            fprintf(file, "  %-8s %8" PRIu64 " histories   %s\n",
                    tj_rule_at(i)->id, findings->rules[i],
                    tj_rule_at(i)->title);
    fprintf(file, "  first in schedule %" PRIu64 "; %" PRIu64 " of %" PRIu64
                  " histories\n", findings->first_schedule, findings->broken,
            findings->judged);
    if (view->folder != NULL)
        fprintf(file, "\nrun       %s\nschedule  %s/repro/schedule\n"
                      "judge     trayjam check %s\n", view->folder,
                view->folder, view->folder);
}

void explore_print(FILE *file, const struct explore_view *view)
{
    print_head(file, view);
    print_counts(file, view);
    print_open(file, view);
    print_rules(file, view);
}

static void print_json_counts(struct tj_json *json,
                              const struct explore_view *view)
{
    const struct explore_counts *counts = view->counts;
    const struct { const char *name; uint64_t value; } rows[] = {
        { "schedules", counts->schedules }, { "merged", counts->merged },
        { "histories", counts->histories },
        { "judged", view->findings->judged },
        { "broken", view->findings->broken },
        { "states", counts->states }, { "choices", counts->choices },
        { "depth", counts->depth }, { "steps", counts->steps },
        { "operations", counts->operations }, { "refused", counts->refused },
        { "granted", counts->granted }, { "hung", counts->hung },
        { "left_out", counts->left_out }, { "beyond", counts->beyond },
        { "cut", counts->cut },
        { "real_ns", view->real_ns }, { "judging_ns", view->judged_ns },
        { "schedules_per_second",
          per_second(counts->schedules + counts->merged,
                     view->real_ns - view->judged_ns) },
        { "coverage_met", view->findings->coverage.met },
        { "coverage_reachable", view->findings->coverage.reachable },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tj_json_u64(json, rows[i].name, rows[i].value);
    tj_json_bool(json, "exhausted", counts->exhausted);
    tj_json_bool(json, "full", counts->full);
    tj_json_bool(json, "interrupted", view->interrupted);
}

static void print_json_findings(struct tj_json *json,
                                const struct explore_view *view)
{
    const struct explore_findings *findings = view->findings;

    tj_json_array(json, "rules");
    for (size_t i = 0; i < tj_rule_count(); i++) {
        if (findings->rules[i] == 0)
            continue;
        tj_json_object(json, NULL);
        tj_json_string(json, "rule", tj_rule_at(i)->id);
        tj_json_u64(json, "histories", findings->rules[i]);
        tj_json_end(json);
    }
    tj_json_end(json);
    if (findings->broken == 0)
        return;
    tj_json_object(json, "first");
    tj_json_u64(json, "schedule", findings->first_schedule);
    tj_json_string(json, "rule", findings->rule);
    tj_json_string(json, "text", findings->text);
    if (view->folder != NULL)
        tj_json_string(json, "folder", view->folder);
    tj_json_end(json);
}

enum tj_status explore_print_json(FILE *file, const struct explore_view *view,
                                  struct tj_error *error)
{
    struct tj_json json;
    char           seed[24];

    (void)snprintf(seed, sizeof seed, "0x%" PRIx64, view->workload->seed);
    tj_json_init(&json, file, true);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "scenario", view->workload->name);
    tj_json_string(&json, "drive", view->workload->drive);
    tj_json_string(&json, "seed", seed);
    tj_json_string(&json, "strategy",
                   explore_kind_name(view->config->kind));
    tj_json_u64(&json, "exit_code", (uint64_t)explore_exit_code(view));
    print_json_counts(&json, view);
    print_json_findings(&json, view);
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}
