/* SPDX-License-Identifier: MIT */
/* What the judge must know about a whole trace before it reads it in order:
 * who took part, when each was last alive, names, phases, and what makes a
 * drive unfit to be judged. One pass over the segments, in any order. */
#ifndef TJ_CORE_CHECK_SURVEY_H
#define TJ_CORE_CHECK_SURVEY_H

#include "core/check/check.h"

enum { SURVEY_DRIVES = 256, SURVEY_NAME_SIZE = 65,
       SURVEY_NAMES_MAX = 4096 };

enum survey_name { SURVEY_NAME_UNKNOWN, SURVEY_NAME_GOOD, SURVEY_NAME_BAD };

struct survey_client {
    uint64_t last_ns;    /* Surely alive then: its last sign of life. */
    uint64_t busy_until; /* While surveying: latest completion so far. */
    bool     overlaps;   /* It had two operations in flight at once. */
    bool     scattered;  /* It is in several segments: order unknown. */
    uint32_t segment;    /* While surveying. */
    uint64_t answered;   /* Its operations with an answer. */
    uint64_t counted;    /* So many it had itself (TJ_MARK_COUNTED). */
    bool     struck;     /* By a fault or by death, at some time. */
    bool     faulted;    /* By a fault. */
    bool     hung;       /* The run was stopped because it waited. */
    bool     seen;
};

struct survey_drive {
    bool        events_from_first; /* Number 1 was seen: nothing earlier. */
    /* Why ownership of this drive cannot be told from the trace, or NULL. */
    const char *unfit;
};

struct survey {
    size_t   clients_count, names_count, drives_count;
    uint8_t  system;            /* enum tj_trace_system */
    uint64_t begin_ns, measure_ns, cool_ns, end_ns; /* UINT64_MAX: no mark. */
    uint64_t first_ns, last_ns; /* Of all records. */
    int      restored;          /* -1: not said, 0: no, 1: yes. */
    /* Before this no record of an operation is missing: the last word of the
     * first writer that was cut off; UINT64_MAX: the trace is whole. */
    uint64_t whole_until_ns;
    struct survey_client *clients;   /* [1 .. clients_count] */
    char                (*names)[SURVEY_NAME_SIZE]; /* [1 .. names_count] */
    uint16_t             *canonical; /* First id with the same text. */
    uint8_t              *name_kind; /* enum survey_name */
    struct survey_drive  *drives;    /* SURVEY_DRIVES of them. */
};

/* Fails with TJ_BAD_TRACE when the trace calls itself whole and lacks answers
 * that a client had counted before it died. */
enum tj_status survey_take(struct survey *survey, struct tj_trace *trace,
                           struct arena *arena, struct tj_error *error);

/* Whether an operation invoked at t0_ns belongs to the measured phase. */
bool survey_measured(const struct survey *survey, uint64_t t0_ns);

/* Caller-name id without duplicates; 0 when it says nothing. */
uint16_t survey_name_id(const struct survey *survey, uint16_t name);
enum survey_name survey_name_kind(const struct survey *survey, uint16_t name);

#endif
