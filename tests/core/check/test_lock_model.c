/* SPDX-License-Identifier: MIT */
/* The documented rule, row by row: facts and an answer in, rules out. */
#include "core/check/lock_model.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <inttypes.h>

#define NONE 0u
#define X(n) MODEL_RULE(RULE_X##n)
#define V(n) MODEL_RULE(RULE_V##n)

struct model_case {
    char                name[40]; /* In place: each case is a process. */
    struct model_facts  facts;
    struct model_answer answer;
    uint64_t            broken;
};

/* A direct handle for reading and writing, open, with a good name. */
#define DIRECT                                                               \
    .class = MODEL_DIRECT, .rw = MODEL_YES, .open = MODEL_YES,                \
    .name_good = MODEL_YES
#define VOLUME                                                               \
    .class = MODEL_VOLUME, .rw = MODEL_YES, .open = MODEL_YES,                \
    .name_good = MODEL_YES
#define BAD_NAME                                                             \
    .class = MODEL_DIRECT, .rw = MODEL_YES, .open = MODEL_YES,                \
    .name_good = MODEL_NO
#define OTHER_OWNS .other_owns = true, .other_may = true
#define SELF_OWNS .self_owns = true, .self_may = true
#define OTHER_MAY .other_may = true, .unannounced_may = true
#define SELF_MAY .self_may = true, .unannounced_may = true
#define DONE(what) .request = MODEL_##what, .done = true
#define REFUSED(what, why) .request = MODEL_##what, .status = TJ_STATUS_##why

/* tidy: table */
static struct model_case cases[] = {
    { "granted, nobody", { DIRECT }, { DONE(LOCK) }, NONE },
    { "granted, another may own", { DIRECT, .other_may = true }, { DONE(LOCK) }, NONE },
    { "granted, another owns", { DIRECT, OTHER_OWNS }, { DONE(LOCK) }, X(02) },
    { "granted, self owns", { DIRECT, SELF_OWNS }, { DONE(LOCK) }, X(02) },
    { "granted, a survivor owns", { DIRECT, OTHER_OWNS, .survived = true },
      { DONE(LOCK) }, X(17) },
    { "granted, bad name", { BAD_NAME }, { DONE(LOCK) }, X(08) },
    { "granted, volume handle", { VOLUME }, { DONE(LOCK) }, X(05) },
    { "granted, file handle", { .class = MODEL_FILE }, { DONE(LOCK) }, X(05) },
    { "granted, unknown handle", { .class = MODEL_UNKNOWN }, { DONE(LOCK) }, NONE },
    { "granted, mounted, flag 0", { DIRECT, .mounted = true }, { DONE(LOCK) }, V(53) },
    { "granted, mounted, flag 1", { DIRECT, .mounted = true }, { DONE(LOCK), .flags = 1 }, NONE },
    { "granted, closed handle", { .class = MODEL_DIRECT, .rw = MODEL_YES, .open = MODEL_NO },
      { DONE(LOCK) }, X(19) },
    { "granted, 4 bytes", { DIRECT }, { DONE(LOCK), .info = 4 }, X(18) },
    { "5, nobody", { DIRECT }, { REFUSED(LOCK, ACCESS_DENIED) }, X(03) },
    { "5, self may own", { DIRECT, SELF_MAY }, { REFUSED(LOCK, ACCESS_DENIED) }, NONE },
    { "5, no access rights", { .class = MODEL_DIRECT, .rw = MODEL_NO },
      { REFUSED(LOCK, ACCESS_DENIED) }, NONE },
    { "5, only announced", { DIRECT, .other_may = true },
      { REFUSED(LOCK, ACCESS_DENIED) }, X(15) },
    { "5, bad name", { BAD_NAME, OTHER_MAY }, { REFUSED(LOCK, ACCESS_DENIED) }, X(08) },
    { "5, mounted, flag 0", { DIRECT, .mounted = true, OTHER_MAY },
      { REFUSED(LOCK, ACCESS_DENIED) }, X(09) },
    { "22, flag 0", { DIRECT }, { REFUSED(LOCK, INVALID_DEVICE_STATE) }, NONE },
    { "22, flag 1", { DIRECT }, { REFUSED(LOCK, INVALID_DEVICE_STATE), .flags = 1 }, X(07) },
    { "22, flags 3", { DIRECT }, { REFUSED(LOCK, INVALID_DEVICE_STATE), .flags = 3 }, X(07) },
    { "22, bad name", { BAD_NAME }, { REFUSED(LOCK, INVALID_DEVICE_STATE) }, X(08) },
    { "87, bad name", { BAD_NAME }, { REFUSED(LOCK, INVALID_PARAMETER) }, NONE },
    { "87, good name", { DIRECT }, { REFUSED(LOCK, INVALID_PARAMETER) }, X(08) },
    { "6, volume handle", { VOLUME }, { REFUSED(LOCK, INVALID_HANDLE) }, NONE },
    { "5, volume handle", { VOLUME }, { REFUSED(LOCK, ACCESS_DENIED) }, X(05) },
    { "21, volume handle", { VOLUME }, { REFUSED(LOCK, VOLUME_DISMOUNTED) }, NONE },
    { "995", { DIRECT }, { REFUSED(LOCK, CANCELLED) }, NONE },
    { "55", { DIRECT }, { REFUSED(LOCK, DEVICE_DOES_NOT_EXIST) }, NONE },
    { "unlocked by self", { DIRECT, .self_may = true }, { DONE(UNLOCK) }, NONE },
    { "unlocked by a stranger", { DIRECT, .other_may = true }, { DONE(UNLOCK) }, X(04) },
    { "unlock 1, nobody", { DIRECT }, { REFUSED(UNLOCK, INVALID_DEVICE_REQUEST) }, NONE },
    { "unlock 1, another may", { DIRECT, .other_may = true },
      { REFUSED(UNLOCK, INVALID_DEVICE_REQUEST) }, NONE },
    { "unlock 1, self owns", { DIRECT, SELF_OWNS },
      { REFUSED(UNLOCK, INVALID_DEVICE_REQUEST) }, X(04) },
    { "unlock 1, another owns", { DIRECT, OTHER_OWNS },
      { REFUSED(UNLOCK, INVALID_DEVICE_REQUEST) }, X(04) },
    { "unlock 6, another may", { DIRECT, .other_may = true },
      { REFUSED(UNLOCK, INVALID_HANDLE) }, NONE },
    { "unlock 6, nobody", { DIRECT }, { REFUSED(UNLOCK, INVALID_HANDLE) }, X(04) },
    { "unlock 6, self owns", { DIRECT, SELF_OWNS, .other_may = true },
      { REFUSED(UNLOCK, INVALID_HANDLE) }, X(04) },
    { "unlock 6, closed handle", { .class = MODEL_DIRECT, .rw = MODEL_YES, .open = MODEL_NO },
      { REFUSED(UNLOCK, INVALID_HANDLE) }, NONE },
    { "unlock 5", { DIRECT }, { REFUSED(UNLOCK, ACCESS_DENIED) }, X(04) },
    { "unlock done, volume handle", { VOLUME, .other_may = true }, { DONE(UNLOCK) }, X(05) },
    { "free, nobody", { DIRECT }, { DONE(QUERY), .info = 65, .nameless = true }, NONE },
    { "free, another owns", { DIRECT, OTHER_OWNS },
      { DONE(QUERY), .info = 65, .nameless = true }, X(06) },
    { "free, a survivor owns", { DIRECT, OTHER_OWNS, .survived = true },
      { DONE(QUERY), .info = 65, .nameless = true }, X(17) },
    { "free with a name", { DIRECT }, { DONE(QUERY), .info = 65 }, X(06) },
    { "locked, nobody", { DIRECT }, { DONE(QUERY), .info = 65, .locked = true }, X(06) },
    { "locked, right name", { DIRECT, .other_may = true, .name_may = true },
      { DONE(QUERY), .info = 65, .locked = true }, NONE },
    { "locked, wrong name", { DIRECT, .other_may = true },
      { DONE(QUERY), .info = 65, .locked = true }, X(06) },
    { "locked by the closed", { DIRECT, .closed_before = true, .closed_name = true },
      { DONE(QUERY), .info = 65, .locked = true }, X(16) },
    { "64 bytes", { DIRECT }, { DONE(QUERY), .info = 64, .nameless = true }, X(18) },
    { "query 6, volume handle", { VOLUME }, { REFUSED(QUERY, INVALID_HANDLE) }, X(05) },
    { "query 1110, volume handle", { VOLUME }, { REFUSED(QUERY, VERIFY_REQUIRED) }, NONE },
};

