#include "core/base/distribution.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LN_2 0.69314718055994530942
/* Beyond this a double no longer counts nanoseconds one by one. */
#define LONGEST_NS 9007199254740992.0

/* Natural logarithm of x in (0, 1]: x = m * 2^e with m in [sqrt(1/2), sqrt(2)),
 * then 2 * atanh((m - 1) / (m + 1)). frexp is exact everywhere; libm's log is
 * not the same to the last bit on every system. */
static double portable_log(double x)
{
    static const double inverses[] = {
        1.0 / 25, 1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
        1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0,
    };
    int    exponent;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752440) {
        m *= 2;
        exponent--;
    }
    double z = (m - 1) / (m + 1);
    double square = z * z;
    double sum = 0;
    for (size_t i = 0; i < sizeof inverses / sizeof *inverses; i++)
        sum = sum * square + inverses[i];
    return 2 * z * sum + exponent * LN_2;
}

/* e^x for |x| <= 700: x = k ln 2 + r, Taylor on r, ldexp exact. */
static double portable_exp(double x)
{
    int    k = (int)(x / LN_2 + (x < 0 ? -0.5 : 0.5));
    double r = x - k * LN_2;
    double sum = 1;
    for (int n = 18; n >= 1; n--)
        sum = 1 + sum * r / n;
    return ldexp(sum, k);
}

static double horner(const double *coefficients, int count, double x)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum = sum * x + coefficients[i];
    return sum;
}

/* Inverse of the normal distribution function, relative error below 1.2e-9
 * (P. J. Acklam's rational approximation). p in (0, 1). */
static double normal_quantile(double p)
{
    static const double a[] = { -3.969683028665376e+01, 2.209460984245205e+02,
        -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
        2.506628277459239e+00 };
    static const double b[] = { -5.447609879822406e+01, 1.615858368580409e+02,
        -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01,
        1.0 };
    static const double c[] = { -7.784894002430293e-03, -3.223964580411365e-01,
        -2.400758277161838e+00, -2.549732539343734e+00, 4.374664141464968e+00,
        2.938163982698783e+00 };
    static const double d[] = { 7.784695709041462e-03, 3.224671290700398e-01,
        2.445134137142996e+00, 3.754408661907416e+00, 1.0 };
    const double low = 0.02425;

    if (p < low || p > 1 - low) {
        double tail = p < low ? p : 1 - p;
        double q = sqrt(-2 * portable_log(tail));
        double x = horner(c, 6, q) / horner(d, 5, q);
        return p < low ? x : -x;
    }
    double q = p - 0.5;
    double r = q * q;
    return horner(a, 6, r) * q / horner(b, 6, r);
}

/* In the open interval (0, 1), so that logarithms are finite. The highest
 * draws have no bit left for the half and would round to 1. */
static double unit(uint64_t draw)
{
    const double highest = 1 - 0x1p-53;
    double value = ((double)(draw >> 11) + 0.5) / 9007199254740992.0;
    return value < highest ? value : highest;
}

uint64_t tj_distribution_sample(const struct tj_distribution *distribution,
                                uint64_t draw)
{
    double a = (double)distribution->a_ns;
    double b = (double)distribution->b_ns;
    double value = a;

    switch (distribution->kind) {
    case TJ_FIXED:
        return distribution->a_ns;
    case TJ_UNIFORM:
        value = a + (b - a) * unit(draw);
        break;
    case TJ_EXPONENTIAL:
        value = -a * portable_log(unit(draw));
        break;
    case TJ_LOGNORMAL:
        value = a * portable_exp(distribution->sigma
                                 * normal_quantile(unit(draw)));
        break;
    }
    return value >= LONGEST_NS ? (uint64_t)LONGEST_NS : (uint64_t)value;
}

static const char allowed[] =
    "allowed: a duration (40ms), uniform(10ms,60ms), exponential(80ms), "
    "lognormal(800ms,1.2)";

static enum tj_status refuse(const char *text, struct tj_error *error)
{
    return tj_fail(error, TJ_BAD_INPUT, "`%.60s` is no duration or distribution; "
                   "%s", text, allowed);
}

