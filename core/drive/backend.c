/* The doors that not every operation goes through (the others: door.h). */
#include "core/drive/backend.h"

#include "core/base/assert.h"

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
