/* SPDX-License-Identifier: MIT */
/* Where a script goes on: loops, conditions, waits, tries, and what to do
 * else. */
#include "stress/workload_script_read.h"

#include "core/base/assert.h"

#include <stdio.h>
#include <string.h>

enum { REPEATS_MAX = 1000000, TRIES_MAX = 1000000 };

/* --- Values --- */

bool script_parse_percent(const char *text, double *share)
{
    char   digits[16];
    size_t length = strlen(text);
    double percent = -1;

    if (length < 2 || length >= sizeof digits || text[length - 1] != '%')
        return false;
    memcpy(digits, text, length - 1);
    digits[length - 1] = '\0';
    if (!tj_parse_double(digits, &percent) || percent < 0 || percent > 100)
        return false;
    *share = percent / 100;
    return true;
}

bool script_parse_tries(const char *text, struct tj_retry *retry)
{
    char            tries[16];
    size_t          length = strcspn(text, "x");
    uint64_t        count = 0;
    struct tj_error why;

    if (length >= sizeof tries || text[length] != 'x')
        return false;
    memcpy(tries, text, length);
    tries[length] = '\0';
    if (!tj_parse_u64(tries, &count) || count > TRIES_MAX ||
        tj_distribution_parse(text + length + 1, &retry->pause, &why) != TJ_OK)
        return false;
    retry->tries = (uint32_t)count;
    return true;
}

static bool status_named(const char *name, uint32_t *value)
{
    uint64_t number;

    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        if (strcmp(tj_ntstatus_at(i)->name, name) == 0) {
            *value = tj_ntstatus_at(i)->status;
            return true;
        }
    }
    if (!tj_parse_u64(name, &number) || number == 0 || number > UINT32_MAX)
        return false;
    *value = (uint32_t)number;
    return true;
}

enum tj_status script_read_status(struct reader *reader, const char *name,
                                  uint32_t *statuses)
{
    size_t   at = 0;
    uint32_t value;

    while (at < TJ_STATUSES_MAX && statuses[at] != 0)
        at++;
    if (at == TJ_STATUSES_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one status too many; allowed: %d",
                           (int)TJ_STATUSES_MAX);
    if (!status_named(name, &value))
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.60s` is no status; allowed: a number, or a name "
                           "of `trayjam list statuses`", name);
    statuses[at] = value;
    return TJ_OK;
}

/* --- Blocks --- */

static enum tj_status open_block(struct reader *reader)
{
    if (reader->blocks_count == BLOCKS_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one block too deep; allowed: %d", (int)BLOCKS_MAX);
    reader->blocks[reader->blocks_count++] =
        (uint8_t)reader->persona->steps_count;
    return TJ_OK;
}

/* "3" or "2..5" */
enum tj_status script_read_repeat(struct reader *reader, struct tj_step *step)
{
    char        least[WORD_SIZE];
    const char *word = script_peek(reader);
    const char *dots = strstr(word, "..");
    uint64_t    low = 0, high = 0;

    (void)tj_text_copy(least, sizeof least, word);
    if (dots != NULL)
        least[dots - word] = '\0';
    bool good = tj_parse_u64(least, &low);
    high = low;
    if (dots != NULL)
        good = good && tj_parse_u64(dots + 2, &high);
    if (!good || low == 0 || high < low || high > REPEATS_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` is no number of times; allowed: repeat N "
                           "or N..M, 1 .. %d", word, (int)REPEATS_MAX);
    if (reader->loops_count == TJ_LOOPS_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one repeat too deep; allowed: %d",
                           (int)TJ_LOOPS_MAX);
    reader->next += 1;
    step->arg = (uint32_t)low;
    step->offset = high;
    step->depth = (uint8_t)reader->loops_count++;
    return open_block(reader);
}

static enum tj_status read_refused(struct reader *reader, struct tj_step *step)
{
    enum tj_status status = TJ_OK;

    while (reader->next < reader->count && status == TJ_OK) {
        status = script_read_status(reader, script_peek(reader),
                                    step->statuses);
        reader->next += status == TJ_OK;
    }
    return status;
}

