/* One client's descriptors of a real drive of Linux. */
#include "backends/drive_linux.h"

#include "backends/linux/answers.h"
#include "backends/linux/ear.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/requests.h"
#include "core/drive/catalog.h"

#include <string.h>

static struct tj_linux_session *session_of(struct tj_backend *backend)
{
    return (struct tj_linux_session *)backend;
}

/* --- Answers --- */

void linux_refuse(struct real_answer *answer, uint32_t status,
                  uint16_t native)
{
    *answer = (struct real_answer){ true, status, native, 0 };
}

void linux_refuse_errno(struct real_answer *answer, int value)
{
    linux_refuse(answer, linux_status_of_errno(-value), linux_native_of(value));
}

bool linux_room(const struct linux_call *call, uint32_t size)
{
    if (call->op->output_size < size) {
        linux_refuse(call->answer, TJ_STATUS_BUFFER_TOO_SMALL, 0);
        return false;
    }
    call->answer->info = size;
    return true;
}

static void refuse(struct real_answer *answer, uint32_t status)
{
    linux_refuse(answer, status, 0);
}

/* --- Handles --- */

static struct tj_linux_handle *find(struct tj_linux_session *session,
                                    tj_handle number)
{
    for (unsigned i = 0; i < TJ_OPEN_HANDLES_MAX; i++)
        if (session->handles[i].number == number)
            return &session->handles[i];
    return NULL;
}

static struct tj_linux_handle *find_open(struct tj_linux_session *session,
                                         tj_handle number)
{
    return number == TJ_NO_HANDLE ? NULL : find(session, number);
}

/* There are as many as handles. */
static struct tj_linux_file *free_file(struct tj_linux_session *session)
{
    unsigned i = 0;

    while (session->files[i].handles > 0)
        i++;
    return &session->files[i];
}

/* The drive, or the root folder of what is mounted from it. */
static int open_target(const struct tj_linux_session *session, uint32_t arg)
{
    const struct tj_linux_host *host = session->host;
    char                        place[LINUX_MOUNT_MAX];
    bool writes = (tj_open_access(arg) & TJ_ACCESS_WRITE) != 0;

    if (tj_open_target(arg) != TJ_FILE)
        return host->door->open(host->door->context, host->target.real.path,
                                LINUX_O_NONBLOCK |
                                    (writes ? LINUX_O_RDWR : LINUX_O_RDONLY));
    if (!linux_mounted(host->door, host->device, place))
        return -LINUX_ENOENT;
    return host->door->open(host->door->context, place, LINUX_O_RDONLY);
}

static void open_handle(struct real_session *real, const struct tj_op *op,
                        struct real_answer *answer)
{
    struct tj_linux_session *session = session_of(&real->backend);
    struct tj_linux_handle  *place = find(session, TJ_NO_HANDLE);

    if (place == NULL) {
        refuse(answer, TJ_STATUS_INSUFFICIENT_RESOURCES);
        return;
    }
    int file = open_target(session, op->arg);
    if (file < 0) {
        linux_refuse_errno(answer, file);
        return;
    }
    struct tj_linux_file *made = free_file(session);
    *made = (struct tj_linux_file){ .handles = 1, .file = file,
                                    .exclusive = -1, .open_arg = op->arg };
    *place = (struct tj_linux_handle){ op->handle, made };
}

/* dup(2) would share the open file description; so do two numbers for one. A
 * child process gets none of ours. */
static void duplicate(struct real_session *real, const struct tj_op *op,
                      struct real_answer *answer)
{
    struct tj_linux_session *session = session_of(&real->backend);
    struct tj_linux_handle  *source = find_open(session, op->arg);
    struct tj_linux_handle  *place = find(session, TJ_NO_HANDLE);

    if (source == NULL) {
        refuse(answer, TJ_STATUS_INVALID_HANDLE);
    } else if (op->offset == TJ_FOR_CHILD) {
        refuse(answer, TJ_STATUS_NOT_SUPPORTED);
    } else if (place == NULL) {
        refuse(answer, TJ_STATUS_INSUFFICIENT_RESOURCES);
    } else {
        source->file->handles++;
        *place = (struct tj_linux_handle){ op->handle, source->file };
    }
}

/* The last one closes; what it owned goes first. */
static int drop(struct tj_linux_session *session,
                struct tj_linux_handle *handle)
{
    struct tj_linux_file    *file = handle->file;
    const struct linux_door *door = session->host->door;

    *handle = (struct tj_linux_handle){ .number = TJ_NO_HANDLE };
    if (--file->handles > 0)
        return 0;
    linux_let_go(session->host, file);
    return door->close(door->context, file->file);
}

static void close_handle(struct real_session *real, const struct tj_op *op,
                         struct real_answer *answer)
{
    struct tj_linux_session *session = session_of(&real->backend);
    struct tj_linux_handle  *handle = find_open(session, op->handle);
    int                      result = -LINUX_EBADF;

