/* A drive of Linux as a process of a run has it: found, admitted, guarded. */
#include "backends/linux/host.h"

#include "backends/linux/answers.h"
#include "backends/linux/kernel.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

static enum tj_status cannot_open(const struct tj_linux_host *host, int value,
                                  struct tj_error *error)
{
    const char *hint = value == -LINUX_EACCES || value == -LINUX_EPERM
                           ? ": you may not; are you in its group (cdrom)?"
                       : value == -LINUX_ENOENT ? ": it is not there" : "";
    char        name[LINUX_NATIVE_TEXT];

    linux_native_text(linux_native_of(value), name);
    return tj_fail_native(error, TJ_UNAVAILABLE, -value,
                          "%s: cannot be opened (%s)%s",
                          host->target.real.path, name, hint);
}

/* Opening so disturbs nobody, and says whether it is a drive. */
static enum tj_status look_at(struct tj_linux_host *host,
                              struct tj_error *error)
{
    const struct linux_door *door = host->door;
    const char              *path = host->target.real.path;

    host->device = door->device(door->context, path);
    if (host->device < 0 && host->device != -LINUX_ENODEV)
        return cannot_open(host, host->device, error);
    int file = host->device < 0 ? -LINUX_ENODEV
                                : door->open(door->context, path,
                                             LINUX_O_NONBLOCK);
    if (file < 0 && host->device >= 0)
        return cannot_open(host, file, error);
    int can = file < 0 ? file
                       : door->ioctl(door->context, file,
                                     LINUX_CDROM_GET_CAPABILITY, 0);
    if (can >= 0)
        (void)linux_identify(door, file, host->device, &host->identity);
    if (file >= 0)
        (void)door->close(door->context, file);
    return can >= 0 ? TJ_OK
                    : tj_fail(error, TJ_UNAVAILABLE, "%s: is no optical drive; "
                              "`trayjam drives` shows those there are", path);
}

static enum tj_status admit(struct tj_linux_host *host, const char *detail,
                            struct tj_real_use use, struct tj_error *error)
{
    struct real_drive_facts facts;
    struct linux_texts      texts;
    uint32_t                motions = 0;

    if (use.plan == REAL_LOOKS)
        return TJ_OK;
    enum tj_status status = linux_take_facts(host, &facts, &texts, error);
    if (status == TJ_OK)
        status = real_admit(&host->target.real, &facts, use.plan, &motions,
                            error);
    if (status != TJ_OK || !use.undone)
        return status;
    status = linux_ledger_make(host, motions, error);
    if (status == TJ_OK)
        status = linux_guard_start(host, detail, error);
    return status;
}

enum tj_status linux_host_open_by(struct tj_linux_host *host,
                                  const struct linux_door *door,
                                  const char *detail, struct tj_real_use use,
                                  struct tj_error *error)
{
    memset(host, 0, sizeof *host);
    host->plan = use.plan;
    host->door = door;
    host->shared = &host->own;
    host->channel.native = -1;
    enum tj_status status = linux_target_parse(detail, &host->target, error);
    if (status != TJ_OK)
        return status;
    if (door == NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "drive `linux`: needs Linux");
    status = look_at(host, error);
    if (status == TJ_OK)
        status = host->target.real.ledger[0] != '\0'
                     ? linux_ledger_join(host, error)
                     : admit(host, detail, use, error);
    if (status != TJ_OK)
        linux_guard_end(host);
    return status;
}

enum tj_status tj_linux_host_open(struct tj_linux_host *host,
                                  const char *detail, struct tj_real_use use,
                                  struct tj_error *error)
{
    return linux_host_open_by(host, linux_door(), detail, use, error);
}

bool tj_linux_host_detail(const struct tj_linux_host *host, const char *detail,
                          char *text, size_t size)
{
    struct tj_text joined;

    tj_text_init(&joined, text, size);
    tj_text_add(&joined, "%s;ledger=%s", detail, host->target.real.ledger);
    return !joined.cut;
}

/* The door as it was found, if the run locked or unlocked it: udev may have had
 * it locked before. The tray, if the last motion opened it. */
void linux_put_back(struct tj_linux_host *host)
{
    struct linux_shared     *shared = host->shared;
    const struct linux_door *door = host->door;
    bool prevented = atomic_load(&shared->ledger.prevents) > 0;
    bool allowed = atomic_load(&shared->allows.begun) > 0;
    bool was_locked = atomic_load(&shared->was_locked);
    bool was_open = atomic_load(&shared->was_open);
    int  file = door->open(door->context, host->target.real.path,
                           LINUX_O_NONBLOCK);

    if (file < 0)
        return;
    (void)linux_tray(door, file); /* A UNIT ATTENTION is taken by this. */
    if ((prevented && !was_locked) || (allowed && was_locked))
        (void)door->ioctl(door->context, file, LINUX_CDROM_LOCKDOOR,
                          was_locked);
    atomic_store(&shared->ledger.prevents, 0);
    if (atomic_load(&shared->ledger.ejected) && !was_open &&
        linux_tray(door, file) == LINUX_TRAY_OPEN)
        (void)door->ioctl(door->context, file, LINUX_CDROMCLOSETRAY, 0);
    atomic_store(&shared->ledger.ejected, false);
    (void)door->close(door->context, file);
    atomic_store(&shared->ledger.clean, true);
}

void tj_linux_host_close(struct tj_linux_host *host)
{
    if (host->share.at != NULL && host->is_child)
        real_ledger_detach(&host->shared->ledger,
                           (uint32_t)tj_os_process_id());
    else if (host->share.at != NULL)
        linux_put_back(host);
    linux_guard_end(host);
}