enum tj_status script_read_if(struct reader *reader, struct tj_step *step)
{
    static const char *const names[] = { "done", "refused", "unanswered",
                                         "locked", "mirror_wrong", "not",
                                         "30%" };
    static const struct tj_ini_words words = { "condition", names, 7 };

    step->negated = script_accept(reader, "not");
    size_t index = script_index_of(script_peek(reader), names, 5);
    if (index != SIZE_MAX)
        step->verb = (uint8_t)index;
    else if (script_parse_percent(script_peek(reader), &step->chance))
        step->verb = TJ_IF_CHANCE;
    else
        return tj_ini_unknown(script_place(reader), script_peek(reader),
                              &words, reader->error);
    reader->next += 1;
    enum tj_status status =
        step->verb == TJ_IF_REFUSED ? read_refused(reader, step) : TJ_OK;
    return status == TJ_OK ? open_block(reader) : status;
}
_Static_assert(TJ_IF_DONE == 0 && TJ_IF_REFUSED == 1 && TJ_IF_UNANSWERED == 2 &&
                   TJ_IF_LOCKED == 3 && TJ_IF_MIRROR_WRONG == 4,
               "conditions are listed in the order of the enum");

static struct tj_step *innermost(struct reader *reader)
{
    return reader->blocks_count == 0
               ? NULL
               : &reader->persona->steps[
                     reader->blocks[reader->blocks_count - 1]];
}

enum tj_status script_read_otherwise(struct reader *reader,
                                     struct tj_step *step)
{
    struct tj_step *opener = innermost(reader);
    uint8_t         here = (uint8_t)reader->persona->steps_count;

    (void)step;
    if (opener == NULL || opener->kind != TJ_STEP_IF)
        return tj_ini_fail(script_place(reader), reader->error,
                           "`otherwise` of no if; allowed: if CONDITION ... "
                           "otherwise ... end");
    opener->to = (uint8_t)(here + 1);
    reader->blocks[reader->blocks_count - 1] = here;
    return TJ_OK;
}

enum tj_status script_read_end(struct reader *reader, struct tj_step *step)
{
    struct tj_step *opener = innermost(reader);
    uint8_t         here = (uint8_t)reader->persona->steps_count;

    if (opener == NULL)
        return tj_ini_fail(script_place(reader), reader->error,
                           "an end of nothing; allowed: behind repeat or if");
    step->loops = opener->kind == TJ_STEP_REPEAT;
    step->depth = opener->depth;
    step->to = step->loops
                   ? (uint8_t)(reader->blocks[reader->blocks_count - 1] + 1)
                   : (uint8_t)(here + 1);
    opener->to = (uint8_t)(here + 1);
    reader->loops_count -= step->loops;
    reader->blocks_count -= 1;
    return TJ_OK;
}

/* --- Waiting for an event --- */

static enum tj_status unknown_event(struct reader *reader)
{
    const char         *names[TJ_EVENT_COUNT + 2] = { "any", "none" };
    struct tj_ini_words words = { "event", names, 2 };

    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++)
        names[words.count++] = tj_event_info((enum tj_event_id)i)->name;
    return tj_ini_unknown(script_place(reader), script_peek(reader), &words,
                          reader->error);
}

enum tj_status script_read_wait(struct reader *reader, struct tj_step *step)
{
    if (!script_accept(reader, "event"))
        return tj_ini_fail(script_place(reader), reader->error,
                           "wait for what?; allowed: wait event NAME [for "
                           "TIME]");
    const struct tj_event_info *info = tj_event_by_name(script_peek(reader));
    bool any = strcmp(script_peek(reader), "any") == 0;
    if (info == NULL && !any && strcmp(script_peek(reader), "none") != 0)
        return unknown_event(reader);
    reader->next += 1;
    step->arg = info != NULL ? (uint32_t)info->id
                             : any ? TJ_ANY_EVENT : TJ_NO_EVENT;
    step->time = (struct tj_distribution){ .kind = TJ_FIXED,
                                           .a_ns = UINT64_MAX };
    return script_accept(reader, "for") ? script_read_time(reader, step)
                                        : TJ_OK;
}

/* --- Tries --- */

static enum tj_status read_retry_word(struct reader *reader, const char *word,
                                      struct tj_retry *retry)
{
    bool good = false;

