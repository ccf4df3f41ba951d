/* SPDX-License-Identifier: MIT */
/* What a sweep knows, and sweep.json. */
#include "cli/sweep/sweep.h"

#include "cli/run_folder.h"
#include "stress/exit_codes.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *sweep_kind_name(enum sweep_kind kind)
{
    static const char *const names[] = { "rule", "expect", "threshold" };

    return names[kind];
}

const char *sweep_row_name(const struct sweep *sweep, size_t row,
                           enum sweep_kind *kind)
{
    if (row < TJ_RULES_MAX) {
        *kind = SWEEP_RULE;
        return row < tj_rule_count() ? tj_rule_at(row)->id : NULL;
    }
    size_t index = row - TJ_RULES_MAX;
    *kind = index < TJ_CONDITIONS_MAX ? SWEEP_EXPECT : SWEEP_THRESHOLD;
    size_t of = *kind == SWEEP_THRESHOLD;
    index -= of * TJ_CONDITIONS_MAX;
    return index < sweep->conditions_count[of] ? sweep->conditions[of][index]
                                               : NULL;
}

bool sweep_complete(const struct sweep *sweep)
{
    return sweep->account.seeds == sweep->seeds.count;
}

int sweep_exit_code(const struct sweep *sweep)
{
    return sweep->interrupted ? EXIT_INTERRUPTED
                              : sweep_account_exit_code(&sweep->account);
}

void sweep_repeat(const struct sweep *sweep, uint64_t seed, char *line,
                  size_t size)
{
    static const char mark[] = "--seed SEED";
    const char       *place = strstr(sweep->repeat, mark);
    struct tj_text    text;

    tj_text_init(&text, line, size);
    if (place == NULL)
        return;
    tj_text_add(&text, "%.*s--seed 0x%" PRIx64 "%s",
                (int)(place - sweep->repeat), sweep->repeat, seed,
                place + sizeof mark - 1);
}

size_t sweep_broken(const struct sweep *sweep, uint16_t rows[SWEEP_ROWS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < SWEEP_ROWS_MAX; i++) {
        const struct sweep_row *row = &sweep->account.rows[i];
        size_t                  at = count;

        if (row->seeds == 0)
            continue;
        for (; at > 0; at--) {
            if (sweep->account.rows[rows[at - 1]].seeds >= row->seeds)
                break;
            rows[at] = rows[at - 1];
        }
        rows[at] = (uint16_t)i;
        count++;
    }
    return count;
}

static void print_seed(struct tj_json *json, const char *key, uint64_t seed)
{
    char           memory[24];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "0x%" PRIx64, seed);
    tj_json_string(json, key, memory);
}

static void print_range(struct tj_json *json, const char *key, uint64_t first,
                        uint64_t count)
{
    tj_json_object(json, key);
    print_seed(json, "first", first);
    tj_json_u64(json, "count", count);
    tj_json_end(json);
}

static void print_done(struct tj_json *json, const struct sweep_seeds *seeds)
{
    tj_json_array(json, "done");
    for (uint64_t i = 0; i < seeds->count;) {
        uint64_t first = i;

        while (i < seeds->count && sweep_seeds_has(seeds, i))
            i++;
        if (i > first)
            print_range(json, NULL, seeds->first + first, i - first);
        while (i < seeds->count && !sweep_seeds_has(seeds, i))
            i++;
    }
    tj_json_end(json);
}

