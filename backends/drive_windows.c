/* One client's handles to a real drive. */
#include "backends/drive_windows.h"

#include "core/base/clock.h"

#include <string.h>

#include <windows.h>

static struct tj_windows_session *session_of(struct tj_backend *backend)
{
    return (struct tj_windows_session *)backend;
}

/* --- Answers --- */

static void refuse(struct real_answer *answer, uint32_t status)
{
    *answer = (struct real_answer){ true, status,
                                    tj_ntstatus_to_win32(status), 0 };
}

/* --- Handles --- */

static struct tj_windows_handle *find(struct tj_windows_session *session,
                                      tj_handle number)
{
    for (unsigned i = 0; i < TJ_OPEN_HANDLES_MAX; i++)
        if (session->handles[i].number == number)
            return &session->handles[i];
    return NULL;
}

static struct tj_windows_handle *find_open(struct tj_windows_session *session,
                                           tj_handle number)
{
    return number == TJ_NO_HANDLE ? NULL : find(session, number);
}

static void open_handle(struct real_session *real, const struct tj_op *op,
                        struct real_answer *answer)
{
    struct tj_windows_session *session = session_of(&real->backend);
    struct tj_windows_handle  *place = find(session, TJ_NO_HANDLE);
    const struct win32_open    how =
        win32_open_of(&session->host->paths, op->arg);

    if (place == NULL) {
        refuse(answer, TJ_STATUS_INSUFFICIENT_RESOURCES);
        return;
    }
    intptr_t native = win32_open_handle(&how, answer);
    if (native != -1)
        *place = (struct tj_windows_handle){ op->handle, native, false,
                                             how.path };
}

/* The process that a duplicate for a child goes to; ours without one. */
static HANDLE target_process(const struct tj_windows_session *session,
                             const struct tj_op *op, bool *elsewhere)
{
    intptr_t guardian = session->host->guardian;

    *elsewhere = op->offset == TJ_FOR_CHILD && guardian != 0;
    return *elsewhere ? (HANDLE)guardian : GetCurrentProcess();
}

static void duplicate(struct real_session *real, const struct tj_op *op,
                      struct real_answer *answer)
{
    struct tj_windows_session *session = session_of(&real->backend);
    struct tj_windows_handle  *source = find_open(session, op->arg);
    struct tj_windows_handle  *place = find(session, TJ_NO_HANDLE);
    bool                       elsewhere = false;
    HANDLE                     made = NULL;

    if (place == NULL)
        refuse(answer, TJ_STATUS_INSUFFICIENT_RESOURCES);
    else if (source == NULL || source->elsewhere)
        refuse(answer, TJ_STATUS_INVALID_HANDLE);
    else if (!DuplicateHandle(GetCurrentProcess(), (HANDLE)source->native,
                              target_process(session, op, &elsewhere), &made,
                              0, FALSE, DUPLICATE_SAME_ACCESS))
        win32_take_failure(answer);
    else
        *place = (struct tj_windows_handle){ op->handle, (intptr_t)made,
                                             elsewhere, source->path };
}

static bool close_native(struct tj_windows_session *session,
                         const struct tj_windows_handle *handle)
{
    if (!handle->elsewhere)
        return CloseHandle((HANDLE)handle->native) != 0;
    /* Moved here first: not every system closes a source without a target. */
    HANDLE moved = NULL;
    return DuplicateHandle((HANDLE)session->host->guardian,
                           (HANDLE)handle->native, GetCurrentProcess(), &moved,
                           0, FALSE,
                           DUPLICATE_CLOSE_SOURCE | DUPLICATE_SAME_ACCESS) &&
           CloseHandle(moved);
}

static void close_handle(struct real_session *real, const struct tj_op *op,
                         struct real_answer *answer)
{
    struct tj_windows_session *session = session_of(&real->backend);
    struct tj_windows_handle  *handle = find_open(session, op->handle);

    if (handle == NULL) {
        refuse(answer, TJ_STATUS_INVALID_HANDLE);
        return;
    }
    if (!close_native(session, handle))
        win32_take_failure(answer);
    *handle = (struct tj_windows_handle){ .number = TJ_NO_HANDLE };
}

static void cancel(struct real_session *real, const struct tj_op *op,
                   struct real_answer *answer)
{
    struct tj_windows_session *session = session_of(&real->backend);
    struct win32_slot         *slot = win32_slot_of(session->slots, op->arg);

    if (slot == NULL)
        refuse(answer, TJ_STATUS_NOT_FOUND);
    else
        win32_cancel(slot, answer);
}

/* --- Requests --- */

