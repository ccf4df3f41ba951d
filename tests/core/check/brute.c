/* SPDX-License-Identifier: MIT */
#include "tests/core/check/brute.h"

/* The drive: owner is a file object, -1 for nobody. */
struct drive {
    int owner, name;
};

/* Whether the answer is right now; if so, what it does. */
static bool step(const struct brute_op *op, struct drive *drive)
{
    int owner = drive->owner;
    if (op->close) {
        if (owner == op->file)
            drive->owner = -1;
        return true;
    }
    switch (op->says) {
    case BRUTE_LOCKED:
        drive->owner = op->file;
        drive->name = op->name;
        return owner == -1;
    case BRUTE_UNLOCKED:
        drive->owner = -1;
        return owner == op->file;
    case BRUTE_LOCK_REFUSED:
        return owner != -1;
    case BRUTE_UNLOCK_FREE:
    case BRUTE_QUERY_FREE:
        return owner == -1;
    case BRUTE_UNLOCK_OTHER:
    case BRUTE_EJECT_REFUSED:
        return owner != -1 && owner != op->file;
    case BRUTE_QUERY_NAME:
        return owner != -1 && drive->name == op->name;
    case BRUTE_EJECTED:
        return owner == -1 || owner == op->file;
    case BRUTE_SAYS_COUNT:
        break;
    }
    return false;
}

/* One had ended when the other began. At equal times only a client's own
 * order counts; what the system does when a file object is gone need not have
 * come first then. */
static bool precedes(const struct brute_op *a, const struct brute_op *b)
{
    if (a->to != b->from)
        return a->to < b->from;
    return !a->close && a->number > 0 && b->number > 0 &&
           a->client == b->client && a->number < b->number;
}

/* Nothing of a file object happens after it is gone. */
static bool may_be_next(const struct brute_op *ops, int count, uint32_t left,
                        uint32_t happened, int next)
{
    for (int i = 0; i < count; i++) {
        bool waits = (left >> i & 1) != 0;
        if (waits && i != next && precedes(&ops[i], &ops[next]))
            return false;
        if ((happened >> i & 1) != 0 && !waits && ops[i].close &&
            ops[i].file == ops[next].file)
            return false;
    }
    return true;
}

/* Where it was before in vain: by what is left, and who owns. */
enum { OWNERS = 8, NAMES = 3 };
struct vain {
    uint32_t round, *rounds; /* [left][owner][name] */
};

/* left: those that happened and have no place yet. */
static bool search(const struct brute_op *ops, int count, uint32_t left,
                   uint32_t happened, struct drive drive, struct vain *vain)
{
    uint32_t *been =
        &vain->rounds[(left * OWNERS + (uint32_t)(drive.owner + 1)) * NAMES +
                      (uint32_t)drive.name];
    if (left == 0)
        return true;
    if (*been == vain->round)
        return false;
    *been = vain->round;
    for (int i = 0; i < count; i++) {
        struct drive then = drive;
        if ((left >> i & 1) != 0 &&
            may_be_next(ops, count, left, happened, i) &&
            step(&ops[i], &then) &&
            search(ops, count, left & ~(UINT32_C(1) << i), happened, then,
                   vain))
            return true;
    }
    return false;
}

bool brute_has_order(const struct brute_op *ops, int count)
{
    static uint32_t rounds[(1 << BRUTE_MAX) * OWNERS * NAMES];
    static struct vain vain = { .rounds = rounds };
    uint32_t all = (UINT32_C(1) << count) - 1, unknown = 0;
    for (int i = 0; i < count; i++)
        unknown |= ops[i].unknown ? UINT32_C(1) << i : 0;
    /* Each set of those that may not have happened. */
    for (uint32_t never = unknown;; never = (never - 1) & unknown) {
        vain.round += 1;
        if (search(ops, count, all & ~never, all & ~never,
                   (struct drive){ .owner = -1 }, &vain))
            return true;
        if (never == 0)
            return false;
    }
}
