/* SPDX-License-Identifier: MIT */
#include "core/check/rivals.h"

#include "core/check/fairness.h"

bool rivals_open(struct rivals *rivals, const struct survey *survey,
                 struct tj_verdict *verdict, struct arena *arena)
{
    size_t width = survey->clients_count + 1;

    *rivals = (struct rivals){ .verdict = verdict, .survey = survey };
    rivals->clients = ARENA_NEW(arena, struct rival, width);
    rivals->contests =
        ARENA_NEW(arena, struct contest, survey->drives_count + 1);
    verdict->contention.rivals = ARENA_NEW(arena, struct tj_rival, width);
    if (rivals->clients == NULL || rivals->contests == NULL ||
        verdict->contention.rivals == NULL)
        return false;
    for (size_t i = 0; i <= survey->drives_count; i++)
        rivals->contests[i].vain_ns = STAMP_NEVER;
    return true;
}

static void note_stretch(struct tj_stretch *longest, uint8_t drive,
                         uint64_t from_ns, uint64_t to_ns)
{
    if (to_ns <= from_ns || to_ns - from_ns <= longest->length_ns)
        return;
    *longest = (struct tj_stretch){ .since_ns = from_ns,
                                    .length_ns = to_ns - from_ns,
                                    .drive = drive };
}

/* --- Spells --- */

static void note_try(struct rivals *rivals, const struct operation *op)
{
    struct rival *rival = &rivals->clients[op->at.client];

    if (!rival->tried)
        rivals->contests[op->drive].rivals += 1;
    rival->tried = true;
}

static void end_spell(struct rivals *rivals, uint16_t client, uint64_t until_ns)
{
    struct rival    *rival = &rivals->clients[client];
    struct tj_spell *spell = &rival->spell;
    struct tj_rival *account = &rivals->verdict->contention.rivals[client];
    uint64_t         grants = rivals->contests[spell->drive].grants;

    if (spell->refusals == 0)
        return;
    spell->length_ns = until_ns - spell->since_ns;
    spell->passed = grants - rival->grants_before;
    if (spell->refusals >= TJ_STARVED_REFUSALS &&
        (account->worst.client == TJ_NOBODY ||
         spell->passed > account->worst.passed))
        account->worst = *spell;
    spell->refusals = 0;
}

static void prolong_spell(struct rivals *rivals, const struct operation *op)
{
    struct rival *rival = &rivals->clients[op->at.client];

    /* Who turns to another drive has given up the one before. */
    if (rival->spell.drive != op->drive)
        end_spell(rivals, op->at.client, rival->last_ns);
    if (rival->spell.refusals == 0) {
        rival->spell = (struct tj_spell){ .since_ns = op->at.t0_ns,
                                          .client = op->at.client,
                                          .drive = op->drive };
        rival->grants_before = rivals->contests[op->drive].grants;
    }
    rival->spell.refusals += 1;
    rival->last_ns = op->at.t1_ns;
}

/* --- Storms --- */

static void count_window(struct rivals *rivals, const struct operation *op)
{
    struct tj_contention *contention = &rivals->verdict->contention;
    struct rival         *rival = &rivals->clients[op->at.client];
    struct tj_rival      *account = &contention->rivals[op->at.client];
    uint64_t              begin_ns = rivals->verdict->begin_ns;
    uint64_t              since_ns =
        op->at.t1_ns > begin_ns ? op->at.t1_ns - begin_ns : 0;
    uint64_t window = 1 + since_ns / TJ_STORM_WINDOW_NS;

    rivals->window_refusals =
        rivals->window == window ? rivals->window_refusals + 1 : 1;
    rivals->window = window;
    rival->window_refusals =
        rival->window == window ? rival->window_refusals + 1 : 1;
    rival->window = window;
    if (rivals->window_refusals > contention->storm_peak) {
        contention->storm_peak = rivals->window_refusals;
        contention->storm_peak_ns =
            begin_ns + (window - 1) * TJ_STORM_WINDOW_NS;
    }
    if (rival->window_refusals > account->storm_peak)
        account->storm_peak = rival->window_refusals;
    contention->refused += 1;
}

void rivals_refused(struct rivals *rivals, const struct operation *op,
                    uint32_t hold)
{
    struct contest *contest = &rivals->contests[op->drive];
    struct rival   *rival = &rivals->clients[op->at.client];

    note_try(rivals, op);
    prolong_spell(rivals, op);
    count_window(rivals, op);
    if (contest->vain_ns == STAMP_NEVER)
        contest->vain_ns = op->at.t0_ns;
    contest->last_vain_ns = op->at.t1_ns;
    if (hold != 0 && rival->hold != hold) {
        rival->hold = hold;
        contest->waiting += 1;
    }
}

/* --- Convoys --- */

static void end_convoy(struct rivals *rivals, struct contest *contest)
{
    struct tj_contention *contention = &rivals->verdict->contention;
    struct tj_convoy     *longest = &contention->longest_convoy;

    if (contest->convoy.holds >= TJ_CONVOY_LEAST) {
        contention->convoys += 1;
        contention->convoy_holds += contest->convoy.holds;
        if (contest->convoy.holds > longest->holds)
            *longest = contest->convoy;
    }
    contest->convoy.holds = 0;
}

