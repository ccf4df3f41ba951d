/* Who owns the drive. The kernel knows one thing: whether a descriptor with
 * O_EXCL, or a mount, has the block device. It does not say which, nor whose;
 * asking means to take it for a moment. */
#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/requests.h"

#include "core/base/clock.h"
#include "core/drive/bytes.h"

#include <string.h>

/* How often an EBUSY is asked about again that a question of this run, or an
 * owner who has not told his name yet, may explain; and after how many it is
 * asked with pauses. */
enum { TRIES = 400, TRIES_AT_ONCE = 16, PAUSE_NS = 50000 };

static void pause_after(unsigned tries)
{
    if (tries >= TRIES_AT_ONCE)
        tj_clock_sleep_until(tj_clock_ns() + PAUSE_NS);
}

static int open_exclusive(const struct tj_linux_host *host, int access)
{
    return host->door->open(host->door->context, host->target.real.path,
                            access | LINUX_O_EXCL | LINUX_O_NONBLOCK);
}

static void close_file(const struct tj_linux_host *host, int file)
{
    (void)host->door->close(host->door->context, file);
}

/* --- LOCK --- */

/* An EBUSY that may be another client's question is asked again, unless one of
 * the run owns the drive. */
static int take(const struct linux_call *call)
{
    struct tj_linux_host *host = call->host;
    unsigned access = tj_open_access(call->file->open_arg);
    int      result = -LINUX_EBUSY;
    char     name[TJ_CALLER_NAME_SIZE + 1];

    for (unsigned i = 0; i < TRIES && result == -LINUX_EBUSY; i++) {
        const struct linux_span *questions = &host->shared->questions;
        struct linux_instant     look = linux_span_look(questions);

        result = open_exclusive(host, (access & TJ_ACCESS_WRITE) != 0
                                          ? LINUX_O_RDWR : LINUX_O_RDONLY);
        if (!linux_span_met(questions, look) ||
            linux_owner_get(&host->shared->owner, name))
            break;
        pause_after(i);
    }
    return result;
}

/* A mount has the device just so. It cannot be locked over, as on Windows. */
static uint32_t why_busy(const struct linux_call *call)
{
    char     place[LINUX_MOUNT_MAX];
    uint32_t flags = tj_get_u32(call->op->input + 4);

    if (!linux_mounted(call->host->door, call->host->device, place))
        return TJ_STATUS_ACCESS_DENIED;
    return (flags & TJ_LOCK_IGNORE_VOLUME) != 0 ? TJ_STATUS_NOT_SUPPORTED
                                                : TJ_STATUS_INVALID_DEVICE_STATE;
}

static bool is_lockable(const struct linux_call *call)
{
    const uint8_t *name = call->op->input + TJ_EXCLUSIVE_ACCESS_SIZE;

    if (tj_open_target(call->file->open_arg) != TJ_INTERFACE)
        linux_refuse(call->answer, TJ_STATUS_INVALID_HANDLE, 0);
    else if (call->op->input_size < TJ_EXCLUSIVE_LOCK_SIZE)
        linux_refuse(call->answer, TJ_STATUS_INFO_LENGTH_MISMATCH, 0);
    else if (!tj_caller_name_valid(name, TJ_CALLER_NAME_SIZE))
        linux_refuse(call->answer, TJ_STATUS_INVALID_PARAMETER, 0);
    else
        return true;
    return false;
}

void linux_lock(const struct linux_call *call)
{
    struct tj_linux_file *file = call->file;

    if (!is_lockable(call))
        return;
    int result = take(call);
    if (result == -LINUX_EBUSY) {
        linux_refuse(call->answer, why_busy(call), LINUX_EBUSY);
    } else if (result < 0) {
        linux_refuse_errno(call->answer, result);
    } else {
        file->exclusive = result;
        memcpy(file->name, call->op->input + TJ_EXCLUSIVE_ACCESS_SIZE,
               TJ_CALLER_NAME_SIZE);
        file->name[TJ_CALLER_NAME_SIZE] = '\0';
        linux_owner_set(&call->host->shared->owner, file->name);
    }
}

