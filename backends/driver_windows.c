/* trayjam.sys as a service: the service control manager's part. */
#include "backends/driver.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define SERVICE_NAME "trayjam"
#define DRIVER_FILE  "trayjam.sys"
#define SERVICE_KEY  "SYSTEM\\CurrentControlSet\\Services\\" SERVICE_NAME
#define WAIT_NS      UINT64_C(10000000000)
#define LOOK_NS      UINT64_C(10000000)
enum { REPORTS_FROM_WINE = 10 }; /* Whose I/O manager reports events. */

static enum tj_status fail(const char *what, struct tj_error *error)
{
    DWORD code = GetLastError();

    if (code == ERROR_ACCESS_DENIED)
        return tj_fail_native(error, TJ_UNAVAILABLE, code, "cannot %s: an "
                              "administrator may (error 5)", what);
    if (code == ERROR_SERVICE_DOES_NOT_EXIST)
        return tj_fail_native(error, TJ_UNAVAILABLE, code, "cannot %s: "
                              "`trayjam drive install` comes first", what);
    return tj_fail_native(error, TJ_HOST_IO, code, "cannot %s: error %lu", what,
                          code);
}

/* --- Install --- */

static enum tj_status find_driver(const char *given, char *path, size_t size,
                                  struct tj_error *error)
{
    if (given != NULL) {
        if (!tj_text_copy(path, size, given))
            return tj_fail(error, TJ_USAGE, "%s: the path is too long", given);
    } else {
        DWORD length = GetModuleFileNameA(NULL, path, (DWORD)size);
        char *name = strrchr(path, '\\');
        if (length == 0 || length >= size || name == NULL)
            return fail("find out where this program is", error);
        (void)tj_text_copy(name + 1, size - (size_t)(name + 1 - path),
                           DRIVER_FILE);
    }
    if (GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES)
        return tj_fail(error, TJ_MISSING, "%s: there is no driver", path);
    return TJ_OK;
}

/* 0: this is Windows. Wine's ntdll has an export that tells. */
static unsigned wine_version(void)
{
    typedef const char *__cdecl wine_get_version(void);
    union {
        FARPROC           procedure;
        wine_get_version *version;
    } found = { .procedure = GetProcAddress(GetModuleHandleA("ntdll.dll"),
                                            "wine_get_version") };

    return found.procedure == NULL
               ? 0 : (unsigned)strtoul(found.version(), NULL, 10);
}

/* Windows reports only of devices that its plug and play manager made, which
 * these are not. */
static enum tj_status write_route(struct tj_error *error)
{
    unsigned wine = wine_version();
    DWORD route = wine == 0                   ? TRAYJAM_ROUTE_NONE
                  : wine >= REPORTS_FROM_WINE ? TRAYJAM_ROUTE_REPORT
                                              : TRAYJAM_ROUTE_PLUGPLAY;
    LSTATUS code = RegSetKeyValueA(HKEY_LOCAL_MACHINE, SERVICE_KEY,
                                   "EventRoute", REG_DWORD, &route,
                                   sizeof route);

    SetLastError((DWORD)code);
    return code == ERROR_SUCCESS ? TJ_OK
                                 : fail("tell the driver its event route", error);
}

static enum tj_status make_service(const char *path, struct tj_error *error)
{
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CREATE_SERVICE);

    if (manager == NULL)
        return fail("open the service manager", error);
    SC_HANDLE service = CreateServiceA(
        manager, SERVICE_NAME, "trayjam simulated optical drives",
        SERVICE_QUERY_STATUS, SERVICE_KERNEL_DRIVER, SERVICE_DEMAND_START,
        SERVICE_ERROR_NORMAL, path, NULL, NULL, NULL, NULL, NULL);
    enum tj_status status = TJ_OK;
    if (service == NULL && GetLastError() != ERROR_SERVICE_EXISTS)
        status = fail("make a service of the driver", error);
    if (service != NULL)
        (void)CloseServiceHandle(service);
    (void)CloseServiceHandle(manager);
    return status;
}

enum tj_status tj_driver_install(const char *path, struct tj_error *error)
{
    char source[MAX_PATH], target[MAX_PATH], system[MAX_PATH];
    struct tj_text text;

    enum tj_status status = find_driver(path, source, sizeof source, error);
    if (status != TJ_OK)
        return status;
    if (GetSystemDirectoryA(system, sizeof system) == 0)
        return fail("find the system's folder", error);
    tj_text_init(&text, target, sizeof target);
    tj_text_add(&text, "%s\\drivers\\" DRIVER_FILE, system);
    if (!CopyFileA(source, target, FALSE))
        return fail("copy the driver (does it still run?)", error);
    status = make_service(target, error);
    return status == TJ_OK ? write_route(error) : status;
}

/* --- Start, stop --- */

static enum tj_status open_service(DWORD access, SC_HANDLE *service,
                                   struct tj_error *error)
{
    SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_CONNECT);

    if (manager == NULL)
        return fail("open the service manager", error);
    *service = OpenServiceA(manager, SERVICE_NAME, access);
    enum tj_status status =
        *service == NULL ? fail("open the driver's service", error) : TJ_OK;
    (void)CloseServiceHandle(manager);
    return status;
}

static enum tj_status wait_for(SC_HANDLE service, DWORD state,
                               struct tj_error *error)
{
    uint64_t end_ns = tj_clock_ns() + WAIT_NS;
    SERVICE_STATUS now;

    for (;;) {
        if (!QueryServiceStatus(service, &now))
            return fail("ask how the driver is", error);
        if (now.dwCurrentState == state)
            return TJ_OK;
        if (tj_clock_ns() >= end_ns)
            return tj_fail(error, TJ_HOST_IO, "the driver is in state %lu "
                           "after 10 s, not in %lu", now.dwCurrentState, state);
        tj_clock_sleep_until(tj_clock_ns() + LOOK_NS);
    }
}

enum tj_status tj_driver_start(struct tj_error *error)
{
    SC_HANDLE      service;
    enum tj_status status =
        open_service(SERVICE_START | SERVICE_QUERY_STATUS, &service, error);

    if (status != TJ_OK)
        return status;
    if (!StartServiceA(service, 0, NULL) &&
        GetLastError() != ERROR_SERVICE_ALREADY_RUNNING)
        status = fail("start the driver", error);
    if (status == TJ_OK)
        status = wait_for(service, SERVICE_RUNNING, error);
    (void)CloseServiceHandle(service);
    return status;
}

enum tj_status tj_driver_stop(struct tj_error *error)
{
    SERVICE_STATUS now;
    SC_HANDLE      service;
    enum tj_status status =
        open_service(SERVICE_STOP | SERVICE_QUERY_STATUS, &service, error);

    if (status != TJ_OK)
        return status;
    if (!ControlService(service, SERVICE_CONTROL_STOP, &now) &&
        GetLastError() != ERROR_SERVICE_NOT_ACTIVE)
        status = fail("stop the driver", error);
    if (status == TJ_OK)
        status = wait_for(service, SERVICE_STOPPED, error);
    (void)CloseServiceHandle(service);
    return status;
}

enum tj_status tj_driver_uninstall(struct tj_error *error)
{
    SC_HANDLE      service;
    enum tj_status status = tj_driver_stop(error);

    if (status != TJ_OK)
        return error->native == ERROR_SERVICE_DOES_NOT_EXIST ? TJ_OK : status;
    status = open_service(DELETE, &service, error);
    if (status != TJ_OK)
        return status;
    if (!DeleteService(service))
        status = fail("remove the driver's service", error);
    (void)CloseServiceHandle(service);
    return status;
}
