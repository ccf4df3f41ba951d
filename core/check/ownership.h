/* SPDX-License-Identifier: MIT */
/* Judging one request against what is known of the drive's owners: gathers
 * the facts, asks the lock model, and writes down what contradicts. */
#ifndef TJ_CORE_CHECK_OWNERSHIP_H
#define TJ_CORE_CHECK_OWNERSHIP_H

#include "core/check/evidence.h"
#include "core/check/finding.h"
#include "core/check/ledger.h"
#include "core/check/lock_model.h"

struct ownership {
    struct history  *history;
    struct findings *findings;
    struct ledger   *ledger;
};

/* A real answer, at its completion, everything invoked by then being known. */
void ownership_judge(struct ownership *ownership, const struct operation *op,
                     const struct evidence *evidence);

#endif
