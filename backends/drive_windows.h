/* A real drive of this machine, through Windows (windows/target.h says how it is
 * named). One session is one client's handles; submissions block until the
 * answer, the deadline, or a cancellation from what happens meanwhile.
 *
 * Handles are opened as the operation says: TJ_INTERFACE by the device-interface
 * path, which alone can own the drive; TJ_VOLUME by letter or device name,
 * through the file system; TJ_FILE as the root folder of the disc. A drive whose
 * driver registers no interface is opened by the typed path for the first two.
 * A duplicate for a child process goes into the run's guardian process.
 *
 * On other systems opening fails with TJ_UNAVAILABLE. */
#ifndef TJ_BACKENDS_DRIVE_WINDOWS_H
#define TJ_BACKENDS_DRIVE_WINDOWS_H

#include "backends/open_handles.h"
#include "backends/real/ledger.h"
#include "backends/real/safety.h"
#include "backends/windows/ear.h"
#include "backends/windows/handles.h"
#include "backends/windows/io.h"
#include "backends/windows/target.h"
#include "core/drive/backend.h"

/* What the sessions of a process share. */
struct tj_windows_host {
    struct win32_target  target;
    struct win32_paths   paths;
    struct real_identity identity;
    enum real_plan      plan;      /* What was admitted. */
    bool                 is_child;  /* The ledger is of another process. */
    struct real_ledger *ledger;
    intptr_t             mapping;   /* Of the ledger. */
    intptr_t             guardian;  /* Process, 0: none. */
    intptr_t             done;      /* Event that ends the guardian. */
};

/* Finds the drive, looks whether it may be used for that (real/safety.h), and
 * starts the guardian. detail: as win32_target_parse; one with a ledger joins
 * the run whose host has it. Fails with TJ_USAGE or TJ_UNAVAILABLE. */
enum tj_status tj_windows_host_open(struct tj_windows_host *host,
                                    const char *detail,
                                    struct tj_real_use use,
                                    struct tj_error *error);
/* The detail by which another process of the run joins it. */
bool tj_windows_host_detail(const struct tj_windows_host *host,
                            const char *detail, char *text, size_t size);
/* Puts back what no handle undoes: simple tray locks, the tray. */
void tj_windows_host_close(struct tj_windows_host *host);

struct tj_windows_handle {
    tj_handle number; /* TJ_NO_HANDLE: free. */
    intptr_t  native;
    bool      elsewhere; /* native is a handle of the guardian process. */
    const char *path;    /* That it was opened by. */
};

struct tj_windows_session {
    struct real_session      real;
    struct tj_windows_host  *host;
    struct tj_windows_handle handles[TJ_OPEN_HANDLES_MAX];
    struct win32_slot        slots[WIN32_SLOTS];
    struct win32_ear         ear;
};
void tj_windows_session_init(struct tj_windows_session *session,
                             struct tj_windows_host *host, tj_client client,
                             uint8_t drive);
/* The lender's handle is good in the other session, too, for a call beside one
 * that keeps the lender waiting. Whoever is not to close it forgets it. */
void tj_windows_session_lend(struct tj_windows_session *lender,
                             struct tj_windows_session *borrower,
                             tj_handle handle);
void tj_windows_session_forget(struct tj_windows_session *session,
                               tj_handle handle);
/* CancelIoEx, by another thread while the session's own waits for that answer.
 * number 0: all that it waits for. False: there was none. */
bool tj_windows_session_cancel(struct tj_windows_session *session,
                               uint32_t number);
/* Events that never came to the client: pushed out, or of an unknown drive. */
uint64_t tj_windows_session_lost(const struct tj_windows_session *session);

/* The life of a service process that hears for another one (windows/service.h);
 * what it needs comes with its start. Gives an exit code. */
int tj_windows_ear(const char *name);

/* The life of a guardian process: waits until the run's first process has ended
 * or says that it is done, then puts the drive back. Gives an exit code. */
int tj_windows_guard(const char *ledger, const char *parent,
                     const char *detail);

/* A drive that is there. */
struct tj_windows_found {
    char                  interface_path[256]; /* "": it has none. */
    char                  name[16]; /* \\.\CdRom0 */
    char                  letter;   /* 0: none. */
    struct real_identity identity;
};
size_t tj_windows_find(struct tj_windows_found *found, size_t max);

#endif
