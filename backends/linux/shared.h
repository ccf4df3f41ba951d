/* What the clients of a run share beside the drive: the ledger of wear, who of
 * them owns the drive, and which of their requests overlap, so that what one
 * client did is not taken for the kernel's lie to another. In memory of all the
 * run's processes, or of one process where there is one. */
#ifndef TJ_BACKENDS_LINUX_SHARED_H
#define TJ_BACKENDS_LINUX_SHARED_H

#include "backends/real/ledger.h"
#include "core/drive/encode.h"

/* Requests of a kind: how many began and how many are over. */
struct linux_span {
    _Atomic uint32_t begun, over;
};
struct linux_instant {
    uint32_t begun, over;
};
struct linux_instant linux_span_look(const struct linux_span *span);
void linux_span_begin(struct linux_span *span);
void linux_span_end(struct linux_span *span);
/* Some of that kind was under way between the look and now. One whose client
 * died meanwhile is under way for ever. */
bool linux_span_met(const struct linux_span *span, struct linux_instant look);

enum { LINUX_NAME_WORDS = (TJ_CALLER_NAME_SIZE + 7) / 8 };
struct linux_owner {
    _Atomic uint32_t version; /* Odd while it is being written. */
    _Atomic uint64_t name[LINUX_NAME_WORDS];
};
/* By whoever has the exclusive descriptor; NULL: he is about to close it. */
void linux_owner_set(struct linux_owner *owner, const char *name);
/* False: nobody of the run does, or he has not told yet. */
bool linux_owner_get(const struct linux_owner *owner,
                     char name[TJ_CALLER_NAME_SIZE + 1]);

struct linux_shared {
    struct real_ledger ledger;
    struct linux_owner owner;
    struct linux_span  questions; /* Exclusive opens that only ask. */
    struct linux_span  ejects, loads, prevents, allows;
    _Atomic bool       was_locked, was_open; /* Door and tray, at first. */
};

#endif
