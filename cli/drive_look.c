/* SPDX-License-Identifier: MIT */
#include "cli/drive_look.h"

#include "backends/linux/kernel.h"
#include "core/base/text.h"
#include "core/drive/bytes.h"
#include "core/drive/catalog.h"

#include <string.h>

const char *drive_media_name(enum drive_media media)
{
    static const char *const names[] = { "unknown", "none", "disc",
                                         "not ready" };

    return names[media];
}

static void take_view(struct drive_look *look)
{
    look->answered = true;
    look->tray = look->view.tray;
    look->locked = look->view.locked;
    (void)tj_text_copy(look->owner, sizeof look->owner, look->view.owner_name);
    look->media = look->view.disc ? DRIVE_MEDIA_DISC : DRIVE_MEDIA_NONE;
    look->refused = look->view.denied;
}

static void ask_media(struct single_drive *drive, unsigned client,
                      struct drive_look *look)
{
    const struct single_request verify = { .verb = TJ_VERIFY2 };
    struct tj_reply             reply;

    single_drive_do(drive, client, &verify, &reply);
    look->refused += reply.status == TJ_STATUS_ACCESS_DENIED;
    if (reply.outcome == TJ_DONE)
        look->media = DRIVE_MEDIA_DISC;
    else if (reply.status == TJ_STATUS_NO_MEDIA_IN_DEVICE)
        look->media = DRIVE_MEDIA_NONE;
    else if (reply.status == TJ_STATUS_DEVICE_NOT_READY)
        look->media = DRIVE_MEDIA_NOT_READY;
}

/* Linux tells a little more, to whoever has the drive open. */
static void ask_linux(struct single_drive *drive, unsigned client,
                      struct drive_look *look)
{
    struct single_client *own = &drive->clients[client];
    struct tj_linux_view  view;

    if (!tj_linux_session_view(&own->real.of_linux, own->handle, &view))
        return;
    memcpy(look->mounted, view.mounted, sizeof look->mounted);
    if (view.tray == LINUX_TRAY_OPEN)
        look->tray = "open";
    else if (view.tray != LINUX_NO_INFO)
        look->tray = "closed";
}

void drive_look(struct single_drive *drive, unsigned client,
                struct drive_look *look)
{
    struct tj_lock_state state;

    look->tray = "-";
    look->mounted[0] = '\0';
    look->viewed = single_drive_view(drive, client, &look->view);
    if (look->viewed) {
        take_view(look);
        return;
    }
    look->answered = single_drive_owner(drive, client, &state);
    if (!look->answered)
        return;
    look->locked = state.locked;
    (void)tj_text_copy(look->owner, sizeof look->owner,
                       state.locked ? state.name : "");
    ask_media(drive, client, look);
    if (drive->real.kind == TJ_REAL_LINUX)
        ask_linux(drive, client, look);
}

void drive_look_json(struct tj_json *json, const struct drive_look *look)
{
    tj_json_bool(json, "answered", look->answered);
    if (!look->answered)
        return;
    tj_json_string(json, "media", drive_media_name(look->media));
    tj_json_bool(json, "locked", look->locked);
    tj_json_string(json, "owner", look->owner);
    tj_json_u64(json, "refused", look->refused);
    tj_json_string(json, "refused_of", look->viewed ? "anybody" : "watcher");
    if (look->mounted[0] != '\0')
        tj_json_string(json, "mounted", look->mounted);
    if (look->viewed || look->tray[0] != '-')
        tj_json_string(json, "tray", look->tray);
    if (!look->viewed)
        return;
    tj_json_bool(json, "disc", look->view.disc);
    tj_json_string(json, "volume", look->view.volume);
    tj_json_u64(json, "change_count", look->view.change_count);
    tj_json_u64(json, "mcn_disabled", look->view.mcn_disabled);
    tj_json_u64(json, "simple_locks", look->view.simple_locks);
    tj_json_u64(json, "secure_locks", look->view.secure_locks);
}

/* A text at an offset that the descriptor names; trailing blanks go. */
static void add_text(struct tj_text *text, const struct tj_reply *reply,
                     uint32_t offset)
{
    uint32_t size = reply->info < TJ_OUTPUT_MAX ? reply->info : TJ_OUTPUT_MAX;

    if (offset == 0 || offset >= size)
        return;
    const char *at = (const char *)reply->output + offset;
    size_t      length = strnlen(at, size - offset);
    while (length > 0 && at[length - 1] == ' ')
        length--;
    if (length > 0)
        tj_text_add(text, "%s%.*s", text->used > 0 ? " " : "", (int)length, at);
}

void drive_model(struct single_drive *drive, unsigned client,
                 char model[DRIVE_MODEL_SIZE])
{
    /* All zero input: StorageDeviceProperty, PropertyStandardQuery. */
    enum { QUERY_SIZE = 12, VENDOR_AT = 12, PRODUCT_AT = 16, FIXED = 36 };
    const struct single_request query = {
        .verb = TJ_IOCTL,
        .code = TJ_IOCTL_STORAGE_QUERY_PROPERTY,
        .input_size = QUERY_SIZE,
        .output_size = TJ_OUTPUT_MAX,
    };
    struct tj_reply reply;
    struct tj_text  text;

    tj_text_init(&text, model, DRIVE_MODEL_SIZE);
    single_drive_do(drive, client, &query, &reply);
    if (reply.outcome != TJ_DONE || reply.info < FIXED)
        return;
    add_text(&text, &reply, tj_get_u32(reply.output + VENDOR_AT));
    add_text(&text, &reply, tj_get_u32(reply.output + PRODUCT_AT));
}
