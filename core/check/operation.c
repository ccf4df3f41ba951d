/* SPDX-License-Identifier: MIT */
/* From a 64-byte record to what the rules speak of. */
#include "core/check/operation.h"

#include "core/drive/encode.h"

/* A raw request is judged like a spoken one where its code alone says what it
 * is. The record does not keep its bytes, so an exclusive-access request stays
 * raw (survey.c deals with it). */
static enum tj_verb spoken_verb(const struct tj_record *record)
{
    enum tj_verb verb = (enum tj_verb)record->what;
    if (verb == TJ_IOCTL)
        verb = tj_decode_verb(record->op.code, NULL, 0);
    return verb;
}

static void read_answer(struct operation *op, const struct survey *survey,
                        const struct tj_record *record)
{
    uint64_t t1_ns =
        record->op.t1_ns < record->t0_ns ? record->t0_ns : record->op.t1_ns;
    op->answered = true;
    op->alive_ns = t1_ns;
    op->outcome = record->op.outcome;
    op->injected = (record->op.done_flags & TJ_RECORD_INJECTED) != 0;
    op->brought = (record->op.done_flags & TJ_RECORD_BROUGHT) != 0;
    op->status = record->op.status;
    op->info = record->op.info;
    op->result = record->op.result;
    /* "Unknown" is also what the end of a chain reports for what is still in
     * flight; a client that went on afterwards did not end. */
    if (op->outcome != TJ_UNKNOWN ||
        (op->injected && survey->clients[record->client].last_ns > t1_ns))
        op->at.t1_ns = t1_ns;
}

struct operation operation_read(const struct survey *survey,
                                const struct tj_record *record,
                                const struct tj_record_ref *ref)
{
    const struct survey_client *client = &survey->clients[record->client];
    struct operation op = {
        .at = { .t0_ns = record->t0_ns,
                .t1_ns = STAMP_NEVER,
                .number = record->op.number,
                .client = record->client,
                .sequential = !client->overlaps && !client->scattered },
        .ref = *ref,
        .arg = record->op.arg,
        .code = record->op.code,
        .handle_number = record->op.handle,
        .handle = HISTORY_NOTHING,
        .file = HISTORY_NOTHING,
        .opened = HISTORY_NOTHING,
        .name = record->name,
        .drive = record->drive,
        .verb = (uint8_t)spoken_verb(record),
        .outcome = TJ_UNKNOWN,
        .raw = record->what == TJ_IOCTL,
        .measured = (record->flags & TJ_RECORD_WARMUP) == 0 &&
                    survey_measured(survey, record->t0_ns),
        /* Traces of before the flag say it by being late. */
        .due = (record->flags & TJ_RECORD_DUE) != 0 || record->late_us > 0,
        .arrival = (record->flags & TJ_RECORD_ARRIVAL) != 0,
        .late_ns = record->late_us * UINT64_C(1000),
        .alive_ns = record->t0_ns,
        .holder = { .release_ns = STAMP_NEVER, .next_ns = STAMP_NEVER },
    };
    if (tj_record_answered(record))
        read_answer(&op, survey, record);
    return op;
}
