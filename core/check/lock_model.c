/* SPDX-License-Identifier: MIT */
/* One row says when a rule has something to judge and when it is broken. The
 * verb and outcome select rows; the two functions look at the facts. */
#include "core/check/lock_model.h"

#include "core/base/assert.h"
#include "core/drive/codes.h"
#include "core/drive/encode.h"

#include <stddef.h>

typedef bool model_test(const struct model_facts *facts,
                        const struct model_answer *answer);

enum when { ON_ANY, ON_DONE, ON_REFUSED };

struct row {
    enum model_request request;
    enum when          when;
    uint32_t           status; /* ON_REFUSED: this one; 0: any. */
    enum rule          rule;
    model_test        *applies;
    model_test        *broken;
};

/* --- When a row applies --- */

static bool always(const struct model_facts *facts,
                   const struct model_answer *answer)
{
    (void)facts;
    (void)answer;
    return true;
}

/* On any other handle, or without the access rights, a refusal has reasons of
 * its own (spec 0.4, 1.2 V0). */
static bool is_direct(const struct model_facts *facts,
                      const struct model_answer *answer)
{
    (void)answer;
    return facts->class == MODEL_DIRECT && facts->rw == MODEL_YES;
}

/* A closed handle fails 6 as well. */
static bool is_direct_open(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    return is_direct(facts, answer) && facts->open == MODEL_YES;
}

static bool is_volume_open(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    (void)answer;
    return facts->class == MODEL_VOLUME && facts->rw == MODEL_YES &&
           facts->open == MODEL_YES;
}

static bool is_ownerless_class(const struct model_facts *facts,
                               const struct model_answer *answer)
{
    (void)answer;
    return facts->class == MODEL_VOLUME || facts->class == MODEL_FILE;
}

static bool is_known_class(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    (void)answer;
    return facts->class != MODEL_UNKNOWN;
}

static bool ignores_volume(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    (void)facts;
    return (answer->flags & TJ_LOCK_IGNORE_VOLUME) != 0;
}

static bool bad_name(const struct model_facts *facts,
                     const struct model_answer *answer)
{
    return is_direct(facts, answer) && facts->name_good == MODEL_NO;
}

static bool bad_name_open(const struct model_facts *facts,
                          const struct model_answer *answer)
{
    return bad_name(facts, answer) && facts->open == MODEL_YES;
}

static bool good_name_open(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    return is_direct_open(facts, answer) && facts->name_good == MODEL_YES;
}

static bool plain_on_mounted(const struct model_facts *facts,
                             const struct model_answer *answer)
{
    return good_name_open(facts, answer) && facts->mounted &&
           !ignores_volume(facts, answer);
}

static bool survived(const struct model_facts *facts,
                     const struct model_answer *answer)
{
    (void)answer;
    return facts->survived && (facts->self_owns || facts->other_owns);
}

static bool survived_open(const struct model_facts *facts,
                          const struct model_answer *answer)
{
    return is_direct_open(facts, answer) && survived(facts, answer);
}

static bool only_announced(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    return is_direct(facts, answer) && (facts->self_may || facts->other_may) &&
           !facts->unannounced_may;
}

static bool after_close(const struct model_facts *facts,
                        const struct model_answer *answer)
{
    (void)answer;
    return facts->closed_before;
}

/* --- When it is broken --- */

/* A row that only says that the rule was judged and held. */
static bool never(const struct model_facts *facts,
                  const struct model_answer *answer)
{
    (void)facts;
    (void)answer;
    return false;
}

static bool owned(const struct model_facts *facts,
                  const struct model_answer *answer)
{
    (void)answer;
    return facts->self_owns || facts->other_owns;
}

/* Contradictions that rest on a closed duplicate are property 17's. */
static bool owned_plainly(const struct model_facts *facts,
                          const struct model_answer *answer)
{
    return owned(facts, answer) && !facts->survived;
}

