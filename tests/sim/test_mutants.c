#include "sim/mutants.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

Test(sim_mutants, names_find_their_mutant_and_strangers_find_none)
{
    enum sim_mutant found;
    for (int i = 0; i < SIM_MUTANT_COUNT; i++) {
        const struct sim_mutant_info *info =
            sim_mutant_info((enum sim_mutant)i);
        cr_assert(sim_mutant_by_name(info->name, &found));
        cr_assert_eq((int)found, i);
        cr_assert(i == SIM_HONEST || strlen(info->rules) > 0);
    }
    cr_assert_not(sim_mutant_by_name("three_owners", &found));
}

/* How many lines of sim/ are marked MUTANT(name). */
static unsigned marks(const char *name)
{
    char mark[80], line[512], path[512];
    unsigned count = 0;
    DIR *folder = opendir(TRAYJAM_SOURCE_FOLDER "/sim");

    cr_assert_not_null(folder);
    (void)snprintf(mark, sizeof mark, "MUTANT(%s)", name);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strstr(entry->d_name, ".c") == NULL)
            continue;
        (void)snprintf(path, sizeof path, TRAYJAM_SOURCE_FOLDER "/sim/%s",
                       entry->d_name);
        FILE *file = fopen(path, "r");
        while (file != NULL && fgets(line, sizeof line, file) != NULL)
            count += strstr(line, mark) != NULL;
        if (file != NULL)
            fclose(file);
    }
    closedir(folder);
    return count;
}

Test(sim_mutants, each_is_planted_at_exactly_one_marked_line)
{
    for (int i = SIM_HONEST + 1; i < SIM_MUTANT_COUNT; i++) {
        const char *name = sim_mutant_info((enum sim_mutant)i)->name;
        cr_assert_eq(marks(name), 1, "%s is marked %u times", name,
                     marks(name));
    }
}
