/* SPDX-License-Identifier: MIT */
/* sweep.json as it was written: to go on, and to merge. */
#include "cli/sweep/sweep.h"

#include "core/base/json_tree.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { FILE_MAX = 16 << 20 };

static enum tj_status wrong(const char *path, const char *what,
                            struct tj_error *error)
{
    return tj_fail(error, TJ_BAD_INPUT,
                   "%.120s: %s; a sweep.json of `trayjam sweep` was expected",
                   path, what);
}

static bool seed_of(const struct tj_json_node *node, const char *key,
                    uint64_t *seed)
{
    return tj_parse_u64(tj_json_text_of(node, key, ""), seed);
}

static bool read_seeds(struct sweep_seeds *seeds,
                       const struct tj_json_node *root)
{
    const struct tj_json_node *done =
        tj_json_member(root, "done", TJ_JSON_ARRAY);

    if (done == NULL)
        return false;
    for (const struct tj_json_node *one = done->first; one != NULL;
         one = one->next) {
        uint64_t first, count = tj_json_u64_of(one, "count", 0);

        if (!seed_of(one, "first", &first) || first < seeds->first ||
            first - seeds->first > seeds->count ||
            count > seeds->count - (first - seeds->first))
            return false;
        for (uint64_t i = 0; i < count; i++)
            sweep_seeds_mark(seeds, first - seeds->first + i);
    }
    return true;
}

static size_t row_of_condition(struct sweep *sweep, enum sweep_kind kind,
                               const char *name)
{
    size_t of = kind == SWEEP_THRESHOLD;
    size_t index = 0;

    while (index < sweep->conditions_count[of] &&
           strcmp(sweep->conditions[of][index], name) != 0)
        index++;
    if (index == TJ_CONDITIONS_MAX)
        return SWEEP_ROWS_MAX;
    if (index == sweep->conditions_count[of]) {
        (void)tj_text_copy(sweep->conditions[of][index], SWEEP_CONDITION_TEXT,
                           name);
        sweep->conditions_count[of]++;
    }
    return sweep_row_index(kind, index);
}

/* SWEEP_ROWS_MAX: this program has no such row. */
static size_t row_named(struct sweep *sweep, const char *kind, const char *name)
{
    for (unsigned i = 0; i <= SWEEP_THRESHOLD; i++) {
        if (strcmp(kind, sweep_kind_name((enum sweep_kind)i)) != 0)
            continue;
        if (i != SWEEP_RULE)
            return row_of_condition(sweep, (enum sweep_kind)i, name);
        for (size_t rule = 0; rule < tj_rule_count(); rule++)
            if (strcmp(tj_rule_at(rule)->id, name) == 0)
                return rule;
    }
    return SWEEP_ROWS_MAX;
}

/* Of `findings` or `held`. */
static bool read_rows(struct sweep *sweep, const struct tj_json_node *root,
                      const char *key)
{
    const struct tj_json_node *list = tj_json_member(root, key, TJ_JSON_ARRAY);

    if (list == NULL)
        return false;
    for (const struct tj_json_node *one = list->first; one != NULL;
         one = one->next) {
        size_t index = row_named(sweep, tj_json_text_of(one, "kind", ""),
                                 tj_json_text_of(one, "name", ""));
        if (index == SWEEP_ROWS_MAX)
            return false;
        struct sweep_row *row = &sweep->account.rows[index];
        row->judged = tj_json_u64_of(one, "judged", 0);
        row->seeds = tj_json_u64_of(one, "seeds", 0);
        row->findings = tj_json_u64_of(one, "findings", 0);
        if (row->seeds > 0 && !seed_of(one, "first_seed", &row->first_seed))
            return false;
        (void)tj_text_copy(row->text, sizeof row->text,
                           tj_json_text_of(one, "text", ""));
        if (tj_json_text_of(one, "run", NULL) != NULL &&
            sweep->kept_count < SWEEP_KEPT_MAX)
            sweep->kept[sweep->kept_count++].seed = row->first_seed;
    }
    return true;
}

