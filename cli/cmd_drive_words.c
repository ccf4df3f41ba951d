/* SPDX-License-Identifier: MIT */
/* Orders to a drive of trayjam.sys, as typed: tables and small readers. */
#include "cli/cmd_drive.h"

#include "core/base/text.h"

#include <string.h>

#define DISTURB(word, which, what) \
    { word, TRAYJAM_PRIVATE_DISTURB, TJ_DISTURB_##which, DRIVE_TAKES_##what, false }
#define DISTURB_BY(word, which, what) \
    { word, TRAYJAM_PRIVATE_DISTURB, TJ_DISTURB_##which, DRIVE_TAKES_##what, true }

static const struct drive_action actions[] = {
    { "remove", TRAYJAM_PRIVATE_REMOVE, TJ_DISTURB_CALM, DRIVE_TAKES_NOTHING,
      false },
    DISTURB("press", PRESS_EJECT, NOTHING),
    DISTURB("open", OPEN_TRAY, NOTHING),
    DISTURB("close", CLOSE_TRAY, NOTHING),
    { "insert", TRAYJAM_PRIVATE_INSERT, TJ_DISTURB_INSERT, DRIVE_TAKES_DISC,
      false },
    DISTURB("take", TAKE, NOTHING),
    DISTURB("swap", SWAP, NOTHING),
    DISTURB("jam", JAM, TIME),
    DISTURB_BY("busy", BUSY, DELAY),
    DISTURB_BY("sense", SENSE, SENSE),
    DISTURB_BY("srb", SRB, SRB),
    DISTURB("reset", RESET, NOTHING),
    DISTURB("unplug", UNPLUG, NOTHING),
    DISTURB("replug", RETURN, NOTHING),
    DISTURB("sleep", SLEEP, NOTHING),
    DISTURB("wake", WAKE, NOTHING),
    DISTURB("forget-prevent", FORGET_PREVENT, NOTHING),
    DISTURB("mutex-loss", MUTEX_LOSS, COUNT),
    DISTURB("no-memory", NO_MEMORY, COUNT),
    DISTURB("calm", CALM, NOTHING),
    { "mutant", TRAYJAM_PRIVATE_MUTANT, TJ_DISTURB_CALM, DRIVE_TAKES_NAME,
      true },
};
enum { ACTIONS = sizeof actions / sizeof *actions };

const struct drive_action *drive_action_at(size_t index)
{
    return index < ACTIONS ? &actions[index] : NULL;
}

const struct drive_action *drive_action_by_name(const char *name)
{
    for (size_t i = 0; i < ACTIONS; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

enum tj_status drive_read_number(const char *text, uint32_t *number,
                                 struct tj_error *error)
{
    uint64_t value;

    if (!tj_parse_u64(text, &value) || value >= TRAYJAM_DRIVES_MAX)
        return tj_fail(error, TJ_USAGE, "`%s`: the number of a drive, 0 to %d, "
                       "was expected", text, TRAYJAM_DRIVES_MAX - 1);
    *number = (uint32_t)value;
    return TJ_OK;
}

static enum tj_status read_count(const char *text, uint32_t *count,
                                 struct tj_error *error)
{
    uint64_t value;

    if (!tj_parse_u64(text, &value) || value < 1 || value > UINT32_MAX)
        return tj_fail(error, TJ_USAGE, "`%s`: a count of 1 or more was "
                       "expected", text);
    *count = (uint32_t)value;
    return TJ_OK;
}

/* "2/3a/0": key, additional code, qualifier in hexadecimal. */
static enum tj_status read_sense(const char *text, uint8_t sense[4],
                                 struct tj_error *error)
{
    const char *at = text;

    for (unsigned i = 0; i < 3; i++) {
        size_t length = strspn(at, "0123456789abcdefABCDEF");
        char   pair[3] = "00";
        bool   last = i == 2;
        if (length < 1 || length > 2 || at[length] != (last ? '\0' : '/'))
            return tj_fail(error, TJ_USAGE, "`%s`: sense as KEY/CODE/QUALIFIER "
                           "in hexadecimal was expected, as 3/11/0", text);
        memcpy(pair + 2 - length, at, length);
        (void)tj_hex_decode(pair, &sense[i], 1);
        at += length + 1;
    }
    if (sense[0] > 0x0f)
        return tj_fail(error, TJ_USAGE, "`%s`: a sense key is 0 to f", text);
    return TJ_OK;
}

static enum tj_status read_word(const char *text, char *word,
                                struct tj_error *error)
{
    if (!tj_text_copy(word, TRAYJAM_WORD_MAX, text))
        return tj_fail(error, TJ_USAGE, "`%s`: a name has at most %d letters",
                       text, TRAYJAM_WORD_MAX - 1);
    return TJ_OK;
}

static enum tj_status read_srb(const char *text, uint32_t *number,
                               struct tj_error *error)
{
    char           memory[160];
    struct tj_text names;
    enum tj_srb    srb;

    if (tj_srb_by_name(text, &srb)) {
        *number = (uint32_t)srb;
        return TJ_OK;
    }
    tj_text_init(&names, memory, sizeof memory);
    for (unsigned i = 0; i < TJ_SRB_COUNT; i++)
        tj_text_add(&names, " %s", tj_srb_name((enum tj_srb)i));
    return tj_fail(error, TJ_USAGE, "`%s`: expected one of%s", text, memory);
}

static enum tj_status read_value(enum drive_takes takes, const char *text,
                                 struct trayjam_order *order,
                                 struct tj_error *error)
{
    switch (takes) {
    case DRIVE_TAKES_COUNT:
        return read_count(text, &order->count, error);
    case DRIVE_TAKES_TIME:
    case DRIVE_TAKES_DELAY:
        if (tj_parse_duration(text, &order->time_ns))
            return TJ_OK;
        return tj_fail(error, TJ_USAGE, "`%s`: a duration as 500ms was "
                       "expected", text);
    case DRIVE_TAKES_DISC:
    case DRIVE_TAKES_NAME:
        return read_word(text, order->word, error);
    case DRIVE_TAKES_SENSE:
        return read_sense(text, order->sense, error);
    case DRIVE_TAKES_SRB:
        return read_srb(text, &order->srb, error);
    case DRIVE_TAKES_NOTHING:
        break;
    }
    return tj_fail(error, TJ_USAGE, "one operand too many: %s", text);
}

/* "op=1b" */
static enum tj_status read_only(const char *text, uint32_t *only,
                                struct tj_error *error)
{
    uint8_t opcode;

    if (tj_hex_decode(text + 3, &opcode, 1) != 1)
        return tj_fail(error, TJ_USAGE, "`%s`: an operation code of two "
                       "hexadecimal digits was expected, as op=1b", text);
    *only = opcode + 1u;
    return TJ_OK;
}

static bool counts(enum drive_takes takes)
{
    return takes == DRIVE_TAKES_SENSE || takes == DRIVE_TAKES_SRB ||
           takes == DRIVE_TAKES_DELAY;
}

enum tj_status drive_read_order(const struct drive_action *action,
                                const char *const *words, size_t count,
                                struct trayjam_order *order,
                                struct tj_error *error)
{
    bool   many = counts(action->takes);
    size_t max = many ? 3 : action->takes == DRIVE_TAKES_NOTHING ? 1 : 2;
    enum tj_status status = TJ_OK;

    *order = (struct trayjam_order){ .kind = action->kind, .count = 1 };
    if (many && count > 1 && strncmp(words[count - 1], "op=", 3) == 0)
        status = read_only(words[--count], &order->only, error);
    if (status != TJ_OK)
        return status;
    if (count < (action->needs ? 2u : 1u))
        return tj_fail(error, TJ_USAGE, "drive %s: %s", action->name,
                       count == 0 ? "the number of a drive was expected"
                                  : "one operand more was expected");
    if (count > max)
        return tj_fail(error, TJ_USAGE, "one operand too many: %s", words[max]);
    status = drive_read_number(words[0], &order->number, error);
    if (status == TJ_OK && count > 1)
        status = read_value(action->takes, words[1], order, error);
    if (status == TJ_OK && count > 2)
        status = read_count(words[2], &order->count, error);
    return status;
}