static void request(struct real_session *real, const struct tj_op *op,
                    uint8_t *output, struct real_answer *answer)
{
    struct tj_windows_session *session = session_of(&real->backend);
    struct tj_windows_handle  *handle = find_open(session, op->handle);
    struct win32_slot         *slot = win32_slot_take(session->slots);
    uint64_t until_ns = tj_clock_ns() + session->host->target.real.deadline_ns;

    if (slot == NULL || handle == NULL || handle->elsewhere) {
        refuse(answer, slot == NULL ? TJ_STATUS_INSUFFICIENT_RESOURCES
                                    : TJ_STATUS_INVALID_HANDLE);
        real_act_meanwhile(real);
        return;
    }
    bool pending = win32_begin(slot, handle->native, op, answer);
    real_act_meanwhile(real);
    if (pending)
        win32_finish(slot, until_ns, answer);
    uint32_t size = answer->info < TJ_OUTPUT_MAX ? answer->info : TJ_OUTPUT_MAX;
    if (answer->known && size > 0)
        memcpy(output, win32_output(slot), size);
}

static const struct real_acts acts = {
    .here = { [TJ_OPEN] = open_handle, [TJ_DUPLICATE] = duplicate,
              [TJ_CLOSE] = close_handle, [TJ_CANCEL] = cancel },
    .request = request,
    .refuse = refuse,
};

/* --- Events --- */

static enum tj_status windows_listen(struct tj_backend *backend,
                                     tj_handle handle, struct tj_error *error)
{
    struct tj_windows_session *session = session_of(backend);
    struct tj_windows_handle  *open = find_open(session, handle);
    bool           is_open = open != NULL && !open->elsewhere;
    enum tj_status status = real_may_listen(&session->real, session->ear.open,
                                            is_open, handle, error);

    if (status != TJ_OK)
        return status;
    const struct win32_listening listening = {
        session->host->target.notify, open->native, open->path, backend->drive
    };
    return win32_ear_open(&session->ear, &listening, error);
}

static size_t windows_events(struct tj_backend *backend, uint64_t until_ns,
                             struct tj_event *events, size_t events_max)
{
    return win32_ear_events(&session_of(backend)->ear, until_ns, events,
                            events_max);
}

static void windows_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_windows_session *session = session_of(backend);

    (void)now_ns;
    if (session->real.closed)
        return;
    session->real.closed = true;
    win32_ear_close(&session->ear);
    for (unsigned i = 0; i < TJ_OPEN_HANDLES_MAX; i++)
        if (session->handles[i].number != TJ_NO_HANDLE)
            (void)close_native(session, &session->handles[i]);
    memset(session->handles, 0, sizeof session->handles);
    win32_slots_close(session->slots);
}

void tj_windows_session_lend(struct tj_windows_session *lender,
                             struct tj_windows_session *borrower,
                             tj_handle handle)
{
    const struct tj_windows_handle *lent = find_open(lender, handle);
    struct tj_windows_handle       *place = find(borrower, TJ_NO_HANDLE);

    if (lent != NULL && place != NULL && find_open(borrower, handle) == NULL)
        *place = *lent;
}

bool tj_windows_session_cancel(struct tj_windows_session *session,
                               uint32_t number)
{
    struct real_answer answer;
    bool                some = false;

    for (unsigned i = 0; i < WIN32_SLOTS; i++) {
        struct win32_slot *slot = &session->slots[i];
        if (!slot->pending || (number != 0 && slot->number != number))
            continue;
        win32_cancel(slot, &answer);
        some = true;
    }
    return some;
}

void tj_windows_session_forget(struct tj_windows_session *session,
                               tj_handle handle)
{
    struct tj_windows_handle *known = find_open(session, handle);

    if (known != NULL)
        *known = (struct tj_windows_handle){ .number = TJ_NO_HANDLE };
}

static const struct tj_backend_ops windows_ops = {
    .name = "windows",
    .submit = real_submit,
    .collect = NULL,
    .listen = windows_listen,
    .events = windows_events,
    .close = windows_close,
    .disturb = NULL,
};

void tj_windows_session_init(struct tj_windows_session *session,
                             struct tj_windows_host *host, tj_client client,
                             uint8_t drive)
{
    *session = (struct tj_windows_session){
        .real = {
            .backend = { .ops = &windows_ops, .client = client,
                         .drive = drive },
            .acts = &acts,
            .plan = host->plan,
            .ledger = host->ledger,
        },
        .host = host,
    };
}

uint64_t tj_windows_session_lost(const struct tj_windows_session *session)
{
    return session->ear.lost + session->ear.unmapped;
}
