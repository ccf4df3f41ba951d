/* SPDX-License-Identifier: MIT */
#include "core/check/tray_count.h"

static void fold(struct tray_count *count, const struct tray_turn *turn)
{
    if (turn->lock) {
        count->least += turn->sure ? 1 : 0;
        count->most += 1;
    } else {
        count->least -= 1;
        count->most -= turn->sure ? 1 : 0;
    }
}

/* When nothing is left over, both bounds may be brought to what a counter can
 * be; not earlier, since the order of what overlaps is not known. */
static void settle(struct tray_count *count, uint64_t horizon_ns)
{
    for (size_t i = 0; i < count->recent_count;) {
        if (count->recent[i].at.t1_ns >= horizon_ns) {
            i++;
            continue;
        }
        fold(count, &count->recent[i]);
        count->recent[i] = count->recent[--count->recent_count];
    }
    if (count->recent_count > 0)
        return;
    count->least = count->least > 0 ? count->least : 0;
    count->most = count->most > 0 ? count->most : 0;
}

void tray_count_add(struct tray_count *count, const struct tray_turn *turn,
                    uint64_t horizon_ns)
{
    settle(count, horizon_ns);
    if (turn->at.t1_ns == STAMP_NEVER) {
        if (turn->lock)
            count->most += 1;
        else
            count->open_unlocks += 1;
        return;
    }
    if (count->recent_count == TRAY_RECENT) {
        /* No room to say when: it may have been. */
        struct tray_turn doubtful = *turn;
        doubtful.sure = false;
        fold(count, &doubtful);
        return;
    }
    count->recent[count->recent_count++] = *turn;
}

bool tray_count_is_over(struct tray_count *count, uint64_t horizon_ns)
{
    settle(count, horizon_ns);
    return count->recent_count == 0 && count->most == 0;
}

int32_t tray_count_least(const struct tray_count *count,
                         const struct stamp *at)
{
    int32_t least = count->least - count->open_unlocks;
    for (size_t i = 0; i < count->recent_count; i++) {
        const struct tray_turn *turn = &count->recent[i];
        if (turn->lock)
            least += turn->sure && stamp_before(&turn->at, at) ? 1 : 0;
        else
            least -= stamp_before(at, &turn->at) ? 0 : 1;
    }
    return least > 0 ? least : 0;
}

int32_t tray_count_most(const struct tray_count *count, const struct stamp *at)
{
    int32_t most = count->most;
    for (size_t i = 0; i < count->recent_count; i++) {
        const struct tray_turn *turn = &count->recent[i];
        if (turn->lock)
            most += stamp_before(at, &turn->at) ? 0 : 1;
        else
            most -= turn->sure && stamp_before(&turn->at, at) ? 1 : 0;
    }
    return most > 0 ? most : 0;
}
