/* SPDX-License-Identifier: MIT */
/* Each step is cut into words that remember where they were typed; the first
 * word picks a row of the table, and the row's function reads the rest. */
#include "stress/workload_script.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/drive/encode.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 12, WORD_SIZE = 64, STEP_SIZE = 64 };

struct word {
    char   text[WORD_SIZE];
    size_t offset; /* In the entry's value. */
};

struct reader {
    const struct tj_ini_entry *entry;
    struct tj_persona         *persona;
    struct tj_error           *error;
    struct word                words[WORDS_MAX];
    size_t                     count, next;
    char                       skip_to[TJ_STEPS_MAX][WORD_SIZE];
    size_t                     skip_at[TJ_STEPS_MAX]; /* Its offset. */
};

static const char *const targets[] = { "interface", "volume", "file" };
static const char *const accesses[] = { "0", "r", "w", "rw" };
static const char *const shares[] = { "0", "r", "w", "rw", "d", "rd", "wd",
                                      "rwd" };
enum { TARGETS = 3, ACCESSES = 4, SHARES = 8 };
_Static_assert(TJ_SHARE_READ == 1 && TJ_SHARE_WRITE == 2 &&
               TJ_SHARE_DELETE == 4, "the share table is indexed by bits");

static struct tj_ini_place place(const struct reader *reader)
{
    size_t last = reader->count - 1;
    bool   behind = reader->next >= reader->count;
    size_t offset = behind ? reader->words[last].offset +
                                 strlen(reader->words[last].text)
                           : reader->words[reader->next].offset;
    return tj_ini_place_of(reader->entry, offset);
}

static const char *peek(const struct reader *reader)
{
    return reader->next < reader->count ? reader->words[reader->next].text
                                        : "";
}

static bool accept(struct reader *reader, const char *text)
{
    if (strcmp(peek(reader), text) != 0)
        return false;
    reader->next += 1;
    return true;
}

static size_t index_of(const char *text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], text) == 0)
            return i;
    return SIZE_MAX;
}

/* Takes the next word, which must be one of a list. */
static enum tj_status take(struct reader *reader, const char *what,
                           const char *const *list, size_t count, size_t *index)
{
    const struct tj_ini_words words = { what, list, count };

    *index = index_of(peek(reader), list, count);
    if (*index == SIZE_MAX)
        return tj_ini_unknown(place(reader), peek(reader), &words,
                              reader->error);
    reader->next += 1;
    return TJ_OK;
}

