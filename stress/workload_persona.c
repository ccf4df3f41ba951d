/* SPDX-License-Identifier: MIT */
/* [persona NAME] and [mix NAME]: who the clients are. A mix becomes a persona
 * whose steps are drawn by weight instead of being done in a row. */
#include "stress/workload_read.h"

#include "core/base/text.h"
#include "core/drive/encode.h"
#include "stress/workload_script.h"

#include <stdio.h>
#include <string.h>

enum { WEIGHT_MAX = 1000, MIX_WEIGHT_MAX = 1000000, FASTER_MAX = 1000000 };

static enum tj_status read_weight(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    struct tj_persona *persona = object;
    uint64_t           number = 0;
    enum tj_status     status = read_number(
            loader, entry, (struct range){ 0, WEIGHT_MAX }, &number);

    persona->weight = (uint32_t)number;
    return status;
}

static enum tj_status read_caller(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    struct tj_persona *persona = object;

    return read_text(loader, entry, persona->caller, sizeof persona->caller);
}

/* "20x50ms": so many more tries, so far apart; "none": no retry. Of a LOCK that
 * does not say it itself. */
static enum tj_status read_retry(struct loader *loader,
                                 const struct tj_ini_entry *entry, void *object)
{
    struct tj_persona *persona = object;
    struct tj_retry   *retry = &persona->retries[0];

    if (strcmp(entry->value, "none") == 0) {
        retry->tries = 0;
        return TJ_OK;
    }
    if (script_parse_tries(entry->value, retry))
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                       "retry = %.40s is no retry; allowed: TRIESxPAUSE "
                       "such as 20x50ms, or none", entry->value);
}

static enum tj_status read_jitter(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object)
{
    struct tj_persona *persona = object;

    if (script_parse_percent(entry->value, &persona->retries[0].jitter))
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                       "jitter = %.40s is no share; allowed: 0%% .. 100%%",
                       entry->value);
}

static enum tj_status read_own_placing(struct loader *loader,
                                       const struct tj_ini_entry *entry,
                                       void *object)
{
    return read_placing(loader, entry,
                        &((struct tj_persona *)object)->placing);
}

static enum tj_status read_arrival(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    struct tj_persona *persona = object;

    persona->own_arrival = true;
    loader->arrival = entry;
    return read_plan(loader, entry, &persona->arrival);
}

/* Gives every step of a kind this time; says whether there was one. */
static bool set_times(struct tj_persona *persona, enum tj_step_kind kind,
                      const struct tj_distribution *time)
{
    bool any = false;

    for (size_t i = 0; i < persona->steps_count; i++) {
        if (persona->steps[i].kind != kind)
            continue;
        persona->steps[i].time = *time;
        any = true;
    }
    return any;
}

static enum tj_status read_time(struct loader *loader,
                                const struct tj_ini_entry *entry, void *object)
{
    bool                   hold = strcmp(entry->key, "hold") == 0;
    struct tj_distribution time;
    enum tj_status status = read_distribution(loader, entry, &time);

    if (status == TJ_OK &&
        !set_times(object, hold ? TJ_STEP_HOLD : TJ_STEP_THINK, &time))
        status = tj_ini_fail(entry->place, loader->error,
                             "`%s`, but its script has no such step; allowed: "
                             "with one that has", entry->key);
    return status;
}

/* What [global] says, where it fits. */
static enum tj_status apply_defaults(struct loader *loader,
                                     struct tj_persona *persona)
{
    struct tj_distribution time;
    enum tj_status         status = TJ_OK;

    if (loader->retry != NULL)
        status = read_retry(loader, loader->retry, persona);
    if (status == TJ_OK && loader->jitter != NULL)
        status = read_jitter(loader, loader->jitter, persona);
    if (status == TJ_OK && loader->hold != NULL) {
        status = read_distribution(loader, loader->hold, &time);
        if (status == TJ_OK)
            (void)set_times(persona, TJ_STEP_HOLD, &time);
    }
    if (status == TJ_OK && loader->think != NULL) {
        status = read_distribution(loader, loader->think, &time);
        if (status == TJ_OK && persona->mix)
            persona->think = time;
        if (status == TJ_OK)
            (void)set_times(persona, TJ_STEP_THINK, &time);
    }
    return status;
}

