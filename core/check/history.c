/* SPDX-License-Identifier: MIT */
/* Building tenures from operations. */
#include "core/check/history.h"

#include "core/base/assert.h"
#include "core/check/ledger.h"

/* Only a process with the privilege can, and then the volume may be unmounted
 * at once (spec 6.2). */
static const uint32_t invalidate_volumes =
    TJ_CONTROL_CODE(TJ_DEVICE_FILE_SYSTEM, 0x15, TJ_BUFFERED, 0);

bool history_open(struct history *history, const struct survey *survey,
                  struct flight *flight, struct arena *arena)
{
    *history = (struct history){ .survey = survey, .flight = flight };
    history->drives =
        ARENA_NEW(arena, struct history_drive, survey->drives_count + 1);
    if (history->drives == NULL)
        return false;
    for (size_t i = 0; i < survey->drives_count; i++)
        history->drives[i].dismounter = HISTORY_NOTHING;
    return handles_open(&history->handles, survey, arena);
}

bool history_names_agree(const struct history *history, uint16_t a, uint16_t b)
{
    uint16_t first = survey_name_id(history->survey, a);
    uint16_t second = survey_name_id(history->survey, b);
    return first == 0 || second == 0 || first == second;
}

/* --- Invocation --- */

/* Client of a stamp that stands for operations of several. */
enum { NOBODYS = UINT16_MAX };

/* Another lock of unknown outcome by the same file object and under the same
 * name adds nothing but one more chance. */
static bool merge_unsure(struct history_drive *drive,
                         const struct tenure *tenure)
{
    for (size_t i = 0; i < drive->count && !tenure->sure; i++) {
        struct tenure *other = &drive->tenures[i];
        if (!other->sure && other->file == tenure->file &&
            other->name == tenure->name && !other->ended) {
            other->copies += 1;
            if (tenure->lock.t1_ns > other->lock.t1_ns)
                other->lock.t1_ns = tenure->lock.t1_ns;
            other->lock.sequential = false;
            if (tenure->lock.t0_ns == other->lock.t0_ns &&
                tenure->lock.client != other->lock.client)
                other->lock.client = NOBODYS; /* Equal times: in no order. */
            return true;
        }
    }
    return false;
}

static void add_tenure(struct history *history, struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    const struct file_object *file = &history->handles.files[op->file];
    struct tenure tenure = {
        .serial = history->serial + 1,
        .file = op->file,
        .handle_number = op->handle_number,
        .copies = 1,
        .client = op->at.client,
        .name = op->name,
        .sure = operation_is_done(op),
        .lock = op->at,
        .lock_ref = op->ref,
        .announced_ns = STAMP_NEVER,
        .next_ns = STAMP_NEVER,
    };
    if (file->released.t0_ns != STAMP_NEVER &&
        !stamp_before(&file->released, &tenure.lock)) {
        tenure.has_release = true; /* It may have been undone at once. */
        tenure.release = file->released;
        tenure.release_ref = op->ref;
    }
    if (merge_unsure(drive, &tenure))
        return;
    if (drive->count == HISTORY_TENURES_MAX) {
        drive->lost = true;
        return;
    }
    history->serial += 1;
    op->serial = tenure.serial;
    drive->tenures[drive->count++] = tenure;
    history->handles.files[op->file].pins += 1;
}

/* From here on tenures of the file object may be over. */
static void release_candidate(struct history *history,
                              const struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    struct file_object *file = &history->handles.files[op->file];
    if (file->released.t0_ns == STAMP_NEVER ||
        op->at.t1_ns >= file->released.t1_ns)
        file->released = op->at;
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *tenure = &drive->tenures[i];
        if (tenure->file != op->file || stamp_before(&op->at, &tenure->lock))
            continue;
        if (tenure->has_release) { /* Either may have come first. */
            if (op->at.t0_ns == tenure->release.t0_ns) {
                tenure->release.sequential = false;
                if (op->at.client != tenure->release.client)
                    tenure->release.client = NOBODYS;
            }
            continue;
        }
        tenure->has_release = true;
        tenure->release = op->at;
        tenure->release_ref = op->ref;
    }
}

static void note_survival(struct history *history, const struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *tenure = &drive->tenures[i];
        if (tenure->file != op->file || tenure->survived)
            continue;
        tenure->survived = true;
        tenure->survived_ns = op->at.t0_ns;
        tenure->survived_ref = op->ref;
    }
}

