/* SPDX-License-Identifier: MIT */
/* [race NAME]: two operations of two clients that are made to meet.
 *     a = lock of burner-a       an operation of a client of that persona
 *     b = close of burner-b
 *     sweep = auto               or -20us..50us: b's start minus a's
 *     attempts = 0               so many encounters; 0: while the run lasts
 *     wait = 100ms               how long one waits for the other */
#include "stress/workload_read.h"

#include "core/base/text.h"

#include <string.h>

enum { DURATION_MAX = 32, ATTEMPTS_MAX = 1000000000 };
#define WAIT_NS   UINT64_C(100000000)
#define NARROW_NS 16000 /* A bin must not be narrower than a clock's step. */
#define WIDE_NS   INT64_C(10000000000)

static enum tj_status read_party(struct loader *loader,
                                 const struct tj_ini_entry *entry, void *object)
{
    struct tj_race *race = object;
    unsigned        side = entry->key[0] == 'b';
    char            verb[24];
    const char     *of = strstr(entry->value, " of ");
    enum tj_verb    found = TJ_VERB_COUNT;
    size_t          length = of == NULL ? 0 : (size_t)(of - entry->value);

    if (length > 0 && length < sizeof verb) {
        memcpy(verb, entry->value, length);
        verb[length] = '\0';
        (void)tj_verb_by_name(verb, &found);
    }
    if (found == TJ_VERB_COUNT)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                           "%s = %.40s names no operation of a persona; "
                           "allowed: VERB of PERSONA, such as lock of "
                           "burner-a", entry->key, entry->value);
    race->verbs[side] = (uint8_t)found;
    of += strlen(" of ");
    if (!tj_text_copy(race->personas[side], sizeof race->personas[side],
                      of + strspn(of, " ")))
        return tj_ini_fail(tj_ini_place_of(entry, length), loader->error,
                           "a name of more than %zu letters",
                           sizeof race->personas[side] - 1);
    return TJ_OK;
}

static bool parse_offset(const char *text, size_t length, int64_t *offset_ns)
{
    char     digits[DURATION_MAX];
    bool     negative = length > 0 && text[0] == '-';
    uint64_t ns;

    text += negative;
    length -= negative;
    if (length == 0 || length >= sizeof digits)
        return false;
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (!tj_parse_duration(digits, &ns) || ns > (uint64_t)WIDE_NS)
        return false;
    *offset_ns = negative ? -(int64_t)ns : (int64_t)ns;
    return true;
}

static enum tj_status read_sweep(struct loader *loader,
                                 const struct tj_ini_entry *entry, void *object)
{
    struct tj_race *race = object;
    const char     *dots = strstr(entry->value, "..");

    race->low_ns = race->high_ns = 0;
    if (strcmp(entry->value, "auto") == 0)
        return TJ_OK;
    if (dots != NULL &&
        parse_offset(entry->value, (size_t)(dots - entry->value),
                     &race->low_ns) &&
        parse_offset(dots + 2, strlen(dots + 2), &race->high_ns) &&
        race->high_ns - race->low_ns >= NARROW_NS)
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                       "sweep = %.40s is no window; allowed: auto, or -20us"
                       "..50us, 16us wide or more, up to 10s away",
                       entry->value);
}

static enum tj_status read_attempts(struct loader *loader,
                                    const struct tj_ini_entry *entry,
                                    void *object)
{
    return read_number(loader, entry, (struct range){ 0, ATTEMPTS_MAX },
                       &((struct tj_race *)object)->attempts);
}

static enum tj_status read_wait(struct loader *loader,
                                const struct tj_ini_entry *entry, void *object)
{
    return read_duration(loader, entry, &((struct tj_race *)object)->wait_ns);
}

static const struct key_row race_rows[] = {
    { "a", read_party, NULL },          { "b", read_party, NULL },
    { "sweep", read_sweep, NULL },      { "attempts", read_attempts, NULL },
    { "wait", read_wait, NULL },
};

struct key_table race_keys(void)
{
    return (struct key_table){ race_rows,
                               sizeof race_rows / sizeof *race_rows };
}

/* The race of that name, made if there is none; NULL after a complaint. */
static struct tj_race *race_named(struct loader *loader,
                                  const struct tj_ini_section *section,
                                  const char *name)
{
    struct tj_workload *workload = loader->workload;

    for (size_t i = 0; i < workload->races_count; i++)
        if (strcmp(workload->races[i].name, name) == 0)
            return &workload->races[i];
    if (workload->races_count == TJ_RACES_MAX) {
        (void)tj_ini_fail(section->place, loader->error,
                          "one race too many; allowed: %d", TJ_RACES_MAX);
        return NULL;
    }
    struct tj_race *race = &workload->races[workload->races_count++];
    *race = (struct tj_race){ .wait_ns = WAIT_NS };
    if (read_name(loader, section, name, race->name, sizeof race->name) !=
        TJ_OK)
        return NULL;
    return race;
}

enum tj_status read_race(struct loader *loader, struct tj_ini_section *section,
                         const char *name)
{
    static const char *const whole[] = { "a", "b", NULL };
    const struct key_table   table = race_keys();
    struct tj_race          *race = race_named(loader, section, name);

    if (race == NULL)
        return loader->error->status;
    enum tj_status status = split_pairs(loader, section, whole);
    if (status == TJ_OK)
        status = read_keys(loader, section, &table, race);
    if (status == TJ_OK &&
        (race->personas[0][0] == '\0' || race->personas[1][0] == '\0'))
        status = tj_ini_fail(section->place, loader->error,
                             "[race %.31s] needs two; allowed: a = VERB of "
                             "PERSONA and b = VERB of PERSONA", name);
    return status;
}

/* --- Once everything is read --- */

static const struct tj_persona *find_persona(const struct tj_workload *workload,
                                             const char *name)
{
    for (size_t i = 0; i < workload->personas_count; i++)
        if (strcmp(workload->personas[i].name, name) == 0)
            return &workload->personas[i];
    return NULL;
}

static bool does(const struct tj_persona *persona, uint8_t verb)
{
    for (size_t i = 0; i < persona->steps_count; i++) {
        const struct tj_step *step = &persona->steps[i];
        bool op = step->kind == TJ_STEP_OP || step->kind == TJ_STEP_RAW;
        if ((op && step->verb == verb) ||
            (step->kind == TJ_STEP_CLOSE_ALL && verb == TJ_CLOSE))
            return true;
    }
    return false;
}

enum tj_status settle_races(struct loader *loader, struct tj_ini_place top)
{
    const struct tj_workload *workload = loader->workload;

    for (size_t i = 0; i < 2 * workload->races_count; i++) {
        const struct tj_race    *race = &workload->races[i / 2];
        const char              *name = race->personas[i % 2];
        const struct tj_persona *persona = find_persona(workload, name);

        if (persona == NULL)
            return tj_ini_fail(top, loader->error, "[race %.31s]: nobody is "
                               "called `%.31s`; allowed: a persona or mix of "
                               "this scenario", race->name, name);
        if (!does(persona, race->verbs[i % 2]))
            return tj_ini_fail(top, loader->error, "[race %.31s]: `%.31s` never "
                               "does %s; allowed: an operation of its script",
                               race->name, name,
                               tj_verb_name(
                                   (enum tj_verb)race->verbs[i % 2]));
    }
    return TJ_OK;
}
