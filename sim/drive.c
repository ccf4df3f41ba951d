/* The drive's one door: inputs to the parts that know them. */
#include "sim/drive.h"

#include "core/base/apart.h"
#include "sim/requests.h"

#include <string.h>

typedef void take_input(struct sim_drive *drive, const struct sim_input *input,
                        struct sim_effects *effects);

/* Of a host's request, NULL for a late or invented continuation, which does
 * nothing: a host need not know which of the requests it was told about are
 * still there. */
static struct sim_request *find_ready(struct sim_drive *drive, uint32_t number)
{
    uint8_t slot = sim_index_find(&drive->numbers, number);

    return slot != SIM_NO_REQUEST && drive->requests[slot].ready
               ? &drive->requests[slot]
               : NULL;
}

static void continue_request(struct sim_drive *drive,
                             struct sim_request *request,
                             struct sim_effects *effects)
{
    request->ready = false;
    sim_request_step(drive, request, effects);
}

/* Of whoever else can continue. */
static TJ_APART void continue_other(struct sim_drive *drive, uint32_t number,
                                    struct sim_effects *effects)
{
    sim_actor actor;

    if (!sim_actor_by_number(drive, number, &actor))
        return;
    if (actor <= SIM_POLL_SLOT) {
        drive->requests[actor].ready = false;
        sim_request_step(drive, &drive->requests[actor], effects);
    } else if (actor == SIM_ACTOR_DELIVERY) {
        sim_delivery_step(drive, effects);
    } else if (actor >= SIM_ACTOR_WORK) {
        enum sim_work work = (enum sim_work)(actor - SIM_ACTOR_WORK);
        drive->work_ready[work] = false;
        sim_work_step(drive, work, effects);
    } else {
        uint8_t file = (uint8_t)(actor - SIM_ACTOR_FILE);
        drive->files[file].ready = false;
        sim_file_step(drive, file, effects);
    }
}

static void take_continue(struct sim_drive *drive,
                          const struct sim_input *input,
                          struct sim_effects *effects)
{
    struct sim_request *request;

    if (input->request >= SIM_INTERNAL)
        continue_other(drive, input->request, effects);
    else if ((request = find_ready(drive, input->request)) != NULL)
        continue_request(drive, request, effects);
}

/* Only the clock: timers fired already. */
static void take_nothing(struct sim_drive *drive, const struct sim_input *input,
                         struct sim_effects *effects)
{
    (void)drive, (void)input, (void)effects;
}

static void take_unregister(struct sim_drive *drive,
                            const struct sim_input *input,
                            struct sim_effects *effects)
{
    uint32_t status = sim_unregister(drive, input->registration, effects);
    if (input->request != 0)
        sim_io_reply(input->request, status, effects);
}

static void take_listener(struct sim_drive *drive,
                          const struct sim_input *input,
                          struct sim_effects *effects)
{
    sim_listener_hang(drive, input->registration, input->hang, effects);
}

static void take_hand(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects)
{
    const struct sim_gesture gesture = {
        .hand = input->hand, .disc = input->disc,
        .disc_serial = input->disc_serial, .duration_ns = input->duration_ns,
    };

    sim_zero_power_leave(drive, effects); /* The drive notices a hand. */
    sim_hardware_hand(&drive->hardware, &drive->profile, &gesture,
                      drive->now_ns);
}

static void take_injection(struct sim_drive *drive,
                           const struct sim_input *input,
                           struct sim_effects *effects)
{
    const struct sim_injection *injection = &input->injection;

