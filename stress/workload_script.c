/* SPDX-License-Identifier: MIT */
/* Each step is cut into words that remember where they were typed; the first
 * word picks a row of a table, and the row's function reads the rest
 * (workload_script_words.c, workload_script_flow.c). */
#include "stress/workload_script_read.h"

#include "core/base/assert.h"
#include "core/drive/codes.h"

#include <string.h>

enum { STEP_SIZE = 64, HEADS_MAX = 64 };

struct tj_ini_place script_place(const struct reader *reader)
{
    size_t last = reader->count - 1;
    bool   behind = reader->next >= reader->count;
    size_t offset = behind ? reader->words[last].offset +
                                 strlen(reader->words[last].text)
                           : reader->words[reader->next].offset;
    return tj_ini_place_of(reader->entry, offset);
}

const char *script_peek(const struct reader *reader)
{
    return reader->next < reader->count ? reader->words[reader->next].text
                                        : "";
}

bool script_accept(struct reader *reader, const char *text)
{
    if (strcmp(script_peek(reader), text) != 0)
        return false;
    reader->next += 1;
    return true;
}

size_t script_index_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], text) == 0)
            return i;
    return SIZE_MAX;
}

enum tj_status script_slot(struct reader *reader, const char *name,
                           uint8_t *slot)
{
    struct tj_persona *persona = reader->persona;
    static const char  letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    bool sound = name[0] != '\0' && strspn(name, letters) == strlen(name);

    if (!sound || strlen(name) >= sizeof persona->slots[0] ||
        strcmp(name, "all") == 0 ||
        script_index_of(name, script_targets, 3) != SIZE_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` is no name for a handle; allowed: up to 15 "
                           "of a-z 0-9 _, no target", name);
    for (uint8_t i = 0; i < TJ_SLOTS_MAX; i++) {
        if (persona->slots[i][0] == '\0')
            (void)tj_text_copy(persona->slots[i], sizeof persona->slots[i],
                               name);
        if (strcmp(persona->slots[i], name) == 0) {
            *slot = i;
            return TJ_OK;
        }
    }
    return tj_ini_fail(script_place(reader), reader->error,
                       "`%.16s` is one handle too many; allowed: %d in a "
                       "script", name, (int)TJ_SLOTS_MAX);
}

/* --- First words --- */

/* What a step that is no verb of core/drive/op.h begins with, or one with more
 * to say than its name. */
struct head {
    const char        *name;
    enum tj_step_kind  kind;
    enum tj_verb       verb;    /* OP */
    reader_function   *rest;    /* NULL: nothing follows. */
    bool               counted; /* OP */
    bool               handle;  /* May name a slot: NAME@SLOT. */
    const char        *form;    /* What may follow the name. */
    const char        *about;
};

static const struct head heads[] = {
    { "open", TJ_STEP_OP, TJ_OPEN, script_read_open, false, false,
      "[SLOT] TARGET ACCESS [share=WHO]",
      "a handle; TARGET interface, volume or file; ACCESS 0, r, w or rw; WHO 0 "
      "or letters of rwd (all, unless said). Up to four slots, the first is "
      "main. An open slot is passed over, so a handle can be kept for ever" },
    { "duplicate", TJ_STEP_OP, TJ_DUPLICATE, script_read_duplicate, false,
      false, "SLOT of SLOT", "another handle, the same file object" },
    { "lock", TJ_STEP_OP, TJ_LOCK, script_read_lock, false, true,
      "[ignore_volume]", "take exclusive access" },
    { "unlock", TJ_STEP_OP, TJ_UNLOCK, script_read_unlock, false, true,
      "[silent]", "give exclusive access back; silent: without an event" },
    { "acquire", TJ_STEP_OP, TJ_LOCK, script_read_lock, true, true,
      "[ignore_volume]", "lock, counted: only the first asks" },
    { "release", TJ_STEP_OP, TJ_UNLOCK, script_read_unlock, true, true,
      "[silent]", "unlock, counted: only the last asks" },
    { "disable_mcn", TJ_STEP_OP, TJ_MCN_OFF, NULL, true, true, "",
      "mcn_off, counted: only the first asks" },
    { "enable_mcn", TJ_STEP_OP, TJ_MCN_ON, NULL, true, true, "",
      "mcn_on, counted: only the last asks" },
    { "read", TJ_STEP_OP, TJ_READ, script_read_bytes, false, true,
      "LENGTH [at OFFSET | at random [BELOW]]", "read so many bytes" },
    { "write", TJ_STEP_OP, TJ_WRITE, script_read_bytes, false, true,
      "LENGTH [at OFFSET | at random [BELOW]]", "write so many bytes" },
    { "ioctl", TJ_STEP_RAW, TJ_IOCTL, script_read_raw, false, true,
      "CODE [in=HEX] [text=LETTERS] [fill=HHxN] [pad=N] [out=N]",
      "any request, by number or name; pad: zeros up to N bytes" },
    { "is_mounted", TJ_STEP_RAW, TJ_IOCTL, script_read_raw, false, true, "",
      "FSCTL_IS_VOLUME_MOUNTED" },
    { "listen", TJ_STEP_LISTEN, TJ_IOCTL, NULL, false, true, "",
      "from now on device events reach this client" },
    { "wait", TJ_STEP_WAIT, TJ_IOCTL, script_read_wait, false, false,
      "event NAME [for TIME]",
      "until it comes; any: whichever comes; none: hear all that time, as "
      "nobody does who thinks. What did not come in time is a refusal" },
    { "hold", TJ_STEP_HOLD, TJ_IOCTL, script_read_time, false, false, "TIME",
      "wait, as a program does while it has the drive" },
    { "think", TJ_STEP_THINK, TJ_IOCTL, script_read_time, false, false, "TIME",
      "wait, as a program does without it" },
    { "repeat", TJ_STEP_REPEAT, TJ_IOCTL, script_read_repeat, false, false,
      "N ... end | N..M ... end", "so many times; drawn, if N..M" },
    { "if", TJ_STEP_IF, TJ_IOCTL, script_read_if, false, false,
      "CONDITION ... [otherwise ...] end",
      "[not] done, refused [STATUS ...], unanswered: the last operation or "
      "wait; locked: the last query; mirror_wrong: it is not what the last "
      "event said; 30%: chance" },
    { "otherwise", TJ_STEP_OTHERWISE, TJ_IOCTL, script_read_otherwise, false,
      false, "", "the other half of an if" },
    { "leave", TJ_STEP_LEAVE, TJ_IOCTL, script_read_leave, false, false, "",
      "go behind the end of the innermost repeat" },
    { "end", TJ_STEP_END, TJ_IOCTL, script_read_end, false, false, "",
      "of a repeat or an if" },
    { "exit", TJ_STEP_EXIT, TJ_IOCTL, NULL, false, false, "",
      "the program ends as a process does, its handles closed and nothing else "
      "put back; what follows is its next start" },
    { "crash", TJ_STEP_CRASH, TJ_IOCTL, NULL, false, false, "",
      "exit, as abruptly as the runner can" },
    { "retire", TJ_STEP_RETIRE, TJ_IOCTL, NULL, false, false, "",
      "this client is done for the whole run" },
};
enum { HEADS = sizeof heads / sizeof *heads };
_Static_assert(HEADS + (int)TJ_VERB_COUNT <= (int)HEADS_MAX,
               "a list of all first words has room");

static const struct head *head_named(const char *name)
{
    for (size_t i = 0; i < HEADS; i++)
        if (strcmp(heads[i].name, name) == 0)
            return &heads[i];
    return NULL;
}

/* What may follow a verb. */
static const struct script_word tails[] = {
    { "close", "[all]", "one handle, or all that this client has open" },
    { "retry", "retry=TRIESxTIME [jitter=PERCENT] [deadline=TIME] [on=STATUS "
               "...]",
      "behind an operation: so many more tries; on: only after these refusals" },
    { "else", "else skip to STEP | start over | leave | retire",
      "behind an operation, when every try was refused: to the next later step "
      "that begins so; to the first; behind the end of the repeat; done. "
      "Without: the next step" },
};
enum { TAILS = sizeof tails / sizeof *tails };

size_t script_word_count(void)
{
    return HEADS + TAILS;
}

struct script_word script_word_at(size_t index)
{
    TJ_ASSERT(index < script_word_count());
    return index < HEADS ? (struct script_word){ heads[index].name,
                                                 heads[index].form,
                                                 heads[index].about }
                         : tails[index - HEADS];
}

bool script_verb_allowed(enum tj_verb verb, const char **reason)
{
    *reason = verb == TJ_IOCTL    ? "a raw request has bytes; use a script"
              : verb == TJ_CANCEL ? "cancelling comes with requests in flight, "
                                    "not in this build"
                                  : NULL;
    return *reason == NULL;
}

static enum tj_status unknown_step(struct reader *reader, const char *typed)
{
    const char         *list[HEADS_MAX];
    struct tj_ini_words words = { "step", list, 0 };

    for (size_t i = 0; i < HEADS; i++)
        list[words.count++] = heads[i].name;
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        const char *name = tj_verb_name((enum tj_verb)i);
        if (head_named(name) == NULL && i != TJ_CANCEL)
            list[words.count++] = name;
    }
    return tj_ini_unknown(script_place(reader), typed, &words, reader->error);
}

/* NAME, NAME@SLOT or NAME@SLOT!: name loses what is behind @. */
static enum tj_status read_slot(struct reader *reader, char *name,
                                struct tj_step *step)
{
    char  *at = strchr(name, '@');
    size_t length;

    if (at == NULL)
        return script_slot(reader, "main", &step->handle);
    *at++ = '\0';
    length = strlen(at);
    step->stale = length > 0 && at[length - 1] == '!';
    if (step->stale)
        at[length - 1] = '\0';
    return script_slot(reader, at, &step->handle);
}

/* The first word, and what follows it. */
static enum tj_status read_head(struct reader *reader, struct tj_step *step)
{
    char        name[WORD_SIZE], typed[WORD_SIZE];
    const char *reason;

    (void)tj_text_copy(name, sizeof name, script_peek(reader));
    (void)tj_text_copy(typed, sizeof typed, name);
    enum tj_verb verb = TJ_IOCTL;
    typed[strcspn(typed, "@")] = '\0';
    const struct head *head = head_named(typed);
    if (head == NULL && !tj_verb_by_name(typed, &verb))
        return unknown_step(reader, typed);
    if (head == NULL && !script_verb_allowed(verb, &reason))
        return tj_ini_fail(script_place(reader), reader->error, "`%s`: %s",
                           typed, reason);
    if (head != NULL && !head->handle && strchr(name, '@') != NULL)
        return unknown_step(reader, name);
    step->kind = head == NULL ? TJ_STEP_OP : (uint8_t)head->kind;
    step->verb = head == NULL ? (uint8_t)verb : (uint8_t)head->verb;
    step->counted = head != NULL && head->counted;
    bool one_handle = strchr(name, '@') != NULL;
    enum tj_status status = read_slot(reader, name, step);
    if (status != TJ_OK)
        return status;
    if (step->kind != TJ_STEP_RAW || strcmp(typed, "ioctl") == 0)
        reader->next += 1; /* Else the word itself says what to ask. */
    if (verb == TJ_CLOSE && !one_handle && script_accept(reader, "all"))
        step->kind = TJ_STEP_CLOSE_ALL;
    return head == NULL || head->rest == NULL ? TJ_OK
                                              : head->rest(reader, step);
}

static enum tj_status read_step(struct reader *reader)
{
    struct tj_persona *persona = reader->persona;
    size_t             index = persona->steps_count;

    if (index == TJ_STEPS_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one step too many; allowed: %d",
                           (int)TJ_STEPS_MAX);
    struct tj_step *step = &persona->steps[index];
    *step = (struct tj_step){ .on_refusal = TJ_ON_REFUSAL_NEXT };
    reader->leave_of[index] = NO_STEP;
    enum tj_status status = read_head(reader, step);
    if (status == TJ_OK)
        status = script_read_retry(reader, step);
    if (status == TJ_OK)
        status = script_read_else(reader, step);
    if (status == TJ_OK && reader->next < reader->count)
        status = tj_ini_fail(script_place(reader), reader->error,
                             "`%.40s` is more than this step takes; allowed: | "
                             "or else", script_peek(reader));
    persona->steps_count += 1;
    return status;
}

/* Cuts [from, to) of the value into words. */
static enum tj_status cut(struct reader *reader, size_t from, size_t to)
{
    const char *value = reader->entry->value;

    reader->count = reader->next = 0;
    while (from < to) {
        size_t blank = strspn(value + from, " \t");
        size_t length = strcspn(value + from + blank, " \t|\n");
        from += blank;
        if (length == 0)
            break;
        if (length >= WORD_SIZE || reader->count == WORDS_MAX)
            return tj_ini_fail(tj_ini_place_of(reader->entry, from),
                               reader->error, "a step of more than %d words "
                               "or a word of more than %d letters",
                               (int)WORDS_MAX, WORD_SIZE - 1);
        struct word *word = &reader->words[reader->count++];
        memcpy(word->text, value + from, length);
        word->text[length] = '\0';
        word->offset = from;
        from += length;
    }
    return TJ_OK;
}

/* --- Where refusals go --- */

/* Where the step that `typed` means is first found behind step `index`;
 * SIZE_MAX. "close@copy" is exact; "close" means main's, or any if none. */
static size_t find_later(const struct tj_persona *persona, size_t index,
                         const char *typed)
{
    size_t loose = SIZE_MAX;

    for (size_t i = index + 1; i < persona->steps_count; i++) {
        char           memory[STEP_SIZE];
        struct tj_text text;

        tj_text_init(&text, memory, sizeof memory);
        script_name_with_slot(persona, &persona->steps[i], &text);
        if (strcmp(memory, typed) == 0)
            return i;
        if (loose == SIZE_MAX &&
            strcmp(script_step_name(&persona->steps[i]), typed) == 0)
            loose = i;
    }
    return loose;
}

/* Behind the last step comes the first. */
static uint8_t step_index(const struct tj_persona *persona, size_t index)
{
    return index == persona->steps_count ? 0 : (uint8_t)index;
}

static enum tj_status resolve(struct reader *reader)
{
    struct tj_persona *persona = reader->persona;

    if (reader->blocks_count > 0)
        return tj_ini_fail(tj_ini_place_of(reader->entry,
                                           strlen(reader->entry->value)),
                           reader->error, "`%s` without an end; allowed: end",
                           script_step_name(&persona->steps[
                               reader->blocks[reader->blocks_count - 1]]));
    for (size_t i = 0; i < persona->steps_count; i++) {
        struct tj_step *step = &persona->steps[i];
        const char     *typed = reader->skip_to[i];

        step->to = step_index(persona, step->to);
        if (step->leaves)
            *(step->kind == TJ_STEP_LEAVE ? &step->to : &step->on_refusal) =
                step_index(persona, persona->steps[reader->leave_of[i]].to);
        if (typed[0] == '\0')
            continue;
        size_t found = find_later(persona, i, typed);
        if (found == SIZE_MAX)
            return tj_ini_fail(tj_ini_place_of(reader->entry,
                                               reader->skip_at[i]),
                               reader->error, "no later step begins with "
                               "`%.40s`; allowed: one that does", typed);
        step->on_refusal = (uint8_t)found;
    }
    return TJ_OK;
}

static void begin(struct tj_persona *persona)
{
    persona->steps_count = persona->raws_count = 0;
    if (persona->retries_count > 1)
        persona->retries_count = 1;
    memset(persona->slots, 0, sizeof persona->slots);
    (void)tj_text_copy(persona->slots[0], sizeof persona->slots[0], "main");
}

enum tj_status script_parse(const struct tj_ini_entry *entry,
                            struct tj_persona *persona, struct tj_error *error)
{
    struct reader  reader = { .entry = entry, .persona = persona,
                              .error = error };
    const char    *value = entry->value;
    enum tj_status status = TJ_OK;

    begin(persona);
    for (size_t at = 0; value[at] != '\0' && status == TJ_OK;) {
        size_t length = strcspn(value + at, "|\n");
        status = cut(&reader, at, at + length);
        if (status == TJ_OK && reader.count > 0)
            status = read_step(&reader);
        at += length;
        at += value[at] != '\0';
    }
    if (status == TJ_OK && persona->steps_count == 0)
        return tj_ini_fail(entry->place, error,
                           "a script without steps; allowed: STEP | STEP ...");
    return status == TJ_OK ? resolve(&reader) : status;
}