ParameterizedTestParameters(lock_model, an_answer_is_judged_by_the_facts)
{
    return cr_make_param_array(struct model_case, cases,
                               sizeof cases / sizeof *cases);
}

ParameterizedTest(struct model_case *one, lock_model,
                  an_answer_is_judged_by_the_facts)
{
    struct model_judgement judgement =
        model_judge(&one->facts, &one->answer);
    cr_assert_eq(judgement.broken, one->broken, "%s: %#" PRIx64 ", expected %#" PRIx64,
                 one->name, judgement.broken, one->broken);
}

/* A rule that holds must say so, or nobody knows that it was looked at. */
Test(lock_model, a_rule_that_held_was_judged)
{
    struct model_facts  facts = { DIRECT, .mounted = true, .other_may = true };
    struct model_answer answer = { REFUSED(LOCK, INVALID_DEVICE_STATE) };
    struct model_judgement judgement = model_judge(&facts, &answer);

    cr_assert_eq(judgement.judged & (X(09) | V(53)), X(09) | V(53));
    cr_assert_eq(judgement.broken, NONE);
    facts.mounted = false;
    answer = (struct model_answer){ DONE(LOCK) };
    judgement = model_judge(&facts, &answer);
    cr_assert_eq(judgement.judged & X(15), X(15));
    cr_assert_eq(judgement.broken, NONE);
}

Test(lock_model, what_is_not_known_is_not_judged)
{
    /* With no facts at all, only the answer's own bytes can be wrong, and that
     * nobody may own is itself a fact of the tenures, not of the handle. */
    struct model_facts nothing = { .class = MODEL_UNKNOWN };
    for (uint32_t status = 0; status < 8; status++) {
        static const uint32_t statuses[] = {
            TJ_STATUS_ACCESS_DENIED,          TJ_STATUS_INVALID_HANDLE,
            TJ_STATUS_INVALID_PARAMETER,      TJ_STATUS_INVALID_DEVICE_STATE,
            TJ_STATUS_INVALID_DEVICE_REQUEST, TJ_STATUS_CANCELLED,
            TJ_STATUS_INFO_LENGTH_MISMATCH,   TJ_STATUS_DEVICE_DOES_NOT_EXIST,
        };
        for (int request = 0; request < MODEL_REQUESTS; request++) {
            struct model_answer answer = {
                .request = (enum model_request)request,
                .status = statuses[status],
            };
            cr_assert_eq(model_judge(&nothing, &answer).broken, 0);
        }
    }
}
