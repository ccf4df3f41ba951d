/* SPDX-License-Identifier: MIT */
#include "cli/report_formats.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <string.h>

static const struct report_format formats[] = {
    { "html", "report.html", "the whole report, one page for a browser",
      REPORT_DEFAULT },
    { "junit", "junit.xml",
      "one case per rule, threshold and expectation, for any CI",
      REPORT_DEFAULT },
    { "md", "summary.md", "one screen of Markdown, for a CI job's summary",
      REPORT_DEFAULT },
    { "sarif", "results.sarif", "the findings as SARIF 2.1.0, for code scanning",
      REPORT_DEFAULT },
    { "csv", "latency.csv", "the percentiles as a table", REPORT_DEFAULT },
    { "operations", "operations.csv", "a row for each operation, by time",
      REPORT_ASKED },
    { "chrome", "trace.json",
      "the run in the Trace Event Format, for Perfetto and speedscope",
      REPORT_ASKED },
    { "json", "run.json", "all that was measured and judged; has a schema",
      REPORT_ALWAYS },
    { "findings", "findings.json", "the findings alone, with their records",
      REPORT_ALWAYS },
    { "ledger", "ledger.csv", "who refused whom: a row for each refusal",
      REPORT_ALWAYS },
    { "hlog", "latency.hlog", "the latencies as an HdrHistogram log",
      REPORT_ALWAYS },
    { "prom", "metrics.prom",
      "the run's counters, each second, for Prometheus's textfile collector",
      REPORT_ALWAYS },
    { "ctf", "trace/", "the trace itself, CTF 1.8, for babeltrace2",
      REPORT_ALWAYS },
};
enum { FORMATS = sizeof formats / sizeof *formats, NAME_SIZE = 32 };

static const char all[] = "all";

size_t report_format_count(void)
{
    return FORMATS;
}

const struct report_format *report_format_at(size_t index)
{
    TJ_ASSERT(index < FORMATS);
    return &formats[index];
}

const char *report_when_name(enum report_when when)
{
    static const char *const names[] = {
        [REPORT_DEFAULT] = "by default",
        [REPORT_ASKED] = "when asked for",
        [REPORT_ALWAYS] = "always",
    };

    TJ_ASSERT((unsigned)when < sizeof names / sizeof *names);
    return names[when];
}

static enum tj_status unknown(const char *name, struct tj_error *error)
{
    const char    *candidates[FORMATS + 2] = { all, REPORT_FORMATS_NONE };
    size_t         count = 2;
    char           memory[120];
    struct tj_text allowed;

    tj_text_init(&allowed, memory, sizeof memory);
    for (size_t i = 0; i < FORMATS; i++) {
        if (formats[i].when == REPORT_ALWAYS)
            continue;
        tj_text_add(&allowed, "%s, ", formats[i].name);
        candidates[count++] = formats[i].name;
    }
    const char *near = tj_text_nearest(name, candidates, count);
    return tj_fail(error, TJ_USAGE,
                   "--format: \"%s\" is no format%s%s%s; allowed are %swith "
                   "commas between, or all, or none",
                   name, near != NULL ? "; did you mean " : "",
                   near != NULL ? near : "", near != NULL ? "?" : "", memory);
}

static enum tj_status check_one(const char *name, struct tj_error *error)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (strcmp(formats[i].name, name) != 0)
            continue;
        if (formats[i].when != REPORT_ALWAYS)
            return TJ_OK;
        return tj_fail(error, TJ_USAGE,
                       "--format: %s need not be asked for; a run always "
                       "leaves %s",
                       name, formats[i].file);
    }
    if (strcmp(name, all) == 0 || strcmp(name, REPORT_FORMATS_NONE) == 0)
        return tj_fail(error, TJ_USAGE, "--format: %s stands alone", name);
    return unknown(name, error);
}

enum tj_status report_formats_check(const char *list, struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    if (strcmp(list, REPORT_FORMATS_NONE) == 0 || strcmp(list, all) == 0)
        return TJ_OK;
    for (const char *at = list; status == TJ_OK;) {
        char   name[NAME_SIZE];
        size_t length = strcspn(at, ",");

        if (length >= sizeof name)
            return tj_fail(error, TJ_USAGE, "--format %.60s: a name of %zu "
                           "letters; none is that long", list, length);
        memcpy(name, at, length);
        name[length] = '\0';
        status = check_one(name, error);
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    return status;
}
