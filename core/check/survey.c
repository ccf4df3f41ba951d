/* SPDX-License-Identifier: MIT */
/* Two walks over the segments: how many there are, then what they say. */
#include "core/check/survey.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"

#include <stdlib.h>
#include <string.h>

static uint64_t completion(const struct tj_record *record)
{
    return tj_record_answered(record) ? record->op.t1_ns : UINT64_MAX;
}

/* Check words say that a record is whole, not that its writer was sane. */
static bool is_known(const struct tj_record *record)
{
    if (record->kind == TJ_RECORD_OPERATION)
        return record->what < TJ_VERB_COUNT &&
               (!tj_record_answered(record) ||
                record->op.outcome < TJ_OUTCOME_COUNT);
    if (record->kind == TJ_RECORD_EVENT)
        return record->what < TJ_EVENT_COUNT;
    return record->kind != TJ_RECORD_NONE &&
           record->kind < TJ_RECORD_KIND_COUNT;
}

static bool is_cut(const struct tj_segment_view *view)
{
    return !view->closed || view->damaged;
}

/* A partial trace none of whose segments says so was repaired: any of them may
 * have been cut. */
static bool may_any_be_cut(const struct tj_trace *trace)
{
    for (size_t i = 0; i < trace->segments_count; i++) {
        if (is_cut(&trace->segments[i]))
            return false;
    }
    return trace->partial;
}

static void count_record(struct survey *survey, const struct tj_record *record)
{
    if (record->kind == TJ_RECORD_NAME) {
        if (record->name > survey->names_count)
            survey->names_count = record->name;
        return;
    }
    if (record->client > survey->clients_count)
        survey->clients_count = record->client;
    if (record->drive >= survey->drives_count)
        survey->drives_count = (size_t)record->drive + 1;
}

/* A writer that was killed or met a full disk may have done more than it
 * recorded; what came before its last record is complete. Segments of events
 * are left out: their gaps are seen by other means. */
static void note_end(struct survey *survey, const struct tj_segment_view *view,
                     bool operations)
{
    if (view->count > 0 && !operations)
        return;
    uint64_t last_ns =
        view->count == 0 ? 0 : view->records[view->count - 1].t0_ns;
    if (last_ns < survey->whole_until_ns)
        survey->whole_until_ns = last_ns;
}

static enum tj_status count_records(struct survey *survey,
                                    const struct tj_trace *trace,
                                    struct tj_error *error)
{
    bool any = may_any_be_cut(trace);
    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];
        bool operations = false;
        for (uint64_t j = 0; j < view->count; j++) {
            operations |= view->records[j].kind == TJ_RECORD_OPERATION;
            if (!is_known(&view->records[j]))
                return tj_fail(error, TJ_BAD_TRACE,
                               "%s: record %llu is of a kind this version "
                               "does not know",
                               view->file, (unsigned long long)j);
            count_record(survey, &view->records[j]);
        }
        if (any || is_cut(view))
            note_end(survey, view, operations);
    }
    if (survey->clients_count > TJ_CLIENTS_MAX)
        return tj_fail(error, TJ_BAD_TRACE,
                       "client %zu is over the limit of %d clients",
                       survey->clients_count, TJ_CLIENTS_MAX);
    if (survey->names_count > SURVEY_NAMES_MAX)
        return tj_fail(error, TJ_BAD_TRACE,
                       "caller name %zu is over the limit of %d names",
                       survey->names_count, SURVEY_NAMES_MAX);
    return TJ_OK;
}

static enum tj_status take_room(struct survey *survey, struct arena *arena,
                                struct tj_error *error)
{
    survey->clients =
        ARENA_NEW(arena, struct survey_client, survey->clients_count + 1);
    survey->names =
        arena_take(arena, survey->names_count + 1, SURVEY_NAME_SIZE, 1);
    survey->canonical = ARENA_NEW(arena, uint16_t, survey->names_count + 1);
    survey->name_kind = ARENA_NEW(arena, uint8_t, survey->names_count + 1);
    survey->drives = ARENA_NEW(arena, struct survey_drive, SURVEY_DRIVES);
    if (survey->clients == NULL || survey->names == NULL ||
        survey->canonical == NULL || survey->name_kind == NULL ||
        survey->drives == NULL)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for %zu clients and %zu names",
                       survey->clients_count, survey->names_count);
    return TJ_OK;
}

/* Device statuses that mean the drive went away: with a new device object the
 * old owner is gone without any record of it (spec 1.7, 2.6). */
