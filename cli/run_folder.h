/* SPDX-License-Identifier: MIT */
/* The folder of a run and the files in it. A file appears whole or not at all:
 * it is written under another name and renamed. */
#ifndef TJ_CLI_RUN_FOLDER_H
#define TJ_CLI_RUN_FOLDER_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct run_folder_request {
    const char *out;      /* --out: the folder itself; NULL: make a name. */
    const char *scenario;
    uint64_t    utc_ns;
    uint64_t    seed;
};

/* Makes the folder and writes its path. Without `out`:
 * out/SCENARIO/20260131T235959Z-0x1f, with -2, -3 ... if that is taken, and the
 * link `latest` beside it. TJ_USAGE for an `out` that holds something. */
enum tj_status run_folder_make(const struct run_folder_request *request,
                               char *path, size_t size,
                               struct tj_error *error);

/* Makes out/SCENARIO/KIND-20260131T235959Z of this second, with -2, -3 ... if
 * that is taken: for what is no run itself. */
enum tj_status run_folder_make_beside(const char *scenario, const char *kind,
                                      char *path, size_t size,
                                      struct tj_error *error);
/* Whether there is anything in a folder. */
enum tj_status run_folder_holds(const char *path, bool *something,
                                struct tj_error *error);

enum { RUN_FILE_PATH = 1200 };
struct run_file {
    FILE *file;
    char  path[RUN_FILE_PATH];       /* What it will be called. */
    char  unfinished[RUN_FILE_PATH]; /* What it is called until closed. */
};
enum tj_status run_file_open(struct run_file *file, const char *folder,
                             const char *name, struct tj_error *error);
/* A write that failed earlier (a full disk) is told here, by TJ_HOST_IO and
 * the file's name; nothing is left behind then. */
enum tj_status run_file_close(struct run_file *file, struct tj_error *error);
/* Gives up: removes what was written. */
void run_file_drop(struct run_file *file);

/* "2026-01-31T23:59:59.123Z" and "20260131T235959Z". Pure. */
enum { UTC_TEXT_SIZE = 32 };
void utc_format(uint64_t utc_ns, char text[UTC_TEXT_SIZE]);
void utc_format_name(uint64_t utc_ns, char text[UTC_TEXT_SIZE]);

#endif
