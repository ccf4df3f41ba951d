/* SPDX-License-Identifier: MIT */
#include "core/check/metric.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/check/rules.h"

#include <string.h>

/* --- Counts --- */

struct totals {
    uint64_t attempts, grants, denials, lockers, least;
};

static struct totals add_up(const struct tj_verdict *verdict)
{
    struct totals totals = { .least = UINT64_MAX };

    for (size_t i = 1; i <= verdict->clients_count; i++) {
        const struct tj_client_account *client = &verdict->clients[i];
        totals.attempts += client->attempts;
        totals.grants += client->grants;
        totals.denials += client->denials;
        if (client->attempts == 0)
            continue;
        totals.lockers += 1;
        if (client->grants < totals.least)
            totals.least = client->grants;
    }
    return totals;
}

#define METRIC(function, expression, known)                        \
    static bool function(const struct tj_verdict *verdict, double *value) \
    {                                                              \
        *value = (double)(expression);                             \
        return (known);                                            \
    }

METRIC(operations, verdict->submitted, true)
METRIC(granted, add_up(verdict).grants, true)
METRIC(denied, add_up(verdict).denials, true)
METRIC(attempts, add_up(verdict).attempts, true)
METRIC(granted_min, add_up(verdict).least, add_up(verdict).lockers > 0)
METRIC(started, verdict->arrivals.started, verdict->arrivals.open)
METRIC(dropped, verdict->arrivals.dropped, verdict->arrivals.open)

/* --- Contention --- */

static bool tried(const struct tj_verdict *verdict)
{
    return add_up(verdict).attempts > 0;
}

METRIC(jain, verdict->jain, verdict->jain > 0)
METRIC(jain_held, verdict->contention.jain_held,
       verdict->contention.jain_held > 0)
METRIC(jain_groups, verdict->contention.jain_groups,
       verdict->contention.jain_groups > 0)
METRIC(starved, verdict->contention.starved_clients, tried(verdict))
METRIC(starved_wait, verdict->contention.worst.length_ns, tried(verdict))
METRIC(starved_refusals, verdict->contention.worst.refusals, tried(verdict))
METRIC(storm_peak, verdict->contention.storm_peak_rate, tried(verdict))
METRIC(storm_rate, verdict->contention.storm_rate, tried(verdict))
METRIC(wasted, verdict->contention.wasted, tried(verdict))
METRIC(convoy_longest, verdict->contention.longest_convoy.holds,
       tried(verdict))
METRIC(convoy_count, verdict->contention.convoys, tried(verdict))
METRIC(no_grant, verdict->contention.no_grant.length_ns, tried(verdict))
METRIC(idle_max, verdict->contention.idle_while_wanted.length_ns,
       tried(verdict))
METRIC(idle_total, verdict->contention.idle_while_wanted_ns, tried(verdict))
METRIC(nobody,
       (double)verdict->contention.nobody /
           (double)(verdict->contention.refusals > 0
                        ? verdict->contention.refusals
                        : 1),
       verdict->contention.refusals > 0)
METRIC(cells, verdict->coverage.met, true)
METRIC(cells_share,
       (double)verdict->coverage.met /
           (double)(verdict->coverage.reachable > 0
                        ? verdict->coverage.reachable
                        : 1),
       verdict->coverage.reachable > 0)

/* --- Advice about programs --- */

#define ADVICE(rule) verdict->rules[RULE_##rule].broken
METRIC(app_findings, verdict->apps.warnings, true)
METRIC(app_leaked_locks, ADVICE(A01), true)
METRIC(app_leaked_tray_locks, ADVICE(A02), true)
METRIC(app_leaked_mcn, ADVICE(A03), true)
METRIC(app_ignored_refusals, ADVICE(A04), true)
METRIC(app_hammered, ADVICE(A05), true)
METRIC(app_ignored_locks, ADVICE(A06), true)
METRIC(app_ignored_dismounts, ADVICE(A07), true)
METRIC(app_stray_unlocks, ADVICE(A08), true)
METRIC(app_closed_handles, ADVICE(A09), true)
METRIC(app_own_ejects, ADVICE(A10), true)
METRIC(app_stayed_away, ADVICE(A11), true)

