/* SPDX-License-Identifier: MIT */
/* Two answers, two looks at a drive: what differs. */
#include "cli/diff/diff_parts.h"

#include "core/base/text.h"
#include "core/drive/catalog.h"

#include <inttypes.h>
#include <string.h>

static const char *const names[DIFF_WHAT_COUNT] = {
#define X(what, name) [DIFF_##what] = (name),
    DIFF_WHAT_LIST(X)
#undef X
};

const char *diff_what_name(enum diff_what what)
{
    return names[what];
}

struct diff_item *diff_add(struct diff_run *run, enum diff_what what,
                           unsigned line)
{
    struct diff_story *story = run->story;
    static struct diff_item nowhere;

    if (story->items_count == DIFF_MAX) {
        story->items_more++;
        return &nowhere;
    }
    struct diff_item *item = &story->items[story->items_count++];
    *item = (struct diff_item){ .what = what, .line = line };
    return item;
}

void diff_subject(struct diff_item *item, const struct tj_op *op)
{
    const struct tj_code_info *code = tj_code_by_value(op->code);
    struct tj_text             text;

    tj_text_init(&text, item->subject, sizeof item->subject);
    if (op->verb != TJ_IOCTL)
        tj_text_add(&text, "%s", tj_verb_name(op->verb));
    else if (code != NULL)
        tj_text_add(&text, "%s", code->name);
    else
        tj_text_add(&text, "0x%08" PRIx32, op->code);
}

/* --- Answers --- */

static void add_status(char *side, uint32_t status, uint32_t win32)
{
    struct tj_text text;

    tj_text_init(&text, side, DIFF_SIDE_SIZE);
    tj_text_add(&text, "%s (%" PRIu32 ")", tj_ntstatus_name(status), win32);
}

static void add_number(char *side, uint32_t number)
{
    struct tj_text text;

    tj_text_init(&text, side, DIFF_SIDE_SIZE);
    tj_text_add(&text, "%" PRIu32, number);
}

/* From the first byte that differs, as many as there is room for. */
static void add_bytes(char *side, const uint8_t *bytes, uint32_t from,
                      uint32_t size)
{
    struct tj_text text;

    tj_text_init(&text, side, DIFF_SIDE_SIZE);
    tj_text_add(&text, "byte %" PRIu32 ": ", from);
    for (uint32_t i = from; i < size && i < from + 24; i++)
        tj_text_add(&text, "%02x", bytes[i]);
}

/* As a story shows it: what has no information size has no output either. */
static bool has_info(const struct tj_op *op)
{
    return op->verb == TJ_IOCTL || op->verb == TJ_READ || op->verb == TJ_WRITE;
}

static bool differ(struct diff_run *run, const struct tj_scene *scene,
                   const struct tj_op *op, const struct tj_reply *reply)
{
    uint32_t          win32 = tj_ntstatus_to_win32(scene->status);
    uint32_t          size = scene->output_size, at = 0;
    struct diff_item *item;

    if (reply->outcome == TJ_UNKNOWN || reply->status != scene->status ||
        !tj_ntstatus_gives(scene->status, reply->native)) {
        bool same = reply->status == scene->status;
        item = diff_add(run, same ? DIFF_WIN32 : DIFF_STATUS, scene->line);
        add_status(item->story, scene->status, win32);
        add_status(item->drive, reply->status, reply->native);
    } else if (has_info(op) && reply->info != scene->info) {
        item = diff_add(run, DIFF_INFO, scene->line);
        add_number(item->story, scene->info);
        add_number(item->drive, reply->info);
    } else {
        while (at < size && reply->output[at] == scene->output[at])
            at++;
        if (at == size)
            return false;
        item = diff_add(run, DIFF_OUTPUT, scene->line);
        add_bytes(item->story, scene->output, at, size);
        add_bytes(item->drive, reply->output, at, size);
    }
    diff_subject(item, op);
    return true;
}

static void count(struct diff_run *run, bool different)
{
    run->story->counts.compared++;
    run->story->counts.different += different;
    run->story->counts.equal += !different;
}

void diff_answer(struct diff_run *run, const struct tj_scene *scene,
                 const struct tj_reply *reply)
{
    const struct diff_asked *asked = &run->asked[scene->request];
    const struct tj_op      *op = &asked->ask->op;
    struct diff_item        *item;
    bool                     different = true;

    if (reply == NULL) {
        item = diff_add(run, DIFF_SILENT, scene->line);
        diff_subject(item, op);
        add_status(item->story, scene->status,
                   tj_ntstatus_to_win32(scene->status));
        (void)tj_text_copy(item->drive, sizeof item->drive, "no answer");
    } else {
        different = differ(run, scene, op, reply) || asked->early;
    }
    count(run, different);
    if ((op->verb == TJ_OPEN || op->verb == TJ_DUPLICATE) &&
        (reply == NULL || reply->outcome != TJ_DONE))
        run->dead[op->handle] = true;
}

/* --- Looks --- */

static void add_view(char *side, const struct tj_sim_view *view)
{
    struct tj_text text;

    tj_text_init(&text, side, DIFF_SIDE_SIZE);
    tj_text_add(&text, "owner=%" PRIu32 " known=%u reported=%u mcc=%" PRIu32
                " mcn_disable=%" PRIu32 " simple=%" PRIu32 " prot=%" PRIu32
                " tray=%s disc=%u vpb=%s name=%s", view->owner, view->known,
                view->reported, view->change_count, view->mcn_disabled,
                view->simple_locks, view->secure_locks, view->tray, view->disc,
                view->volume, view->owner_name);
}

/* Lines that show the same are the same; emissions and steps are not shown. */
void diff_look(struct diff_run *run, const struct tj_scene *scene)
{
    char               story[DIFF_SIDE_SIZE], drive[DIFF_SIDE_SIZE];
    struct tj_sim_view view;

    if (!stage_look(run->stage, &view))
        return;
    if (run->stage->person.is_driver && view.locked && scene->view.locked)
        view.owner = scene->view.owner; /* The driver does not tell. */
    add_view(story, &scene->view);
    add_view(drive, &view);
    bool different = strcmp(story, drive) != 0;
    count(run, different);
    if (!different)
        return;
    struct diff_item *item = diff_add(run, DIFF_STATE, scene->line);
    memcpy(item->story, story, sizeof story);
    memcpy(item->drive, drive, sizeof drive);
    (void)tj_text_copy(item->subject, sizeof item->subject, "the drive");
}
