#include "core/base/text.h"

#include "core/base/assert.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tj_text_init(struct tj_text *text, char *memory, size_t size)
{
    TJ_ASSERT(size > 0);
    *text = (struct tj_text){ .at = memory, .size = size };
    memory[0] = '\0';
}

void tj_text_add(struct tj_text *text, const char *format, ...)
{
    size_t  room = text->size - text->used;
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(text->at + text->used, room, format, arguments);
    va_end(arguments);
    if (length < 0) {
        text->cut = true;
    } else if ((size_t)length >= room) {
        text->used = text->size - 1;
        text->cut = true;
    } else {
        text->used += (size_t)length;
    }
}

void tj_text_add_duration(struct tj_text *text, uint64_t duration_ns)
{
    static const struct { double unit_ns; const char *name; } units[] = {
        { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" },
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double value = (double)duration_ns / units[i].unit_ns;
        if (value < 0.9995)
            continue;
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        tj_text_add(text, "%.*f %s", decimals, value, units[i].name);
        return;
    }
    tj_text_add(text, "%llu ns", (unsigned long long)duration_ns);
}

void tj_text_add_count(struct tj_text *text, uint64_t count)
{
    char digits[24];
    int  length = snprintf(digits, sizeof digits, "%llu",
                           (unsigned long long)count);

    for (int i = 0; i < length; i++) {
        bool gap = i > 0 && (length - i) % 3 == 0;
        tj_text_add(text, gap ? ",%c" : "%c", digits[i]);
    }
}

bool tj_text_copy(char *target, size_t size, const char *source)
{
    TJ_ASSERT(size > 0);
    size_t length = strlen(source);
    size_t taken = length < size ? length : size - 1;
    memcpy(target, source, taken);
    target[taken] = '\0';
    return taken == length;
}

static bool multiply_checked(uint64_t a, uint64_t b, uint64_t *product)
{
    if (a != 0 && b > UINT64_MAX / a)
        return false;
    *product = a * b;
    return true;
}

bool tj_parse_u64(const char *text, uint64_t *value)
{
    /* strtoull accepts blanks and signs; we do not. */
    if (text[0] < '0' || text[0] > '9')
        return false;
    bool  hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    char *rest;
    errno = 0;
    uint64_t number = strtoull(text, &rest, hex ? 16 : 10);
    if (errno != 0 || rest == text || (hex && rest == text + 1))
        return false;

    uint64_t factor = 1; /* Of counts, so k is 1000. */
    if (!hex && *rest != '\0' && rest[1] == '\0') {
        switch (*rest) {
        case 'k': factor = 1000; rest++; break;
        case 'm': factor = 1000000; rest++; break;
        case 'g': factor = 1000000000; rest++; break;
        default: return false;
        }
    }
    if (*rest != '\0')
        return false;
    return multiply_checked(number, factor, value);
}

bool tj_parse_double(const char *text, double *value)
{
    char *rest;
    /* strtod also takes blanks, "inf", "nan" and hexadecimal. */
    if (text[0] == '\0' || text[strspn(text, "+-.0123456789eE")] != '\0'
        || strchr("-.0123456789", text[0]) == NULL)
        return false;
    errno = 0;
    double number = strtod(text, &rest);
    if (errno != 0 || rest == text || *rest != '\0')
        return false;
    *value = number;
    return true;
}

bool tj_parse_duration(const char *text, uint64_t *value_ns)
{
    static const struct { const char *name; double unit_ns; } units[] = {
        { "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 },
        { "m", 6e10 }, { "h", 3.6e12 },
    };
    size_t digits = strspn(text, "0123456789.");
    char   number[32];
    double value;

    if (digits == 0 || digits >= sizeof number)
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    if (!tj_parse_double(number, &value))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(text + digits, units[i].name) != 0)
            continue;
        double ns = value * units[i].unit_ns;
        if (ns > 9e18)
            return false;
        *value_ns = (uint64_t)(ns + 0.5);
        return true;
    }
    return false;
}

int tj_hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

size_t tj_hex_decode(const char *text, uint8_t *bytes, size_t max)
{
    size_t length = strlen(text);

    if (length % 2 != 0 || length / 2 > max)
        return SIZE_MAX;
    for (size_t i = 0; i < length / 2; i++) {
        int high = tj_hex_digit(text[2 * i]);
        int low = tj_hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return SIZE_MAX;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return length / 2;
}

void tj_hex_encode(const uint8_t *bytes, size_t count, char *text)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * count] = '\0';
}

enum { WORD_MAX = 63 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein distance; words longer than WORD_MAX are compared by their
 * beginnings. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t length_a = strnlen(a, WORD_MAX), length_b = strnlen(b, WORD_MAX);

    for (size_t j = 0; j <= length_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            size_t cost = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smallest(cost, row[j] + 1, row[j - 1] + 1);
        }
    }
    return row[length_b];
}

const char *tj_text_nearest(const char *typed, const char *const *candidates,
                            size_t candidates_count)
{
    size_t      best = 1 + strlen(typed) / 3;
    const char *nearest = NULL;

    for (size_t i = 0; i < candidates_count; i++) {
        size_t distance = edit_distance(typed, candidates[i]);
        if (distance < best || (distance == best && nearest == NULL)) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
