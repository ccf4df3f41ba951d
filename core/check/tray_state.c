/* SPDX-License-Identifier: MIT */
#include "core/check/tray_state.h"

#include "core/check/requests.h"

bool tray_state_open(struct tray *tray, const struct scene *scene,
                     struct arena *arena)
{
    tray->scene = scene;
    tray->drives =
        ARENA_NEW(arena, struct tray_drive, scene->survey->drives_count + 1);
    return tray->drives != NULL && stillness_open(&tray->still, scene, arena);
}

/* --- Holders --- */

static bool is_same(const struct tray *tray, const struct tray_holder *holder)
{
    const struct handles *handles = &tray->scene->history->handles;
    return handles->files[holder->file].serial == holder->serial;
}

struct tray_holder *tray_holder_of(const struct tray *tray,
                                   const struct operation *op)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    for (size_t i = 0; i < drive->holders_count; i++)
        if (drive->holders[i].file == op->file &&
            is_same(tray, &drive->holders[i]))
            return &drive->holders[i];
    return NULL;
}

/* Nothing that began before it is asked about any more. */
static uint64_t horizon_of(const struct tray *tray, const struct operation *op)
{
    const struct flight *flight = tray->scene->history->flight;
    uint64_t horizon_ns = op->at.t0_ns;
    for (uint32_t i = 0; i < flight->count; i++)
        if (flight_at(flight, i)->at.t0_ns < horizon_ns)
            horizon_ns = flight_at(flight, i)->at.t0_ns;
    return horizon_ns;
}

/* One whose locks are gone, or may be and nobody can ask for them again. */
static struct tray_holder *spare_holder(const struct tray *tray,
                                        struct tray_drive *drive,
                                        uint64_t horizon_ns)
{
    struct tray_holder *stale = NULL;
    for (size_t i = 0; i < drive->holders_count; i++) {
        struct tray_holder *holder = &drive->holders[i];
        bool gone = holder->closed && holder->close.t1_ns < horizon_ns;
        if (gone || (!holder->failed &&
                     tray_count_is_over(&holder->count, horizon_ns)))
            return holder;
        if (!is_same(tray, holder))
            stale = holder;
    }
    drive->lost |= stale != NULL;
    return stale;
}

static struct tray_holder *add_holder(const struct tray *tray,
                                      const struct operation *op,
                                      uint64_t horizon_ns)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    struct tray_holder *holder = NULL;
    if (drive->holders_count < TRAY_HOLDERS)
        holder = &drive->holders[drive->holders_count++];
    else
        holder = spare_holder(tray, drive, horizon_ns);
    if (holder == NULL) {
        drive->lost = true;
        drive->full = true;
        return NULL;
    }
    *holder = (struct tray_holder){
        .file = op->file,
        .serial = tray->scene->history->handles.files[op->file].serial,
    };
    return holder;
}

/* --- Invocations --- */

static void add_secure(struct tray *tray, const struct operation *op,
                       bool lock, bool sure)
{
    uint64_t horizon_ns = horizon_of(tray, op);
    struct tray_turn turn = { .at = op->at, .lock = lock, .sure = sure };
    struct tray_holder *holder = tray_holder_of(tray, op);
    if (holder == NULL && lock)
        holder = add_holder(tray, op, horizon_ns);
    if (holder == NULL)
        return; /* An unlock of nothing. */
    tray_count_add(&holder->count, &turn, horizon_ns);
    holder->client = op->at.client;
    if (lock && sure)
        holder->lock_ref = op->ref;
}

static void add_simple(struct tray *tray, const struct operation *op,
                       bool lock, bool sure)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    struct tray_turn turn = { .at = op->at, .lock = lock, .sure = sure };
    tray_count_add(&drive->simple, &turn, horizon_of(tray, op));
    if (lock && sure)
        drive->simple_ref = op->ref;
    if (!lock) {
        drive->steady -= 1;
        drive->honours &= drive->steady > 0;
    }
}

