/* SPDX-License-Identifier: MIT */
/* Handles of a client, and what it leaves behind: TJ-A01 to TJ-A03. */
#include "core/check/manners.h"

/* --- The table --- */

static size_t handle_index(const struct manners_client *client, uint32_t number)
{
    size_t at = 0;
    while (at < MANNERS_HANDLES && (client->handles[at].number != number))
        at++;
    return at;
}

struct manners_file *manners_file_of(struct manners_client *client,
                                     uint32_t handle)
{
    size_t at = handle == TJ_NO_HANDLE ? MANNERS_HANDLES
                                       : handle_index(client, handle);
    return at == MANNERS_HANDLES ? NULL
                                 : &client->files[client->handles[at].file];
}

static void add_handle(struct manners_client *client, uint32_t number,
                       size_t file)
{
    size_t at = handle_index(client, 0);
    if (at == MANNERS_HANDLES) {
        client->lost = true;
        return;
    }
    client->handles[at].number = number;
    client->handles[at].file = (uint8_t)file;
    client->files[file].handles += 1;
}

static bool has_files(const struct manners_client *client)
{
    for (size_t i = 0; i < MANNERS_FILES; i++) {
        if (client->files[i].handles > 0)
            return true;
    }
    return false;
}

/* --- Opening --- */

/* Spec 0.4: with data access the volume's path leads to the file system. */
static bool is_of_volume(uint32_t arg)
{
    return tj_open_target(arg) == TJ_FILE ||
           (tj_open_target(arg) == TJ_VOLUME &&
            tj_open_access(arg) != TJ_ACCESS_NONE);
}

void manners_open_file(const struct deed *deed)
{
    struct manners_client *client = deed->client;
    size_t free = 0;
    if (!operation_is_done(deed->op) || deed->op->handle_number == TJ_NO_HANDLE)
        return;
    while (free < MANNERS_FILES && client->files[free].handles > 0)
        free++;
    /* A number that is given twice: which of them is meant is not known. */
    if (free == MANNERS_FILES || deed->file != NULL) {
        client->lost = true;
        return;
    }
    client->files[free] = (struct manners_file){
        .volume = is_of_volume(deed->op->arg),
        .opened_ns = deed->op->at.t1_ns,
        .opened = deed->op->ref,
    };
    add_handle(client, deed->op->handle_number, free);
    if (client->files[free].volume)
        manners_came(deed);
}

/* Of somebody else's handle: what its owner closes may live on. */
static void share(struct manners *manners, uint32_t handle)
{
    for (size_t i = 1; i <= manners->scene.survey->clients_count; i++) {
        struct manners_file *file =
            manners_file_of(&manners->clients[i], handle);
        if (file != NULL)
            file->shared = true;
    }
}

void manners_duplicate(const struct deed *deed)
{
    struct manners_client *client = deed->client;
    struct manners_file *file = manners_file_of(client, deed->op->arg);
    if (!operation_may_act(deed->op))
        return;
    if (file == NULL)
        share(deed->manners, deed->op->arg);
    else if (!operation_is_done(deed->op))
        file->shared = true;
    else
        add_handle(client, deed->op->handle_number,
                   (size_t)(file - client->files));
}

/* --- What goes with the last handle, and what stays --- */

/* close: NULL for a death. */
static void say_leak(struct draft *draft, uint16_t client,
                     const struct tj_record_ref *taken,
                     const struct operation *close, uint64_t t_ns)
{
    finding_ref(draft, taken);
    if (close != NULL)
        finding_ref(draft, &close->ref);
    finding_say_client(draft, client, 0);
    tj_text_add(&draft->text,
                close != NULL ? " closed its last handle at " : " died at ");
    finding_say_time(draft, t_ns);
}

static void leak_lock(struct manners *manners, uint16_t client,
                      const struct manners_file *file,
                      const struct operation *close, uint64_t t_ns)
{
    struct draft draft =
        finding_advise(manners->scene.findings, RULE_A01, client, t_ns, 1);
    say_leak(&draft, client, &file->locked, close, t_ns);
    tj_text_add(&draft.text,
                " without unlocking: the lock it had been granted went with "
                "the handle");
}

static void leak_mcn(struct manners *manners, uint16_t client,
                     const struct manners_file *file,
                     const struct operation *close, uint64_t t_ns)
{
    struct draft draft =
        finding_advise(manners->scene.findings, RULE_A03, client, t_ns, 1);
    say_leak(&draft, client, &file->mcn_ref, close, t_ns);
    tj_text_add(&draft.text,
                " and had not switched media notifications on again: %u more "
                "off than on",
                (unsigned)file->mcn);
}

