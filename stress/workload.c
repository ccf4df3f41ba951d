/* SPDX-License-Identifier: MIT */
/* A scenario's files are read first, what they include before them; then all
 * [global] sections, then all others, each over what came earlier. An override
 * (--set) is one more file at the end. */
#include "stress/workload_read.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "stress/open_loop.h"

#include <stdlib.h>
#include <string.h>

enum { INCLUDE_DEPTH_MAX = 8 };

/* One file's sections, in the order in which they apply. */
struct file {
    struct tj_ini ini;
    struct file  *next;
};
struct files {
    struct file  *first;
    struct file **end;
};

static const char *environment(const char *name)
{
    return getenv(name);
}

/* --- All sections --- */

/* The name in "KIND NAME", or NULL when the title is of another kind. */
static const char *name_behind(const char *title, const char *kind)
{
    size_t length = strlen(kind);

    if (strncmp(title, kind, length) != 0 || title[length] != ' ')
        return NULL;
    title += length;
    return title + strspn(title, " \t");
}

static enum tj_status read_named(struct loader *loader,
                                 struct tj_ini_section *section)
{
    static const struct {
        const char *kind;
        enum tj_status (*read)(struct loader *loader,
                               struct tj_ini_section *section,
                               const char *name);
    } kinds[] = { { "persona", read_persona },
                  { "mix", read_mix },
                  { "fault", read_fault },
                  { "race", read_race } };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *name = name_behind(section->title, kinds[i].kind);
        if (name != NULL && name[0] != '\0')
            return kinds[i].read(loader, section, name);
        if (name != NULL || strcmp(section->title, kinds[i].kind) == 0)
            return tj_ini_fail(section->place, loader->error,
                               "[%s] needs a name; allowed: [%s NAME]",
                               kinds[i].kind, kinds[i].kind);
    }
    static const char *const titles[] = { "global", "persona NAME", "mix NAME",
                                          "fault NAME", "race NAME",
                                          "expect", "threshold" };
    const struct tj_ini_words words = { "section", titles, 7 };
    return tj_ini_unknown(section->place, section->title, &words,
                          loader->error);
}

static enum tj_status read_section(struct loader *loader,
                                   struct tj_ini_section *section)
{
    if (strcmp(section->title, "global") == 0)
        return TJ_OK; /* Read before. */
    if (strcmp(section->title, "expect") == 0)
        return read_expect(loader, section);
    if (strcmp(section->title, "threshold") == 0)
        return read_threshold(loader, section);
    return read_named(loader, section);
}

static enum tj_status read_sections(struct loader *loader,
                                    const struct files *files)
{
    enum tj_status status = TJ_OK;

    for (const struct file *file = files->first; file; file = file->next)
        for (struct tj_ini_section *section = file->ini.sections;
             section != NULL && status == TJ_OK; section = section->next)
            if (strcmp(section->title, "global") == 0)
                status = read_global(loader, section);
    for (const struct file *file = files->first; file; file = file->next)
        for (struct tj_ini_section *section = file->ini.sections;
             section != NULL && status == TJ_OK; section = section->next)
            status = read_section(loader, section);
    return status;
}

/* --- Files --- */

static const struct tj_shipped *preset_named(const char *name)
{
    for (size_t i = 0; i < tj_preset_count(); i++)
        if (strcmp(tj_preset_at(i)->name, name) == 0)
            return tj_preset_at(i);
    return NULL;
}

static bool is_path(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".ini") == 0;
}

static enum tj_status find_source(struct loader *loader, const char *name,
                                  struct tj_ini_source *source)
{
    const struct tj_shipped *preset = preset_named(name);
    const char              *names[64];
    size_t                   count = 0;

    *source = (struct tj_ini_source){ .file = name,
                                      .environment = environment };
    if (loader->given != NULL && name == loader->given->file) {
        *source = *loader->given;
        return TJ_OK;
    }
    if (preset != NULL) {
        source->text = preset->text;
        return TJ_OK;
    }
    if (is_path(name))
        return read_file_text(loader, name, source);
    for (size_t i = 0; i < tj_preset_count() && count < 64; i++)
        names[count++] = tj_preset_at(i)->name;
    const char *nearest = tj_text_nearest(name, names, count);
    return tj_fail(loader->error, TJ_MISSING,
                   "no preset `%.60s`%s%s%s; allowed: one of `trayjam list "
                   "presets`, or a file ending in .ini", name,
                   nearest == NULL ? "" : ", did you mean `",
                   nearest == NULL ? "" : nearest, nearest == NULL ? "" : "`");
}

