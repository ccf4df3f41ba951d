/* SPDX-License-Identifier: MIT */
/* [fault NAME], [expect] and [threshold]: what is read by those who carry it
 * out, and only placed here. */
#include "stress/workload_read.h"

#include "core/base/text.h"
#include "core/check/check.h"

#include <string.h>

enum { OPTIONS_SIZE = 256 };

/* Lines a later section of the same name does not say stay as they were. */
static enum tj_status inherit(struct loader *loader,
                              struct tj_ini_section *section,
                              const struct tj_ini_section *earlier)
{
    const struct tj_ini_entry *entry =
        earlier == NULL ? NULL : earlier->entries;

    for (; entry != NULL; entry = entry->next) {
        if (tj_ini_find(section, entry->key) != NULL)
            continue;
        struct tj_ini_entry *copy =
            ARENA_NEW(loader->arena, struct tj_ini_entry, 1);
        if (copy == NULL)
            return tj_fail(loader->error, TJ_NO_MEMORY,
                           "the scenario does not fit the arena");
        *copy = *entry;
        copy->next = section->entries;
        section->entries = copy;
    }
    return TJ_OK;
}

/* A rule being put together: its texts, and where to complain. */
struct fault_text {
    const char                *name;
    const struct tj_ini_entry *inject;
    struct tj_text             options;
};

/* Tries the option by itself, so that a complaint has its place; then adds it
 * to the others. */
static enum tj_status fault_option(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    struct fault_text   *fault = object;
    struct tj_fault_rule rule;
    struct tj_error      why;
    char                 memory[OPTIONS_SIZE];
    struct tj_text       option;

    tj_text_init(&option, memory, sizeof memory);
    tj_text_add(&option, "%s=%s", entry->key, entry->value);
    tj_text_add(&fault->options, " %s", memory);
    if (strcmp(entry->key, "outcome") == 0) /* Of no use without. */
        tj_text_add(&option, " when=after");
    if (tj_fault_rule_parse(fault->name, fault->inject->value, memory, &rule,
                            &why) != TJ_OK)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error, "%.180s",
                           why.text);
    return TJ_OK;
}

static enum tj_status fault_inject(struct loader *loader,
                                   const struct tj_ini_entry *entry,
                                   void *object)
{
    struct fault_text   *fault = object;
    struct tj_fault_rule rule;
    struct tj_error      why;

    if (tj_fault_rule_parse(fault->name, entry->value, "", &rule, &why) !=
        TJ_OK)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error, "%.180s",
                           why.text);
    return TJ_OK;
}

static enum tj_status fault_place(struct loader *loader,
                                  struct tj_ini_section *section,
                                  const char *name, size_t *index)
{
    struct tj_workload *workload = loader->workload;

    *index = 0;
    while (*index < workload->faults_count &&
           strcmp(workload->faults[*index].name, name) != 0)
        *index += 1;
    if (*index == TJ_FAULTS_MAX)
        return tj_ini_fail(section->place, loader->error,
                           "one fault too many; allowed: %d",
                           (int)TJ_FAULTS_MAX);
    return inherit(loader, section, loader->fault_sections[*index]);
}

static const struct key_row fault_rows[] = {
    { "inject", fault_inject, NULL }, { "op", fault_option, NULL },
    { "every", fault_option, NULL },  { "first", fault_option, NULL },
    { "count", fault_option, NULL },  { "when", fault_option, NULL },
    { "after", fault_option, NULL },  { "for", fault_option, NULL },
    { "client", fault_option, NULL }, { "persona", fault_option, NULL },
    { "outcome", fault_option, NULL },
};

struct key_table fault_keys(void)
{
    return (struct key_table){ fault_rows,
                               sizeof fault_rows / sizeof *fault_rows };
}

enum tj_status read_fault(struct loader *loader,
                          struct tj_ini_section *section, const char *name)
{
    static const char *const    whole[] = { NULL };
    const struct key_table      table = fault_keys();
    struct fault_text      fault = { .name = name };
    char                   options[OPTIONS_SIZE];
    size_t                 index;

    enum tj_status status = split_pairs(loader, section, whole);
    if (status == TJ_OK)
        status = fault_place(loader, section, name, &index);
    if (status != TJ_OK)
        return status;
    fault.inject = tj_ini_find(section, "inject");
    if (fault.inject == NULL || fault.inject->value == NULL)
        return tj_ini_fail(section->place, loader->error,
                           "[fault %.31s] does nothing; allowed: inject = "
                           "EFFECT", name);
    status = fault_inject(loader, fault.inject, &fault);
    if (status != TJ_OK)
        return status;
    tj_text_init(&fault.options, options, sizeof options);
    status = read_keys(loader, section, &table, &fault);
    if (status == TJ_OK)
        status = tj_fault_rule_parse(name, fault.inject->value, options,
                                     &loader->workload->faults[index],
                                     loader->error);
    loader->fault_sections[index] = section;
    loader->workload->faults_count +=
        index == loader->workload->faults_count;
    return status;
}

/* --- Once the seed is known --- */

static enum tj_status check_who(const struct tj_workload *workload,
                                const struct tj_fault_rule *rule,
                                struct tj_error *error)
{
    bool found = rule->persona[0] == '\0';

