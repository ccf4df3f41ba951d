/* SPDX-License-Identifier: MIT */
/* Starting the report maker, a Python program that reads a run folder. */
#ifndef TJ_CLI_REPORTS_H
#define TJ_CLI_REPORTS_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Folder that holds reports/: TRAYJAM_SHARE, else share/trayjam beside the
 * program's folder (installed), else share in it (a build). TJ_MISSING names
 * the places looked at. */
enum tj_status reports_share(char *path, size_t size, struct tj_error *error);

/* TRAYJAM_PYTHON, else Debian's interpreter: the one that has the packages. */
const char *reports_python(void);

/* Path of a Python program of ours, "reports/compare.py", for reports_python().
 * TJ_MISSING: it or Python is not there, and what to install. */
enum tj_status reports_program(const char *name, char *path, size_t size,
                               struct tj_error *error);

/* What the maker tells: on a terminal how far it is, and what it made. */
enum reports_talk { REPORTS_SILENT, REPORTS_PROGRESS, REPORTS_PATHS };

/* formats: as report_formats.h has them. The maker's exit code; 6 when it
 * cannot be started. error->status is TJ_OK when all is said, by the maker on
 * stderr; else *error says what to install. */
int reports_make(const char *run, const char *formats, enum reports_talk talk,
                 struct tj_error *error);

#endif