static enum tj_status append_file(struct loader *loader, struct files *files,
                                  const struct tj_ini *ini)
{
    *files->end = ARENA_NEW(loader->arena, struct file, 1);
    if (*files->end == NULL)
        return tj_fail(loader->error, TJ_NO_MEMORY,
                       "the scenario does not fit the arena");
    (*files->end)->ini = *ini;
    files->end = &(*files->end)->next;
    return TJ_OK;
}

static const struct tj_ini_entry *find_include(const struct tj_ini *ini)
{
    for (const struct tj_ini_section *section = ini->sections;
         section != NULL; section = section->next)
        if (strcmp(section->title, "global") == 0)
            return tj_ini_find(section, "include");
    return NULL;
}

/* Recursion ends at INCLUDE_DEPTH_MAX, so a file may include itself by mistake
 * and be told so. */
static enum tj_status read_file(struct loader *loader, struct files *files,
                                const char *name, unsigned depth)
{
    struct tj_ini_source source;
    struct tj_ini        ini;
    enum tj_status       status = find_source(loader, name, &source);

    if (status == TJ_OK)
        status = tj_ini_parse(&ini, &source, loader->arena, loader->error);
    if (status != TJ_OK)
        return status;
    const struct tj_ini_entry *include = find_include(&ini);
    if (include != NULL && include->value != NULL) {
        const char *path = include->value;
        if (depth == INCLUDE_DEPTH_MAX)
            return tj_ini_fail(include->place, loader->error,
                               "included more than %d deep", (int)depth);
        if (is_path(path))
            status = path_beside(loader, name, include->value, &path);
        if (status == TJ_OK)
            status = read_file(loader, files, path, depth + 1);
        if (status == TJ_MISSING)
            status = tj_ini_fail(tj_ini_place_of(include, 0), loader->error,
                                 "include = %.80s is not there; allowed: a "
                                 "preset, or a file ending in .ini",
                                 include->value);
        if (status != TJ_OK)
            return status;
    }
    return append_file(loader, files, &ini);
}

/* --- Overrides: "duration=5s", "persona burner.weight=3",
 * "threshold.handoff.p95 < 5ms" --- */

/* Where the key of an override begins, behind "SECTION."; 0: [global]. */
static size_t override_section(const char *text)
{
    static const char *const kinds[] = { "persona ", "mix ", "fault ",
                                         "race ", "expect.", "threshold." };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(text, kinds[i], strlen(kinds[i])) != 0)
            continue;
        size_t dot = strcspn(text, ".=");
        return text[dot] == '.' ? dot + 1 : 0;
    }
    return 0;
}

static void move_place(struct tj_ini_place *place, unsigned line, size_t column)
{
    place->line = line;
    place->column += (unsigned)column;
}

static enum tj_status read_override(struct loader *loader, struct files *files,
                                    const char *text, unsigned number)
{
    size_t               key = override_section(text);
    size_t               size = strlen(text) + sizeof "[global]\n";
    char                *memory = arena_take(loader->arena, size, 1, 1);
    struct tj_ini_source source = { "--set", memory, environment, 0 };
    struct tj_text       ini_text;
    struct tj_ini        ini;

    if (memory == NULL)
        return tj_fail(loader->error, TJ_NO_MEMORY,
                       "the scenario does not fit the arena");
    tj_text_init(&ini_text, memory, size);
    if (key == 0)
        tj_text_add(&ini_text, "[global]\n%s", text);
    else
        tj_text_add(&ini_text, "[%.*s]\n%s", (int)(key - 1), text, text + key);
    TJ_ASSERT(!ini_text.cut);
    enum tj_status status =
        tj_ini_parse(&ini, &source, loader->arena, loader->error);
    if (status != TJ_OK)
        return status;

    struct tj_ini_section *section = ini.sections;
    move_place(&section->place, number, 0);
    if (section->entries == NULL || section->next != NULL)
        return tj_ini_fail(section->place, loader->error,
                           "nothing to set; allowed: KEY=VALUE, SECTION.KEY="
                           "VALUE");
    move_place(&section->entries->place, number, key);
    if (key == 0 && strcmp(section->entries->key, "include") == 0)
        return tj_ini_fail(section->entries->place, loader->error,
                           "an override cannot include; allowed: in a file");
    if (section->entries->lines != NULL)
        move_place(&section->entries->lines->place, number, key);
    return append_file(loader, files, &ini);
}

