#include "core/base/assert.h"
#include "core/base/status.h"

#include <criterion/criterion.h>
#include <signal.h>

Test(status, fail_fills_the_error_and_returns_the_status)
{
    struct tj_error error = { .native = 99 };

    cr_assert_eq(tj_fail(&error, TJ_BAD_TRACE, "record %d", 7), TJ_BAD_TRACE);
    cr_assert_eq(error.status, TJ_BAD_TRACE);
    cr_assert_eq(error.native, 0);
    cr_assert_str_eq(error.text, "record 7");
}

Test(status, a_caller_may_prepend_to_the_text_it_was_given)
{
    struct tj_error error;

    (void)tj_fail_native(&error, TJ_HOST_IO, 28, "disk full");
    (void)tj_fail(&error, TJ_HOST_IO, "trace: %s", error.text);
    cr_assert_str_eq(error.text, "trace: disk full");
}

Test(status, a_long_text_is_cut_and_says_so)
{
    struct tj_error error;
    char            lengthy[600];

    memset(lengthy, 'x', sizeof lengthy);
    lengthy[sizeof lengthy - 1] = '\0';
    (void)tj_fail(&error, TJ_USAGE, "%s", lengthy);
    cr_assert_eq(strlen(error.text), sizeof error.text - 1);
    cr_assert_str_eq(error.text + sizeof error.text - 5, "x...");
    lengthy[sizeof error.text - 1] = '\0'; /* As long as can be. */
    (void)tj_fail(&error, TJ_USAGE, "%s", lengthy);
    cr_assert_str_eq(error.text, lengthy);
}

Test(status, exit_codes_are_the_documented_ones)
{
    cr_assert_eq(tj_status_exit_code(TJ_OK), 0);
    cr_assert_eq(tj_status_exit_code(TJ_UNAVAILABLE), 6);
    cr_assert_eq(tj_status_exit_code(TJ_USAGE), 64);
    cr_assert_eq(tj_status_exit_code(TJ_BAD_INPUT), 65);
    cr_assert_eq(tj_status_exit_code(TJ_BAD_TRACE), 65);
    cr_assert_eq(tj_status_exit_code(TJ_MISSING), 66);
    cr_assert_eq(tj_status_exit_code(TJ_HOST_IO), 74);
}

Test(assert, a_broken_promise_stops_the_program, .signal = SIGABRT)
{
    TJ_ASSERT(1 + 1 == 3);
}

Test(assert, an_expression_without_parentheses_is_taken_whole)
{
    int a = 2, b = 2;

    TJ_ASSERT(a == b); /* (!a) == b would be false. */
    TJ_INVARIANT(A1, a == b || a > b);
}
