/* Life of the service: registers, and carries what HandlerEx is called with to
 * the process that listens. HandlerEx itself only keeps it: the service manager
 * has one thread for all of them, and waits 30 s at most. */
#include "backends/windows/service.h"

#include "backends/drive_windows.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

#include <windows.h>
#include <dbt.h>

#define PACKETS_SIZE (WIN32_SERVICE_PACKETS * sizeof(struct win32_packet))
_Static_assert(WIN32_SERVICE_CONTROL_DEVICEEVENT ==
                   SERVICE_CONTROL_DEVICEEVENT, "winsvc.h");

/* --- What HandlerEx keeps --- */

static intptr_t make_event(bool stays_set)
{
    return (intptr_t)CreateEventA(NULL, stays_set, FALSE, NULL);
}

bool win32_service_init(struct win32_service *service)
{
    tj_os_mutex_init(&service->mutex);
    service->packets = tj_os_pages_take(PACKETS_SIZE);
    service->stop = make_event(true);
    service->news = make_event(false);
    service->came = make_event(true);
    service->wrote = make_event(true);
    return service->packets != NULL && service->stop != 0 &&
           service->news != 0 && service->came != 0 && service->wrote != 0;
}

void win32_service_deinit(struct win32_service *service)
{
    const intptr_t events[] = { service->stop, service->news, service->came,
                                service->wrote };

    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (events[i] != 0)
            (void)CloseHandle((HANDLE)events[i]);
    if (service->packets != NULL)
        tj_os_pages_give(service->packets, PACKETS_SIZE);
    tj_os_mutex_deinit(&service->mutex);
}

size_t win32_readable_at(const void *bytes)
{
    MEMORY_BASIC_INFORMATION region;

    if (bytes == NULL ||
        VirtualQuery(bytes, &region, sizeof region) != sizeof region ||
        region.State != MEM_COMMIT ||
        (region.Protect & (PAGE_NOACCESS | PAGE_GUARD)) != 0)
        return 0;
    return (size_t)((const uint8_t *)region.BaseAddress + region.RegionSize -
                    (const uint8_t *)bytes);
}

static void keep(struct win32_service *service, DWORD control, DWORD type,
                 const void *data)
{
    uint64_t now_ns = tj_clock_ns();

    tj_os_mutex_lock(&service->mutex);
    if (service->written - service->read == WIN32_SERVICE_PACKETS) {
        service->lost++;
    } else {
        struct win32_packet *packet =
            &service->packets[service->written++ % WIN32_SERVICE_PACKETS];
        win32_packet_of_call(packet, control, type, data,
                             win32_readable_at(data));
        packet->now_ns = now_ns;
        packet->lost = service->lost;
        service->lost = 0;
    }
    tj_os_mutex_unlock(&service->mutex);
    (void)SetEvent((HANDLE)service->news);
}

bool win32_service_next(struct win32_service *service,
                        struct win32_packet *packet)
{
    tj_os_mutex_lock(&service->mutex);
    bool some = service->read != service->written;
    if (some)
        *packet = service->packets[service->read++ % WIN32_SERVICE_PACKETS];
    tj_os_mutex_unlock(&service->mutex);
    return some;
}

static void tell_state(const struct win32_service *service, DWORD state,
                       DWORD error)
{
    SERVICE_STATUS status = {
        .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
        .dwCurrentState = state,
        .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP
                                                       : 0,
        .dwWin32ExitCode = error,
        .dwWaitHint = 10000,
    };

    if (service->status != 0)
        (void)SetServiceStatus((SERVICE_STATUS_HANDLE)service->status, &status);
}