static void trim(char *text)
{
    size_t length = strlen(text);
    size_t begin = strspn(text, " \t");
    while (length > begin && strchr(" \t", text[length - 1]) != NULL)
        length--;
    memmove(text, text + begin, length - begin);
    text[length - begin] = '\0';
}

/* Splits "name(first,second)" in place; second is "" when absent. */
static bool split_call(char *text, char **first, char **second)
{
    char *open = strchr(text, '(');
    char *close = strrchr(text, ')');
    if (open == NULL || close == NULL || close < open || close[1] != '\0')
        return false;
    *open = '\0';
    *close = '\0';
    *first = open + 1;
    char *comma = strchr(*first, ',');
    *second = close;
    if (comma != NULL) {
        *comma = '\0';
        *second = comma + 1;
    }
    trim(*first);
    trim(*second);
    trim(text);
    return true;
}

enum tj_status tj_distribution_parse(const char *text,
                                     struct tj_distribution *distribution,
                                     struct tj_error *error)
{
    struct tj_distribution read = { .kind = TJ_FIXED };
    char   copy[96];
    char  *first, *second;

    if (!tj_text_copy(copy, sizeof copy, text))
        return refuse(text, error);
    trim(copy);
    if (tj_parse_duration(copy, &read.a_ns)) {
        *distribution = read;
        return TJ_OK;
    }
    if (!split_call(copy, &first, &second)
        || !tj_parse_duration(first, &read.a_ns))
        return refuse(text, error);
    if (strcmp(copy, "uniform") == 0) {
        read.kind = TJ_UNIFORM;
        if (!tj_parse_duration(second, &read.b_ns) || read.b_ns < read.a_ns)
            return refuse(text, error);
    } else if (strcmp(copy, "exponential") == 0) {
        read.kind = TJ_EXPONENTIAL;
        if (*second != '\0')
            return refuse(text, error);
    } else if (strcmp(copy, "lognormal") == 0) {
        read.kind = TJ_LOGNORMAL;
        if (!tj_parse_double(second, &read.sigma) || !(read.sigma >= 0)
            || read.sigma > 4)
            return refuse(text, error);
    } else {
        return refuse(text, error);
    }
    *distribution = read;
    return TJ_OK;
}

/* In the largest unit that needs no fraction. */
static void add_duration(struct tj_text *line, uint64_t duration_ns)
{
    static const struct { uint64_t in_ns; const char *name; } units[] = {
        { UINT64_C(3600000000000), "h" }, { UINT64_C(60000000000), "m" },
        { UINT64_C(1000000000), "s" },    { UINT64_C(1000000), "ms" },
        { UINT64_C(1000), "us" },         { UINT64_C(1), "ns" },
    };
    size_t row = duration_ns == 0 ? sizeof units / sizeof *units - 1 : 0;

    while (duration_ns % units[row].in_ns != 0)
        row++;
    tj_text_add(line, "%" PRIu64 "%s", duration_ns / units[row].in_ns,
                units[row].name);
}

/* With as many digits as it takes to read back the same. */
static void add_exact(struct tj_text *line, double value)
{
    char digits[32];
    int  precision = 0;

    do
        (void)snprintf(digits, sizeof digits, "%.*g", ++precision, value);
    while (precision < 17 && strtod(digits, NULL) != value);
    tj_text_add(line, "%s", digits);
}

size_t tj_distribution_format(const struct tj_distribution *distribution,
                              char *text, size_t text_size)
{
    static const char *const names[] = {
        [TJ_FIXED] = "", [TJ_UNIFORM] = "uniform(",
        [TJ_EXPONENTIAL] = "exponential(", [TJ_LOGNORMAL] = "lognormal(",
    };
    struct tj_text line;

    tj_text_init(&line, text, text_size);
    tj_text_add(&line, "%s", names[distribution->kind]);
    add_duration(&line, distribution->a_ns);
    if (distribution->kind == TJ_UNIFORM) {
        tj_text_add(&line, ",");
        add_duration(&line, distribution->b_ns);
    } else if (distribution->kind == TJ_LOGNORMAL) {
        tj_text_add(&line, ",");
        add_exact(&line, distribution->sigma);
    }
    if (distribution->kind != TJ_FIXED)
        tj_text_add(&line, ")");
    return line.used;
}