    for (size_t i = 0; i < workload->personas_count && !found; i++)
        found = strcmp(workload->personas[i].name, rule->persona) == 0;
    if (!found)
        return tj_fail(error, TJ_BAD_INPUT, "[fault %s] persona = %s: nobody "
                       "of the run plays it", rule->name, rule->persona);
    /* Workers that come later have higher numbers. */
    if (rule->client > workload->clients &&
        workload->runner != TJ_RUNNER_PROCESSES)
        return tj_fail(error, TJ_BAD_INPUT, "[fault %s] client = %u: the run "
                       "has %u clients", rule->name, (unsigned)rule->client,
                       (unsigned)workload->clients);
    return TJ_OK;
}

enum tj_status tj_workload_draw_faults(struct tj_workload *workload,
                                       struct tj_error *error)
{
    static const enum tj_fault_run runs[] = {
        [TJ_RUNNER_VIRTUAL] = TJ_FAULT_VIRTUAL,
        [TJ_RUNNER_THREADS] = TJ_FAULT_THREADS,
        [TJ_RUNNER_PROCESSES] = TJ_FAULT_PROCESSES,
    };
    const struct tj_fault_span span = { workload->seed, workload->warmup_ns,
                                        workload->duration_ns };
    struct tj_target_spec target;

    enum tj_status status = tj_fault_schedule_apply(
        workload->schedule, &span, workload->faults, &workload->faults_count,
        TJ_FAULTS_MAX, error);
    if (status != TJ_OK || workload->faults_count == 0)
        return status;
    workload->schedule = TJ_FAULT_SCHEDULE_NONE;
    status = tj_target_parse(workload->drive, &target, error);
    for (size_t i = 0; i < workload->faults_count && status == TJ_OK; i++) {
        const struct tj_fault_rule *rule = &workload->faults[i];
        status = check_who(workload, rule, error);
        if (status == TJ_OK)
            status = tj_fault_rule_check(rule, runs[workload->runner],
                                         target.info->name, error);
    }
    return status;
}

/* A line indented below a condition would go on with its value, unread. */
static enum tj_status read_condition_line(struct loader *loader,
                                          const struct tj_ini_entry *entry)
{
    const struct tj_ini_line *line = entry->lines;

    while (line != NULL && (line == entry->lines || line->text[0] == '\0'))
        line = line->next;
    if (line != NULL)
        return tj_ini_fail(line->place, loader->error,
                           "this goes on with the condition above; allowed: "
                           "one condition a line, none indented deeper than "
                           "the one above");
    return read_typable(loader, entry, entry->whole);
}

/* What a condition is about and how it compares: up to the number. */
static size_t subject_length(const char *line)
{
    const char *brace = strrchr(line, '}');
    size_t      at = brace == NULL ? 0 : (size_t)(brace - line);

    at += strcspn(line + at, "<>=!");
    return at + strspn(line + at, "<>=!");
}

static bool same_subject(const char *a, const char *b)
{
    size_t length = subject_length(a);

    return subject_length(b) == length && strncmp(a, b, length) == 0;
}

/* Puts a line to the others. In the place of an earlier section's if it is about
 * the same; none of its own section may be. */
static enum tj_status place_line(struct loader *loader,
                                 const struct tj_ini_section *section,
                                 const struct tj_ini_entry *entry,
                                 const char **lines, size_t *count)
{
    const struct tj_ini_entry *twin = section->entries;
    size_t                     at = 0;

    while (twin != entry && !same_subject(twin->whole, entry->whole))
        twin = twin->next;
    if (twin != entry)
        return tj_ini_fail(entry->place, loader->error,
                           "`%.*s` is there already, in line %u; allowed: once",
                           (int)subject_length(entry->whole), entry->whole,
                           twin->place.line);
    while (at < *count && !same_subject(lines[at], entry->whole))
        at++;
    if (at == TJ_LINES_MAX)
        return tj_ini_fail(entry->place, loader->error,
                           "one line too many; allowed: %d",
                           (int)TJ_LINES_MAX);
    lines[at] = entry->whole;
    *count += at == *count;
    return TJ_OK;
}

typedef enum tj_status line_parser(const char *text, struct tj_error *error);

static enum tj_status parse_threshold(const char *text, struct tj_error *error)
{
    uint64_t abort_ns;

    return tj_threshold_parse(text, &abort_ns, error);
}

/* The lines of [expect] or [threshold], whole. */
static enum tj_status read_lines(struct loader *loader,
                                 const struct tj_ini_section *section,
                                 line_parser *parse, const char **lines,
                                 size_t *count)
{
    struct tj_error why;

    for (const struct tj_ini_entry *entry = section->entries; entry != NULL;
         entry = entry->next) {
        enum tj_status status = read_condition_line(loader, entry);
        if (status != TJ_OK)
            return status;
        if (parse(entry->whole, &why) != TJ_OK)
            return tj_ini_fail(entry->place, loader->error, "%.180s",
                               why.text);
        status = place_line(loader, section, entry, lines, count);
        if (status != TJ_OK)
            return status;
    }
    return TJ_OK;
}

enum tj_status read_expect(struct loader *loader,
                           const struct tj_ini_section *section)
{
    return read_lines(loader, section, tj_condition_parse,
                      loader->workload->expectations,
                      &loader->workload->expectations_count);
}

enum tj_status read_threshold(struct loader *loader,
                              const struct tj_ini_section *section)
{
    return read_lines(loader, section, parse_threshold,
                      loader->workload->thresholds,
                      &loader->workload->thresholds_count);
}
