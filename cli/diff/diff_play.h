/* SPDX-License-Identifier: MIT */
/* One story played on a drive in real time and held against its transcript:
 * each answer, each event, each look at the drive. What differs is listed; what
 * could not be compared is counted, with the reason.
 *
 * Compared are NTSTATUS, Win32 error, information size, output bytes, and the
 * events that each listener heard between two requests, in any order. A scene
 * that only the simulated drive of a story can play ends the comparison of that
 * story: whatever follows may rest on it. */
#ifndef TJ_CLI_DIFF_DIFF_PLAY_H
#define TJ_CLI_DIFF_DIFF_PLAY_H

#include "backends/registry.h"
#include "backends/transcript.h"

#define DIFF_WHAT_LIST(X)                                                 \
    X(STATUS, "status")       /* NTSTATUS */                              \
    X(WIN32,  "win32")        /* The same NTSTATUS, another Win32 error */ \
    X(INFO,   "info")         /* Bytes returned */                        \
    X(OUTPUT, "output")       /* The bytes themselves */                  \
    X(EARLY,  "early")        /* Answered while the story says: not yet */ \
    X(SILENT, "no-answer")                                                \
    X(EVENT,  "event")        /* Not heard, or heard and not expected */  \
    X(STATE,  "state")        /* What the drive looks like */

enum diff_what {
#define X(what, name) DIFF_##what,
    DIFF_WHAT_LIST(X)
#undef X
    DIFF_WHAT_COUNT
};
const char *diff_what_name(enum diff_what what);

enum { DIFF_SIDE_SIZE = 160, DIFF_MAX = 64 };

struct diff_item {
    enum diff_what what;
    unsigned       line;
    char           subject[64]; /* "IOCTL_CDROM_EXCLUSIVE_ACCESS" */
    char           story[DIFF_SIDE_SIZE], drive[DIFF_SIDE_SIZE];
    const char    *because; /* Why that was expected; NULL: it was not. */
};

struct diff_counts {
    uint32_t requests, events, states; /* In the story; requests that it
                                          answers. */
    uint32_t compared, equal, different; /* Of all three. */
};

struct diff_story {
    struct diff_counts counts;
    unsigned           why_line; /* Where the comparison ended early, */
    char               why[DIFF_SIDE_SIZE]; /* and the reason; "": it did not. */
    uint32_t           items_count; /* Kept in items; */
    uint32_t           items_more;  /* and those that found no room. */
    struct diff_item   items[DIFF_MAX];
    bool               stuck; /* Leave the memory alone: somebody waits in it. */
};

struct diff_rules {
    uint64_t limit_ns;    /* So much of a story's time is played. */
    uint64_t patience_ns; /* So long beyond its time an answer is waited for. */
};

enum tj_status diff_play(const struct tj_transcript *transcript,
                         const struct tj_target_spec *target,
                         const struct diff_rules *rules, struct arena *arena,
                         struct diff_story *story, struct tj_error *error);

#endif
