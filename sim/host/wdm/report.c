/* Events on their way from a drive to the programs that registered for them.
 * In a thread of its own: under Wine the call that delivers them waits for the
 * windows that take them, and one of those may be about to ask the drive. */
#include "sim/host/wdm/parts.h"

#include <string.h>

typedef void NTAPI reported_function(PVOID context);
typedef NTSTATUS NTAPI report_function(PDEVICE_OBJECT device, PVOID notification,
                                       reported_function *callback,
                                       PVOID context);

/* Not imported: Wine 8 stops the whole driver host when its stub is called, so
 * who loads trayjam.sys there must be able to leave it alone. */
static report_function *find_report(void)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, L"IoReportTargetDeviceChangeAsynchronous");
    return (report_function *)(uintptr_t)MmGetSystemRoutineAddress(&name);
}

/* Optional on Windows; Wine 10 calls it whether it is there or not. */
static void NTAPI reported(PVOID context)
{
    (void)context;
}

static bool report_to(report_function *report, DEVICE_OBJECT *device,
                      const struct tj_event *event)
{
    union {
        TARGET_DEVICE_CUSTOM_NOTIFICATION head;
        uint8_t room[sizeof(TARGET_DEVICE_CUSTOM_NOTIFICATION) +
                     TJ_EVENT_DATA_MAX];
    } notification;

    if (report == NULL || device == NULL)
        return device == NULL;
    memset(&notification, 0, sizeof notification);
    notification.head.Version = 1;
    notification.head.Size = (USHORT)(
        FIELD_OFFSET(TARGET_DEVICE_CUSTOM_NOTIFICATION, CustomDataBuffer) +
        event->size);
    tj_guid_to_memory(&tj_event_info(event->id)->guid,
                      (uint8_t *)&notification.head.Event);
    notification.head.NameBufferOffset = -1;
    memcpy(notification.head.CustomDataBuffer, event->data, event->size);
    return NT_SUCCESS(report(device, &notification, reported, NULL));
}

static bool send_one(struct wdm_driver *driver, report_function *report,
                     const struct wdm_event *item)
{
    const struct tj_broadcast broadcast = { .event = item->event };
    uint8_t bytes[TJ_BROADCAST_MAX];

    if (driver->route == TRAYJAM_ROUTE_REPORT) {
        bool direct = report_to(report, item->drive->direct, &item->event);
        return report_to(report, item->drive->volume, &item->event) && direct;
    }
    uint32_t size =
        (uint32_t)tj_encode_broadcast(&broadcast, sizeof(void *), bytes);
    return wdm_plugplay_send(driver, bytes, size);
}

/* The oldest, which stays in line until it was told: its drive must not go. */
static bool oldest(struct wdm_driver *driver, struct wdm_event *item,
                   bool *stops)
{
    KIRQL irql;

    KeAcquireSpinLock(&driver->events_lock, &irql);
    bool any = driver->events_count > 0;
    if (any)
        *item = driver->events[driver->events_first];
    driver->telling = any ? item->drive : NULL;
    *stops = driver->reporter_stops;
    KeReleaseSpinLock(&driver->events_lock, irql);
    return any;
}

static void told(struct wdm_driver *driver, bool sent)
{
    KIRQL irql;

    KeAcquireSpinLock(&driver->events_lock, &irql);
    driver->events_first = (driver->events_first + 1) % WDM_EVENTS_MAX;
    driver->events_count--;
    driver->telling = NULL;
    if (sent)
        driver->events_sent++;
    else
        driver->events_failed++;
    KeReleaseSpinLock(&driver->events_lock, irql);
}

void NTAPI wdm_reporter(void *context)
{
    struct wdm_driver *driver = context;
    report_function   *report = driver->route == TRAYJAM_ROUTE_REPORT
                                    ? find_report() : NULL;
    struct wdm_event   item;
    bool               stops = false;

    while (!stops) {
        if (oldest(driver, &item, &stops) && !stops)
            told(driver, item.drive == NULL || send_one(driver, report, &item));
        else if (!stops)
            (void)KeWaitForSingleObject(&driver->news, Executive, KernelMode,
                                        FALSE, NULL);
    }
    wdm_plugplay_end(driver);
    (void)PsTerminateSystemThread(STATUS_SUCCESS);
}

void wdm_report(struct wdm_drive *drive, const struct tj_event *event)
{
    struct wdm_driver *driver = drive->driver;
    KIRQL              irql;

    if (driver->route == TRAYJAM_ROUTE_NONE)
        return;
    KeAcquireSpinLock(&driver->events_lock, &irql);
    if (driver->events_count == WDM_EVENTS_MAX) {
        driver->events_lost++;
    } else {
        uint32_t at =
            (driver->events_first + driver->events_count++) % WDM_EVENTS_MAX;
        driver->events[at] = (struct wdm_event){ drive, *event };
    }
    KeReleaseSpinLock(&driver->events_lock, irql);
    (void)KeSetEvent(&driver->news, IO_NO_INCREMENT, FALSE);
}

/* One that is being told now is waited for. */
void wdm_report_forget(struct wdm_drive *drive)
{
    struct wdm_driver *driver = drive->driver;
    LARGE_INTEGER      soon = { .QuadPart = -10000 };
    bool               telling = true;
    KIRQL              irql;

    while (telling) {
        KeAcquireSpinLock(&driver->events_lock, &irql);
        telling = driver->telling == drive;
        for (uint32_t i = telling ? 1 : 0; i < driver->events_count; i++) {
            uint32_t at = (driver->events_first + i) % WDM_EVENTS_MAX;
            if (driver->events[at].drive == drive)
                driver->events[at].drive = NULL;
        }
        KeReleaseSpinLock(&driver->events_lock, irql);
        if (telling)
            (void)KeDelayExecutionThread(KernelMode, FALSE, &soon);
    }
}
