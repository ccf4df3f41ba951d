/* SPDX-License-Identifier: MIT */
/* Making way, and coming back: TJ-A06, TJ-A07, TJ-A11. The advice is that of
 * the page "Device Events (Microsoft Learn)".
 *
 * A delivery is looked at when all that the client did up to then is known: at
 * its next operation, or when something later is heard by it. */
#include "core/check/manners.h"

static const struct {
    enum rule   rule;
    uint8_t     tried, failed; /* enum tj_event_id */
    const char *what;
} calls[MANNERS_CALLS] = {
    [MANNERS_LOCK] = { RULE_A06, TJ_EVENT_VOLUME_LOCK,
                       TJ_EVENT_VOLUME_LOCK_FAILED, "VOLUME_LOCK" },
    [MANNERS_DISMOUNT] = { RULE_A07, TJ_EVENT_VOLUME_DISMOUNT,
                           TJ_EVENT_VOLUME_DISMOUNT_FAILED,
                           "VOLUME_DISMOUNT" },
};

/* --- Deliveries --- */

/* Where only the delivery was seen, the attempt was some time before. */
static bool is_own(const struct manners_told *told)
{
    uint64_t t1_ns = told->own_t1_ns;
    bool delivered = told->emitted_ns == UINT64_MAX;
    uint64_t at_ns = delivered ? told->heard_ns : told->emitted_ns;
    if (delivered && t1_ns < UINT64_MAX - TJ_APP_LEAVE_NS)
        t1_ns += TJ_APP_LEAVE_NS;
    return told->own_t0_ns <= at_ns && at_ns <= t1_ns;
}

void manners_attempt(const struct deed *deed, enum manners_call call)
{
    struct manners_told *told = &deed->client->told[call];
    told->own_t0_ns = deed->op->at.t0_ns;
    told->own_t1_ns = deed->op->at.t1_ns;
    if (told->pending && is_own(told))
        told->pending = false;
}

static void hear_call(struct manners_told *told, const struct tj_record *record,
                      const struct tj_record_ref *ref)
{
    struct manners_told news = *told;
    bool delivered = (record->flags & TJ_RECORD_NO_EMISSION) != 0;

    news.pending = true;
    news.emitted_ns = delivered ? UINT64_MAX : record->t0_ns;
    news.heard_ns = record->event.t1_ns;
    news.pending_ref = *ref;
    if (!is_own(&news) &&
        !(told->pending && told->heard_ns <= news.heard_ns))
        *told = news;
}

static void hear_failure(struct manners_told *told,
                         const struct tj_record *record,
                         const struct tj_record_ref *ref)
{
    told->failed = true;
    told->failed_ns = record->event.t1_ns;
    told->failed_ref = *ref;
}

void manners_hear(struct manners *manners, const struct tj_record *record,
                  const struct tj_record_ref *ref)
{
    struct manners_client *client = &manners->clients[record->client];
    if (client->lost || record->event.t1_ns >= manners->limit_ns)
        return;
    manners_advance(manners, record->client, record->t0_ns);
    for (size_t i = 0; i < MANNERS_CALLS; i++) {
        if (record->what == calls[i].tried)
            hear_call(&client->told[i], record, ref);
        else if (record->what == calls[i].failed)
            hear_failure(&client->told[i], record, ref);
    }
}

/* --- Making way --- */

static struct manners_file *still_open(struct manners_client *client,
                                       size_t call)
{
    for (size_t i = 0; i < MANNERS_FILES; i++) {
        if (client->files[i].handles > 0 &&
            (client->files[i].told >> call & 1) != 0)
            return &client->files[i];
    }
    return NULL;
}

static void forget(struct manners_client *client, size_t call)
{
    for (size_t i = 0; i < MANNERS_FILES; i++)
        client->files[i].told &= (uint8_t)~(1u << call);
    client->told[call].open = false;
}

static void stays(struct manners *manners, uint16_t number, size_t call,
                  const struct manners_file *file)
{
    const struct manners_told *told = &manners->clients[number].told[call];
    struct draft draft =
        finding_advise(manners->scene.findings, calls[call].rule, number,
                       told->since_ns, 1);
    finding_ref(&draft, &told->ref);
    finding_ref(&draft, &file->opened);
    finding_say_client(&draft, number, 0);
    tj_text_add(&draft.text, " was told of %s at ", calls[call].what);
    finding_say_time(&draft, told->since_ns);
    tj_text_add(&draft.text, " and had not closed its handle to the volume, "
                             "opened by ");
    finding_say_time(&draft, file->opened_ns);
    tj_text_add(&draft.text, ", after ");
    tj_text_add_duration(&draft.text, TJ_APP_LEAVE_NS);
    if (told->failed && told->failed_ns >= told->since_ns) {
        finding_ref(&draft, &told->failed_ref);
        tj_text_add(&draft.text, "; the attempt failed");
    }
}

