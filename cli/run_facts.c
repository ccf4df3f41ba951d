/* SPDX-License-Identifier: MIT */
/* repro/facts.ini: what a run knew about itself and its machine. */
#include "cli/run_view.h"

#include "cli/program_text.h"
#include "cli/race_text.h"
#include "cli/run_folder.h"
#include "cli/version.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { FACTS_SIZE_MAX = 65536 };

int run_view_exit_code(const struct run_view *view)
{
    /* An interrupt explains neither a hang nor a drive that was left. */
    bool told = view->verdict->word == TJ_LIVENESS ||
                view->verdict->word == TJ_NOT_RESTORED;

    return view->facts->interrupted && !view->again && !told
               ? EXIT_INTERRUPTED
               : view->verdict->exit_code;
}

bool run_view_partial(const struct run_view *view)
{
    return view->facts->interrupted || view->verdict->partial;
}

void run_facts_of_host(struct run_facts *facts)
{
    struct tj_clock_quality clock = tj_clock_measure();

    facts->clock_resolution_ns = clock.resolution_ns;
    facts->clock_read_ns = clock.read_ns;
    facts->cores = tj_os_core_count();
    tj_os_describe(facts->system, sizeof facts->system);
    (void)tj_text_copy(facts->version, sizeof facts->version, TRAYJAM_VERSION);
    (void)tj_text_copy(facts->build, sizeof facts->build, TRAYJAM_BUILD);
}

static void print_facts(const struct run_facts *facts, FILE *file)
{
    fputs("; What `trayjam check` needs to write this run's outputs again.\n",
          file);
    fprintf(file, "started_utc_ns = %" PRIu64 "\n", facts->started_utc_ns);
    fprintf(file, "real_ns = %" PRIu64 "\n", facts->real_ns);
    fprintf(file, "interrupted = %d\n", facts->interrupted);
    if (facts->ended_by[0] != '\0')
        fprintf(file, "ended_by = %s\nended_ns = %" PRIu64
                      "\nended_value = %.17g\n",
                facts->ended_by, facts->ended_ns, facts->ended_value);
    if (facts->looks_ended_ns > 0)
        fprintf(file, "looks_ended_ns = %" PRIu64 "\n", facts->looks_ended_ns);
    fprintf(file, "events_lost = %" PRIu64 "\n", facts->events_lost);
    fprintf(file, "leaked = %" PRIu64 "\n", facts->leaked);
    race_facts_print(facts, file);
    program_facts_print(facts, file);
    fprintf(file, "unpinned = %" PRIu64 "\n", facts->unpinned);
    fprintf(file, "unprioritised = %" PRIu64 "\n", facts->unprioritised);
    fprintf(file, "clock_resolution_ns = %" PRIu64 "\n",
            facts->clock_resolution_ns);
    fprintf(file, "clock_read_ns = %.1f\n", facts->clock_read_ns);
    fprintf(file, "cores = %d\n", facts->cores);
    fprintf(file, "scenario = %s\n", facts->scenario);
    fprintf(file, "system = %s\n", facts->system);
    fprintf(file, "version = %s\n", facts->version);
    fprintf(file, "build = %s\n", facts->build);
    fprintf(file, "repeat = %s\n", facts->repeat);
}

enum tj_status run_facts_write(const struct run_facts *facts,
                               const char *folder, struct tj_error *error)
{
    char            repro[RUN_PATH_MAX];
    struct tj_text  text;
    struct run_file file;

    tj_text_init(&text, repro, sizeof repro);
    tj_text_add(&text, "%s/repro", folder);
    enum tj_status status = tj_os_make_folders(repro, error);
    if (status == TJ_OK)
        status = run_file_open(&file, repro, "facts.ini", error);
    if (status != TJ_OK)
        return status;
    print_facts(facts, file.file);
    return run_file_close(&file, error);
}

static void read_fact(struct run_facts *facts, const char *key,
                      const char *value)
{
    static const struct {
        const char *key;
        size_t      offset;
    } numbers[] = {
        { "started_utc_ns", offsetof(struct run_facts, started_utc_ns) },
        { "real_ns", offsetof(struct run_facts, real_ns) },
        { "events_lost", offsetof(struct run_facts, events_lost) },
        { "ended_ns", offsetof(struct run_facts, ended_ns) },
        { "looks_ended_ns", offsetof(struct run_facts, looks_ended_ns) },
        { "leaked", offsetof(struct run_facts, leaked) },
        { "unpinned", offsetof(struct run_facts, unpinned) },
        { "unprioritised", offsetof(struct run_facts, unprioritised) },
        { "clock_resolution_ns",
          offsetof(struct run_facts, clock_resolution_ns) },
    };
    static const struct {
        const char *key;
        size_t      offset, size;
    } texts[] = {
        { "ended_by", offsetof(struct run_facts, ended_by),
          sizeof facts->ended_by },
        { "scenario", offsetof(struct run_facts, scenario),
          sizeof facts->scenario },
        { "system", offsetof(struct run_facts, system),
          sizeof facts->system },
        { "version", offsetof(struct run_facts, version),
          sizeof facts->version },
        { "build", offsetof(struct run_facts, build), sizeof facts->build },
        { "repeat", offsetof(struct run_facts, repeat), sizeof facts->repeat },
    };
    uint64_t number = 0;

    race_facts_read(facts, key, value);
    program_facts_read(facts, key, value);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(key, numbers[i].key) == 0 && tj_parse_u64(value, &number))
            memcpy((char *)facts + numbers[i].offset, &number, sizeof number);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(key, texts[i].key) == 0)
            (void)tj_text_copy((char *)facts + texts[i].offset, texts[i].size,
                               value);
    if (strcmp(key, "interrupted") == 0)
        facts->interrupted = strcmp(value, "1") == 0;
    if (strcmp(key, "cores") == 0 && tj_parse_u64(value, &number))
        facts->cores = (int)(number & 0xffff);
    if (strcmp(key, "ended_value") == 0)
        (void)tj_parse_double(value, &facts->ended_value);
    if (strcmp(key, "clock_read_ns") == 0)
        (void)tj_parse_double(value, &facts->clock_read_ns);
}

static void read_lines(struct run_facts *facts, char *text)
{
    while (*text != '\0') {
        char *end = text + strcspn(text, "\n");
        char *next = *end == '\0' ? end : end + 1;
        char *between = strstr(text, " = ");

        *end = '\0';
        if (*text != ';' && between != NULL && between < end) {
            *between = '\0';
            read_fact(facts, text, between + 3);
        }
        text = next;
    }
}

enum tj_status run_facts_read(struct run_facts *facts, const char *folder,
                              struct arena *arena, struct tj_error *error)
{
    char           path[RUN_PATH_MAX];
    struct tj_text text;
    size_t         size = 0;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/repro/facts.ini", folder);
    if (!tj_os_is_file(path))
        return TJ_OK;
    char *memory = ARENA_NEW(arena, char, FACTS_SIZE_MAX);
    if (memory == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "%s: no room to read it", path);
    enum tj_status status =
        tj_os_read_file(path, memory, FACTS_SIZE_MAX, &size, error);
    if (status == TJ_OK)
        read_lines(facts, memory);
    return status;
}
