/* trayjam.sys: simulated drives that a program on Windows, or under Wine,
 * cannot tell from real ones. This file: the driver comes and goes. */
#include "sim/host/wdm/parts.h"

#include <string.h>

#define CONTROL_DEVICE L"\\Device\\Trayjam"
#define CONTROL_LINK   L"\\DosDevices\\Trayjam"

void *wdm_take(size_t size)
{
    void *memory = ExAllocatePoolWithTag(NonPagedPool, size, WDM_TAG);

    if (memory != NULL)
        memset(memory, 0, size);
    return memory;
}

void wdm_give(void *memory)
{
    ExFreePoolWithTag(memory, WDM_TAG);
}

NTSTATUS wdm_answer(PIRP irp, NTSTATUS status, ULONG_PTR info)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = info;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

NTSTATUS wdm_start_thread(KSTART_ROUTINE *routine, void *context, void **thread)
{
    HANDLE   handle;
    NTSTATUS status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL,
                                           NULL, NULL, routine, context);

    if (status != STATUS_SUCCESS)
        return status;
    status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL,
                                       KernelMode, thread, NULL);
    (void)ZwClose(handle);
    return status;
}

void wdm_join_thread(void **thread)
{
    if (*thread == NULL)
        return;
    (void)KeWaitForSingleObject(*thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(*thread);
    *thread = NULL;
}

/* Wine's ntoskrnl has an export that Windows has not. */
static bool is_wine(void)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, L"wine_ntoskrnl_main_loop");
    return MmGetSystemRoutineAddress(&name) != NULL;
}

/* `EventRoute` in the service's key: enum trayjam_route. The installer knows
 * which Wine it is; without a word from it: what harms no version. */
static enum trayjam_route route_of(PUNICODE_STRING path, bool wine)
{
    enum trayjam_route route =
        wine ? TRAYJAM_ROUTE_PLUGPLAY : TRAYJAM_ROUTE_NONE;
    uint8_t        bytes[sizeof(KEY_VALUE_PARTIAL_INFORMATION) + 8];
    KEY_VALUE_PARTIAL_INFORMATION *value = (void *)bytes;
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING    name;
    HANDLE key;
    ULONG  size, word;

    InitializeObjectAttributes(&attributes, path,
                               OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
                               NULL);
    if (ZwOpenKey(&key, KEY_READ, &attributes) != STATUS_SUCCESS)
        return route;
    RtlInitUnicodeString(&name, L"EventRoute");
    if (ZwQueryValueKey(key, &name, KeyValuePartialInformation, value,
                        sizeof bytes, &size) == STATUS_SUCCESS &&
        value->Type == REG_DWORD && value->DataLength == sizeof word) {
        memcpy(&word, value->Data, sizeof word);
        if (word <= TRAYJAM_ROUTE_PLUGPLAY)
            route = (enum trayjam_route)word;
    }
    (void)ZwClose(key);
    return route;
}

static void stop_reporter(struct wdm_driver *driver)
{
    KIRQL irql;

    KeAcquireSpinLock(&driver->events_lock, &irql);
    driver->reporter_stops = true;
    KeReleaseSpinLock(&driver->events_lock, irql);
    (void)KeSetEvent(&driver->news, IO_NO_INCREMENT, FALSE);
    wdm_join_thread(&driver->reporter);
}

static void NTAPI unload(PDRIVER_OBJECT object)
{
    const struct wdm_extension *any = object->DeviceObject->DeviceExtension;
    struct wdm_driver *driver = any->driver;
    UNICODE_STRING     link;

    wdm_drives_stop(driver);
    stop_reporter(driver);
    RtlInitUnicodeString(&link, CONTROL_LINK);
    (void)IoDeleteSymbolicLink(&link);
    IoDeleteDevice(driver->control);
    wdm_give(driver);
}

static NTSTATUS make_control_device(struct wdm_driver *driver)
{
    UNICODE_STRING name, link;

    RtlInitUnicodeString(&name, CONTROL_DEVICE);
    RtlInitUnicodeString(&link, CONTROL_LINK);
    NTSTATUS status = IoCreateDevice(
        driver->object, sizeof(struct wdm_extension), &name,
        FILE_DEVICE_UNKNOWN, FILE_DEVICE_SECURE_OPEN, FALSE, &driver->control);
    if (status != STATUS_SUCCESS)
        return status;
    *(struct wdm_extension *)driver->control->DeviceExtension =
        (struct wdm_extension){ .role = WDM_CONTROL, .driver = driver };
    status = IoCreateSymbolicLink(&link, &name);
    if (status != STATUS_SUCCESS)
        IoDeleteDevice(driver->control);
    else
        driver->control->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return status;
}

static void answer_for(PDRIVER_OBJECT object)
{
    object->MajorFunction[IRP_MJ_CREATE] = wdm_create;
    object->MajorFunction[IRP_MJ_CLEANUP] = wdm_cleanup;
    object->MajorFunction[IRP_MJ_CLOSE] = wdm_close;
    object->MajorFunction[IRP_MJ_DEVICE_CONTROL] = wdm_control;
    object->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = wdm_control;
    object->MajorFunction[IRP_MJ_READ] = wdm_transfer;
    object->MajorFunction[IRP_MJ_WRITE] = wdm_transfer;
    object->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = wdm_flush;
    object->DriverUnload = unload;
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT object, PUNICODE_STRING path);

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
    struct wdm_driver *driver = wdm_take(sizeof *driver);

    if (driver == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    driver->object = object;
    driver->wine = is_wine();
    driver->route = route_of(path, driver->wine);
    KeInitializeEvent(&driver->table, SynchronizationEvent, TRUE);
    KeInitializeSpinLock(&driver->lock);
    KeInitializeSpinLock(&driver->events_lock);
    KeInitializeEvent(&driver->news, SynchronizationEvent, FALSE);
    NTSTATUS status =
        wdm_start_thread(wdm_reporter, driver, &driver->reporter);
    if (status == STATUS_SUCCESS)
        status = make_control_device(driver);
    if (status != STATUS_SUCCESS) {
        if (driver->reporter != NULL)
            stop_reporter(driver);
        wdm_give(driver);
        return status;
    }
    answer_for(object);
    return STATUS_SUCCESS;
}