static bool is_link(const struct rivals *rivals, const struct operation *op,
                    const struct hold *before)
{
    const struct contest *contest = &rivals->contests[op->drive];
    const struct rival   *rival = &rivals->clients[op->at.client];

    return before->serial != 0 && before->release_ns != STAMP_NEVER &&
           before->release_ns >= before->since_ns &&
           op->at.t1_ns >= before->release_ns && contest->waiting >= 2 &&
           rival->spell.refusals > 0 && rival->hold == before->serial &&
           op->at.t1_ns - before->release_ns <=
               before->release_ns - before->since_ns;
}

/* The hold before is over: it is in a convoy, as its first or as its last so
 * far, or the convoy is. The grant itself counts when it is released. */
static void follow_convoy(struct rivals *rivals, const struct operation *op,
                          const struct hold *before)
{
    struct contest   *contest = &rivals->contests[op->drive];
    struct tj_convoy *convoy = &contest->convoy;
    bool              released = before->serial != 0 &&
                    before->release_ns != STAMP_NEVER &&
                    before->release_ns >= before->since_ns;
    bool link = is_link(rivals, op, before);

    if (convoy->holds == 0 && link)
        *convoy = (struct tj_convoy){ .begin_ns = before->since_ns,
                                      .client = before->client,
                                      .drive = op->drive,
                                      .holds = 1 };
    if (convoy->holds > 0 && released) {
        convoy->length_ns = before->release_ns - convoy->begin_ns;
        convoy->held_ns += before->release_ns - before->since_ns;
    }
    if (link)
        convoy->holds += 1;
    else
        end_convoy(rivals, contest);
}

/* --- Grants --- */

static void note_idle(struct rivals *rivals, const struct operation *op,
                      const struct hold *before)
{
    struct tj_contention  *contention = &rivals->verdict->contention;
    const struct tj_spell *spell = &rivals->clients[op->at.client].spell;
    uint64_t               from_ns = before->release_ns;

    if (before->serial == 0 || before->release_ns == STAMP_NEVER ||
        spell->refusals == 0 || spell->drive != op->drive)
        return;
    if (from_ns < spell->since_ns)
        from_ns = spell->since_ns;
    if (from_ns >= op->at.t1_ns)
        return;
    note_stretch(&contention->idle_while_wanted, op->drive, from_ns,
                 op->at.t1_ns);
    contention->idle_while_wanted_ns += op->at.t1_ns - from_ns;
}

void rivals_granted(struct rivals *rivals, const struct operation *op,
                    const struct hold *before)
{
    struct contest *contest = &rivals->contests[op->drive];
    struct rival   *rival = &rivals->clients[op->at.client];

    if (op->measured) {
        note_try(rivals, op);
        note_idle(rivals, op, before);
        follow_convoy(rivals, op, before);
    } else {
        end_convoy(rivals, contest);
    }
    if (contest->vain_ns != STAMP_NEVER)
        note_stretch(&rivals->verdict->contention.no_grant, op->drive,
                     contest->vain_ns, op->at.t1_ns);
    contest->vain_ns = STAMP_NEVER;
    contest->waiting = 0;
    end_spell(rivals, op->at.client,
              rival->spell.drive == op->drive ? op->at.t1_ns : rival->last_ns);
    contest->grants += 1;
}

/* --- The end --- */

static void judge_starvation(struct rivals *rivals)
{
    struct tj_contention *contention = &rivals->verdict->contention;

    for (size_t i = 1; i <= rivals->survey->clients_count; i++) {
        struct tj_rival *account = &contention->rivals[i];

        end_spell(rivals, (uint16_t)i, rivals->clients[i].last_ns);
        if (account->worst.client == TJ_NOBODY)
            continue;
        account->starved =
            account->worst.passed >=
            TJ_STARVED_ROUNDS * rivals->contests[account->worst.drive].rivals;
        contention->starved_clients += account->starved;
        if (contention->worst.client == TJ_NOBODY ||
            account->worst.passed > contention->worst.passed)
            contention->worst = account->worst;
    }
}

static void work_out_rates(struct rivals *rivals)
{
    const struct tj_verdict *verdict = rivals->verdict;
    struct tj_contention    *contention = &rivals->verdict->contention;
    uint64_t phase_ns = verdict->end_ns - verdict->begin_ns, grants = 0;
    uint64_t window_ns =
        phase_ns < TJ_STORM_WINDOW_NS ? phase_ns : TJ_STORM_WINDOW_NS;

    for (size_t i = 1; i <= verdict->clients_count; i++)
        grants += verdict->clients[i].grants;
    contention->wasted =
        (double)contention->refused / (double)(grants > 0 ? grants : 1);
    if (phase_ns == 0)
        return;
    contention->storm_rate =
        (double)contention->refused * 1e9 / (double)phase_ns;
    contention->storm_peak_rate =
        (double)contention->storm_peak * 1e9 / (double)window_ns;
}

void rivals_close(struct rivals *rivals, const struct tj_check_config *config)
{
    struct tj_verdict *verdict = rivals->verdict;

    for (size_t i = 0; i < rivals->survey->drives_count; i++) {
        struct contest *contest = &rivals->contests[i];

        if (contest->vain_ns != STAMP_NEVER)
            note_stretch(&verdict->contention.no_grant, (uint8_t)i,
                         contest->vain_ns, contest->last_vain_ns);
        end_convoy(rivals, contest);
    }
    judge_starvation(rivals);
    work_out_rates(rivals);
    fairness_work_out(verdict, config);
}
