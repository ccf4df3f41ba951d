/* The example that has every key, held against the tables of keys: a new key
 * comes with its line in docs/examples, where users look it up. */
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

static struct support support;

enum { KEYS_MAX = 64 };

static const char *const files[] = { "base.ini", "every-key.ini",
                                     "every-key-race.ini" };

static void parse(const char *name, struct tj_ini *ini)
{
    static char text[3][32768];
    char        path[256];
    size_t      index = 0;

    while (strcmp(files[index], name) != 0)
        index++;
    (void)snprintf(path, sizeof path, TRAYJAM_SOURCE_FOLDER
                   "/docs/examples/%s", name);
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    text[index][fread(text[index], 1, sizeof text[index] - 1, file)] = '\0';
    fclose(file);
    const struct tj_ini_source source = { .file = name, .text = text[index] };
    cr_assert_eq(tj_ini_parse(ini, &source, &support.arena, &support.error),
                 TJ_OK, "%s", support.error.text);
}

/* Whether a section of the kind ("global", or "persona NAME") has the key. */
static bool says(const struct tj_ini *ini, const char *kind, const char *key)
{
    size_t length = strlen(kind);

    for (const struct tj_ini_section *section = ini->sections; section != NULL;
         section = section->next)
        if (strncmp(section->title, kind, length) == 0 &&
            !isalpha((unsigned char)section->title[length]) &&
            tj_ini_find(section, key) != NULL)
            return true;
    return false;
}

Test(keys, each_key_of_each_kind_of_section_is_in_the_examples)
{
    static const char *const kinds[] = { "global", "persona", "mix", "fault",
                                         "race" };
    struct tj_ini ini[3];

    support_open(&support);
    arena_init(&support.arena, support.memory, (size_t)1 << 24);
    for (size_t i = 0; i < 3; i++)
        parse(files[i], &ini[i]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *names[KEYS_MAX];
        size_t      count = tj_workload_keys(kinds[i], names, KEYS_MAX);
        cr_assert(count >= 5 && count <= KEYS_MAX, "%s", kinds[i]);
        for (size_t j = 0; j < count; j++)
            cr_expect(says(&ini[0], kinds[i], names[j]) ||
                          says(&ini[1], kinds[i], names[j]) ||
                          says(&ini[2], kinds[i], names[j]),
                      "`%s` of [%s] is in none of docs/examples/*.ini; write "
                      "it down there, with what it says", names[j], kinds[i]);
    }
    cr_expect_eq(tj_workload_keys("expect", NULL, 0), 0);
    support_close(&support);
}
