/* The private codes. Input is a program's: nothing in it is believed before it
 * was looked at, and a text ends within its field or is refused. */
#include "sim/host/wdm/parts.h"

#include "core/base/text.h"
#include "core/drive/codes.h"
#include "sim/describe.h"
#include "sim/disturb.h"

#include <string.h>

/* What goes in and out of each code; one row per code. */
static const struct shape {
    uint32_t input, output;
    bool     in_loop; /* Of one drive: its loop answers. */
} shapes[TRAYJAM_PRIVATE_COUNT] = {
    [TRAYJAM_PRIVATE_STATUS] = { sizeof(struct trayjam_head),
                                 sizeof(struct trayjam_status), false },
    [TRAYJAM_PRIVATE_ADD] = { sizeof(struct trayjam_add),
                              sizeof(struct trayjam_result), false },
    [TRAYJAM_PRIVATE_REMOVE] = { sizeof(struct trayjam_order),
                                 sizeof(struct trayjam_result), true },
    [TRAYJAM_PRIVATE_DISTURB] = { sizeof(struct trayjam_order),
                                  sizeof(struct trayjam_result), true },
    [TRAYJAM_PRIVATE_INSERT] = { sizeof(struct trayjam_order),
                                 sizeof(struct trayjam_result), true },
    [TRAYJAM_PRIVATE_MUTANT] = { sizeof(struct trayjam_order),
                                 sizeof(struct trayjam_result), true },
    [TRAYJAM_PRIVATE_STATE] = { sizeof(struct trayjam_order),
                                sizeof(struct trayjam_state), true },
};

#define HEAD_OF(type) { TRAYJAM_PRIVATE_VERSION, sizeof(struct type) }

static bool text_ends(const char *text, size_t size)
{
    return strnlen(text, size) < size;
}

/* --- The driver's own --- */

static NTSTATUS write_status(struct wdm_driver *driver, void *buffer)
{
    struct trayjam_status status = { .head = HEAD_OF(trayjam_status),
                                     .wine = driver->wine,
                                     .route = driver->route };
    KIRQL irql;

    for (unsigned i = 0; i < TRAYJAM_DRIVES_MAX; i++) {
        const struct wdm_drive *drive = driver->drives[i];
        if (drive == NULL)
            continue;
        status.drives |= drive->removed ? 0 : 1u << i;
        status.files += drive->files;
        status.requests += drive->in_flight; /* As last seen. */
    }
    KeAcquireSpinLock(&driver->lock, &irql);
    status.answered = driver->answered;
    status.cancelled = driver->cancelled;
    KeReleaseSpinLock(&driver->lock, irql);
    KeAcquireSpinLock(&driver->events_lock, &irql);
    status.events_sent = driver->events_sent;
    status.events_lost = driver->events_lost;
    status.events_failed = driver->events_failed;
    KeReleaseSpinLock(&driver->events_lock, irql);
    memcpy(buffer, &status, sizeof status);
    return STATUS_SUCCESS;
}

static void write_result(void *buffer, uint32_t number,
                         const struct tj_error *error)
{
    struct trayjam_result result = { .head = HEAD_OF(trayjam_result),
                                     .done = error == NULL,
                                     .number = number };

    if (error != NULL)
        (void)tj_text_copy(result.text, sizeof result.text, error->text);
    memcpy(buffer, &result, sizeof result);
}

/* "PROFILE,KEY=VALUE,..." The text is cut up where it lies. */
static enum tj_status read_profile(char *text, struct sim_profile *profile,
                                   struct tj_error *error)
{
    *profile = sim_profile_default();
    while (*text != '\0') {
        char *end = text + strcspn(text, ",");
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        char *value = strchr(text, '=');
        if (value != NULL)
            *value++ = '\0';
        enum tj_status status =
            value == NULL ? sim_profile_apply(profile, text, error)
                          : sim_profile_set(profile, text, value, error);
        if (status != TJ_OK)
            return status;
        text = next;
    }
    return sim_profile_check(profile, error);
}

static NTSTATUS add(struct wdm_driver *driver, void *buffer)
{
    struct trayjam_add *wanted = buffer;
    struct sim_profile  profile;
    struct tj_error     error;
    uint32_t            number = wanted->number;

    bool letter = wanted->letter == 0 ||
                  (wanted->letter >= 'D' && wanted->letter <= 'Z');
    if (number >= TRAYJAM_DRIVES_MAX || !letter ||
        !text_ends(wanted->profile, sizeof wanted->profile))
        return STATUS_INVALID_PARAMETER;
    if (driver->drives[number] != NULL) {
        (void)tj_fail(&error, TJ_BAD_INPUT, driver->drives[number]->removed
                      ? "drive %u was removed, but a program still has it open"
                      : "there is a drive %u already", number);
        write_result(buffer, number, &error);
        return STATUS_SUCCESS;
    }
    if (read_profile(wanted->profile, &profile, &error) != TJ_OK) {
        write_result(buffer, number, &error);
        return STATUS_SUCCESS;
    }
    profile.seed = wanted->seed;
    NTSTATUS status = wdm_drive_add(driver, wanted, &profile);
    if (status == STATUS_SUCCESS)
        write_result(buffer, number, NULL);
    return status;
}

