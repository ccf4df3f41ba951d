/* From what the simulated drive answers to completed IRPs. */
#include "sim/host/wdm/parts.h"

#include "core/drive/codes.h"

#include <string.h>

enum { METHOD_OF_CODE = 3 };

/* Where the output of a request goes, and how much fits there. */
static uint8_t *output_of(PIRP irp, uint32_t *size)
{
    const IO_STACK_LOCATION *at = IoGetCurrentIrpStackLocation(irp);

    *size = 0;
    if (at->MajorFunction == IRP_MJ_READ) {
        *size = at->Parameters.Read.Length;
        return irp->AssociatedIrp.SystemBuffer;
    }
    if (at->MajorFunction != IRP_MJ_DEVICE_CONTROL &&
        at->MajorFunction != IRP_MJ_FILE_SYSTEM_CONTROL)
        return NULL;
    *size = at->Parameters.DeviceIoControl.OutputBufferLength;
    switch (at->Parameters.DeviceIoControl.IoControlCode & METHOD_OF_CODE) {
    case METHOD_BUFFERED:
        return irp->AssociatedIrp.SystemBuffer;
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        return irp->MdlAddress == NULL
                   ? NULL
                   : MmGetSystemAddressForMdlSafe(irp->MdlAddress,
                                                  NormalPagePriority);
    default: /* METHOD_NEITHER: no code with output is (core/drive/codes.h). */
        return NULL;
    }
}

/* A read gives zeros; so does what a reply is long but not carries. */
static void write_output(PIRP irp, const struct sim_effect *effect,
                         const uint8_t *output)
{
    uint32_t room;
    uint8_t *to = output_of(irp, &room);
    uint32_t carried = effect->output_size < room ? effect->output_size : room;
    uint32_t all = effect->info < room ? effect->info : room;

    if (to == NULL || NT_ERROR((NTSTATUS)effect->status))
        return;
    memcpy(to, output, carried);
    if (all > carried)
        memset(to + carried, 0, all - carried);
}

static void file_ended(struct wdm_drive *drive, struct wdm_file *file)
{
    struct wdm_file **at = &drive->first;
    KIRQL irql;

    while (*at != NULL && *at != file)
        at = &(*at)->next;
    if (*at != NULL)
        *at = file->next;
    KeAcquireSpinLock(&drive->lock, &irql);
    file->ended = true;
    bool closed = file->closed;
    KeReleaseSpinLock(&drive->lock, irql);
    if (!closed)
        return; /* Its IRP_MJ_CLOSE is still to come. */
    wdm_give(file);
    wdm_leave(drive);
}

/* Its cancel routine will not be called any more, or has let go: that one only
 * leaves a mark, so one that has begun is not waited for long. */
static void take_back(struct wdm_item *item)
{
    LARGE_INTEGER soon = { .QuadPart = -100 };
    bool          seen = false;
    KIRQL         irql;

    if (!item->cancellable || IoSetCancelRoutine(item->irp, NULL) != NULL)
        return;
    while (!seen) {
        KeAcquireSpinLock(&item->drive->lock, &irql);
        seen = item->cancel_asked;
        KeReleaseSpinLock(&item->drive->lock, irql);
        if (!seen)
            (void)KeDelayExecutionThread(KernelMode, FALSE, &soon);
    }
}

static void count(struct wdm_driver *driver, uint32_t status)
{
    KIRQL irql;

    KeAcquireSpinLock(&driver->lock, &irql);
    driver->answered++;
    if (status == TJ_STATUS_CANCELLED)
        driver->cancelled++;
    KeReleaseSpinLock(&driver->lock, irql);
}

static void opened(struct wdm_item *item, uint32_t status)
{
    struct wdm_drive *drive = item->drive;
    struct wdm_file  *file = item->file;

    file->next = drive->first;
    drive->first = file;
    if (NT_SUCCESS((NTSTATUS)status)) {
        file->opening = false;
    } else if (item->irp == NULL) {
        file->refused = status;
        file->opening = false;
    } else { /* No IRP_MJ_CLOSE will come for it. */
        IoGetCurrentIrpStackLocation(item->irp)->FileObject->FsContext = NULL;
        file->closed = true;
        file_ended(drive, file);
    }
}

static void finish(struct wdm_item *item, uint32_t status)
{
    struct wdm_drive *drive = item->drive;
    struct wdm_file  *file = item->file;
    PIRP              irp = item->irp;
    enum sim_input_kind kind = item->input.kind;
    bool              inside = kind == SIM_CLOSE; /* A part of its file. */

    if (item->input.request > 0) {
        drive->flight[item->input.request - 1] = NULL;
        drive->free[drive->free_count++] = (uint16_t)(item->input.request - 1);
        drive->in_flight--;
        drive->unsettled -= wdm_goes_on(item);
    }
    if (kind == SIM_OPEN)
        opened(item, status);
    count(drive->driver, status);
    if (irp != NULL)
        IoCompleteRequest(irp, IO_NO_INCREMENT);
    if (kind == SIM_CLOSE)
        file_ended(drive, file);
    if (!inside)
        wdm_give(item);
}

void wdm_item_answer(struct wdm_item *item, const struct sim_effect *effect,
                     const uint8_t *output)
{
    PIRP irp = item->irp;

    if (irp != NULL) {
        irp->IoStatus.Status = (NTSTATUS)effect->status;
        irp->IoStatus.Information = effect->info;
        write_output(irp, effect, output);
        take_back(item);
    }
    finish(item, effect->status);
}

void wdm_item_end(struct wdm_item *item, uint32_t status)
{
    const struct sim_effect effect = { .kind = SIM_REPLY, .status = status };

    wdm_item_answer(item, &effect, NULL);
}
