/* Bounded text: no buffer is ever overrun, and a cut is remembered. Also the
 * small readers every input file needs (numbers, durations, hex). */
#ifndef TJ_CORE_BASE_TEXT_H
#define TJ_CORE_BASE_TEXT_H

#include "core/base/printf_like.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line under construction in memory of the caller's. Always terminated. */
struct tj_text {
    char  *at;
    size_t size; /* Room, terminator included; at least 1. */
    size_t used; /* Length without terminator: used < size. */
    bool   cut;  /* Something did not fit. */
};

void tj_text_init(struct tj_text *text, char *memory, size_t size);

TJ_PRINTF_LIKE(2, 3)
void tj_text_add(struct tj_text *text, const char *format, ...);

/* "812 ns", "40.2 us", "1.20 s": three significant digits, for people. */
void tj_text_add_duration(struct tj_text *text, uint64_t duration_ns);

/* "1,234,567", for people. */
void tj_text_add_count(struct tj_text *text, uint64_t count);

/* Copies at most size - 1 bytes and terminates; says whether all fitted. */
bool tj_text_copy(char *target, size_t size, const char *source);

/* Whole text or nothing: each returns false and leaves *value alone when the
 * text is empty, has a rest, or does not fit the type. */
/* 12, 0x2C05C, 4k, 2m, 1g. These are counts: k is 1000, not 1024 as in fio's
 * sizes. Hexadecimal takes no suffix. */
bool tj_parse_u64(const char *text, uint64_t *value);
/* Unit needed: ns us ms s m h; 1.5s is allowed. */
bool tj_parse_duration(const char *text, uint64_t *value_ns);
/* Decimal and finite: neither "inf" nor "0x1p3". */
bool tj_parse_double(const char *text, double *value);

/* The value of a hex digit of either case, or -1. */
int tj_hex_digit(char digit);
/* Hex without spaces, two digits a byte. Returns the number of bytes, or
 * SIZE_MAX when a digit is wrong, the length odd, or max too small. */
size_t tj_hex_decode(const char *text, uint8_t *bytes, size_t max);
/* Needs 2 * count + 1 bytes of room; lower case. */
void tj_hex_encode(const uint8_t *bytes, size_t count, char *text);

/* The candidate most like `typed` (edit distance <= 1 + length / 3), or NULL:
 * for "unknown key `durtion`; did you mean `duration`?". */
const char *tj_text_nearest(const char *typed, const char *const *candidates,
                            size_t candidates_count);

#endif
