/* From IRPs to inputs of the simulated drive. Nothing here waits. */
#include "sim/host/wdm/parts.h"

#include "core/drive/codes.h"

static const struct wdm_extension *extension_of(PDEVICE_OBJECT device)
{
    return device->DeviceExtension;
}

static struct wdm_file *file_of(PIRP irp)
{
    FILE_OBJECT *object = IoGetCurrentIrpStackLocation(irp)->FileObject;

    return object == NULL ? NULL : object->FsContext;
}

/* --- In line --- */

struct wdm_item *wdm_item_for(struct wdm_drive *drive, PIRP irp)
{
    struct wdm_item *item = wdm_take(sizeof *item);

    if (item == NULL)
        return NULL;
    item->drive = drive;
    item->irp = irp;
    return item;
}

/* Only a mark: the loop tells the simulated drive, whose answer completes the
 * IRP. All under the lock, because behind it the loop may free everything. */
static void NTAPI on_cancel(PDEVICE_OBJECT device, PIRP irp)
{
    struct wdm_item  *item = irp->Tail.Overlay.DriverContext[0];
    struct wdm_drive *drive = item->drive;
    KIRQL             irql;

    (void)device;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    KeAcquireSpinLock(&drive->lock, &irql);
    item->cancel_asked = true;
    drive->cancels = true;
    (void)KeSetEvent(&drive->wake, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&drive->lock, irql);
}

NTSTATUS wdm_put_in_line(struct wdm_item *item, LIST_ENTRY *line)
{
    struct wdm_drive *drive = item->drive;
    PIRP              irp = item->irp;
    KIRQL             irql;

    if (irp != NULL) {
        IoMarkIrpPending(irp);
        irp->Tail.Overlay.DriverContext[0] = item;
    }
    KeAcquireSpinLock(&drive->lock, &irql);
    if (irp != NULL && item->cancellable) {
        (void)IoSetCancelRoutine(irp, on_cancel);
        /* Cancelled before, and the routine will not be called for it. */
        if (irp->Cancel && IoSetCancelRoutine(irp, NULL) != NULL)
            item->cancel_asked = true;
    }
    InsertTailList(line, &item->link);
    (void)KeSetEvent(&drive->wake, IO_NO_INCREMENT, FALSE);
    KeReleaseSpinLock(&drive->lock, irql);
    return STATUS_PENDING;
}