/* --- What is left to settle --- */

/* The name's place in the table, put there if it is new. */
static uint16_t name_id(struct tj_workload *workload, const char *name)
{
    size_t id = 1;

    while (id <= workload->names_count &&
           strcmp(workload->names[id], name) != 0)
        id++;
    if (id > workload->names_count) {
        workload->names_count = id;
        (void)tj_text_copy(workload->names[id], sizeof workload->names[id],
                           name);
    }
    return (uint16_t)id;
}

/* "Rip_{time}" is a name that its program makes anew each time it locks. A run
 * must be the same again: the times are made up, and few. */
static void name_times(struct tj_workload *workload, struct tj_persona *persona,
                       const char *at)
{
    size_t first = workload->names_count + 1;

    persona->callers = TJ_CALLER_TIMES;
    for (const struct tj_persona *other = workload->personas; other < persona;
         other++) {
        if (strcmp(other->caller, persona->caller) != 0)
            continue;
        persona->caller_id = other->caller_id; /* One name, one number. */
        return;
    }
    for (unsigned i = 0; i < TJ_CALLER_TIMES; i++) {
        char          *name = workload->names[first + i];
        struct tj_text text;

        tj_text_init(&text, name, sizeof workload->names[first + i]);
        tj_text_add(&text, "%.*s202401%02u_%02u%02u00%s",
                    (int)(at - persona->caller), persona->caller, i + 1,
                    9 + i, 7 * i, at + strlen("{time}"));
    }
    workload->names_count += TJ_CALLER_TIMES;
    persona->caller_id = (uint16_t)first;
}

static void name_callers(struct tj_workload *workload)
{
    workload->names_count = 0;
    for (size_t i = 0; i < workload->personas_count; i++) {
        struct tj_persona *persona = &workload->personas[i];
        const char        *time = strstr(persona->caller, "{time}");

        persona->callers = 1;
        if (time != NULL)
            name_times(workload, persona, time);
        else
            persona->caller_id = persona->caller[0] == '\0'
                                     ? 0
                                     : name_id(workload, persona->caller);
    }
}
_Static_assert((int)TJ_PERSONAS_MAX * (int)TJ_CALLER_TIMES <
                   (int)TJ_NAMES_MAX,
               "every persona's caller has room");

/* Processes were asked for: who says 4t2p need not say it again. A process
 * without threads of its own number is one client. */
static void settle_processes(struct tj_workload *workload)
{
    if (workload->processes > 1 && workload->runner == TJ_RUNNER_THREADS)
        workload->runner = TJ_RUNNER_PROCESSES;
    if (workload->runner == TJ_RUNNER_PROCESSES && workload->processes == 1 &&
        workload->clients <= TJ_PROCESSES_MAX)
        workload->processes = workload->clients;
}

const char *tj_runner_name(enum tj_runner runner)
{
    static const char *const names[] = { "virtual", "threads", "processes" };

    return names[runner];
}

/* Of all plans that have a length; 0: none has. */
static uint64_t longest_plan(const struct tj_workload *workload)
{
    uint64_t longest_ns = tj_arrival_length(&workload->arrival);

    for (size_t i = 0; i < workload->personas_count; i++) {
        uint64_t own_ns = tj_arrival_length(&workload->personas[i].arrival);
        if (own_ns > longest_ns)
            longest_ns = own_ns;
    }
    return longest_ns;
}

static bool arrivals_end(const struct tj_workload *workload)
{
    bool end = workload->arrival.count > 0 &&
               !(tj_arrival_last_rate(&workload->arrival) > 0);

    for (size_t i = 0; i < workload->personas_count; i++)
        end = end || (workload->personas[i].arrival.count > 0 &&
                      !(tj_arrival_last_rate(
                            &workload->personas[i].arrival) > 0));
    return end;
}