    switch (injection->kind) {
    case SIM_INJECT_SENSE:
        drive->hardware.planted = injection->sense;
        drive->hardware.planted_count = injection->count;
        drive->hardware.planted_opcode = injection->opcode;
        drive->hardware.planted_srb = injection->srb;
        drive->hardware.planted_status = injection->scsi_status;
        drive->hardware.planted_ili = injection->ili;
        break;
    case SIM_INJECT_BUSY:
        drive->hardware.busy_ns = injection->duration_ns < SIM_INJECTED_MAX_NS
                                      ? injection->duration_ns
                                      : SIM_INJECTED_MAX_NS;
        break;
    case SIM_INJECT_STATE_MUTEX_LOSS:
        drive->mutex_losses = injection->count;
        break;
    case SIM_INJECT_NO_MEMORY:
        drive->context_failures = injection->count;
        break;
    case SIM_INJECT_REFERENCE:
        drive->lingering = injection->count;
        break;
    case SIM_INJECT_CONTENTION:
        drive->contentions = injection->count;
        break;
    case SIM_INJECT_EVENT_LOSS:
    case SIM_INJECT_EVENT:
    case SIM_INJECT_EVENT_DUPLICATE:
    case SIM_INJECT_EVENT_DELAY:
        sim_notify_inject(drive, injection, effects);
        break;
    case SIM_INJECT_GESN:
        memcpy(drive->hardware.planted_gesn, injection->gesn,
               sizeof injection->gesn);
        drive->hardware.planted_gesn_missing = injection->gesn_missing;
        drive->hardware.planted_gesn_count = injection->count;
        break;
    case SIM_INJECT_FORGET_PREVENT:
        drive->hardware.prevent = drive->hardware.persistent = false;
        break;
    case SIM_INJECT_COUNT:
        break;
    }
}

static take_input *const inputs[] = {
    [SIM_OPEN] = sim_io_open,         [SIM_DUPLICATE] = sim_io_duplicate,
    [SIM_CLOSE] = sim_close_handle,   [SIM_IOCTL] = sim_io_request,
    [SIM_READ] = sim_io_request,      [SIM_WRITE] = sim_io_request,
    [SIM_FLUSH] = sim_io_request,     [SIM_CANCEL] = sim_io_cancel,
    [SIM_CONTINUE] = take_continue,   [SIM_TIME] = take_nothing,
    [SIM_REGISTER] = sim_io_register, [SIM_UNREGISTER] = take_unregister,
    [SIM_HAND] = take_hand,           [SIM_INJECT] = take_injection,
    [SIM_POWER] = sim_power,          [SIM_THREAD_END] = sim_thread_end,
    [SIM_PROCESS_END] = sim_process_end, [SIM_LISTENER] = take_listener,
};
_Static_assert(sizeof inputs / sizeof *inputs == SIM_INPUT_COUNT,
               "every input is taken");

static TJ_APART void take_signal(struct sim_drive *drive,
                                struct sim_effects *effects)
{
    drive->hardware.signal = false;
    if (drive->profile.an && !drive->removed)
        sim_media_signal(drive, effects);
}

/* What the drive hardware started in this step: a disc that spins up, or a
 * signal to a driver that listens for it. */
static void follow_hardware(struct sim_drive *drive,
                            struct sim_effects *effects)
{
    uint64_t wake_ns = sim_hardware_wake(&drive->hardware);

    if (wake_ns != UINT64_MAX)
        sim_sleep(drive, SIM_ACTOR_HARDWARE, wake_ns);
    if (drive->hardware.signal)
        take_signal(drive, effects);
}

static void end_step(struct sim_drive *drive, struct sim_effects *effects)
{
    follow_hardware(drive, effects);
    if (drive->timers_moved)
        sim_timers_announce(drive, effects);
}

void sim_drive_step(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects)
{
    TJ_INVARIANT(S1, input->now_ns >= drive->now_ns);
    TJ_ASSERT(effects->count == 0);
    TJ_ASSERT((unsigned)input->kind < SIM_INPUT_COUNT);

    drive->now_ns = input->now_ns;
    if (drive->now_ns >= drive->wake_ns)
        sim_timers_fire(drive, input->chance, effects);
    inputs[input->kind](drive, input, effects);
    end_step(drive, effects);
}

static bool says_only_ready(const struct sim_effects *effects, uint32_t number)
{
    return effects->count == 1 && effects->items[0].kind == SIM_READY &&
           effects->items[0].request == number;
}

void sim_drive_run(struct sim_drive *drive, uint32_t number,
                   struct sim_stretch *stretch, struct sim_effects *effects)
{
    struct sim_request *request = NULL;
    uint64_t            taken = 1;