/* What was delivered before now_ns, and nothing later, finds these handles. */
static void look_at(struct manners *manners, uint16_t number, size_t call,
                    uint64_t now_ns)
{
    struct manners_client *client = &manners->clients[number];
    struct manners_told *told = &client->told[call];
    bool any = false;

    if (!told->pending || told->heard_ns >= now_ns)
        return;
    told->pending = false;
    if (told->open || manners_excused(manners, number))
        return; /* It is being waited for already. */
    for (size_t i = 0; i < MANNERS_FILES; i++) {
        struct manners_file *file = &client->files[i];
        if (file->handles == 0 || !file->volume || file->working ||
            file->opened_ns > told->heard_ns)
            continue;
        file->told |= (uint8_t)(1u << call);
        any = true;
    }
    if (!any)
        return;
    told->open = true;
    told->since_ns = told->heard_ns;
    told->ref = told->pending_ref;
    family_count(&manners->scene, calls[call].rule);
}

/* Who waits for an answer until after the deadline can do nothing else. */
static void expire(struct manners *manners, uint16_t number, size_t call,
                   uint64_t now_ns)
{
    struct manners_client *client = &manners->clients[number];
    struct manners_told *told = &client->told[call];
    uint64_t deadline_ns = told->since_ns + TJ_APP_LEAVE_NS;

    if (!told->open || deadline_ns >= now_ns)
        return;
    /* What was heard within that time belongs to the same attempt. */
    told->pending = told->pending && told->heard_ns > deadline_ns;
    const struct manners_file *file = still_open(client, call);
    if (file != NULL && client->busy_until_ns <= deadline_ns)
        stays(manners, number, call, file);
    forget(client, call);
}

/* --- Coming back --- */

static uint64_t may_return_ns(const struct manners_told *told)
{
    return told->failed_ns > told->away_ns ? told->failed_ns : told->away_ns;
}

static bool may_return(const struct manners_told *told)
{
    return told->away && told->failed && told->failed_ns >= told->since_ns;
}

static void stays_away(struct manners *manners, uint16_t number, size_t call,
                       uint64_t now_ns)
{
    struct manners_told *told = &manners->clients[number].told[call];

    if (!may_return(told) || may_return_ns(told) + TJ_APP_RETURN_NS >= now_ns)
        return;
    told->away = false;
    family_count(&manners->scene, RULE_A11);
    struct draft draft = finding_advise(manners->scene.findings, RULE_A11,
                                        number, may_return_ns(told), 1);
    finding_ref(&draft, &told->ref);
    finding_ref(&draft, &told->failed_ref);
    finding_say_client(&draft, number, 0);
    tj_text_add(&draft.text, " closed its handles for %s, was told by ",
                calls[call].what);
    finding_say_time(&draft, may_return_ns(told));
    tj_text_add(&draft.text, " that the attempt failed, and had not opened the "
                             "volume again after ");
    tj_text_add_duration(&draft.text, TJ_APP_RETURN_NS);
}

void manners_left(const struct deed *deed)
{
    for (size_t i = 0; i < MANNERS_CALLS; i++) {
        struct manners_told *told = &deed->client->told[i];
        deed->file->told &= (uint8_t)~(1u << i);
        if (!told->open || still_open(deed->client, i) != NULL)
            continue;
        told->open = false;
        told->away = true;
        told->away_ns = deed->op->at.t1_ns;
    }
}

void manners_came(const struct deed *deed)
{
    for (size_t i = 0; i < MANNERS_CALLS; i++) {
        struct manners_told *told = &deed->client->told[i];
        if (may_return(told))
            family_count(&deed->manners->scene, RULE_A11);
        told->away = false;
    }
}

void manners_advance(struct manners *manners, uint16_t client, uint64_t now_ns)
{
    for (size_t i = 0; i < MANNERS_CALLS; i++) {
        expire(manners, client, i, now_ns);
        look_at(manners, client, i, now_ns);
        expire(manners, client, i, now_ns);
        stays_away(manners, client, i, now_ns);
    }
}
