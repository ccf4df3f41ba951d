/* SPDX-License-Identifier: MIT */
#include "backends/attach/host.h"

const char *attach_unsupported(void)
{
    return "here trayjam.sys serves unmodified programs: `trayjam drive add`";
}

static enum tj_status no(struct tj_error *error)
{
    return tj_fail(error, TJ_UNAVAILABLE, "attach: %s", attach_unsupported());
}

enum tj_status attach_host_open(struct attach_host *host,
                                const char *run_folder,
                                struct tj_error *error)
{
    (void)run_folder;
    host->share = NULL;
    return no(error);
}

void attach_host_close(struct attach_host *host)
{
    (void)host;
}

uint32_t attach_host_rows(const struct attach_host *host)
{
    (void)host;
    return 0;
}

bool attach_host_lives(const struct attach_host *host, uint32_t row)
{
    (void)host;
    (void)row;
    return false;
}

void attach_host_kill(const struct attach_host *host, uint32_t row)
{
    (void)host;
    (void)row;
}

void attach_host_go_on(const struct attach_host *host, uint32_t row)
{
    (void)host;
    (void)row;
}

void attach_host_plan(struct attach_host *host,
                      const struct tj_os_share *memory, const void *plan)
{
    (void)host;
    (void)memory;
    (void)plan;
}

enum tj_status attach_find_program(const char *word, char *path, size_t size,
                                   struct tj_error *error)
{
    (void)word;
    (void)path;
    (void)size;
    return no(error);
}

enum tj_status attach_find_library(char *path, size_t size,
                                   struct tj_error *error)
{
    (void)path;
    (void)size;
    return no(error);
}

enum tj_status attach_start(const struct attach_host *host, const char *path,
                            const char *const *argv, const char *library,
                            struct tj_os_process *process,
                            struct tj_error *error)
{
    (void)host;
    (void)path;
    (void)argv;
    (void)library;
    (void)process;
    return no(error);
}
