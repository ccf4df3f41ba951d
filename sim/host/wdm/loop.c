/* A drive's loop: what is in line goes in, who can go on goes on, timers fire
 * at their own times, and in between the thread sleeps until there is news. */
#include "sim/host/wdm/parts.h"

#include "core/base/assert.h"

#define NS_PER_S UINT64_C(1000000000)

uint64_t wdm_now_ns(void)
{
    LARGE_INTEGER frequency;
    uint64_t ticks = (uint64_t)KeQueryPerformanceCounter(&frequency).QuadPart;
    uint64_t rate = (uint64_t)frequency.QuadPart;

    return ticks / rate * NS_PER_S + ticks % rate * NS_PER_S / rate;
}

void wdm_wake(struct wdm_drive *drive)
{
    (void)KeSetEvent(&drive->wake, IO_NO_INCREMENT, FALSE);
}

/* --- What is in line --- */

/* Its file is on its way to be opened (see struct wdm_file). */
static bool waits(const struct wdm_item *item)
{
    return item->file != NULL && item->file->opening &&
           item->input.kind != SIM_OPEN && !item->cancel_asked;
}

/* The first that need not wait, or of all. */
static struct wdm_item *first_of(struct wdm_drive *drive, LIST_ENTRY *line,
                                 bool all)
{
    struct wdm_item *found = NULL;
    KIRQL            irql;

    KeAcquireSpinLock(&drive->lock, &irql);
    for (LIST_ENTRY *at = line->Flink; at != line; at = at->Flink) {
        struct wdm_item *item = CONTAINING_RECORD(at, struct wdm_item, link);
        if (!all && waits(item))
            continue;
        RemoveEntryList(at);
        found = item;
        break;
    }
    KeReleaseSpinLock(&drive->lock, irql);
    return found;
}

static bool asked_to_cancel(const struct wdm_item *item)
{
    KIRQL irql;

    KeAcquireSpinLock(&item->drive->lock, &irql);
    bool asked = item->cancel_asked;
    KeReleaseSpinLock(&item->drive->lock, irql);
    return asked;
}

static void take_request(struct wdm_drive *drive, struct wdm_item *item)
{
    uint32_t refused = item->file->refused;

    if (refused == 0 && asked_to_cancel(item))
        refused = TJ_STATUS_CANCELLED;
    if (refused == 0 && drive->free_count == 0)
        refused = TJ_STATUS_INSUFFICIENT_RESOURCES;
    if (refused != 0) {
        wdm_item_end(item, refused);
        return;
    }
    uint16_t place = drive->free[--drive->free_count];
    drive->flight[place] = item;
    drive->in_flight++;
    item->input.request = place + 1u;
    if (item->input.kind == SIM_OPEN)
        item->file->handle = ++drive->last_handle;
    item->input.handle = item->file->handle;
    drive->unsettled += wdm_goes_on(item);
    /* Nothing that comes of it may seem older than the request. */
    sim_loop_catch_up(&drive->loop, wdm_now_ns());
    sim_loop_submit(&drive->loop, &item->input);
}

/* CreateFile returns when the drive has answered, CloseHandle when the file
 * object has ended, so nothing that a program does after them may meet them on
 * their way. Under Wine both return at once: what was dispatched later waits
 * here, as long as they take steps but no time. */
static bool unsettled(const struct wdm_drive *drive)
{
    return drive->unsettled > 0 && drive->loop.ready_count > 0;
}

static bool take_line(struct wdm_drive *drive)
{
    struct wdm_item *item;
    bool             any = false;

    while ((item = first_of(drive, &drive->orders, true)) != NULL) {
        sim_loop_catch_up(&drive->loop, wdm_now_ns());
        wdm_order_obey(drive, item);
        any = true;
    }
    while (!unsettled(drive) &&
           (item = first_of(drive, &drive->line, false)) != NULL) {
        take_request(drive, item);
        any = true;
    }
    return any;
}

/* --- Cancellation --- */

static bool cancels_came(struct wdm_drive *drive)
{
    KIRQL irql;

    KeAcquireSpinLock(&drive->lock, &irql);
    bool came = drive->cancels;
    drive->cancels = false;
    KeReleaseSpinLock(&drive->lock, irql);
    return came;
}

/* Those in line are seen when their turn comes. */
static bool tell_cancels(struct wdm_drive *drive)
{
    if (!cancels_came(drive))
        return false;
    for (unsigned i = 0; i < WDM_IN_FLIGHT_MAX; i++) {
        struct wdm_item *item = drive->flight[i];
        if (item == NULL || item->cancel_told || !asked_to_cancel(item))
            continue;
        struct sim_input input = { .kind = SIM_CANCEL,
                                   .target_request = i + 1u };
        item->cancel_told = true;
        sim_loop_submit(&drive->loop, &input);
    }
    return true;
}

/* --- The end --- */

static bool is_over(struct wdm_drive *drive)
{
    struct wdm_driver *driver = drive->driver;
    KIRQL irql;

    KeAcquireSpinLock(&driver->lock, &irql);
    bool last = drive->removed && drive->files == 0 && drive->in_flight == 0;
    KeReleaseSpinLock(&driver->lock, irql);
    if (!last)
        return false;
    /* The order of its removal came before its names went. */
    KeAcquireSpinLock(&drive->lock, &irql);
    last = IsListEmpty(&drive->orders);
    KeReleaseSpinLock(&drive->lock, irql);
    drive->over = last;
    return last;
}

static bool is_stopping(struct wdm_drive *drive)
{
    KIRQL irql;

    KeAcquireSpinLock(&drive->lock, &irql);
    bool stopping = drive->stopping;
    KeReleaseSpinLock(&drive->lock, irql);
    return stopping;
}

static void end_all(struct wdm_drive *drive)
{
    struct wdm_item *item;

    while ((item = first_of(drive, &drive->orders, true)) != NULL)
        wdm_order_refuse(item);
    while ((item = first_of(drive, &drive->line, true)) != NULL)
        wdm_item_end(item, TJ_STATUS_CANCELLED);
    for (unsigned i = 0; i < WDM_IN_FLIGHT_MAX; i++)
        if (drive->flight[i] != NULL)
            wdm_item_end(drive->flight[i], TJ_STATUS_CANCELLED);
}

/* Until there is news, or the drive's next timer. */
static void sleep_on(struct wdm_drive *drive)
{
    uint64_t      now_ns = wdm_now_ns(), wake_ns = drive->loop.wake_ns;
    LARGE_INTEGER wait = { .QuadPart = 0 };

    if (wake_ns != UINT64_MAX && wake_ns > now_ns)
        wait.QuadPart = -(LONGLONG)((wake_ns - now_ns + 99) / 100);
    (void)KeWaitForSingleObject(&drive->wake, Executive, KernelMode, FALSE,
                                wake_ns == UINT64_MAX ? NULL : &wait);
}

void NTAPI wdm_loop(void *context)
{
    struct wdm_drive *drive = context;
    struct sim_loop  *loop = &drive->loop;

    sim_loop_catch_up(loop, loop->now_ns);
    for (;;) {
        bool more = take_line(drive);
        more = tell_cancels(drive) || more;
        sim_loop_catch_up(loop, wdm_now_ns());
        more = sim_loop_go_on(loop) || more;
        if (is_stopping(drive)) {
            end_all(drive);
            break;
        }
        if (is_over(drive))
            break;
        if (!more)
            sleep_on(drive);
    }
    (void)PsTerminateSystemThread(STATUS_SUCCESS);
}