/* A raw request, whose input is not in the record. */
static void note_raw(struct tray *tray, const struct operation *op)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    if (request_is_secure_lock(op->code)) {
        add_secure(tray, op, true, false);
        add_secure(tray, op, false, false);
    } else if (request_is_simple_lock(op->code)) {
        add_simple(tray, op, true, false);
        add_simple(tray, op, false, false);
        drive->honours = false; /* Some bytes lock and send ALLOW (R19). */
    } else if (request_is_reservation(op->code)) {
        drive->reserved = true;
    } else if (request_is_foreign(op->code)) {
        drive->honours = false;
    }
}

void tray_state_invoke(struct tray *tray, const struct operation *op)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    bool sure = operation_is_done(op);
    if (op->file == HISTORY_NOTHING)
        return;
    const struct file_object *file =
        &tray->scene->history->handles.files[op->file];
    drive->lost |= file->class == MODEL_UNKNOWN;
    if (op->verb == TJ_CLOSE && file->sure_open == 0) {
        drive->closed_since = true;
        drive->closed_ref = op->ref;
    }
    if (!operation_may_act(op))
        return;
    if (op->verb == TJ_SECURE_PREVENT || op->verb == TJ_SECURE_ALLOW)
        add_secure(tray, op, op->verb == TJ_SECURE_PREVENT, sure);
    else if (op->verb == TJ_PREVENT || op->verb == TJ_ALLOW)
        add_simple(tray, op, op->verb == TJ_PREVENT, sure);
    else if (op->verb == TJ_IOCTL)
        note_raw(tray, op);
}

void tray_state_gone(struct tray *tray, const struct operation *op)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    struct tray_holder *holder = tray_holder_of(tray, op);
    if (holder == NULL || holder->closed)
        return;
    holder->closed = true;
    holder->close = tray->scene->history->handles.files[op->file].close;
    if (tray_count_least(&holder->count, &holder->close) == 0)
        return;
    drive->left = true;
    drive->left_close = holder->close;
    drive->left_ref = op->ref;
    drive->stuck = 0;
}

struct tray_holder *tray_state_failed(const struct tray *tray,
                                      const struct operation *op)
{
    struct tray_holder *holder = tray_holder_of(tray, op);
    if (holder == NULL)
        holder = add_holder(tray, op, horizon_of(tray, op));
    if (holder == NULL)
        return NULL;
    holder->client = op->at.client;
    holder->failed = true;
    holder->failed_ref = op->ref;
    return holder;
}

/* --- Questions --- */

static int32_t holder_least(const struct tray *tray,
                            const struct tray_holder *holder,
                            const struct stamp *at)
{
    const struct handles *handles = &tray->scene->history->handles;
    /* Heard of for the last time at the very end, it may have died then. */
    if (!is_same(tray, holder) ||
        at->t1_ns >= handles_alive_until(handles, holder->file))
        return 0;
    return tray_count_least(&holder->count, at);
}

int32_t tray_holder_most(const struct tray_holder *holder,
                         const struct stamp *at)
{
    if (holder->closed && stamp_before(&holder->close, at))
        return 0;
    return tray_count_most(&holder->count, at);
}

int32_t tray_secure_least(const struct tray *tray, uint8_t number,
                          const struct stamp *at,
                          const struct tray_holder **who)
{
    const struct tray_drive *drive = &tray->drives[number];
    int32_t sum = 0;
    *who = NULL;
    for (size_t i = 0; i < drive->holders_count; i++) {
        int32_t least = holder_least(tray, &drive->holders[i], at);
        if (least > 0)
            *who = &drive->holders[i];
        sum += least;
    }
    return sum;
}

int32_t tray_secure_most(const struct tray *tray, uint8_t number,
                         const struct stamp *at)
{
    const struct tray_drive *drive = &tray->drives[number];
    int32_t sum = 0;
    for (size_t i = 0; i < drive->holders_count; i++)
        sum += tray_holder_most(&drive->holders[i], at);
    return sum;
}

int32_t tray_total_least(const struct tray *tray, uint8_t drive,
                         const struct stamp *at)
{
    const struct tray_holder *who;
    return tray_secure_least(tray, drive, at, &who) +
           tray_count_least(&tray->drives[drive].simple, at);
}
