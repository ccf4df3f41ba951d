/* SPDX-License-Identifier: MIT */
#include "stress/placing.h"

#include <string.h>

enum { NICE_FIRST = -20, NICE_LAST = 19 };

static const char *const pin_words[] = {
    [TJ_PIN_NONE] = "none",
    [TJ_PIN_SPREAD] = "spread",
    [TJ_PIN_COMPACT] = "compact",
};
static const struct { const char *word; int8_t nice; } priorities[] = {
    { "normal", 0 },
    { "high", TJ_PRIORITY_HIGH },
    { "low", TJ_PRIORITY_LOW },
};
enum { PIN_WORDS = sizeof pin_words / sizeof *pin_words,
       PRIORITIES = sizeof priorities / sizeof *priorities };

/* Digits up to one of `ends` or the end; false: there are none, or too many. */
static bool take_number(const char **at, const char *ends, unsigned last,
                        unsigned *number)
{
    const char *from = *at;

    for (*number = 0; **at >= '0' && **at <= '9'; *at += 1) {
        *number = *number * 10 + (unsigned)(**at - '0');
        if (*number > last)
            return false;
    }
    return *at > from && (**at == '\0' || strchr(ends, **at) != NULL);
}

static bool parse_list(const char *text, struct tj_placing *placing)
{
    unsigned core;

    placing->pin = TJ_PIN_LIST;
    for (placing->cores_count = 0; placing->cores_count < TJ_CORES_MAX;) {
        text += strspn(text, " ");
        if (!take_number(&text, ", ", TJ_CORE_LAST, &core))
            return false;
        placing->cores[placing->cores_count++] = (uint16_t)core;
        text += strspn(text, " ");
        if (*text == '\0')
            return true;
        if (*text++ != ',')
            return false;
    }
    return false;
}

bool tj_placing_parse_pin(const char *text, struct tj_placing *placing)
{
    placing->pin_given = true;
    placing->cores_count = 0;
    for (uint8_t i = 0; i < PIN_WORDS; i++)
        if (strcmp(text, pin_words[i]) == 0) {
            placing->pin = i;
            return true;
        }
    return parse_list(text, placing);
}

bool tj_placing_parse_priority(const char *text, struct tj_placing *placing)
{
    bool     negative = text[0] == '-';
    unsigned number;

    placing->priority_given = true;
    for (size_t i = 0; i < PRIORITIES; i++)
        if (strcmp(text, priorities[i].word) == 0) {
            placing->priority = priorities[i].nice;
            return true;
        }
    text += negative;
    if (!take_number(&text, "", negative ? -NICE_FIRST : NICE_LAST, &number))
        return false;
    placing->priority = (int8_t)(negative ? -(int)number : (int)number);
    return true;
}

void tj_placing_format_pin(const struct tj_placing *placing,
                           struct tj_text *text)
{
    if (placing->pin != TJ_PIN_LIST)
        tj_text_add(text, "%s", pin_words[placing->pin]);
    for (uint16_t i = 0; i < placing->cores_count; i++)
        tj_text_add(text, "%s%u", i == 0 ? "" : ",",
                    (unsigned)placing->cores[i]);
}

void tj_placing_format_priority(const struct tj_placing *placing,
                                struct tj_text *text)
{
    for (size_t i = 0; i < PRIORITIES; i++)
        if (placing->priority == priorities[i].nice) {
            tj_text_add(text, "%s", priorities[i].word);
            return;
        }
    tj_text_add(text, "%d", placing->priority);
}

struct tj_placing tj_placing_of(const struct tj_placing *common,
                                const struct tj_placing *own)
{
    struct tj_placing both = own->pin_given ? *own : *common;

    both.priority_given = own->priority_given || common->priority_given;
    both.priority =
        own->priority_given ? own->priority : common->priority;
    return both;
}

int tj_placing_core(const struct tj_placing *placing, uint32_t index, int cores)
{
    switch ((enum tj_pin)placing->pin) {
    case TJ_PIN_SPREAD:
        return cores > 0 ? (int)(index % (uint32_t)cores) : -1;
    case TJ_PIN_COMPACT:
        return 0;
    case TJ_PIN_LIST:
        return placing->cores[index % placing->cores_count];
    case TJ_PIN_NONE:
        break;
    }
    return -1;
}
