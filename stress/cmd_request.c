/* SPDX-License-Identifier: MIT */
/* One request alone: trayjam query, lock, unlock, eject, ... and drives. */
#include "stress/cmd.h"

#include "stress/exit_codes.h"
#include "stress/single_drive.h"

#include "core/base/json.h"
#include "core/drive/encode.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_NAME "trayjam"

/* mcn stands for two verbs, told by its operand. */
static enum tj_status verb_of(const struct command *command,
                              const struct options *options,
                              enum tj_verb *verb, struct tj_error *error)
{
    if (strcmp(command->name, "mcn") == 0) {
        bool on = strcmp(options->operands[0], "on") == 0;

        if (!on && strcmp(options->operands[0], "off") != 0)
            return tj_fail(error, TJ_USAGE, "mcn %s: allowed are on and off",
                           options->operands[0]);
        *verb = on ? TJ_MCN_ON : TJ_MCN_OFF;
        return TJ_OK;
    }
    if (!tj_verb_by_name(command->name, verb))
        return tj_fail(error, TJ_USAGE, "%s is no request", command->name);
    return TJ_OK;
}

static uint32_t flags_of(const struct options *options)
{
    uint32_t flags = 0;

    if (options_has(options, OPTION_IGNORE_VOLUME))
        flags |= TJ_LOCK_IGNORE_VOLUME;
    if (options_has(options, OPTION_NO_NOTIFICATIONS))
        flags |= TJ_NO_MEDIA_NOTIFICATIONS;
    return flags;
}

static const char *meaning_of(uint32_t status)
{
    const struct tj_status_code_info *info = tj_ntstatus_info(status);

    return info != NULL ? info->meaning : "a status outside the catalogue";
}

static void print_text(enum tj_verb verb, const char *drive,
                       const struct tj_reply *reply)
{
    const struct tj_status_code_info *info = tj_ntstatus_info(reply->status);
    struct tj_lock_state              state;
    uint32_t                          count;

    printf("%s on %s: %s\n", tj_verb_name(verb), drive,
           tj_outcome_name(reply->outcome));
    printf("  NTSTATUS 0x%08" PRIX32 " %s\n  Win32    %" PRIu32 " %s\n  %s\n",
           reply->status, tj_ntstatus_name(reply->status), reply->native,
           info != NULL ? info->win32_name : "",
           meaning_of(reply->status));
    if (verb == TJ_QUERY &&
        tj_decode_lock_state(reply->output, reply->info, &state))
        printf("  the drive is %s%s\n",
               state.locked ? "locked by " : "free",
               state.locked ? state.name : "");
    if ((verb == TJ_VERIFY || verb == TJ_VERIFY2) &&
        tj_decode_change_count(reply->output, reply->info, &count))
        printf("  media change count %" PRIu32 "\n", count);
    if (verb == TJ_LOCK && reply->outcome == TJ_DONE)
        puts("  the handle closes with this command, and with it the lock "
             "goes;\n  `trayjam hold` keeps it");
}

static int print_json(enum tj_verb verb, const char *drive,
                      const struct tj_reply *reply)
{
    struct tj_json       json;
    struct tj_error      error;
    struct tj_lock_state state;
    uint32_t             count;

    tj_json_init(&json, stdout, false);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "op", tj_verb_name(verb));
    tj_json_string(&json, "drive", drive);
    tj_json_string(&json, "outcome", tj_outcome_name(reply->outcome));
    tj_json_hex32(&json, "status", reply->status);
    tj_json_string(&json, "name", tj_ntstatus_name(reply->status));
    tj_json_u64(&json, "win32", reply->native);
    tj_json_u64(&json, "info", reply->info);
    tj_json_string(&json, "meaning", meaning_of(reply->status));
    if (verb == TJ_QUERY &&
        tj_decode_lock_state(reply->output, reply->info, &state)) {
        tj_json_bool(&json, "locked", state.locked);
        tj_json_string(&json, "owner", state.locked ? state.name : "");
    }
    if ((verb == TJ_VERIFY || verb == TJ_VERIFY2) &&
        tj_decode_change_count(reply->output, reply->info, &count))
        tj_json_u64(&json, "change_count", count);
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? EXIT_HELD
                                                  : cmd_fail(&error);
}

int cmd_request(const struct command *command, const struct options *options)
{
    const char         *name = options_value(options, OPTION_AS);
    const char         *target = options_value(options, OPTION_DRIVE);
    struct single_drive drive;
    struct tj_reply     reply;
    struct tj_error     error;
    enum tj_verb        verb = TJ_OPEN;

    if (verb_of(command, options, &verb, &error) != TJ_OK ||
        single_drive_open(&drive, target, &error) != TJ_OK)
        return cmd_fail(&error);
    const struct single_request request = {
        .verb = verb,
        .arg = flags_of(options),
        .name = name != NULL ? name : DEFAULT_NAME,
    };
    single_drive_handle(&drive, 0, &reply);
    if (reply.outcome == TJ_DONE)
        single_drive_do(&drive, 0, &request, &reply);
    else
        verb = TJ_OPEN;
    single_drive_close(&drive);

    int code = EXIT_HELD;
    if (options_has(options, OPTION_JSON))
        code = print_json(verb, target != NULL ? target : "sim", &reply);
    else
        print_text(verb, target != NULL ? target : "sim", &reply);
    if (code != EXIT_HELD)
        return code;
    return cmd_end(reply.outcome == TJ_DONE ? EXIT_HELD : EXIT_BROKEN);
}

/* --- drives --- */

static void describe_sim(struct tj_json *json)
{
    struct single_drive drive;
    struct tj_sim_view  view;
    struct tj_error     error;

    if (single_drive_open(&drive, "sim", &error) != TJ_OK)
        return;
    tj_sim_host_describe(drive.host, &view);
    single_drive_close(&drive);
    if (json == NULL) {
        printf("           fresh: tray %s, %s, volume %s, %s\n", view.tray,
               view.disc ? "a disc" : "no disc", view.volume,
               view.locked ? "locked" : "nobody owns it");
        return;
    }
    tj_json_string(json, "tray", view.tray);
    tj_json_bool(json, "disc", view.disc);
    tj_json_string(json, "volume", view.volume);
    tj_json_bool(json, "locked", view.locked);
    tj_json_string(json, "owner", view.owner_name);
}

static int drives_json(void)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, true);
    tj_json_array(&json, NULL);
    for (size_t i = 0; i < tj_drive_count(); i++) {
        const struct tj_drive_info *row = tj_drive_at(i);

        tj_json_object(&json, NULL);
        tj_json_string(&json, "name", row->name);
        tj_json_string(&json, "about", row->help);
        tj_json_bool(&json, "usable", row->unavailable == NULL);
        if (row->unavailable != NULL)
            tj_json_string(&json, "reason", row->unavailable);
        if (strcmp(row->name, "sim") == 0)
            describe_sim(&json);
        tj_json_end(&json);
    }
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? EXIT_HELD
                                                  : cmd_fail(&error);
}

int cmd_drives(const struct command *command, const struct options *options)
{
    (void)command;
    if (options_has(options, OPTION_JSON))
        return drives_json();
    puts("DRIVE      USABLE");
    for (size_t i = 0; i < tj_drive_count(); i++) {
        const struct tj_drive_info *row = tj_drive_at(i);

        printf("%-9s  %s%s\n           %s\n", row->name,
               row->unavailable == NULL ? "yes" : "no: ",
               row->unavailable == NULL ? "" : row->unavailable, row->help);
        if (strcmp(row->name, "sim") == 0)
            describe_sim(NULL);
    }
    return cmd_end(EXIT_HELD);
}
