/* The least that a program does to ask a drive of Windows: one DeviceIoControl
 * after the other, and nothing else. What the whole backend costs is measured
 * beside it. */
#ifndef TJ_BACKENDS_WINDOWS_BARE_H
#define TJ_BACKENDS_WINDOWS_BARE_H

#include "core/base/status.h"
#include "core/drive/op.h"

struct win32_bare {
    intptr_t handle;
    intptr_t event; /* 0: the handle is a synchronous one. */
};

/* path: as CreateFile takes it. Fails with TJ_UNAVAILABLE, also where there is
 * no Windows. */
enum tj_status win32_bare_open(struct win32_bare *bare, const char *path,
                               bool overlapped, struct tj_error *error);
/* The control code of `op` so many times, each waited for. False: one failed. */
bool win32_bare_ask(const struct win32_bare *bare, const struct tj_op *op,
                    uint64_t count);
void win32_bare_close(struct win32_bare *bare);

#endif
