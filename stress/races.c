/* SPDX-License-Identifier: MIT */
#include "stress/races.h"

#include <string.h>

static bool plays(const struct tj_workload *workload, tj_client client,
                  const char *persona)
{
    return strcmp(tj_engine_persona(workload, client)->name, persona) == 0;
}

/* b's client must be another than a's, at the same drive. */
static bool find_pair(const struct tj_workload *workload,
                      struct race_meet *meet)
{
    const struct tj_race *race = meet->race;

    for (tj_client a = 1; a <= workload->clients; a++) {
        if (!plays(workload, a, race->personas[RACE_A]))
            continue;
        for (tj_client b = 1; b <= workload->clients; b++) {
            if (b == a || (b - a) % workload->drives != 0 ||
                !plays(workload, b, race->personas[RACE_B]))
                continue;
            meet->chairs[RACE_A].client = a;
            meet->chairs[RACE_B].client = b;
            return true;
        }
    }
    return false;
}

enum tj_status races_open(struct races **races, struct runner *runner)
{
    const struct tj_workload *workload = runner->workload;

    *races = NULL;
    if (workload->races_count == 0)
        return TJ_OK;
    *races = arena_take(runner->arena, 1, sizeof **races,
                        _Alignof(struct races));
    if (*races == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the races do not fit the arena");
    for (uint32_t i = 0; i < workload->races_count; i++) {
        struct race_meet *meet = &(*races)->meets[i];
        race_meet_init(meet, &workload->races[i], workload->seed, i);
        (*races)->count = i + 1;
        if (!find_pair(workload, meet))
            return tj_fail(runner->error, TJ_USAGE, "[race %s] needs a client "
                           "of `%s` and another one of `%s` at the same drive; "
                           "more clients, or fewer drives",
                           workload->races[i].name,
                           workload->races[i].personas[RACE_A],
                           workload->races[i].personas[RACE_B]);
    }
    return TJ_OK;
}

enum tj_status races_refuse(struct runner *runner, const char *why)
{
    return tj_fail(runner->error, TJ_UNAVAILABLE, "[race %s]: %s; allowed: "
                   "runner = threads", runner->workload->races[0].name, why);
}

void races_close(struct races *races, struct runner *runner)
{
    struct tj_run_result *result = runner->result;

    for (uint32_t i = 0; races != NULL && i < races->count; i++) {
        race_meet_result(&races->meets[i], &result->races[i]);
        result->races_count = i + 1;
        if (result->given_up == 0)
            race_meet_deinit(&races->meets[i]);
    }
}

struct race_meet *races_of(struct races *races, tj_client client,
                           enum tj_verb verb, enum race_side *side)
{
    for (uint32_t i = 0; i < races->count; i++) {
        struct race_meet *meet = &races->meets[i];
        for (unsigned j = 0; j < 2; j++) {
            if (meet->chairs[j].client != client ||
                meet->race->verbs[j] != verb)
                continue;
            *side = (enum race_side)j;
            return meet;
        }
    }
    return NULL;
}
