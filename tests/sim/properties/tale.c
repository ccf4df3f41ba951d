#include "tests/sim/properties/tale.h"

#include "core/drive/bytes.h"
#include "core/drive/catalog.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* splitmix64: quick, and enough for choosing what to try next. */
uint64_t tale_draw(struct tale *tale, uint64_t bound)
{
    uint64_t x = tale->dice += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return bound == 0 ? 0 : x % bound;
}

void occasion(struct look *look)
{
    look->tale->occasions[look->property]++;
}

void broken(struct look *look, const char *format, ...)
{
    struct tale *tale = look->tale;
    char *text = tale->text[look->property];
    va_list arguments;

    if (tale->breaks[look->property]++ > 0)
        return;
    int length = snprintf(text, TALE_TEXT_MAX, "step %u: ", tale->steps);
    va_start(arguments, format);
    (void)vsnprintf(text + length, TALE_TEXT_MAX - (size_t)length, format,
                    arguments);
    va_end(arguments);
}

void tale_begin(struct tale *tale, const struct sim_profile *profile,
                uint64_t seed)
{
    memset(tale->calls, 0, (tale->calls_count + 1) * sizeof *tale->calls);
    memset(tale->files, 0, sizeof tale->files);
    for (int i = 0; i < SIM_FILES_MAX; i++)
        tale->file_of_slot[i] = NOBODY;
    for (int i = 0; i < TALE_HANDLES_MAX; i++)
        tale->handles[i].file = NOBODY;
    tale->files_count = 0;
    tale->handles_count = 0;
    tale->open_count = 0;
    tale->calls_count = 0;
    tale->ready_count = 0;
    tale->owners = 0;
    tale->epoch = 0;
    tale->in_flight = tale->lined = 0;
    tale->steps = 0;
    tale->registered = 0;
    tale->lost_events = tale->lost_states = tale->forged_events = false;
    tale->bent_delivery = false;
    tale->wake_ns = UINT64_MAX;
    memset(&tale->memory, 0, sizeof tale->memory);
    tale->dice = seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
    sim_drive_init(&tale->drive, profile, 0);
    tale_step(tale, &(struct sim_input){ .kind = SIM_TIME });
}

/* --- Words of the spec --- */

bool is_direct(const struct look *look, const struct call *call)
{
    return call->file != NOBODY &&
           look->tale->files[call->file].class == SIM_CLASS_D;
}

bool is_stranger(const struct look *look, const struct call *call, int owner)
{
    return owner != NOBODY && (call->file != owner || !is_direct(look, call));
}

bool is_excused(const struct call *call)
{
    return (call->may_cancel && call->status == TJ_STATUS_CANCELLED) ||
           (call->removed && call->status == TJ_STATUS_DEVICE_DOES_NOT_EXIST) ||
           call->status == TJ_STATUS_INSUFFICIENT_RESOURCES;
}

bool is_exclusive(const struct call *call, uint32_t type)
{
    static const uint32_t sizes[] = { 8, 72, 8 };

    return call->kind == SIM_IOCTL &&
           call->code == TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS &&
           call->input_size >= sizes[type] &&
           tj_get_u32(call->input) == type;
}

bool is_exclusive_type(uint32_t code)
{
    uint32_t type = code >> 16;

    return type == 0x02 || type == 0x04 || type == 0x07 || type == 0x2d ||
           type == 0x33;
}

uint32_t normalised(uint32_t code)
{
    uint32_t function = code >> 2 & 0xfff;

    if (function < 0x200 || function > 0x300 ||
        (!is_exclusive_type(code) && code >> 16 != 0x1f))
        return code;
    return (code & 0xffff) | UINT32_C(0x2d0000);
}

bool has_access(const struct look *look, const struct call *call)
{
    const struct file *file = file_of(look, call);
    unsigned needed = call->code >> 14 & 3;

    if (call->kind == SIM_READ)
        needed = TJ_ACCESS_READ;
    if (call->kind == SIM_WRITE || call->kind == SIM_FLUSH)
        needed = TJ_ACCESS_WRITE;
    return file != NULL && (needed & ~(unsigned)file->access) == 0;
}

unsigned commands(const struct look *look)
{
    unsigned count = 0;

    for (size_t i = 0; i < look->effects->count; i++)
        count += look->effects->items[i].kind == SIM_SCSI;
    return count;
}

