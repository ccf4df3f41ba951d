/* Parameterized tests of tap_criterion/criterion/criterion.h. */
#ifndef TJ_TESTS_TAP_PARAMETERIZED_H
#define TJ_TESTS_TAP_PARAMETERIZED_H

#include <criterion/criterion.h>

#define ParameterizedTestParameters(suite, test) \
    static struct tap_rows suite##_##test##_rows(void)
#define cr_make_param_array(type, array, length) \
    ((struct tap_rows){ array, sizeof(type), length })

#define ParameterizedTest(parameter, suite, test)                          \
    static void suite##_##test##_body(parameter);                          \
    static void suite##_##test##_run(void *row)                            \
    {                                                                      \
        suite##_##test##_body(row);                                        \
    }                                                                      \
    __attribute__((constructor)) static void suite##_##test##_add(void)    \
    {                                                                      \
        static struct tap_test row = { #suite "/" #test,                   \
                                       suite##_##test##_run,               \
                                       suite##_##test##_rows, NULL };      \
        tap_add(&row);                                                     \
    }                                                                      \
    static void suite##_##test##_body(parameter)

#endif
