/* SPDX-License-Identifier: MIT */
/* trayjam panel: finds the drives and starts the page's server, panel/serve.py,
 * which starts a `trayjam panel-worker` for each drive. */
#include "cli/cmd.h"

#include "cli/drive_rows.h"
#include "cli/panel_desk.h"
#include "cli/reports.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/os_process.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { PATH_SIZE = 1024, NUMBER_SIZE = 32, FIXED_WORDS = 12, PORT_MAX = 65535 };
/* How long one look at the page's server takes. */
#define LOOK_NS UINT64_C(50000000)

int cmd_panel_worker(const struct command *command,
                     const struct options *options)
{
    struct tj_error error;

    (void)command;
    /* Ctrl-C is the server's: this ends when its input does. */
    tj_os_catch_interrupts();
    if (panel_desk_run(options_value(options, OPTION_DRIVE), stdin, stdout,
                       &error) != TJ_OK)
        return cmd_fail(&error);
    return cmd_end(EXIT_HELD);
}

struct page {
    char        server[PATH_SIZE], program[PATH_SIZE];
    char        port[NUMBER_SIZE], seconds[NUMBER_SIZE];
    char        names[DRIVE_ROWS_MAX][DRIVE_NAME_SIZE];
    size_t      names_count;
    const char *argv[FIXED_WORDS + DRIVE_ROWS_MAX];
};

static enum tj_status find_program(struct page *page, struct tj_error *error)
{
    char folder[PATH_SIZE / 2];

    if (!tj_os_program_folder(folder, sizeof folder) ||
        !tj_os_program_path(page->program, sizeof page->program))
        return tj_fail(error, TJ_MISSING, "the program's own folder is not "
                       "known");
    return tj_os_is_file(page->program)
               ? TJ_OK
               : tj_fail(error, TJ_MISSING, "%.150s holds no program called "
                         "trayjam", folder);
}

/* One drive, or all that a server has; opened once, so that what cannot be
 * used is said here. */
static enum tj_status find_drives(struct page *page, const char *target,
                                  struct tj_error *error)
{
    struct drive_rows *rows = tj_os_pages_take(sizeof *rows);

    if (rows == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a list of drives");
    enum tj_status status = drive_rows_open(rows, target, error);
    for (size_t i = 0; status == TJ_OK && i < rows->count; i++)
        memcpy(page->names[page->names_count++], rows->rows[i].name,
               DRIVE_NAME_SIZE);
    if (status == TJ_OK)
        drive_rows_close(rows);
    tj_os_pages_give(rows, sizeof *rows);
    return status;
}

static enum tj_status read_numbers(const struct options *options,
                                   struct page *page, struct tj_error *error)
{
    uint64_t       port = 0, for_ns = 0;
    struct tj_text text;

    enum tj_status status = options_u64(options, OPTION_PORT, &port, error);
    if (status == TJ_OK && port > PORT_MAX)
        status = tj_fail(error, TJ_USAGE, "--port: at most %d was expected",
                         PORT_MAX);
    if (status == TJ_OK)
        status = options_duration(options, OPTION_FOR, &for_ns, error);
    tj_text_init(&text, page->port, sizeof page->port);
    tj_text_add(&text, "%" PRIu64, port);
    tj_text_init(&text, page->seconds, sizeof page->seconds);
    tj_text_add(&text, "%.3f", (double)for_ns / 1e9);
    return status;
}

static void make_words(const struct options *options, struct page *page)
{
    size_t       count = 0;
    const char **argv = page->argv;

    argv[count++] = reports_python();
    argv[count++] = page->server;
    argv[count++] = "--program";
    argv[count++] = page->program;
    argv[count++] = "--port";
    argv[count++] = page->port;
    if (options_has(options, OPTION_FOR)) {
        argv[count++] = "--for";
        argv[count++] = page->seconds;
    }
    if (options_has(options, OPTION_BROWSER))
        argv[count++] = "--browser";
    argv[count++] = "--";
    for (size_t i = 0; i < page->names_count; i++)
        argv[count++] = page->names[i];
}

/* Our interruption is passed on; the server ends cleanly then. */
static int serve(const char *const *argv)
{
    struct tj_os_process process = { 0 };
    struct tj_error      error;
    bool                 told = false;

    if (tj_os_process_start(&process, argv, NULL, NULL, &error) != TJ_OK)
        return tj_os_run_program(argv);
    tj_os_catch_interrupts();
    while (!tj_os_process_ended(&process)) {
        if (tj_os_interrupted() && !told) {
            tj_os_process_ask_to_end(&process);
            told = true;
        }
        tj_clock_sleep_until(tj_clock_ns() + LOOK_NS);
    }
    return process.code;
}

int cmd_panel(const struct command *command, const struct options *options)
{
    const char     *target = options_value(options, OPTION_DRIVE);
    struct page     page = { .names_count = 0 };
    struct tj_error error;

    (void)command;
    enum tj_status status = read_numbers(options, &page, &error);
    if (status == TJ_OK)
        status = find_drives(&page, target != NULL ? target
                                                   : "sim:disc=present",
                             &error);
    if (status == TJ_OK)
        status = find_program(&page, &error);
    if (status == TJ_OK)
        status = reports_program("panel/serve.py", page.server,
                                 sizeof page.server, &error);
    if (status == TJ_MISSING) /* Of ours, not of the user's. */
        error.status = TJ_UNAVAILABLE;
    if (status != TJ_OK)
        return cmd_fail(&error);
    make_words(options, &page);
    int code = serve(page.argv);
    return exit_code_meaning(code) != NULL ? code : EXIT_SKIPPED;
}
