/* SPDX-License-Identifier: MIT */
/* Which rules hold for whose drives. Most are about what the class driver of
 * Windows does; a kernel that lets strangers' requests through under an owner,
 * or announces no locks, breaks no promise of its own. Rules out of scope are
 * not judged, whatever was seen. */
#ifndef TJ_CORE_CHECK_SCOPE_H
#define TJ_CORE_CHECK_SCOPE_H

#include "core/check/condition.h"
#include "core/check/rules.h"

/* system: enum tj_trace_system. */
bool scope_has(uint8_t system, enum rule rule);

/* Whether such drives can meet an expectation at all: that strangers are refused
 * because of an owner, that requests are done which only the other system has,
 * that its events come. One that they cannot is left out. */
bool scope_can_meet(uint8_t system, const struct condition *expectation);

#endif
