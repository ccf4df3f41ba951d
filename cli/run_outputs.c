/* SPDX-License-Identifier: MIT */
#include "cli/run_outputs.h"

#include "cli/cmd.h"
#include "cli/end_text.h"
#include "cli/report_formats.h"
#include "cli/reports.h"
#include "cli/run_json.h"
#include "cli/run_judge.h"
#include "cli/summary_text.h"
#include "stress/exit_codes.h"

#include "core/base/text.h"

#include <string.h>

/* True when report.html was made. A missing Python is no failure of the run:
 * the summary and run.json are there. */
static bool make_reports(const struct options *options, const char *folder,
                         const char *formats)
{
    struct tj_error error;

    if (strcmp(formats, REPORT_FORMATS_NONE) == 0)
        return false;
    if (reports_make(folder, formats, options_has(options, OPTION_QUIET)
                         ? REPORTS_SILENT : REPORTS_PROGRESS, &error) == 0)
        return strstr(formats, "html") != NULL || strcmp(formats, "all") == 0;
    if (error.status == TJ_OK)
        return false; /* The report maker has said why. */
    fprintf(stderr, "trayjam: %s\n", error.text);
    fprintf(stderr, "trayjam: any machine with Python makes the reports from "
            "the folder: trayjam report %s\n", folder);
    return false;
}

static int tell(const struct run_outputs_request *request,
                const struct run_view *view, bool has_report)
{
    struct tj_error error;
    char            report[RUN_PATH_MAX];
    struct tj_text  text;

    tj_text_init(&text, report, sizeof report);
    tj_text_add(&text, "%s/report.html",
                view->folder != NULL ? view->folder : "");
    if (options_has(request->options, OPTION_JSON)) {
        if (run_json_print(view, stdout, true, &error) != TJ_OK)
            return cmd_fail(&error);
    } else if (!options_has(request->options, OPTION_QUIET)) {
        const struct summary_style style = {
            .colour = cmd_colour(request->options),
            .utf8 = summary_locale_is_utf8(),
        };
        summary_print(stdout, view, &style, has_report ? report : NULL);
    } else if (run_view_exit_code(view) != EXIT_HELD) {
        fprintf(stderr, "%s\n", view->facts->repeat);
    }
    return cmd_end(run_view_exit_code(view));
}

int run_outputs(const struct run_outputs_request *request, struct arena *arena)
{
    struct tj_error          error, damage = { .status = TJ_OK };
    struct tj_verdict       *verdict;
    struct run_judge_request judge = {
        .workload = request->workload,
        .trace = request->trace,
        .ledger_folder = request->folder,
        .events_lost = request->facts->events_lost > 0,
        .accept_partial = request->accept_partial,
        .facts = request->facts,
    };

    if (run_judge(&judge, arena, &verdict, NULL, &damage, &error) != TJ_OK)
        return cmd_fail(&error);
    if (damage.status != TJ_OK)
        fprintf(stderr, "trayjam: judged up to the damage: %s\n", damage.text);

    const struct run_view view = { request->workload, verdict, request->facts,
                                   request->folder, request->again };
    bool has_report = false;
    if (view.folder != NULL) {
        if (run_json_write_all(&view, arena, &error) != TJ_OK)
            return cmd_fail(&error);
        has_report = make_reports(request->options, view.folder,
                                  request->formats);
    }
    end_print(&view, stderr);
    return tell(request, &view, has_report);
}
