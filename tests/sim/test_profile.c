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

static enum tj_status set(struct sim_profile *profile, const char *key,
                          const char *value)
{
    return sim_profile_set(profile, key, value, &error);
}

Test(sim_profile, a_time_is_one_number_or_a_range_with_a_rare_tail)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(set(&profile, "open_time", "1500ms"), TJ_OK);
    cr_assert_eq(sim_span_ns(&profile.open, 0), UINT64_C(1500000000));
    cr_assert_eq(sim_span_ns(&profile.open, UINT64_MAX), UINT64_C(1500000000));
    cr_assert_eq(set(&profile, "open_time", "1s..2s"), TJ_OK);
    cr_assert_eq(sim_span_ns(&profile.open, 0), UINT64_C(1000000000));
    cr_assert_eq(sim_span_ns(&profile.open, UINT64_MAX), UINT64_C(2000000000));
    cr_assert_eq(set(&profile, "open_time", "1s..2s/0.5%:9s"), TJ_OK);
    cr_assert_eq(profile.open.tail_rate, 5);
    cr_assert_eq(sim_span_ns(&profile.open, 0), UINT64_C(9000000000));
    cr_assert_eq(sim_span_ns(&profile.open, UINT64_MAX), UINT64_C(2000000000));
    cr_assert_eq(set(&profile, "spin_up", "3s/10%:1m"), TJ_OK);
    cr_assert_eq(profile.spin_up.tail_us, 60000000);
}

Test(sim_profile, a_time_that_makes_no_sense_changes_nothing)
{
    static const char *const wrong[] = { "", "2s..1s", "1s..", "..1s", "1s/",
                                         "1s/5%", "1s/5:2s", "1s/101%:2s",
                                         "1s..2h", "1s/1%:2h", "-1s", "1s/%:2s" };
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(set(&profile, "load_time", "7s"), TJ_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_eq(set(&profile, "load_time", wrong[i]), TJ_BAD_INPUT, "%s",
                     wrong[i]);
    cr_assert_eq(profile.load.min_us, 7000000);
    cr_assert_eq(profile.load.tail_rate, 0);
}

Test(sim_profile, words_are_known_by_their_whole_name)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(set(&profile, "loader", "slot"), TJ_OK);
    cr_assert_eq(profile.loader, SIM_LOADER_SLOT);
    cr_assert_eq(set(&profile, "loader", "sl"), TJ_BAD_INPUT);
    cr_assert_eq(set(&profile, "loader", "slim slot"), TJ_BAD_INPUT);
    cr_assert_eq(set(&profile, "reads", "cd"), TJ_OK);
    cr_assert_eq(profile.reads, SIM_READS_CD);
    cr_assert_eq(set(&profile, "schema", "other"), TJ_OK);
    cr_assert_eq(profile.schema, SIM_SCHEMA_OTHER);
    cr_assert_eq(set(&profile, "disc_kind", "same"), TJ_BAD_INPUT);
    cr_assert_eq(set(&profile, "vendor", "MSFT"), TJ_OK);
    cr_assert_str_eq(profile.vendor, "MSFT    ");
    cr_assert_eq(set(&profile, "vendor", "NINE CHARS"), TJ_BAD_INPUT);
}

Test(sim_profile, every_shipped_drive_can_be_built)
{
    struct sim_profile_file file;
    size_t count = 0;
    for (; sim_profile_shipped(count, &file); count++) {
        struct sim_profile profile;
        cr_assert_eq(sim_profile_by_name(file.name, &profile, &error), TJ_OK,
                     "%s: %s", file.name, error.text);
        cr_assert_gt(strlen(file.about), 20);
    }
    cr_assert_geq(count, 8);
}

Test(sim_profile, the_default_profile_is_the_default_drive)
{
    struct sim_profile profile, honest = sim_profile_default();
    memcpy(&profile, &honest, sizeof honest); /* Padding, too. */
    cr_assert_eq(sim_profile_apply(&profile, "default", &error), TJ_OK);
    cr_assert_eq(memcmp(&profile, &honest, sizeof honest), 0);
}

Test(sim_profile, a_profile_is_laid_over_what_was_set_and_can_be_changed_after)
{
    struct sim_profile profile = sim_profile_default();
    cr_assert_eq(set(&profile, "tolerance", "0s"), TJ_OK);
    cr_assert_eq(set(&profile, "profile", "bluray-sata-an"), TJ_OK);
    cr_assert(profile.an && profile.disc);
    cr_assert_eq(profile.poll_tolerance_ns, 0);
    cr_assert_eq(profile.spin_up.max_us, 11000000);
    cr_assert_eq(set(&profile, "disc", "none"), TJ_OK);
    cr_assert_eq(sim_profile_check(&profile, &error), TJ_OK);
}

Test(sim_profile, an_unknown_profile_gets_a_suggestion)
{
    struct sim_profile profile;
    cr_assert_eq(sim_profile_by_name("slim-try", &profile, &error),
                 TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "did you mean `slim-tray`"));
    cr_assert_eq(sim_profile_by_name("zzzzzzzzzz", &profile, &error),
                 TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "trayjam list profiles"));
}

struct pair { const char *settings[3][2]; bool fits; };

Test(sim_profile, settings_that_exclude_each_other_are_refused)
{
    static const struct pair pairs[] = {
        { { { "fs", "cdfs" } }, false },
        { { { "fs", "cdfs" }, { "disc", "present" } }, true },
        { { { "fs", "cdfs" }, { "disc", "present" }, { "tray", "open" } },
          false },
        { { { "fs", "cdfs" }, { "disc", "present" },
            { "disc_kind", "audio-cd" } }, false },
        { { { "fs", "cdfs" }, { "disc", "present" },
            { "disc_kind", "dvd-rw" } }, true },
        { { { "playing", "yes" } }, false },
        { { { "playing", "yes" }, { "disc", "present" } }, true },
        { { { "playing", "yes" }, { "disc", "present" },
            { "disc_kind", "dvd" } }, false },
        { { { "an", "on" }, { "mcn", "off" } }, false },
        { { { "gesn", "off" }, { "gesn_hack", "on" } }, false },
        { { { "loader", "slot" }, { "tray", "open" } }, false },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct sim_profile profile = sim_profile_default();
        for (size_t k = 0; k < 3 && pairs[i].settings[k][0] != NULL; k++)
            cr_assert_eq(set(&profile, pairs[i].settings[k][0],
                             pairs[i].settings[k][1]), TJ_OK);
        cr_assert_eq(sim_profile_check(&profile, &error) == TJ_OK,
                     pairs[i].fits, "row %zu: %s", i, error.text);
    }
}
