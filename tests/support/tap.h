/* A plain test program: prints TAP, exits 1 when a check failed. For where
 * Criterion cannot go: ThreadSanitizer and Windows. */
#ifndef TJ_TESTS_SUPPORT_TAP_H
#define TJ_TESTS_SUPPORT_TAP_H

#include <stdbool.h>
#include <stdio.h>

struct tap {
    int count, failed;
};

static inline void tap_ok(struct tap *tap, bool good, const char *what)
{
    tap->count++;
    tap->failed += !good;
    printf("%sok %d - %s\n", good ? "" : "not ", tap->count, what);
    fflush(stdout);
}

static inline int tap_done(const struct tap *tap)
{
    printf("1..%d\n", tap->count);
    return tap->failed > 0;
}

#endif