static const struct metric metrics[] = {
    { "operations", UNIT_COUNT, "operations invoked", operations },
    { "lock.attempts", UNIT_COUNT, "locks asked for", attempts },
    { "lock.granted", UNIT_COUNT, "locks granted", granted },
    { "lock.denied", UNIT_COUNT, "locks refused with STATUS_ACCESS_DENIED",
      denied },
    { "clients.granted_min", UNIT_COUNT,
      "grants of the client with the fewest, of those that tried",
      granted_min },
    { "fairness.jain", UNIT_RATIO,
      "Jain's index of grants over the clients that tried: 1 is even, 1/n is "
      "one of n taking all", jain },
    { "fairness.jain_held", UNIT_RATIO,
      "the same of the time they owned the drive", jain_held },
    { "fairness.jain_groups", UNIT_RATIO,
      "the same of the grants a client, over personas", jain_groups },
    { "starved.clients", UNIT_COUNT,
      "clients refused at least 10 times in a row while others were granted "
      "the drive at least 20 times as often as clients try at it; a missed "
      "threshold of it is exit code 4", starved },
    { "starved.worst_wait", UNIT_DURATION,
      "how long the client most often passed over tried in vain; 0: nobody "
      "was refused 10 times in a row", starved_wait },
    { "starved.worst_refusals", UNIT_COUNT,
      "how often that client was refused meanwhile", starved_refusals },
    { "retry.storm_peak", UNIT_COUNT,
      "refused locks a second, in the 100 ms with the most of them",
      storm_peak },
    { "retry.rate", UNIT_RATIO, "refused locks a second, over all",
      storm_rate },
    { "retry.wasted", UNIT_RATIO, "refused locks for each grant", wasted },
    { "convoy.longest", UNIT_COUNT,
      "holds in a row, each by a client refused during the hold before, with "
      "another one waiting, and granted within that hold's length of its "
      "release; fewer than 3 are none", convoy_longest },
    { "convoy.count", UNIT_COUNT, "such rows", convoy_count },
    { "no_grant.max", UNIT_DURATION,
      "longest time from a refused lock to the next grant of the drive, or to "
      "the last refusal", no_grant },
    { "idle_while_wanted.max", UNIT_DURATION,
      "longest time a drive was free, from its release to the grant to a "
      "client that had been refused already", idle_max },
    { "idle_while_wanted.total", UNIT_DURATION, "all such times together",
      idle_total },
    { "blame.nobody", UNIT_RATIO,
      "share of refusals by exclusive access for which no owner is known",
      nobody },
    { "coverage.cells", UNIT_COUNT,
      "different cells of operation x state of the drive x caller that were "
      "met, where the trace is sure of the state", cells },
    { "coverage.share", UNIT_RATIO,
      "of the cells that the operations of the run can meet", cells_share },
    { "app.findings", UNIT_COUNT,
      "warnings about programs, of all kinds (docs/RULES.md)", app_findings },
    { "app.leaked_locks", UNIT_COUNT,
      "locks left to the close or death of their program (TJ-A01)",
      app_leaked_locks },
    { "app.leaked_tray_locks", UNIT_COUNT,
      "simple tray locks left behind (TJ-A02)", app_leaked_tray_locks },
    { "app.leaked_mcn", UNIT_COUNT,
      "file objects closed with notifications still off (TJ-A03)",
      app_leaked_mcn },
    { "app.ignored_refusals", UNIT_COUNT,
      "refused locks that were acted upon all the same (TJ-A04)",
      app_ignored_refusals },
    { "app.hammered", UNIT_COUNT,
      "rows of ten tries without a pause (TJ-A05)", app_hammered },
    { "app.ignored_locks", UNIT_COUNT,
      "VOLUME_LOCK events that moved no listener to close (TJ-A06)",
      app_ignored_locks },
    { "app.ignored_dismounts", UNIT_COUNT,
      "the same of VOLUME_DISMOUNT (TJ-A07)", app_ignored_dismounts },
    { "app.stray_unlocks", UNIT_COUNT,
      "unlocks of what was not owned (TJ-A08)", app_stray_unlocks },
    { "app.closed_handles", UNIT_COUNT,
      "uses of a closed handle (TJ-A09)", app_closed_handles },
    { "app.own_ejects", UNIT_COUNT,
      "ejects against the program's own tray lock (TJ-A10)", app_own_ejects },
    { "app.stayed_away", UNIT_COUNT,
      "programs that made way and did not come back: notes (TJ-A11)",
      app_stayed_away },
    { "arrivals.started", UNIT_COUNT, "open loop: arrivals begun", started },
    { "arrivals.dropped", UNIT_COUNT, "open loop: arrivals dropped", dropped },
};
enum { METRICS = sizeof metrics / sizeof *metrics };

/* Those with parts, as people write them; condition.c reads them. */
static const struct tj_metric_info families[] = {
    { "VERB.done", "count", "answers of a verb; also .refused .unknown .count" },
    { "latency{op=VERB,outcome=done}.p99", "duration",
      "invocation to answer; outcomes done refused, of lock also granted "
      "denied; .p50 .p90 .p95 .p99 .p999 .max" },
    { "corrected{op=VERB,outcome=done}.p99", "duration",
      "open loop: the same from when the operation was due" },
    { "handoff.p95", "duration", "from a release to the next grant, somebody "
      "having been refused in between" },
    { "late.p99", "duration", "open loop: from when an arrival was due to "
      "when it began" },
    { "notification.p95", "duration", "from the emission of an event to its "
      "delivery" },
    { "event_delay{event=GUID_X}.max", "duration", "the same of one event" },
    { "event{GUID_X}", "count", "deliveries of one event" },
    { "fault.NAME", "count", "strikes of a fault rule" },
};
enum { FAMILIES = sizeof families / sizeof *families };

const struct metric *metric_find(const char *name)
{
    for (size_t i = 0; i < METRICS; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

size_t tj_metric_count(void)
{
    return METRICS + FAMILIES;
}

struct tj_metric_info tj_metric_at(size_t index)
{
    static const char *const units[] = { [UNIT_COUNT] = "count",
                                         [UNIT_DURATION] = "duration",
                                         [UNIT_RATIO] = "ratio" };

    TJ_ASSERT(index < METRICS + FAMILIES);
    if (index >= METRICS)
        return families[index - METRICS];
    return (struct tj_metric_info){ metrics[index].name,
                                    units[metrics[index].unit],
                                    metrics[index].about };
}

const char *metric_nearest(const char *name)
{
    const char *names[METRICS];

    for (size_t i = 0; i < METRICS; i++)
        names[i] = metrics[i].name;
    return tj_text_nearest(name, names, METRICS);
}
