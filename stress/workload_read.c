/* SPDX-License-Identifier: MIT */
#include "stress/workload_read.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

enum { ROWS_MAX = 64, YEAR_S = 365 * 24 * 3600 };

static enum tj_status unknown_key(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  const struct key_table *table)
{
    const char         *names[ROWS_MAX];
    struct tj_ini_words words = { "key", names, 0 };

    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].read != NULL)
            names[words.count++] = table->rows[i].name;
    return tj_ini_unknown(entry->place, entry->key, &words, loader->error);
}

enum tj_status read_keys(struct loader *loader,
                         const struct tj_ini_section *section,
                         const struct key_table *table, void *object)
{
    enum tj_status status = TJ_OK;

    for (const struct tj_ini_entry *entry = section->entries;
         entry != NULL && status == TJ_OK; entry = entry->next) {
        const struct key_row *row = table->rows;
        const struct key_row *end = row + table->count;

        while (row < end && strcmp(row->name, entry->key) != 0)
            row++;
        if (row == end)
            return unknown_key(loader, entry, table);
        if (row->read == NULL)
            return tj_ini_fail(entry->place, loader->error, "`%s`: %s",
                               entry->key, row->refused);
        if (entry->value == NULL)
            return tj_ini_fail(entry->place, loader->error,
                               "`%s` says nothing; allowed: %s = value",
                               entry->key, entry->key);
        status = row->read(loader, entry, object);
    }
    return status;
}

size_t tj_workload_keys(const char *kind, const char **names, size_t max)
{
    struct key_row mix[MIX_ROWS];
    mix_rows(mix);
    const struct { const char *kind; struct key_table table; } kinds[] = {
        { "global", global_keys() }, { "persona", persona_keys() },
        { "mix", { mix, MIX_ROWS } }, { "fault", fault_keys() },
        { "race", race_keys() },
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct key_table *table = &kinds[i].table;
        bool                    this_one = strcmp(kinds[i].kind, kind) == 0;

        for (size_t j = 0; this_one && j < table->count; j++) {
            if (table->rows[j].read == NULL)
                continue;
            if (count < max)
                names[count] = table->rows[j].name;
            count++;
        }
    }
    return count;
}

/* How long the word at the start of text is if it is KEY=, else 0. */
static size_t key_length(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return text[length] == '=' ? length : 0;
}

/* Where behind `from` the next " KEY=" begins; the value's length if none. */
static size_t next_pair(const char *value, size_t from)
{
    size_t at = from;

    while (value[at] != '\0') {
        at += strcspn(value + at, " \t\n");
        size_t blanks = strspn(value + at, " \t\n");
        if (key_length(value + at + blanks) > 0)
            return at + blanks;
        at += blanks;
    }
    return at;
}

static char *copy_text(struct loader *loader, const char *text, size_t length)
{
    char *copy = arena_take(loader->arena, length + 1, 1, 1);

    if (copy != NULL)
        memcpy(copy, text, length);
    else
        (void)tj_fail(loader->error, TJ_NO_MEMORY,
                      "the scenario does not fit the arena");
    return copy;
}

/* Makes an entry of bytes [from, to) of the original's value; from is where
 * the value begins, behind its key. */
static struct tj_ini_entry *cut_entry(struct loader *loader,
                                      const struct tj_ini_entry *original,
                                      size_t from, size_t to)
{
    struct tj_ini_entry *entry =
        arena_take(loader->arena, 1, sizeof *entry, _Alignof(void *));
    struct tj_ini_line *line =
        arena_take(loader->arena, 1, sizeof *line, _Alignof(void *));

    while (to > from && strchr(" \t\n", original->value[to - 1]) != NULL)
        to--;
    char *value = copy_text(loader, original->value + from, to - from);
    if (entry == NULL || line == NULL || value == NULL) {
        (void)tj_fail(loader->error, TJ_NO_MEMORY,
                      "the scenario does not fit the arena");
        return NULL;
    }
    for (char *at = value; *at != '\0'; at++)
        *at = *at == '\n' ? ' ' : *at;
    *line = (struct tj_ini_line){ .place = tj_ini_place_of(original, from),
                                  .text = value };
    *entry = (struct tj_ini_entry){ .place = original->place,
                                    .key = original->key,
                                    .value = value,
                                    .whole = original->whole,
                                    .lines = line };
    return entry;
}

/* Cuts one entry into its pairs; *last is the entry behind which they go. */
static enum tj_status split_entry(struct loader *loader,
                                  struct tj_ini_entry *entry)
{
    struct tj_ini_entry *behind = entry->next, *last = entry;
    struct tj_ini_entry  original = *entry;
    size_t               at = next_pair(original.value, 0);

    if (original.value[at] == '\0')
        return TJ_OK;
    struct tj_ini_entry *first = cut_entry(loader, &original, 0, at);
    if (first == NULL)
        return TJ_NO_MEMORY;
    *entry = *first;
    while (original.value[at] != '\0') {
        size_t key = key_length(original.value + at);
        size_t from = at + key + 1;
        size_t to = next_pair(original.value, from);
        struct tj_ini_entry *pair = cut_entry(loader, &original, from, to);
        char *name = copy_text(loader, original.value + at, key);

        if (pair == NULL || name == NULL)
            return TJ_NO_MEMORY;
        pair->place = tj_ini_place_of(&original, at);
        pair->key = name;
        last->next = pair;
        last = pair;
        at = to;
    }
    last->next = behind;
    return TJ_OK;
}

