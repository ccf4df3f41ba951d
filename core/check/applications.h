/* SPDX-License-Identifier: MIT */
/* What the judge says of programs, not of the drive: rules A. They are advice
 * and change no exit code unless a condition asks for it (app.findings == 0):
 * a run may be full of badly behaved programs, and often is on purpose.
 *
 * A client counts as a program. What it does after the end mark is the runner
 * putting things back, and not judged; neither is what a client does that a
 * fault struck, where the fault may be the reason. */
#ifndef TJ_CORE_CHECK_APPLICATIONS_H
#define TJ_CORE_CHECK_APPLICATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tj_severity {
    TJ_SEVERITY_ERROR,   /* The drive, or the run, broke a promise. */
    TJ_SEVERITY_WARNING, /* A program behaved badly. */
    TJ_SEVERITY_NOTE,    /* It may, and yet somebody may wonder. */
};
enum tj_severity tj_rule_severity(size_t index); /* As tj_rule_at. */
const char      *tj_severity_name(enum tj_severity severity);

/* --- Thresholds: what is "at once", what is "in time" --- */

/* A refused lock tried again sooner than this, so many times in a row, is
 * hammering. The most impatient policies found in real programs wait 50 ms. */
#define TJ_APP_HASTE_NS UINT64_C(10000000)
enum { TJ_APP_HASTY_TRIES = 10 };
/* Handles on the volume are closed so soon after VOLUME_LOCK or _DISMOUNT was
 * delivered. The usual eject tries for one second (20 times 50 ms). A tray lock
 * that is still there so long after its program closed everything, is left. */
#define TJ_APP_LEAVE_NS UINT64_C(1000000000)
/* Who made way for an attempt that failed is back by then. */
#define TJ_APP_RETURN_NS UINT64_C(5000000000)

enum { TJ_APP_RULES = 11, TJ_APP_FINDINGS_MAX = 256,
       TJ_APP_FINDINGS_EACH = 3 }; /* Kept, of one client and rule. */

/* In a few words ("leaked lock"), and the figure for conditions that counts it
 * ("app.leaked_locks"). */
struct tj_app_word {
    const char *word, *metric;
};
size_t                    tj_app_rule(size_t app); /* Index of tj_rule_at. */
const struct tj_app_word *tj_app_word(size_t app);

struct tj_application { /* A client. */
    bool     seen;      /* It did something that was looked at. */
    uint32_t counts[TJ_APP_RULES];
};

struct tj_finding;

struct tj_applications {
    struct tj_application *clients;  /* [1 .. clients_count] */
    uint64_t               warnings; /* All, also those that were not kept. */
    uint64_t               notes;
    size_t                 findings_count;
    struct tj_finding     *findings;
};

#endif
