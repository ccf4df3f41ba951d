#include "backends/windows/ear_parts.h"
#include "backends/windows/service.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#include <string.h>

#include <windows.h>
#include <dbt.h>
#include <cfgmgr32.h>

#define EVENTS_SIZE (WIN32_EAR_EVENTS * sizeof(struct tj_event))
static const char class_name[] = "trayjam-ear";
_Static_assert(WIN32_DBT_CUSTOMEVENT == DBT_CUSTOMEVENT, "dbt.h");
_Static_assert(WIN32_WM_DEVICECHANGE == WM_DEVICECHANGE, "winuser.h");
_Static_assert(WIN32_DBT_DEVTYP_HANDLE == DBT_DEVTYP_HANDLE, "dbt.h");

/* --- By a window --- */

static void hear(struct win32_ear *ear, UINT message, WPARAM type, LPARAM data)
{
    const uint8_t       *bytes = (const uint8_t *)data;
    struct tj_broadcast  broadcast;
    struct win32_message said = {
        .message = message, .type = type, .bytes = bytes,
        .pointer_size = sizeof(void *),
    };

    said.readable = win32_readable_at(bytes);
    uint64_t         now_ns = tj_clock_ns();
    enum win32_heard heard = win32_hear(&said, &broadcast);
    win32_ear_take(ear, heard, &broadcast, now_ns);
}

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM type,
                                  LPARAM data)
{
    struct win32_ear *ear =
        (struct win32_ear *)GetWindowLongPtrA(window, GWLP_USERDATA);

    if (message == WM_DEVICECHANGE && ear != NULL) {
        hear(ear, message, type, data);
        return TRUE;
    }
    if (message == WM_CLOSE) {
        PostQuitMessage(0);
        return 0;
    }
    return DefWindowProcA(window, message, type, data);
}

static HWND make_window(struct win32_ear *ear)
{
    HINSTANCE program = GetModuleHandleA(NULL);
    WNDCLASSA class = { .lpfnWndProc = procedure, .hInstance = program,
                        .lpszClassName = class_name };

    if (RegisterClassA(&class) == 0 &&
        GetLastError() != ERROR_CLASS_ALREADY_EXISTS)
        return NULL;
    HWND window = CreateWindowExA(0, class_name, "", 0, 0, 0, 0, 0,
                                  HWND_MESSAGE, NULL, program, NULL);
    if (window != NULL)
        (void)SetWindowLongPtrA(window, GWLP_USERDATA, (LONG_PTR)ear);
    return window;
}

static HDEVNOTIFY register_window(struct win32_ear *ear, HWND window)
{
    DEV_BROADCAST_HANDLE filter = {
        .dbch_size = sizeof filter,
        .dbch_devicetype = DBT_DEVTYP_HANDLE,
        .dbch_handle = (HANDLE)(uintptr_t)ear->registration.handle,
    };

    return RegisterDeviceNotificationA(window, &filter,
                                       DEVICE_NOTIFY_WINDOW_HANDLE);
}

static void stand(struct win32_ear *ear, bool failed)
{
    tj_os_mutex_lock(&ear->mutex);
    ear->ready = true;
    ear->failed = failed;
    tj_os_signal_wake_all(&ear->signal);
    tj_os_mutex_unlock(&ear->mutex);
}

/* The window's thread: windows belong to the thread that made them. */
static void live(void *context)
{
    struct win32_ear *ear = context;
    HDEVNOTIFY        notify = NULL;
    HWND              window = make_window(ear);
    MSG               message;

    if (window != NULL)
        notify = register_window(ear, window);
    ear->error = notify == NULL ? (uint32_t)GetLastError() : 0;
    ear->window = (intptr_t)window;
    tj_os_mutex_lock(&ear->mutex);
    ear->registration.notify = (uint64_t)(uintptr_t)notify;
    tj_os_mutex_unlock(&ear->mutex);
    stand(ear, notify == NULL);
    while (notify != NULL && GetMessageA(&message, NULL, 0, 0) > 0)
        (void)DispatchMessageA(&message);
    if (notify != NULL)
        (void)UnregisterDeviceNotification(notify);
    if (window != NULL)
        (void)DestroyWindow(window);
}

static enum tj_status open_window(struct win32_ear *ear,
                                  struct tj_error *error)
{
    enum tj_status status =
        tj_os_thread_start(&ear->thread, live, ear, error);

    if (status != TJ_OK)
        return status;
    tj_os_mutex_lock(&ear->mutex);
    while (!ear->ready)
        tj_os_signal_wait(&ear->signal, &ear->mutex, UINT64_MAX);
    tj_os_mutex_unlock(&ear->mutex);
    if (!ear->failed)
        return TJ_OK;
    tj_os_thread_join(&ear->thread);
    return tj_fail_native(error, TJ_UNAVAILABLE, ear->error,
                          "device events cannot be had: error %lu",
                          (unsigned long)ear->error);
}

