/* The two functions of the driver's runtime that know fractions. Nothing but
 * the reading of a profile's text calls them, in a system call of the program
 * that adds a drive (see docs/decisions on the driver). */
#include "sim/host/wdm/runtime.h"

/* Digits with at most one point, as core/base/text.c lets through; an exponent
 * is left as a rest. Exact wherever strtod is: for up to 15 digits both the
 * number and the power of ten are, and one division rounds once. */
double __mingw_strtod(const char *text, char **rest);

double __mingw_strtod(const char *text, char **rest)
{
    uint64_t digits = 0, scale = 1;
    unsigned seen = 0;
    bool     point = false, negative = *text == '-';
    const char *at = text + (negative ? 1 : 0);

    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        seen++;
        if (digits >= UINT64_C(100000000000000)) {
            if (!point) /* More than a duration can be: let it be refused. */
                return *rest = (char *)(uintptr_t)text, 0;
            continue;
        }
        digits = digits * 10 + (uint64_t)(*at - '0');
        scale *= point ? 10 : 1;
    }
    *rest = (char *)(uintptr_t)(seen > 0 ? at : text);
    double value = (double)digits / (double)scale;
    return negative ? -value : value;
}