static enum tj_status refuse_twins(struct loader *loader,
                                   const struct tj_ini_section *section)
{
    for (const struct tj_ini_entry *entry = section->entries; entry != NULL;
         entry = entry->next) {
        const struct tj_ini_entry *first = tj_ini_find(section, entry->key);

        if (first != entry)
            return tj_ini_fail(entry->place, loader->error,
                               "`%.40s` is there already, in line %u; allowed: "
                               "once", entry->key, first->place.line);
    }
    return TJ_OK;
}

static bool is_one_of(const char *text, const char *const *list)
{
    while (*list != NULL && strcmp(*list, text) != 0)
        list++;
    return *list != NULL;
}

enum tj_status split_pairs(struct loader *loader,
                           struct tj_ini_section *section,
                           const char *const *whole)
{
    enum tj_status status = TJ_OK;

    for (struct tj_ini_entry *entry = section->entries;
         entry != NULL && status == TJ_OK; entry = entry->next)
        if (entry->value != NULL && !is_one_of(entry->key, whole))
            status = split_entry(loader, entry);
    return status == TJ_OK ? refuse_twins(loader, section) : status;
}

enum tj_status read_number(struct loader *loader,
                           const struct tj_ini_entry *entry,
                           struct range range, uint64_t *value)
{
    uint64_t number;

    if (!tj_parse_u64(entry->value, &number) || number < range.min ||
        number > range.max)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                           "%s = %.40s is out of range; allowed: %llu .. %llu",
                           entry->key, entry->value,
                           (unsigned long long)range.min,
                           (unsigned long long)range.max);
    *value = number;
    return TJ_OK;
}

enum tj_status read_duration(struct loader *loader,
                             const struct tj_ini_entry *entry,
                             uint64_t *value_ns)
{
    uint64_t duration;

    if (!tj_parse_duration(entry->value, &duration) ||
        duration > UINT64_C(1000000000) * YEAR_S)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                           "%s = %.40s is no duration; allowed: a number with "
                           "ns us ms s m h, up to a year",
                           entry->key, entry->value);
    *value_ns = duration;
    return TJ_OK;
}

enum tj_status read_distribution(struct loader *loader,
                                 const struct tj_ini_entry *entry,
                                 struct tj_distribution *value)
{
    struct tj_error why;

    if (tj_distribution_parse(entry->value, value, &why) != TJ_OK)
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error, "%.150s",
                           why.text);
    return TJ_OK;
}

enum tj_status read_placing(struct loader *loader,
                            const struct tj_ini_entry *entry,
                            struct tj_placing *placing)
{
    bool pin = strcmp(entry->key, "pin") == 0;

    if (pin ? tj_placing_parse_pin(entry->value, placing)
            : tj_placing_parse_priority(entry->value, placing))
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                       pin ? "pin = %.40s is no choice of cores; allowed: none, "
                             "spread, compact, or cores such as 0,2"
                           : "priority = %.40s is none; allowed: normal, high, "
                             "low, or -20 .. 19", entry->value);
}

enum tj_status read_typable(struct loader *loader,
                            const struct tj_ini_entry *entry,
                            const char *text)
{
    if (tj_ini_is_typable(text))
        return TJ_OK;
    return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                       "`%.40s` goes on over lines, or holds what would be a "
                       "comment; allowed: one line", entry->key);
}

enum tj_status read_name(struct loader *loader,
                         const struct tj_ini_section *section,
                         const char *name, char *target, size_t size)
{
    size_t length = strlen(name);

    if (strchr(" \t", name[length - 1]) != NULL)
        return tj_ini_fail(section->place, loader->error,
                           "a blank at the end of a name; allowed: [%.*s]",
                           (int)(strlen(section->title) - 1), section->title);
    if (!tj_text_copy(target, size, name))
        return tj_ini_fail(section->place, loader->error,
                           "a name of more than %zu letters", size - 1);
    return TJ_OK;
}

enum tj_status read_text(struct loader *loader,
                         const struct tj_ini_entry *entry, char *target,
                         size_t size)
{
    enum tj_status status = read_typable(loader, entry, entry->value);

    if (status != TJ_OK)
        return status;
    if (!tj_text_copy(target, size, entry->value))
        return tj_ini_fail(tj_ini_place_of(entry, 0), loader->error,
                           "%s is too long; allowed: %zu letters", entry->key,
                           size - 1);
    return TJ_OK;
}

enum tj_status read_already(struct loader *loader,
                            const struct tj_ini_entry *entry, void *object)
{
    (void)loader;
    (void)entry;
    (void)object;
    return TJ_OK;
}

enum tj_status read_file_text(struct loader *loader, const char *path,
                              struct tj_ini_source *source)
{
    char  *memory = arena_take(loader->arena, SCENARIO_SIZE_MAX, 1, 1);

    if (memory == NULL)
        return tj_fail(loader->error, TJ_NO_MEMORY,
                       "%s does not fit the arena", path);
    enum tj_status status = tj_os_read_file(path, memory, SCENARIO_SIZE_MAX,
                                            &source->size, loader->error);
    source->text = memory;
    return status;
}

enum tj_status path_beside(struct loader *loader, const char *file,
                           const char *name, const char **path)
{
    const char *slash = strrchr(file, '/');
    size_t      folder = slash == NULL || name[0] == '/'
                             ? 0
                             : (size_t)(slash - file) + 1;
    size_t      length = strlen(name);
    char       *joined = arena_take(loader->arena, folder + length + 1, 1, 1);

    if (joined == NULL)
        return tj_fail(loader->error, TJ_NO_MEMORY,
                       "the scenario does not fit the arena");
    memcpy(joined, file, folder);
    memcpy(joined + folder, name, length + 1);
    *path = joined;
    return TJ_OK;
}
