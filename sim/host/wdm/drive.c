/* One drive's life: its devices and names, its thread, its end. */
#include "sim/host/wdm/parts.h"

#include "core/base/text.h"

#include <string.h>

/* \Device\CdRom9, \DosDevices\CdRom9, \DosDevices\R: */
static void write_name(WCHAR name[WDM_NAME_MAX], const char *begin,
                       const char *word, uint32_t number)
{
    char           letters[WDM_NAME_MAX];
    struct tj_text text;

    tj_text_init(&text, letters, sizeof letters);
    tj_text_add(&text, "%s%s", begin, word);
    if (number != UINT32_MAX)
        tj_text_add(&text, "%u", number);
    for (size_t i = 0; i <= text.used; i++)
        name[i] = (WCHAR)letters[i];
}

/* No device type that Windows mounts file systems on: the simulated one is
 * inside (spec 6), and a second one above it would send it requests that no
 * program made. */
static NTSTATUS make_device(struct wdm_drive *drive, enum wdm_role role,
                            const WCHAR *link_name, DEVICE_OBJECT **device)
{
    WCHAR          device_name[WDM_NAME_MAX];
    UNICODE_STRING name, link;

    write_name(device_name, "\\Device\\",
               role == WDM_VOLUME ? "TrayjamVolume" : "CdRom", drive->number);
    RtlInitUnicodeString(&name, device_name);
    RtlInitUnicodeString(&link, link_name);
    NTSTATUS status = IoCreateDevice(
        drive->driver->object, sizeof(struct wdm_extension), &name,
        FILE_DEVICE_UNKNOWN, FILE_REMOVABLE_MEDIA, FALSE, device);
    if (status != STATUS_SUCCESS)
        return status;
    *(struct wdm_extension *)(*device)->DeviceExtension = (struct wdm_extension){
        .role = role, .driver = drive->driver, .drive = drive };
    status = IoCreateSymbolicLink(&link, &name);
    if (status != STATUS_SUCCESS) {
        IoDeleteDevice(*device);
        *device = NULL;
        return status;
    }
    (*device)->Flags |= DO_BUFFERED_IO;
    (*device)->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return STATUS_SUCCESS;
}

static void delete_links(struct wdm_drive *drive)
{
    UNICODE_STRING link;
    KIRQL          irql;

    KeAcquireSpinLock(&drive->driver->lock, &irql);
    bool removed = drive->removed;
    drive->removed = true;
    KeReleaseSpinLock(&drive->driver->lock, irql);
    if (removed)
        return;
    RtlInitUnicodeString(&link, drive->link);
    (void)IoDeleteSymbolicLink(&link);
    if (drive->volume == NULL)
        return;
    RtlInitUnicodeString(&link, drive->letter);
    (void)IoDeleteSymbolicLink(&link);
}

static void delete_device(DEVICE_OBJECT *device)
{
    struct wdm_extension *extension = device->DeviceExtension;
    KIRQL irql;

    KeAcquireSpinLock(&extension->driver->lock, &irql);
    extension->drive = NULL;
    KeReleaseSpinLock(&extension->driver->lock, irql);
    IoDeleteDevice(device);
}

/* Its loop has ended, or never began. Files are left only when the driver goes
 * and programs have them open, which Wine allows: their CLOSE finds no drive. */
static void dispose(struct wdm_drive *drive)
{
    delete_links(drive);
    wdm_report_forget(drive);
    if (drive->volume != NULL)
        delete_device(drive->volume);
    delete_device(drive->direct);
    while (drive->first != NULL) {
        struct wdm_file *file = drive->first;
        drive->first = file->next;
        wdm_give(file);
    }
    wdm_give(drive);
}

static void take_effect(void *context, const struct sim_effect *effect,
                        const uint8_t *output)
{
    struct wdm_drive *drive = context;

    if (effect->kind == SIM_REPLY) {
        struct wdm_item *item = drive->flight[effect->request - 1];
        wdm_item_answer(item, effect, output);
    } else if (effect->kind == SIM_EVENT) {
        drive->events++;
        wdm_report(drive, &effect->event);
    }
}

static struct wdm_drive *make_drive(struct wdm_driver *driver,
                                    const struct trayjam_add *wanted,
                                    const struct sim_profile *profile)
{
    const char        letter[3] = { (char)wanted->letter, ':', '\0' };
    struct wdm_drive *drive = wdm_take(sizeof *drive);

    if (drive == NULL)
        return NULL;
    drive->driver = driver;
    drive->number = wanted->number;
    write_name(drive->link, "\\DosDevices\\", "CdRom", wanted->number);
    write_name(drive->letter, "\\DosDevices\\", letter, UINT32_MAX);
    KeInitializeEvent(&drive->wake, SynchronizationEvent, FALSE);
    KeInitializeSpinLock(&drive->lock);
    InitializeListHead(&drive->line);
    InitializeListHead(&drive->orders);
    for (unsigned i = 0; i < WDM_IN_FLIGHT_MAX; i++)
        drive->free[drive->free_count++] = (uint16_t)(WDM_IN_FLIGHT_MAX - 1 - i);
    drive->loop.sink = take_effect;
    drive->loop.context = drive;
    sim_loop_init(&drive->loop, profile, wanted->number, wdm_now_ns());
    return drive;
}

NTSTATUS wdm_drive_add(struct wdm_driver *driver,
                       const struct trayjam_add *wanted,
                       const struct sim_profile *profile)
{
    struct wdm_drive *drive = make_drive(driver, wanted, profile);
    NTSTATUS          status;

    if (drive == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = make_device(drive, WDM_DIRECT, drive->link, &drive->direct);
    if (status != STATUS_SUCCESS) {
        wdm_give(drive);
        return status;
    }
    if (wanted->letter != 0)
        status = make_device(drive, WDM_VOLUME, drive->letter, &drive->volume);
    if (status == STATUS_SUCCESS)
        status = wdm_start_thread(wdm_loop, drive, &drive->thread);
    if (status != STATUS_SUCCESS) {
        dispose(drive);
        return status;
    }
    driver->drives[wanted->number] = drive;
    return STATUS_SUCCESS;
}

void wdm_drive_remove(struct wdm_drive *drive)
{
    delete_links(drive);
    wdm_wake(drive);
}

void wdm_drives_reap(struct wdm_driver *driver)
{
    for (unsigned i = 0; i < TRAYJAM_DRIVES_MAX; i++) {
        struct wdm_drive *drive = driver->drives[i];
        if (drive == NULL || !drive->over)
            continue;
        wdm_join_thread(&drive->thread);
        dispose(drive);
        driver->drives[i] = NULL;
    }
}

void wdm_drives_stop(struct wdm_driver *driver)
{
    KIRQL irql;

    for (unsigned i = 0; i < TRAYJAM_DRIVES_MAX; i++) {
        struct wdm_drive *drive = driver->drives[i];
        if (drive == NULL)
            continue;
        KeAcquireSpinLock(&drive->lock, &irql);
        drive->stopping = true;
        KeReleaseSpinLock(&drive->lock, irql);
        wdm_wake(drive);
        wdm_join_thread(&drive->thread);
        dispose(drive);
        driver->drives[i] = NULL;
    }
}