bool command_failed(const struct look *look)
{
    for (size_t i = 0; i < look->effects->count; i++)
        if (look->effects->items[i].kind == SIM_SCSI &&
            look->effects->items[i].scsi_status != SIM_SCSI_GOOD)
            return true;
    return false;
}

const struct sim_effect *next_event(const struct look *look,
                                    const struct sim_effect *previous)
{
    const struct sim_effect *items = look->effects->items;
    size_t i = previous == NULL ? 0 : (size_t)(previous - items) + 1;

    for (; i < look->effects->count; i++)
        if (items[i].kind == SIM_EVENT)
            return &items[i];
    return NULL;
}

bool is_media_event(enum tj_event_id id)
{
    return id == TJ_EVENT_MEDIA_ARRIVAL || id == TJ_EVENT_MEDIA_REMOVAL;
}

bool is_volume_event(enum tj_event_id id)
{
    return tj_event_info(id)->emitter == TJ_BY_FILE_SYSTEM;
}

/* --- Whose step it is --- */

static int owner_of(const struct tale *tale, const struct sim_drive *drive)
{
    return drive->owner == SIM_NO_FILE || drive->owner >= SIM_FILES_MAX
               ? NOBODY
               : tale->file_of_slot[drive->owner];
}

static struct call *call_by_number(struct tale *tale, uint32_t number)
{
    return number > 0 && number <= tale->calls_count ? &tale->calls[number]
                                                     : NULL;
}

/* A child works for a host's request, perhaps through another child. */
static struct call *parent_of(const struct look *look, uint32_t slot)
{
    while (slot < SIM_REQUESTS_MAX) {
        const struct sim_request *request = &look->before->requests[slot];
        if (request->number < SIM_INTERNAL)
            return call_by_number(look->tale, request->number);
        slot = request->parent;
    }
    return NULL;
}

static void identify(struct look *look)
{
    uint32_t number = look->input->request;

    if (look->input->kind != SIM_CONTINUE)
        return;
    if (number < SIM_INTERNAL) {
        look->who = BY_CALL;
        look->actor = call_by_number(look->tale, number);
    } else if (number == SIM_NUMBER_POLL) {
        look->who = BY_POLL;
        look->phase = look->before->requests[SIM_POLL_SLOT].phase;
    } else if (number == SIM_NUMBER_DELIVERY) {
        look->who = BY_DELIVERY;
    } else if (number >= SIM_NUMBER_WORK) {
        look->who = BY_WORK;
    } else if (number >= SIM_NUMBER_CHILD) {
        look->who = BY_CHILD;
        look->actor = parent_of(look, number - SIM_NUMBER_CHILD);
    } else {
        look->who = BY_CLOSE;
        look->closing = look->tale->file_of_slot[number - SIM_INTERNAL];
    }
    if (look->who == BY_CALL && look->actor != NULL)
        look->phase = look->before->requests[look->actor->slot].phase;
}

/* --- What the model learns --- */

static const struct sim_volume *volume_at(const struct sim_drive *drive,
                                          const struct file *file)
{
    uint8_t volume = drive->files[file->slot].volume;
    return volume < SIM_VOLUMES_MAX ? &drive->volumes[volume] : NULL;
}

static struct moment moment_now(const struct look *look,
                                const struct sim_drive *drive,
                                const struct call *call)
{
    struct moment moment = {
        .seen = true, .owner = owner_of(look->tale, drive),
        .vpb = drive->vpb, .verify = drive->verify,
        .playing = drive->play_active, .removed = drive->removed,
        .simple = drive->simple, .prot = drive->prot,
        .mcn_disable = drive->mcn_disable,
    };

    if (call->file != NOBODY) {
        uint8_t slot = look->tale->files[call->file].slot;
        moment.file_tray_locks = drive->files[slot].tray_locks;
        moment.file_mcn_disable = drive->files[slot].mcn_disable;
    }
    return moment;
}

static bool is_request(const struct sim_input *input)
{
    return input->kind <= SIM_FLUSH || input->kind == SIM_REGISTER ||
           input->kind == SIM_UNREGISTER ||
           (input->kind == SIM_POWER &&
            input->power == SIM_POWER_QUERY_REMOVE);
}