static bool free_throughout(const struct model_facts *facts,
                            const struct model_answer *answer)
{
    (void)answer;
    return !facts->self_may && !facts->other_may;
}

static bool self_never(const struct model_facts *facts,
                       const struct model_answer *answer)
{
    (void)answer;
    return !facts->self_may;
}

static bool other_never(const struct model_facts *facts,
                        const struct model_answer *answer)
{
    (void)answer;
    return (facts->self_owns && !facts->survived) || !facts->other_may;
}

static bool self_owned(const struct model_facts *facts,
                       const struct model_answer *answer)
{
    (void)answer;
    return facts->self_owns;
}

static bool volume_refusal_wrong(const struct model_facts *facts,
                                 const struct model_answer *answer)
{
    (void)facts;
    /* Other statuses may be the file system's own. */
    return answer->status == TJ_STATUS_INVALID_DEVICE_REQUEST ||
           answer->status == TJ_STATUS_ACCESS_DENIED ||
           answer->status == TJ_STATUS_INVALID_DEVICE_STATE ||
           answer->status == TJ_STATUS_INVALID_PARAMETER;
}

static bool volume_query_wrong(const struct model_facts *facts,
                               const struct model_answer *answer)
{
    return volume_refusal_wrong(facts, answer) ||
           answer->status == TJ_STATUS_INVALID_HANDLE;
}

static bool query_wrong(const struct model_facts *facts,
                        const struct model_answer *answer)
{
    if (!answer->locked)
        return owned_plainly(facts, answer) || !answer->nameless;
    if (free_throughout(facts, answer))
        return !facts->closed_name; /* Else property 16's. */
    return !facts->name_may;
}

static bool query_survivor_wrong(const struct model_facts *facts,
                                 const struct model_answer *answer)
{
    return !answer->locked && owned(facts, answer);
}

static bool query_after_close_wrong(const struct model_facts *facts,
                                    const struct model_answer *answer)
{
    return answer->locked && facts->closed_name;
}

static bool returned_bytes(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    (void)facts;
    return answer->info != 0;
}

static bool returned_not_65(const struct model_facts *facts,
                            const struct model_answer *answer)
{
    (void)facts;
    return answer->info != TJ_EXCLUSIVE_STATE_SIZE;
}

static bool closed_already(const struct model_facts *facts,
                           const struct model_answer *answer)
{
    (void)answer;
    return facts->open == MODEL_NO;
}

static bool failed_22(const struct model_facts *facts,
                      const struct model_answer *answer)
{
    (void)facts;
    return !answer->done && answer->status == TJ_STATUS_INVALID_DEVICE_STATE;
}

#define S1 TJ_STATUS_INVALID_DEVICE_REQUEST
#define S5 TJ_STATUS_ACCESS_DENIED
#define S6 TJ_STATUS_INVALID_HANDLE
#define S22 TJ_STATUS_INVALID_DEVICE_STATE
#define S87 TJ_STATUS_INVALID_PARAMETER
#define S158 TJ_STATUS_NOT_LOCKED /* Of a drive of Linux. */