static void hurry_time(struct tj_distribution *time, uint64_t times)
{
    if (time->kind == TJ_FIXED && time->a_ns == UINT64_MAX)
        return; /* For ever. */
    time->a_ns /= times;
    time->b_ns /= times;
}

/* "faster = 20": a program at its real pace would do little in a run of
 * seconds. All its times, but for those said beside it. */
static enum tj_status hurry(struct loader *loader,
                            const struct tj_ini_section *section,
                            struct tj_persona *persona)
{
    const struct tj_ini_entry *entry = tj_ini_find(section, "faster");
    uint64_t                   times = 1;
    enum tj_status             status = TJ_OK;

    if (entry != NULL && entry->value != NULL)
        status = read_number(loader, entry, (struct range){ 1, FASTER_MAX },
                             &times);
    for (size_t i = 0; i < persona->steps_count; i++)
        hurry_time(&persona->steps[i].time, times);
    for (size_t i = 0; i < persona->retries_count; i++) {
        hurry_time(&persona->retries[i].pause, times);
        persona->retries[i].deadline_ns /= times;
    }
    return status;
}

static const struct tj_shipped *shipped_persona(const char *name)
{
    for (size_t i = 0; i < tj_persona_file_count(); i++)
        if (strcmp(tj_persona_file_at(i)->name, name) == 0)
            return tj_persona_file_at(i);
    return NULL;
}

static enum tj_status unknown_persona(struct loader *loader,
                                      const struct tj_ini_entry *entry)
{
    const char         *names[TJ_PERSONAS_MAX * 2];
    struct tj_ini_words words = { "persona", names, 0 };

    for (size_t i = 0; i < tj_persona_file_count(); i++)
        if (words.count < sizeof names / sizeof *names)
            names[words.count++] = tj_persona_file_at(i)->name;
    return tj_ini_unknown(tj_ini_place_of(entry, 0), entry->value, &words,
                          loader->error);
}

static const struct key_row persona_rows[] = {
    { "use", read_already, NULL },
    { "script", read_already, NULL },
    { "weight", read_weight, NULL },
    { "caller", read_caller, NULL },
    { "retry", read_retry, NULL },
    { "jitter", read_jitter, NULL },
    { "faster", read_already, NULL },
    { "hold", read_time, NULL },
    { "think", read_time, NULL },
    { "arrival", read_arrival, NULL },
    { "rate", read_arrival, NULL },
    { "pin", read_own_placing, NULL },
    { "priority", read_own_placing, NULL },
};
static const struct key_table persona_table = {
    persona_rows, sizeof persona_rows / sizeof *persona_rows
};
struct key_table persona_keys(void)
{
    return persona_table;
}

static const char *const persona_whole[] = { "script", "caller", NULL };

/* A persona file: one section, [persona]. */
static enum tj_status read_persona_file(struct loader *loader,
                                        const struct tj_ini_source *source,
                                        struct tj_persona *persona)
{
    struct tj_ini  ini;
    enum tj_status status =
        tj_ini_parse(&ini, source, loader->arena, loader->error);
    if (status != TJ_OK)
        return status;

    struct tj_ini_section *section = ini.sections;
    struct tj_ini_place    top = { source->file, 1, 1 };
    if (section == NULL || section->next != NULL ||
        strcmp(section->title, "persona") != 0)
        return tj_ini_fail(section == NULL ? top : section->place,
                           loader->error, "a persona file is one section; "
                           "allowed: [persona]");
    status = split_pairs(loader, section, persona_whole);
    if (status == TJ_OK && tj_ini_find(section, "use") != NULL)
        status = tj_ini_fail(tj_ini_find(section, "use")->place, loader->error,
                             "a persona file stands alone; allowed: script");
    if (status == TJ_OK && tj_ini_find(section, "script") == NULL)
        status = tj_ini_fail(section->place, loader->error,
                             "a persona file without `script`");
    if (status == TJ_OK && tj_ini_find(section, "script")->value != NULL)
        status = script_parse(tj_ini_find(section, "script"), persona,
                              loader->error);
    return status == TJ_OK
               ? read_keys(loader, section, &persona_table, persona)
               : status;
}