/* The drive is gone, or came back as another device than the handle's. */
static bool is_away(const struct look *look, const struct call *call)
{
    return look->after->removed ||
           (call->file != NOBODY && look->tale->files[call->file].instance !=
                                        look->after->instance);
}

static void note_arrival(struct look *look)
{
    struct tale *tale = look->tale;
    const struct sim_input *input = look->input;
    struct call *call = &tale->calls[input->request];

    *call = (struct call){
        .number = input->request, .code = input->code,
        .kind = (uint8_t)input->kind, .file = NOBODY, .handle = input->handle,
        .input_size = input->input_size, .output_size = input->output_size,
        .length = input->length, .target = (uint8_t)input->target,
        .access = input->access, .share = input->share, .flags = input->flags,
        .thread = input->thread, .process = input->process,
        .arrived_epoch = tale->epoch, .slot = SIM_NO_REQUEST,
        .last_event = TJ_EVENT_COUNT,
    };
    uint32_t size = input->input_size < TJ_INPUT_MAX ? input->input_size
                                                     : TJ_INPUT_MAX;
    if (input->input != NULL)
        memcpy(call->input, input->input, size);
    if (input->kind != SIM_OPEN && input->kind != SIM_DUPLICATE &&
        input->kind != SIM_POWER && input->handle < TALE_HANDLES_MAX && input->handle != 0)
        call->file = tale->handles[input->handle].file;
    look->arrived = call;
    tale->in_flight++;
    call->arrived = moment_now(look, look->before, call);
    call->removed = is_away(look, call);
    for (uint8_t i = 0; i < SIM_REQUESTS_MAX; i++)
        if (look->after->requests[i].phase != SIM_PHASE_FREE &&
            look->after->requests[i].number == call->number)
            call->slot = i;
    for (int i = 0; i < tale->files_count; i++)
        call->dismounted |= tale->files[i].dismounting;
    call->in_line = call->lined =
        call->slot != SIM_NO_REQUEST &&
        look->after->requests[call->slot].phase == SIM_PHASE_LINE;
    tale->lined += call->in_line;
    call->volume = call->slot != SIM_NO_REQUEST &&
                   look->after->requests[call->slot].phase == SIM_PHASE_VOLUME;
    if (call->file != NOBODY && call->kind != SIM_CLOSE)
        tale->files[call->file].calls++;
}

/* Its turn came with the end of the request before it. */
static void note_lines(struct look *look)
{
    struct tale *tale = look->tale;

    for (uint32_t i = 1; i <= tale->calls_count && tale->lined > 0; i++) {
        struct call *call = &tale->calls[i];
        if (!call->in_line)
            continue;
        const struct sim_request *then = &look->after->requests[call->slot];
        if (then->number == call->number && then->phase == SIM_PHASE_LINE)
            continue;
        call->in_line = false;
        tale->lined--;
        call->arrived = moment_now(look, look->before, call);
        call->arrived_epoch = tale->epoch;
        call->volume = then->number == call->number &&
                       then->phase == SIM_PHASE_VOLUME;
    }
}

static void handle_gone(struct tale *tale, tj_handle handle)
{
    int file = tale->handles[handle].file;

    tale->handles[handle].file = NOBODY;
    tale->files[file].handles--;
    if (tale->files[file].handles == 0)
        tale->files[file].dismounting = false;
    for (unsigned i = 0; i < tale->open_count; i++)
        if (tale->open[i] == handle)
            tale->open[i--] = tale->open[--tale->open_count];
    if (tale->files[file].handles > 0)
        return;
    for (uint32_t i = 1; i <= tale->calls_count; i++)
        if (tale->calls[i].file == file && !tale->calls[i].replied)
            tale->calls[i].may_cancel = true;
}

static void note_handle(struct tale *tale, tj_handle handle, int file,
                        uint16_t process)
{
    tale->handles[handle].file = file;
    tale->handles[handle].process = process;
    tale->files[file].handles++;
    tale->open[tale->open_count++] = handle;
}