static const struct row rows[] = { /* tidy: table */
    { MODEL_LOCK, ON_DONE, 0, RULE_X02, always, owned_plainly },
    { MODEL_LOCK, ON_DONE, 0, RULE_X05, is_known_class, is_ownerless_class },
    { MODEL_LOCK, ON_DONE, 0, RULE_X08, bad_name, always },
    { MODEL_LOCK, ON_DONE, 0, RULE_V53, plain_on_mounted, always },
    { MODEL_LOCK, ON_DONE, 0, RULE_X15, only_announced, never },
    { MODEL_LOCK, ON_DONE, 0, RULE_X17, survived, owned },
    { MODEL_LOCK, ON_DONE, 0, RULE_X18, always, returned_bytes },
    { MODEL_LOCK, ON_DONE, 0, RULE_X19, always, closed_already },
    { MODEL_LOCK, ON_ANY, 0, RULE_X07, ignores_volume, failed_22 },
    { MODEL_LOCK, ON_REFUSED, S5, RULE_X03, is_direct, free_throughout },
    { MODEL_LOCK, ON_REFUSED, S5, RULE_X08, bad_name, always },
    { MODEL_LOCK, ON_REFUSED, S5, RULE_X09, plain_on_mounted, always },
    { MODEL_LOCK, ON_REFUSED, S5, RULE_X15, only_announced, always },
    { MODEL_LOCK, ON_REFUSED, S6, RULE_X08, bad_name_open, always },
    { MODEL_LOCK, ON_REFUSED, S22, RULE_X08, bad_name, always },
    { MODEL_LOCK, ON_REFUSED, S22, RULE_X09, plain_on_mounted, never },
    { MODEL_LOCK, ON_REFUSED, S22, RULE_V53, plain_on_mounted, never },
    { MODEL_LOCK, ON_REFUSED, S87, RULE_X08, bad_name, never },
    { MODEL_LOCK, ON_REFUSED, S87, RULE_X08, good_name_open, always },
    { MODEL_LOCK, ON_REFUSED, 0, RULE_X05, is_volume_open, volume_refusal_wrong },
    { MODEL_UNLOCK, ON_DONE, 0, RULE_X04, is_direct, self_never },
    { MODEL_UNLOCK, ON_DONE, 0, RULE_X05, is_known_class, is_ownerless_class },
    { MODEL_UNLOCK, ON_DONE, 0, RULE_X18, always, returned_bytes },
    { MODEL_UNLOCK, ON_DONE, 0, RULE_X19, always, closed_already },
    { MODEL_UNLOCK, ON_REFUSED, S1, RULE_X04, is_direct_open, owned_plainly },
    { MODEL_UNLOCK, ON_REFUSED, S1, RULE_X17, survived_open, owned },
    { MODEL_UNLOCK, ON_REFUSED, S5, RULE_X04, is_direct_open, always },
    { MODEL_UNLOCK, ON_REFUSED, S6, RULE_X04, is_direct_open, other_never },
    { MODEL_UNLOCK, ON_REFUSED, S6, RULE_X17, survived_open, self_owned },
    { MODEL_UNLOCK, ON_REFUSED, S22, RULE_X04, is_direct_open, always },
    { MODEL_UNLOCK, ON_REFUSED, S87, RULE_X04, is_direct_open, always },
    { MODEL_UNLOCK, ON_REFUSED, S158, RULE_X04, is_direct_open, self_owned },
    { MODEL_UNLOCK, ON_REFUSED, 0, RULE_X05, is_volume_open, volume_refusal_wrong },
    { MODEL_QUERY, ON_DONE, 0, RULE_X06, always, query_wrong },
    { MODEL_QUERY, ON_DONE, 0, RULE_X16, after_close, query_after_close_wrong },
    { MODEL_QUERY, ON_DONE, 0, RULE_X17, survived, query_survivor_wrong },
    { MODEL_QUERY, ON_DONE, 0, RULE_X18, always, returned_not_65 },
    { MODEL_QUERY, ON_REFUSED, 0, RULE_X05, is_volume_open, volume_query_wrong },
};

static bool selects(const struct row *row, const struct model_answer *answer)
{
    if (row->request != answer->request)
        return false;
    if (row->when == ON_ANY)
        return true;
    if (row->when == ON_DONE)
        return answer->done;
    return !answer->done && (row->status == 0 || row->status == answer->status);
}

struct model_judgement model_judge(const struct model_facts *facts,
                                   const struct model_answer *answer)
{
    struct model_judgement judgement = { 0, 0 };
    TJ_ASSERT(answer->request < MODEL_REQUESTS);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (!selects(row, answer) || !row->applies(facts, answer))
            continue;
        judgement.judged |= MODEL_RULE(row->rule);
        if (row->broken(facts, answer))
            judgement.broken |= MODEL_RULE(row->rule);
    }
    TJ_ASSERT((judgement.broken & ~judgement.judged) == 0);
    return judgement;
}
