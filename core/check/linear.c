/* SPDX-License-Identifier: MIT */
#include "core/check/linear.h"

#include "core/base/assert.h"
#include "core/check/linear_core.h"

#include <string.h>

enum { KEPT_AT_FIRST = 64 };

bool linear_open(struct linear *linear, const struct tj_check_config *config,
                 struct history *history, struct findings *findings,
                 struct arena *arena)
{
    *linear = (struct linear){ .config = config,
                               .history = history,
                               .findings = findings,
                               .arena = arena };
    linear->drives = ARENA_NEW(arena, struct linear_drive *,
                               history->survey->drives_count + 1);
    return linear->drives != NULL;
}

/* --- What an operation says --- */

static struct linear_facts facts_of(const struct linear *linear,
                                    const struct operation *op)
{
    struct linear_facts facts = { .bad_name = false };
    if (op->file != HISTORY_NOTHING) {
        const struct file_object *file =
            &linear->history->handles.files[op->file];
        facts.class = file->class;
        facts.rw = file->rw;
    }
    facts.bad_name = survey_name_kind(linear->history->survey, op->name) ==
                     SURVEY_NAME_BAD;
    return facts;
}

static uint16_t name_of(const struct linear *linear,
                        const struct operation *op)
{
    uint16_t told = (uint16_t)op->result;
    if (op->verb == TJ_LOCK)
        return survey_name_id(linear->history->survey, op->name);
    if (op->verb != TJ_QUERY)
        return 0;
    return told == TJ_RESULT_NAME_UNKNOWN
               ? LINEAR_NAME_OF_NOBODY
               : survey_name_id(linear->history->survey, told);
}

/* Whether the answer shows that the file object was still there when the
 * request was invoked: the drive's own says it of any handle, another only
 * that the client lives, and with it what it has not closed. */
static bool proves_alive(const struct linear *linear,
                         const struct operation *op)
{
    if (op->file == HISTORY_NOTHING || !op->answered || op->verb == TJ_CANCEL)
        return false;
    if (operation_is_real(op))
        return op->verb == TJ_CLOSE
                   ? op->outcome == TJ_DONE
                   : op->status != TJ_STATUS_INVALID_HANDLE &&
                         op->status != TJ_STATUS_FILE_CLOSED;
    const struct handle *handle =
        &linear->history->handles.handles[op->handle];
    return op->injected && op->verb != TJ_CLOSE && handle->sure &&
           handle->closed.t0_ns == STAMP_NEVER &&
           op->alive_ns > op->at.t0_ns;
}

struct linear_op linear_reduce(const struct linear *linear,
                               const struct operation *op)
{
    struct linear_facts facts = facts_of(linear, op);
    struct linear_answer answer = {
        .verb = op->verb,
        .known = operation_is_real(op),
        .done = op->outcome == TJ_DONE,
        .locked = (op->result & TJ_RESULT_LOCKED) != 0,
        .status = op->status,
        .code = op->code,
        .length = op->arg,
        .ungated = linear->history->survey->system != TJ_TRACE_WINDOWS,
    };
    struct linear_op told = {
        .at = op->at,
        .ref = op->ref,
        .need = linear_need_of(&facts, &answer),
        .file = op->file,
        .handle = op->handle,
        .status = op->status,
        .name = name_of(linear, op),
        .verb = op->verb,
        .done = op->outcome == TJ_DONE,
        .optional = !operation_is_real(op),
        .proves = proves_alive(linear, op),
    };
    bool changes = told.need.kind == LINEAR_TAKE ||
                   told.need.kind == LINEAR_RELEASE;
    if (changes && op->file == HISTORY_NOTHING)
        told.need.kind = LINEAR_NOTHING;
    if (told.need.kind == LINEAR_RELEASE && facts.class == MODEL_UNKNOWN)
        told.optional = true; /* What it owned may not be in the trace. */
    /* What came before the end of a cut trace may have been undone by what is
     * not in it. */
    if (op->at.t1_ns >= linear->history->survey->whole_until_ns) {
        told.at.t1_ns = STAMP_NEVER;
        told.optional = true;
        if (!changes)
            told.need.kind = LINEAR_NOTHING;
    }
    return told;
}

/* --- Drives and file objects --- */

static bool may_be_gone(void *context, uint32_t file, uint64_t now_ns,
                        struct stamp *close)
{
    const struct handles *handles = context;
    uint64_t alive_ns = handles_alive_until(handles, file);
    if (alive_ns == handles->files[file].close.t0_ns)
        *close = handles->files[file].close;
    return alive_ns <= now_ns;
}

static bool is_dead(void *context, uint32_t file, uint64_t now_ns)
{
    return handles_are_dead(context, file, now_ns);
}

