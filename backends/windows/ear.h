/* Who hears a drive's device events, on Windows: a registration of its own, a
 * thread that Windows calls, and a ring to the client that waits. */
#ifndef TJ_BACKENDS_WINDOWS_EAR_H
#define TJ_BACKENDS_WINDOWS_EAR_H

#include "backends/windows/events.h"
#include "backends/windows/target.h"
#include "core/base/os.h"
#include "core/drive/event.h"

enum { WIN32_EAR_EVENTS = 4096 };

/* Of notify=service: native handles, 0: none. */
struct win32_ear_service { intptr_t service, pipe, came, done; };

struct win32_ear {
    bool                      open;
    uint8_t                   drive;
    enum win32_notify         by;
    struct win32_registration registration;
    intptr_t                  window;       /* WIN32_BY_WINDOW */
    struct win32_ear_service  service;
    struct tj_os_thread       thread;
    struct tj_os_mutex        mutex;
    struct tj_os_signal       signal;
    bool                      ready, failed;
    uint32_t                  error;        /* GetLastError, or CONFIGRET. */
    uint64_t                  written, read;
    uint64_t                  lost;         /* Pushed out of a full ring. */
    uint64_t                  unmapped;     /* Events of an unknown drive. */
    uint64_t                  heard[WIN32_HEARD_COUNT];
    struct tj_event          *events;       /* WIN32_EAR_EVENTS of them. */
};

/* handle: of the drive, from CreateFile; path: that it was opened by, because a
 * service opens a handle of its own. */
struct win32_listening {
    enum win32_notify by;
    intptr_t          handle;
    const char       *path;
    uint8_t           drive;
};
/* Fails with TJ_UNAVAILABLE. */
enum tj_status win32_ear_open(struct win32_ear *ear,
                              const struct win32_listening *listening,
                              struct tj_error *error);
/* As collect's events; also after close, without waiting. */
size_t win32_ear_events(struct win32_ear *ear, uint64_t until_ns,
                        struct tj_event *events, size_t events_max);
/* Unregisters. What was heard can still be had. */
void win32_ear_close(struct win32_ear *ear);

/* win32_ear.c, the same on every system: a notification that was read, and the
 * events kept so far. The mutex of the last is held by the caller. */
void win32_ear_take(struct win32_ear *ear, enum win32_heard heard,
                    const struct tj_broadcast *broadcast, uint64_t now_ns);
/* So many never came this far. */
void win32_ear_lose(struct win32_ear *ear, uint64_t count);
size_t win32_ear_give(struct win32_ear *ear, struct tj_event *events,
                      size_t events_max);

#endif
