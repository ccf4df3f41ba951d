/* The ear by a service, seen from the process that listens: makes the service
 * of this very program, starts it, and takes what it sends. */
#include "backends/windows/ear_parts.h"
#include "backends/windows/service.h"

#include "core/base/clock.h"
#include "core/base/os_windows.h"
#include "core/base/text.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_NS UINT64_C(20000000000)
#define LOOK_NS     UINT64_C(10000000)
enum { LINE_SIZE = 2048, PROGRAM_SIZE = 1024, PIPE_BUFFER = 1 << 16,
       LISTED_SIZE = 1 << 16 };

static enum tj_status fail(const char *what, struct tj_error *error)
{
    DWORD code = GetLastError();

    if (code == ERROR_ACCESS_DENIED)
        return tj_fail_native(error, TJ_UNAVAILABLE, code, "notify=service: "
                              "cannot %s: an administrator may (error 5)", what);
    return tj_fail_native(error, TJ_UNAVAILABLE, code, "notify=service: cannot "
                          "%s: error %lu", what, code);
}

/* --- Services of those who died between making and starting theirs --- */

/* trayjam-ear-PROCESS-... */
static bool is_orphan(const char *name)
{
    size_t length = strlen(WIN32_SERVICE_PREFIX);

    if (strncmp(name, WIN32_SERVICE_PREFIX, length) != 0)
        return false;
    DWORD  process = (DWORD)strtoul(name + length, NULL, 10);
    HANDLE maker = OpenProcess(SYNCHRONIZE, FALSE, process);
    if (maker == NULL)
        return GetLastError() == ERROR_INVALID_PARAMETER; /* No such process. */
    (void)CloseHandle(maker);
    return false;
}

static void remove_service(SC_HANDLE manager, const char *name)
{
    SC_HANDLE service = OpenServiceA(manager, name, DELETE);

    if (service == NULL)
        return;
    (void)DeleteService(service);
    (void)CloseServiceHandle(service);
}

static void sweep(SC_HANDLE manager)
{
    ENUM_SERVICE_STATUSA *listed = tj_os_pages_take(LISTED_SIZE);
    DWORD                 needed, count = 0, resume = 0;
    BOOL                  all = FALSE;

    while (listed != NULL && !all) {
        all = EnumServicesStatusA(manager, SERVICE_WIN32, SERVICE_INACTIVE,
                                  listed, LISTED_SIZE, &needed, &count,
                                  &resume);
        if (!all && (GetLastError() != ERROR_MORE_DATA || count == 0))
            break;
        for (DWORD i = 0; i < count; i++)
            if (is_orphan(listed[i].lpServiceName))
                remove_service(manager, listed[i].lpServiceName);
    }
    if (listed != NULL)
        tj_os_pages_give(listed, LISTED_SIZE);
}

/* --- The service --- */

struct names {
    char service[64], pipe[80], line[LINE_SIZE];
};

static enum tj_status make_names(struct names *names, struct tj_error *error)
{
    static _Atomic unsigned made;
    char                    folder[PROGRAM_SIZE], program[PROGRAM_SIZE + 16];
    struct tj_text          text;
    const char *const words[] = { program, "worker", "ear", names->service,
                                  NULL };

    tj_text_init(&text, names->service, sizeof names->service);
    tj_text_add(&text, WIN32_SERVICE_PREFIX "%lu-%u-%llx",
                GetCurrentProcessId(), atomic_fetch_add(&made, 1),
                (unsigned long long)tj_clock_ns());
    tj_text_init(&text, names->pipe, sizeof names->pipe);
    tj_text_add(&text, "\\\\.\\pipe\\%s", names->service);
    if (!tj_os_program_folder(folder, sizeof folder))
        return tj_fail(error, TJ_HOST_IO, "the program cannot find itself");
    tj_text_init(&text, program, sizeof program);
    tj_text_add(&text, "%s\\trayjam.exe", folder);
    if (text.cut || !windows_command_line(words, names->line, LINE_SIZE))
        return tj_fail(error, TJ_HOST_IO, "notify=service: the program's path "
                       "is too long");
    return TJ_OK;
}