/* --- Of one drive, in its loop --- */

static NTSTATUS plant(struct wdm_drive *drive, const struct trayjam_order *order)
{
    const struct tj_disturb disturb = {
        .kind = (uint8_t)order->kind,
        .sense = { order->sense[0], order->sense[1], order->sense[2] },
        .srb = (uint8_t)order->srb,
        .count = order->count,
        .time_ns = order->time_ns,
        .only = (uint16_t)order->only,
    };
    struct sim_input inputs[SIM_DISTURB_INPUTS_MAX];

    /* Whose thread would end is for the I/O manager to say, by cancelling. */
    if (order->kind > UINT8_MAX || order->srb > UINT8_MAX ||
        order->only > UINT16_MAX ||
        order->kind == TJ_DISTURB_THREAD_END || !tj_disturb_valid(&disturb))
        return STATUS_INVALID_PARAMETER;
    unsigned count = sim_disturb(&disturb, 0, inputs);
    for (unsigned i = 0; i < count; i++)
        sim_loop_submit(&drive->loop, &inputs[i]);
    return STATUS_SUCCESS;
}

static bool insert(struct wdm_drive *drive, const char *word,
                   struct tj_error *error)
{
    struct sim_input   input = { .kind = SIM_HAND, .hand = SIM_INSERT_DISC };
    enum sim_disc_kind kind = SIM_DISC_DATA_CD;

    if (word[0] != '\0' && !sim_disc_kind_by_name(word, &kind)) {
        (void)tj_fail(error, TJ_BAD_INPUT, "`%s`: expected a disc: data-cd "
                      "audio-cd blank-cd dvd dvd-rw dvd-ram bd unreadable same",
                      word);
        return false;
    }
    input.disc = (uint8_t)kind;
    sim_loop_submit(&drive->loop, &input);
    return true;
}

static bool set_mutant(struct wdm_drive *drive, const char *word,
                       struct tj_error *error)
{
    if (sim_mutant_by_name(word, &drive->loop.drive.profile.mutant))
        return true;
    (void)tj_fail(error, TJ_BAD_INPUT, "`%s`: expected a name of `trayjam list "
                  "mutants`", word);
    return false;
}

/* For good: a cable that is only pulled leaves what waits between two tries of
 * a command waiting (class-driver spec 2.6); the end of the device, which the
 * simulated drive takes when another one comes, ends that, too. */
static void unplug_for_good(struct wdm_drive *drive)
{
    static const enum sim_power powers[] = {
        SIM_POWER_SURPRISE, SIM_POWER_RETURN, SIM_POWER_SURPRISE
    };

    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        struct sim_input input = { .kind = SIM_POWER, .power = powers[i] };
        sim_loop_submit(&drive->loop, &input);
    }
}

static uint32_t process_of(const struct wdm_drive *drive, tj_handle handle)
{
    const struct wdm_file *file = drive->first;

    while (file != NULL && file->handle != handle)
        file = file->next;
    return file == NULL ? 0 : file->process;
}

static void write_state(const struct wdm_drive *drive, void *buffer)
{
    struct tj_sim_view view;

    sim_describe(&drive->loop.drive, &view);
    struct trayjam_state state = {
        .head = HEAD_OF(trayjam_state),
        .number = drive->number,
        .locked = view.locked,
        .owner_process = view.locked ? process_of(drive, view.owner) : 0,
        .disc = view.disc,
        .change_count = view.change_count,
        .mcn_disabled = view.mcn_disabled,
        .simple_locks = view.simple_locks,
        .secure_locks = view.secure_locks,
        .known = view.known,
        .reported = view.reported,
        .files = drive->files,
        .requests = drive->in_flight,
        .steps = drive->loop.steps,
        .events = drive->events,
    };
    (void)tj_text_copy(state.owner_name, sizeof state.owner_name,
                       view.owner_name);
    (void)tj_text_copy(state.tray, sizeof state.tray, view.tray);
    (void)tj_text_copy(state.volume, sizeof state.volume, view.volume);
    (void)tj_text_copy(state.mutant, sizeof state.mutant,
                       sim_mutant_info(drive->loop.drive.profile.mutant)->name);
    memcpy(buffer, &state, sizeof state);
}

