/* SPDX-License-Identifier: MIT */
/* A drive does one thing at a time, so a request may wait for all that came
 * before it. What is bounded is the time in which the drive answers nobody
 * although it has a request: from the last answer, or from the invocation, to
 * the next answer. */
#include "core/check/bounded.h"

struct bounded_drive {
    uint64_t last_ns;  /* Its latest answer so far. */
    uint64_t other_ns; /* Until then, something that is not bounded may have
                          been going on; STAMP_NEVER: for good. */
    uint64_t beside_ns; /* The same, but for requests that have a bound and were
                           never answered. */
    /* Its first request that was never answered, of those with a bound. */
    bool             waiting;
    struct operation waiter;
    uint64_t         until_ns; /* Surely not answered by then. */
};

struct bounded {
    const struct scene   *scene;
    struct bounded_drive *drives;
};

static void *open_bounded(const struct scene *scene, struct arena *arena)
{
    struct bounded *bounded = ARENA_NEW(arena, struct bounded, 1);

    if (bounded == NULL)
        return NULL;
    bounded->scene = scene;
    bounded->drives = ARENA_NEW(arena, struct bounded_drive,
                                scene->survey->drives_count + 1);
    return bounded->drives == NULL ? NULL : bounded;
}

/* --- TJ-L03 --- */

/* 0: the documentation gives none. Without one are a tray unlock, closes (they
 * may have to unlock the tray), raw requests, and whatever a file system does
 * with the drive on its own (class-driver spec 8.7 (59)). */
static uint64_t bound_of(uint8_t verb)
{
    switch (verb) {
    case TJ_READ:
    case TJ_WRITE:
        return BOUNDED_TRANSFER_NS;
    case TJ_LOCK:
    case TJ_UNLOCK:
    case TJ_QUERY:
    case TJ_EJECT:
    case TJ_LOAD:
    case TJ_LOAD2:
    case TJ_PREVENT:
    case TJ_SECURE_PREVENT:
    case TJ_MCN_OFF:
    case TJ_MCN_ON:
    case TJ_VERIFY:
    case TJ_VERIFY2:
        return BOUNDED_OTHER_NS;
    default:
        return 0;
    }
}

/* Never answered, though nobody died who asked, and nothing struck him. */
static bool is_forgotten(const struct bounded *bounded,
                         const struct operation *op)
{
    const struct survey *survey = bounded->scene->survey;

    return bound_of(op->verb) > 0 && !op->answered &&
           !survey->clients[op->at.client].struck;
}

static void invoke(void *state, const struct operation *op)
{
    struct bounded       *bounded = state;
    struct bounded_drive *drive = &bounded->drives[op->drive];
    uint64_t              until_ns = op->at.t1_ns;

    if (bound_of(op->verb) > 0 && operation_is_real(op))
        return;
    /* An answer that a fault made says nothing of when the drive was done. */
    if (op->injected)
        until_ns = STAMP_NEVER;
    if (until_ns > drive->other_ns)
        drive->other_ns = until_ns;
    if (!is_forgotten(bounded, op)) {
        if (until_ns > drive->beside_ns)
            drive->beside_ns = until_ns;
    } else if (!drive->waiting) {
        drive->waiting = true;
        drive->waiter = *op;
    }
}

static void accuse(const struct bounded *bounded, const struct operation *op,
                   uint64_t from_ns, uint64_t bound_ns)
{
    struct draft draft =
        finding_begin(bounded->scene->findings, RULE_L03, op->at.t0_ns);

    finding_ref(&draft, &op->ref);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s %s was answered only ",
                tj_verb_name((enum tj_verb)op->verb));
    tj_text_add_duration(&draft.text, op->at.t1_ns - op->at.t0_ns);
    tj_text_add(&draft.text, " after it was asked, at ");
    finding_say_time(&draft, op->at.t0_ns);
    tj_text_add(&draft.text, "; for the last ");
    tj_text_add_duration(&draft.text, op->at.t1_ns - from_ns);
    tj_text_add(&draft.text, " of that drive %u answered nobody, and all of "
                             "its driver's timeouts and tries come to ",
                (unsigned)op->drive);
    tj_text_add_duration(&draft.text, bound_ns);
}

static void answer(void *state, const struct operation *op,
                   const struct evidence *evidence)
{
    struct bounded       *bounded = state;
    struct bounded_drive *drive = &bounded->drives[op->drive];
    uint64_t              bound_ns = bound_of(op->verb);
    uint64_t              from_ns = op->at.t0_ns;

    (void)evidence;
    if (from_ns < drive->last_ns)
        from_ns = drive->last_ns;
    if (from_ns < drive->other_ns)
        from_ns = drive->other_ns;
    drive->last_ns = op->at.t1_ns;
    if (bound_ns == 0 || drive->other_ns >= op->at.t1_ns ||
        !family_fit(bounded->scene, op->drive, op->at.t1_ns))
        return;
    family_count(bounded->scene, RULE_L03);
    if (op->at.t1_ns - from_ns > bound_ns)
        accuse(bounded, op, from_ns, bound_ns);
}

static void no_bound_from_now_on(struct bounded_drive *drive)
{
    drive->other_ns = drive->beside_ns = STAMP_NEVER;
}