    if (handle != NULL)
        result = drop(session, handle);
    if (handle == NULL)
        refuse(answer, TJ_STATUS_INVALID_HANDLE);
    else if (result < 0)
        linux_refuse_errno(answer, result);
}

/* --- Requests --- */

static enum tj_verb meant(const struct tj_op *op)
{
    uint32_t readable =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;

    return op->verb == TJ_IOCTL ? tj_decode_verb(op->code, op->input, readable)
                                : op->verb;
}

static void not_here(const struct linux_call *call)
{
    linux_refuse(call->answer, TJ_STATUS_NOT_SUPPORTED, 0);
}

/* What is not listed has no counterpart: secure tray locks, switching events
 * off, locking and dismounting volumes, writing. */
static void (*const requests[TJ_VERB_COUNT])(const struct linux_call *call) = {
    [TJ_LOCK] = linux_lock,      [TJ_UNLOCK] = linux_unlock,
    [TJ_QUERY] = linux_query,    [TJ_EJECT] = linux_move,
    [TJ_LOAD] = linux_move,      [TJ_LOAD2] = linux_move,
    [TJ_PREVENT] = linux_move,   [TJ_ALLOW] = linux_move,
    [TJ_VERIFY] = linux_verify,  [TJ_VERIFY2] = linux_verify,
    [TJ_READ] = linux_read,      [TJ_FLUSH] = linux_flush,
    [TJ_IOCTL] = linux_raw,
};

static void request(struct real_session *real, const struct tj_op *op,
                    uint8_t *output, struct real_answer *answer)
{
    struct tj_linux_session *session = session_of(&real->backend);
    struct tj_linux_handle  *handle = find_open(session, op->handle);

    session->busy = op->number;
    real_act_meanwhile(real);
    if (handle == NULL) {
        refuse(answer, TJ_STATUS_INVALID_HANDLE);
    } else {
        const struct linux_call call = { session->host, handle->file, op,
                                         meant(op), output, answer };
        (requests[call.verb] != NULL ? requests[call.verb] : not_here)(&call);
    }
    session->busy = 0;
}

/* An ioctl in the kernel cannot be called back. */
static void cancel(struct real_session *real, const struct tj_op *op,
                   struct real_answer *answer)
{
    const struct tj_linux_session *session = session_of(&real->backend);
    bool under_way = session->busy != 0 && session->busy == op->arg;

    refuse(answer, under_way ? TJ_STATUS_NOT_SUPPORTED : TJ_STATUS_NOT_FOUND);
}

static const struct real_acts acts = {
    .here = { [TJ_OPEN] = open_handle, [TJ_DUPLICATE] = duplicate,
              [TJ_CLOSE] = close_handle, [TJ_CANCEL] = cancel },
    .request = request,
    .refuse = refuse,
};

/* --- Events, closing --- */

static enum tj_status linux_listen(struct tj_backend *backend,
                                   tj_handle handle, struct tj_error *error)
{
    struct tj_linux_session *session = session_of(backend);
    enum tj_status           status =
        real_may_listen(&session->real, session->ear.open,
                        find_open(session, handle) != NULL, handle, error);

    return status == TJ_OK ? linux_ear_open(session, error) : status;
}

static size_t linux_events(struct tj_backend *backend, uint64_t until_ns,
                           struct tj_event *events, size_t events_max)
{
    return linux_ear_events(session_of(backend), until_ns, events, events_max);
}

static void linux_close(struct tj_backend *backend, uint64_t now_ns)
{
    struct tj_linux_session *session = session_of(backend);

    (void)now_ns;
    if (session->real.closed)
        return;
    session->real.closed = true;
    linux_ear_close(session);
    for (unsigned i = 0; i < TJ_OPEN_HANDLES_MAX; i++)
        if (session->handles[i].number != TJ_NO_HANDLE)
            (void)drop(session, &session->handles[i]);
}

static const struct tj_backend_ops linux_ops = {
    .name = "linux",
    .submit = real_submit,
    .collect = NULL,
    .listen = linux_listen,
    .events = linux_events,
    .close = linux_close,
    .disturb = NULL,
};

void tj_linux_session_init(struct tj_linux_session *session,
                           struct tj_linux_host *host, tj_client client,
                           uint8_t drive)
{
    memset(session, 0, sizeof *session);
    session->host = host;
    session->real = (struct real_session){
        .backend = { .ops = &linux_ops, .client = client, .drive = drive },
        .acts = &acts,
        .plan = host->plan,
        .ledger = host->share.at != NULL ? &host->shared->ledger : NULL,
    };
}

bool tj_linux_session_view(struct tj_linux_session *session, tj_handle handle,
                           struct tj_linux_view *view)
{
    struct tj_linux_handle     *open = find_open(session, handle);
    const struct tj_linux_host *host = session->host;

    if (open == NULL)
        return false;
    view->tray = linux_tray(host->door, open->file->file);
    (void)linux_mounted(host->door, host->device, view->mounted);
    return view->tray >= 0;
}

uint64_t tj_linux_session_lost(const struct tj_linux_session *session)
{
    return session->ear.lost;
}
