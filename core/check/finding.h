/* SPDX-License-Identifier: MIT */
/* Findings under construction: a rule, a time, a sentence for people, and the
 * records that contradict each other. */
#ifndef TJ_CORE_CHECK_FINDING_H
#define TJ_CORE_CHECK_FINDING_H

#include "core/base/text.h"
#include "core/check/history.h"
#include "core/check/rules.h"

struct findings {
    struct tj_verdict            *verdict;
    const struct survey          *survey;
    const struct tj_check_config *config; /* Who plays which persona. */
};

/* A finding being written; text goes straight into it. */
struct draft {
    const struct findings *findings;
    struct tj_finding     *finding;
    struct tj_text         text;
};

bool findings_open(struct findings *findings,
                   const struct tj_check_config *config,
                   const struct survey *survey, struct tj_verdict *verdict,
                   struct arena *arena);

/* Counts it; keeps it unless TJ_FINDINGS_MAX are kept already, or the rule is out
 * of scope (scope.h): then it is as if nothing had been said. */
struct draft finding_begin(const struct findings *findings, enum rule rule,
                           uint64_t t_ns);
/* The same for advice about a client: one finding that stands for count of
 * them. Few are kept of one client and rule; none count for the verdict. */
struct draft finding_advise(const struct findings *findings, enum rule rule,
                            uint16_t client, uint64_t t_ns, uint32_t count);
/* Adds a record unless it is there already or five are. */
void finding_ref(struct draft *draft, const struct tj_record_ref *ref);

/* "client 3 ("Nero 12", imapi2-burner)"; the name of the tenure or operation and
 * the persona, if known. The finding is about that client, too. */
void finding_say_client(struct draft *draft, uint16_t client, uint16_t name);
/* "12.345 ms" since the trace began. */
void finding_say_time(struct draft *draft, uint64_t t_ns);
/* "between 12.3 ms and 12.4 ms", or "at 12.3 ms". */
void finding_say_when(struct draft *draft, const struct stamp *at);
/* "client 2 owned the drive from 1.2 s to 3.4 s", with its records. */
void finding_say_owner(struct draft *draft, const struct history *history,
                       const struct tenure *owner);

/* By time, then rule, then first record: the same for every reading order. */
void findings_sort(struct findings *findings);

#endif