/* --- UNLOCK, CLOSE --- */

void linux_let_go(struct tj_linux_host *host, struct tj_linux_file *file)
{
    if (file->exclusive < 0)
        return;
    /* While it is ours: the next owner writes his own name. */
    linux_owner_set(&host->shared->owner, NULL);
    close_file(host, file->exclusive);
    file->exclusive = -1;
}

void linux_unlock(const struct linux_call *call)
{
    if (tj_open_target(call->file->open_arg) != TJ_INTERFACE)
        linux_refuse(call->answer, TJ_STATUS_INVALID_HANDLE, 0);
    else if (call->file->exclusive < 0)
        linux_refuse(call->answer, TJ_STATUS_NOT_LOCKED, 0);
    else
        linux_let_go(call->host, call->file);
}

/* --- QUERY --- */

static void give_state(const struct linux_call *call, bool locked,
                       const char *name)
{
    if (!linux_room(call, TJ_EXCLUSIVE_STATE_SIZE))
        return;
    memset(call->output, 0, TJ_EXCLUSIVE_STATE_SIZE);
    call->output[0] = locked;
    if (locked)
        memcpy(call->output + 1, name, strnlen(name, TJ_CALLER_NAME_SIZE));
}

/* Takes it and gives it back. *alone: no other question of the run met this. */
static int question(const struct tj_linux_host *host, bool *alone)
{
    struct linux_span   *questions = &host->shared->questions;
    struct linux_instant look = linux_span_look(questions);

    linux_span_begin(questions);
    int result = open_exclusive(host, LINUX_O_RDONLY);
    if (result >= 0)
        close_file(host, result);
    struct linux_instant after = linux_span_look(questions);
    linux_span_end(questions);
    *alone = look.begun == look.over && after.begun == look.begun + 1;
    return result;
}

/* A program outside the run has it, or is about to say so. */
static void give_stranger(const struct linux_call *call)
{
    char place[LINUX_MOUNT_MAX], who[LINUX_HOLDER_MAX];

    if (linux_mounted(call->host->door, call->host->device, place)) {
        give_state(call, false, ""); /* LOCK says what is in the way. */
        return;
    }
    tj_linux_holder(call->host->door, call->host->device, who);
    give_state(call, true, who[0] != '\0' ? who : "another program");
}

/* Nobody is disturbed by this: a burner that asks in the very moment of a
 * question is refused, and a watcher asks again and again. */
static bool is_plainly_free(const struct tj_linux_host *host)
{
    char name[TJ_CALLER_NAME_SIZE + 1], who[LINUX_HOLDER_MAX];

    if (host->plan != REAL_LOOKS || host->share.at != NULL ||
        linux_owner_get(&host->shared->owner, name))
        return false;
    tj_linux_holder(host->door, host->device, who);
    return who[0] == '\0';
}

void linux_query(const struct linux_call *call)
{
    const struct tj_linux_host *host = call->host;
    char                        name[TJ_CALLER_NAME_SIZE + 1];
    bool                        alone = false;

    if (call->file->exclusive >= 0) {
        give_state(call, true, call->file->name);
        return;
    }
    if (is_plainly_free(host)) {
        give_state(call, false, "");
        return;
    }
    for (unsigned i = 0; i < TRIES; i++) {
        int result = question(host, &alone);

        if (result != -LINUX_EBUSY) {
            if (result < 0)
                linux_refuse_errno(call->answer, result);
            else
                give_state(call, false, "");
            return;
        }
        if (linux_owner_get(&host->shared->owner, name)) {
            give_state(call, true, name);
            return;
        }
        if (alone && i > 2 && host->share.at == NULL)
            break;
        pause_after(i);
    }
    give_stranger(call);
}
