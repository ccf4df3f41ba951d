/* Where there is no Windows. */
#include "backends/drive_windows.h"
#include "backends/windows/bare.h"

#include "core/base/assert.h"

enum tj_status tj_windows_host_open(struct tj_windows_host *host,
                                    const char *detail,
                                    struct tj_real_use use,
                                    struct tj_error *error)
{
    (void)use;
    *host = (struct tj_windows_host){ .plan = REAL_LOOKS };
    enum tj_status status = win32_target_parse(detail, &host->target, error);
    if (status != TJ_OK)
        return status;
    return tj_fail(error, TJ_UNAVAILABLE, "drive `windows`: needs Windows");
}

bool tj_windows_host_detail(const struct tj_windows_host *host,
                            const char *detail, char *text, size_t size)
{
    (void)host, (void)detail, (void)text, (void)size;
    return false;
}

void tj_windows_host_close(struct tj_windows_host *host)
{
    (void)host;
}

void tj_windows_session_init(struct tj_windows_session *session,
                             struct tj_windows_host *host, tj_client client,
                             uint8_t drive)
{
    (void)session, (void)client, (void)drive;
    TJ_ASSERT(host == NULL); /* None was ever opened. */
}

uint64_t tj_windows_session_lost(const struct tj_windows_session *session)
{
    (void)session;
    return 0;
}

int tj_windows_guard(const char *ledger, const char *parent,
                     const char *detail)
{
    (void)ledger, (void)parent, (void)detail;
    return 64;
}

int tj_windows_ear(const char *name)
{
    (void)name;
    return 64;
}

size_t tj_windows_find(struct tj_windows_found *found, size_t max)
{
    (void)found, (void)max;
    return 0;
}

void tj_windows_session_lend(struct tj_windows_session *lender,
                             struct tj_windows_session *borrower,
                             tj_handle handle)
{
    (void)lender, (void)borrower, (void)handle;
}

void tj_windows_session_forget(struct tj_windows_session *session,
                               tj_handle handle)
{
    (void)session, (void)handle;
}

bool tj_windows_session_cancel(struct tj_windows_session *session,
                               uint32_t number)
{
    (void)session, (void)number;
    return false;
}

enum tj_status win32_bare_open(struct win32_bare *bare, const char *path,
                               bool overlapped, struct tj_error *error)
{
    (void)overlapped;
    *bare = (struct win32_bare){ .handle = -1 };
    return tj_fail(error, TJ_UNAVAILABLE, "%s: needs Windows", path);
}

bool win32_bare_ask(const struct win32_bare *bare, const struct tj_op *op,
                    uint64_t count)
{
    (void)bare, (void)op, (void)count;
    return false;
}

void win32_bare_close(struct win32_bare *bare)
{
    (void)bare;
}
