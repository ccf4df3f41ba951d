#include "backends/registry.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(registry, every_kind_of_drive_is_listed_here_too)
{
    static const char *const names[] = { "sim", "null", "windows", "linux",
                                         "server" };

    cr_assert_eq(tj_drive_count(), 5);
    for (size_t i = 0; i < 5; i++) {
        cr_expect_str_eq(tj_drive_at(i)->name, names[i]);
        cr_expect_neq(tj_drive_at(i)->help[0], '\0');
    }
}

Test(registry, a_simulated_drive_with_settings_is_understood)
{
    struct tj_target_spec spec;
    struct tj_error error;

    cr_assert_eq(tj_target_parse("sim:disc=present,mutant=two_owners", &spec,
                                 &error), TJ_OK);
    cr_expect_str_eq(spec.info->name, "sim");
    cr_expect_str_eq(spec.detail, "disc=present,mutant=two_owners");
    cr_assert_eq(tj_target_parse("null", &spec, &error), TJ_OK);
    cr_expect_str_eq(spec.detail, "");
}

Test(registry, a_detail_may_hold_colons)
{
    struct tj_target_spec spec;
    struct tj_error error;

    cr_assert_eq(tj_target_parse("sim:a:b", &spec, &error), TJ_OK);
    cr_expect_str_eq(spec.detail, "a:b");
}

Test(registry, a_drive_that_is_not_built_in_is_unavailable_with_its_reason)
{
    struct tj_target_spec spec;
    struct tj_error error;

    for (size_t i = 0; i < tj_drive_count(); i++) {
        const struct tj_drive_info *info = tj_drive_at(i);
        char text[64];

        snprintf(text, sizeof text, "%s:X", info->name);
        enum tj_status status = tj_target_parse(text, &spec, &error);
        if (info->unavailable == NULL) {
            cr_expect_eq(status, TJ_OK);
            continue;
        }
        cr_expect_eq(status, TJ_UNAVAILABLE);
        cr_expect_eq(tj_status_exit_code(status), 6);
        cr_expect_not_null(strstr(error.text, info->unavailable));
    }
    cr_assert_eq(tj_target_parse("windows:\\\\.\\D:", &spec, &error),
                 TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(error.text, "needs Windows"));
}

Test(registry, an_unknown_kind_is_a_usage_error_that_lists_them)
{
    struct tj_target_spec spec;
    struct tj_error error;

    cr_expect_eq(tj_target_parse("simm", &spec, &error), TJ_USAGE);
    cr_expect_not_null(strstr(error.text, "did you mean `sim`"));
    cr_expect_not_null(strstr(error.text, "sim, null, windows, linux, server"));
    cr_expect_eq(tj_target_parse("", &spec, &error), TJ_USAGE);
    cr_expect_eq(tj_target_parse(":sim", &spec, &error), TJ_USAGE);
    cr_expect_eq(tj_target_parse("/dev/sr0/and/a/name/that/is/very/long/indeed",
                                 &spec, &error), TJ_USAGE);
}

Test(registry, a_detail_that_does_not_fit_is_refused_not_cut)
{
    struct tj_target_spec spec;
    struct tj_error error;
    char text[600];

    memset(text, 'x', sizeof text);
    memcpy(text, "sim:", 4);
    text[4 + TJ_TARGET_DETAIL_MAX - 1] = '\0';
    cr_expect_eq(tj_target_parse(text, &spec, &error), TJ_OK);
    text[4 + TJ_TARGET_DETAIL_MAX - 1] = 'x';
    text[4 + TJ_TARGET_DETAIL_MAX] = '\0';
    cr_expect_eq(tj_target_parse(text, &spec, &error), TJ_USAGE);
}