static enum tj_status use_persona(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  struct tj_persona *persona)
{
    const struct tj_shipped *shipped = shipped_persona(entry->value);
    size_t                   length = strlen(entry->value);
    struct tj_ini_source     source = { 0 };

    if (shipped != NULL) {
        source.file = shipped->name;
        source.text = shipped->text;
    } else if (length > 4 && strcmp(entry->value + length - 4, ".ini") == 0) {
        enum tj_status status = path_beside(loader, entry->place.file,
                                            entry->value, &source.file);
        if (status == TJ_OK)
            status = read_file_text(loader, source.file, &source);
        if (status == TJ_MISSING)
            status = tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                                 "use = %.80s is not there; allowed: a persona "
                                 "of `trayjam list personas`, or a file ending "
                                 "in .ini", entry->value);
        if (status != TJ_OK)
            return status;
    } else {
        return unknown_persona(loader, entry);
    }
    return read_persona_file(loader, &source, persona);
}

/* The persona of that name, made if there is none; NULL after a complaint. */
static struct tj_persona *persona_named(struct loader *loader,
                                        const struct tj_ini_section *section,
                                        const char *name)
{
    struct tj_workload *workload = loader->workload;

    for (size_t i = 0; i < workload->personas_count; i++)
        if (strcmp(workload->personas[i].name, name) == 0)
            return &workload->personas[i];
    if (workload->personas_count == TJ_PERSONAS_MAX) {
        (void)tj_ini_fail(section->place, loader->error,
                          "one persona or mix too many; allowed: %d",
                          (int)TJ_PERSONAS_MAX);
        return NULL;
    }
    struct tj_persona *persona =
        &workload->personas[workload->personas_count++];
    *persona = (struct tj_persona){ .weight = 1, .retries_count = 1 };
    if (read_name(loader, section, name, persona->name,
                  sizeof persona->name) != TJ_OK)
        return NULL;
    (void)tj_text_copy(persona->caller, sizeof persona->caller, name);
    return persona;
}

enum tj_status read_persona(struct loader *loader,
                            struct tj_ini_section *section, const char *name)
{
    struct tj_persona *persona = persona_named(loader, section, name);

    if (persona == NULL)
        return loader->error->status;
    enum tj_status status = split_pairs(loader, section, persona_whole);
    if (status != TJ_OK)
        return status;
    const struct tj_ini_entry *use = tj_ini_find(section, "use");
    const struct tj_ini_entry *script = tj_ini_find(section, "script");
    if (persona->mix)
        return tj_ini_fail(section->place, loader->error,
                           "`%.31s` is a mix already; allowed: [mix %.31s]",
                           name, name);
    if (persona->steps_count == 0 && !use && !script)
        return tj_ini_fail(section->place, loader->error,
                           "[persona %.31s] does nothing; allowed: use = NAME "
                           "or script = STEP | STEP ...", name);
    if (use != NULL && script != NULL)
        return tj_ini_fail(script->place, loader->error,
                           "`script` beside `use`; allowed: one of them");
    if (use != NULL && use->value != NULL)
        status = use_persona(loader, use, persona);
    if (status == TJ_OK && script != NULL && script->value != NULL)
        status = script_parse(script, persona, loader->error);
    if (status == TJ_OK)
        status = hurry(loader, section, persona);
    if (status == TJ_OK && (use != NULL || script != NULL))
        status = apply_defaults(loader, persona);
    return status == TJ_OK
               ? read_keys(loader, section, &persona_table, persona)
               : status;
}

