/* SPDX-License-Identifier: MIT */
#include "cli/progress.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "stress/engine.h"

static const uint64_t intervals_ns[] = {
    [PROGRESS_NONE] = UINT64_MAX,
    [PROGRESS_SPARSE] = UINT64_C(10000000000),
    [PROGRESS_LINES] = UINT64_C(250000000),
    [PROGRESS_LIVE] = UINT64_C(100000000),
    [PROGRESS_TABLE] = UINT64_C(250000000),
};

enum tj_status progress_init(struct progress *progress,
                             enum progress_mode mode,
                             const struct tj_workload *workload,
                             uint64_t every_ns, struct arena *arena,
                             struct tj_error *error)
{
    *progress = (struct progress){
        .mode = mode,
        .file = stderr,
        .workload = workload,
        .every_ns = every_ns > 0 && mode != PROGRESS_NONE
                        ? every_ns
                        : intervals_ns[mode],
        .columns = tj_os_terminal_columns(),
        .rows = tj_os_terminal_rows(),
    };
    return pace_init(&progress->pace, workload, tj_clock_ns(), arena, error);
}

void progress_name(const struct tj_persona *persona, char *name, size_t size)
{
    (void)tj_text_copy(name, size, persona->caller);
    for (char *at = name; *at != '\0'; at++)
        if (*at < 0x20 || *at > 0x7e)
            *at = '?';
}

void progress_add_owner(const struct tj_workload *workload, tj_client owner,
                        struct tj_text *text)
{
    char name[64];

    if (owner == TJ_NOBODY) {
        tj_text_add(text, "free");
        return;
    }
    /* One that took a dead one's place plays a persona like any other. */
    progress_name(tj_engine_persona(workload, owner), name, sizeof name);
    tj_text_add(text, "owner: %s (client %u)", name, owner);
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
    tj_text_add_count(&text,
                      tj_live_read(&seen->total.by[TJ_LOCK][TJ_DONE]));
    tj_text_add(&text, " denied ");
    tj_text_add_count(&text,
                      tj_live_read(&seen->total.by[TJ_LOCK][TJ_REFUSED]));
    tj_text_add(&text, " events ");
    tj_text_add_count(&text, tj_live_read(&seen->total.events));
    if (tj_live_read(&seen->total.dropped) > 0) {
        tj_text_add(&text, " dropped ");
        tj_text_add_count(&text, tj_live_read(&seen->total.dropped));
    }
    if (seen->drives_count > 0 && seen->drives[0].known) {
        tj_text_add(&text, " | ");
        progress_add_owner(workload, seen->drives[0].owner, &text);
    }
    return text.used;
}

static void show_line(struct progress *progress, const struct tj_progress *seen)
{
    char line[256];

    (void)progress_format(progress->workload, seen, progress->pace.per_second,
                          line, sizeof line);
    if (progress->mode == PROGRESS_LIVE) {
        int width = progress->columns - 1;

        fprintf(progress->file, "\r%-*.*s", width, width, line);
    } else {
        fprintf(progress->file, "%s\n", line);
    }
}

void progress_show(struct progress *progress, const struct tj_progress *seen)
{
    uint64_t now_ns = tj_clock_ns();

    /* The end is told by the summary. */
    if (seen->over || now_ns - progress->pace.at_ns < progress->every_ns)
        return;
    pace_look(&progress->pace, seen, now_ns);
    if (progress->mode == PROGRESS_TABLE)
        progress_draw(progress, seen);
    else
        show_line(progress, seen);
    fflush(progress->file);
}

void progress_end(struct progress *progress)
{
    if (progress->mode == PROGRESS_LIVE)
        fprintf(progress->file, "\r%*s\r", progress->columns - 1, "");
    if (progress->mode == PROGRESS_TABLE)
        progress_wipe(progress);
    fflush(progress->file);
}
