#include "backends/drive_real.h"

#include <string.h>

enum tj_real_kind tj_real_kind_of(const char *kind)
{
    if (strcmp(kind, "windows") == 0)
        return TJ_REAL_WINDOWS;
    return strcmp(kind, "linux") == 0 ? TJ_REAL_LINUX : TJ_REAL_NONE;
}

enum tj_status tj_real_host_open(struct tj_real_host *host,
                                 enum tj_real_kind kind, const char *detail,
                                 struct tj_real_use use,
                                 struct tj_error *error)
{
    enum tj_status status =
        kind == TJ_REAL_LINUX
            ? tj_linux_host_open(&host->of_linux, detail, use, error)
            : tj_windows_host_open(&host->windows, detail, use, error);

    host->kind = status == TJ_OK ? kind : TJ_REAL_NONE;
    return status;
}

bool tj_real_host_detail(const struct tj_real_host *host, const char *detail,
                         char *text, size_t size)
{
    return host->kind == TJ_REAL_LINUX
               ? tj_linux_host_detail(&host->of_linux, detail, text, size)
               : tj_windows_host_detail(&host->windows, detail, text, size);
}

void tj_real_host_close(struct tj_real_host *host)
{
    if (host->kind == TJ_REAL_LINUX)
        tj_linux_host_close(&host->of_linux);
    if (host->kind == TJ_REAL_WINDOWS)
        tj_windows_host_close(&host->windows);
    host->kind = TJ_REAL_NONE;
}

void tj_real_session_init(union tj_real_session *session,
                          struct tj_real_host *host, tj_client client,
                          uint8_t drive)
{
    if (host->kind == TJ_REAL_LINUX)
        tj_linux_session_init(&session->of_linux, &host->of_linux, client,
                              drive);
    else
        tj_windows_session_init(&session->windows, &host->windows, client,
                                drive);
}

uint64_t tj_real_session_lost(const struct tj_real_host *host,
                              const union tj_real_session *session)
{
    return host->kind == TJ_REAL_LINUX
               ? tj_linux_session_lost(&session->of_linux)
               : tj_windows_session_lost(&session->windows);
}