    if (strncmp(word, "retry=", 6) == 0)
        good = script_parse_tries(word + 6, retry);
    else if (strncmp(word, "jitter=", 7) == 0)
        good = script_parse_percent(word + 7, &retry->jitter);
    else if (strncmp(word, "deadline=", 9) == 0)
        good = tj_parse_duration(word + 9, &retry->deadline_ns);
    else
        return script_read_status(reader, word + 3, retry->on);
    return good ? TJ_OK
                : tj_ini_fail(script_place(reader), reader->error,
                              "`%.40s` is no way to try again; allowed: "
                              "retry=TRIESxTIME jitter=PERCENT deadline=TIME "
                              "on=STATUS", word);
}

static bool is_of_retry(const char *word)
{
    return strncmp(word, "retry=", 6) == 0 ||
           strncmp(word, "jitter=", 7) == 0 ||
           strncmp(word, "deadline=", 9) == 0 || strncmp(word, "on=", 3) == 0;
}

static bool is_operation(const struct tj_step *step)
{
    return step->kind == TJ_STEP_OP || step->kind == TJ_STEP_RAW;
}

enum tj_status script_read_retry(struct reader *reader, struct tj_step *step)
{
    struct tj_persona *persona = reader->persona;
    struct tj_retry    retry = { .tries = 0 };
    enum tj_status     status = TJ_OK;

    if (!is_of_retry(script_peek(reader)))
        return TJ_OK;
    if (!is_operation(step))
        return tj_ini_fail(script_place(reader), reader->error,
                           "only operations are tried again; allowed: behind "
                           "one");
    if (strncmp(script_peek(reader), "retry=", 6) != 0)
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` of no retry; allowed: behind "
                           "retry=TRIESxTIME", script_peek(reader));
    if (persona->retries_count == TJ_RETRIES_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one retry too many; allowed: %d in a script",
                           TJ_RETRIES_MAX - 1);
    while (is_of_retry(script_peek(reader)) && status == TJ_OK) {
        status = read_retry_word(reader, script_peek(reader), &retry);
        reader->next += status == TJ_OK;
    }
    step->retry = (uint8_t)persona->retries_count;
    persona->retries[persona->retries_count++] = retry;
    return status;
}

/* --- Else --- */

enum tj_status script_read_leave(struct reader *reader,
                                 struct tj_step *step)
{
    for (unsigned i = reader->blocks_count; i-- > 0;) {
        uint8_t opener = reader->blocks[i];
        if (reader->persona->steps[opener].kind != TJ_STEP_REPEAT)
            continue;
        step->leaves = true;
        reader->leave_of[reader->persona->steps_count] = opener;
        return TJ_OK;
    }
    return tj_ini_fail(script_place(reader), reader->error,
                       "there is nothing to leave; allowed: inside a repeat");
}

enum tj_status script_read_else(struct reader *reader, struct tj_step *step)
{
    size_t index = reader->persona->steps_count;

    if (!script_accept(reader, "else"))
        return TJ_OK;
    if (!is_operation(step) && step->kind != TJ_STEP_WAIT &&
        step->kind != TJ_STEP_LISTEN)
        return tj_ini_fail(script_place(reader), reader->error,
                           "this is never refused; allowed: else behind an "
                           "operation or a wait for an event");
    if (script_accept(reader, "retire")) {
        step->on_refusal = TJ_ON_REFUSAL_RETIRE;
        return TJ_OK;
    }
    if (script_accept(reader, "leave"))
        return script_read_leave(reader, step);
    if (script_accept(reader, "start") && script_accept(reader, "over")) {
        step->on_refusal = 0;
        return TJ_OK;
    }
    if (!script_accept(reader, "skip") || !script_accept(reader, "to") ||
        reader->next >= reader->count)
        return tj_ini_fail(script_place(reader), reader->error,
                           "nothing to do else; allowed: else skip to STEP, "
                           "else start over, else leave, else retire");
    (void)tj_text_copy(reader->skip_to[index], WORD_SIZE, script_peek(reader));
    reader->skip_at[index] = reader->words[reader->next].offset;
    reader->next += 1;
    return TJ_OK;
}
