/* SPDX-License-Identifier: MIT */
/* What operations are asked with: targets, flags, lengths, bytes. */
#include "stress/workload_script_read.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"

#include <string.h>

enum { INPUT_SIZE_MAX = 65536, SECTORS_OF_A_DISC = 300000, SECTOR = 2048 };

const char *const script_targets[3] = { "interface", "volume", "file" };
const char *const script_accesses[4] = { "0", "r", "w", "rw" };
const char *const script_shares[8] = { "0", "r", "w", "rw", "d", "rd", "wd",
                                       "rwd" };
_Static_assert(TJ_SHARE_READ == 1 && TJ_SHARE_WRITE == 2 &&
               TJ_SHARE_DELETE == 4, "the share table is indexed by bits");

/* Takes the next word, which must be one of a list. */
static enum tj_status take(struct reader *reader, const char *what,
                           const char *const *list, size_t count, size_t *index)
{
    const struct tj_ini_words words = { what, list, count };

    *index = script_index_of(script_peek(reader), list, count);
    if (*index == SIZE_MAX)
        return tj_ini_unknown(script_place(reader), script_peek(reader),
                              &words, reader->error);
    reader->next += 1;
    return TJ_OK;
}

enum tj_status script_read_time(struct reader *reader, struct tj_step *step)
{
    struct tj_error why;

    if (tj_distribution_parse(script_peek(reader), &step->time, &why) != TJ_OK)
        return tj_ini_fail(script_place(reader), reader->error, "%.150s",
                           why.text);
    reader->next += 1;
    return TJ_OK;
}

enum tj_status script_read_open(struct reader *reader, struct tj_step *step)
{
    size_t         target, access, share = TJ_SHARE_ALL;
    enum tj_status status = TJ_OK;

    if (script_index_of(script_peek(reader), script_targets, 3) == SIZE_MAX) {
        status = script_slot(reader, script_peek(reader), &step->handle);
        reader->next += 1;
    }
    if (status == TJ_OK)
        status = take(reader, "target", script_targets, 3, &target);
    if (status == TJ_OK)
        status = take(reader, "access", script_accesses, 4, &access);
    if (status != TJ_OK)
        return status;

    const char *word = script_peek(reader);
    if (strncmp(word, "share=", 6) == 0) {
        share = script_index_of(word + 6, script_shares, 8);
        if (share == SIZE_MAX)
            return tj_ini_fail(script_place(reader), reader->error,
                               "`%.40s` shares with nobody known; allowed: "
                               "share= 0 r w d rw rd wd rwd", word);
        reader->next += 1;
    }
    step->arg = tj_open_arg((enum tj_target)target, (unsigned)access,
                            (unsigned)share);
    return TJ_OK;
}

enum tj_status script_read_duplicate(struct reader *reader,
                                     struct tj_step *step)
{
    uint8_t        source = 0;
    enum tj_status status =
        script_slot(reader, script_peek(reader), &step->handle);

    if (status != TJ_OK)
        return status;
    reader->next += 1;
    if (!script_accept(reader, "of"))
        return tj_ini_fail(script_place(reader), reader->error,
                           "a duplicate of what?; allowed: duplicate SLOT of "
                           "SLOT");
    status = script_slot(reader, script_peek(reader), &source);
    reader->next += 1;
    step->arg = source;
    return status;
}

enum tj_status script_read_lock(struct reader *reader, struct tj_step *step)
{
    step->arg =
        script_accept(reader, "ignore_volume") ? TJ_LOCK_IGNORE_VOLUME : 0;
    return TJ_OK;
}

enum tj_status script_read_unlock(struct reader *reader, struct tj_step *step)
{
    step->arg = script_accept(reader, "silent") ? TJ_NO_MEDIA_NOTIFICATIONS : 0;
    return TJ_OK;
}

/* Where to read: at a place, or at random below one. */
static enum tj_status read_offset(struct reader *reader, struct tj_step *step)
{
    step->random = script_accept(reader, "random");
    if (step->random && (reader->next >= reader->count ||
                         strchr("0123456789", script_peek(reader)[0]) == NULL)) {
        step->offset = (uint64_t)SECTORS_OF_A_DISC * SECTOR;
        return TJ_OK;
    }
    if (!tj_parse_u64(script_peek(reader), &step->offset) ||
        (step->random && step->offset < step->arg))
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` is no place; allowed: bytes from the start "
                           "of the disc, random, or random BELOW",
                           script_peek(reader));
    reader->next += 1;
    return TJ_OK;
}

enum tj_status script_read_bytes(struct reader *reader, struct tj_step *step)
{
    uint64_t length;

    if (!tj_parse_u64(script_peek(reader), &length) || length > UINT32_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` is no length; allowed: bytes, up to 4 GiB",
                           script_peek(reader));
    reader->next += 1;
    step->arg = (uint32_t)length;
    return script_accept(reader, "at") ? read_offset(reader, step) : TJ_OK;
}