/* --- Mixes --- */

static enum tj_status mix_verb(struct loader *loader,
                               const struct tj_ini_entry *entry, void *object)
{
    struct tj_persona *persona = object;
    enum tj_verb       verb = TJ_QUERY;
    size_t             index = 0;
    uint64_t           weight = 0;
    enum tj_status     status = read_number(
            loader, entry, (struct range){ 0, MIX_WEIGHT_MAX }, &weight);

    (void)tj_verb_by_name(entry->key, &verb);
    while (index < persona->steps_count && persona->steps[index].verb != verb)
        index++;
    bool volume = verb == TJ_VOLUME_LOCK || verb == TJ_VOLUME_UNLOCK ||
                  verb == TJ_DISMOUNT;
    persona->steps[index] = (struct tj_step){
        .kind = TJ_STEP_OP, .verb = (uint8_t)verb,
        .on_refusal = TJ_ON_REFUSAL_NEXT,
        .handle = volume ? TJ_MIX_VOLUME_SLOT : 0,
    };
    persona->steps_count += index == persona->steps_count;
    persona->weights[index] = (uint32_t)weight;
    return status;
}

static enum tj_status mix_think(struct loader *loader,
                                const struct tj_ini_entry *entry, void *object)
{
    return read_distribution(loader, entry,
                             &((struct tj_persona *)object)->think);
}

/* Why a mix cannot have a verb, or NULL. */
static const char *mix_refuses(enum tj_verb verb)
{
    const char *reason;

    if (verb == TJ_OPEN)
        return "a mix opens what it needs by itself";
    if (verb == TJ_DUPLICATE)
        return "a mix has one handle of each kind; use a script";
    (void)script_verb_allowed(verb, &reason);
    return reason;
}

enum { MIX_FIXED_ROWS = MIX_ROWS - TJ_VERB_COUNT };

void mix_rows(struct key_row rows[MIX_ROWS])
{
    static const struct key_row fixed[MIX_FIXED_ROWS] = {
        { "weight", read_weight, NULL },
        { "think", mix_think, NULL },
        { "caller", read_caller, NULL },
        { "retry", read_retry, NULL },
        { "jitter", read_jitter, NULL },
        { "arrival", read_arrival, NULL },
        { "rate", read_arrival, NULL },
        { "pin", read_own_placing, NULL },
        { "priority", read_own_placing, NULL },
    };

    memcpy(rows, fixed, sizeof fixed);
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        const char *reason = mix_refuses((enum tj_verb)i);
        rows[MIX_FIXED_ROWS + i] =
            (struct key_row){ tj_verb_name((enum tj_verb)i),
                              reason == NULL ? mix_verb : NULL, reason };
    }
}

enum tj_status read_mix(struct loader *loader, struct tj_ini_section *section,
                        const char *name)
{
    static const char *const whole[] = { "caller", NULL };
    struct key_row           rows[MIX_ROWS];
    const struct key_table   table = { rows, MIX_ROWS };
    struct tj_persona       *persona = persona_named(loader, section, name);

    if (persona == NULL)
        return loader->error->status;
    bool is_new = persona->steps_count == 0;
    if (!is_new && !persona->mix)
        return tj_ini_fail(section->place, loader->error,
                           "`%.31s` is a persona already; allowed: another "
                           "name", name);
    persona->mix = true;
    mix_rows(rows);
    enum tj_status status = split_pairs(loader, section, whole);
    if (status == TJ_OK && is_new)
        status = apply_defaults(loader, persona);
    if (status == TJ_OK)
        status = read_keys(loader, section, &table, persona);
    if (status != TJ_OK)
        return status;

    persona->weights_sum = 0;
    for (size_t i = 0; i < persona->steps_count; i++)
        persona->weights_sum += persona->weights[i];
    if (persona->weights_sum == 0)
        return tj_ini_fail(section->place, loader->error,
                           "[mix %.31s] does nothing; allowed: verb = weight, "
                           "one of them above 0", name);
    return TJ_OK;
}