static enum tj_status settle(struct loader *loader, const char *scenario)
{
    struct tj_workload   *workload = loader->workload;
    struct tj_ini_place   top = { scenario, 1, 1 };
    struct tj_target_spec target;
    struct tj_error       why;
    uint64_t              weights = 0;

    for (size_t i = 0; i < workload->personas_count; i++)
        weights += workload->personas[i].weight;
    if (weights == 0)
        return tj_ini_fail(top, loader->error,
                           "nobody takes part; allowed: [persona NAME] or "
                           "[mix NAME] with weight above 0");
    if (!loader->clients_given)
        workload->clients = (uint16_t)(weights < TJ_CLIENTS_OF_RUN_MAX
                                           ? weights
                                           : TJ_CLIENTS_OF_RUN_MAX);
    settle_processes(workload);
    if (workload->ops > 0 && !loader->duration_given)
        workload->duration_ns = 0;
    else if (!loader->duration_given && longest_plan(workload) > 0)
        workload->duration_ns = longest_plan(workload);
    if (workload->ops == 0 && workload->duration_ns == 0)
        return tj_ini_fail(top, loader->error,
                           "the run would never end; allowed: duration above "
                           "0s, or ops");
    if (workload->duration_ns == 0 && arrivals_end(workload))
        return tj_ini_fail(loader->arrival != NULL ? loader->arrival->place
                                                   : top, loader->error,
                           "arrivals end with a rate of 0/s, so so many "
                           "operations may never be done; allowed: with a "
                           "duration");
    name_callers(workload);
    enum tj_status status = settle_races(loader, top);
    if (status != TJ_OK)
        return status;

    /* A drive that cannot be used here is no fault of the file: the run may have
     * been on another machine. Whoever opens it will say so. */
    status = tj_target_parse(workload->drive, &target, &why);
    if (status != TJ_OK && status != TJ_UNAVAILABLE)
        return tj_ini_fail(loader->drive_place.file ? loader->drive_place
                                                    : top,
                           loader->error, "%.180s", why.text);
    return TJ_OK;
}

/* "presets/two-burners.ini" is called "two-burners". */
static void name_workload(struct tj_workload *workload, const char *scenario)
{
    const char *slash = strrchr(scenario, '/');

    (void)tj_text_copy(workload->name, sizeof workload->name,
                       slash == NULL ? scenario : slash + 1);
    char *dot = strrchr(workload->name, '.');
    if (dot != NULL && dot != workload->name)
        *dot = '\0';
}

static enum tj_status load(struct loader *loader, const char *scenario,
                           const struct tj_override *overrides,
                           size_t overrides_count)
{
    struct tj_workload *workload = loader->workload;
    struct files        files = { .first = NULL };

    *workload = (struct tj_workload){
        .drive = "sim", .seed_auto = true, .processes = 1, .runner = TJ_RUNNER_THREADS,
        .strategy = "random", .drives = 1, .backlog = TJ_BACKLOG_DEFAULT,
        .duration_ns = UINT64_C(5000000000),
        .hang_ns = UINT64_C(60000000000),
    };
    files.end = &files.first;
    name_workload(workload, scenario);
    enum tj_status status = read_file(loader, &files, scenario, 0);
    for (size_t i = 0; i < overrides_count && status == TJ_OK; i++)
        status = read_override(loader, &files, overrides[i].text,
                               (unsigned)i + 1);
    if (status == TJ_OK)
        status = read_sections(loader, &files);
    return status == TJ_OK ? settle(loader, scenario) : status;
}

enum tj_status tj_workload_load(const char *scenario,
                                const struct tj_override *overrides,
                                size_t overrides_count, struct arena *arena,
                                struct tj_workload *workload,
                                struct tj_error *error)
{
    struct loader loader = { .workload = workload, .arena = arena,
                             .error = error };

    return load(&loader, scenario, overrides, overrides_count);
}

enum tj_status tj_workload_load_text(const struct tj_ini_source *scenario,
                                     const struct tj_override *overrides,
                                     size_t overrides_count,
                                     struct arena *arena,
                                     struct tj_workload *workload,
                                     struct tj_error *error)
{
    struct loader loader = { .workload = workload, .arena = arena,
                             .error = error, .given = scenario };

    return load(&loader, scenario->file, overrides, overrides_count);
}
