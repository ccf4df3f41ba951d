/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_range.h"

#include "core/base/text.h"

#include <string.h>

/* The number in front of `end`. */
static bool parse_head(const char *text, const char *end, uint64_t *value)
{
    char           head[32];
    struct tj_text word;

    tj_text_init(&word, head, sizeof head);
    tj_text_add(&word, "%.*s", (int)(end - text), text);
    return !word.cut && tj_parse_u64(head, value);
}

enum tj_status sweep_range_parse(struct sweep_range *range, const char *text,
                                 struct tj_error *error)
{
    const char *dots = strstr(text, "..");
    uint64_t    last;

    *range = (struct sweep_range){ .first = 1, .shard = 1, .shards = 1 };
    if (dots == NULL) {
        if (!tj_parse_u64(text, &range->count) || range->count == 0 ||
            range->count > SWEEP_SEEDS_MAX)
            return tj_fail(error, TJ_USAGE, "--seeds %.60s: how many, 1 .. %d, "
                           "or FIRST..LAST", text, SWEEP_SEEDS_MAX);
        return TJ_OK;
    }
    if (!parse_head(text, dots, &range->first) ||
        !tj_parse_u64(dots + 2, &last) || last < range->first ||
        last - range->first >= SWEEP_SEEDS_MAX || last == UINT64_MAX)
        return tj_fail(error, TJ_USAGE, "--seeds %.60s: FIRST..LAST, at most "
                       "%d seeds, or how many", text, SWEEP_SEEDS_MAX);
    range->count = last - range->first + 1;
    return TJ_OK;
}

enum tj_status sweep_range_cut(struct sweep_range *range, const char *text,
                               struct tj_error *error)
{
    const char *slash = strchr(text, '/');

    if (slash == NULL || !parse_head(text, slash, &range->shard) ||
        !tj_parse_u64(slash + 1, &range->shards) || range->shard == 0 ||
        range->shard > range->shards || range->shards > range->count)
        return tj_fail(error, TJ_USAGE, "--shard %.60s: I/N, the I-th of N "
                       "parts, 1 <= I <= N <= seeds", text);
    uint64_t begin = range->count * (range->shard - 1) / range->shards;
    uint64_t end = range->count * range->shard / range->shards;
    range->first += begin;
    range->count = end - begin;
    return TJ_OK;
}