/* Started, and already marked for deletion: it is gone when it has ended. */
static enum tj_status start_service(struct win32_ear_service *ours,
                                    const struct names *names,
                                    const char *path, struct tj_error *error)
{
    const char *words[] = { names->pipe, path }; /* Behind its name. */
    SC_HANDLE manager = OpenSCManagerA(
        NULL, NULL, SC_MANAGER_CREATE_SERVICE | SC_MANAGER_ENUMERATE_SERVICE);

    if (manager == NULL)
        return fail("open the service manager", error);
    sweep(manager);
    SC_HANDLE service = CreateServiceA(
        manager, names->service, "trayjam: an ear for device events",
        SERVICE_START | SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE,
        SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE,
        names->line, NULL, NULL, NULL, NULL, NULL);
    enum tj_status status = TJ_OK;
    if (service == NULL)
        status = fail("make a service", error);
    else if (!StartServiceA(service, 2, words))
        status = fail("start its service", error);
    if (service != NULL)
        (void)DeleteService(service);
    (void)CloseServiceHandle(manager);
    ours->service = (intptr_t)service;
    return status;
}

static DWORD state_of(const struct win32_ear_service *ours)
{
    SERVICE_STATUS now = { .dwCurrentState = SERVICE_STOPPED };

    (void)QueryServiceStatus((SC_HANDLE)ours->service, &now);
    return now.dwCurrentState;
}

static void stop_service(struct win32_ear_service *ours)
{
    uint64_t       until_ns = tj_clock_ns() + PATIENCE_NS;
    SERVICE_STATUS now;

    if (ours->service == 0)
        return;
    (void)ControlService((SC_HANDLE)ours->service, SERVICE_CONTROL_STOP, &now);
    while (state_of(ours) != SERVICE_STOPPED && tj_clock_ns() < until_ns)
        tj_clock_sleep_until(tj_clock_ns() + LOOK_NS);
    (void)CloseServiceHandle((SC_HANDLE)ours->service);
    ours->service = 0;
}

/* --- The pipe --- */

static enum tj_status make_pipe(struct win32_ear_service *ours,
                                const struct names *names,
                                struct tj_error *error)
{
    HANDLE pipe = CreateNamedPipeA(
        names->pipe, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED |
                         FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
        1, PIPE_BUFFER, PIPE_BUFFER, 0, NULL);

    ours->pipe = pipe == INVALID_HANDLE_VALUE ? 0 : (intptr_t)pipe;
    ours->came = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    ours->done = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    if (ours->pipe == 0 || ours->came == 0 || ours->done == 0)
        return fail("make a pipe", error);
    return TJ_OK;
}

/* What was begun has ended, the service, or patience. */
static bool await_start(const struct win32_ear_service *ours,
                        OVERLAPPED *begun, DWORD *size)
{
    uint64_t until_ns = tj_clock_ns() + PATIENCE_NS;

    while (WaitForSingleObject(begun->hEvent, 20) != WAIT_OBJECT_0)
        if (state_of(ours) == SERVICE_STOPPED || tj_clock_ns() > until_ns) {
            (void)CancelIoEx((HANDLE)ours->pipe, begun);
            break;
        }
    return GetOverlappedResult((HANDLE)ours->pipe, begun, size, TRUE) != 0;
}

static bool await_hello(const struct win32_ear_service *ours,
                        struct win32_packet *hello)
{
    HANDLE              pipe = (HANDLE)ours->pipe;
    OVERLAPPED          begun = { .hEvent = (HANDLE)ours->came };
    struct win32_packet raw;
    DWORD               size = 0;