/* --- Raw requests --- */

static enum tj_status read_code(struct reader *reader, struct tj_raw *raw)
{
    const char *word = script_peek(reader);
    const char *name = strncmp(word, "is_mounted", 10) == 0
                           ? "FSCTL_IS_VOLUME_MOUNTED"
                           : word;
    const struct tj_code_info *info = tj_code_by_name(name);
    uint64_t                   code = 0;

    if (info == NULL && (!tj_parse_u64(word, &code) || code > UINT32_MAX))
        return tj_ini_fail(script_place(reader), reader->error,
                           "`%.40s` is no control code; allowed: a number, or "
                           "a name of `trayjam list ioctls`", word);
    raw->code = info == NULL ? (uint32_t)code : info->code;
    reader->next += 1;
    return TJ_OK;
}

static void append(struct tj_raw *raw, uint8_t byte)
{
    if (raw->input_size < TJ_INPUT_MAX)
        raw->input[raw->input_size] = byte;
    raw->input_size += 1;
}

static bool append_hex(struct tj_raw *raw, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + 1 < length; i += 2) {
        int high = tj_hex_digit(text[i]), low = tj_hex_digit(text[i + 1]);
        if (high < 0 || low < 0)
            return false;
        append(raw, (uint8_t)(high * 16 + low));
    }
    return length % 2 == 0;
}

/* "41x64": that byte so often. */
static bool append_fill(struct tj_raw *raw, const char *text)
{
    struct tj_raw byte = { .input_size = 0 };
    char          hex[3] = { 0 };
    uint64_t      count = 0;

    if (strlen(text) < 4 || text[2] != 'x')
        return false;
    memcpy(hex, text, 2);
    if (!append_hex(&byte, hex) || !tj_parse_u64(text + 3, &count) ||
        count + raw->input_size > INPUT_SIZE_MAX)
        return false;
    while (count-- > 0)
        append(raw, byte.input[0]);
    return true;
}

static bool read_piece(struct tj_raw *raw, const char *key, const char *value)
{
    uint64_t number = 0;

    if (strcmp(key, "in") == 0)
        return append_hex(raw, value);
    if (strcmp(key, "fill") == 0)
        return append_fill(raw, value);
    if (strcmp(key, "text") == 0) {
        while (*value != '\0')
            append(raw, (uint8_t)*value++);
        return true;
    }
    if (!tj_parse_u64(value, &number) || number > INPUT_SIZE_MAX)
        return false;
    if (strcmp(key, "out") == 0) {
        raw->output_size = (uint32_t)number;
        return number <= TJ_OUTPUT_MAX;
    }
    while (raw->input_size < number)
        append(raw, 0);
    return true;
}

/* in= text= fill= pad= out=, in the order in which the bytes are made. */
static enum tj_status read_pieces(struct reader *reader, struct tj_raw *raw)
{
    static const char *const keys[] = { "in", "text", "fill", "pad", "out" };

    while (reader->next < reader->count) {
        const char *word = script_peek(reader);
        char        key[WORD_SIZE];
        size_t      length = strcspn(word, "=");

        memcpy(key, word, length);
        key[length] = '\0';
        if (word[length] != '=' || script_index_of(key, keys, 5) == SIZE_MAX)
            return TJ_OK; /* Somebody else's. */
        if (!read_piece(raw, key, word + length + 1))
            return tj_ini_fail(script_place(reader), reader->error,
                               "`%.40s` makes no bytes; allowed: in=HEX "
                               "text=LETTERS fill=HHxN pad=N (up to %d), out=N "
                               "(up to %d)", word, (int)INPUT_SIZE_MAX,
                               (int)TJ_OUTPUT_MAX);
        reader->next += 1;
    }
    return TJ_OK;
}

enum tj_status script_read_raw(struct reader *reader, struct tj_step *step)
{
    struct tj_persona *persona = reader->persona;

    if (persona->raws_count == TJ_RAWS_MAX)
        return tj_ini_fail(script_place(reader), reader->error,
                           "one raw request too many; allowed: %d",
                           (int)TJ_RAWS_MAX);
    struct tj_raw *raw = &persona->raws[persona->raws_count];
    *raw = (struct tj_raw){ .code = 0 };
    step->arg = (uint32_t)persona->raws_count++;
    enum tj_status status = read_code(reader, raw);
    return status == TJ_OK ? read_pieces(reader, raw) : status;
}
