/* The checked door: what goes into a backend and what comes out of it is held
 * to the promises of backend.h here, for every backend and layer alike. */
#include "core/drive/backend.h"

#include "core/base/assert.h"

/* The most bytes an answer may report. A failed request may report the size
 * it would have needed instead (spec 0.6), so only success is bounded. */
static bool info_within(const struct tj_op *op, const struct tj_reply *reply)
{
    if (reply->outcome != TJ_DONE)
        return true;
    if (op->verb == TJ_READ || op->verb == TJ_WRITE)
        return reply->info <= op->arg;
    return reply->info <= op->output_size;
}

static void check_op(const struct tj_backend *backend, const struct tj_op *op)
{
    TJ_ASSERT(op->number > 0);
    TJ_ASSERT(op->client != TJ_NOBODY && op->client == backend->client);
    TJ_ASSERT(op->drive == backend->drive);
    TJ_ASSERT((unsigned)op->verb < TJ_VERB_COUNT);
}

enum tj_submit tj_backend_submit(struct tj_backend *backend, uint64_t now_ns,
                                 const struct tj_op *op,
                                 struct tj_reply *reply)
{
    check_op(backend, op);
    if (backend->in_flight == TJ_IN_FLIGHT_MAX)
        return TJ_BUSY;

    enum tj_submit taken = backend->ops->submit(backend, now_ns, op, reply);

    if (taken == TJ_ANSWERED) {
        TJ_INVARIANT(B3, reply->number == op->number);
        TJ_INVARIANT(B3, reply->client == op->client);
        TJ_INVARIANT(B3, reply->answered_ns >= now_ns);
        TJ_INVARIANT(B3, info_within(op, reply));
    } else if (taken == TJ_ACCEPTED) {
        TJ_INVARIANT(B1, backend->ops->collect != NULL);
        backend->in_flight++;
    }
    return taken;
}

bool tj_backend_collect(struct tj_backend *backend, uint64_t until_ns,
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

enum tj_status tj_backend_listen(struct tj_backend *backend, tj_handle handle,
                                 struct tj_error *error)
{
    if (backend->ops->listen == NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "drive %s has no device events",
                       backend->ops->name);
    return backend->ops->listen(backend, handle, error);
}

size_t tj_backend_events(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_event *events, size_t events_max)
{
    TJ_ASSERT(events_max > 0);
    if (backend->ops->events == NULL)
        return 0;

    size_t count = backend->ops->events(backend, until_ns, events, events_max);

    TJ_ASSERT(count <= events_max);
    for (size_t i = 0; i < count; i++) {
        TJ_ASSERT((unsigned)events[i].id < TJ_EVENT_COUNT);
        TJ_ASSERT(events[i].size <= TJ_EVENT_DATA_MAX);
        /* Drives that do not number their events send 0. */
        TJ_INVARIANT(B5, i == 0 || events[i].number == 0 ||
                             events[i].number >= events[i - 1].number);
    }
    return count;
}

void tj_backend_close(struct tj_backend *backend, uint64_t now_ns)
{
    backend->ops->close(backend, now_ns);
}

bool tj_backend_disturb(struct tj_backend *backend,
                        const struct tj_disturb *disturb)
{
    TJ_ASSERT(tj_disturb_valid(disturb));
    while (backend->next != NULL)
        backend = backend->next;
    if (backend->ops->disturb == NULL)
        return false;
    backend->ops->disturb(backend, disturb);
    return true;
}

enum tj_status tj_backend_renew(struct tj_backend *backend,
                                const char *settings, struct tj_error *error)
{
    while (backend->next != NULL)
        backend = backend->next;
    if (backend->ops->renew == NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "drive %s cannot be made anew",
                       backend->ops->name);
    return backend->ops->renew(backend, settings, error);
}

void tj_backend_act_meanwhile(struct tj_backend *drive)
{
    const struct tj_meanwhile *meanwhile = drive->meanwhile;

    drive->meanwhile = NULL;
    if (meanwhile != NULL)
        meanwhile->act(meanwhile->context);
}
