/* SPDX-License-Identifier: MIT */
/* trayjam drive: the driver of simulated drives, and a person at them. */
#include "cli/cmd.h"

#include "cli/cmd_drive.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

enum { DEVICE_SIZE = 64 };

/* --- The driver --- */

static enum tj_status no_more(const struct options *options, size_t max,
                              struct tj_error *error)
{
    if (options->operands_count <= max)
        return TJ_OK;
    return tj_fail(error, TJ_USAGE, "one operand too many: %s",
                   options->operands[max]);
}

static enum tj_status install(const struct options *options,
                              struct tj_error *error)
{
    enum tj_status status = no_more(options, 2, error);

    if (status != TJ_OK)
        return status;
    return tj_driver_install(options->operands_count > 1 ? options->operands[1]
                                                         : NULL, error);
}

static enum tj_status start(const struct options *options,
                            struct tj_error *error)
{
    enum tj_status status = no_more(options, 1, error);

    return status == TJ_OK ? tj_driver_start(error) : status;
}

static enum tj_status stop(const struct options *options,
                           struct tj_error *error)
{
    enum tj_status status = no_more(options, 1, error);

    return status == TJ_OK ? tj_driver_stop(error) : status;
}

static enum tj_status uninstall(const struct options *options,
                                struct tj_error *error)
{
    enum tj_status status = no_more(options, 1, error);

    return status == TJ_OK ? tj_driver_uninstall(error) : status;
}

/* "9" or "9:R" */
static enum tj_status read_place(const char *text, struct trayjam_add *add,
                                 struct tj_error *error)
{
    char number[8];
    const char *colon = strchr(text, ':');

    if (colon != NULL) {
        size_t length = (size_t)(colon - text);
        char   letter = (char)(colon[1] >= 'a' ? colon[1] - 'a' + 'A'
                                               : colon[1]);
        if (letter < 'D' || letter > 'Z' || colon[2] != '\0' ||
            length >= sizeof number)
            return tj_fail(error, TJ_USAGE, "`%s`: NUMBER or NUMBER:LETTER was "
                           "expected, as 9:R; letters are D to Z", text);
        add->letter = (uint32_t)letter;
        memcpy(number, text, length);
        number[length] = '\0';
        text = number;
    }
    return drive_read_number(text, &add->number, error);
}

/* One line that a script can take: what programs open. */
static enum tj_status tell_device(uint32_t number, struct tj_error *error)
{
    char device[DEVICE_SIZE];
    enum tj_status status =
        tj_driver_device(number, device, sizeof device, error);

    if (status == TJ_OK)
        printf("%s\n", device);
    return status;
}

static enum tj_status add(const struct options *options, struct tj_error *error)
{
    struct trayjam_add add = { .seed = tj_clock_utc_ns() };
    enum tj_status     status = no_more(options, 3, error);

    if (status == TJ_OK && options->operands_count < 2)
        status = tj_fail(error, TJ_USAGE, "drive add: NUMBER or NUMBER:LETTER "
                         "was expected");
    if (status == TJ_OK)
        status = read_place(options->operands[1], &add, error);
    if (status == TJ_OK && options_has(options, OPTION_SEED))
        status = options_u64(options, OPTION_SEED, &add.seed, error);
    if (status == TJ_OK && options->operands_count > 2 &&
        !tj_text_copy(add.profile, sizeof add.profile, options->operands[2]))
        status = tj_fail(error, TJ_BAD_INPUT, "drive settings are longer than "
                         "%d bytes", TRAYJAM_PROFILE_MAX - 1);
    if (status == TJ_OK)
        status = tj_driver_add(&add, error);
    return status == TJ_OK ? tell_device(add.number, error) : status;
}

/* --- What it says --- */

static const char *const routes[] = {
    [TRAYJAM_ROUTE_NONE] = "none",
    [TRAYJAM_ROUTE_REPORT] = "report",
    [TRAYJAM_ROUTE_PLUGPLAY] = "plugplay",
    [TRAYJAM_ROUTE_UEVENT] = "uevent",
};
_Static_assert(sizeof routes / sizeof *routes == TRAYJAM_ROUTE_COUNT,
               "every route has a name");

static void write_driver(struct tj_json *json, const struct trayjam_status *now)
{
    tj_json_object(json, NULL);
    tj_json_bool(json, "wine", now->wine != 0);
    tj_json_string(json, "events",
                   now->route < TRAYJAM_ROUTE_COUNT ? routes[now->route] : "?");
    tj_json_array(json, "drives");
    for (unsigned i = 0; i < TRAYJAM_DRIVES_MAX; i++)
        if ((now->drives & 1u << i) != 0)
            tj_json_u64(json, NULL, i);
    tj_json_end(json);
    tj_json_u64(json, "files", now->files);
    tj_json_u64(json, "requests", now->requests);
    tj_json_u64(json, "answered", now->answered);
    tj_json_u64(json, "cancelled", now->cancelled);
    tj_json_u64(json, "events_sent", now->events_sent);
    tj_json_u64(json, "events_lost", now->events_lost);
    tj_json_u64(json, "events_failed", now->events_failed);
    tj_json_end(json);
}

