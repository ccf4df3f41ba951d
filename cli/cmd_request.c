/* SPDX-License-Identifier: MIT */
/* One request alone: trayjam query, lock, unlock, eject ... */
#include "cli/cmd.h"

#include "cli/asking.h"
#include "cli/real_drive_text.h"
#include "cli/wrapped.h"
#include "stress/exit_codes.h"
#include "stress/real_drive.h"

#include "backends/linux/answers.h"
#include "core/drive/catalog.h"

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

static enum tj_status read_options(const struct command *command,
                                   const struct options *options,
                                   struct asking *asking,
                                   struct tj_error *error)
{
    const char *name = options_value(options, OPTION_AS);

    *asking = (struct asking){
        .flags = flags_of(options),
        .name = name != NULL ? name : DEFAULT_NAME,
        .dismount = options_has(options, OPTION_DISMOUNT),
    };
    if (asking->dismount && options_has(options, OPTION_IGNORE_VOLUME))
        return tj_fail(error, TJ_USAGE, "--dismount and --ignore-volume: one "
                       "of them; the second locks over what is mounted");
    return verb_of(command, options, &asking->verb, error);
}

static void print_steps(const struct asked *asked)
{
    for (size_t i = 0; i < asked->steps_count; i++)
        printf("  %-12s %s\n", tj_verb_name(asked->steps[i].verb),
               tj_ntstatus_name(asked->steps[i].status));
}

static void print_text(const struct asked *asked, const char *drive)
{
    const struct tj_reply            *reply = &asked->reply;
    const struct tj_status_code_info *info = tj_ntstatus_info(reply->status);
    uint32_t                          count;

    printf("%s on %s: %s\n", tj_verb_name(asked->verb), drive,
           tj_outcome_name(reply->outcome));
    print_steps(asked);
    printf("  NTSTATUS 0x%08" PRIX32 " %s\n", reply->status,
           tj_ntstatus_name(reply->status));
    if (asked->of_linux) {
        char said[LINUX_NATIVE_TEXT];

        linux_native_text(reply->native, said);
        printf("  kernel   %s\n  ", said[0] != '\0' ? said : "0");
    } else {
        printf("  Win32    %" PRIu32 " %s\n  ", reply->native,
               info != NULL ? info->win32_name : "");
    }
    print_wrapped(asked->sentence, 2);
    if ((asked->verb == TJ_VERIFY || asked->verb == TJ_VERIFY2) &&
        tj_decode_change_count(reply->output, reply->info, &count))
        printf("  media change count %" PRIu32 "\n", count);
    if (asked->verb == TJ_LOCK && reply->outcome == TJ_DONE)
        puts("  This handle closes with the command, and the lock goes with "
             "it;\n  `trayjam hold` keeps it.");
}

static int print_json(const struct asked *asked, const char *drive)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, false);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "drive", drive);
    asked_json(&json, asked);
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? EXIT_HELD
                                                  : cmd_fail(&error);
}

int cmd_request(const struct command *command, const struct options *options)
{
    char                target[TJ_TARGET_DETAIL_MAX + 16];
    struct single_drive drive;
    struct asking       asking;
    struct asked        asked;
    struct tj_error     error;
    int                 code = EXIT_HELD;

    if (read_options(command, options, &asking, &error) != TJ_OK ||
        real_drive_text(options, options_value(options, OPTION_DRIVE), target,
                        sizeof target, &error) != TJ_OK ||
        single_drive_open_for(&drive, target, real_drive_plan_of(asking.verb),
                              &error) != TJ_OK)
        return cmd_fail(&error);
    ask(&drive, 0, &asking, &asked);
    single_drive_close(&drive);
    if (options_has(options, OPTION_JSON))
        code = print_json(&asked, target);
    else
        print_text(&asked, target);
    if (code != EXIT_HELD)
        return code;
    return cmd_end(asked.reply.outcome == TJ_DONE ? EXIT_HELD : EXIT_BROKEN);
}
