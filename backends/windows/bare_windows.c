#include "backends/windows/bare.h"

#include "backends/windows/handles.h"
#include "backends/windows/io.h"

#include <windows.h>

enum tj_status win32_bare_open(struct win32_bare *bare, const char *path,
                               bool overlapped, struct tj_error *error)
{
    const struct win32_open open = {
        .path = path,
        .access = WIN32_GENERIC_READ | WIN32_GENERIC_WRITE,
        .share = TJ_SHARE_READ | TJ_SHARE_WRITE,
        .flags = overlapped ? WIN32_FLAG_OVERLAPPED : 0,
    };
    struct real_answer answer;

    *bare = (struct win32_bare){ .handle = win32_open_handle(&open, &answer) };
    if (bare->handle == -1)
        return tj_fail_native(error, TJ_UNAVAILABLE, answer.native,
                              "%s: cannot be opened: error %lu", path,
                              (unsigned long)answer.native);
    if (overlapped)
        bare->event = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!overlapped || bare->event != 0)
        return TJ_OK;
    win32_bare_close(bare);
    return tj_fail(error, TJ_UNAVAILABLE, "no event can be made");
}

static bool ask_once(const struct win32_bare *bare, const struct tj_op *op,
                     OVERLAPPED *overlapped)
{
    uint8_t output[TJ_OUTPUT_MAX];
    DWORD   bytes;
    HANDLE  handle = (HANDLE)bare->handle;

    if (DeviceIoControl(handle, op->code, (void *)(uintptr_t)op->input,
                        op->input_size, output, op->output_size, &bytes,
                        overlapped))
        return true;
    return overlapped != NULL && GetLastError() == ERROR_IO_PENDING &&
           GetOverlappedResult(handle, overlapped, &bytes, TRUE);
}

bool win32_bare_ask(const struct win32_bare *bare, const struct tj_op *op,
                    uint64_t count)
{
    OVERLAPPED overlapped = { .hEvent = (HANDLE)bare->event };
    bool       good = true;

    for (uint64_t i = 0; i < count && good; i++)
        good = ask_once(bare, op, bare->event != 0 ? &overlapped : NULL);
    return good;
}

void win32_bare_close(struct win32_bare *bare)
{
    if (bare->event != 0)
        (void)CloseHandle((HANDLE)bare->event);
    if (bare->handle != -1)
        (void)CloseHandle((HANDLE)bare->handle);
    *bare = (struct win32_bare){ .handle = -1 };
}
