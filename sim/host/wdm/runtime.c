/* The little of a C library that the simulated drive needs, because a driver
 * has none: what ntoskrnl exports of it differs between Windows versions and
 * is partly a stub under Wine. Strings are those of profile texts, numbers
 * those of durations. */
#include "sim/host/wdm/runtime.h"

#include "core/base/assert.h"

#include <ntddk.h>
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    unsigned char       *t = to;
    const unsigned char *f = from;

    for (size_t i = 0; i < size; i++)
        t[i] = f[i];
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    unsigned char       *t = to;
    const unsigned char *f = from;

    if (t <= f)
        return memcpy(to, from, size);
    while (size-- > 0)
        t[size] = f[size];
    return to;
}

void *memset(void *at, int value, size_t size)
{
    unsigned char *a = at;

    for (size_t i = 0; i < size; i++)
        a[i] = (unsigned char)value;
    return at;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a, *y = b;

    for (size_t i = 0; i < size; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0')
        length++;
    return length;
}

size_t strnlen(const char *text, size_t max)
{
    size_t length = 0;

    while (length < max && text[length] != '\0')
        length++;
    return length;
}

int strncmp(const char *a, const char *b, size_t max)
{
    for (size_t i = 0; i < max; i++) {
        unsigned char x = (unsigned char)a[i], y = (unsigned char)b[i];
        if (x != y)
            return x < y ? -1 : 1;
        if (x == '\0')
            break;
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

char *strchr(const char *text, int letter)
{
    for (;; text++) {
        if (*text == (char)letter)
            return (char *)(uintptr_t)text;
        if (*text == '\0')
            return NULL;
    }
}

static size_t span(const char *text, const char *set, bool within)
{
    size_t length = 0;

    while (text[length] != '\0' && (strchr(set, text[length]) != NULL) == within)
        length++;
    return length;
}

size_t strspn(const char *text, const char *set)
{
    return span(text, set, true);
}

size_t strcspn(const char *text, const char *set)
{
    return span(text, set, false);
}

char *strstr(const char *text, const char *part)
{
    size_t length = strlen(part);

    for (; *text != '\0' || length == 0; text++)
        if (strncmp(text, part, length) == 0)
            return (char *)(uintptr_t)text;
    return NULL;
}

/* The only caller clears it and looks at it at once, in one thread at a time:
 * drives are added under the driver's table lock. */
static int *errno_place(void)
{
    static int last;

    return &last;
}
/* What `errno` calls: <errno.h> declares it as another module's. */
int *(*const trayjam_errno)(void) __asm__("__imp__errno") = errno_place;

static int digit_of(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F')
        return letter - 'A' + 10;
    return 99;
}

/* Without blanks, signs or a guessed base: core/base/text.c sees to these. */
unsigned long long strtoull(const char *restrict text, char **restrict rest,
                            int base)
{
    unsigned long long number = 0;

    if (base == 16 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
        digit_of(text[2]) < 16)
        text += 2;
    for (; digit_of(*text) < base; text++) {
        unsigned digit = (unsigned)digit_of(*text), by = (unsigned)base;
        if (number > (ULLONG_MAX - digit) / by) {
            *errno_place() = 34 /* ERANGE */;
            number = ULLONG_MAX;
            break;
        }
        number = number * by + digit;
    }
    *rest = (char *)(uintptr_t)text;
    return number;
}

void tj_assert_failed(const char *file, int line, const char *what)
{
    DbgPrint("trayjam.sys: %s:%d: broken: %s\n", file, line, what);
    KeBugCheckEx(TRAYJAM_BUGCHECK, (ULONG_PTR)file, (ULONG_PTR)line,
                 (ULONG_PTR)what, 0);
    for (;;) /* It does not come back; the compiler is not told. */
        ;
}
