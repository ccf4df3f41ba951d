/* SPDX-License-Identifier: MIT */
/* trayjam hold and trayjam watch: staying at a drive for a while. */
#include "cli/cmd.h"

#include "cli/asking.h"
#include "cli/event_text.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/os.h"

#include <stdio.h>
#include <string.h>

enum { EVENTS_AT_ONCE = 16, DEMO_TAIL_MS = 1800, LINE_SIZE = 256 };
#define MS UINT64_C(1000000)
/* How long one look at the interrupt flag takes at most. */
#define LOOK_NS (50 * MS)

static enum tj_status end_time(const struct options *options, uint64_t *end_ns,
                               struct tj_error *error)
{
    uint64_t duration_ns = 0;

    *end_ns = UINT64_MAX;
    enum tj_status status =
        options_duration(options, OPTION_FOR, &duration_ns, error);
    if (status == TJ_OK && options_has(options, OPTION_FOR))
        *end_ns = tj_clock_ns() + duration_ns;
    return status;
}

static uint64_t earlier(uint64_t a_ns, uint64_t b_ns)
{
    return a_ns < b_ns ? a_ns : b_ns;
}

/* --- hold --- */

static void tell(const struct asked *asked, const struct options *options)
{
    struct tj_json  json;
    struct tj_error error;
    bool            locked = asked->owner == ADVICE_ME ||
                             asked->owner == ADVICE_ANOTHER;

    if (options_has(options, OPTION_JSON)) {
        tj_json_init(&json, stdout, false);
        tj_json_object(&json, NULL);
        asked_json(&json, asked);
        tj_json_end(&json);
        (void)tj_json_finish(&json, &error);
        return;
    }
    if (options_has(options, OPTION_QUIET))
        return;
    printf("%s: %s; the drive is %s%s\n", tj_verb_name(asked->verb),
           tj_ntstatus_name(asked->reply.status),
           locked ? "owned by " : "free", locked ? asked->owner_name : "");
    if (asked->reply.outcome != TJ_DONE)
        printf("  %s\n", asked->sentence);
    (void)fflush(stdout);
}

static int hold(struct single_drive *drive, const struct options *options,
                const struct asking *lock, uint64_t end_ns)
{
    const struct asking unlock = { .verb = TJ_UNLOCK };
    struct asked        asked;

    /* Before anything is held: from here on Ctrl-C means "unlock". */
    tj_os_catch_interrupts();
    ask(drive, 0, lock, &asked);
    tell(&asked, options);
    if (asked.reply.outcome != TJ_DONE)
        return EXIT_BROKEN;

    while (!tj_os_interrupted() && tj_clock_ns() < end_ns)
        tj_clock_sleep_until(earlier(end_ns, tj_clock_ns() + LOOK_NS));

    ask(drive, 0, &unlock, &asked);
    tell(&asked, options);
    /* Without --for, Ctrl-C is the way this is meant to end. */
    bool cut_short = tj_os_interrupted() && end_ns != UINT64_MAX;
    return cut_short ? EXIT_INTERRUPTED : EXIT_HELD;
}

static enum tj_status read_lock(const struct options *options,
                                struct asking *lock, struct tj_error *error)
{
    const char *name = options_value(options, OPTION_AS);
    bool        ignores = options_has(options, OPTION_IGNORE_VOLUME);

    *lock = (struct asking){
        .verb = TJ_LOCK,
        .name = name != NULL ? name : "trayjam",
        .flags = ignores ? TJ_LOCK_IGNORE_VOLUME : 0,
        .dismount = options_has(options, OPTION_DISMOUNT),
    };
    if (ignores && lock->dismount)
        return tj_fail(error, TJ_USAGE, "--dismount and --ignore-volume: one "
                       "of them; the second locks over what is mounted");
    return TJ_OK;
}

int cmd_hold(const struct command *command, const struct options *options)
{
    struct single_drive drive;
    struct tj_error     error;
    struct asking       lock;
    uint64_t            end_ns;

    (void)command;
    if (end_time(options, &end_ns, &error) != TJ_OK ||
        read_lock(options, &lock, &error) != TJ_OK ||
        single_drive_open_for(&drive, options_value(options, OPTION_DRIVE),
                              REAL_TOUCHES, &error) != TJ_OK)
        return cmd_fail(&error);
    int code = hold(&drive, options, &lock, end_ns);
    single_drive_close(&drive);
    return cmd_end(code);
}

/* --- watch --- */

struct watcher {
    struct single_drive *drive;
    uint64_t             start_ns;
    bool                 json;
};

