/* Channels between a parent and its child: a named pipe of whole messages that
 * both ends use overlapped. One read is always under way, so that it can be
 * waited for with a limit; nothing it took is lost when the wait ends first. */
#include "core/base/os_windows.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { NAME_SIZE = 80, NAME_TRIES = 100, PIPE_BUFFER = 1 << 16,
       WAIT_MS_MAX = 60000 };

struct end {
    HANDLE     pipe, came;
    OVERLAPPED reading;
    bool       under_way;
    uint8_t    bytes[TJ_OS_MESSAGE_MAX];
};

static struct end *end_of(const struct tj_os_channel *channel)
{
    return channel->native == -1 ? NULL : (struct end *)channel->native;
}

HANDLE windows_channel_pipe(const struct tj_os_channel *channel)
{
    return end_of(channel)->pipe;
}

DWORD windows_wait_ms(uint64_t until_ns)
{
    uint64_t now_ns = tj_clock_ns();

    if (until_ns <= now_ns)
        return 0;
    uint64_t wait_ms = (until_ns - now_ns) / 1000000 + 1;
    return wait_ms < WAIT_MS_MAX ? (DWORD)wait_ms : WAIT_MS_MAX;
}

static enum tj_status fail(const char *what, struct tj_error *error)
{
    DWORD code = GetLastError();

    return tj_fail_native(error, TJ_HOST_IO, code, "%s: error %lu", what, code);
}

/* Takes over the pipe, also when it fails. */
static enum tj_status wrap(struct tj_os_channel *channel, HANDLE pipe,
                           struct tj_error *error)
{
    struct end *end = VirtualAlloc(NULL, sizeof *end, MEM_RESERVE | MEM_COMMIT,
                                   PAGE_READWRITE);
    HANDLE      came = CreateEventA(NULL, TRUE, FALSE, NULL);

    channel->native = -1;
    if (end == NULL || came == NULL) {
        enum tj_status status = fail("cannot make a channel", error);
        (void)CloseHandle(pipe);
        if (came != NULL)
            (void)CloseHandle(came);
        if (end != NULL)
            (void)VirtualFree(end, 0, MEM_RELEASE);
        return status;
    }
    end->pipe = pipe;
    end->came = came;
    channel->native = (intptr_t)end;
    return TJ_OK;
}

/* A name that nobody has; only its two ends ever use it. */
static HANDLE make_pipe(char name[NAME_SIZE])
{
    HANDLE pipe = INVALID_HANDLE_VALUE;

    for (unsigned i = 0; i < NAME_TRIES && pipe == INVALID_HANDLE_VALUE; i++) {
        struct tj_text text;
        tj_text_init(&text, name, NAME_SIZE);
        tj_text_add(&text, "\\\\.\\pipe\\trayjam-%lu-%llx",
                    GetCurrentProcessId(), (unsigned long long)tj_clock_ns());
        pipe = CreateNamedPipeA(
            name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
                      FILE_FLAG_FIRST_PIPE_INSTANCE,
            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE |
                PIPE_REJECT_REMOTE_CLIENTS,
            1, PIPE_BUFFER, PIPE_BUFFER, 0, NULL);
    }
    return pipe;
}

enum tj_status tj_os_channel_make(struct tj_os_channel *ours,
                                  struct tj_os_channel *theirs,
                                  struct tj_error *error)
{
    char  name[NAME_SIZE];
    DWORD mode = PIPE_READMODE_MESSAGE;

    ours->native = theirs->native = -1;
    HANDLE here = make_pipe(name);
    if (here == INVALID_HANDLE_VALUE)
        return fail("cannot make a channel", error);
    enum tj_status status = wrap(ours, here, error);
    if (status != TJ_OK)
        return status;
    HANDLE there = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                               OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    if (there == INVALID_HANDLE_VALUE)
        status = fail("cannot open a channel", error);
    else if (!SetNamedPipeHandleState(there, &mode, NULL, NULL))
        status = fail("cannot set a channel up", error);
    if (status == TJ_OK)
        status = wrap(theirs, there, error);
    else if (there != INVALID_HANDLE_VALUE)
        (void)CloseHandle(there);
    if (status != TJ_OK)
        tj_os_channel_close(ours);
    return status;
}

