#include "sim/profile.h"

#include <criterion/criterion.h>
#include <string.h>

static struct tj_error error;

Test(sim_profile, every_key_has_help_and_refuses_nonsense)
{
    const char *help;
    unsigned count = 0;
    for (; sim_profile_key(count, &help) != NULL; count++) {
        struct sim_profile profile = sim_profile_default();
        cr_assert_gt(strlen(help), 5);
        cr_assert_eq(sim_profile_set(&profile, sim_profile_key(count, NULL),
                                     "non\tsense", &error), TJ_BAD_INPUT);
        cr_assert_not_null(strstr(error.text, "expected"));
    }
    cr_assert_geq(count, 15);
}

Test(sim_profile, sets_switches_times_and_mutants)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_not(profile.disc);
    cr_assert_eq(sim_profile_set(&profile, "disc", "present", &error), TJ_OK);
    cr_assert(profile.disc);
    cr_assert_eq(sim_profile_set(&profile, "poll", "2000ms", &error), TJ_OK);
    cr_assert_eq(profile.poll_ns, UINT64_C(2000000000));
    cr_assert_eq(sim_profile_set(&profile, "handles", "lenient", &error),
                 TJ_OK);
    cr_assert_not(profile.handles_strict);
    cr_assert_eq(sim_profile_set(&profile, "mutant", "two_owners", &error),
                 TJ_OK);
    cr_assert_eq(profile.mutant, SIM_TWO_OWNERS);
    cr_assert_eq(sim_profile_set(&profile, "fs", "cdfs", &error), TJ_OK);
    cr_assert(profile.fs_cdfs);
}

Test(sim_profile, refuses_times_that_would_stop_or_overflow_the_clock)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(sim_profile_set(&profile, "poll", "0ms", &error),
                 TJ_BAD_INPUT);
    cr_assert_eq(sim_profile_set(&profile, "spin_up", "2h", &error),
                 TJ_BAD_INPUT);
    cr_assert_eq(profile.poll_ns, UINT64_C(1000000000));
}

Test(sim_profile, suggests_the_nearest_key)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(sim_profile_set(&profile, "dics", "present", &error),
                 TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "did you mean `disc`"));
}
