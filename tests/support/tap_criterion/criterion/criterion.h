/* As much of Criterion as tests/contract needs, where Criterion cannot go: the
 * same sources, one process, TAP on stdout. A failed cr_assert ends its test. */
#ifndef TJ_TESTS_TAP_CRITERION_H
#define TJ_TESTS_TAP_CRITERION_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct tap_rows { void *at; size_t size, count; };
struct tap_test {
    const char       *name;
    void            (*run)(void *row);
    struct tap_rows (*rows)(void);
    struct tap_test  *next;
};
struct tap_state {
    struct tap_test *first, **last;
    jmp_buf          leave;
    bool             failed;
};
struct tap_state *tap_state(void);
void tap_add(struct tap_test *test);

/* The message is only made when there is something to tell. */
#define TAP_CHECK(good, fatal, what, ...)                                  \
    do {                                                                   \
        if (!(good)) {                                                     \
            printf("# %s:%d: %s\n", __FILE__, __LINE__, what);             \
            printf("# " __VA_ARGS__);                                      \
            printf("\n");                                                  \
            tap_state()->failed = true;                                    \
            if (fatal)                                                     \
                longjmp(tap_state()->leave, 1);                            \
        }                                                                  \
    } while (0)

#define cr_assert(x, ...) TAP_CHECK(x, true, #x, __VA_ARGS__)
#define cr_expect(x, ...) TAP_CHECK(x, false, #x, __VA_ARGS__)
#define cr_expect_not(x, ...) TAP_CHECK(!(x), false, "not " #x, __VA_ARGS__)
#define TAP_COMPARE(a, op, b, fatal, ...) \
    TAP_CHECK((a) op (b), fatal, #a " " #op " " #b, __VA_ARGS__)
#define cr_assert_eq(a, b, ...) TAP_COMPARE(a, ==, b, true, __VA_ARGS__)
#define cr_assert_neq(a, b, ...) TAP_COMPARE(a, !=, b, true, __VA_ARGS__)
#define cr_assert_lt(a, b, ...) TAP_COMPARE(a, <, b, true, __VA_ARGS__)
#define cr_expect_eq(a, b, ...) TAP_COMPARE(a, ==, b, false, __VA_ARGS__)
#define cr_expect_neq(a, b, ...) TAP_COMPARE(a, !=, b, false, __VA_ARGS__)
#define cr_expect_leq(a, b, ...) TAP_COMPARE(a, <=, b, false, __VA_ARGS__)
#define cr_expect_geq(a, b, ...) TAP_COMPARE(a, >=, b, false, __VA_ARGS__)
#define cr_expect_gt(a, b, ...) TAP_COMPARE(a, >, b, false, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...) \
    TAP_CHECK(strcmp(a, b) == 0, false, #a " is " #b, __VA_ARGS__)

#endif
