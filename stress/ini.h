/* SPDX-License-Identifier: MIT */
/* Reading an INI file so that every complaint can name file, line and column.
 *
 * Read as Python's configparser reads it with delimiters=('=',), interpolation
 * off, inline comments on and key names as typed (tests/stress/test_ini.py
 * compares the two):
 *   - [title] begins a section; key = value belongs to it; a line without '='
 *     is an entry without a value;
 *   - a line indented deeper than its key continues the value;
 *   - ';' and '#' begin a comment at the start of a line or behind a blank.
 * Stricter than that: a title or key given twice, text behind ']', bytes that
 * are no UTF-8, a control character, a blank other than space and tab (which
 * Python would take off) and an unset ${NAME} are refused. A byte order mark is
 * skipped, a carriage return belongs to its line's end. Less strict in one thing:
 * lines with one of < > ! { before '=' are conditions, and may be alike up to it.
 *
 * Pure: text and environment are arguments, all memory is the arena's. */
#ifndef TJ_STRESS_INI_H
#define TJ_STRESS_INI_H

#include "core/base/arena.h"
#include "core/base/printf_like.h"
#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Where something was typed; line and column count from 1. */
struct tj_ini_place {
    const char *file;
    unsigned    line, column;
};

/* Where one line of a value begins. */
struct tj_ini_line {
    struct tj_ini_place place;
    size_t              offset; /* In the value. */
    const char         *text;
    struct tj_ini_line *next;
};

struct tj_ini_entry {
    struct tj_ini_place  place; /* Of the key. */
    const char          *key;
    const char          *value; /* Lines joined by '\n'; NULL without '='. */
    const char          *whole; /* The first line, ${NAME} put in, and else
                                   as typed: "a.p99 < 5ms". */
    struct tj_ini_line  *lines;
    struct tj_ini_entry *next;
};

struct tj_ini_section {
    struct tj_ini_place    place;
    const char            *title;
    struct tj_ini_entry   *entries;
    struct tj_ini_section *next;
};

struct tj_ini {
    struct tj_ini_section *sections; /* In the order of the file. */
};

struct tj_ini_source {
    const char *file; /* For complaints; must outlive the result. */
    const char *text;
    /* What ${NAME} stands for, NULL when unset. NULL: ${ is plain text. */
    const char *(*environment)(const char *name);
    size_t size; /* Of text; 0: up to its terminator. */
};

/* Fails with TJ_BAD_INPUT ("FILE:LINE:COLUMN: ...") or TJ_NO_MEMORY. */
enum tj_status tj_ini_parse(struct tj_ini *ini,
                            const struct tj_ini_source *source,
                            struct arena *arena, struct tj_error *error);

/* The entry of a section, or NULL. */
const struct tj_ini_entry *tj_ini_find(const struct tj_ini_section *section,
                                       const char *key);

/* Where byte `offset` of the entry's value was typed. (Behind a ${NAME} of the
 * same line: as if its text had been typed.) */
struct tj_ini_place tj_ini_place_of(const struct tj_ini_entry *entry,
                                    size_t offset);

/* Whether "key = VALUE" would be read as this value: one line without blanks at
 * its ends, and no comment in it. */
bool tj_ini_is_typable(const char *value);

/* Fails with TJ_BAD_INPUT and "FILE:LINE:COLUMN: " before the text. */
TJ_PRINTF_LIKE(3, 4)
enum tj_status tj_ini_fail(struct tj_ini_place place, struct tj_error *error,
                           const char *format, ...);

/* "unknown key `durtion`, did you mean `duration`?; allowed: ..." for a word
 * (`what`: "key", "section", "verb") that is none of the candidates. */
struct tj_ini_words {
    const char        *what;
    const char *const *candidates;
    size_t             count;
};
enum tj_status tj_ini_unknown(struct tj_ini_place place, const char *typed,
                              const struct tj_ini_words *words,
                              struct tj_error *error);

#endif