enum tj_status tj_os_channel_inherited(struct tj_os_channel *channel,
                                       struct tj_error *error)
{
    HANDLE pipe = windows_handed_down().channel;
    DWORD  flags;

    channel->native = -1;
    if (pipe == NULL || !GetNamedPipeInfo(pipe, &flags, NULL, NULL, NULL) ||
        (flags & PIPE_TYPE_MESSAGE) == 0)
        return tj_fail(error, TJ_MISSING, "no channel was handed down by a "
                       "parent process");
    return wrap(channel, pipe, error);
}

void tj_os_channel_close(struct tj_os_channel *channel)
{
    struct end *end = end_of(channel);
    DWORD       size;

    channel->native = -1;
    if (end == NULL)
        return;
    if (end->under_way) {
        (void)CancelIoEx(end->pipe, &end->reading);
        (void)GetOverlappedResult(end->pipe, &end->reading, &size, TRUE);
    }
    (void)CloseHandle(end->pipe);
    (void)CloseHandle(end->came);
    (void)VirtualFree(end, 0, MEM_RELEASE);
}

/* Waits for room only if it may. Its event is its own: others may send
 * meanwhile. */
static bool write_message(const struct end *end, const void *bytes, DWORD size,
                          bool waits)
{
    OVERLAPPED writing = { .hEvent = CreateEventA(NULL, TRUE, FALSE, NULL) };
    DWORD      sent = 0;

    if (writing.hEvent == NULL)
        return false;
    bool good = WriteFile(end->pipe, bytes, size, NULL, &writing) != 0 ||
                GetLastError() == ERROR_IO_PENDING;
    if (good && !waits && !HasOverlappedIoCompleted(&writing))
        (void)CancelIoEx(end->pipe, &writing);
    good = good && GetOverlappedResult(end->pipe, &writing, &sent, TRUE) &&
           sent == size;
    (void)CloseHandle(writing.hEvent);
    return good;
}

bool tj_os_channel_send(struct tj_os_channel *channel, const void *bytes,
                        size_t size)
{
    TJ_ASSERT(size > 0 && size <= TJ_OS_MESSAGE_MAX);
    return channel->native != -1 &&
           write_message(end_of(channel), bytes, (DWORD)size, false);
}

static bool read_ahead(struct end *end)
{
    if (end->under_way)
        return true;
    memset(&end->reading, 0, sizeof end->reading);
    end->reading.hEvent = end->came;
    end->under_way = ReadFile(end->pipe, end->bytes, sizeof end->bytes, NULL,
                              &end->reading) != 0 ||
                     GetLastError() == ERROR_IO_PENDING;
    return end->under_way;
}

int tj_os_channel_receive(struct tj_os_channel *channel, void *bytes,
                          size_t max, uint64_t until_ns)
{
    struct end *end = end_of(channel);
    DWORD       size = 0;

    do {
        if (end == NULL || !read_ahead(end))
            return -1;
        while (WaitForSingleObject(end->came, windows_wait_ms(until_ns)) !=
               WAIT_OBJECT_0)
            if (tj_clock_ns() >= until_ns)
                return 0;
        end->under_way = false;
        /* A read ends with the thread that began it, and has taken nothing. */
    } while (!GetOverlappedResult(end->pipe, &end->reading, &size, FALSE) &&
             GetLastError() == ERROR_OPERATION_ABORTED);
    if (size == 0)
        return -1;
    memcpy(bytes, end->bytes, size < max ? size : max);
    return (int)(size < max ? size : max);
}

bool tj_os_channel_ask(struct tj_os_channel *channel, void *bytes, size_t size)
{
    return write_message(end_of(channel), bytes, (DWORD)size, true) &&
           tj_os_channel_receive(channel, bytes, size, UINT64_MAX) == (int)size;
}

void tj_os_channel_echo(struct tj_os_channel *channel)
{
    uint8_t bytes[TJ_OS_MESSAGE_MAX];
    int     size = 0;

    do
        size = tj_os_channel_receive(channel, bytes, sizeof bytes, UINT64_MAX);
    while (size > 0 && write_message(end_of(channel), bytes, (DWORD)size, true));
}