static bool says_removed(uint32_t status)
{
    return status == TJ_STATUS_DEVICE_DOES_NOT_EXIST ||
           status == TJ_STATUS_NO_SUCH_DEVICE ||
           status == TJ_STATUS_DEVICE_NOT_CONNECTED;
}

/* A raw EXCLUSIVE_ACCESS whose bytes are not in the record: refused or with 65
 * bytes returned it changed nothing; anything else may be a lock or an unlock.
 */
static bool is_opaque(const struct tj_record *record)
{
    if (record->what != TJ_IOCTL ||
        record->op.code != TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS)
        return false;
    if (!tj_record_answered(record) || record->op.outcome == TJ_UNKNOWN ||
        (record->op.done_flags & TJ_RECORD_INJECTED) != 0)
        return true;
    return record->op.outcome == TJ_DONE &&
           record->op.info != TJ_EXCLUSIVE_STATE_SIZE;
}

static void survey_operation(struct survey *survey, uint32_t segment,
                             const struct tj_record *record)
{
    struct survey_client *client = &survey->clients[record->client];
    struct survey_drive *drive = &survey->drives[record->drive];
    bool answered = tj_record_answered(record);
    uint64_t t1_ns = completion(record);

    client->scattered |= client->seen && client->segment != segment;
    client->overlaps |= client->seen && record->t0_ns < client->busy_until;
    client->seen = true;
    client->segment = segment;
    client->answered += answered && record->op.outcome != TJ_UNKNOWN;
    if (t1_ns > client->busy_until)
        client->busy_until = t1_ns;

    uint64_t alive_ns =
        answered && t1_ns > record->t0_ns ? t1_ns : record->t0_ns;
    if (alive_ns > client->last_ns)
        client->last_ns = alive_ns;
    if (alive_ns > survey->last_ns)
        survey->last_ns = alive_ns;

    if (answered && (record->op.done_flags & TJ_RECORD_INJECTED) == 0 &&
        says_removed(record->op.status))
        drive->unfit = "the drive was removed and may have come back";
    if (is_opaque(record))
        drive->unfit = "a raw exclusive-access request does not say "
                       "whether it locked or unlocked";
}

static void survey_name_part(struct survey *survey,
                             const struct tj_record *record)
{
    char *name = survey->names[record->name];
    size_t rest = SURVEY_NAME_SIZE - 1 - TJ_NAME_PART;

    if (record->what == 0) {
        memcpy(name, record->name_part.text, TJ_NAME_PART);
        survey->name_kind[record->name] = SURVEY_NAME_GOOD;
    } else {
        memcpy(name + TJ_NAME_PART, record->name_part.text, rest);
    }
}

static void survey_mark(struct survey *survey, const struct tj_record *record)
{
    uint64_t *const times[] = {
        [TJ_MARK_BEGIN] = &survey->begin_ns,
        [TJ_MARK_MEASURE] = &survey->measure_ns,
        [TJ_MARK_COOL] = &survey->cool_ns,
        [TJ_MARK_END] = &survey->end_ns,
    };
    if (record->what < sizeof times / sizeof *times) {
        *times[record->what] = record->t0_ns;
    } else if (record->what == TJ_MARK_RESTORED && survey->restored != 0) {
        survey->restored = record->mark.value != 0 ? 1 : 0;
    } else if (record->what == TJ_MARK_DIED) {
        survey->clients[record->client].struck = true;
    } else if (record->what == TJ_MARK_HUNG) {
        survey->clients[record->client].hung = true;
    } else if (record->what == TJ_MARK_COUNTED) {
        survey->clients[record->client].counted = record->mark.value;
    }
}

static void survey_event(struct survey *survey, const struct tj_record *record)
{
    struct survey_drive *drive = &survey->drives[record->drive];
    drive->events_from_first |= record->event.number == 1;
}

/* Names and planned rules are written before the run's time begins. */
static bool is_of_the_head(const struct tj_record *record)
{
    return record->kind == TJ_RECORD_NAME ||
           (record->kind == TJ_RECORD_MARK && record->what == TJ_MARK_RULE);
}

