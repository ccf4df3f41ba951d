/* SPDX-License-Identifier: MIT */
/* trayjam drives: which kinds there are; of one drive or server, what each
 * drive is like, once or live. */
#include "cli/cmd.h"

#include "cli/drive_rows.h"
#include "cli/found_drives.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MS UINT64_C(1000000)
enum { EVERY_DEFAULT_MS = 200, EVERY_MIN_MS = 20, LINE_SIZE = 512 };

/* --- Kinds --- */

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

static int kinds_json(void)
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
        found_drives_describe(row, &json);
        tj_json_end(&json);
    }
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? EXIT_HELD
                                                  : cmd_fail(&error);
}

static int list_kinds(const struct options *options)
{
    if (options_has(options, OPTION_JSON))
        return kinds_json();
    puts("DRIVE      USABLE");
    for (size_t i = 0; i < tj_drive_count(); i++) {
        const struct tj_drive_info *row = tj_drive_at(i);

        printf("%-9s  %s%s\n           %s\n", row->name,
               row->unavailable == NULL ? "yes" : "no: ",
               row->unavailable == NULL ? "" : row->unavailable, row->help);
        if (strcmp(row->name, "sim") == 0)
            describe_sim(NULL);
        found_drives_describe(row, NULL);
    }
    puts("--drive D shows one, or all that a server has; --watch stays.");
    return cmd_end(EXIT_HELD);
}

/* --- Drives --- */

struct showing {
    struct drive_rows *rows;
    uint64_t           start_ns, now_ns;
    bool               json, redraws, once;
    int                drawn; /* Lines of the table on the terminal. */
};

static void add_since(const struct lock_watch *lock, uint64_t now_ns,
                      struct tj_text *text)
{
    if (lock->how == LOCK_SINCE_BEFORE)
        tj_text_add(text, ">");
    tj_text_add_duration(text, now_ns - lock->since_ns);
}

static void add_row(const struct showing *showing,
                    const struct drive_row *row, struct tj_text *text)
{
    const struct drive_look *look = &row->look;
    char                     memory[48];
    struct tj_text           since;

    tj_text_init(&since, memory, sizeof memory);
    if (!look->answered) {
        tj_text_add(text, "%-62s%s", "does not answer", row->name);
        return;
    }
    if (showing->once)
        tj_text_add(&since, "-");
    else
        add_since(&row->lock, showing->now_ns, &since);
    /* The name last: it may be long, and a terminal cuts there. */
    const char *owner = look->locked               ? look->owner
                        : look->mounted[0] != '\0' ? "nobody; mounted"
                                                   : "nobody";
    tj_text_add(text, "%-9s %-8s %-20s %9s %9" PRIu64 "  %s",
                drive_media_name(look->media), look->tray, owner, since.at,
                look->refused, row->name);
}

static const char head[] =
    "MEDIA     TRAY     LOCKED BY                SINCE   REFUSED  DRIVE";

static void print_notes(const struct drive_rows *rows, FILE *file)
{
    bool viewed = rows->rows[0].look.viewed;

    fprintf(file, "since: as this watcher saw it (>: before it came; --watch)\n"
                  "refused: %s\n",
            viewed ? "access denied, to anybody, since the drive exists"
                   : "access denied, to this watcher");
}

static void print_json_row(const struct showing *showing,
                           struct drive_row *row)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, false);
    tj_json_object(&json, NULL);
    tj_json_u64(&json, "t_ns", showing->now_ns - showing->start_ns);
    tj_json_string(&json, "drive", row->name);
    tj_json_string(&json, "model", row->model);
    drive_look_json(&json, &row->look);
    if (row->look.answered) {
        tj_json_u64(&json, "since_ns", showing->now_ns - row->lock.since_ns);
        tj_json_string(&json, "since_by", lock_since_name(row->lock.how));
        tj_json_u64(&json, "locks_seen", row->lock.locks);
    }
    tj_json_end(&json);
    (void)tj_json_finish(&json, &error); /* cmd_end reports it. */
}

static void print_line(const struct showing *showing,
                       const struct drive_row *row)
{
    char           line[LINE_SIZE];
    struct tj_text text;

    tj_text_init(&text, line, sizeof line);
    add_row(showing, row, &text);
    printf("[%10.3f ms] %s\n",
           (double)(showing->now_ns - showing->start_ns) / 1e6, line);
}

static void draw_table(struct showing *showing)
{
    int columns = tj_os_terminal_columns();

    if (showing->drawn > 0)
        printf("\033[%dA", showing->drawn);
    printf("\r\033[K%.*s\n", columns - 1, head);
    for (size_t i = 0; i < showing->rows->count; i++) {
        char           line[LINE_SIZE];
        struct tj_text text;

        tj_text_init(&text, line, sizeof line);
        add_row(showing, &showing->rows->rows[i], &text);
        printf("\r\033[K%.*s\n", columns - 1, line);
    }
    showing->drawn = (int)showing->rows->count + 1;
    (void)fflush(stdout);
}

