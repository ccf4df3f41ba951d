/* SPDX-License-Identifier: MIT */
#include "core/check/evidence.h"

#include "core/check/ledger.h"

static bool is_fit(const struct history *history, const struct operation *op)
{
    const struct survey *survey = history->survey;
    return op->at.t1_ns < survey->whole_until_ns &&
           survey->drives[op->drive].unfit == NULL &&
           !history->drives[op->drive].lost;
}

static void gather_handle(const struct history *history,
                          const struct operation *op, struct model_facts *facts)
{
    enum survey_name kind = survey_name_kind(history->survey, op->name);
    if (op->file != HISTORY_NOTHING) {
        const struct file_object *file = &history->handles.files[op->file];
        facts->class = file->class;
        facts->rw = file->rw;
    }
    facts->open = handles_were_open(&history->handles, op);
    facts->name_good = kind == SURVEY_NAME_GOOD  ? MODEL_YES
                       : kind == SURVEY_NAME_BAD ? MODEL_NO
                                                 : MODEL_MAYBE;
    facts->mounted = op->verb == TJ_LOCK && history_mounted(history, op);
}

static void gather_tenure(const struct history *history, struct operation *op,
                          const struct tenure *tenure,
                          struct evidence *evidence)
{
    struct model_facts *facts = &evidence->facts;
    bool self = tenure->file == op->file;
    if (!tenure_touches(tenure, &op->at))
        return;
    if (self)
        facts->self_may = true;
    else
        facts->other_may = true;
    facts->name_may |= history_query_names(history, op, tenure);
    facts->unannounced_may |= tenure->announced_ns >= op->at.t0_ns;
    if (!self || op->verb == TJ_LOCK)
        ledger_blame(&op->holder, tenure, &op->at);
    if (!history_covers(history, tenure, &op->at))
        return;
    if (self)
        facts->self_owns = true;
    else
        facts->other_owns = true;
    facts->survived = tenure->survived && tenure->survived_ns <= op->at.t1_ns;
    evidence->owner = tenure;
}

struct evidence evidence_gather(const struct history *history,
                                struct operation *op)
{
    const struct history_drive *drive = &history->drives[op->drive];
    struct evidence evidence = { .facts = { .self_may = op->self_may,
                                            .other_may = op->other_may,
                                            .name_may = op->name_may,
                                            .unannounced_may =
                                                op->unannounced_may } };
    evidence.fit = is_fit(history, op);
    gather_handle(history, op, &evidence.facts);
    for (size_t i = 0; i < drive->count; i++) {
        const struct tenure *tenure = &drive->tenures[i];
        if (op->serial != 0 && tenure->serial == op->serial)
            evidence.own = tenure;
        else
            gather_tenure(history, op, tenure, &evidence);
    }
    evidence.last = history_last_before(history, op->drive, &op->at);
    if (evidence.last != NULL && evidence.last->closed &&
        !evidence.facts.self_may && !evidence.facts.other_may) {
        evidence.facts.closed_before = true;
        evidence.facts.closed_name =
            op->verb == TJ_QUERY &&
            history_query_names(history, op, evidence.last);
    }
    return evidence;
}
