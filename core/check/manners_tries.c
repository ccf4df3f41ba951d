/* SPDX-License-Identifier: MIT */
/* Locks: asked for, refused, tried again, and acted upon all the same: TJ-A04,
 * TJ-A05, TJ-A08. */
#include "core/check/manners.h"

#include "core/drive/codes.h"

/* --- TJ-A05: again and again --- */

static void hammer(const struct deed *deed)
{
    const struct manners_tries *tries = &deed->client->tries;
    uint16_t client = deed->op->at.client;
    struct draft draft = finding_advise(deed->manners->scene.findings, RULE_A05,
                                        client, deed->op->at.t0_ns, 1);
    finding_ref(&draft, &tries->first);
    finding_ref(&draft, &deed->op->ref);
    finding_say_client(&draft, client, 0);
    tj_text_add(&draft.text, " hammers: by ");
    finding_say_time(&draft, deed->op->at.t0_ns);
    tj_text_add(&draft.text, " it had tried a refused %s again %u times in a "
                             "row, each within ",
                tj_verb_name((enum tj_verb)deed->op->verb),
                (unsigned)tries->hasty);
    tj_text_add_duration(&draft.text, TJ_APP_HASTE_NS);
    tj_text_add(&draft.text, " of the refusal before");
}

static void note_try(const struct deed *deed)
{
    struct manners_tries *tries = &deed->client->tries;
    const struct operation *op = deed->op;

    if (tries->verb == op->verb) {
        family_count(&deed->manners->scene, RULE_A05);
        if (op->at.t0_ns >= tries->refused_ns + TJ_APP_HASTE_NS)
            tries->hasty = 0;
        else if (++tries->hasty == TJ_APP_HASTY_TRIES)
            hammer(deed);
    } else {
        tries->hasty = 0;
    }
    tries->verb = TJ_VERB_COUNT;
    if (op->outcome != TJ_REFUSED)
        return;
    tries->verb = op->verb;
    tries->refused_ns = op->at.t1_ns;
    if (tries->hasty == 0)
        tries->first = op->ref;
}

/* To open, look and close between two tries is no pause. */
void manners_pause(const struct deed *deed)
{
    uint8_t verb = deed->op->verb;
    if (verb != TJ_OPEN && verb != TJ_CLOSE && verb != TJ_QUERY)
        deed->client->tries.verb = TJ_VERB_COUNT;
}

/* --- TJ-A04: acting on a refusal, whoever refused: it was told no --- */

static void note_refusal(const struct deed *deed)
{
    struct manners_file *file = deed->file;
    file->refused = deed->op->outcome == TJ_REFUSED && !file->owns;
    file->refused_verb = deed->op->verb;
    file->refusal = deed->op->ref;
    if (file->refused)
        family_count(&deed->manners->scene, RULE_A04);
}

/* Who only reads may do so with or without a volume lock. */
static bool needs(uint8_t lock, uint8_t verb)
{
    return lock == TJ_LOCK || (verb != TJ_READ && verb != TJ_LOAD);
}

void manners_work(const struct deed *deed)
{
    struct manners_file *file = deed->file;
    uint16_t client = deed->op->at.client;
    if (file == NULL || !file->refused ||
        !needs(file->refused_verb, deed->op->verb))
        return;
    struct draft draft = finding_advise(deed->manners->scene.findings, RULE_A04,
                                        client, deed->op->at.t0_ns, 1);
    finding_ref(&draft, &file->refusal);
    finding_ref(&draft, &deed->op->ref);
    finding_say_client(&draft, client, 0);
    tj_text_add(&draft.text, " was refused the %s and goes on with %s at ",
                tj_verb_name((enum tj_verb)file->refused_verb),
                tj_verb_name((enum tj_verb)deed->op->verb));
    finding_say_time(&draft, deed->op->at.t0_ns);
    tj_text_add(&draft.text, " as if it had been granted");
    file->refused = false; /* Once for each refusal. */
}

/* --- What was asked for --- */

void manners_lock(const struct deed *deed)
{
    struct manners_file *file = deed->file;
    const struct operation *op = deed->op;

    note_try(deed);
    if (file == NULL)
        return;
    if (operation_is_done(op)) {
        file->owns = true;
        file->may_own = false;
        file->locked = op->ref;
    } else if (operation_may_act(op)) {
        file->may_own = !file->owns;
    }
    note_refusal(deed);
}

void manners_volume_lock(const struct deed *deed)
{
    note_try(deed);
    manners_attempt(deed, MANNERS_LOCK);
    if (deed->file == NULL)
        return;
    if (operation_may_act(deed->op))
        deed->file->working = true;
    note_refusal(deed);
}

/* Statuses by which the driver says so (spec 1.5 U1 to U3). */
static bool says_not_owner(const struct operation *op)
{
    return op->outcome == TJ_REFUSED && !op->injected &&
           (op->status == TJ_STATUS_INVALID_HANDLE ||
            op->status == TJ_STATUS_INVALID_DEVICE_REQUEST);
}

/* TJ-A08 */
static void stray_unlock(const struct deed *deed)
{
    uint16_t client = deed->op->at.client;
    struct draft draft = finding_advise(deed->manners->scene.findings, RULE_A08,
                                        client, deed->op->at.t0_ns, 1);
    finding_ref(&draft, &deed->op->ref);
    finding_say_client(&draft, client, 0);
    tj_text_add(&draft.text, " unlocks at ");
    finding_say_time(&draft, deed->op->at.t0_ns);
    tj_text_add(&draft.text, " through a handle that does not own the drive");
    for (size_t i = 0; i < MANNERS_FILES; i++) {
        const struct manners_file *other = &deed->client->files[i];
        if (other->handles == 0 || !other->owns)
            continue;
        finding_ref(&draft, &other->locked);
        tj_text_add(&draft.text, "; it locked through another");
        break;
    }
}

void manners_unlock(const struct deed *deed)
{
    struct manners_file *file = deed->file;
    const struct operation *op = deed->op;
    struct manners *manners = deed->manners;

    if (file == NULL)
        return;
    bool stray = !file->owns && !file->may_own && !file->shared;
    if (says_not_owner(op)) {
        family_count(&manners->scene, RULE_A08);
        if (stray)
            stray_unlock(deed);
    }
    if (!operation_may_act(op))
        return;
    if (file->owns && !manners_excused(manners, op->at.client))
        family_count(&manners->scene, RULE_A01);
    family_count(&manners->scene, RULE_A08);
    file->owns = false;
    file->may_own = !operation_is_done(op);
}
