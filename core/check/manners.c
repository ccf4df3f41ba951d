/* SPDX-License-Identifier: MIT */
#include "core/check/manners.h"

static void *open_manners(const struct scene *scene, struct arena *arena)
{
    const struct survey *survey = scene->survey;
    struct manners *manners = ARENA_NEW(arena, struct manners, 1);
    struct manners_client *clients =
        ARENA_NEW(arena, struct manners_client, survey->clients_count + 1);
    if (manners == NULL || clients == NULL)
        return NULL;
    for (size_t i = 0; i <= survey->clients_count; i++)
        clients[i].tries.verb = TJ_VERB_COUNT;
    bool whole = survey->end_ns != UINT64_MAX &&
                 survey->whole_until_ns == UINT64_MAX;
    *manners = (struct manners){
        .scene = *scene,
        .limit_ns = whole ? survey->end_ns : survey->whole_until_ns,
        .whole = whole,
        .clients = clients,
    };
    return manners;
}

/* --- Counts per handle and per drive --- */

static void note_prevent(const struct deed *deed)
{
    struct manners_tray *tray = &deed->client->tray;
    tray->used = true;
    if (operation_is_done(deed->op)) {
        tray->count += 1;
        tray->ref = deed->op->ref;
    } else if (operation_may_act(deed->op)) {
        tray->unsure = true;
    }
}

static void note_allow(const struct deed *deed)
{
    struct manners_tray *tray = &deed->client->tray;
    if (!operation_is_done(deed->op))
        tray->unsure |= operation_may_act(deed->op);
    else if (tray->count > 0)
        tray->count -= 1;
    if (tray->left > tray->count)
        tray->left = tray->count;
    if (tray->old > tray->left)
        tray->old = tray->left;
}

static void note_secure(const struct deed *deed)
{
    bool more = deed->op->verb == TJ_SECURE_PREVENT;
    if (deed->file == NULL)
        return;
    if (!operation_is_done(deed->op))
        deed->client->tray.unsure |= operation_may_act(deed->op);
    else if (more)
        deed->file->secure += 1;
    else if (deed->file->secure > 0)
        deed->file->secure -= 1;
}

static void note_mcn(const struct deed *deed)
{
    struct manners_file *file = deed->file;
    bool more = deed->op->verb == TJ_MCN_OFF;
    if (file == NULL)
        return;
    if (!operation_is_done(deed->op)) {
        file->mcn_unsure |= operation_may_act(deed->op);
        file->mcn_refused += !more && file->mcn > 0;
    } else if (more) {
        file->mcn += 1;
        file->mcn_ref = deed->op->ref;
    } else if (file->mcn > 0) {
        file->mcn -= 1;
        file->mcn_refused = 0;
    }
}

static void note_eject(const struct deed *deed)
{
    struct manners *manners = deed->manners;
    const struct manners_client *client = deed->client;
    uint32_t simple = client->tray.count - client->tray.left, secure = 0;
    uint16_t number = deed->op->at.client;

    manners_work(deed);
    if (client->tray.unsure || manners_excused(manners, number))
        return;
    for (size_t i = 0; i < MANNERS_FILES; i++)
        secure += client->files[i].secure;
    family_count(&manners->scene, RULE_A10);
    if (simple + secure == 0)
        return;
    struct draft draft =
        finding_advise(manners->scene.findings, RULE_A10, number,
                       deed->op->at.t0_ns, 1);
    finding_ref(&draft, &deed->op->ref);
    finding_say_client(&draft, number, 0);
    tj_text_add(&draft.text, " ejects at ");
    finding_say_time(&draft, deed->op->at.t0_ns);
    tj_text_add(&draft.text,
                " while %u of its own tray locks, %u of them secure, keep the "
                "tray shut",
                (unsigned)(simple + secure), (unsigned)secure);
}

static void note_dismount(const struct deed *deed)
{
    manners_work(deed);
    manners_attempt(deed, MANNERS_DISMOUNT);
    if (deed->file != NULL && operation_may_act(deed->op))
        deed->file->working = true;
}

static void note_volume_unlock(const struct deed *deed)
{
    if (deed->file != NULL && operation_may_act(deed->op))
        deed->file->working = false;
}

/* --- The walk --- */

