/* SPDX-License-Identifier: MIT */
/* Which bytes a line of an INI file may have. Inside stress/ini*.c only; place
 * is where text begins, and a complaint names the byte that is to blame. */
#ifndef TJ_STRESS_INI_BYTES_H
#define TJ_STRESS_INI_BYTES_H

#include "stress/ini.h"

/* UTF-8 without control characters, but for tabs and a carriage return at the
 * end. */
enum tj_status tj_ini_check_bytes(struct tj_ini_place place, const char *text,
                                  size_t length, struct tj_error *error);

/* No blank of Unicode but space, tab and carriage return: it looks like one,
 * and would become a part of a key or a value. text is UTF-8. */
enum tj_status tj_ini_check_blanks(struct tj_ini_place place, const char *text,
                                   struct tj_error *error);

#endif
