/* SPDX-License-Identifier: MIT */
/* RULES of the summary: how many held, and the first findings. */
#include "cli/end_text.h"
#include "cli/summary_paint.h"
#include "core/base/text.h"

#include <inttypes.h>

enum { FINDINGS_SHOWN = 5 };

/* Of a run of several processes: "; client 3 in process 2, ..." */
static void print_processes(const struct canvas *canvas,
                            const struct tj_workload *workload,
                            const struct tj_finding *finding)
{
    const char *before = ";";

    for (unsigned i = 0; i < finding->who_count; i++) {
        unsigned process = end_process_of(workload, finding->who[i]);
        if (process == 0)
            continue;
        fprintf(canvas->file, "%s client %u in process %u", before,
                finding->who[i], process);
        before = ",";
    }
}

static void print_finding(const struct canvas *canvas,
                          const struct tj_workload *workload,
                          const struct tj_finding *finding)
{
    const struct tj_rule_info *rule = tj_rule_by_id(finding->rule);

    fputs("  ", canvas->file);
    paint_on(canvas, PAINT_BAD);
    fputs(finding->rule, canvas->file);
    paint_off(canvas);
    fprintf(canvas->file, " %s\n      %s\n     ",
            rule != NULL ? rule->title : "", finding->text);
    for (unsigned i = 0; i < finding->refs_count; i++)
        fprintf(canvas->file, " writer-%04" PRIu32 ":%" PRIu64,
                finding->refs[i].segment, finding->refs[i].index);
    print_processes(canvas, workload, finding);
    fputc('\n', canvas->file);
}

void summary_rules_print(const struct canvas *canvas,
                         const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;
    size_t         held = 0, broken = 0, advice = 0, idle = 0;
    uint64_t       judged = 0;
    char           memory[40];
    struct tj_text text;

    for (size_t i = 0; i < tj_rule_count(); i++) {
        held += verdict->rules[i].state == TJ_RULE_HELD;
        broken += verdict->rules[i].state == TJ_RULE_BROKEN;
        idle += verdict->rules[i].state == TJ_RULE_NOT_JUDGED;
        advice += verdict->rules[i].state == TJ_RULE_ADVICE;
        judged += verdict->rules[i].judged;
    }
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, judged);
    paint_head(canvas, "RULES");
    fprintf(canvas->file, "  %zu held, ", held);
    paint_on(canvas, broken > 0 ? PAINT_BAD : PAINT_PLAIN);
    fprintf(canvas->file, "%zu broken", broken);
    paint_off(canvas);
    if (advice > 0)
        fprintf(canvas->file, ", %zu advise", advice);
    fprintf(canvas->file, ", %zu had nothing to judge; %s judgements\n", idle,
            memory);
    if (verdict->order.undecided > 0) {
        tj_text_init(&text, memory, sizeof memory);
        tj_text_add_duration(&text, verdict->order.undecided_ns);
        fprintf(canvas->file,
                "  not judged by TJ-O01: %u drive%s, from %s on (more orders of "
                "the answers than can be kept)\n",
                verdict->order.undecided,
                verdict->order.undecided > 1 ? "s" : "", memory);
    }
    for (size_t i = 0; i < verdict->findings_count && i < FINDINGS_SHOWN; i++)
        print_finding(canvas, view->workload, &verdict->findings[i]);
    if (verdict->findings_total > FINDINGS_SHOWN)
        fprintf(canvas->file, "  and %" PRIu64 " findings more\n",
                verdict->findings_total - FINDINGS_SHOWN);
}
