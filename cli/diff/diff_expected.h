/* SPDX-License-Identifier: MIT */
/* Differences that are known, each with its reason: a line of a file is
 *
 *     STORY LINE WHAT BECAUSE ...
 *
 * STORY: the name of the story's file, LINE: of the story, WHAT: what differs
 * (diff_play.h), STORY and LINE also as `*`. WHAT=STORY-SIDE/DRIVE-SIDE means
 * these two sides only, blanks in them left out. `#` begins a comment. A row
 * that meets nothing is out of date, and said so, but for one whose WHAT ends in
 * `?`: that one comes in some runs only. */
#ifndef TJ_CLI_DIFF_DIFF_EXPECTED_H
#define TJ_CLI_DIFF_DIFF_EXPECTED_H

#include "cli/diff/diff_play.h"
#include "core/base/arena.h"

struct diff_row {
    const char    *story;  /* NULL: any. */
    unsigned       line;   /* 0: any. */
    enum diff_what what;
    const char    *sides;  /* "STORY/DRIVE", or NULL: any. */
    const char    *because;
    unsigned       at;     /* Line of the file. */
    bool           maybe;       /* It comes in some runs only. */
    bool           met, played; /* Used; its story was played to there. */
};

struct diff_expected {
    const char      *file;
    struct diff_row *rows;
    uint32_t         rows_count;
};

/* TJ_BAD_INPUT: "FILE:LINE:COLUMN: what was expected". */
enum tj_status diff_expected_read(const char *file, struct arena *arena,
                                  struct diff_expected *expected,
                                  struct tj_error *error);
/* Whether all of the story's differences are. */
bool diff_expected_covers(const struct diff_expected *expected,
                          const char *name, const struct diff_story *story);
/* Fills in `because` of the story's differences; gives how many have none. */
uint32_t diff_expected_apply(struct diff_expected *expected, const char *name,
                             struct diff_story *story);
/* The name of a file without its folders, as typed on any system. */
const char *diff_base_name(const char *path);
/* Whether the row should have met something in what was played. */
bool diff_expected_is_stale(const struct diff_row *row);

#endif