struct linear_drive *linear_drive_new(struct linear *linear)
{
    struct linear_files files = { .may_be_gone = may_be_gone,
                                  .is_dead = is_dead,
                                  .context = &linear->history->handles };
    size_t clients = linear->history->survey->clients_count;
    struct linear_drive *drive =
        ARENA_NEW(linear->arena, struct linear_drive, 1);
    if (drive == NULL ||
        !linear_state_open(&drive->state, linear->arena, clients, &files))
        return NULL;
    for (int i = 0; i < 2; i++) {
        drive->bases[i] = ARENA_NEW(linear->arena, struct linear_base, 1);
        if (drive->bases[i] == NULL ||
            !linear_state_open(&drive->bases[i]->state, linear->arena, clients,
                               &files))
            return NULL;
    }
    return drive;
}

static void stop(struct linear *linear, struct linear_drive *drive,
                 uint64_t now_ns)
{
    struct tj_order_account *order = &linear->findings->verdict->order;
    drive->stopped = true;
    if (order->undecided == 0 || now_ns < order->undecided_ns)
        order->undecided_ns = now_ns;
    order->undecided += 1;
}

/* The drive's walk as far as it goes; NULL: it is not judged. */
static struct linear_drive *drive_of(struct linear *linear, uint8_t number,
                                     uint64_t now_ns)
{
    const struct survey *survey = linear->history->survey;
    struct linear_drive *drive = linear->drives[number];
    if (survey->drives[number].unfit != NULL)
        return NULL;
    if (drive == NULL) {
        drive = linear_drive_new(linear);
        if (drive == NULL)
            return NULL;
        linear->drives[number] = drive;
    }
    if (!drive->stopped && drive->state.lost)
        stop(linear, drive, now_ns);
    return drive->stopped ? NULL : drive;
}

static bool is_known(const struct linear *linear, uint32_t file)
{
    for (size_t i = 0; i < linear->history->survey->drives_count; i++) {
        if (linear->drives[i] != NULL &&
            linear_knows(&linear->drives[i]->state, file))
            return true;
    }
    return false;
}

/* Lets go of file objects nothing more can be said about. */
static void unpin(struct linear *linear, bool all, uint64_t now_ns)
{
    struct handles *handles = &linear->history->handles;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < linear->kept_count; i++) {
        uint32_t number = linear->kept[i];
        struct file_object *file = &handles->files[number];
        bool told = linear->config->history == NULL || file->told_gone;
        if (!all && (is_known(linear, number) ||
                     !(told || handles_are_dead(handles, number, now_ns)))) {
            linear->kept[kept++] = number;
            continue;
        }
        if (!told)
            linear_tell_close(linear, number, NULL);
        file->kept = false;
        file->pins -= 1;
    }
    linear->kept_count = kept;
}

static bool grow_kept(struct linear *linear)
{
    uint32_t capacity =
        linear->kept_capacity == 0 ? KEPT_AT_FIRST : 2 * linear->kept_capacity;
    uint32_t *kept = ARENA_NEW(linear->arena, uint32_t, capacity);
    if (kept == NULL)
        return false;
    for (uint32_t i = 0; i < linear->kept_count; i++)
        kept[i] = linear->kept[i];
    linear->kept = kept;
    linear->kept_capacity = capacity;
    return true;
}

/* False: the arena is full. */
static bool pin(struct linear *linear, const struct operation *op)
{
    struct file_object *file = &linear->history->handles.files[op->file];
    if (file->kept)
        return true;
    if (linear->kept_count == linear->kept_capacity) {
        unpin(linear, false, op->at.t0_ns);
        if (linear->kept_count >= linear->kept_capacity / 2 &&
            !grow_kept(linear))
            return false;
    }
    linear->kept[linear->kept_count++] = op->file;
    file->drive = op->drive;
    file->kept = true;
    file->pins += 1;
    return true;
}

/* --- Contradictions --- */

static bool is_reported(const struct linear *linear,
                        const struct tj_record_ref *ref)
{
    const struct tj_verdict *verdict = linear->findings->verdict;
    for (size_t i = 0; i < verdict->findings_count; i++) {
        const struct tj_finding *finding = &verdict->findings[i];
        for (unsigned j = 0; j < finding->refs_count; j++) {
            if (finding->rule[3] != 'O' && finding->rule[3] != 'L' &&
                finding->refs[j].segment == ref->segment &&
                finding->refs[j].index == ref->index)
                return true;
        }
    }
    return false;
}

static void contradict(struct linear *linear, struct linear_drive *drive,
                       const struct linear_op *op, bool reported)
{
    linear->findings->verdict->order.contradictions += 1;
    if (!reported && !is_reported(linear, &op->ref))
        linear_report(linear, drive, op);
}

