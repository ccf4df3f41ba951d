/* SPDX-License-Identifier: MIT */
/* Who competed with whom for a drive, as it happens: spells of tries in vain,
 * storms of refusals, convoys of holders, time without a grant. Fed by the
 * ledger with locks in order of completion; O(clients + drives). */
#ifndef TJ_CORE_CHECK_RIVALS_H
#define TJ_CORE_CHECK_RIVALS_H

#include "core/check/operation.h"

/* One client: the spell it is in, and the window it is counted in. */
struct rival {
    struct tj_spell spell;  /* refusals 0: in none. */
    uint64_t        last_ns; /* Completion of its last refusal. */
    uint64_t        grants_before; /* Of the drive, when the spell began. */
    uint64_t        window, window_refusals;
    uint32_t        hold;   /* Serial it was last refused under. */
    bool            tried;
};

/* One drive: the hold that goes on, the convoy it may belong to. */
struct contest {
    uint64_t grants;
    uint64_t vain_ns, last_vain_ns; /* First and last refusal since the last
                                       grant; STAMP_NEVER: none. */
    uint32_t waiting; /* Clients refused during the hold. */
    uint64_t rivals;  /* Clients that tried here first of all drives. */
    struct tj_convoy convoy; /* holds 0: none goes on. */
};

/* The hold before a grant. */
struct hold {
    uint32_t serial; /* 0: none is known. */
    uint16_t client;
    uint64_t since_ns, release_ns; /* release STAMP_NEVER: not known. */
};

struct rivals {
    struct tj_verdict   *verdict;
    const struct survey *survey;
    struct rival        *clients;  /* [0 .. clients_count] */
    struct contest      *contests; /* By drive. */
    uint64_t             window, window_refusals; /* Of all together. */
};

/* False: the arena is full. */
bool rivals_open(struct rivals *rivals, const struct survey *survey,
                 struct tj_verdict *verdict, struct arena *arena);

/* A measured lock was refused because somebody, perhaps, owned the drive;
 * hold: whose, 0 nobody's. */
void rivals_refused(struct rivals *rivals, const struct operation *op,
                    uint32_t hold);

/* A lock was granted; before: the last hold of that drive. */
void rivals_granted(struct rivals *rivals, const struct operation *op,
                    const struct hold *before);

/* Spells that never ended, fairness, groups. After the ledger was closed:
 * held times and denials are final. */
void rivals_close(struct rivals *rivals, const struct tj_check_config *config);

#endif
