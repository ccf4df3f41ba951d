#include "tests/stress/stress_support.h"

#include "core/base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_SIZE ((size_t)1 << 30)
enum { OVERRIDES_MAX = 16 };

static void need(bool good, const char *what)
{
    if (!good) {
        perror(what);
        abort();
    }
}

void support_open(struct support *support)
{
    (void)snprintf(support->folder, sizeof support->folder,
                   "/tmp/trayjam-test-XXXXXX");
    need(mkdtemp(support->folder) != NULL, "mkdtemp");
    need(chdir(support->folder) == 0, "chdir");
    support->memory = tj_os_pages_take(ARENA_SIZE);
    need(support->memory != NULL, "memory");
}

void support_close(struct support *support)
{
    const char *const argv[] = { "rm", "-rf", support->folder, NULL };

    if (support->memory == NULL)
        return;
    need(chdir("/") == 0, "chdir");
    need(tj_os_run_program(argv) == 0, "rm");
    tj_os_pages_give(support->memory, ARENA_SIZE);
    support->memory = NULL;
}

void support_write(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");

    need(file != NULL, name);
    need(fputs(text, file) >= 0 && fclose(file) == 0, name);
}

enum tj_status support_load_named(struct support *support, const char *name,
                                  const char *const *overrides)
{
    struct tj_override list[OVERRIDES_MAX];
    size_t             count = 0;

    while (overrides != NULL && overrides[count] != NULL) {
        list[count].text = overrides[count];
        count++;
    }
    /* Fresh pages are zeroed, as an arena promises anyway. */
    arena_init(&support->arena, support->memory, ARENA_SIZE);
    support->error.text[0] = '\0';
    support->workload = ARENA_NEW(&support->arena, struct tj_workload, 1);
    return tj_workload_load(name, list, count, &support->arena,
                            support->workload, &support->error);
}

enum tj_status support_load(struct support *support, const char *text,
                            const char *const *overrides)
{
    support_write("s.ini", text);
    return support_load_named(support, "s.ini", overrides);
}

static bool stop_after_looks(void *context)
{
    unsigned *left = context;

    if (*left > 0)
        *left -= 1;
    return *left == 0;
}

enum tj_status support_run(struct support *support, const char *name,
                           unsigned stop_after, struct tj_run_result *result)
{
    const struct tj_run_options options = {
        .folder = name,
        .stop = stop_after > 0 ? stop_after_looks : NULL,
        .stop_context = &stop_after,
    };

    return tj_run(support->workload, &options, &support->arena, result,
                  &support->error);
}

static void count_record(const struct tj_record *record, uint32_t clients,
                         struct support_counts *counts)
{
    bool outside = (record->flags & TJ_RECORD_WARMUP) != 0;

    switch (record->kind) {
    case TJ_RECORD_OPERATION:
        counts->measured += !outside;
        counts->unmeasured += outside;
        if (!tj_record_answered(record))
            counts->unanswered++;
        else if (!outside)
            counts->operations[record->what][record->op.outcome]++;
        break;
    case TJ_RECORD_EVENT:
        /* What clients hear is their own affair; observers come after them. */
        if (record->client > clients)
            counts->events++;
        break;
    case TJ_RECORD_STRIKE:
        counts->strikes++;
        break;
    case TJ_RECORD_NAME:
        counts->names++;
        break;
    case TJ_RECORD_MARK:
        counts->marks[record->what]++;
        counts->mark_ns[record->what] = record->t0_ns;
        if (record->what == TJ_MARK_RESTORED)
            counts->restored = record->mark.value;
        break;
    default:
        break;
    }
}

void support_count(struct support *support, const char *name,
                   struct support_counts *counts)
{
    char                    path[128];
    struct tj_trace         trace;
    struct tj_record_ref    ref;
    const struct tj_record *record;

    memset(counts, 0, sizeof *counts);
    (void)snprintf(path, sizeof path, "%s/trace", name);
    if (tj_trace_open(&trace, path, &support->arena, &support->error) !=
        TJ_OK) {
        fprintf(stderr, "%s\n", support->error.text);
        abort();
    }
    while ((record = tj_trace_next(&trace, &ref)) != NULL)
        count_record(record, support->workload->clients, counts);
    counts->partial = trace.partial;
    tj_trace_close(&trace);
}