static void note_open(struct look *look, const struct call *call)
{
    struct tale *tale = look->tale;
    uint8_t slot = sim_index_find(&look->after->handles, call->handle);

    if (slot == SIM_NO_FILE) /* Its process ended meanwhile: closed again. */
        return;
    int index = tale->files_count++;
    struct file *file = &tale->files[index];
    TJ_ASSERT(index < TALE_FILES_MAX);
    *file = (struct file){ .access = call->access & TJ_ACCESS_READ_WRITE,
                           .share = call->share, .flags = call->flags,
                           .process = call->process,
                           .instance = look->after->instance };
    file->class = call->target == TJ_FILE ? SIM_CLASS_F : SIM_CLASS_D;
    if (call->target == TJ_VOLUME && file->access != 0)
        file->class = SIM_CLASS_V;
    if ((call->flags & SIM_CONTROL_DEVICE) != 0)
        file->class = SIM_CLASS_CONTROL;
    file->slot = slot;
    const struct sim_volume *volume = volume_at(look->after, file);
    file->implicit = file->class == SIM_CLASS_V && volume != NULL &&
                     !volume->raw && (call->share & TJ_SHARE_READ) == 0;
    tale->file_of_slot[file->slot] = index;
    note_handle(tale, call->handle, index, call->process);
}

static void note_reply(struct look *look, const struct sim_effect *reply)
{
    struct tale *tale = look->tale;
    struct call *call = call_by_number(tale, reply->request);

    TJ_ASSERT(call != NULL);
    TJ_ASSERT(!call->replied); /* S2 */
    call->replied = true;
    tale->in_flight--;
    call->status = reply->status;
    call->info = reply->info;
    call->reply_size = reply->output_size;
    TJ_ASSERT(look->replied_count < 8);
    look->replied[look->replied_count++] = call;
    if (call->file != NOBODY && call->kind != SIM_CLOSE)
        tale->files[call->file].calls--;
    if (call->status != TJ_STATUS_SUCCESS)
        return;
    if (call->kind == SIM_OPEN)
        note_open(look, call);
    else if (call->kind == SIM_DUPLICATE)
        note_handle(tale, call->handle,
                    tale->handles[look->input->source].file, call->process);
}

/* Handles that this very input closes; their file objects end later. */
static void note_closes(struct look *look)
{
    struct tale *tale = look->tale;
    const struct sim_input *input = look->input;

    if (input->kind == SIM_CLOSE && input->handle < TALE_HANDLES_MAX &&
        input->handle != 0 && tale->handles[input->handle].file != NOBODY)
        handle_gone(tale, input->handle);
    if (input->kind != SIM_PROCESS_END)
        return;
    for (unsigned i = tale->open_count; i-- > 0;)
        if (i < tale->open_count && input->process != 0 &&
            tale->handles[tale->open[i]].process == input->process)
            handle_gone(tale, tale->open[i]);
}

static void note_cancels(struct look *look)
{
    const struct sim_input *input = look->input;

    for (uint32_t i = 1; i <= look->tale->calls_count; i++) {
        struct call *call = &look->tale->calls[i];
        if (call->replied)
            continue;
        call->may_cancel |=
            (input->kind == SIM_CANCEL && input->target_request == i) ||
            (input->kind == SIM_THREAD_END && call->thread == input->thread) ||
            (input->kind == SIM_PROCESS_END &&
             call->process == input->process) ||
            input->kind == SIM_POWER;
        call->removed |= is_away(look, call);
    }
}

static void note_phase(struct look *look)
{
    struct call *call = look->actor;
    struct moment now = moment_now(look, look->before, call);
    const struct sim_request *request = &look->before->requests[call->slot];
    const struct sim_request *then = &look->after->requests[call->slot];

    if (look->phase == SIM_PHASE_DISPATCH)
        call->dispatched = now;
    else if (look->phase == SIM_PHASE_DEQUEUED)
        call->dequeued = now;
    else if (look->phase == SIM_PHASE_WOKEN)
        call->woken = now;
    if (look->phase == SIM_PHASE_VOLUME)
        call->volume = true;
    if (look->phase != SIM_PHASE_HANDLER)
        return;
    if (!call->first.seen)
        call->first = now;
    if (request->command.phase == SIM_COMMAND_IDLE)
        call->judged = now;
    bool gone = then->number != call->number || then->phase == SIM_PHASE_FREE;
    look->finished = gone || then->phase != SIM_PHASE_HANDLER;
    if (look->finished) {
        call->ended = true;
        call->ended_removed = look->before->removed;
    }
    look->status = gone ? call->status : then->status;
    call->counted |= look->before->prot != look->after->prot ||
                     look->before->simple != look->after->simple;
}