/* A request of a file object that the drive knows. */
static NTSTATUS submit(PDEVICE_OBJECT device, PIRP irp,
                       const struct sim_input *input)
{
    struct wdm_drive *drive = extension_of(device)->drive;
    struct wdm_file  *file = file_of(irp);

    if (drive == NULL || file == NULL)
        return wdm_answer(irp, STATUS_INVALID_HANDLE, 0);
    struct wdm_item *item = wdm_item_for(drive, irp);
    if (item == NULL)
        return wdm_answer(irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    item->input = *input;
    item->file = file;
    item->cancellable = true;
    return wdm_put_in_line(item, &drive->line);
}

/* --- Open --- */

/* The drive with one file more, or NULL when it is gone. */
static struct wdm_drive *enter(const struct wdm_extension *extension)
{
    KIRQL irql;

    KeAcquireSpinLock(&extension->driver->lock, &irql);
    struct wdm_drive *drive = extension->drive;
    if (drive != NULL && drive->removed)
        drive = NULL;
    if (drive != NULL)
        drive->files++;
    KeReleaseSpinLock(&extension->driver->lock, irql);
    return drive;
}

/* The loop wakes within the lock: behind it a removed drive may be gone. */
void wdm_leave(struct wdm_drive *drive)
{
    struct wdm_driver *driver = drive->driver;
    KIRQL              irql;

    KeAcquireSpinLock(&driver->lock, &irql);
    drive->files--;
    wdm_wake(drive);
    KeReleaseSpinLock(&driver->lock, irql);
}

/* Windows has mapped generic rights by now; Wine need not. Wine 8 does not say
 * which access was asked for: its own check of the codes' access bits stands in
 * front of the driver, so reading and writing harms nothing. */
static uint8_t access_of(const IO_SECURITY_CONTEXT *context)
{
    const ACCESS_MASK all = GENERIC_ALL | MAXIMUM_ALLOWED;
    uint8_t access = TJ_ACCESS_NONE;

    if (context == NULL)
        return TJ_ACCESS_READ_WRITE;
    ACCESS_MASK wanted = context->DesiredAccess;
    if ((wanted & (FILE_READ_DATA | GENERIC_READ | all)) != 0)
        access |= TJ_ACCESS_READ;
    if ((wanted & (FILE_WRITE_DATA | FILE_APPEND_DATA | GENERIC_WRITE | all)) !=
        0)
        access |= TJ_ACCESS_WRITE;
    return access;
}

static uint8_t share_of(USHORT share)
{
    return (uint8_t)(((share & FILE_SHARE_READ) != 0 ? TJ_SHARE_READ : 0) |
                     ((share & FILE_SHARE_WRITE) != 0 ? TJ_SHARE_WRITE : 0) |
                     ((share & FILE_SHARE_DELETE) != 0 ? TJ_SHARE_DELETE : 0));
}

/* \\.\CdRom9 stands for the device-interface path: always class D. \\.\R: is
 * the volume, \\.\R:\NAME a file on it. */
static enum tj_target target_of(enum wdm_role role, const IO_STACK_LOCATION *at)
{
    if (role == WDM_DIRECT)
        return TJ_INTERFACE;
    return at->FileObject->FileName.Length > 0 ? TJ_FILE : TJ_VOLUME;
}

static void describe_open(enum wdm_role role, const IO_STACK_LOCATION *at,
                          struct sim_input *input)
{
    const ULONG synchronous =
        FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;

    input->kind = SIM_OPEN;
    input->target = target_of(role, at);
    input->access = access_of(at->Parameters.Create.SecurityContext);
    input->share = share_of(at->Parameters.Create.ShareAccess);
    /* Whom an unknown access would exclude is unknown, too; but who shares
     * nothing wants to be alone. */
    if (at->Parameters.Create.SecurityContext == NULL && input->share != 0)
        input->share = TJ_SHARE_ALL;
    input->flags = (at->Parameters.Create.Options & synchronous) != 0
                       ? SIM_SYNCHRONOUS : SIM_OVERLAPPED;
}

NTSTATUS NTAPI wdm_create(PDEVICE_OBJECT device, PIRP irp)
{
    const struct wdm_extension *extension = extension_of(device);
    const IO_STACK_LOCATION    *at = IoGetCurrentIrpStackLocation(irp);

    if (extension->role == WDM_CONTROL)
        return wdm_answer(irp, STATUS_SUCCESS, 0);
    struct wdm_drive *drive = enter(extension);
    if (drive == NULL)
        return wdm_answer(irp, STATUS_NO_SUCH_DEVICE, 0);
    struct wdm_file *file = wdm_take(sizeof *file);
    struct wdm_item *item = wdm_item_for(drive, irp);
    if (file == NULL || item == NULL) {
        if (file != NULL)
            wdm_give(file);
        if (item != NULL)
            wdm_give(item);
        wdm_leave(drive);
        return wdm_answer(irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    }
    describe_open(extension->role, at, &item->input);
    file->process = (uint32_t)(ULONG_PTR)PsGetCurrentProcessId();
    file->close.drive = drive;
    file->close.file = file;
    file->close.input.kind = SIM_CLOSE;
    file->opening = true;
    item->file = file;
    at->FileObject->FsContext = file;
    if (extension->driver->wine) {
        item->irp = NULL;
        (void)wdm_put_in_line(item, &drive->line);
        return wdm_answer(irp, STATUS_SUCCESS, 0);
    }
    item->cancellable = true;
    return wdm_put_in_line(item, &drive->line);
}

/* --- Close --- */

/* CloseHandle waits for it, and the simulated drive decides how long. Wine has
 * no IRP_MJ_CLEANUP. */
NTSTATUS NTAPI wdm_cleanup(PDEVICE_OBJECT device, PIRP irp)
{
    struct wdm_drive *drive = extension_of(device)->drive;
    struct wdm_file  *file = file_of(irp);

    if (drive == NULL || file == NULL)
        return wdm_answer(irp, STATUS_SUCCESS, 0);
    file->cleaned = true;
    file->close.irp = irp;
    return wdm_put_in_line(&file->close, &drive->line);
}

/* Without a CLEANUP before it this is both: the last handle and the last
 * reference. The IRP does not wait: its file object goes at once. */
NTSTATUS NTAPI wdm_close(PDEVICE_OBJECT device, PIRP irp)
{
    struct wdm_drive *drive = extension_of(device)->drive;
    struct wdm_file  *file = file_of(irp);
    KIRQL             irql;

    if (drive == NULL || file == NULL)
        return wdm_answer(irp, STATUS_SUCCESS, 0);
    IoGetCurrentIrpStackLocation(irp)->FileObject->FsContext = NULL;
    KeAcquireSpinLock(&drive->lock, &irql);
    bool cleaned = file->cleaned, ended = file->ended;
    file->closed = true;
    KeReleaseSpinLock(&drive->lock, irql);
    if (!cleaned) {
        (void)wdm_put_in_line(&file->close, &drive->line);
    } else if (ended) {
        wdm_give(file);
        wdm_leave(drive);
    }
    return wdm_answer(irp, STATUS_SUCCESS, 0);
}

/* --- Requests --- */

NTSTATUS NTAPI wdm_control(PDEVICE_OBJECT device, PIRP irp)
{
    const struct wdm_extension *extension = extension_of(device);
    const IO_STACK_LOCATION    *at = IoGetCurrentIrpStackLocation(irp);
    ULONG code = at->Parameters.DeviceIoControl.IoControlCode;
    /* METHOD_NEITHER: an address of the program's, which no code of the
     * simulated drive looks behind. */
    bool  ours = (code & 3) != METHOD_NEITHER;

    if (extension->role == WDM_CONTROL)
        return wdm_private(extension->driver, irp);
    const struct sim_input input = {
        .kind = SIM_IOCTL,
        .code = code,
        .input = ours ? irp->AssociatedIrp.SystemBuffer : NULL,
        .input_size =
            ours ? at->Parameters.DeviceIoControl.InputBufferLength : 0,
        .output_size =
            ours ? at->Parameters.DeviceIoControl.OutputBufferLength : 0,
    };
    return submit(device, irp, &input);
}

NTSTATUS NTAPI wdm_transfer(PDEVICE_OBJECT device, PIRP irp)
{
    const IO_STACK_LOCATION *at = IoGetCurrentIrpStackLocation(irp);
    bool reads = at->MajorFunction == IRP_MJ_READ;
    const struct sim_input input = {
        .kind = reads ? SIM_READ : SIM_WRITE,
        .offset = (uint64_t)(reads ? at->Parameters.Read.ByteOffset.QuadPart
                                   : at->Parameters.Write.ByteOffset.QuadPart),
        .length = reads ? at->Parameters.Read.Length
                        : at->Parameters.Write.Length,
    };

    return submit(device, irp, &input);
}

NTSTATUS NTAPI wdm_flush(PDEVICE_OBJECT device, PIRP irp)
{
    const struct sim_input input = { .kind = SIM_FLUSH };

    return submit(device, irp, &input);
}
