/* Properties 39 to 48 of class-driver spec 8.7: media events. */
#include "core/drive/bytes.h"
#include "tests/sim/properties/properties.h"

static bool is_storage(const struct call *call, uint32_t code)
{
    return call->kind == SIM_IOCTL && normalised(call->code) == code;
}

static bool is_enabled_again(const struct look *look)
{
    return look->before->mcn_disable > 0 && look->after->mcn_disable == 0;
}

static uint32_t new_state(const struct sim_effect *effect)
{
    return tj_get_u32(effect->event.data + 4);
}

void check_39(struct look *look)
{
    bool *arrival = &look->tale->memory.p39.arrival;

    FOR_EVENTS(look, e) {
        if (e->event.id == TJ_EVENT_MEDIA_REMOVAL)
            *arrival = false;
        if (e->event.id != TJ_EVENT_MEDIA_ARRIVAL)
            continue;
        occasion(look);
        if (*arrival)
            broken(look, "two arrivals without a removal");
        *arrival = true;
    }
    if (is_enabled_again(look))
        *arrival = false;
}

void check_39a(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    FOR_EVENTS(look, e) {
        if (!is_media_event(e->event.id))
            continue;
        if (memory->p39a.any)
            occasion(look);
        if (memory->p39a.any && memory->p39a.state == new_state(e))
            broken(look, "state %u twice in a row", new_state(e));
        memory->p39a.any = true;
        memory->p39a.state = new_state(e);
    }
    if (is_enabled_again(look))
        memory->p39a.any = false;
}

void check_40(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    FOR_EVENTS(look, e) {
        if (!is_media_event(e->event.id))
            continue;
        uint32_t count = tj_get_u32(e->event.data);
        bool arrival = e->event.id == TJ_EVENT_MEDIA_ARRIVAL;
        if (memory->p40.any) {
            occasion(look);
            if (count < memory->p40.highest + arrival)
                broken(look, "count %u after %u", count, memory->p40.highest);
        }
        memory->p40.any = true;
        memory->p40.highest = count;
    }
}

/* Unit attentions that this step's commands met, planted ones too. */
static bool met_attention(const struct look *look)
{
    const struct sim_hardware *before = &look->before->hardware;
    const struct sim_hardware *after = &look->after->hardware;

    if (!command_failed(look) || look->input->kind != SIM_CONTINUE)
        return false;
    if (before->planted_count > after->planted_count)
        return before->planted.key == 6 && before->planted_srb == 0 &&
               before->planted_status == 0;
    return before->attentions_count > after->attentions_count;
}

static bool is_pass_through(const struct look *look)
{
    return look->actor != NULL && look->actor->kind == SIM_IOCTL &&
           look->actor->code >> 16 == 0x04;
}

void check_41(struct look *look)
{
    uint32_t before = look->before->mcc, after = look->after->mcc;
    bool same = look->before->instance == look->after->instance;

    if (same && look->after->profile.mcn && !is_pass_through(look)) {
        bool arrived = look->before->known != TJ_MEDIA_PRESENT &&
                       look->after->known == TJ_MEDIA_PRESENT;
        if (arrived || met_attention(look)) {
            occasion(look);
            if (after == before)
                broken(look, "a suspicion was not counted");
        }
        if (after < before)
            broken(look, "the change count fell");
    }
    FOR_REPLIES(look, call) {
        struct memory *memory = &look->tale->memory;
        if (!is_storage(call, TJ_IOCTL_STORAGE_CHECK_VERIFY) ||
            call->status != TJ_STATUS_SUCCESS || call->info < 4)
            continue;
        uint32_t count = tj_get_u32(look->effects->output);
        occasion(look);
        if (memory->p41.any && count < memory->p41.last)
            broken(look, "CHECK_VERIFY said %u after %u", count,
                   memory->p41.last);
        memory->p41.any = true;
        memory->p41.last = count;
    }
}

static bool is_release(const struct look *look)
{
    return look->who == BY_CLOSE ||
           (look->who == BY_CALL &&
            is_exclusive(look->actor, TJ_EXCLUSIVE_UNLOCK));
}