static void survey_record(struct survey *survey, uint32_t segment,
                          const struct tj_record *record)
{
    if (!is_of_the_head(record)) {
        if (record->t0_ns < survey->first_ns)
            survey->first_ns = record->t0_ns;
        if (record->t0_ns > survey->last_ns)
            survey->last_ns = record->t0_ns;
    }
    if (record->kind == TJ_RECORD_OPERATION)
        survey_operation(survey, segment, record);
    else if (record->kind == TJ_RECORD_NAME)
        survey_name_part(survey, record);
    else if (record->kind == TJ_RECORD_MARK)
        survey_mark(survey, record);
    else if (record->kind == TJ_RECORD_EVENT)
        survey_event(survey, record);
    else if (record->kind == TJ_RECORD_STRIKE)
        survey->clients[record->client].struck =
            survey->clients[record->client].faulted = true;
}

/* Two ids with the same text are one name to the drive. */
static void survey_canonical(struct survey *survey)
{
    for (size_t i = 1; i <= survey->names_count; i++) {
        const char *name = survey->names[i];
        if (survey->name_kind[i] == SURVEY_NAME_UNKNOWN)
            continue;
        if (!tj_caller_name_valid((const uint8_t *)name, TJ_CALLER_NAME_SIZE))
            survey->name_kind[i] = SURVEY_NAME_BAD;
        size_t first = 1;
        while (first < i && (survey->name_kind[first] == SURVEY_NAME_UNKNOWN ||
                             strcmp(survey->names[first], name) != 0))
            first++;
        survey->canonical[i] = (uint16_t)first;
    }
}

static enum tj_status refuse_loss(const struct survey *survey,
                                  struct tj_error *error)
{
    for (size_t i = 1; i <= survey->clients_count; i++) {
        const struct survey_client *client = &survey->clients[i];
        if (client->answered < client->counted)
            return tj_fail(error, TJ_BAD_TRACE, "client %zu had counted %llu "
                           "answers when it died, the trace has %llu: records "
                           "are lost", i, (unsigned long long)client->counted,
                           (unsigned long long)client->answered);
    }
    return TJ_OK;
}

static int by_writer(const void *left, const void *right)
{
    const struct tj_segment_view *const *a = left, *const *b = right;

    return ((*a)->writer > (*b)->writer) - ((*a)->writer < (*b)->writer);
}

/* In the order of their writers, whatever the order in which they were found:
 * of two that contradict each other about a name or a mark, the last one is
 * believed. */
static bool read_segments(struct survey *survey, const struct tj_trace *trace,
                          struct arena *arena)
{
    size_t count = trace->segments_count;
    const struct tj_segment_view **views =
        ARENA_NEW(arena, const struct tj_segment_view *, count + 1);

    for (size_t i = 0; views != NULL && i < count; i++)
        views[i] = &trace->segments[i];
    if (views == NULL)
        return false;
    qsort(views, count, sizeof(void *), by_writer);
    for (size_t i = 0; i < count; i++)
        for (uint64_t j = 0; j < views[i]->count; j++)
            survey_record(survey, (uint32_t)i, &views[i]->records[j]);
    return true;
}

enum tj_status survey_take(struct survey *survey, struct tj_trace *trace,
                           struct arena *arena, struct tj_error *error)
{
    *survey = (struct survey){ .begin_ns = UINT64_MAX,
                               .measure_ns = UINT64_MAX,
                               .cool_ns = UINT64_MAX,
                               .end_ns = UINT64_MAX,
                               .first_ns = UINT64_MAX,
                               .whole_until_ns = UINT64_MAX,
                               .restored = -1,
                               .system = trace->info.system };
    enum tj_status status = count_records(survey, trace, error);
    if (status == TJ_OK)
        status = take_room(survey, arena, error);
    if (status != TJ_OK)
        return status;

    if (!read_segments(survey, trace, arena))
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for %zu segments",
                       trace->segments_count);
    survey_canonical(survey);
    if (survey->first_ns == UINT64_MAX)
        survey->first_ns = 0;
    return trace->partial ? TJ_OK : refuse_loss(survey, error);
}

bool survey_measured(const struct survey *survey, uint64_t t0_ns)
{
    bool warm = survey->measure_ns == UINT64_MAX || t0_ns >= survey->measure_ns;
    return warm && t0_ns < survey->cool_ns && t0_ns <= survey->end_ns;
}

uint16_t survey_name_id(const struct survey *survey, uint16_t name)
{
    return name <= survey->names_count ? survey->canonical[name] : 0;
}

enum survey_name survey_name_kind(const struct survey *survey, uint16_t name)
{
    if (name == 0 || name > survey->names_count)
        return SURVEY_NAME_UNKNOWN;
    return (enum survey_name)survey->name_kind[name];
}