static void write_drive(struct tj_json *json, const struct trayjam_state *state)
{
    char            device[DEVICE_SIZE];
    struct tj_error lost;

    tj_json_object(json, NULL);
    tj_json_u64(json, "number", state->number);
    if (tj_driver_device(state->number, device, sizeof device, &lost) == TJ_OK)
        tj_json_string(json, "device", device);
    else
        tj_json_null(json, "device");
    tj_json_bool(json, "locked", state->locked != 0);
    tj_json_string(json, "owner", state->owner_name);
    tj_json_u64(json, "owner_process", state->owner_process);
    tj_json_bool(json, "disc", state->disc != 0);
    tj_json_string(json, "tray", state->tray);
    tj_json_string(json, "volume", state->volume);
    tj_json_u64(json, "change_count", state->change_count);
    tj_json_u64(json, "mcn_disabled", state->mcn_disabled);
    tj_json_u64(json, "simple_locks", state->simple_locks);
    tj_json_u64(json, "secure_locks", state->secure_locks);
    tj_json_u64(json, "known", state->known);
    tj_json_u64(json, "reported", state->reported);
    tj_json_u64(json, "files", state->files);
    tj_json_u64(json, "requests", state->requests);
    tj_json_u64(json, "steps", state->steps);
    tj_json_u64(json, "events", state->events);
    tj_json_string(json, "mutant", state->mutant);
    tj_json_end(json);
}

static enum tj_status tell(const struct options *options, struct tj_error *error)
{
    struct trayjam_status now;
    struct trayjam_state  state;
    struct tj_json        json;
    uint32_t              number = 0;
    bool one = options->operands_count > 1;

    enum tj_status status = no_more(options, 2, error);
    if (status == TJ_OK && one)
        status = drive_read_number(options->operands[1], &number, error);
    if (status == TJ_OK)
        status = one ? tj_driver_state(number, &state, error)
                     : tj_driver_status(&now, error);
    if (status != TJ_OK)
        return status;
    tj_json_init(&json, stdout, !options_has(options, OPTION_JSON));
    if (one)
        write_drive(&json, &state);
    else
        write_driver(&json, &now);
    return tj_json_finish(&json, error);
}

/* --- The command --- */

static const struct {
    const char *name;
    enum tj_status (*run)(const struct options *options,
                          struct tj_error *error);
} driver_actions[] = {
    { "install", install }, { "start", start },         { "stop", stop },
    { "uninstall", uninstall }, { "status", tell }, { "add", add },
};
enum { DRIVER_ACTIONS = sizeof driver_actions / sizeof *driver_actions,
       NAMES_MAX = 48 };

static enum tj_status unknown(const char *word, struct tj_error *error)
{
    const char *names[NAMES_MAX];
    size_t      count = 0;

    for (; count < DRIVER_ACTIONS; count++)
        names[count] = driver_actions[count].name;
    for (size_t i = 0; drive_action_at(i) != NULL && count < NAMES_MAX; i++)
        names[count++] = drive_action_at(i)->name;
    const char *near = tj_text_nearest(word, names, count);
    if (near != NULL)
        return tj_fail(error, TJ_USAGE, "drive: unknown action `%s`; did you "
                       "mean `%s`?", word, near);
    return tj_fail(error, TJ_USAGE, "drive: unknown action `%s`; see `trayjam "
                   "drive --help`", word);
}

static enum tj_status act(const struct options *options, struct tj_error *error)
{
    const char *word = options->operands[0];
    const struct drive_action *action = drive_action_by_name(word);
    struct trayjam_order order;

    for (size_t i = 0; i < DRIVER_ACTIONS; i++)
        if (strcmp(driver_actions[i].name, word) == 0)
            return driver_actions[i].run(options, error);
    if (action == NULL)
        return unknown(word, error);
    enum tj_status status = drive_read_order(action, options->operands + 1,
                                             options->operands_count - 1,
                                             &order, error);
    if (status == TJ_OK)
        status = tj_driver_order(action->function, &order, error);
    return status;
}

int cmd_drive(const struct command *command, const struct options *options)
{
    struct tj_error error;

    (void)command;
    if (act(options, &error) != TJ_OK)
        return cmd_fail(&error);
    return cmd_end(EXIT_HELD);
}
