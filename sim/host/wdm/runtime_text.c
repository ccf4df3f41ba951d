/* The printf that messages need: %s %c %d %u %x %% with l, ll, z, a width and
 * leading zeros. Without fractions. Under the names that mingw-w64's <stdio.h>
 * gives them inside: that header defines the others itself. */
#include "sim/host/wdm/runtime.h"

#include <stdarg.h>

struct printing {
    char  *at;
    size_t size, length;
};

static void put(struct printing *out, char letter)
{
    if (out->length + 1 < out->size)
        out->at[out->length] = letter;
    out->length++;
}

static void put_number(struct printing *out, uint64_t number, unsigned base,
                       unsigned width, char fill)
{
    char     digits[24];
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number > 0);
    for (unsigned i = count; i < width; i++)
        put(out, fill);
    while (count > 0)
        put(out, digits[--count]);
}

struct directive {
    char     letter, fill;
    unsigned width, longs; /* 0: int; 1: long; 2: 64 bits. */
};

static const char *read_directive(const char *at, struct directive *directive)
{
    *directive = (struct directive){ .fill = *at == '0' ? '0' : ' ' };
    for (; *at >= '0' && *at <= '9'; at++)
        directive->width = directive->width * 10 + (unsigned)(*at - '0');
    for (; *at == 'l' || *at == 'z'; at++)
        directive->longs += *at == 'z' ? 2 : 1;
    directive->letter = *at;
    return at;
}

static uint64_t unsigned_of(const struct directive *directive, va_list *from)
{
    return directive->longs > 1    ? va_arg(*from, unsigned long long)
           : directive->longs == 1 ? va_arg(*from, unsigned long)
                                   : va_arg(*from, unsigned);
}

static int64_t signed_of(const struct directive *directive, va_list *from)
{
    return directive->longs > 1    ? va_arg(*from, long long)
           : directive->longs == 1 ? va_arg(*from, long)
                                   : va_arg(*from, int);
}

static void put_one(struct printing *out, const struct directive *directive,
                    va_list *from)
{
    int64_t     number;
    const char *text;

    switch (directive->letter) {
    case 's':
        for (text = va_arg(*from, const char *); *text != '\0'; text++)
            put(out, *text);
        break;
    case 'c':
        put(out, (char)va_arg(*from, int));
        break;
    case 'd':
        number = signed_of(directive, from);
        if (number < 0)
            put(out, '-');
        put_number(out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number,
                   10, directive->width, directive->fill);
        break;
    case 'u':
    case 'x':
        put_number(out, unsigned_of(directive, from),
                   directive->letter == 'u' ? 10 : 16, directive->width,
                   directive->fill);
        break;
    default: /* Also %%. */
        put(out, directive->letter);
        break;
    }
}

int __mingw_vsnprintf(char *at, size_t size, const char *format,
                      va_list arguments);
int __mingw_snprintf(char *at, size_t size, const char *format, ...);

int __mingw_vsnprintf(char *at, size_t size, const char *format,
                      va_list arguments)
{
    struct printing  out = { .at = at, .size = size };
    struct directive directive;
    va_list          from;

    va_copy(from, arguments);
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            put(&out, *format);
            continue;
        }
        format = read_directive(format + 1, &directive);
        put_one(&out, &directive, &from);
    }
    va_end(from);
    if (size > 0)
        at[out.length < size ? out.length : size - 1] = '\0';
    return (int)out.length;
}

int __mingw_snprintf(char *at, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = __mingw_vsnprintf(at, size, format, arguments);
    va_end(arguments);
    return length;
}
