/* SPDX-License-Identifier: MIT */
/* What the readers of a scenario's sections share: a table of keys per kind of
 * section, and readers for the usual kinds of values. Inside stress/workload*
 * only. Every complaint goes to loader->error, with file, line and column. */
#ifndef TJ_STRESS_WORKLOAD_READ_H
#define TJ_STRESS_WORKLOAD_READ_H

#include "stress/ini.h"
#include "stress/workload.h"

enum { SCENARIO_SIZE_MAX = 64 * 1024 };

struct loader {
    struct tj_workload *workload;
    struct arena       *arena;
    struct tj_error    *error;
    bool                clients_given, duration_given;
    /* [global] says these for every persona that does not itself. */
    const struct tj_ini_entry *hold, *think, *retry, *jitter;
    const struct tj_ini_entry *arrival; /* To blame; or NULL. */
    struct tj_ini_place        drive_place;
    const struct tj_ini_source *given; /* Is not in a file; or NULL. */
    /* Rule i's own words, for another [fault] section of the same name. */
    const struct tj_ini_section *fault_sections[TJ_FAULTS_MAX];
};

typedef enum tj_status key_reader(struct loader *loader,
                                  const struct tj_ini_entry *entry,
                                  void *object);
struct key_row {
    const char *name;
    key_reader *read;
    const char *refused; /* Why this build does not have it; read is NULL. */
};
struct key_table {
    const struct key_row *rows;
    size_t                count;
};

/* Hands each entry to its row. */
enum tj_status read_keys(struct loader *loader,
                         const struct tj_ini_section *section,
                         const struct key_table *table, void *object);

/* Cuts "use = a  weight=3" into use = a and weight = 3, except behind the keys
 * named in whole (NULL-terminated). */
enum tj_status split_pairs(struct loader *loader,
                           struct tj_ini_section *section,
                           const char *const *whole);

/* `pin` or `priority`. */
enum tj_status read_placing(struct loader *loader,
                            const struct tj_ini_entry *entry,
                            struct tj_placing *placing);
/* A text that a dump can write in one line and read back. */
enum tj_status read_typable(struct loader *loader,
                            const struct tj_ini_entry *entry,
                            const char *text);
/* The name in a section's title: up to size - 1 letters, no blank at its end. */
enum tj_status read_name(struct loader *loader,
                         const struct tj_ini_section *section,
                         const char *name, char *target, size_t size);
struct range { uint64_t min, max; };
enum tj_status read_number(struct loader *loader,
                           const struct tj_ini_entry *entry,
                           struct range range, uint64_t *value);
enum tj_status read_duration(struct loader *loader,
                             const struct tj_ini_entry *entry,
                             uint64_t *value_ns);
enum tj_status read_distribution(struct loader *loader,
                                 const struct tj_ini_entry *entry,
                                 struct tj_distribution *value);
enum tj_status read_text(struct loader *loader,
                         const struct tj_ini_entry *entry, char *target,
                         size_t size);
/* A key that was followed before its section is read: use, script, include. */
key_reader read_already;
/* A scenario or persona file below SCENARIO_SIZE_MAX, in the arena. */
enum tj_status read_file_text(struct loader *loader, const char *path,
                              struct tj_ini_source *source);
/* `name` beside the file that named it, in the arena. */
enum tj_status path_beside(struct loader *loader, const char *file,
                           const char *name, const char **path);

/* `arrival` or `rate`. */
enum tj_status read_plan(struct loader *loader,
                         const struct tj_ini_entry *entry,
                         struct tj_arrival_plan *plan);

/* --- The kinds of sections --- */
struct key_table global_keys(void), persona_keys(void), fault_keys(void),
    race_keys(void);
/* A mix has the verbs as keys, too. */
enum { MIX_ROWS = 9 + TJ_VERB_COUNT };
void           mix_rows(struct key_row rows[MIX_ROWS]);
enum tj_status read_global(struct loader *loader,
                           const struct tj_ini_section *section);
enum tj_status read_persona(struct loader *loader,
                            struct tj_ini_section *section, const char *name);
enum tj_status read_mix(struct loader *loader, struct tj_ini_section *section,
                        const char *name);
enum tj_status read_fault(struct loader *loader,
                          struct tj_ini_section *section, const char *name);
enum tj_status read_race(struct loader *loader, struct tj_ini_section *section,
                         const char *name);
/* Whether everybody a race names is there and does that. */
enum tj_status settle_races(struct loader *loader, struct tj_ini_place top);
enum tj_status read_expect(struct loader *loader,
                           const struct tj_ini_section *section);
enum tj_status read_threshold(struct loader *loader,
                              const struct tj_ini_section *section);

#endif
