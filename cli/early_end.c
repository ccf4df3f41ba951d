/* SPDX-License-Identifier: MIT */
#include "cli/early_end.h"

#include "cli/run_judge.h"
#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <stdio.h>

enum { REST = 10 }; /* So many times what a look took lies between two. */
#define APART_NS UINT64_C(1000000) /* And at least this much. */

/* The first time after `after_ns` at which a threshold begins to count. */
static uint64_t begins_next(const struct early_end *end, uint64_t after_ns)
{
    uint64_t next_ns = UINT64_MAX;

    for (size_t i = 0; i < end->workload->thresholds_count; i++)
        if (end->abort_ns[i] > after_ns && end->abort_ns[i] < next_ns)
            next_ns = end->abort_ns[i];
    return next_ns;
}

void early_end_init(struct early_end *end, const struct tj_workload *workload,
                    const char *trace, size_t room)
{
    struct tj_error error;

    *end = (struct early_end){
        .workload = workload, .trace = trace, .room = room,
        .beside = workload->runner != TJ_RUNNER_VIRTUAL,
    };
    for (size_t i = 0; i < workload->thresholds_count; i++) {
        enum tj_status status = tj_threshold_parse(
            workload->thresholds[i], &end->abort_ns[i], &error);
        TJ_ASSERT(status == TJ_OK); /* Whoever loads a workload reads them. */
    }
    end->next_ns = begins_next(end, 0);
}

/* The first threshold that is broken and counts by now. */
static void take_cause(struct early_end *end, const struct tj_verdict *verdict)
{
    for (size_t i = 0; i < verdict->thresholds_count && !end->cause.found; i++) {
        const struct tj_condition_result *row = &verdict->thresholds[i];

        if (row->abort_ns == 0 || row->abort_ns > end->looked_ns ||
            !row->known || row->ok)
            continue;
        end->cause.found = true;
        end->cause.value = row->value;
        end->cause.at_ns = end->looked_ns;
        (void)tj_text_copy(end->cause.text, sizeof end->cause.text, row->text);
    }
}

static void look(void *context)
{
    struct early_end   *end = context;
    struct arena        arena;
    struct tj_verdict  *verdict;
    void               *pages = tj_os_pages_take(end->room);
    const struct run_judge_request request = {
        .workload = end->workload, .trace = end->trace,
        .accept_partial = true, .growing = end->beside,
    };

    if (pages == NULL) {
        (void)tj_fail(&end->error, TJ_NO_MEMORY, "no memory to look with");
    } else {
        arena_init(&arena, pages, end->room);
        if (run_judge(&request, &arena, &verdict, NULL, NULL, &end->error) ==
            TJ_OK)
            take_cause(end, verdict);
        tj_os_pages_give(pages, end->room);
    }
    atomic_store_explicit(&end->looked, true, memory_order_release);
}

static void give_up(struct early_end *end)
{
    end->gave_up_ns = end->looked_ns > 0 ? end->looked_ns : 1;
    end->next_ns = UINT64_MAX;
}

static void plan_next(struct early_end *end)
{
    uint64_t took_ns = end->beside ? tj_clock_ns() - end->began_ns : 0;
    uint64_t rested_ns = end->looked_ns + REST * took_ns;
    uint64_t quarter_ns = end->looked_ns / 4;
    uint64_t older_ns = end->looked_ns +
                        (quarter_ns > APART_NS ? quarter_ns : APART_NS);
    uint64_t begins_ns = begins_next(end, end->looked_ns);

    end->next_ns = older_ns < begins_ns ? older_ns : begins_ns;
    if (end->next_ns < rested_ns)
        end->next_ns = rested_ns;
    /* What cannot be read yet, at the very beginning, can be later. */
    if (end->error.status == TJ_NO_MEMORY)
        give_up(end);
}

/* Joins a look that is done; true when none is under way then. */
static bool collect(struct early_end *end)
{
    if (!end->looking)
        return true;
    if (!atomic_load_explicit(&end->looked, memory_order_acquire))
        return false;
    tj_os_thread_join(&end->thread);
    end->looking = false;
    plan_next(end);
    return true;
}

static void begin_look(struct early_end *end, uint64_t measured_ns)
{
    end->looked_ns = measured_ns;
    end->began_ns = tj_clock_ns();
    end->error.status = TJ_OK;
    atomic_store_explicit(&end->looked, false, memory_order_relaxed);
    if (!end->beside) {
        look(end);
        plan_next(end);
    } else if (tj_os_thread_start(&end->thread, look, end, &end->error) ==
               TJ_OK) {
        end->looking = true;
    } else {
        give_up(end);
    }
}

bool early_end_ask(void *context, uint64_t measured_ns)
{
    struct early_end *end = context;

    if (!collect(end))
        return false;
    if (!end->cause.found && measured_ns >= end->next_ns)
        begin_look(end, measured_ns);
    return !end->looking && end->cause.found;
}

void early_end_close(struct early_end *end)
{
    if (end->looking) {
        tj_os_thread_join(&end->thread);
        end->looking = false;
        end->cause.found = false; /* The run was over before it knew. */
    }
    if (end->error.status != TJ_OK)
        fprintf(stderr,
                "trayjam: abort_after did not look to the end: %s "
                "(--look-memory %u)\n",
                end->error.text, (unsigned)(end->room >> 20));
}
