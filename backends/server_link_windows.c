/* One read is always under way: it can be waited for with a limit, and what it
 * has taken from the pipe is not lost when the wait ends first. */
#include "backends/server_link.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#include <windows.h>

#include <string.h>

enum { BUSY_MS = 1000, BUSY_TRIES = 30 };
#define MILLISECOND UINT64_C(1000000)

void tj_server_place(struct tj_text *path, const char *name)
{
    tj_text_add(path, "\\\\.\\pipe\\%s", name);
}

static OVERLAPPED *reading(struct tj_server_link *link)
{
    _Static_assert(sizeof(OVERLAPPED) <= sizeof link->ahead.overlapped,
                   "it fits its room");
    return (OVERLAPPED *)(void *)link->ahead.overlapped;
}

static HANDLE pipe_of(const struct tj_server_link *link)
{
    return (HANDLE)link->native;
}

void tj_server_link_close(struct tj_server_link *link)
{
    DWORD size;

    if (link->native == -1)
        return;
    if (link->ahead.under_way) {
        (void)CancelIoEx(pipe_of(link), reading(link));
        (void)GetOverlappedResult(pipe_of(link), reading(link), &size, TRUE);
    }
    (void)CloseHandle(pipe_of(link));
    if (link->ahead.came != 0)
        (void)CloseHandle((HANDLE)link->ahead.came);
    if (link->ahead.sent != 0)
        (void)CloseHandle((HANDLE)link->ahead.sent);
    link->native = -1;
    link->ahead.under_way = false;
    link->ahead.came = link->ahead.sent = 0;
}

/* All doors of a server may be taken for a moment. */
static HANDLE knock(const char *path)
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    for (unsigned i = 0; i < BUSY_TRIES; i++) {
        pipe = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                           OPEN_EXISTING,
                           FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT |
                               SECURITY_IDENTIFICATION, NULL);
        if (pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY)
            return pipe;
        (void)WaitNamedPipeA(path, BUSY_MS);
    }
    return pipe;
}

enum tj_status tj_server_link_open(struct tj_server_link *link,
                                   const char *path, struct tj_error *error)
{
    DWORD mode = PIPE_READMODE_MESSAGE, code;

    memset(&link->ahead, 0, sizeof link->ahead);
    link->native = -1;
    if (strncmp(path, "\\\\.\\pipe\\", 9) != 0)
        return tj_fail(error, TJ_USAGE, "%s: a pipe's name was expected, such "
                       "as \\\\.\\pipe\\tray", path);
    HANDLE pipe = knock(path);
    if (pipe == INVALID_HANDLE_VALUE) {
        code = GetLastError();
        return tj_fail_native(error, TJ_UNAVAILABLE, code, "%s: nobody serves "
                              "drives there: error %lu", path, code);
    }
    link->native = (intptr_t)pipe;
    link->ahead.came = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    link->ahead.sent = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    if (link->ahead.came == 0 || link->ahead.sent == 0 ||
        !SetNamedPipeHandleState(pipe, &mode, NULL, NULL)) {
        code = GetLastError();
        tj_server_link_close(link);
        return tj_fail_native(error, TJ_HOST_IO, code, "%s: cannot be used: "
                              "error %lu", path, code);
    }
    return TJ_OK;
}

bool tj_server_link_send(struct tj_server_link *link, const uint8_t *packet,
                         size_t size)
{
    OVERLAPPED writing = { .hEvent = (HANDLE)link->ahead.sent };
    DWORD      sent = 0;

    if (!WriteFile(pipe_of(link), packet, (DWORD)size, NULL, &writing) &&
        GetLastError() != ERROR_IO_PENDING)
        return false;
    return GetOverlappedResult(pipe_of(link), &writing, &sent, TRUE) &&
           sent == size;
}

static bool read_ahead(struct tj_server_link *link)
{
    if (link->ahead.under_way)
        return true;
    memset(reading(link), 0, sizeof *reading(link));
    reading(link)->hEvent = (HANDLE)link->ahead.came;
    link->ahead.under_way =
        ReadFile(pipe_of(link), link->ahead.packet, sizeof link->ahead.packet,
                 NULL, reading(link)) != 0 ||
        GetLastError() == ERROR_IO_PENDING;
    return link->ahead.under_way;
}

void tj_server_link_wait(struct tj_server_link *link, uint64_t until_ns)
{
    HANDLE came = (HANDLE)link->ahead.came;

    if (!read_ahead(link))
        return;
    if (until_ns == UINT64_MAX) {
        (void)WaitForSingleObject(came, INFINITE);
        return;
    }
    for (uint64_t now_ns = tj_clock_ns(); now_ns < until_ns;
         now_ns = tj_clock_ns()) {
        uint64_t wait_ms = (until_ns - now_ns) / MILLISECOND + 1;
        if (WaitForSingleObject(came, wait_ms < 1000 ? (DWORD)wait_ms : 1000) ==
            WAIT_OBJECT_0)
            return;
    }
}

/* 0, or the error of the read under way, which is over then but for
 * ERROR_IO_INCOMPLETE. */
static DWORD end_read(struct tj_server_link *link, uint64_t until_ns,
                      DWORD *size)
{
    if (!read_ahead(link))
        return ERROR_BROKEN_PIPE;
    tj_server_link_wait(link, until_ns);
    DWORD code = GetOverlappedResult(pipe_of(link), reading(link), size, FALSE)
                     ? 0 : GetLastError();
    link->ahead.under_way = code == ERROR_IO_INCOMPLETE;
    return code;
}

int tj_server_link_receive(struct tj_server_link *link,
                           uint8_t packet[TJ_WIRE_MAX], uint64_t until_ns)
{
    DWORD size = 0, code = 0;

    /* A read ends with the thread that began it, and has taken nothing. */
    do
        code = end_read(link, until_ns, &size);
    while (code == ERROR_OPERATION_ABORTED);
    if (code != 0)
        return code == ERROR_IO_INCOMPLETE ? 0 : -1;
    memcpy(packet, link->ahead.packet, size);
    return size > 0 ? (int)size : -1;
}