/* The slot of that name, made on its first use. */
static enum tj_status slot_named(struct reader *reader, const char *name,
                                 uint8_t *slot)
{
    struct tj_persona *persona = reader->persona;
    static const char  letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    bool sound = name[0] != '\0' && strspn(name, letters) == strlen(name);

    if (!sound || strlen(name) >= sizeof persona->slots[0] ||
        index_of(name, targets, TARGETS) != SIZE_MAX)
        return tj_ini_fail(place(reader), reader->error,
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
    return tj_ini_fail(place(reader), reader->error,
                       "`%.16s` is one handle too many; allowed: %d in a "
                       "script", name, (int)TJ_SLOTS_MAX);
}

static enum tj_status read_time(struct reader *reader, struct tj_step *step)
{
    struct tj_error why;

    if (tj_distribution_parse(peek(reader), &step->time, &why) != TJ_OK)
        return tj_ini_fail(place(reader), reader->error, "%.150s", why.text);
    reader->next += 1;
    return TJ_OK;
}

static enum tj_status read_open(struct reader *reader, struct tj_step *step)
{
    size_t         target, access, share = TJ_SHARE_ALL;
    enum tj_status status = TJ_OK;

    if (index_of(peek(reader), targets, TARGETS) == SIZE_MAX) {
        status = slot_named(reader, peek(reader), &step->handle);
        reader->next += 1;
    }
    if (status == TJ_OK)
        status = take(reader, "target", targets, TARGETS, &target);
    if (status == TJ_OK)
        status = take(reader, "access", accesses, ACCESSES, &access);
    if (status != TJ_OK)
        return status;

    const char *word = peek(reader);
    if (strncmp(word, "share=", 6) == 0) {
        share = index_of(word + 6, shares, SHARES);
        if (share == SIZE_MAX)
            return tj_ini_fail(place(reader), reader->error,
                               "`%.40s` shares with nobody known; allowed: "
                               "share= 0 r w d rw rd wd rwd", word);
        reader->next += 1;
    }
    step->arg = tj_open_arg((enum tj_target)target, (unsigned)access,
                            (unsigned)share);
    return TJ_OK;
}

static enum tj_status read_duplicate(struct reader *reader,
                                     struct tj_step *step)
{
    uint8_t        source = 0;
    enum tj_status status = slot_named(reader, peek(reader), &step->handle);

    if (status != TJ_OK)
        return status;
    reader->next += 1;
    if (!accept(reader, "of"))
        return tj_ini_fail(place(reader), reader->error,
                           "a duplicate of what?; allowed: duplicate SLOT of "
                           "SLOT");
    status = slot_named(reader, peek(reader), &source);
    reader->next += 1;
    step->arg = source;
    return status;
}

static enum tj_status read_lock(struct reader *reader, struct tj_step *step)
{
    step->arg = accept(reader, "ignore_volume") ? TJ_LOCK_IGNORE_VOLUME : 0;
    return TJ_OK;
}

static enum tj_status read_unlock(struct reader *reader, struct tj_step *step)
{
    step->arg = accept(reader, "silent") ? TJ_NO_MEDIA_NOTIFICATIONS : 0;
    return TJ_OK;
}

static enum tj_status read_bytes(struct reader *reader, struct tj_step *step)
{
    uint64_t length;

    if (!tj_parse_u64(peek(reader), &length) || length > UINT32_MAX)
        return tj_ini_fail(place(reader), reader->error,
                           "`%.40s` is no length; allowed: bytes, up to 4 GiB",
                           peek(reader));
    reader->next += 1;
    step->arg = (uint32_t)length;
    if (!accept(reader, "at"))
        return TJ_OK;
    if (!tj_parse_u64(peek(reader), &step->offset))
        return tj_ini_fail(place(reader), reader->error,
                           "`%.40s` is no place; allowed: bytes from the start "
                           "of the disc", peek(reader));
    reader->next += 1;
    return TJ_OK;
}

static enum tj_status read_nothing(struct reader *reader, struct tj_step *step)
{
    (void)reader;
    (void)step;
    return TJ_OK;
}

/* What follows a verb; a verb without a row stands alone. */
typedef enum tj_status reader_function(struct reader *, struct tj_step *);
static reader_function *const verb_readers[TJ_VERB_COUNT] = {
    [TJ_OPEN] = read_open,     [TJ_DUPLICATE] = read_duplicate,
    [TJ_LOCK] = read_lock,     [TJ_UNLOCK] = read_unlock,
    [TJ_READ] = read_bytes,    [TJ_WRITE] = read_bytes,
};

bool script_verb_allowed(enum tj_verb verb, const char **reason)
{
    *reason = verb == TJ_IOCTL    ? "raw requests are not in this build"
              : verb == TJ_CANCEL ? "cancelling comes with requests in flight, "
                                    "not in this build"
                                  : NULL;
    return *reason == NULL;
}

static enum tj_status unknown_step(struct reader *reader, const char *typed)
{
    const char         *list[TJ_VERB_COUNT + 2] = { "hold", "think" };
    struct tj_ini_words words = { "step", list, 2 };
    const char         *reason;

    for (unsigned i = 0; i < TJ_VERB_COUNT; i++)
        if (script_verb_allowed((enum tj_verb)i, &reason))
            list[words.count++] = tj_verb_name((enum tj_verb)i);
    return tj_ini_unknown(place(reader), typed, &words, reader->error);
}

/* The first word: VERB, VERB@SLOT, hold or think. */
static enum tj_status read_head(struct reader *reader, struct tj_step *step)
{
    char        name[WORD_SIZE];
    const char *reason, *slot = "main";

    (void)tj_text_copy(name, sizeof name, peek(reader));
    char *at = strchr(name, '@');
    if (at != NULL) {
        *at = '\0';
        slot = at + 1;
    }
    if (strcmp(name, "hold") == 0 || strcmp(name, "think") == 0) {
        step->kind = name[0] == 'h' ? TJ_STEP_HOLD : TJ_STEP_THINK;
        return at == NULL ? TJ_OK : unknown_step(reader, peek(reader));
    }
    if (!tj_verb_by_name(name, &step->verb))
        return unknown_step(reader, name);
    if (!script_verb_allowed(step->verb, &reason))
        return tj_ini_fail(place(reader), reader->error, "`%s`: %s", name,
                           reason);
    return slot_named(reader, slot, &step->handle);
}

static enum tj_status read_else(struct reader *reader, struct tj_step *step)
{
    size_t index = reader->persona->steps_count;

    step->on_refusal = TJ_ON_REFUSAL_NEXT;
    if (!accept(reader, "else"))
        return TJ_OK;
    if (step->kind != TJ_STEP_OP)
        return tj_ini_fail(place(reader), reader->error,
                           "time is never refused; allowed: else behind an "
                           "operation");
    if (accept(reader, "retire")) {
        step->on_refusal = TJ_ON_REFUSAL_RETIRE;
        return TJ_OK;
    }
    if (accept(reader, "start") && accept(reader, "over")) {
        step->on_refusal = 0;
        return TJ_OK;
    }
    if (!accept(reader, "skip") || !accept(reader, "to") ||
        reader->next >= reader->count)
        return tj_ini_fail(place(reader), reader->error,
                           "nothing to do else; allowed: else skip to STEP, "
                           "else start over, else retire");
    (void)tj_text_copy(reader->skip_to[index], WORD_SIZE, peek(reader));
    reader->skip_at[index] = reader->words[reader->next].offset;
    reader->next += 1;
    return TJ_OK;
}

static enum tj_status read_step(struct reader *reader)
{
    struct tj_persona *persona = reader->persona;

    if (persona->steps_count == TJ_STEPS_MAX)
        return tj_ini_fail(place(reader), reader->error,
                           "one step too many; allowed: %d",
                           (int)TJ_STEPS_MAX);
    struct tj_step *step = &persona->steps[persona->steps_count];
    *step = (struct tj_step){ .kind = TJ_STEP_OP };
    enum tj_status status = read_head(reader, step);
    if (status != TJ_OK)
        return status;
    reader->next += 1;
    reader_function *rest = step->kind != TJ_STEP_OP ? read_time
                            : verb_readers[step->verb] != NULL
                                ? verb_readers[step->verb]
                                : read_nothing;
    status = rest(reader, step);
    if (status == TJ_OK)
        status = read_else(reader, step);
    if (status == TJ_OK && reader->next < reader->count)
        status = tj_ini_fail(place(reader), reader->error,
                             "`%.40s` is more than this step takes; allowed: | "
                             "or else", peek(reader));
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

static const char *step_name(const struct tj_step *step)
{
    return step->kind == TJ_STEP_HOLD    ? "hold"
           : step->kind == TJ_STEP_THINK ? "think"
                                         : tj_verb_name(step->verb);
}

/* "think", "close", or "close@copy". */
static void name_with_slot(const struct tj_persona *persona,
                           const struct tj_step *step, struct tj_text *text)
{
    const char *slot = persona->slots[step->handle];
    bool        plain = step->kind != TJ_STEP_OP || strcmp(slot, "main") == 0;

    tj_text_add(text, plain ? "%s" : "%s@%s", step_name(step), slot);
}

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
        name_with_slot(persona, &persona->steps[i], &text);
        if (strcmp(memory, typed) == 0)
            return i;
        if (loose == SIZE_MAX &&
            strcmp(step_name(&persona->steps[i]), typed) == 0)
            loose = i;
    }
    return loose;
}

