/* SPDX-License-Identifier: MIT */
#include "stress/ini_bytes.h"

#include <stdint.h>
#include <string.h>

/* The character at the start of text; how many bytes it has, 0: no UTF-8. */
static size_t decode(const char *text, size_t length, uint32_t *character)
{
    /* By length: what the first byte keeps, and the least that needs so many. */
    static const struct { uint8_t mark, kept; uint32_t least; } forms[] = {
        { 0x00, 0x7f, 0 },       { 0xc0, 0x1f, 0x80 },
        { 0xe0, 0x0f, 0x800 },   { 0xf0, 0x07, 0x10000 },
    };
    uint8_t first = (uint8_t)text[0];
    size_t  form = 0;

    while (form < 4 && (first & ~forms[form].kept & 0xff) != forms[form].mark)
        form++;
    if (form == 4 || form >= length)
        return 0;
    *character = first & forms[form].kept;
    for (size_t i = 1; i <= form; i++) {
        if (((uint8_t)text[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | ((uint8_t)text[i] & 0x3f);
    }
    bool surrogate = *character >= 0xd800 && *character < 0xe000;
    bool good = *character >= forms[form].least && *character < 0x110000;
    return good && !surrogate ? form + 1 : 0;
}

static struct tj_ini_place behind(struct tj_ini_place place, size_t bytes)
{
    place.column += (unsigned)bytes;
    return place;
}

static bool is_control(const char *text, size_t at, size_t length)
{
    unsigned char byte = (unsigned char)text[at];

    if (byte == '\t' || (byte == '\r' && at + 1 == length))
        return false;
    return byte < 0x20 || byte == 0x7f;
}

enum tj_status tj_ini_check_bytes(struct tj_ini_place place, const char *text,
                                  size_t length, struct tj_error *error)
{
    size_t   taken;
    uint32_t character;

    for (size_t i = 0; i < length; i += taken) {
        if (is_control(text, i, length))
            return tj_ini_fail(behind(place, i), error,
                               "control character 0x%02x; allowed: text",
                               (unsigned)text[i]);
        taken = decode(text + i, length - i, &character);
        if (taken == 0)
            return tj_ini_fail(behind(place, i), error,
                               "byte 0x%02x is no UTF-8; allowed: text in "
                               "UTF-8", (unsigned)(unsigned char)text[i]);
    }
    return TJ_OK;
}

/* As Unicode has them, space and control characters left out. */
static bool is_odd_blank(uint32_t character)
{
    static const uint32_t blanks[] = { 0x85, 0xa0, 0x1680, 0x2028, 0x2029,
                                       0x202f, 0x205f, 0x3000 };

    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (blanks[i] == character)
            return true;
    return character >= 0x2000 && character <= 0x200a;
}

enum tj_status tj_ini_check_blanks(struct tj_ini_place place, const char *text,
                                   struct tj_error *error)
{
    size_t   length = strlen(text);
    uint32_t character = 0;

    for (size_t i = 0; i < length;) {
        size_t taken = decode(text + i, length - i, &character);
        if (is_odd_blank(character))
            return tj_ini_fail(behind(place, i), error,
                               "U+%04lX looks like a blank and is none here; "
                               "allowed: space and tab",
                               (unsigned long)character);
        i += taken > 0 ? taken : 1;
    }
    return TJ_OK;
}

bool tj_ini_is_typable(const char *value)
{
    struct tj_ini_place nowhere = { "", 1, 1 };
    struct tj_error     ignored;
    size_t              length = strlen(value);
    static const char   blanks[] = " \t\r";

    if (tj_ini_check_bytes(nowhere, value, length, &ignored) != TJ_OK ||
        tj_ini_check_blanks(nowhere, value, &ignored) != TJ_OK)
        return false;
    for (size_t i = 0; i < length; i++)
        if ((value[i] == ';' || value[i] == '#') &&
            (i == 0 || strchr(blanks, value[i - 1]) != NULL))
            return false;
    return length == 0 || (strchr(blanks, value[0]) == NULL &&
                           strchr(blanks, value[length - 1]) == NULL);
}
