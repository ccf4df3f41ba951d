/* SPDX-License-Identifier: MIT */
/* What competing for a drive came to, as the judge measured it: parts of the
 * verdict (core/check/check.h). Only locks that the drive itself answered, in
 * the measured phase. How each figure is made: docs/CONTENTION.md. */
#ifndef TJ_CORE_CHECK_CONTENTION_H
#define TJ_CORE_CHECK_CONTENTION_H

#include "core/trace/reader.h"

/* --- The contention ledger: each refusal joined to its holder --- */
struct tj_ledger_row {
    uint64_t             t_ns;        /* Invocation of the refused operation. */
    struct tj_record_ref ref;
    uint16_t             client;
    uint8_t              drive, verb;
    uint32_t             status;
    uint64_t             waited_ns;   /* Completion minus invocation. */
    uint16_t             holder;      /* Client; TJ_NOBODY: nobody fits. */
    uint16_t             holder_name; /* Caller-name id, 0 none. */
    uint32_t             holder_handle;
    uint64_t             held_ns;     /* How long it had held by t_ns. */
    uint64_t             next_grant_ns; /* From release to the next grant of
                                        anybody; UINT64_MAX: none followed. */
};

/* --- One client --- */
struct tj_client_account {
    uint64_t attempts, grants, denials; /* Of locks. */
    uint64_t operations;
    uint64_t held_ns;     /* Time as owner. */
    uint64_t blocked_others; /* Refusals of others this client caused. */
    uint64_t longest_wait_ns; /* First try to grant, retries included. */
    uint16_t name;        /* Last caller name it locked with. */
};

/* A spell of tries in vain: from the invocation of the first refused lock to
 * the grant that ended it, or to the last refusal. */
struct tj_spell {
    uint64_t since_ns, length_ns;
    uint64_t refusals;
    uint64_t passed; /* Grants of the drive to others meanwhile. */
    uint16_t client; /* TJ_NOBODY: there was none. */
    uint8_t  drive;
};

/* A client starves in a spell of at least so many refusals in which others
 * were granted the drive so many times as often as it has clients that try:
 * under a fair lottery that happens once in 10^8 spells. */
enum { TJ_STARVED_REFUSALS = 10, TJ_STARVED_ROUNDS = 20 };

/* Refusals are counted in windows of this length from the begin of the
 * measured phase. */
#define TJ_STORM_WINDOW_NS UINT64_C(100000000)

struct tj_rival {
    struct tj_spell worst; /* Most passed, of those with enough refusals. */
    bool            starved;
    uint64_t        storm_peak; /* Refused locks in its worst window. */
};

/* --- Convoys --- */

/* Holds in a row of one drive, each by a client that had been refused during
 * the hold before, while at least one more client was, and granted no later
 * after its release than that hold had lasted. */
struct tj_convoy {
    uint64_t begin_ns, length_ns; /* First grant to last release. */
    uint64_t held_ns;             /* Of it. */
    uint64_t holds;
    uint16_t client; /* The first holder; TJ_NOBODY: there was no convoy. */
    uint8_t  drive;
};
enum { TJ_CONVOY_LEAST = 3 }; /* Holds; fewer are none. */

/* A stretch of time at one drive; 0 long: none. */
struct tj_stretch {
    uint64_t since_ns, length_ns;
    uint8_t  drive;
};

/* --- Clients by what they are (personas) --- */
struct tj_group_account {
    const char *name;
    uint64_t    clients; /* That tried. */
    uint64_t    attempts, grants, denials, held_ns;
    double      jain, jain_held; /* Among its clients; 0 unknown. */
};
enum { TJ_GROUPS_MAX = 64 };

struct tj_contention {
    double jain_held;   /* Of time as owner, over clients that tried. */
    double jain_groups; /* Of grants a client, over groups; 0 unknown. */
    size_t groups_count;
    struct tj_group_account groups[TJ_GROUPS_MAX];

    struct tj_rival *rivals; /* [1 .. clients_count] */
    uint64_t         starved_clients;
    struct tj_spell  worst; /* Of all clients. */

    uint64_t refused;       /* Locks, with STATUS_ACCESS_DENIED. */
    uint64_t storm_peak;    /* In the worst window; as refusals a second: */
    double   storm_peak_rate;
    uint64_t storm_peak_ns; /* When that window began. */
    double   storm_rate;    /* Refusals a second, all of the phase. */
    double   wasted;        /* Refusals for each grant. */

    uint64_t         convoys, convoy_holds; /* Holds that were part of one. */
    struct tj_convoy longest_convoy;

    struct tj_stretch no_grant; /* From a refused lock to the next grant, or
                                   to the last refusal. */
    struct tj_stretch idle_while_wanted; /* Free, from its release to the grant
                              to a client that had been refused already. */
    uint64_t          idle_while_wanted_ns; /* All of them together. */

    uint64_t refusals, nobody; /* Of any request that met exclusive access;
                                  of them, those without a holder that fits. */
};

/* Open loops: what came in the measured phase, by when it was due. */
struct tj_arrival_account {
    bool     open;    /* Somebody's operations had due times, or were dropped. */
    uint64_t started; /* Its first operation was submitted in that phase. */
    uint64_t dropped;
};

#endif
