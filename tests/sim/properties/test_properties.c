/* Every property of class-driver spec 8.7: the honest drive keeps all of them
 * over many runs in which each was really put to the test, and the drive that
 * is wrong on purpose is seen to break its own. */
#include "tests/sim/properties/properties.h"

#include <criterion/criterion.h>
#include <string.h>

enum { HONEST_SEEDS = 12 };

static struct tale tale;

static void expect_none_broken(enum theme_id theme, uint64_t seed)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        cr_assert_eq(tale.breaks[i], 0, "P%s, seed %u of %s: %s",
                     property_at((enum property)i)->number, (unsigned)seed,
                     theme_at(theme)->name, tale.text[i]);
}

static void honest_drive_keeps_it(enum property property)
{
    const struct property_row *row = property_at(property);

    tale.watched = NOBODY;
    for (uint64_t seed = 1; seed <= HONEST_SEEDS; seed++) {
        theme_run(&tale, row->theme, seed, SIM_HONEST);
        expect_none_broken(row->theme, seed);
    }
    cr_assert_gt(tale.occasions[property], 0, "P%s was never put to the test",
                 row->number);
}

static void wrong_drive_breaks_it(enum property property)
{
    const struct property_row *row = property_at(property);

    tale.watched = (int)property;
    for (uint64_t seed = 1; seed <= row->seeds; seed++) {
        theme_run(&tale, row->theme, seed, row->mutant);
        if (tale.breaks[property] > 0)
            return;
    }
    cr_assert_fail("P%s is not seen to be broken by %s in %u seeds",
                   row->number, sim_mutant_info(row->mutant)->name,
                   row->seeds);
}

/* "TJ-X07" and "P7" both mean property 7, and so on in all groups of rules
 * that have the numbers of properties. */
static int named_property(const char *word)
{
    static const char *const prefixes[] = { "TJ-X", "TJ-R", "TJ-T", "TJ-M",
                                            "TJ-V", "TJ-F", "P", "W" };

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(word, prefixes[i], length) != 0)
            continue;
        word += length;
        word += *word == '0';
        for (int p = 0; p < PROPERTY_COUNT; p++) {
            const char *number = property_at((enum property)p)->number;
            number += *number == '0';
            if (strncmp(word, number, strcspn(word, " ")) == 0 &&
                strlen(number) == strcspn(word, " "))
                return p;
        }
    }
    return NOBODY;
}

static bool is_seen(enum sim_mutant mutant, int property)
{
    const struct property_row *row = property_at((enum property)property);

    tale.watched = property;
    tale.breaks[property] = 0;
    for (uint64_t seed = 1; seed <= row->seeds; seed++) {
        theme_run(&tale, row->theme, seed, mutant);
        if (tale.breaks[property] > 0)
            return true;
    }
    return false;
}

Test(sim_properties, every_wrong_drive_breaks_a_property_that_it_names)
{
    tale.watch = properties_watch;
    for (int i = SIM_HONEST + 1; i < SIM_MUTANT_COUNT; i++) {
        const struct sim_mutant_info *info =
            sim_mutant_info((enum sim_mutant)i);
        bool seen = false;
        for (const char *word = info->rules; *word != '\0' && !seen;) {
            if (strncmp(word, "TJ-L", 4) == 0) {
                seen = true; /* Liveness: shown by runs, not by histories. */
                break;
            }
            int property = named_property(word);
            cr_assert_neq(property, NOBODY, "%s names %s", info->name, word);
            seen = is_seen((enum sim_mutant)i, property);
            word += strcspn(word, " ");
            word += *word == ' ';
        }
        cr_assert(seen, "nothing that %s names sees it", info->name);
    }
}

#define X(number, sentence, ...)                        \
    Test(sim_properties, P##number##_##sentence)        \
    {                                                   \
        tale.watch = properties_watch;                  \
        honest_drive_keeps_it(PROPERTY_##number);       \
        wrong_drive_breaks_it(PROPERTY_##number);       \
    }
PROPERTY_LIST(X)
#undef X
