/* A real drive of this machine, whichever system it is of: what commands and
 * runs use, so that none of them asks which. */
#ifndef TJ_BACKENDS_DRIVE_REAL_H
#define TJ_BACKENDS_DRIVE_REAL_H

#include "backends/drive_linux.h"
#include "backends/drive_windows.h"

enum tj_real_kind { TJ_REAL_NONE, TJ_REAL_WINDOWS, TJ_REAL_LINUX };
/* kind: as in registry.h. */
enum tj_real_kind tj_real_kind_of(const char *kind);

struct tj_real_host {
    enum tj_real_kind kind; /* NONE: was not opened. */
    union {
        struct tj_windows_host windows;
        struct tj_linux_host   of_linux;
    };
};
union tj_real_session {
    struct tj_backend         backend;
    struct tj_windows_session windows;
    struct tj_linux_session   of_linux;
};

/* As tj_windows_host_open and tj_linux_host_open. */
enum tj_status tj_real_host_open(struct tj_real_host *host,
                                 enum tj_real_kind kind, const char *detail,
                                 struct tj_real_use use,
                                 struct tj_error *error);
bool tj_real_host_detail(const struct tj_real_host *host, const char *detail,
                         char *text, size_t size);
/* Also of one that was not opened. */
void tj_real_host_close(struct tj_real_host *host);

void tj_real_session_init(union tj_real_session *session,
                          struct tj_real_host *host, tj_client client,
                          uint8_t drive);
uint64_t tj_real_session_lost(const struct tj_real_host *host,
                              const union tj_real_session *session);

#endif