void check_42(struct look *look)
{
    const struct sim_hardware *drive = &look->before->hardware;
    bool filtered = command_failed(look) && drive->planted.asc == 0x3a &&
                    drive->planted.ascq == 0xcc;

    FOR_EVENTS(look, e) {
        if (!is_media_event(e->event.id))
            continue;
        uint32_t state = new_state(e);
        occasion(look);
        if (e->event.size != 11)
            broken(look, "a media event of %u bytes", e->event.size);
        else if (e->event.id == TJ_EVENT_MEDIA_ARRIVAL)
            state != 1 ? broken(look, "an arrival of state %u", state)
                       : (void)0;
        else if (state != 2 && state != 3)
            broken(look, "a removal of state %u", state);
        else if (state == 3 && !is_release(look) && !filtered)
            broken(look, "an empty drive was called unavailable");
    }
}

void check_43(struct look *look)
{
    if (look->before->mcn_disable == 0 || !look->before->profile.mcn)
        return;
    if (look->before->known != look->after->known)
        occasion(look);
    FOR_EVENTS(look, e)
        if (is_media_event(e->event.id))
            broken(look, "a media event while MCN is disabled");
}

void check_44(struct look *look)
{
    if (is_enabled_again(look) && look->after->profile.mcn &&
        look->before->instance == look->after->instance) {
        occasion(look);
        if (look->after->reported != look->after->known)
            broken(look, "a change while disabled is still pending");
    }
    FOR_REPLIES(look, call) {
        if (!is_storage(call, TJ_IOCTL_STORAGE_MCN_CONTROL) ||
            !call->judged.seen || is_excused(call) || call->input[0] != 0)
            continue;
        uint32_t due = TJ_STATUS_INVALID_DEVICE_STATE;
        if (!is_direct(look, call))
            due = TJ_STATUS_INVALID_PARAMETER;
        else if (call->judged.file_mcn_disable > 0)
            continue;
        occasion(look);
        if (call->status != due)
            broken(look, "an excess enable got %08x", call->status);
    }
}

void check_45(struct look *look)
{
    uint32_t arrivals = 0;

    FOR_EVENTS(look, e)
        arrivals += e->event.id == TJ_EVENT_MEDIA_ARRIVAL;
    if (look->who == BY_POLL && arrivals > 0) {
        occasion(look);
        if (arrivals > look->after->mcc - look->before->mcc)
            broken(look, "%u arrivals of one poll", arrivals);
    }
    FOR_REPLIES(look, call) {
        if (!is_storage(call, TJ_IOCTL_STORAGE_CHECK_VERIFY2))
            continue;
        occasion(look);
        if (call->info != 0 && call->status == TJ_STATUS_SUCCESS)
            broken(look, "CHECK_VERIFY2 returned data");
    }
}

void check_46(struct look *look)
{
    unsigned count = 0;

    FOR_EVENTS(look, e) {
        if (e->event.id != TJ_EVENT_DEVICE_BECOMING_READY ||
            look->who == BY_INPUT)
            continue;
        uint32_t version = tj_get_u32(e->event.data);
        uint32_t reason = tj_get_u32(e->event.data + 4);
        bool resumes = look->before->profile.zpodd; /* 4.7 */
        count++;
        occasion(look);
        if (version != 1)
            broken(look, "becoming ready of version %u", version);
        if (command_failed(look) && (reason < 1 || reason > 2))
            broken(look, "becoming ready for reason %u", reason);
        if (command_failed(look) && !resumes && count > commands(look))
            broken(look, "becoming ready %u times of one attempt", count);
        if (!command_failed(look) && look->who != BY_POLL && !resumes)
            broken(look, "becoming ready of a drive that is ready");
    }
}

/* The owner's commands, and the exceptions of property 28. */
static bool has_reason(const struct look *look)
{
    return commands(look) > 0 && look->who != BY_POLL && look->who != BY_CHILD;
}

void check_47(struct look *look)
{
    bool locked = look->owner_before != NOBODY;

    if (look->finished && look->status == TJ_STATUS_SUCCESS &&
        is_exclusive(look->actor, TJ_EXCLUSIVE_LOCK))
        occasion(look);
    FOR_EVENTS(look, e) {
        locked |= e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK;
        if (!locked || !is_media_event(e->event.id) || is_release(look))
            continue;
        if (!has_reason(look))
            broken(look, "a media event of a locked drive");
    }
}

void check_48(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_exclusive(call, TJ_EXCLUSIVE_UNLOCK) ||
            call->status != TJ_STATUS_SUCCESS ||
            (call->input[4] & TJ_NO_MEDIA_NOTIFICATIONS) == 0)
            continue;
        occasion(look);
        if (call->media_events > 0)
            broken(look, "a quiet unlock caused %u media events",
                   call->media_events);
    }
}
