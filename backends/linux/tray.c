/* The tray and its door, by the ioctls that programs use. Such an ioctl returns
 * more than "yes" and "no": any result but 0 is a refusal, and 0 is no proof
 * (docs/LINUX.md, 1 and 2). So each is looked after, and where nothing came of a
 * yes, and no other client of the run can have undone it, asked once more. */
#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/requests.h"

static bool disc_is_in(const struct linux_call *call)
{
    return linux_tray(call->host->door, call->file->file) == LINUX_DISC_OK;
}

static bool tray_is_open(const struct linux_call *call)
{
    return linux_tray(call->host->door, call->file->file) == LINUX_TRAY_OPEN;
}

static bool door_is_free(const struct linux_call *call)
{
    return linux_door_state(call->host->door, call->file->file) ==
           MMC_DOOR_FREE;
}

static bool door_is_locked(const struct linux_call *call)
{
    return linux_door_state(call->host->door, call->file->file) ==
           MMC_DOOR_LOCKED;
}

struct motion {
    uint32_t  request;
    uintptr_t argument;
    bool    (*failed)(const struct linux_call *call); /* Surely. */
};
static const struct motion eject = { LINUX_CDROMEJECT, 0, disc_is_in };
static const struct motion load = { LINUX_CDROMCLOSETRAY, 0, tray_is_open };
static const struct motion prevent = { LINUX_CDROM_LOCKDOOR, 1, door_is_free };
static const struct motion allow = { LINUX_CDROM_LOCKDOOR, 0, door_is_locked };

/* *own: its kind; *against: what undoes it. */
static const struct motion *motion_of(const struct linux_call *call,
                                      struct linux_span **own,
                                      struct linux_span **against)
{
    struct linux_shared *shared = call->host->shared;

    switch ((int)call->verb) {
    case TJ_EJECT:
        *own = &shared->ejects, *against = &shared->loads;
        return &eject;
    case TJ_PREVENT:
        *own = &shared->prevents, *against = &shared->allows;
        return &prevent;
    case TJ_ALLOW:
        *own = &shared->allows, *against = &shared->prevents;
        return &allow;
    default:
        *own = &shared->loads, *against = &shared->ejects;
        return &load;
    }
}

/* The kernel keeps the sense to itself; whether the door is locked can be
 * asked. That is what 05/53/02 means to Windows. */
static void refuse(const struct linux_call *call, int result)
{
    uint16_t native = linux_native_of(result);

    if (result < 0)
        linux_refuse_errno(call->answer, result);
    else if (call->verb == TJ_EJECT && (uint32_t)result >> 16 == 0 &&
             door_is_locked(call))
        linux_refuse(call->answer, TJ_STATUS_INVALID_DEVICE_REQUEST, native);
    else
        linux_refuse(call->answer, linux_status_of_result((uint32_t)result),
                     native);
}

void linux_move(const struct linux_call *call)
{
    const struct linux_door *door = call->host->door;
    struct linux_span       *own, *against;
    const struct motion     *motion = motion_of(call, &own, &against);
    bool                     trusts = call->host->target.trusts;

    for (unsigned i = 0; i < 2; i++) {
        if (!trusts) /* A pending UNIT ATTENTION would swallow the command. */
            (void)linux_tray(door, call->file->file);
        struct linux_instant look = linux_span_look(against);
        linux_span_begin(own);
        int result = door->ioctl(door->context, call->file->file,
                                 motion->request, motion->argument);
        linux_span_end(own);
        if (result != 0) {
            refuse(call, result);
            return;
        }
        if (trusts || !motion->failed(call) || linux_span_met(against, look))
            return;
    }
    linux_refuse(call->answer, TJ_STATUS_UNSUCCESSFUL, 0);
}
