/* The ear as a service: a process of this program that the service manager
 * started (service_windows.c), and the process that had it started and listens
 * to it over a pipe (ear_service_windows.c). Windows only.
 *
 * The service is marked for deletion as soon as it runs, by both, so nothing of
 * it stays behind: it ends when it is told to, or when the pipe breaks because
 * whoever listened has died, and with that it is gone. */
#ifndef TJ_BACKENDS_WINDOWS_SERVICE_H
#define TJ_BACKENDS_WINDOWS_SERVICE_H

#include "backends/windows/packet.h"
#include "core/base/os.h"

#define WIN32_SERVICE_PREFIX "trayjam-ear-"
enum { WIN32_SERVICE_PACKETS = 1024 };

struct win32_service {
    const char          *name, *path; /* Of the service, of its drive. */
    intptr_t             status;      /* SERVICE_STATUS_HANDLE */
    intptr_t             pipe, stop, news, came, wrote;
    struct tj_os_mutex   mutex;
    uint32_t             written, read, lost;
    struct win32_packet *packets;     /* WIN32_SERVICE_PACKETS of them. */
};

/* events, memory, mutex; not the pipe. False: there is no room. */
bool win32_service_init(struct win32_service *service);
void win32_service_deinit(struct win32_service *service);

/* HandlerEx: control, event type, event data, struct win32_service. Waits for
 * nobody: what it was called with is kept, and `news` is set. */
unsigned long win32_service_handler(unsigned long control, unsigned long type,
                                    void *data, void *context);
/* What was kept, oldest first. False: nothing. */
bool win32_service_next(struct win32_service *service,
                        struct win32_packet *packet);

/* Carries what is kept to the pipe, until `stop` is set or nobody reads. */
void win32_service_carry(struct win32_service *service);

/* Bytes that can be read at an address: what a sender claims is not believed. */
size_t win32_readable_at(const void *bytes);

#endif