static enum tj_status resolve_skips(struct reader *reader)
{
    struct tj_persona *persona = reader->persona;

    for (size_t i = 0; i < persona->steps_count; i++) {
        const char *typed = reader->skip_to[i];
        size_t      found = find_later(persona, i, typed);

        if (typed[0] == '\0')
            continue;
        if (found == SIZE_MAX)
            return tj_ini_fail(tj_ini_place_of(reader->entry,
                                               reader->skip_at[i]),
                               reader->error, "no later step begins with "
                               "`%.40s`; allowed: one that does", typed);
        persona->steps[i].on_refusal = (uint8_t)found;
    }
    return TJ_OK;
}

enum tj_status script_parse(const struct tj_ini_entry *entry,
                            struct tj_persona *persona, struct tj_error *error)
{
    struct reader  reader = { .entry = entry, .persona = persona,
                              .error = error };
    const char    *value = entry->value;
    enum tj_status status = TJ_OK;

    persona->steps_count = 0;
    memset(persona->slots, 0, sizeof persona->slots);
    (void)tj_text_copy(persona->slots[0], sizeof persona->slots[0], "main");
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
    return status == TJ_OK ? resolve_skips(&reader) : status;
}

static void format_arguments(const struct tj_persona *persona,
                             const struct tj_step *step, struct tj_text *text)
{
    if (step->verb == TJ_OPEN)
        tj_text_add(text, " %s %s %s share=%s", persona->slots[step->handle],
                    targets[tj_open_target(step->arg)],
                    accesses[tj_open_access(step->arg)],
                    shares[tj_open_share(step->arg)]);
    if (step->verb == TJ_DUPLICATE)
        tj_text_add(text, " %s of %s", persona->slots[step->handle],
                    persona->slots[step->arg]);
    if (step->verb == TJ_LOCK && step->arg != 0)
        tj_text_add(text, " ignore_volume");
    if (step->verb == TJ_UNLOCK && step->arg != 0)
        tj_text_add(text, " silent");
    if (step->verb == TJ_READ || step->verb == TJ_WRITE)
        tj_text_add(text, " %lu at %llu", (unsigned long)step->arg,
                    (unsigned long long)step->offset);
}

void script_format_step(const struct tj_persona *persona, size_t index,
                        struct tj_text *text)
{
    const struct tj_step *step = &persona->steps[index];
    bool named_apart = step->verb == TJ_OPEN || step->verb == TJ_DUPLICATE;

    if (step->kind == TJ_STEP_OP && named_apart)
        tj_text_add(text, "%s", step_name(step));
    else
        name_with_slot(persona, step, text);
    if (step->kind == TJ_STEP_OP) {
        format_arguments(persona, step, text);
    } else {
        char time[96];
        (void)tj_distribution_format(&step->time, time, sizeof time);
        tj_text_add(text, " %s", time);
    }

    if (step->on_refusal == TJ_ON_REFUSAL_RETIRE) {
        tj_text_add(text, " else retire");
    } else if (step->on_refusal == 0) {
        tj_text_add(text, " else start over");
    } else if (step->on_refusal != TJ_ON_REFUSAL_NEXT) {
        tj_text_add(text, " else skip to ");
        name_with_slot(persona, &persona->steps[step->on_refusal], text);
    }
}