static void show(struct showing *showing, bool first)
{
    if (showing->redraws) {
        draw_table(showing);
        return;
    }
    if (first && !showing->json)
        printf("                %s\n", head);
    for (size_t i = 0; i < showing->rows->count; i++) {
        struct drive_row *row = &showing->rows->rows[i];

        if (!first && !row->news)
            continue;
        if (showing->json)
            print_json_row(showing, row);
        else
            print_line(showing, row);
    }
    (void)fflush(stdout);
}

static int watch(struct showing *showing, uint64_t every_ns, uint64_t end_ns)
{
    tj_os_catch_interrupts();
    (void)drive_rows_look(showing->rows, 0);
    showing->now_ns = tj_clock_ns();
    if (!showing->json)
        print_notes(showing->rows, stderr);
    show(showing, true);
    while (!tj_os_interrupted() && tj_clock_ns() < end_ns) {
        uint64_t until_ns = tj_clock_ns() + every_ns;
        bool     news = drive_rows_look(
            showing->rows, until_ns < end_ns ? until_ns : end_ns);

        showing->now_ns = tj_clock_ns();
        if (news || showing->redraws)
            show(showing, false);
    }
    /* Without --for, Ctrl-C is the way this is meant to end. */
    bool cut_short = tj_os_interrupted() && end_ns != UINT64_MAX;
    return cut_short ? EXIT_INTERRUPTED : EXIT_HELD;
}

static void show_once(struct showing *showing)
{
    (void)drive_rows_look(showing->rows, 0);
    showing->now_ns = tj_clock_ns();
    if (!showing->json)
        puts(head);
    for (size_t i = 0; i < showing->rows->count; i++) {
        struct drive_row *row = &showing->rows->rows[i];
        char              line[LINE_SIZE];
        struct tj_text    text;

        if (showing->json) {
            print_json_row(showing, row);
            continue;
        }
        tj_text_init(&text, line, sizeof line);
        add_row(showing, row, &text);
        printf("%s\n", line);
        if (row->model[0] != '\0')
            printf("%62s%s\n", "", row->model);
        if (row->look.mounted[0] != '\0')
            printf("%62smounted at %s\n", "", row->look.mounted);
    }
    if (!showing->json)
        print_notes(showing->rows, stdout);
}

struct watch_times {
    uint64_t every_ns, end_ns;
};

static enum tj_status read_times(const struct options *options,
                                 struct watch_times *times,
                                 struct tj_error *error)
{
    uint64_t for_ns = 0;

    *times = (struct watch_times){ EVERY_DEFAULT_MS * MS, UINT64_MAX };
    enum tj_status status =
        options_duration(options, OPTION_EVERY, &times->every_ns, error);
    if (status == TJ_OK && times->every_ns < EVERY_MIN_MS * MS)
        status = tj_fail(error, TJ_USAGE, "--every: %d ms or more was expected",
                         EVERY_MIN_MS);
    if (status == TJ_OK)
        status = options_duration(options, OPTION_FOR, &for_ns, error);
    if (status == TJ_OK && options_has(options, OPTION_FOR))
        times->end_ns = tj_clock_ns() + for_ns;
    return status;
}

static int show_drives(const struct options *options, const char *target)
{
    struct drive_rows *rows = tj_os_pages_take(sizeof *rows);
    struct tj_error    error;
    struct watch_times times;
    int                code = EXIT_HELD;

    if (rows == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no room for a list of drives");
        return cmd_fail(&error);
    }
    if (read_times(options, &times, &error) != TJ_OK ||
        drive_rows_open(rows, target, &error) != TJ_OK) {
        tj_os_pages_give(rows, sizeof *rows);
        return cmd_fail(&error);
    }
    struct showing showing = {
        .rows = rows,
        .start_ns = tj_clock_ns(),
        .json = options_has(options, OPTION_JSON),
        .once = !options_has(options, OPTION_WATCH),
        .redraws = tj_os_is_terminal(1) && !options_has(options, OPTION_JSON),
    };
    if (options_has(options, OPTION_WATCH))
        code = watch(&showing, times.every_ns, times.end_ns);
    else
        show_once(&showing);
    drive_rows_close(rows);
    tj_os_pages_give(rows, sizeof *rows);
    return cmd_end(code);
}

int cmd_drives(const struct command *command, const struct options *options)
{
    const char     *target = options_value(options, OPTION_DRIVE);
    struct tj_error error;

    (void)command;
    if (target != NULL)
        return show_drives(options, target);
    if (options_has(options, OPTION_WATCH)) {
        (void)tj_fail(&error, TJ_USAGE, "--watch: which drive? --drive D was "
                      "expected, such as --drive sim:SOCKET of `trayjam serve`");
        return cmd_fail(&error);
    }
    return list_kinds(options);
}
