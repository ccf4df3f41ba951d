/* A real drive as a process of a run has it: found, admitted, guarded. */
#include "backends/windows/host.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

#include <windows.h>

/* Opening without any access right disturbs nobody, and says whether there is
 * a drive. */
static enum tj_status check_there(const struct tj_windows_host *host,
                                  struct tj_error *error)
{
    const struct win32_open open = {
        .path = host->paths.device, .share = TJ_SHARE_READ | TJ_SHARE_WRITE,
        .flags = WIN32_FLAG_OVERLAPPED
    };
    struct real_answer answer;
    intptr_t            handle = win32_open_handle(&open, &answer);

    if (handle == -1)
        return tj_fail_native(error, TJ_UNAVAILABLE, answer.native,
                              "%s: cannot be opened: error %lu (%s)",
                              host->target.real.path, (unsigned long)answer.native,
                              tj_ntstatus_name(answer.status));
    (void)CloseHandle((HANDLE)handle);
    return TJ_OK;
}

static enum tj_status admit(struct tj_windows_host *host,
                            const char *detail, struct tj_real_use use,
                            struct tj_error *error)
{
    struct real_drive_facts facts;
    uint32_t                 motions = 0;

    (void)win32_identify(host->paths.device, &host->identity);
    if (use.plan == REAL_LOOKS)
        return TJ_OK;
    enum tj_status status = win32_take_facts(host, &facts, error);
    if (status == TJ_OK)
        status = real_admit(&host->target.real, &facts, use.plan, &motions, error);
    if (status != TJ_OK || !use.undone)
        return status;
    status = win32_ledger_make(host, motions, error);
    if (status == TJ_OK)
        status = win32_guard_start(host, detail, error);
    return status;
}

enum tj_status tj_windows_host_open(struct tj_windows_host *host,
                                    const char *detail,
                                    struct tj_real_use use,
                                    struct tj_error *error)
{
    *host = (struct tj_windows_host){ .plan = use.plan };
    enum tj_status status = win32_target_parse(detail, &host->target, error);
    if (status != TJ_OK)
        return status;
    win32_find_paths(&host->target, &host->paths);
    status = check_there(host, error);
    if (status == TJ_OK)
        status = host->target.real.ledger[0] != '\0'
                     ? win32_ledger_join(host, error)
                     : admit(host, detail, use, error);
    if (status != TJ_OK)
        win32_guard_end(host);
    return status;
}

bool tj_windows_host_detail(const struct tj_windows_host *host,
                            const char *detail, char *text, size_t size)
{
    struct tj_text joined;

    tj_text_init(&joined, text, size);
    tj_text_add(&joined, "%s;ledger=%s", detail, host->target.real.ledger);
    return !joined.cut && host->ledger != NULL;
}

void tj_windows_host_close(struct tj_windows_host *host)
{
    if (host->ledger != NULL && host->is_child) {
        real_ledger_detach(host->ledger, (uint32_t)tj_os_process_id());
        if (host->guardian != 0)
            (void)CloseHandle((HANDLE)host->guardian);
        host->guardian = 0;
    } else if (host->ledger != NULL) {
        win32_put_back(host);
    }
    win32_guard_end(host);
}
