/* SPDX-License-Identifier: MIT */
/* trayjam worker: what a run with processes starts; not for people, and not in
 * the list of commands. */
#include "cli/cmd.h"

#include "stress/exit_codes.h"
#include "stress/process_share.h"

#include "backends/drive_real.h"
#include "backends/serve.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { LOOK_NS = 50 * 1000 * 1000 };

/* --- worker echo: the bare peer of a round trip (bench_server.c) --- */

static int echo(void)
{
    struct tj_os_channel channel;
    struct tj_error      error;

    if (tj_os_channel_inherited(&channel, &error) != TJ_OK)
        return cmd_fail(&error);
    tj_os_channel_echo(&channel);
    return EXIT_HELD;
}

/* --- worker drives SOCKET SETTINGS DRIVES SEED --- */

struct drives_work {
    struct tj_os_channel channel;
    uint64_t             looked_ns;
    bool                 over;
};

static void say(struct drives_work *work, enum process_word word,
                const char *text, int exit_code)
{
    struct process_message message = { .word = word,
                                       .exit_code = (uint32_t)exit_code };

    (void)tj_text_copy(message.text, sizeof message.text, text);
    (void)tj_os_channel_send(&work->channel, &message, sizeof message);
}

static void ready(void *context)
{
    say(context, PROCESS_READY, "", 0);
}

/* Ends with its parent, or when that lets go of the channel. */
static bool over(void *context)
{
    struct drives_work *work = context;
    uint64_t            now_ns = tj_clock_ns();
    uint8_t             byte[TJ_OS_MESSAGE_MAX];

    if (now_ns - work->looked_ns >= LOOK_NS) {
        work->looked_ns = now_ns;
        work->over = tj_os_channel_receive(&work->channel, byte, sizeof byte,
                                           0) < 0;
    }
    return work->over;
}

static int serve_drives(const struct options *options)
{
    struct drives_work     work = { .over = false };
    struct tj_serve_totals totals;
    struct tj_error        error;
    uint64_t               drives = 1;
    struct tj_serve_config config = {
        .socket = options->operands[1], .detail = options->operands[2],
        .stop = over, .ready = ready, .context = &work };

    if (!tj_parse_u64(options->operands[3], &drives) || drives < 1 ||
        drives > TJ_DRIVES_OF_RUN_MAX ||
        !tj_parse_u64(options->operands[4], &config.seed))
        return EXIT_USAGE;
    config.drives = (unsigned)drives;
    if (tj_os_channel_inherited(&work.channel, &error) != TJ_OK)
        return cmd_fail(&error);
    void *memory = tj_os_pages_take(tj_serve_size(config.drives));
    if (memory == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    enum tj_status status = tj_serve(memory, &config, &totals, &error);
    if (status == TJ_OK)
        return EXIT_HELD;
    say(&work, PROCESS_FAILED, error.text, tj_status_exit_code(status));
    return tj_status_exit_code(status);
}

int cmd_worker(const struct command *command, const struct options *options)
{
    uint64_t row = 0;

    (void)command;
    if (strcmp(options->operands[0], "echo") == 0)
        return echo();
    if (strcmp(options->operands[0], "drives") == 0 &&
        options->operands_count == 5)
        return serve_drives(options);
    if (strcmp(options->operands[0], "guard") == 0 &&
        options->operands_count == 4)
        return tj_windows_guard(options->operands[1], options->operands[2],
                                options->operands[3]);
    if (strcmp(options->operands[0], "ear") == 0 &&
        options->operands_count == 2)
        return tj_windows_ear(options->operands[1]);
    if (strcmp(options->operands[0], "guard-linux") == 0 &&
        options->operands_count == 3)
        return tj_linux_guard(options->operands[1], options->operands[2]);
    if (strcmp(options->operands[0], "clients") == 0 &&
        options->operands_count == 3 &&
        tj_parse_u64(options->operands[2], &row) && row < TJ_PROCESSES_MAX)
        return process_worker(options->operands[1], (unsigned)row);
    return EXIT_USAGE;
}
