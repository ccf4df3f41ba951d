/* SPDX-License-Identifier: MIT */
#include "cli/bench/bench_beside.h"

#include "backends/linux/door.h"
#include "backends/linux/kernel.h"

/* --- Windows: DeviceIoControl --- */

static enum tj_status open_overlapped(struct bench_bare *bare,
                                      const struct single_drive *drive,
                                      struct tj_error *error)
{
    return win32_bare_open(&bare->windows,
                           drive->real.windows.paths.device, true, error);
}

static enum tj_status open_synchronous(struct bench_bare *bare,
                                       const struct single_drive *drive,
                                       struct tj_error *error)
{
    return win32_bare_open(&bare->windows,
                           drive->real.windows.paths.device, false, error);
}

static bool ask_windows(const struct bench_bare *bare, const struct tj_op *op,
                        uint64_t count)
{
    return win32_bare_ask(&bare->windows, op, count);
}

/* --- Linux: ioctl, and open with O_EXCL --- */

static int open_file(const char *path, int flags)
{
    const struct linux_door *door = linux_door();

    return door == NULL ? -LINUX_ENOSYS
                        : door->open(door->context, path,
                                     LINUX_O_RDONLY | LINUX_O_NONBLOCK | flags);
}

static enum tj_status open_linux(struct bench_bare *bare,
                                 const struct single_drive *drive,
                                 struct tj_error *error)
{
    bare->path = drive->real.of_linux.target.real.path;
    bare->file = open_file(bare->path, 0);
    return bare->file >= 0 ? TJ_OK
                           : tj_fail_native(error, TJ_UNAVAILABLE, -bare->file,
                                            "%s: cannot be opened: errno %d",
                                            bare->path, -bare->file);
}

static bool look_linux(const struct bench_bare *bare, const struct tj_op *op,
                       uint64_t count)
{
    const struct linux_door *door = linux_door();
    int                      tray = 0;

    (void)op;
    for (uint64_t i = 0; i < count && tray >= 0; i++)
        tray = door->ioctl(door->context, bare->file, LINUX_CDROM_DRIVE_STATUS,
                           LINUX_SLOT_CURRENT);
    return tray >= 0;
}

static bool claim_linux(const struct bench_bare *bare, const struct tj_op *op,
                        uint64_t count)
{
    const struct linux_door *door = linux_door();
    int                      file = 0;

    (void)op;
    for (uint64_t i = 0; i < count && file >= 0; i++) {
        file = open_file(bare->path, LINUX_O_EXCL);
        if (file >= 0)
            (void)door->close(door->context, file);
    }
    return file >= 0;
}

const struct bench_beside bench_beside_windows = {
    { TJ_QUERY }, 1, open_overlapped, ask_windows
};
const struct bench_beside bench_beside_windows_sync = {
    { TJ_QUERY }, 1, open_synchronous, ask_windows
};
const struct bench_beside bench_beside_linux = {
    { TJ_VERIFY2 }, 1, open_linux, look_linux
};
const struct bench_beside bench_beside_linux_claim = {
    { TJ_LOCK, TJ_UNLOCK }, 2, open_linux, claim_linux
};

void bench_bare_init(struct bench_bare *bare)
{
    *bare = (struct bench_bare){ .windows = { .handle = -1 }, .file = -1 };
}

void bench_bare_close(struct bench_bare *bare)
{
    if (bare->windows.handle != -1)
        win32_bare_close(&bare->windows);
    if (bare->file >= 0)
        (void)linux_door()->close(linux_door()->context, bare->file);
}
