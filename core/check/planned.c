/* SPDX-License-Identifier: MIT */
#include "core/check/planned.h"

#include "core/trace/planned.h"

#include <string.h>

/* "NAME: EFFECT OPTIONS" becomes "NAME". A name may hold ": ", what stands
 * behind it never does. */
static void keep_name(char *text)
{
    char *end = NULL;

    for (char *at = strstr(text, ": "); at != NULL; at = strstr(at + 1, ": "))
        end = at;
    if (end != NULL)
        *end = '\0';
}

enum tj_status planned_fill(struct tj_check_config *config,
                            const struct tj_trace *trace, struct arena *arena,
                            struct tj_error *error)
{
    if (config->faults_count > 0)
        return TJ_OK;

    struct tj_planned_rule *rules =
        ARENA_NEW(arena, struct tj_planned_rule, TJ_PLANNED_MAX);
    const char **names = ARENA_NEW(arena, const char *, TJ_PLANNED_MAX);
    uint64_t    *planned = ARENA_NEW(arena, uint64_t, TJ_PLANNED_MAX);
    if (rules == NULL || names == NULL || planned == NULL)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for the planned faults");

    size_t count = tj_planned_read(trace, rules);
    for (size_t i = 0; i < count; i++) {
        keep_name(rules[i].text);
        names[i] = rules[i].text;
        planned[i] = rules[i].most;
        config->event_loss_injected |= rules[i].of_events;
    }
    config->fault_names = names;
    config->faults_planned = planned;
    config->faults_count = count;
    return TJ_OK;
}