/* Faults that can make a drive or its driver slow excuse it from then on. */
static void strike(void *state, const struct tj_record *record)
{
    struct bounded               *bounded = state;
    const struct tj_check_config *config = bounded->scene->config;

    if (config->faults_quick == NULL ||
        record->strike.rule >= config->faults_count ||
        !config->faults_quick[record->strike.rule])
        no_bound_from_now_on(&bounded->drives[record->drive]);
}

/* --- TJ-L03, of requests that were never answered --- */

static void accuse_endless(const struct bounded *bounded,
                           const struct operation *op, uint64_t silent_ns)
{
    struct draft draft =
        finding_begin(bounded->scene->findings, RULE_L03, op->at.t0_ns);

    finding_ref(&draft, &op->ref);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s %s, asked at ",
                tj_verb_name((enum tj_verb)op->verb));
    finding_say_time(&draft, op->at.t0_ns);
    tj_text_add(&draft.text, ", was still not answered when the run ended; for "
                             "the last ");
    tj_text_add_duration(&draft.text, silent_ns);
    tj_text_add(&draft.text, " drive %u answered nobody, so that the driver "
                             "tries for ever: it must give up after ",
                (unsigned)op->drive);
    tj_text_add_duration(&draft.text, bound_of(op->verb));
}

static void judge_endless(const struct bounded *bounded,
                          const struct bounded_drive *drive)
{
    const struct survey    *survey = bounded->scene->survey;
    const struct operation *op = &drive->waiter;
    uint64_t from_ns = op->at.t0_ns, until_ns = survey->end_ns;

    if (from_ns < drive->last_ns)
        from_ns = drive->last_ns;
    if (from_ns < drive->beside_ns)
        from_ns = drive->beside_ns;
    if (until_ns == UINT64_MAX || until_ns < drive->until_ns)
        until_ns = drive->until_ns;
    if (from_ns >= until_ns ||
        !family_fit(bounded->scene, op->drive, until_ns))
        return;
    family_count(bounded->scene, RULE_L03);
    if (until_ns - from_ns > bound_of(op->verb))
        accuse_endless(bounded, op, until_ns - from_ns);
}

static void end(void *state)
{
    const struct bounded *bounded = state;

    for (size_t i = 0; i < bounded->scene->survey->drives_count; i++)
        if (bounded->drives[i].waiting)
            judge_endless(bounded, &bounded->drives[i]);
}

/* --- TJ-L02 --- */

static const char *what_is_left(uint8_t what)
{
    static const char *const words[TJ_LEFT_COUNT] = {
        [TJ_LEFT_OWNER] = "somebody owns it",
        [TJ_LEFT_SIMPLE] = "simple tray locks more than before",
        [TJ_LEFT_SECURE] = "secure tray locks more than before",
        [TJ_LEFT_MCN] = "switched off its notifications more often than on",
        [TJ_LEFT_FEWER] = "simple tray locks fewer than before",
        [TJ_LEFT_UNKNOWN] = "it does not say in which state it is",
    };
    return words[what];
}

static void accuse_left(const struct bounded *bounded, uint64_t t_ns)
{
    const struct tj_verdict *verdict = bounded->scene->findings->verdict;
    struct draft draft =
        finding_begin(bounded->scene->findings, RULE_L02, t_ns);

    tj_text_add(&draft.text, "the run has ended, and not everything is as it "
                             "was found");
    for (size_t i = 0; i < verdict->left_count; i++) {
        const struct tj_left_row *row = &verdict->left[i];
        if (row->what >= TJ_LEFT_COUNT) /* It was undone. */
            continue;
        tj_text_add(&draft.text, "; drive %u: %s", (unsigned)row->drive,
                    what_is_left(row->what));
        if (row->count > 1)
            tj_text_add(&draft.text, " (%u)", (unsigned)row->count);
        if (row->client == TJ_NOBODY)
            continue;
        tj_text_add(&draft.text, ", by ");
        finding_say_client(&draft, row->client, 0);
    }
}

static void mark(void *state, const struct tj_record *record)
{
    struct bounded       *bounded = state;
    struct bounded_drive *drive = &bounded->drives[record->drive];

    if (record->what == TJ_MARK_HUNG && drive->waiting &&
        drive->waiter.at.client == record->client)
        drive->until_ns = record->t0_ns;
    /* Who dies closes its handles, and a close may have to unlock the tray. */
    if (record->what == TJ_MARK_DIED)
        for (size_t i = 0; i < bounded->scene->survey->drives_count; i++)
            no_bound_from_now_on(&bounded->drives[i]);
    /* A drive that answers nobody cannot be put back either. */
    if (record->what != TJ_MARK_RESTORED ||
        bounded->scene->findings->verdict->waits_total > 0)
        return;
    family_count(bounded->scene, RULE_L02);
    if (record->mark.value == 0)
        accuse_left(bounded, record->t0_ns);
}

const struct check_family bounded_family = {
    .name = "bounded",
    .open = open_bounded,
    .invoke = invoke,
    .answer = answer,
    .strike = strike,
    .mark = mark,
    .end = end,
};
