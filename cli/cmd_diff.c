/* SPDX-License-Identifier: MIT */
/* trayjam diff-backends: the same stories on the simulated drive of virtual
 * time and on another drive, answer by answer. */
#include "cli/cmd.h"

#include "cli/diff/diff_text.h"
#include "stress/exit_codes.h"

#include "backends/story.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

#define STORY_SIZE_MAX ((size_t)4 << 20)
#define PLAY_SIZE      ((size_t)64 << 20)
#define LIST_SIZE      ((size_t)8 << 20)
#define LIMIT_NS       UINT64_C(5000000000)
#define PATIENCE_NS    UINT64_C(2000000000)

enum { PATH_SIZE = 512, NAMES_MAX = 4096, AGAIN = 5 };

struct diff {
    struct tj_target_spec target;
    struct diff_rules     rules;
    struct diff_expected  expected;
    struct diff_totals    totals;
    struct arena          list; /* Names, and what is expected. */
    const char          **names;
    uint32_t              names_count;
    bool                  as_json;
    struct tj_json        json;
    struct tj_error       error;
    struct diff_story     story, again;
};

/* --- Which stories --- */

static bool add_name(struct diff *diff, const char *folder, const char *name)
{
    char *path = ARENA_NEW(&diff->list, char, PATH_SIZE);
    struct tj_text text;

    if (path == NULL || diff->names_count == NAMES_MAX)
        return false;
    tj_text_init(&text, path, PATH_SIZE);
    tj_text_add(&text, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
    diff->names[diff->names_count++] = path;
    return !text.cut;
}

struct folder {
    struct diff *diff;
    const char  *path;
    bool         full;
};

static bool visit(void *context, const char *name)
{
    struct folder *folder = context;
    const char    *end = strrchr(name, '.');

    if (end != NULL && strcmp(end, ".story") == 0)
        folder->full = !add_name(folder->diff, folder->path, name);
    return !folder->full;
}

static enum tj_status list_one(struct diff *diff, const char *operand)
{
    struct folder folder = { .diff = diff, .path = operand };

    if (!tj_os_is_folder(operand)) {
        folder.full = !add_name(diff, "", operand);
    } else {
        uint32_t before = diff->names_count;
        enum tj_status status =
            tj_os_list_folder(operand, visit, &folder, &diff->error);
        if (status != TJ_OK)
            return status;
        if (diff->names_count == before)
            return tj_fail(&diff->error, TJ_MISSING, "%s: no story in there; "
                           "files that end in .story were expected", operand);
    }
    if (folder.full)
        return tj_fail(&diff->error, TJ_NO_MEMORY, "%s: at most %d stories "
                       "with names of %d bytes", operand, NAMES_MAX, PATH_SIZE);
    return TJ_OK;
}

/* --- One story --- */

/* skipped: gets why it was not played, when this drive cannot be had so. */
static enum tj_status play_once(struct diff *diff, const char *name,
                                struct diff_story *story, const char **skipped)
{
    struct arena         arena;
    struct tj_transcript transcript;
    struct tj_story      told = { .file_name = name };
    size_t               size = tj_story_memory() + STORY_SIZE_MAX + PLAY_SIZE;
    unsigned char       *pages = tj_os_pages_take(size);
    char                *text = (char *)pages + tj_story_memory();

    *skipped = NULL;
    memset(story, 0, sizeof *story);
    if (pages == NULL)
        return tj_fail(&diff->error, TJ_NO_MEMORY, "%s: no room", name);
    arena_init(&arena, text + STORY_SIZE_MAX, PLAY_SIZE);
    told.text = text;
    enum tj_status status = tj_os_read_file(name, text, STORY_SIZE_MAX,
                                            &told.size, &diff->error);
    if (status == TJ_OK)
        status = tj_transcript_make(&told, &arena, pages, tj_story_memory(),
                                    &transcript, &diff->error);
    if (status == TJ_OK)
        status = diff_play(&transcript, &diff->target, &diff->rules, &arena,
                           story, &diff->error);
    if (status == TJ_UNAVAILABLE) {
        *skipped = diff->error.text;
        status = TJ_OK;
    }
    if (!story->stuck)
        tj_os_pages_give(pages, size);
    return status;
}

static bool same_item(const struct diff_item *a, const struct diff_item *b)
{
    return a->what == b->what && a->line == b->line &&
           strcmp(a->subject, b->subject) == 0 &&
           strcmp(a->story, b->story) == 0 && strcmp(a->drive, b->drive) == 0;
}

/* Keeps of the first what the other has, too; gives how many went. */
static uint32_t keep_common(struct diff_story *story,
                            const struct diff_story *other)
{
    uint32_t kept = 0, gone = 0;

    for (uint32_t i = 0; i < story->items_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < other->items_count && !found; k++)
            found = same_item(&story->items[i], &other->items[k]);
        if (found)
            story->items[kept++] = story->items[i];
        else
            gone++;
    }
    story->items_count = kept;
    return gone;
}

/* Real time is never punctual: only what differs each time counts, unless it
 * was expected. What went was equal the next time. */
static enum tj_status play_again(struct diff *diff, const char *name)
{
    enum tj_status status = TJ_OK;
    const char    *skipped;

    for (int i = 0; i < AGAIN && status == TJ_OK &&
                    !diff_expected_covers(&diff->expected, name, &diff->story);
         i++) {
        status = play_once(diff, name, &diff->again, &skipped);
        if (status != TJ_OK || skipped != NULL)
            break;
        uint32_t gone = keep_common(&diff->story, &diff->again);
        diff->totals.unsteady += gone;
        diff->again.items_count = diff->story.items_count;
        memcpy(diff->again.items, diff->story.items, sizeof diff->story.items);
        diff->story = diff->again;
    }
    return status;
}