static void print_head(struct tj_json *json, const struct sweep *sweep)
{
    double seconds = (double)sweep->real_ns * 1e-9;

    tj_json_string(json, "tool", "trayjam");
    tj_json_string(json, "kind", "sweep");
    tj_json_u64(json, "format", 1);
    tj_json_string(json, "version", sweep->version);
    tj_json_string(json, "build", sweep->build);
    tj_json_string(json, "scenario", sweep->scenario);
    tj_json_string(json, "fingerprint", sweep->fingerprint);
    tj_json_string(json, "repeat", sweep->repeat);
    print_range(json, "seeds", sweep->seeds.first, sweep->seeds.count);
    tj_json_object(json, "shard");
    tj_json_u64(json, "index", sweep->shard);
    tj_json_u64(json, "of", sweep->shards);
    tj_json_end(json);
    print_done(json, &sweep->seeds);
    tj_json_bool(json, "complete", sweep_complete(sweep));
    tj_json_bool(json, "interrupted", sweep->interrupted);
    tj_json_u64(json, "jobs", sweep->jobs);
    tj_json_u64(json, "real_ns", sweep->real_ns);
    tj_json_double(json, "seeds_per_s",
                   sweep->real_ns == 0
                       ? 0
                       : (double)sweep->account.seeds / seconds);
    tj_json_u64(json, "operations", sweep->account.operations);
    tj_json_object(json, "verdicts");
    for (unsigned i = 0; i < SWEEP_VERDICTS; i++)
        tj_json_u64(json, tj_verdict_name((enum tj_verdict_word)i),
                    sweep->account.verdicts[i]);
    tj_json_end(json);
}

static bool is_kept(const struct sweep *sweep, uint64_t seed)
{
    for (size_t i = 0; i < sweep->kept_count; i++)
        if (sweep->kept[i].seed == seed)
            return true;
    return false;
}

static void print_finding(struct tj_json *json, const struct sweep *sweep,
                          size_t index)
{
    const struct sweep_row *row = &sweep->account.rows[index];
    enum sweep_kind         kind;
    const char             *name = sweep_row_name(sweep, index, &kind);
    char                    repeat[RUN_REPEAT_MAX], run[32];
    struct tj_text          text;

    sweep_repeat(sweep, row->first_seed, repeat, sizeof repeat);
    tj_json_object(json, NULL);
    tj_json_string(json, "kind", sweep_kind_name(kind));
    tj_json_string(json, "name", name);
    if (kind == SWEEP_RULE)
        tj_json_string(json, "title", tj_rule_at(index)->title);
    tj_json_u64(json, "seeds", row->seeds);
    tj_json_u64(json, "judged", row->judged);
    tj_json_u64(json, "findings", row->findings);
    print_seed(json, "first_seed", row->first_seed);
    tj_json_string(json, "text", row->text);
    tj_json_string(json, "repeat", repeat);
    if (is_kept(sweep, row->first_seed)) {
        tj_text_init(&text, run, sizeof run);
        tj_text_add(&text, "seed-0x%" PRIx64, row->first_seed);
        tj_json_string(json, "run", run);
    }
    tj_json_end(json);
}

static void print_held(struct tj_json *json, const struct sweep *sweep)
{
    tj_json_array(json, "held");
    for (size_t i = 0; i < SWEEP_ROWS_MAX; i++) {
        const struct sweep_row *row = &sweep->account.rows[i];
        enum sweep_kind         kind;
        const char             *name = sweep_row_name(sweep, i, &kind);

        if (name == NULL || row->seeds > 0 || row->judged == 0)
            continue;
        tj_json_object(json, NULL);
        tj_json_string(json, "kind", sweep_kind_name(kind));
        tj_json_string(json, "name", name);
        tj_json_u64(json, "judged", row->judged);
        tj_json_end(json);
    }
    tj_json_end(json);
}

enum tj_status sweep_print_json(const struct sweep *sweep, FILE *file,
                                struct tj_error *error)
{
    struct tj_json json;
    uint16_t       rows[SWEEP_ROWS_MAX];
    size_t         count = sweep_broken(sweep, rows);

    tj_json_init(&json, file, true);
    tj_json_object(&json, NULL);
    print_head(&json, sweep);
    tj_json_array(&json, "findings");
    for (size_t i = 0; i < count; i++)
        print_finding(&json, sweep, rows[i]);
    tj_json_end(&json);
    print_held(&json, sweep);
    tj_json_u64(&json, "exit_code", (uint64_t)sweep_exit_code(sweep));
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}

enum tj_status sweep_write(const struct sweep *sweep, const char *folder,
                           struct tj_error *error)
{
    struct run_file file;

    enum tj_status status = run_file_open(&file, folder, "sweep.json", error);
    if (status != TJ_OK)
        return status;
    status = sweep_print_json(sweep, file.file, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}
