/* SPDX-License-Identifier: MIT */
/* Properties 10 to 14 and 20: what the events of a drive say about its locks.
 *
 * An event is emitted inside the request that causes it. So the EXCLUSIVE_LOCK
 * events must be points that fit, one to one, into the intervals of the locks
 * that succeeded, and the EXCLUSIVE_UNLOCK events into the intervals of the
 * releases. That an event has no interval and that an interval has no event
 * are judged apart, each by "earliest deadline first", which finds a matching
 * if there is one; when both have one, so have they together (Mendelsohn and
 * Dulmage), so that requests of unknown outcome may be used or left out.
 *
 * What was lost on the way proves nothing: nothing is expected after the last
 * event seen, before the first, or around a gap in the numbers. */
#ifndef TJ_CORE_CHECK_EVENT_RULES_H
#define TJ_CORE_CHECK_EVENT_RULES_H

#include "core/check/emissions.h"
#include "core/check/finding.h"

struct event_rules;

bool event_rules_open(struct event_rules **rules,
                      const struct tj_check_config *config,
                      struct history *history, struct findings *findings,
                      struct arena *arena);

/* The invocation of an operation (after history_invoke). */
void event_rules_invoke(struct event_rules *rules, const struct operation *op);

/* A fault struck this drive. */
void event_rules_strike(struct event_rules *rules, uint8_t drive);

/* The bytes of an EVENT record, however many listeners heard it. */
void event_rules_bytes(struct event_rules *rules,
                       const struct tj_record *record,
                       const struct tj_record_ref *ref);

/* An event, in order of emission. */
void event_rules_judge(struct event_rules *rules, uint8_t drive,
                       const struct seen_event *event);

#endif