static void leave_file(struct manners *manners, uint16_t client,
                       const struct manners_file *file,
                       const struct operation *close, uint64_t t_ns)
{
    if (manners_excused(manners, client) || file->shared)
        return;
    if (file->owns) {
        family_count(&manners->scene, RULE_A01);
        leak_lock(manners, client, file, close, t_ns);
    }
    /* Somebody else's lock refuses MCN_ON: it was not forgotten. */
    if (file->mcn > file->mcn_refused && !file->mcn_unsure) {
        family_count(&manners->scene, RULE_A03);
        leak_mcn(manners, client, file, close, t_ns);
    }
}

/* All handles are closed: what still keeps the tray shut is left, unless it
 * is undone soon. What was left before has outlived another session. */
static void leave_tray(const struct deed *deed)
{
    struct manners_tray *tray = &deed->client->tray;
    tray->old = tray->left;
    if (tray->count > tray->left) {
        tray->left_ns = deed->op->at.t1_ns;
        tray->shut = deed->op->ref;
    }
    tray->left = tray->count;
}

void manners_close(const struct deed *deed)
{
    struct manners_client *client = deed->client;
    size_t at = handle_index(client, deed->op->handle_number);
    if (deed->file == NULL || !operation_may_act(deed->op))
        return;
    client->handles[at].number = 0;
    deed->file->handles -= 1;
    if (deed->file->handles > 0) {
        deed->file->shared |= !operation_is_done(deed->op);
        return;
    }
    if (operation_is_done(deed->op)) {
        leave_file(deed->manners, deed->op->at.client, deed->file, deed->op,
                   deed->op->at.t0_ns);
        if (!has_files(client))
            leave_tray(deed);
    }
    manners_left(deed);
    *deed->file = (struct manners_file){ .handles = 0 };
}

/* --- The end of a client --- */

static void leak_tray(struct manners *manners, uint16_t client, uint32_t count,
                      uint64_t t_ns)
{
    const struct manners_tray *tray = &manners->clients[client].tray;
    struct draft draft =
        finding_advise(manners->scene.findings, RULE_A02, client, t_ns, count);
    if (tray->count > 0)
        finding_ref(&draft, &tray->ref);
    if (tray->left > 0)
        finding_ref(&draft, &tray->shut);
    finding_say_client(&draft, client, 0);
    tj_text_add(&draft.text, " left the tray locked: %u PREVENT without ALLOW",
                (unsigned)count);
    if (tray->left > 0) {
        tj_text_add(&draft.text, ", its last handle closed at ");
        finding_say_time(&draft, tray->left_ns);
    }
}

void manners_die(struct manners *manners, uint16_t number, uint64_t t_ns)
{
    struct manners_client *client = &manners->clients[number];
    if (client->lost || manners_excused(manners, number))
        return;
    manners_advance(manners, number, t_ns);
    for (size_t i = 0; i < MANNERS_FILES; i++) {
        if (client->files[i].handles > 0)
            leave_file(manners, number, &client->files[i], NULL, t_ns);
    }
    if (client->tray.count > 0 && !client->tray.unsure) {
        family_count(&manners->scene, RULE_A02);
        leak_tray(manners, number, client->tray.count, t_ns);
    }
    client->lost = true; /* It does nothing more. */
}

/* The run found tray locks of a dead client and undid them: also those of
 * which the client never had an answer. */
void manners_undone(struct manners *manners, const struct tj_record *record)
{
    const struct tj_verdict *verdict = manners->scene.findings->verdict;
    uint32_t counted = verdict->apps.clients[record->client]
                           .counts[RULE_A02 - RULE_A01];
    uint64_t count = record->mark.value;
    if (manners_excused(manners, record->client) || count <= counted ||
        count > UINT32_MAX)
        return;
    family_count(&manners->scene, RULE_A02);
    leak_tray(manners, record->client, (uint32_t)count - counted,
              record->t0_ns);
}

void manners_end_tray(struct manners *manners, uint16_t client)
{
    const struct manners_tray *tray = &manners->clients[client].tray;
    if (tray->unsure || manners_excused(manners, client))
        return;
    if (tray->used)
        family_count(&manners->scene, RULE_A02);
    bool all = tray->left_ns + TJ_APP_LEAVE_NS <= manners->limit_ns;
    uint32_t left = all ? tray->left : tray->old;
    if (left > 0)
        leak_tray(manners, client, left, tray->left_ns);
}