unsigned long win32_service_handler(unsigned long control, unsigned long type,
                                    void *data, void *context)
{
    struct win32_service *service = context;

    switch (control) {
    case SERVICE_CONTROL_DEVICEEVENT:
        keep(service, control, type, data);
        return NO_ERROR;
    case SERVICE_CONTROL_STOP:
        tell_state(service, SERVICE_STOP_PENDING, 0);
        (void)SetEvent((HANDLE)service->stop);
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

/* --- To the listener --- */

/* False: nobody listens any more, or the service is to stop. */
static bool send_packet(struct win32_service *service,
                        const struct win32_packet *packet)
{
    OVERLAPPED   writing = { .hEvent = (HANDLE)service->wrote };
    const HANDLE ends[] = { (HANDLE)service->wrote, (HANDLE)service->stop,
                            (HANDLE)service->came };
    HANDLE       pipe = (HANDLE)service->pipe;
    DWORD        size;

    if (WriteFile(pipe, packet, (DWORD)win32_packet_size(packet), NULL,
                  &writing))
        return true;
    if (GetLastError() != ERROR_IO_PENDING)
        return false;
    if (WaitForMultipleObjects(3, ends, FALSE, INFINITE) != WAIT_OBJECT_0)
        (void)CancelIoEx(pipe, &writing);
    return GetOverlappedResult(pipe, &writing, &size, TRUE) != 0;
}

/* The listener never writes: this read ends when it is gone. */
static bool await_its_end(struct win32_service *service, OVERLAPPED *reading)
{
    static uint8_t byte;

    reading->hEvent = (HANDLE)service->came;
    return ReadFile((HANDLE)service->pipe, &byte, 1, NULL, reading) == 0 &&
           GetLastError() == ERROR_IO_PENDING;
}

void win32_service_carry(struct win32_service *service)
{
    const HANDLE        ends[] = { (HANDLE)service->stop,
                                   (HANDLE)service->came,
                                   (HANDLE)service->news };
    struct win32_packet packet;
    OVERLAPPED          reading = { .hEvent = NULL };
    DWORD               size;
    bool                good = await_its_end(service, &reading);

    while (good && WaitForMultipleObjects(3, ends, FALSE, INFINITE) ==
                       WAIT_OBJECT_0 + 2)
        while (good && win32_service_next(service, &packet))
            good = send_packet(service, &packet);
    (void)CancelIoEx((HANDLE)service->pipe, &reading);
    (void)GetOverlappedResult((HANDLE)service->pipe, &reading, &size, TRUE);
}

/* --- The registration --- */

static HANDLE open_drive(const char *path)
{
    return CreateFileA(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
}

static HDEVNOTIFY register_service(const struct win32_service *service,
                                   HANDLE drive)
{
    DEV_BROADCAST_HANDLE filter = { .dbch_size = sizeof filter,
                                    .dbch_devicetype = DBT_DEVTYP_HANDLE,
                                    .dbch_handle = drive };

    return RegisterDeviceNotificationA((HANDLE)service->status, &filter,
                                       DEVICE_NOTIFY_SERVICE_HANDLE);
}

static void fail_with(struct win32_packet *hello, const char *what)
{
    hello->error = GetLastError();
    hello->size = (uint32_t)strlen(what) + 1;
    memcpy(hello->bytes, what, hello->size);
}

/* Also tells the listener how it went. */
static HDEVNOTIFY register_and_say(struct win32_service *service, HANDLE drive)
{
    struct win32_packet hello = { .kind = WIN32_PACKET_HELLO };
    HDEVNOTIFY          notify = NULL;

    if (drive == INVALID_HANDLE_VALUE)
        fail_with(&hello, "CreateFile");
    else if ((notify = register_service(service, drive)) == NULL)
        fail_with(&hello, "RegisterDeviceNotification");
    hello.registration = (struct win32_registration){
        (uint64_t)(uintptr_t)notify, (uint64_t)(uintptr_t)drive };
    /* In state RUNNING before the listener goes on: it may end us at once. */
    if (notify != NULL)
        tell_state(service, SERVICE_RUNNING, 0);
    if (!send_packet(service, &hello) && notify != NULL) {
        (void)UnregisterDeviceNotification(notify);
        notify = NULL;
    }
    return notify;
}

static void live(struct win32_service *service)
{
    HANDLE     drive = open_drive(service->path);
    HDEVNOTIFY notify = register_and_say(service, drive);

    if (notify != NULL) {
        win32_service_carry(service);
        (void)UnregisterDeviceNotification(notify);
    }
    if (drive != INVALID_HANDLE_VALUE)
        (void)CloseHandle(drive);
}

/* --- As the service manager sees it --- */

/* Once it has ended nobody knows of it any more, whoever else dies. */
static void mark_for_deletion(const char *name)
{
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service =
        manager == NULL ? NULL : OpenServiceA(manager, name, DELETE);

    if (service != NULL) {
        (void)DeleteService(service);
        (void)CloseServiceHandle(service);
    }
    if (manager != NULL)
        (void)CloseServiceHandle(manager);
}

static HANDLE open_pipe(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
}

/* What the listener gave to StartService: argv[1] the pipe, argv[2] the drive.
 * The memory is never given back: HandlerEx may be on its way until the process
 * has ended. */
static void WINAPI service_main(DWORD argc, LPSTR *argv)
{
    struct win32_service *service = tj_os_pages_take(sizeof *service);

    if (argc < 3 || service == NULL || !win32_service_init(service))
        return;
    service->name = argv[0];
    service->path = argv[2];
    service->status = (intptr_t)RegisterServiceCtrlHandlerExA(
        service->name, win32_service_handler, service);
    tell_state(service, SERVICE_START_PENDING, 0);
    mark_for_deletion(service->name);
    HANDLE pipe = open_pipe(argv[1]);
    DWORD  error = pipe == INVALID_HANDLE_VALUE ? GetLastError() : 0;
    service->pipe = (intptr_t)pipe;
    if (pipe != INVALID_HANDLE_VALUE) {
        live(service);
        (void)CloseHandle(pipe);
    }
    tell_state(service, SERVICE_STOPPED, error);
}

int tj_windows_ear(const char *name)
{
    enum { HEARD = 0, USAGE = 64, NO_SERVICE = 6 };
    char                       text[64];
    const SERVICE_TABLE_ENTRYA table[] = { { text, service_main },
                                           { NULL, NULL } };

    if (!tj_text_copy(text, sizeof text, name))
        return USAGE;
    return StartServiceCtrlDispatcherA(table) ? HEARD : NO_SERVICE;
}
