/* Which handle for what: how CreateFile opens each class of handle (class-driver
 * spec 0.4), and which class a request of our own is made on. Pure. */
#ifndef TJ_BACKENDS_WINDOWS_HANDLES_H
#define TJ_BACKENDS_WINDOWS_HANDLES_H

#include "core/drive/op.h"

/* The three ways to one drive. A drive without a registered interface is
 * reached by the path that was typed, whatever the class. */
struct win32_paths {
    char device[256]; /* Interface path: handles to the device itself. */
    char volume[256]; /* \\.\D: or \\.\CdRom0: through the file system. */
    char file[256];   /* D:\ : the root folder of the disc; "": no letter. */
};

/* winnt.h, fileapi.h; the same numbers on every Windows. */
#define WIN32_GENERIC_READ   UINT32_C(0x80000000)
#define WIN32_GENERIC_WRITE  UINT32_C(0x40000000)
#define WIN32_FLAG_OVERLAPPED UINT32_C(0x40000000)
#define WIN32_FLAG_BACKUP    UINT32_C(0x02000000)

/* The arguments of CreateFile, OPEN_EXISTING always. */
struct win32_open {
    const char *path; /* NULL: this drive has no such class of handle. */
    uint32_t    access, share, flags;
};
struct win32_open win32_open_of(const struct win32_paths *paths,
                                uint32_t open_arg);

/* The weakest handle that a request can be made on: exclusive access needs the
 * interface path with read and write; eject and load read access; media change
 * control, ejection control and the second forms none at all, and must not come
 * through a file system; volume controls nothing but that. */
struct win32_need {
    enum tj_target target;
    unsigned       access;
};
struct win32_need win32_need_of(enum tj_verb verb, uint32_t code);

#endif