/* --- The walk --- */

/* A closed handle gives the same status. */
static void excuse(struct linear *linear, struct linear_drive *drive,
                   uint32_t slot)
{
    const struct linear_op *told = &drive->state.slots[slot].op;
    struct operation op = { .at = told->at, .handle = told->handle };
    if (!told->need.while_open || told->need.who == LINEAR_WHOEVER ||
        handles_were_open(&linear->history->handles, &op) == MODEL_YES)
        return;
    linear_remember_not(drive, told);
    linear_excuse(&drive->state, slot);
}

void linear_doubt(struct linear *linear, uint16_t client)
{
    for (size_t i = 0; i < linear->history->survey->drives_count; i++) {
        struct linear_drive *drive = linear->drives[i];
        for (uint32_t slot = 0;
             drive != NULL && !drive->stopped && slot < drive->state.capacity;
             slot++) {
            if (linear_bit(drive->state.reads, slot) &&
                drive->state.slots[slot].op.at.client == client)
                excuse(linear, drive, slot);
        }
    }
}

void linear_note(struct linear *linear, struct operation *op)
{
    struct linear_op told = linear_reduce(linear, op);
    struct linear_drive *drive;
    uint32_t slot;

    if (!op->answered)
        linear_doubt(linear, op->at.client);
    if (told.need.kind == LINEAR_NOTHING && !told.proves)
        return;
    if (op->at.t0_ns >= linear->history->survey->whole_until_ns)
        return;
    drive = drive_of(linear, op->drive, op->at.t0_ns);
    if (told.need.kind != LINEAR_NOTHING && told.need.kind != LINEAR_READ &&
        linear->drives[op->drive] != NULL && !pin(linear, op))
        linear->drives[op->drive]->state.lost = true;
    if (drive == NULL || drive->state.lost)
        return;
    linear_advance(&drive->state, op->at.t0_ns);
    if (told.need.kind != LINEAR_NOTHING) {
        if (!told.optional)
            linear->findings->verdict->rules[RULE_O01].judged += 1;
    } else if (drive->state.closes_count == 0) {
        return;
    }
    linear_remember(drive, &told);
    if (!linear_invoke(&drive->state, &told, &slot)) {
        contradict(linear, drive, &told, false);
        linear_remember_anew(drive);
    }
    op->order = slot == LINEAR_NO_SLOT || told.optional ? 0 : slot + 1;
}

void linear_answer(struct linear *linear, const struct operation *op,
                   uint64_t findings_before)
{
    struct linear_drive *drive =
        op->order == 0 ? NULL : drive_of(linear, op->drive, op->at.t1_ns);
    if (drive == NULL)
        return;
    uint32_t slot = op->order - 1;
    struct linear_op told = drive->state.slots[slot].op;
    TJ_ASSERT(linear_bit(drive->state.used, slot) &&
              told.ref.index == op->ref.index);
    linear_advance(&drive->state, op->at.t1_ns);
    if (drive->state.lost)
        return;
    excuse(linear, drive, slot);
    if (!linear_finish(&drive->state, slot)) {
        contradict(linear, drive, &told,
                   linear->findings->verdict->findings_total >
                       findings_before);
        linear_resume(&drive->state, slot);
        linear_remember_anew(drive);
    }
    if (told.need.kind == LINEAR_TAKE)
        drive->take = told;
    else if (told.need.kind == LINEAR_RELEASE)
        drive->release = told;
}

void linear_close(struct linear *linear, const struct operation *op)
{
    struct linear_drive *drive = linear->drives[op->drive];
    struct file_object *file = &linear->history->handles.files[op->file];
    struct linear_op gone = {
        .at = op->at,
        .ref = op->ref,
        .need = { LINEAR_CLOSE, LINEAR_SELF, false },
        .file = op->file,
        .verb = op->verb,
        .done = true,
    };
    if (!file->kept ||
        op->at.t1_ns >= linear->history->survey->whole_until_ns)
        return;
    if (linear->config->history != NULL && !file->told_gone)
        linear_tell_close(linear, op->file, op);
    file->told_gone = true;
    if (drive == NULL || drive->stopped)
        return;
    linear_advance(&drive->state, op->at.t1_ns);
    linear_remember(drive, &gone);
    linear_gone(&drive->state, op->file, op->at.t1_ns);
}

void linear_end(struct linear *linear)
{
    for (size_t i = 0; i < linear->history->survey->drives_count; i++)
        if (linear->drives[i] != NULL)
            (void)drive_of(linear, (uint8_t)i,
                           linear->history->survey->last_ns);
    unpin(linear, true, STAMP_NEVER);
}