static void note_deeds(struct look *look)
{
    struct call *call = look->actor;

    for (size_t i = 0; i < look->effects->count; i++) {
        const struct sim_effect *effect = &look->effects->items[i];
        if (effect->kind == SIM_SCSI) {
            call->commands++;
            if (effect->cdb[0] == SIM_OP_PREVENT_ALLOW &&
                look->phase == SIM_PHASE_HANDLER)
                *((effect->cdb[4] & 1) != 0 ? &call->prevents
                                            : &call->allows) += 1;
        }
        if (effect->kind != SIM_EVENT)
            continue;
        enum tj_event_id id = effect->event.id;
        call->events += look->phase == SIM_PHASE_HANDLER ||
                        look->phase == SIM_PHASE_VOLUME;
        call->media_events += is_media_event(id) &&
                              look->phase == SIM_PHASE_HANDLER;
        call->unlock_events += id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
        call->volume_events += is_volume_event(id);
    }
}

static void note_before_looking(struct look *look)
{
    struct tale *tale = look->tale;

    if (is_request(look->input))
        note_arrival(look);
    if (tale->lined > 0)
        note_lines(look);
    note_closes(look);
    if (look->input->kind == SIM_CANCEL || look->input->kind == SIM_POWER ||
        look->input->kind == SIM_THREAD_END ||
        look->input->kind == SIM_PROCESS_END)
        note_cancels(look);
    for (size_t i = 0; i < look->effects->count; i++)
        if (look->effects->items[i].kind == SIM_REPLY)
            note_reply(look, &look->effects->items[i]);
    if (look->who == BY_CALL && look->actor != NULL)
        note_phase(look);
    if (look->actor != NULL)
        note_deeds(look);
    look->owner_before = owner_of(tale, look->before);
    look->owner_after = owner_of(tale, look->after);
}

/* An ownership ends by the owner's own unlock or close, and in no other way. */
static void note_owners(struct look *look)
{
    struct tale *tale = look->tale;

    if (look->finished && is_exclusive(look->actor, TJ_EXCLUSIVE_LOCK) &&
        look->status == TJ_STATUS_SUCCESS && look->actor->file != NOBODY &&
        !tale->files[look->actor->file].owns) {
        tale->files[look->actor->file].owns = true;
        tale->owners++;
        memset(tale->memory.name, 0, sizeof tale->memory.name);
        memcpy(tale->memory.name, look->actor->input + 8,
               strnlen((const char *)look->actor->input + 8, 64));
    }
    int by = look->closing;
    if (look->who == BY_CALL && is_exclusive(look->actor, TJ_EXCLUSIVE_UNLOCK))
        by = look->actor->file;
    if (by != NOBODY && look->owner_before == by && look->owner_after != by &&
        tale->files[by].owns) {
        tale->files[by].owns = false;
        tale->owners--;
    }
    tale->epoch += look->owner_before != look->owner_after;
}

static void note_counts(struct look *look)
{
    struct call *call = look->actor;

    if (!look->finished || look->status != TJ_STATUS_SUCCESS ||
        call->kind != SIM_IOCTL || call->file == NOBODY ||
        call->input_size == 0)
        return;
    struct file *file = &look->tale->files[call->file];
    uint32_t code = normalised(call->code);
    bool on = call->input[0] != 0;
    if (code == TJ_IOCTL_STORAGE_EJECTION_CONTROL)
        file->secure += on ? 1 : file->secure > 0 ? UINT32_MAX : 0;
    if (code == TJ_IOCTL_STORAGE_MCN_CONTROL)
        file->mcn += on ? 1 : file->mcn > 0 ? UINT32_MAX : 0;
}

/* A lock of a volume comes with the step in which the file system takes it,
 * which is earlier than the reply; what ends it tells so by an event. */
static void note_volume_locks(struct look *look)
{
    int by = look->who == BY_CALL && look->actor != NULL ? look->actor->file
                                                         : look->closing;

    if (by == NOBODY)
        return;
    struct file *file = &look->tale->files[by];
    const struct sim_volume *before = volume_at(look->before, file);
    const struct sim_volume *after = volume_at(look->after, file);
    if (look->who == BY_CALL && before != NULL && after != NULL &&
        look->actor->code == TJ_FSCTL_LOCK_VOLUME &&
        !before->locked_explicitly && after->locked_explicitly)
        file->fs_lock = true;
    FOR_EVENTS(look, e)
        if (e->event.id == TJ_EVENT_VOLUME_UNLOCK)
            file->fs_lock = file->implicit = false;
}

