/* SPDX-License-Identifier: MIT */
#include "cli/run_json.h"

#include "core/base/text.h"

/* An index that is not known is null. */
static void print_index(struct tj_json *json, const char *key, double index)
{
    if (index > 0)
        tj_json_double(json, key, index);
    else
        tj_json_null(json, key);
}

static void print_group(struct tj_json *json,
                        const struct tj_group_account *group)
{
    tj_json_object(json, NULL);
    tj_json_string(json, "persona", group->name);
    tj_json_u64(json, "clients", group->clients);
    tj_json_u64(json, "attempts", group->attempts);
    tj_json_u64(json, "grants", group->grants);
    tj_json_u64(json, "denials", group->denials);
    tj_json_u64(json, "held_ns", group->held_ns);
    print_index(json, "jain", group->jain);
    print_index(json, "jain_held", group->jain_held);
    tj_json_end(json);
}

void run_json_print_fairness(struct tj_json          *json,
                             const struct tj_verdict *verdict)
{
    const struct tj_contention *contention = &verdict->contention;

    tj_json_object(json, "fairness");
    print_index(json, "jain", verdict->jain);
    print_index(json, "jain_held", contention->jain_held);
    print_index(json, "jain_groups", contention->jain_groups);
    tj_json_array(json, "groups");
    for (size_t i = 0; i < contention->groups_count; i++)
        print_group(json, &contention->groups[i]);
    tj_json_end(json);
    tj_json_end(json);
}

static void print_spell(struct tj_json *json, const struct tj_spell *spell)
{
    if (spell->client == TJ_NOBODY) {
        tj_json_null(json, "worst_spell");
        return;
    }
    tj_json_object(json, "worst_spell");
    tj_json_u64(json, "client", spell->client);
    tj_json_u64(json, "drive", spell->drive);
    tj_json_u64(json, "t_ns", spell->since_ns);
    tj_json_u64(json, "length_ns", spell->length_ns);
    tj_json_u64(json, "refusals", spell->refusals);
    tj_json_u64(json, "passed", spell->passed);
    tj_json_end(json);
}

static void print_stretch(struct tj_json *json, const char *key,
                          const struct tj_stretch *stretch)
{
    if (stretch->length_ns == 0) {
        tj_json_null(json, key);
        return;
    }
    tj_json_object(json, key);
    tj_json_u64(json, "drive", stretch->drive);
    tj_json_u64(json, "t_ns", stretch->since_ns);
    tj_json_u64(json, "length_ns", stretch->length_ns);
    tj_json_end(json);
}

static void print_convoys(struct tj_json             *json,
                          const struct tj_contention *contention)
{
    const struct tj_convoy *longest = &contention->longest_convoy;

    tj_json_u64(json, "convoys", contention->convoys);
    tj_json_u64(json, "convoy_holds", contention->convoy_holds);
    if (longest->client == TJ_NOBODY) {
        tj_json_null(json, "longest_convoy");
        return;
    }
    tj_json_object(json, "longest_convoy");
    tj_json_u64(json, "holds", longest->holds);
    tj_json_u64(json, "client", longest->client);
    tj_json_u64(json, "drive", longest->drive);
    tj_json_u64(json, "t_ns", longest->begin_ns);
    tj_json_u64(json, "length_ns", longest->length_ns);
    tj_json_u64(json, "held_ns", longest->held_ns);
    tj_json_end(json);
}

void run_json_print_contention(struct tj_json          *json,
                               const struct tj_verdict *verdict)
{
    const struct tj_contention *contention = &verdict->contention;

    tj_json_object(json, "contention");
    tj_json_u64(json, "starved_clients", contention->starved_clients);
    print_spell(json, &contention->worst);
    tj_json_u64(json, "refused_locks", contention->refused);
    tj_json_double(json, "refused_rate", contention->storm_rate);
    tj_json_double(json, "storm_peak_rate", contention->storm_peak_rate);
    tj_json_u64(json, "storm_peak_t_ns", contention->storm_peak_ns);
    tj_json_double(json, "wasted", contention->wasted);
    print_convoys(json, contention);
    print_stretch(json, "no_grant", &contention->no_grant);
    print_stretch(json, "idle_while_wanted", &contention->idle_while_wanted);
    tj_json_u64(json, "idle_while_wanted_total_ns",
                contention->idle_while_wanted_ns);
    tj_json_u64(json, "refusals", contention->refusals);
    tj_json_u64(json, "nobody", contention->nobody);
    tj_json_end(json);
}

void run_json_print_rival(struct tj_json *json, const struct tj_rival *rival)
{
    tj_json_bool(json, "starved", rival->starved);
    tj_json_double(json, "storm_peak_rate",
                   (double)rival->storm_peak * 1e9 /
                       (double)TJ_STORM_WINDOW_NS);
}

static bool is_used(const struct tj_coverage *coverage, unsigned verb)
{
    for (unsigned state = 0; state < TJ_COVER_STATES; state++)
        for (unsigned caller = 0; caller < TJ_COVER_CALLERS; caller++)
            if (coverage->cells[verb][state][caller].done +
                    coverage->cells[verb][state][caller].refused > 0)
                return true;
    return false;
}

static void print_cell(struct tj_json *json, const struct tj_coverage *coverage,
                       unsigned verb, unsigned state, unsigned caller)
{
    const struct tj_cover_cell *cell = &coverage->cells[verb][state][caller];

    if (cell->done + cell->refused == 0 &&
        !tj_cover_reachable((enum tj_verb)verb, (enum tj_cover_state)state,
                            (enum tj_cover_caller)caller))
        return;
    tj_json_object(json, NULL);
    tj_json_string(json, "op", tj_verb_name((enum tj_verb)verb));
    tj_json_string(json, "state",
                   tj_cover_state_name((enum tj_cover_state)state));
    tj_json_string(json, "caller",
                   tj_cover_caller_name((enum tj_cover_caller)caller));
    tj_json_u64(json, "done", cell->done);
    tj_json_u64(json, "refused", cell->refused);
    tj_json_end(json);
}

void run_json_print_cells(struct tj_json           *json,
                          const struct tj_coverage *coverage)
{
    tj_json_object(json, "cells");
    tj_json_u64(json, "seen", coverage->met);
    tj_json_u64(json, "total", coverage->reachable);
    tj_json_end(json);
    tj_json_array(json, "table");
    for (unsigned verb = 0; verb < TJ_VERB_COUNT; verb++)
        for (unsigned state = 0;
             is_used(coverage, verb) && state < TJ_COVER_STATES; state++)
            for (unsigned caller = 0; caller < TJ_COVER_CALLERS; caller++)
                print_cell(json, coverage, verb, state, caller);
    tj_json_end(json);
}