static void (*const notes[TJ_VERB_COUNT])(const struct deed *deed) = {
    [TJ_OPEN] = manners_open_file,
    [TJ_DUPLICATE] = manners_duplicate,
    [TJ_CLOSE] = manners_close,
    [TJ_LOCK] = manners_lock,
    [TJ_UNLOCK] = manners_unlock,
    [TJ_EJECT] = note_eject,
    [TJ_LOAD] = manners_work,
    [TJ_PREVENT] = note_prevent,
    [TJ_ALLOW] = note_allow,
    [TJ_SECURE_PREVENT] = note_secure,
    [TJ_SECURE_ALLOW] = note_secure,
    [TJ_MCN_OFF] = note_mcn,
    [TJ_MCN_ON] = note_mcn,
    [TJ_READ] = manners_work,
    [TJ_WRITE] = manners_work,
    [TJ_VOLUME_LOCK] = manners_volume_lock,
    [TJ_VOLUME_UNLOCK] = note_volume_unlock,
    [TJ_DISMOUNT] = note_dismount,
};

/* A client with two requests at once, or at two drives, is not told apart. */
static bool can_be_judged(struct manners_client *client,
                          const struct operation *op)
{
    if (!op->at.sequential || (client->known && client->drive != op->drive))
        client->lost = true;
    client->known = true;
    client->drive = op->drive;
    return !client->lost;
}

static void invoke(void *state, const struct operation *op)
{
    struct manners *manners = state;
    struct manners_client *client = &manners->clients[op->at.client];
    if (op->at.t0_ns >= manners->limit_ns || !can_be_judged(client, op))
        return;
    manners_advance(manners, op->at.client, op->at.t0_ns);
    manners->scene.findings->verdict->apps.clients[op->at.client].seen = true;
    const struct deed deed = {
        .manners = manners,
        .client = client,
        .file = manners_file_of(client, op->handle_number),
        .op = op,
    };
    if (notes[op->verb] != NULL)
        notes[op->verb](&deed);
    if (op->verb != TJ_LOCK && op->verb != TJ_VOLUME_LOCK)
        manners_pause(&deed);
    client->busy_until_ns = op->at.t1_ns;
}

/* TJ-A09 */
static void answer(void *state, const struct operation *op,
                   const struct evidence *evidence)
{
    struct manners *manners = state;
    const struct handles *handles = &manners->scene.history->handles;
    (void)evidence;
    if (op->at.t0_ns >= manners->limit_ns || op->handle == HISTORY_NOTHING ||
        op->verb == TJ_CANCEL || manners_excused(manners, op->at.client))
        return;
    const struct handle *handle = &handles->handles[op->handle];
    family_count(&manners->scene, RULE_A09);
    if (op->outcome != TJ_REFUSED || handle->client != op->at.client ||
        handles_were_open(handles, op) != MODEL_NO)
        return;
    struct draft draft = finding_advise(manners->scene.findings, RULE_A09,
                                        op->at.client, op->at.t0_ns, 1);
    finding_ref(&draft, &handle->closed_ref);
    finding_ref(&draft, &op->ref);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, " uses handle 0x%x at ",
                (unsigned)op->handle_number);
    finding_say_time(&draft, op->at.t0_ns);
    tj_text_add(&draft.text, " (%s), and had closed it by ",
                tj_verb_name((enum tj_verb)op->verb));
    finding_say_time(&draft, handle->closed.t1_ns);
}

static void hear(void *state, const struct tj_record *record,
                 const struct tj_record_ref *ref)
{
    manners_hear(state, record, ref);
}

static void take_mark(void *state, const struct tj_record *record)
{
    struct manners *manners = state;
    if (record->what == TJ_MARK_DIED && record->t0_ns < manners->limit_ns)
        manners_die(manners, record->client, record->t0_ns);
    else if (record->what == TJ_MARK_UNDONE)
        manners_undone(manners, record);
}

static void end(void *state)
{
    struct manners *manners = state;
    for (size_t i = 1;
         manners->whole && i <= manners->scene.survey->clients_count; i++) {
        if (manners->clients[i].lost)
            continue;
        manners_advance(manners, (uint16_t)i, manners->limit_ns);
        manners_end_tray(manners, (uint16_t)i);
    }
}

const struct check_family manners_family = {
    .name = "manners",
    .open = open_manners,
    .invoke = invoke,
    .answer = answer,
    .heard = hear,
    .mark = take_mark,
    .end = end,
};
