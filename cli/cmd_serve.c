/* SPDX-License-Identifier: MIT */
/* trayjam serve: simulated drives for other processes. */
#include "cli/cmd.h"

#include "stress/exit_codes.h"

#include "backends/drive_server.h"
#include "backends/registry.h"
#include "backends/serve.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DRIVES_MAX = 16, SOCKET_SIZE = 108 };

struct serving {
    const char *socket;
    uint64_t    end_ns;
    bool        quiet;
};

static bool over(void *context)
{
    const struct serving *serving = context;

    return tj_os_interrupted() ||
           (serving->end_ns != UINT64_MAX && tj_clock_ns() >= serving->end_ns);
}

/* One line on stdout that a script can wait for. */
static void tell_ready(void *context)
{
    const struct serving *serving = context;

    printf("%s\n", serving->socket);
    (void)fflush(stdout);
    if (!serving->quiet)
        fprintf(stderr, "serving: try `trayjam query --drive sim:%s`; Ctrl-C "
                        "ends\n", serving->socket);
}

static enum tj_status read_options(const struct options *options,
                                   struct tj_serve_config *config,
                                   struct serving *serving,
                                   struct tj_target_spec *spec,
                                   struct tj_error *error)
{
    const char *drive = options_value(options, OPTION_DRIVE);
    uint64_t    duration_ns = 0, drives = 1, seed = tj_clock_utc_ns();

    enum tj_status status =
        tj_target_parse(drive != NULL ? drive : "sim", spec, error);
    if (status == TJ_OK && strcmp(spec->info->name, "sim") != 0)
        status = tj_fail(error, TJ_USAGE, "--drive: only simulated drives are "
                         "served; sim or sim:PROFILE,KEY=VALUE,... was expected");
    if (status == TJ_OK)
        status = options_u64(options, OPTION_DRIVES, &drives, error);
    if (status == TJ_OK && (drives < 1 || drives > DRIVES_MAX))
        status = tj_fail(error, TJ_USAGE, "--drives: 1 to %d was expected",
                         DRIVES_MAX);
    if (status == TJ_OK && options_has(options, OPTION_SEED))
        status = options_u64(options, OPTION_SEED, &seed, error);
    if (status == TJ_OK)
        status = options_duration(options, OPTION_FOR, &duration_ns, error);
    if (status != TJ_OK)
        return status;
    config->detail = spec->detail;
    config->drives = (unsigned)drives;
    config->seed = seed;
    serving->end_ns = options_has(options, OPTION_FOR)
                          ? tj_clock_ns() + duration_ns
                          : UINT64_MAX;
    return TJ_OK;
}

int cmd_serve(const struct command *command, const struct options *options)
{
    struct tj_target_spec  spec;
    struct tj_serve_totals totals = { 0 };
    struct tj_error        error;
    char                   name[64], socket[SOCKET_SIZE];
    struct tj_text         text;
    struct serving serving = { .quiet = options_has(options, OPTION_QUIET) };
    struct tj_serve_config config = { .stop = over, .ready = tell_ready,
                                      .context = &serving };

    (void)command;
    if (read_options(options, &config, &serving, &spec, &error) != TJ_OK)
        return cmd_fail(&error);
    tj_text_init(&text, name, sizeof name);
    tj_text_add(&text, "trayjam-%" PRIu64, tj_os_process_id());
    tj_text_init(&text, socket, sizeof socket);
    tj_server_place(&text, name);
    config.socket = options_has(options, OPTION_SOCKET)
                        ? options_value(options, OPTION_SOCKET) : socket;
    serving.socket = config.socket;
    void *memory = tj_os_pages_take(tj_serve_size(config.drives));
    if (memory == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no room for %u drives",
                      config.drives);
        return cmd_fail(&error);
    }
    tj_os_catch_interrupts();
    enum tj_status status = tj_serve(memory, &config, &totals, &error);
    tj_os_pages_give(memory, tj_serve_size(config.drives));
    if (status != TJ_OK)
        return cmd_fail(&error);
    if (!serving.quiet)
        fprintf(stderr, "served %" PRIu64 " clients, %" PRIu64 " requests, %"
                PRIu64 " events; gave up %" PRIu64 " clients, lost %" PRIu64
                " events that nobody read\n",
                totals.clients, totals.requests, totals.events,
                totals.given_up, totals.lost);
    return cmd_end(EXIT_HELD);
}