static void read_texts(struct sweep *sweep, const struct tj_json_node *root)
{
    const struct { const char *key; char *target; size_t size; } texts[] = {
        { "scenario", sweep->scenario, sizeof sweep->scenario },
        { "version", sweep->version, sizeof sweep->version },
        { "build", sweep->build, sizeof sweep->build },
        { "fingerprint", sweep->fingerprint, sizeof sweep->fingerprint },
        { "repeat", sweep->repeat, sizeof sweep->repeat },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        (void)tj_text_copy(texts[i].target, texts[i].size,
                           tj_json_text_of(root, texts[i].key, ""));
}

static void read_figures(struct sweep *sweep, const struct tj_json_node *root)
{
    const struct tj_json_node *shard =
        tj_json_member(root, "shard", TJ_JSON_OBJECT);
    const struct tj_json_node *verdicts =
        tj_json_member(root, "verdicts", TJ_JSON_OBJECT);

    sweep->shard = tj_json_u64_of(shard, "index", 1);
    sweep->shards = tj_json_u64_of(shard, "of", 1);
    sweep->jobs = (unsigned)tj_json_u64_of(root, "jobs", 1);
    sweep->real_ns = tj_json_u64_of(root, "real_ns", 0);
    sweep->account.operations = tj_json_u64_of(root, "operations", 0);
    for (unsigned i = 0; i < SWEEP_VERDICTS; i++) {
        sweep->account.verdicts[i] = tj_json_u64_of(
            verdicts, tj_verdict_name((enum tj_verdict_word)i), 0);
        sweep->account.seeds += sweep->account.verdicts[i];
    }
}

static enum tj_status take(struct sweep *sweep, const char *path,
                           const struct tj_json_node *root, struct arena *arena,
                           struct tj_error *error)
{
    const struct tj_json_node *seeds =
        tj_json_member(root, "seeds", TJ_JSON_OBJECT);
    uint64_t first, count = tj_json_u64_of(seeds, "count", 0);

    if (strcmp(tj_json_text_of(root, "kind", ""), "sweep") != 0 ||
        tj_json_u64_of(root, "format", 0) != 1)
        return wrong(path, "it is something else", error);
    if (!seed_of(seeds, "first", &first) || count == 0 ||
        count > SWEEP_SEEDS_MAX || first > UINT64_MAX - count)
        return wrong(path, "`seeds` makes no sense", error);
    enum tj_status status =
        sweep_seeds_init(&sweep->seeds, first, count, arena, error);
    if (status != TJ_OK)
        return status;
    read_texts(sweep, root);
    read_figures(sweep, root);
    if (!read_seeds(&sweep->seeds, root))
        return wrong(path, "`done` makes no sense", error);
    if (!read_rows(sweep, root, "findings") || !read_rows(sweep, root, "held"))
        return wrong(path, "it has a rule that this trayjam has not", error);
    if (sweep->account.seeds != sweep_seeds_done(&sweep->seeds))
        return wrong(path, "`done` and `verdicts` count differently", error);
    return TJ_OK;
}

enum tj_status sweep_read(struct sweep *sweep, const char *path,
                          struct arena *arena, struct tj_error *error)
{
    struct tj_json_node *root;
    size_t               size;
    char                *text = ARENA_NEW(arena, char, FILE_MAX);

    *sweep = (struct sweep){ .scenario = "" };
    if (text == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room to read %.150s", path);
    if (!tj_os_is_file(path))
        return tj_fail(error, TJ_MISSING, "%.180s: no such file", path);
    enum tj_status status = tj_os_read_file(path, text, FILE_MAX, &size, error);
    if (status == TJ_OK)
        status = tj_json_parse(path, text, arena, &root, error);
    return status == TJ_OK ? take(sweep, path, root, arena, error) : status;
}

/* --- Merging --- */

static enum tj_status widen(struct sweep_seeds *seeds,
                            const struct sweep_seeds *other,
                            struct arena *arena, struct tj_error *error)
{
    uint64_t first = other->first < seeds->first ? other->first : seeds->first;
    uint64_t end = seeds->first + seeds->count;
    struct sweep_seeds wide;

    if (other->first + other->count > end)
        end = other->first + other->count;
    if (end - first > SWEEP_SEEDS_MAX)
        return tj_fail(error, TJ_BAD_INPUT, "from the first seed to the last "
                       "there are more than %d", SWEEP_SEEDS_MAX);
    if (first == seeds->first && end - first == seeds->count)
        return TJ_OK;
    enum tj_status status =
        sweep_seeds_init(&wide, first, end - first, arena, error);
    if (status != TJ_OK)
        return status;
    for (uint64_t i = 0; i < seeds->count; i++)
        if (sweep_seeds_has(seeds, i))
            sweep_seeds_mark(&wide, seeds->first + i - first);
    *seeds = wide;
    return TJ_OK;
}

/* Rows of conditions may stand in another order. */
static bool join_rows(struct sweep *sweep, const struct sweep *other,
                      struct arena *arena)
{
    struct sweep_account *account = ARENA_NEW(arena, struct sweep_account, 1);

    if (account == NULL)
        return false;
    *account = other->account;
    for (size_t i = TJ_RULES_MAX; i < SWEEP_ROWS_MAX; i++)
        account->rows[i] = (struct sweep_row){ 0 };
    for (size_t i = TJ_RULES_MAX; i < SWEEP_ROWS_MAX; i++) {
        enum sweep_kind kind;
        const char     *name = sweep_row_name(other, i, &kind);

        if (name == NULL)
            continue;
        size_t index = row_of_condition(sweep, kind, name);
        if (index < SWEEP_ROWS_MAX)
            account->rows[index] = other->account.rows[i];
    }
    sweep_account_join(&sweep->account, account);
    return true;
}

/* Seeds that both have. */
static uint64_t overlap(const struct sweep *sweep, const struct sweep *other)
{
    uint64_t common = 0;

    for (uint64_t i = 0; i < other->seeds.count; i++) {
        uint64_t at = other->seeds.first + i - sweep->seeds.first;

        common += sweep_seeds_has(&other->seeds, i) &&
                  sweep_seeds_has(&sweep->seeds, at);
    }
    return common;
}

enum tj_status sweep_join(struct sweep *sweep, const struct sweep *other,
                          const char *path, struct arena *arena, bool *added,
                          struct tj_error *error)
{
    *added = false;
    if (strcmp(sweep->fingerprint, other->fingerprint) != 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%.120s: another scenario or other settings (%s, not "
                       "%s); only shards of one sweep can be merged",
                       path, other->fingerprint, sweep->fingerprint);
    enum tj_status status = widen(&sweep->seeds, &other->seeds, arena, error);
    if (status != TJ_OK)
        return status;
    uint64_t common = overlap(sweep, other);
    if (common == other->account.seeds)
        return TJ_OK;
    if (common > 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%.120s: %" PRIu64 " of its seeds are there already, "
                       "others are not; what was found cannot be told apart",
                       path, common);
    for (uint64_t i = 0; i < other->seeds.count; i++)
        if (sweep_seeds_has(&other->seeds, i))
            sweep_seeds_mark(&sweep->seeds,
                             other->seeds.first + i - sweep->seeds.first);
    if (!join_rows(sweep, other, arena))
        return tj_fail(error, TJ_NO_MEMORY, "no room to merge");
    sweep->real_ns += other->real_ns;
    sweep->jobs = sweep->jobs > other->jobs ? sweep->jobs : other->jobs;
    *added = true;
    return TJ_OK;
}