    TJ_INVARIANT(S1, stretch->now_ns >= drive->now_ns);
    TJ_ASSERT(stretch->last_ns < drive->wake_ns);
    TJ_ASSERT(effects->count == 0);
    drive->now_ns = stretch->now_ns;
    if (number >= SIM_INTERNAL)
        continue_other(drive, number, effects);
    else
        request = find_ready(drive, number);
    while (request != NULL) {
        continue_request(drive, request, effects);
        end_step(drive, effects);
        if (!says_only_ready(effects, number) ||
            stretch->step_ns > stretch->last_ns - drive->now_ns ||
            taken == stretch->steps)
            break;
        drive->now_ns += stretch->step_ns;
        effects->count = 0;
        taken++;
    }
    if (request == NULL)
        end_step(drive, effects);
    stretch->now_ns = drive->now_ns;
    stretch->steps = taken;
}

/* --- The start --- */

void sim_device_init(struct sim_drive *drive)
{
    drive->owner = SIM_NO_FILE;
    memset(drive->name, 0, sizeof drive->name);
    drive->known = drive->reported = TJ_MEDIA_UNKNOWN;
    drive->mcc = drive->mcn_disable = drive->simple = drive->prot = 0;
    drive->an_pending = false;
    drive->verify = false;
    drive->write_allowed = false;
    drive->mmc_update = false;
    drive->play_active = false;
    drive->gesn_resends = 0; /* Switched off, GESN stays so: the registry. */
    drive->zero_power = false;
    drive->no_reserve_6 = false;
    drive->sectors = 0;
    drive->schema = SIM_SCHEMA_DISC;
    drive->streaming = 0;
    drive->blocking = 1;
    drive->volumes_parked = true;
    drive->remove_pending = false;
    drive->speed_set = false;
    drive->empty_since_ns = 0;
    sim_volume_device_gone(drive);
}

/* The driver's first look at the disc. */
static void start_capacity(struct sim_drive *drive)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_READ_CAPACITY };
    uint8_t data[SIM_DATA_MAX];
    struct sim_answer answer = sim_hardware_command(
        &drive->hardware, &drive->profile, cdb, data, drive->now_ns);
    bool good = answer.srb == SIM_SRB_SUCCESS &&
                answer.status == SIM_SCSI_GOOD;

    sim_capacity_keep(drive, good ? TJ_STATUS_SUCCESS : TJ_STATUS_UNSUCCESSFUL,
                      data, answer.data_size);
}

/* Device start (spec 4.1): a first READ CAPACITY decides what the driver
 * knows. Its events have no listener yet and are not announced. */
static void start_media(struct sim_drive *drive)
{
    const struct sim_profile *profile = &drive->profile;
    bool present = profile->disc && !profile->tray_open;

    start_capacity(drive);
    drive->play_active = profile->playing;
    sim_mmc_start(drive);
    if (profile->mcn) {
        drive->known = present ? TJ_MEDIA_PRESENT : TJ_MEDIA_NOT_PRESENT;
        drive->reported = drive->known;
        drive->mcc = present;
    }
    if (profile->fs_cdfs && present)
        sim_volume_start(drive);
}

void sim_drive_init(struct sim_drive *drive, const struct sim_profile *profile,
                    uint64_t now_ns)
{
    TJ_ASSERT((unsigned)profile->mutant < SIM_MUTANT_COUNT);

    memset(drive, 0, sizeof *drive);
    drive->profile = *profile;
    drive->now_ns = now_ns;
    drive->queue_head = drive->queue_tail = SIM_NO_REQUEST;
    drive->executing = SIM_NO_REQUEST;
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        drive->requests[i].next = (uint8_t)(i + 1);
    drive->requests[SIM_REQUESTS_MAX - 1].next = SIM_NO_REQUEST;
    for (unsigned i = 0; i < SIM_FILES_MAX; i++)
        drive->files[i].next = (uint8_t)(i + 1);
    drive->files[SIM_FILES_MAX - 1].next = SIM_NO_FILE;
    sim_device_init(drive);
    sim_notify_init(drive);
    sim_hardware_init(&drive->hardware, profile);
    start_media(drive);
    sim_poll_init(drive);
    sim_poll_timer_start(drive);
    drive->wake_ns = 0; /* Not announced: the first step does it. */
    drive->timers_moved = true;
}
