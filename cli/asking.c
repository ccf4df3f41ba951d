/* SPDX-License-Identifier: MIT */
#include "cli/asking.h"

#include "backends/linux/answers.h"
#include "core/drive/catalog.h"

#include <string.h>

/* Somebody may mount the disc again between the dismount and the lock. */
enum { DISMOUNTS_MAX = 3 };

static bool is_mounted(const struct asked *asked)
{
    return asked->verb == TJ_LOCK &&
           asked->reply.status == TJ_STATUS_INVALID_DEVICE_STATE;
}

static bool note(struct asked *asked, enum tj_verb verb)
{
    asked->verb = verb;
    if (asked->steps_count < ASKED_STEPS_MAX)
        asked->steps[asked->steps_count++] =
            (struct asked_step){ verb, asked->reply.outcome,
                                 asked->reply.status };
    return asked->reply.outcome == TJ_DONE;
}

static bool step(struct single_drive *drive, unsigned client, tj_handle volume,
                 enum tj_verb verb, struct asked *asked)
{
    const struct single_request request = { .verb = verb, .handle = volume };

    single_drive_do(drive, client, &request, &asked->reply);
    return note(asked, verb);
}

/* The volume lets go of the drive when the handle that dismounted it closes
 * (class-driver spec 6.3). False: it would not; asked says why. */
static bool dismount(struct single_drive *drive, unsigned client,
                     struct asked *asked)
{
    tj_handle volume = single_drive_open_by(
        drive, client,
        tj_open_arg(TJ_VOLUME, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL),
        &asked->reply);
    struct asked closed = { 0 };

    if (!note(asked, TJ_OPEN))
        return false;
    bool gone = step(drive, client, volume, TJ_VOLUME_LOCK, asked) &&
                step(drive, client, volume, TJ_DISMOUNT, asked);
    (void)step(drive, client, volume, TJ_CLOSE, &closed);
    return gone;
}

static void ask_once(struct single_drive *drive, unsigned client,
                     const struct asking *asking, struct asked *asked)
{
    const struct single_request request = { .verb = asking->verb,
                                            .arg = asking->flags,
                                            .name = asking->name };

    single_drive_do(drive, client, &request, &asked->reply);
    asked->verb = asking->verb;
}

static void find_owner(struct single_drive *drive, unsigned client,
                       struct asked *asked)
{
    struct tj_lock_state state;

    if (asked->verb == TJ_QUERY && asked->reply.outcome == TJ_DONE) {
        if (!tj_decode_lock_state(asked->reply.output, asked->reply.info,
                                  &state))
            return;
    } else if (asked->reply.outcome == TJ_UNKNOWN ||
               !single_drive_owner(drive, client, &state)) {
        return;
    }
    asked->owner = !state.locked                 ? ADVICE_NOBODY
                   : drive->clients[client].owns ? ADVICE_ME
                                                 : ADVICE_ANOTHER;
    (void)tj_text_copy(asked->owner_name, sizeof asked->owner_name,
                       state.locked ? state.name : "");
}

static void explain(const struct asking *asking, struct asked *asked)
{
    const struct advice_question question = {
        .verb = asked->verb,
        .outcome = asked->reply.outcome,
        .status = asked->reply.status,
        .flags = asked->verb == asking->verb ? asking->flags : 0,
        .owner = asked->owner,
        .name = asked->owner_name,
        .of_linux = asked->of_linux,
    };
    struct tj_text text;

    tj_text_init(&text, asked->sentence, sizeof asked->sentence);
    advice_give(&question, &text);
}

void ask(struct single_drive *drive, unsigned client,
         const struct asking *asking, struct asked *asked)
{
    memset(asked, 0, sizeof *asked);
    asked->of_linux = drive->real.kind == TJ_REAL_LINUX;
    asked->verb = TJ_OPEN;
    asked->reply.outcome = TJ_DONE;
    if (drive->clients[client].handle == TJ_NO_HANDLE)
        single_drive_handle(drive, client, &asked->reply);
    if (asked->reply.outcome == TJ_DONE)
        ask_once(drive, client, asking, asked);
    for (unsigned i = 0; asking->dismount && i < DISMOUNTS_MAX &&
                         is_mounted(asked); i++) {
        if (i == 0)
            (void)note(asked, TJ_LOCK);
        if (!dismount(drive, client, asked))
            break;
        ask_once(drive, client, asking, asked);
        (void)note(asked, TJ_LOCK);
    }
    find_owner(drive, client, asked);
    explain(asking, asked);
}

static void add_steps(struct tj_json *json, const struct asked *asked)
{
    tj_json_array(json, "steps");
    for (size_t i = 0; i < asked->steps_count; i++) {
        tj_json_object(json, NULL);
        tj_json_string(json, "op", tj_verb_name(asked->steps[i].verb));
        tj_json_hex32(json, "status", asked->steps[i].status);
        tj_json_string(json, "name", tj_ntstatus_name(asked->steps[i].status));
        tj_json_end(json);
    }
    tj_json_end(json);
}

void asked_json(struct tj_json *json, const struct asked *asked)
{
    const struct tj_reply            *reply = &asked->reply;
    const struct tj_status_code_info *info = tj_ntstatus_info(reply->status);
    uint32_t                          count;

    tj_json_string(json, "op", tj_verb_name(asked->verb));
    tj_json_string(json, "outcome", tj_outcome_name(reply->outcome));
    tj_json_hex32(json, "status", reply->status);
    tj_json_string(json, "name", tj_ntstatus_name(reply->status));
    if (asked->of_linux) {
        char name[LINUX_NATIVE_TEXT];

        linux_native_text(reply->native, name);
        tj_json_u64(json, "native", reply->native);
        tj_json_string(json, "native_name", name);
    } else {
        tj_json_u64(json, "win32", reply->native);
        tj_json_string(json, "win32_name",
                       info != NULL ? info->win32_name : "");
    }
    tj_json_u64(json, "info", reply->info);
    tj_json_string(json, "meaning", info != NULL
                                        ? info->meaning
                                        : "a status outside the catalogue");
    tj_json_string(json, "sentence", asked->sentence);
    if (asked->owner != ADVICE_OWNER_UNKNOWN) {
        tj_json_bool(json, "locked", asked->owner != ADVICE_NOBODY);
        tj_json_string(json, "owner", asked->owner_name);
        tj_json_bool(json, "mine", asked->owner == ADVICE_ME);
    }
    if ((asked->verb == TJ_VERIFY || asked->verb == TJ_VERIFY2) &&
        tj_decode_change_count(reply->output, reply->info, &count))
        tj_json_u64(json, "change_count", count);
    if (asked->steps_count > 0)
        add_steps(json, asked);
}