static void print_event(const struct watcher *watcher,
                        const struct tj_event *event)
{
    uint64_t        t_ns = event->delivered_ns - watcher->start_ns;
    char            line[LINE_SIZE];
    struct tj_text  text;
    struct tj_json  json;
    struct tj_error error;

    if (!watcher->json) {
        tj_text_init(&text, line, sizeof line);
        event_text(event, &text);
        printf("[%10.3f ms] %s\n", (double)t_ns / 1e6, line);
        (void)fflush(stdout);
        return;
    }
    tj_json_init(&json, stdout, false);
    tj_json_object(&json, NULL);
    tj_json_u64(&json, "t_ns", t_ns);
    tj_json_string(&json, "kind", "delivery");
    event_json(event, &json);
    tj_json_end(&json);
    (void)tj_json_finish(&json, &error);
}

/* The demonstration round: who does what, and when. */
enum demo_act { DEMO_INSERT, DEMO_LOCK, DEMO_UNLOCK, DEMO_OPEN };
static const struct demo_step {
    uint64_t      at_ms;
    enum demo_act act;
    const char   *says;
} demo[] = {
    { 50, DEMO_INSERT, "a person inserts a disc" },
    { 1700, DEMO_LOCK, "`Demo burner` locks the drive" },
    { 1900, DEMO_UNLOCK, "`Demo burner` unlocks it" },
    { 2000, DEMO_OPEN, "a person opens the tray" },
};
enum { DEMO_STEPS = sizeof demo / sizeof *demo };

static void act(struct single_drive *drive, const struct demo_step *step)
{
    struct tj_reply reply;

    fprintf(stderr, "(%s)\n", step->says);
    switch (step->act) {
    case DEMO_INSERT:
        tj_sim_host_hand(drive->host, TJ_HAND_INSERT_DISC);
        break;
    case DEMO_LOCK:
        single_drive_handle(drive, 1, &reply);
        single_drive_do(drive, 1,
                        &(struct single_request){ .verb = TJ_LOCK,
                                                  .name = "Demo burner" },
                        &reply);
        break;
    case DEMO_UNLOCK:
        single_drive_do(drive, 1,
                        &(struct single_request){ .verb = TJ_UNLOCK }, &reply);
        break;
    case DEMO_OPEN:
        tj_sim_host_hand(drive->host, TJ_HAND_TRAY_OPEN);
        break;
    }
}

static void listen_until(const struct watcher *watcher, uint64_t until_ns)
{
    struct tj_event events[EVENTS_AT_ONCE];

    while (!tj_os_interrupted() && tj_clock_ns() < until_ns) {
        size_t count = tj_backend_events(
            watcher->drive->clients[0].backend,
            earlier(until_ns, tj_clock_ns() + LOOK_NS), events,
            EVENTS_AT_ONCE);
        for (size_t i = 0; i < count; i++)
            print_event(watcher, &events[i]);
    }
}

static int watch(const struct watcher *watcher, uint64_t end_ns)
{
    size_t steps = watcher->drive->host != NULL ? DEMO_STEPS : 0;

    tj_os_catch_interrupts();
    if (steps > 0) {
        fputs("a simulated drive is nobody else's, so here is a "
              "demonstration round\n", stderr);
        end_ns = earlier(end_ns, watcher->start_ns +
                                     (demo[DEMO_STEPS - 1].at_ms +
                                      DEMO_TAIL_MS) * MS);
    }
    for (size_t i = 0; i < steps && !tj_os_interrupted(); i++) {
        uint64_t at_ns = watcher->start_ns + demo[i].at_ms * MS;

        listen_until(watcher, earlier(at_ns, end_ns));
        if (at_ns < end_ns)
            act(watcher->drive, &demo[i]);
    }
    listen_until(watcher, end_ns);
    return tj_os_interrupted() ? EXIT_INTERRUPTED : EXIT_HELD;
}

/* Of a real drive: its ear may be full, or have ended. */
static void tell_lost(const struct single_drive *drive)
{
    uint64_t lost = drive->is_real
                        ? tj_real_session_lost(&drive->real,
                                               &drive->clients[0].real)
                        : 0;

    if (lost > 0)
        fprintf(stderr, "trayjam: events may be missing: %llu\n",
                (unsigned long long)lost);
}

int cmd_watch(const struct command *command, const struct options *options)
{
    struct single_drive drive;
    struct tj_error     error;
    struct tj_reply     reply;
    uint64_t            end_ns;
    int                 code;

    (void)command;
    if (end_time(options, &end_ns, &error) != TJ_OK ||
        single_drive_open(&drive, options_value(options, OPTION_DRIVE),
                          &error) != TJ_OK)
        return cmd_fail(&error);
    const struct watcher watcher = { &drive, tj_clock_ns(),
                                     options_has(options, OPTION_JSON) };
    single_drive_handle(&drive, 0, &reply);
    if ((drive.host != NULL && single_drive_join(&drive, 1, &error) != TJ_OK) ||
        tj_backend_listen(drive.clients[0].backend, drive.clients[0].handle,
                          &error) != TJ_OK)
        code = cmd_fail(&error);
    else
        code = watch(&watcher, end_ns);
    tell_lost(&drive);
    single_drive_close(&drive);
    return cmd_end(code);
}
