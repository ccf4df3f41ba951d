/* SPDX-License-Identifier: MIT */
/* The run's side of `trayjam attach`: the shared file and what lies beside it,
 * the program, and who of its processes is alive. host_linux.c; elsewhere
 * host_none.c, where nothing can be opened. */
#ifndef TJ_BACKENDS_ATTACH_HOST_H
#define TJ_BACKENDS_ATTACH_HOST_H

#include "backends/attach/share.h"
#include "core/base/os_process.h"

/* NULL, or why programs cannot be attached on this system. */
const char *attach_unsupported(void);

struct attach_host {
    struct attach_share *share; /* NULL: closed. */
    intptr_t             file;
    char                 folder[ATTACH_PATH_MAX];
    char                 path[ATTACH_PATH_MAX]; /* Of the shared file. */
};

/* Makes run_folder/attach: the shared file, all zero but for magic and size,
 * and what stands for the device below /sys. Its paths are absolute. */
enum tj_status attach_host_open(struct attach_host *host,
                                const char *run_folder,
                                struct tj_error *error);
/* Nothing of it stays behind. */
void attach_host_close(struct attach_host *host);

/* Rows in use. */
uint32_t attach_host_rows(const struct attach_host *host);
bool     attach_host_lives(const struct attach_host *host, uint32_t row);
/* SIGKILL, if it lives; SIGCONT. */
void     attach_host_kill(const struct attach_host *host, uint32_t row);
void     attach_host_go_on(const struct attach_host *host, uint32_t row);
/* Names that memory to the processes of the program: the plan lies in it. */
void     attach_host_plan(struct attach_host *host,
                          const struct tj_os_share *memory, const void *plan);

/* --- The program --- */

/* As a shell finds it. TJ_MISSING: it is not there. TJ_UNAVAILABLE: it can be
 * run, but not attached (no C library is loaded into it, or it is setuid). */
enum tj_status attach_find_program(const char *word, char *path, size_t size,
                                   struct tj_error *error);
/* The preload library: beside the program trayjam, or where it is installed.
 * TJ_MISSING with where it was looked for. */
enum tj_status attach_find_library(char *path, size_t size,
                                   struct tj_error *error);
/* Starts it with our terminal, files and environment, and the library. argv[0]
 * stays what it is. */
enum tj_status attach_start(const struct attach_host *host, const char *path,
                            const char *const *argv, const char *library,
                            struct tj_os_process *process,
                            struct tj_error *error);

#endif