static NTSTATUS obey(struct wdm_drive *drive, uint32_t function, void *buffer)
{
    struct trayjam_order order;
    struct tj_error      error;
    NTSTATUS             status = STATUS_SUCCESS;
    bool                 done = true;

    memcpy(&order, buffer, sizeof order);
    switch (function) {
    case TRAYJAM_PRIVATE_STATE:
        write_state(drive, buffer);
        return STATUS_SUCCESS;
    case TRAYJAM_PRIVATE_DISTURB:
        status = plant(drive, &order);
        break;
    case TRAYJAM_PRIVATE_INSERT:
        done = insert(drive, order.word, &error);
        break;
    case TRAYJAM_PRIVATE_MUTANT:
        done = set_mutant(drive, order.word, &error);
        break;
    default: /* REMOVE: its names are gone already. */
        unplug_for_good(drive);
        break;
    }
    if (status == STATUS_SUCCESS)
        write_result(buffer, drive->number, done ? NULL : &error);
    return status;
}

void wdm_order_obey(struct wdm_drive *drive, struct wdm_item *item)
{
    PIRP     irp = item->irp;
    uint32_t function = item->order;

    wdm_give(item);
    NTSTATUS status =
        obey(drive, function, irp->AssociatedIrp.SystemBuffer);
    (void)wdm_answer(irp, status,
                     status == STATUS_SUCCESS ? shapes[function].output : 0);
}

/* The driver goes. */
void wdm_order_refuse(struct wdm_item *item)
{
    (void)wdm_answer(item->irp, STATUS_NO_SUCH_DEVICE, 0);
    wdm_give(item);
}

/* --- Which code, and is it whole? --- */

static NTSTATUS look(PIRP irp, uint32_t *function)
{
    const IO_STACK_LOCATION *at = IoGetCurrentIrpStackLocation(irp);
    uint32_t code = at->Parameters.DeviceIoControl.IoControlCode;
    uint32_t room = at->Parameters.DeviceIoControl.OutputBufferLength;
    uint32_t size = at->Parameters.DeviceIoControl.InputBufferLength;
    const struct trayjam_head *head = irp->AssociatedIrp.SystemBuffer;

    *function = 0;
    while (*function < TRAYJAM_PRIVATE_COUNT &&
           TRAYJAM_PRIVATE(*function) != code)
        ++*function;
    if (*function == TRAYJAM_PRIVATE_COUNT)
        return STATUS_INVALID_DEVICE_REQUEST;
    const struct shape *shape = &shapes[*function];
    if (size < sizeof *head)
        return STATUS_INFO_LENGTH_MISMATCH;
    if (head->version != TRAYJAM_PRIVATE_VERSION)
        return STATUS_REVISION_MISMATCH;
    if (head->size != shape->input || size != shape->input ||
        room < shape->output)
        return STATUS_INFO_LENGTH_MISMATCH;
    return STATUS_SUCCESS;
}

static NTSTATUS hand_to_loop(struct wdm_driver *driver, PIRP irp,
                             uint32_t function)
{
    const struct trayjam_order *order = irp->AssociatedIrp.SystemBuffer;

    if (order->number >= TRAYJAM_DRIVES_MAX || order->only > 0x100 ||
        !text_ends(order->word, sizeof order->word))
        return STATUS_INVALID_PARAMETER;
    struct wdm_drive *drive = driver->drives[order->number];
    if (drive == NULL || drive->removed)
        return STATUS_NO_SUCH_DEVICE;
    struct wdm_item *item = wdm_item_for(drive, irp);
    if (item == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    item->order = function;
    NTSTATUS status = wdm_put_in_line(item, &drive->orders);
    if (function == TRAYJAM_PRIVATE_REMOVE)
        wdm_drive_remove(drive);
    return status;
}

/* Only here is something waited for: the moment in which another program adds
 * or removes a drive. */
NTSTATUS wdm_private(struct wdm_driver *driver, PIRP irp)
{
    uint32_t function;
    NTSTATUS status = look(irp, &function);

    if (status != STATUS_SUCCESS)
        return wdm_answer(irp, status, 0);
    void *buffer = irp->AssociatedIrp.SystemBuffer;
    (void)KeWaitForSingleObject(&driver->table, Executive, KernelMode, FALSE,
                                NULL);
    wdm_drives_reap(driver);
    if (shapes[function].in_loop)
        status = hand_to_loop(driver, irp, function);
    else if (function == TRAYJAM_PRIVATE_ADD)
        status = add(driver, buffer);
    else
        status = write_status(driver, buffer);
    (void)KeSetEvent(&driver->table, IO_NO_INCREMENT, FALSE);
    if (status == STATUS_PENDING)
        return status;
    return wdm_answer(irp, status,
                      status == STATUS_SUCCESS ? shapes[function].output : 0);
}
