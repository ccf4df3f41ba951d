/* SPDX-License-Identifier: MIT */
/* The contention ledger: each refusal joined to its holder, and the hand-off
 * from a release to the next grant. A row is handed out when the grant after
 * its holder's release is known, or at the end. */
#ifndef TJ_CORE_CHECK_LEDGER_H
#define TJ_CORE_CHECK_LEDGER_H

#include "core/check/account.h"
#include "core/check/history.h"
#include "core/check/rivals.h"

struct waiting_row {
    struct tj_ledger_row row;
    struct holder        holder;
    struct waiting_row  *next;
};

/* The last grant of a drive. */
struct last_grant {
    uint32_t serial;
    uint64_t release_ns; /* STAMP_NEVER: not invoked yet. */
    uint64_t refusals;   /* Of others, on its account. */
    uint64_t since_ns;
    uint16_t client;
};

struct ledger {
    const struct tj_check_config *config;
    struct history     *history;
    struct account     *account;
    struct arena       *arena;
    struct last_grant  *last;    /* By drive. */
    struct waiting_row **waiting; /* By drive. */
    struct waiting_row *spare;
    struct rivals       rivals;
    bool                out_of_memory;
};

bool ledger_open(struct ledger *ledger, const struct tj_check_config *config,
                 struct history *history, struct account *account);

/* Takes the tenure as holder if it fits the operation better: sure before
 * possible, granted before the invocation before granted during it, the later
 * grant of equals. */
void ledger_blame(struct holder *holder, const struct tenure *tenure,
                  const struct stamp *at);

/* A request that may end the ownership of its file object was invoked. */
void ledger_release(struct ledger *ledger, const struct operation *op);

/* A lock was granted (judged in order of completion). */
void ledger_grant(struct ledger *ledger, const struct operation *op);

/* A request was refused because of somebody else's ownership, perhaps. */
void ledger_refuse(struct ledger *ledger, const struct operation *op,
                   const struct holder *holder);

/* Whether it is such a refusal. */
bool ledger_is_refusal(const struct operation *op);

void ledger_close(struct ledger *ledger, uint64_t end_ns);

#endif
