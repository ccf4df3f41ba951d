/* The checked doors of backend.h, for every backend and layer alike: what goes
 * in and what comes out is held to the promises there. Of backend.h. */
#ifndef TJ_CORE_DRIVE_DOOR_H
#define TJ_CORE_DRIVE_DOOR_H

#include "core/base/assert.h"
#include "core/drive/backend.h"

/* The most bytes an answer may report. A failed request may report the size
 * it would have needed instead (spec 0.6), so only success is bounded. */
static inline bool tj_info_within(const struct tj_op *op,
                                  const struct tj_reply *reply)
{
    if (reply->outcome != TJ_DONE)
        return true;
    if (op->verb == TJ_READ || op->verb == TJ_WRITE)
        return reply->info <= op->arg;
    return reply->info <= op->output_size;
}

static inline enum tj_submit tj_backend_submit(struct tj_backend *backend,
                                               uint64_t now_ns,
                                               const struct tj_op *op,
                                               struct tj_reply *reply)
{
    TJ_ASSERT(op->number > 0);
    TJ_ASSERT(op->client != TJ_NOBODY && op->client == backend->client);
    TJ_ASSERT(op->drive == backend->drive);
    TJ_ASSERT((unsigned)op->verb < TJ_VERB_COUNT);
    if (backend->in_flight == TJ_IN_FLIGHT_MAX)
        return TJ_BUSY;

    enum tj_submit taken = backend->ops->submit(backend, now_ns, op, reply);

    if (taken == TJ_ANSWERED) {
        TJ_INVARIANT(B3, reply->number == op->number);
        TJ_INVARIANT(B3, reply->client == op->client);
        TJ_INVARIANT(B3, reply->answered_ns >= now_ns);
        TJ_INVARIANT(B3, tj_info_within(op, reply));
    } else if (taken == TJ_ACCEPTED) {
        TJ_INVARIANT(B1, backend->ops->collect != NULL);
        backend->in_flight++;
    }
    return taken;
}

static inline bool tj_backend_collect(struct tj_backend *backend,
                                      uint64_t until_ns,
                                      struct tj_reply *reply)
{
    if (backend->in_flight == 0)
        return false;
    if (!backend->ops->collect(backend, until_ns, reply))
        return false;

    TJ_INVARIANT(B2, reply->number > 0 && reply->client == backend->client);
    TJ_ASSERT((unsigned)reply->outcome < TJ_OUTCOME_COUNT);
    backend->in_flight--;
    return true;
}

#endif