bool history_invoke(struct history *history, struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    if (!handles_note(&history->handles, op))
        return false;
    if (op->code == invalidate_volumes)
        drive->remounts = true;
    if (!op->answered)
        handles_doubt(&history->handles, op->at.client, op->at.t0_ns);
    if (op->file == HISTORY_NOTHING || !operation_may_act(op))
        return true;

    if (op->verb == TJ_LOCK) {
        add_tenure(history, op);
    } else if (op->verb == TJ_UNLOCK) {
        release_candidate(history, op);
    } else if (op->verb == TJ_CLOSE) {
        if (history->handles.files[op->file].sure_open == 0)
            release_candidate(history, op);
        else
            note_survival(history, op);
    } else if (op->verb == TJ_DISMOUNT && operation_is_done(op)) {
        drive->dismounter = op->handle;
    }
    return true;
}

/* --- Questions --- */

bool tenure_touches(const struct tenure *tenure, const struct stamp *at)
{
    return !stamp_before(at, &tenure->lock) &&
           !(tenure->ended && stamp_before(&tenure->end, at));
}

uint64_t history_owned_until(const struct history *history,
                             const struct tenure *tenure)
{
    uint64_t until_ns = handles_alive_until(&history->handles, tenure->file);
    if (tenure->has_release && tenure->release.t0_ns < until_ns)
        until_ns = tenure->release.t0_ns;
    return until_ns;
}

static bool covers(const struct history *history, const struct tenure *tenure,
                   const struct stamp *at)
{
    if (!tenure->sure || !stamp_before(&tenure->lock, at))
        return false;
    if (tenure->has_release && !stamp_before(at, &tenure->release))
        return false;
    /* Who was last heard of at that very time may have died then, but not
     * before hearing. */
    uint64_t alive_ns = handles_alive_until(&history->handles, tenure->file);
    return at->t1_ns < alive_ns ||
           (at->t1_ns == alive_ns && at->client == tenure->client);
}

bool history_covers(const struct history *history, const struct tenure *tenure,
                    const struct stamp *at)
{
    return !tenure->blamed && covers(history, tenure, at);
}

bool history_may_vanish(const struct history *history, uint8_t number,
                        uint64_t t_ns)
{
    const struct history_drive *drive = &history->drives[number];
    struct stamp point = { .t0_ns = t_ns, .t1_ns = t_ns };
    for (size_t i = 0; i < drive->count; i++) {
        const struct tenure *tenure = &drive->tenures[i];
        if (tenure_touches(tenure, &point) &&
            (history->handles.files[tenure->file].sure_open == 0 ||
             handles_alive_until(&history->handles, tenure->file) <= t_ns))
            return true;
    }
    return false;
}

const struct tenure *history_last_before(const struct history *history,
                                         uint8_t drive, const struct stamp *at)
{
    const struct history_drive *of = &history->drives[drive];
    const struct tenure *last = NULL;
    if (of->last.serial != 0 && stamp_before(&of->last.end, at))
        last = &of->last;
    for (size_t i = 0; i < of->count; i++) {
        const struct tenure *tenure = &of->tenures[i];
        if (tenure->ended && stamp_before(&tenure->end, at) &&
            (last == NULL || tenure->end.t1_ns > last->end.t1_ns))
            last = tenure;
    }
    return last;
}

bool history_mounted(const struct history *history, const struct operation *op)
{
    const struct history_drive *drive = &history->drives[op->drive];
    if (drive->dismounter == HISTORY_NOTHING || drive->remounts)
        return false;
    const struct handle *handle = &history->handles.handles[drive->dismounter];
    if (!stamp_before(&handle->dismounted, &op->at) || !handle->sure ||
        history->handles.files[handle->file].class != MODEL_VOLUME)
        return false;
    return (handle->closed.t0_ns == STAMP_NEVER ||
            stamp_before(&op->at, &handle->closed)) &&
           op->at.t1_ns < handles_alive_until(&history->handles, handle->file);
}

struct tenure *history_by_serial(struct history *history, uint8_t drive,
                                 uint32_t serial)
{
    struct history_drive *of = &history->drives[drive];
    for (size_t i = 0; i < of->count && serial != 0; i++) {
        if (of->tenures[i].serial == serial)
            return &of->tenures[i];
    }
    return NULL;
}

/* --- Completion --- */

static void end_tenure(struct tenure *tenure, const struct stamp *end,
                       const struct operation *op)
{
    if (tenure->ended &&
        (tenure->end.t1_ns < end->t1_ns || (tenure->end.t1_ns == end->t1_ns &&
                                            tenure->end.client <= end->client)))
        return;
    tenure->ended = true;
    tenure->end = *end;
    tenure->end_ref = op->ref;
    tenure->closed = op->verb == TJ_CLOSE;
}

bool history_query_names(const struct history *history,
                         const struct operation *op,
                         const struct tenure *tenure)
{
    uint16_t told = (uint16_t)op->result;
    if (told == TJ_RESULT_NAME_UNKNOWN)
        return survey_name_id(history->survey, tenure->name) == 0;
    return history_names_agree(history, tenure->name, told);
}