/* --- By CM_Register_Notification, where there is one --- */

typedef CONFIGRET(WINAPI *register_function)(PCM_NOTIFY_FILTER, PVOID,
                                             PCM_NOTIFY_CALLBACK,
                                             PHCMNOTIFICATION);
typedef CONFIGRET(WINAPI *unregister_function)(HCMNOTIFICATION);

static FARPROC cfgmgr32(const char *name)
{
    HMODULE module = LoadLibraryA("cfgmgr32.dll");
    return module == NULL ? NULL : GetProcAddress(module, name);
}

static DWORD CALLBACK on_cm(HCMNOTIFICATION notify, PVOID context,
                            CM_NOTIFY_ACTION action,
                            PCM_NOTIFY_EVENT_DATA data, DWORD size)
{
    struct tj_broadcast broadcast;
    uint64_t            now_ns = tj_clock_ns();

    (void)notify;
    enum win32_heard heard = win32_hear_cm((uint32_t)action,
                                           (const uint8_t *)data, size,
                                           &broadcast);
    win32_ear_take(context, heard, &broadcast, now_ns);
    return ERROR_SUCCESS;
}

static enum tj_status open_cm(struct win32_ear *ear, struct tj_error *error)
{
    FARPROC           found = cfgmgr32("CM_Register_Notification");
    CM_NOTIFY_FILTER  filter;
    HCMNOTIFICATION   notify = NULL;
    register_function ask;

    if (found == NULL || cfgmgr32("CM_Unregister_Notification") == NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "notify=cm: this Windows has no "
                       "CM_Register_Notification; use notify=window or notify=service");
    memcpy(&ask, &found, sizeof ask);
    memset(&filter, 0, sizeof filter);
    filter.cbSize = sizeof filter;
    filter.FilterType = CM_NOTIFY_FILTER_TYPE_DEVICEHANDLE;
    filter.u.DeviceHandle.hTarget =
        (HANDLE)(uintptr_t)ear->registration.handle;
    CONFIGRET result = ask(&filter, ear, on_cm, &notify);
    if (result != CR_SUCCESS)
        return tj_fail_native(error, TJ_UNAVAILABLE, result, "notify=cm: "
                              "CM_Register_Notification refuses: 0x%lx",
                              (unsigned long)result);
    ear->registration.notify = (uint64_t)(uintptr_t)notify;
    return TJ_OK;
}

static void close_cm(const struct win32_ear *ear)
{
    FARPROC             found = cfgmgr32("CM_Unregister_Notification");
    unregister_function ask;

    if (found == NULL)
        return;
    memcpy(&ask, &found, sizeof ask);
    (void)ask((HCMNOTIFICATION)(uintptr_t)ear->registration.notify);
}

/* --- All --- */

static enum tj_status open_by(struct win32_ear *ear, const char *path,
                              struct tj_error *error)
{
    switch (ear->by) {
    case WIN32_BY_WINDOW:
        return open_window(ear, error);
    case WIN32_BY_SERVICE:
        return win32_ear_open_service(ear, path, error);
    case WIN32_BY_CM:
        break;
    }
    return open_cm(ear, error);
}

enum tj_status win32_ear_open(struct win32_ear *ear,
                              const struct win32_listening *listening,
                              struct tj_error *error)
{
    *ear = (struct win32_ear){
        .drive = listening->drive, .by = listening->by,
        .registration = { .handle = (uint64_t)listening->handle },
    };
    ear->events = tj_os_pages_take(EVENTS_SIZE);
    if (ear->events == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for device events");
    tj_os_mutex_init(&ear->mutex);
    tj_os_signal_init(&ear->signal);
    enum tj_status status = open_by(ear, listening->path, error);
    ear->open = status == TJ_OK;
    return status;
}

size_t win32_ear_events(struct win32_ear *ear, uint64_t until_ns,
                        struct tj_event *events, size_t events_max)
{
    if (ear->events == NULL)
        return 0;
    tj_os_mutex_lock(&ear->mutex);
    while (ear->open && ear->read == ear->written && tj_clock_ns() < until_ns)
        tj_os_signal_wait(&ear->signal, &ear->mutex, until_ns);
    size_t count = win32_ear_give(ear, events, events_max);
    tj_os_mutex_unlock(&ear->mutex);
    return count;
}

void win32_ear_close(struct win32_ear *ear)
{
    if (!ear->open)
        return;
    if (ear->by == WIN32_BY_CM) {
        close_cm(ear);
    } else if (ear->by == WIN32_BY_SERVICE) {
        win32_ear_close_service(ear);
    } else {
        (void)PostMessageA((HWND)ear->window, WM_CLOSE, 0, 0);
        tj_os_thread_join(&ear->thread);
    }
    ear->open = false;
}