static void note_dismounts(struct look *look)
{
    for (unsigned i = 0; i < look->replied_count; i++) {
        const struct call *call = look->replied[i];
        if (call->kind == SIM_IOCTL && call->status == TJ_STATUS_SUCCESS &&
            call->code == TJ_FSCTL_DISMOUNT_VOLUME && call->file != NOBODY)
            look->tale->files[call->file].dismounting =
                look->tale->files[call->file].handles > 0;
        if (call->kind == SIM_IOCTL && call->code == 0x90054 &&
            call->status == TJ_STATUS_SUCCESS)
            for (int j = 0; j < look->tale->files_count; j++)
                look->tale->files[j].dismounting = false;
    }
}

static void note_new_instance(struct look *look)
{
    struct tale *tale = look->tale;

    if (look->before->instance == look->after->instance)
        return;
    for (int i = 0; i < tale->files_count; i++) {
        tale->files[i].owns = false;
        tale->files[i].secure = tale->files[i].mcn = 0;
        tale->files[i].taken_back = 0;
        tale->files[i].fs_lock = tale->files[i].dismounting = false;
    }
    tale->owners = 0;
    tale->memory = (struct memory){ .name = { 0 } };
}

static void note_after_looking(struct look *look)
{
    struct tale *tale = look->tale;

    note_owners(look);
    note_counts(look);
    note_new_instance(look);
    note_volume_locks(look);
    note_dismounts(look);
    if (look->closing == NOBODY)
        return;
    struct file *file = &tale->files[look->closing];
    if (look->before->prot > look->after->prot)
        file->taken_back += look->before->prot - look->after->prot;
    if (look->before->files[file->slot].used &&
        !look->after->files[file->slot].used)
        file->ended = true;
}

/* --- Steps --- */

static void take_effects(struct tale *tale)
{
    for (size_t i = 0; i < tale->effects.count; i++) {
        const struct sim_effect *effect = &tale->effects.items[i];
        if (effect->kind == SIM_READY) {
            TJ_ASSERT(tale->ready_count < TALE_READY_MAX);
            tale->ready[tale->ready_count++] = effect->request;
        } else if (effect->kind == SIM_WAKE) {
            tale->wake_ns = effect->at_ns;
            tale->settled = effect->settled;
        }
    }
}

void tale_step(struct tale *tale, struct sim_input *input)
{
    if (is_request(input)) {
        TJ_ASSERT(tale->calls_count + 1 < TALE_CALLS_MAX);
        input->request = ++tale->calls_count;
    }
    if (input->now_ns < tale->drive.now_ns)
        input->now_ns = tale->drive.now_ns;
    memcpy(&tale->before, &tale->drive, sizeof tale->drive);
    tale->effects.count = 0;
    sim_drive_step(&tale->drive, input, &tale->effects);
    tale->steps++;
    take_effects(tale);
    struct look look = {
        .before = &tale->before, .after = &tale->drive, .input = input,
        .effects = &tale->effects, .tale = tale, .closing = NOBODY,
    };
    identify(&look);
    note_before_looking(&look);
    if (tale->watch != NULL)
        tale->watch(&look);
    note_after_looking(&look);
}

void tale_continue(struct tale *tale, unsigned which)
{
    struct sim_input input = { .kind = SIM_CONTINUE,
                               .request = tale->ready[which] };

    tale->ready[which] = tale->ready[--tale->ready_count];
    tale_step(tale, &input);
}

void tale_rest(struct tale *tale)
{
    struct sim_input input = { .kind = SIM_TIME };

    tale->effects.count = 0;
    struct look look = {
        .before = &tale->drive, .after = &tale->drive, .input = &input,
        .effects = &tale->effects, .tale = tale, .closing = NOBODY,
        .owner_before = owner_of(tale, &tale->drive),
        .owner_after = owner_of(tale, &tale->drive), .at_rest = true,
    };
    if (tale->watch != NULL)
        tale->watch(&look);
}
