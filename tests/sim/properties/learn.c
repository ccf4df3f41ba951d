/* The model: who opened what, which requests are on their way, what succeeded.
 * Learnt from inputs, effects and the drive's own phases; what a rule of the
 * driver decides is never asked of the driver. */
#include "tests/sim/properties/tale.h"

#include <string.h>

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
        .seen = true, .owner = tale_owner(look->tale, drive),
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

bool tale_is_request(const struct sim_input *input)
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
    struct call *call = tale_call(tale, reply->request);

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
    else if (call->kind == SIM_DUPLICATE && /* Of none: a wrong drive. */
             tale->handles[look->input->source].file != NOBODY)
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

void tale_note_before(struct look *look)
{
    struct tale *tale = look->tale;

    if (tale_is_request(look->input))
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
    look->owner_before = tale_owner(tale, look->before);
    look->owner_after = tale_owner(tale, look->after);
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

void tale_note_after(struct look *look)
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