static void add_counts(struct diff_counts *sum, const struct diff_counts *one)
{
    sum->requests += one->requests;
    sum->events += one->events;
    sum->states += one->states;
    sum->compared += one->compared;
    sum->equal += one->equal;
    sum->different += one->different;
}

static enum tj_status compare_one(struct diff *diff, const char *name)
{
    struct diff_totals *totals = &diff->totals;
    const char         *skipped;
    enum tj_status status = play_once(diff, name, &diff->story, &skipped);

    if (status == TJ_OK && skipped == NULL)
        status = play_again(diff, name);
    if (status != TJ_OK)
        return status;
    uint32_t all = diff->story.items_count + diff->story.items_more;
    uint32_t unknown = 0;
    if (skipped == NULL) /* Else nothing could differ. */
        unknown = diff_expected_apply(&diff->expected, name, &diff->story);
    totals->stories++;
    totals->compared += diff->story.counts.compared > 0;
    totals->whole += skipped == NULL && diff->story.why[0] == '\0';
    totals->differences += all;
    totals->expected += all - unknown;
    add_counts(&totals->counts, &diff->story.counts);
    if (diff->as_json)
        diff_json_story(&diff->json, name, skipped, &diff->story);
    else
        diff_text_story(stdout, name, skipped, &diff->story);
    (void)fflush(stdout);
    return TJ_OK;
}

/* --- All of them --- */

static void tell_stale(struct diff *diff)
{
    for (uint32_t i = 0; i < diff->expected.rows_count; i++) {
        const struct diff_row *row = &diff->expected.rows[i];

        if (!diff_expected_is_stale(row))
            continue;
        diff->totals.stale++;
        fprintf(stderr, "trayjam: %s:%u: this difference did not come: %s\n",
                diff->expected.file, row->at, row->because);
    }
}

static int verdict(const struct diff_totals *totals)
{
    if (tj_os_interrupted())
        return EXIT_INTERRUPTED;
    if (totals->differences > totals->expected || totals->stale > 0)
        return EXIT_BROKEN;
    return totals->counts.compared > 0 ? EXIT_HELD : EXIT_SKIPPED;
}

static enum tj_status compare_all(struct diff *diff)
{
    enum tj_status status = TJ_OK;

    for (uint32_t i = 0;
         i < diff->names_count && status == TJ_OK && !tj_os_interrupted(); i++)
        status = compare_one(diff, diff->names[i]);
    return status;
}

static int compare(struct diff *diff)
{
    if (diff->as_json) {
        tj_json_init(&diff->json, stdout, true);
        tj_json_object(&diff->json, NULL);
        tj_json_array(&diff->json, "stories");
    } else {
        diff_text_head(stdout);
    }
    enum tj_status status = compare_all(diff);
    if (status != TJ_OK)
        return cmd_fail(&diff->error);
    tell_stale(diff);
    if (!diff->as_json) {
        diff_text_end(stdout, &diff->totals);
        return cmd_end(verdict(&diff->totals));
    }
    tj_json_end(&diff->json);
    diff_json_end(&diff->json, &diff->totals);
    tj_json_end(&diff->json);
    if (tj_json_finish(&diff->json, &diff->error) != TJ_OK)
        return cmd_fail(&diff->error);
    return verdict(&diff->totals);
}

static enum tj_status read_options(struct diff *diff,
                                   const struct options *options)
{
    const char *drive = options_value(options, OPTION_DRIVE);
    const char *expected = options_value(options, OPTION_EXPECTED);

    diff->as_json = options_has(options, OPTION_JSON);
    diff->rules = (struct diff_rules){ .limit_ns = LIMIT_NS,
                                       .patience_ns = PATIENCE_NS };
    diff->names = ARENA_NEW(&diff->list, const char *, NAMES_MAX);
    if (diff->names == NULL)
        return tj_fail(&diff->error, TJ_NO_MEMORY, "no room for names");
    enum tj_status status = tj_target_parse(drive != NULL ? drive : "sim",
                                            &diff->target, &diff->error);
    if (status == TJ_OK && strcmp(diff->target.info->name, "sim") == 0 &&
        diff->target.detail[0] != '\0')
        status = tj_fail(&diff->error, TJ_USAGE, "--drive %s: each story says "
                         "itself what drive it wants; sim alone was expected",
                         drive);
    if (status == TJ_OK)
        status = options_duration(options, OPTION_FOR, &diff->rules.limit_ns,
                                  &diff->error);
    if (status == TJ_OK && expected != NULL)
        status = diff_expected_read(expected, &diff->list, &diff->expected,
                                    &diff->error);
    for (size_t i = 0; i < options->operands_count && status == TJ_OK; i++)
        status = list_one(diff, options->operands[i]);
    return status;
}

int cmd_diff_backends(const struct command *command,
                      const struct options *options)
{
    size_t       size = sizeof(struct diff) + LIST_SIZE;
    struct diff *diff = tj_os_pages_take(size);

    (void)command;
    if (diff == NULL) {
        fputs("trayjam: no memory to start with\n", stderr);
        return tj_status_exit_code(TJ_NO_MEMORY);
    }
    arena_init(&diff->list, diff + 1, LIST_SIZE);
    tj_os_catch_interrupts();
    enum tj_status status = read_options(diff, options);
    int code = status == TJ_OK ? compare(diff) : cmd_fail(&diff->error);
    tj_os_pages_give(diff, size);
    return code;
}