    bool good = ConnectNamedPipe(pipe, &begun) != 0 ||
                GetLastError() == ERROR_PIPE_CONNECTED ||
                (GetLastError() == ERROR_IO_PENDING &&
                 await_start(ours, &begun, &size));
    if (!good)
        return false;
    begun = (OVERLAPPED){ .hEvent = (HANDLE)ours->came };
    good = ReadFile(pipe, &raw, sizeof raw, NULL, &begun) != 0 ||
           GetLastError() == ERROR_IO_PENDING;
    return good && await_start(ours, &begun, &size) &&
           win32_packet_read((const uint8_t *)&raw, size, hello) &&
           hello->kind == WIN32_PACKET_HELLO;
}

static enum tj_status check_hello(const struct win32_packet *hello, bool came,
                                  struct tj_error *error)
{
    if (!came)
        return tj_fail(error, TJ_UNAVAILABLE, "notify=service: the service "
                       "ended, or said nothing, at its start");
    if (hello->error == 0)
        return TJ_OK;
    return tj_fail_native(error, TJ_UNAVAILABLE, hello->error,
                          "notify=service: %.*s in the service: error %lu",
                          (int)hello->size, (const char *)hello->bytes,
                          (unsigned long)hello->error);
}

/* One more packet. False: the service is gone, or we are done. */
static bool receive(const struct win32_ear_service *ours,
                    struct win32_packet *packet)
{
    HANDLE              pipe = (HANDLE)ours->pipe;
    const HANDLE        ends[] = { (HANDLE)ours->came, (HANDLE)ours->done };
    OVERLAPPED          reading = { .hEvent = (HANDLE)ours->came };
    struct win32_packet raw;
    DWORD               size = 0;

    if (!ReadFile(pipe, &raw, sizeof raw, NULL, &reading) &&
        GetLastError() != ERROR_IO_PENDING)
        return false;
    if (WaitForMultipleObjects(2, ends, FALSE, INFINITE) != WAIT_OBJECT_0)
        (void)CancelIoEx(pipe, &reading);
    return GetOverlappedResult(pipe, &reading, &size, TRUE) &&
           win32_packet_read((const uint8_t *)&raw, size, packet);
}

void win32_ear_hear_service(void *context)
{
    struct win32_ear   *ear = context;
    struct win32_packet packet;
    struct tj_broadcast broadcast;

    while (receive(&ear->service, &packet)) {
        enum win32_heard heard = win32_packet_hear(&packet, &broadcast);

        win32_ear_lose(ear, packet.lost);
        win32_ear_take(ear, heard, &broadcast, packet.now_ns);
    }
    /* Ended by somebody else: what would have come is not known. */
    if (WaitForSingleObject((HANDLE)ear->service.done, 0) != WAIT_OBJECT_0)
        win32_ear_lose(ear, 1);
}

/* --- Opening and closing --- */

static void forget(struct win32_ear_service *ours)
{
    const intptr_t handles[] = { ours->pipe, ours->came, ours->done };

    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        if (handles[i] != 0)
            (void)CloseHandle((HANDLE)handles[i]);
    *ours = (struct win32_ear_service){ .pipe = 0 };
}

enum tj_status win32_ear_open_service(struct win32_ear *ear, const char *path,
                                      struct tj_error *error)
{
    struct win32_ear_service *ours = &ear->service;
    struct win32_packet       hello;
    struct names              names;

    enum tj_status status = make_names(&names, error);
    if (status == TJ_OK)
        status = make_pipe(ours, &names, error);
    if (status == TJ_OK)
        status = start_service(ours, &names, path, error);
    if (status == TJ_OK)
        status = check_hello(&hello, await_hello(ours, &hello), error);
    if (status == TJ_OK) {
        ear->registration = hello.registration;
        status = tj_os_thread_start(&ear->thread, win32_ear_hear_service, ear,
                                    error);
    }
    if (status != TJ_OK) {
        stop_service(ours);
        forget(ours);
    }
    return status;
}

void win32_ear_close_service(struct win32_ear *ear)
{
    (void)SetEvent((HANDLE)ear->service.done);
    tj_os_thread_join(&ear->thread);
    stop_service(&ear->service);
    forget(&ear->service);
}
