/* SPDX-License-Identifier: MIT */
#include "stress/progress.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "stress/engine.h"

static const uint64_t intervals_ns[] = {
    [PROGRESS_NONE] = UINT64_MAX,
    [PROGRESS_SPARSE] = UINT64_C(10000000000),
    [PROGRESS_LINES] = UINT64_C(250000000),
    [PROGRESS_LIVE] = UINT64_C(100000000),
};

void progress_init(struct progress *progress, enum progress_mode mode,
                   const struct tj_workload *workload)
{
    *progress = (struct progress){
        .mode = mode,
        .file = stderr,
        .workload = workload,
        .shown_ns = tj_clock_ns(),
        .columns = tj_os_terminal_columns(),
    };
}

size_t progress_format(const struct tj_workload *workload,
                       const struct tj_progress *seen, double per_second,
                       char *line, size_t size)
{
    struct tj_text text;

    tj_text_init(&text, line, size);
    tj_text_add(&text, "%s ", workload->name);
    tj_text_add_duration(&text, seen->elapsed_ns);
    if (seen->total_ns > 0) {
        tj_text_add(&text, " of ");
        tj_text_add_duration(&text, seen->total_ns);
    }
    tj_text_add(&text, " | ");
    tj_text_add_count(&text, (uint64_t)per_second);
    tj_text_add(&text, " ops/s | granted ");
    tj_text_add_count(&text, seen->granted);
    tj_text_add(&text, " denied ");
    tj_text_add_count(&text, seen->denied);
    tj_text_add(&text, " events ");
    tj_text_add_count(&text, seen->events);
    if (seen->owner != TJ_NOBODY && seen->owner <= workload->clients)
        tj_text_add(&text, " | owner: %s (client %u)",
                    tj_engine_persona(workload, seen->owner)->caller,
                    seen->owner);
    else
        tj_text_add(&text, " | free");
    return text.used;
}

void progress_show(void *context, const struct tj_progress *seen)
{
    struct progress *progress = context;
    uint64_t         now_ns = tj_clock_ns();
    uint64_t         since_ns = now_ns - progress->shown_ns;
    char             line[256];

    if (since_ns < intervals_ns[progress->mode])
        return;
    double per_second =
        (double)(seen->operations - progress->shown_operations) * 1e9 /
        (double)since_ns;
    progress->shown_ns = now_ns;
    progress->shown_operations = seen->operations;
    (void)progress_format(progress->workload, seen, per_second, line,
                          sizeof line);
    if (progress->mode == PROGRESS_LIVE) {
        int width = progress->columns - 1;

        fprintf(progress->file, "\r%-*.*s", width, width, line);
    } else {
        fprintf(progress->file, "%s\n", line);
    }
    fflush(progress->file);
}

void progress_end(struct progress *progress)
{
    if (progress->mode == PROGRESS_LIVE)
        fprintf(progress->file, "\r%*s\r", progress->columns - 1, "");
    fflush(progress->file);
}