static bool query_denies(const struct history *history,
                         const struct operation *op,
                         const struct tenure *tenure)
{
    if (op->outcome != TJ_DONE)
        return false;
    if ((op->result & TJ_RESULT_LOCKED) == 0)
        return true;
    /* A name nobody gave proves nothing but a defect. */
    return (uint16_t)op->result != TJ_RESULT_NAME_UNKNOWN &&
           !history_query_names(history, op, tenure);
}

/* Whether the answer says that the tenure does not own at its instant. */
static bool denies(const struct history *history, const struct operation *op,
                   const struct tenure *tenure)
{
    if (op->verb == TJ_LOCK) /* The drive was free just before. */
        return op->outcome == TJ_DONE && tenure->serial != op->serial;
    if (op->verb == TJ_QUERY)
        return query_denies(history, op, tenure);
    if (op->verb != TJ_UNLOCK)
        return false;
    if (op->outcome == TJ_DONE ||
        op->status == TJ_STATUS_INVALID_DEVICE_REQUEST)
        return true;
    /* A closed handle fails 6 whoever owns. */
    return op->status == TJ_STATUS_INVALID_HANDLE && tenure->file == op->file &&
           handles_were_open(&history->handles, op) == MODEL_YES;
}

/* A file object's unlock that succeeds on behalf of the only lock it can stand
 * for: even a lock of unknown outcome is then over. (self_may: a tenure dropped
 * meanwhile was another candidate.) */
static void end_only_candidate(struct history_drive *drive,
                               const struct operation *op)
{
    struct tenure *only = NULL;
    for (size_t i = 0; i < drive->count && !op->self_may; i++) {
        struct tenure *tenure = &drive->tenures[i];
        if (tenure->file != op->file || !tenure_touches(tenure, &op->at))
            continue;
        if (only != NULL || tenure->copies > 1)
            return;
        only = tenure;
    }
    if (only != NULL)
        end_tenure(only, &op->at, op);
}

void history_close(struct history *history, const struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    const struct stamp *close = &history->handles.files[op->file].close;
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *tenure = &drive->tenures[i];
        if (tenure->file == op->file && stamp_before(&tenure->lock, close))
            end_tenure(tenure, close, op);
    }
}

void history_complete(struct history *history, const struct operation *op)
{
    struct history_drive *drive = &history->drives[op->drive];
    if (!operation_is_real(op) || op->file == HISTORY_NOTHING)
        return;
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *tenure = &drive->tenures[i];
        /* Against a sure owner the answer is wrong and proves nothing; unless
         * it is the owner's own, whom the next finding should not blame. */
        bool wrong = covers(history, tenure, &op->at) &&
                     (tenure->file != op->file || op->verb == TJ_QUERY);
        if (stamp_before(&tenure->lock, &op->at) &&
            denies(history, op, tenure) && !wrong)
            end_tenure(tenure, &op->at, op);
    }
    if (op->verb == TJ_UNLOCK && op->outcome == TJ_DONE)
        end_only_candidate(drive, op);
}

/* --- Dropping --- */

static void tell_flight(struct history *history, uint8_t drive,
                        const struct tenure *tenure)
{
    for (uint32_t i = 0; i < history->flight->count; i++) {
        struct operation *op = flight_at(history->flight, i);
        if (op->drive != drive || op->serial == tenure->serial ||
            !tenure_touches(tenure, &op->at))
            continue;
        if (tenure->file == op->file)
            op->self_may = true;
        else
            op->other_may = true;
        if (op->verb == TJ_QUERY && history_query_names(history, op, tenure))
            op->name_may = true;
        if (tenure->announced_ns >= op->at.t0_ns)
            op->unannounced_may = true;
        if (tenure->file != op->file || op->verb == TJ_LOCK)
            ledger_blame(&op->holder, tenure, &op->at);
    }
}

static void settle_drive(struct history *history, uint8_t number,
                         uint64_t now_ns)
{
    struct history_drive *drive = &history->drives[number];
    for (size_t i = 0; i < drive->count;) {
        struct tenure *tenure = &drive->tenures[i];
        if (!tenure->ended || tenure->end.t1_ns >= now_ns) {
            i++;
            continue;
        }
        tell_flight(history, number, tenure);
        if (drive->last.serial == 0 ||
            tenure->end.t1_ns >= drive->last.end.t1_ns)
            drive->last = *tenure;
        TJ_ASSERT(history->handles.files[tenure->file].pins > 0);
        history->handles.files[tenure->file].pins -= 1;
        *tenure = drive->tenures[--drive->count];
    }
}

void history_settle(struct history *history, uint64_t now_ns)
{
    for (size_t i = 0; i < history->survey->drives_count; i++)
        settle_drive(history, (uint8_t)i, now_ns);
}
