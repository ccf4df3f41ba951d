#include "tests/sim/properties/actions.h"

#define A(name) [ACTION_##name]

/* The drive of a run: what a seed's low bits say. */
static void plain_profile(struct sim_profile *profile, uint64_t seed)
{
    profile->disc = (seed & 3) != 0;
    profile->gesn = (seed & 4) == 0;
    profile->an = (seed & 24) == 24;
    profile->mcn = (seed & 31) != 9;
    profile->mmc = (seed & 32) == 0;
    profile->raw_mount = (seed & 64) == 0;
    profile->burner = (seed & 12) == 8;
    profile->zpodd = (seed & 22) == 22;
    profile->loader = (uint8_t)(seed % 3);
    profile->disc_kind = (uint8_t)(seed % SIM_DISC_KIND_COUNT);
}

static void takes(struct sim_span *span, unsigned ms)
{
    span->min_us = span->max_us = ms * 1000;
}

static void busy_profile(struct sim_profile *profile, uint64_t seed)
{
    plain_profile(profile, seed);
    profile->mcn = true;
    takes(&profile->open, 300);
    takes(&profile->load, 300);
    takes(&profile->spin_up, (unsigned)(seed & 1) * 900);
    takes(&profile->read, (unsigned)(seed & 2) * 10);
    profile->playing = (seed & 28) == 28;
}

static void media_profile(struct sim_profile *profile, uint64_t seed)
{
    plain_profile(profile, seed);
    profile->mcn = true;
    profile->poll_ns = 200000000;
    profile->poll_tolerance_ns = 100000000;
    takes(&profile->spin_up, (unsigned)(seed & 1) * 400);
}

static void volume_profile(struct sim_profile *profile, uint64_t seed)
{
    plain_profile(profile, seed);
    profile->mcn = true;
    profile->disc = profile->fs_cdfs = (seed & 7) != 0;
    if ((seed & 3) != 3)
        profile->disc_kind = SIM_DISC_DATA_CD;
    profile->loader = SIM_LOADER_TRAY;
    profile->poll_ns = 100000000;
    profile->poll_tolerance_ns = 0;
    profile->raw_mount = (seed & 1) != 0;
    profile->sync_fs_events = (seed & 48) == 48;
}

static const struct theme themes[] = {
    [CONTENTION] = {
        "contention", {
            A(open_direct) = 12, A(open_weak) = 1, A(open_volume) = 2,
            A(duplicate) = 6, A(close) = 14, A(lock) = 30, A(lock_badly) = 4,
            A(unlock) = 18, A(query) = 14, A(exclusive_malformed) = 3,
            A(secure) = 1, A(mcn) = 2, A(verify) = 4, A(cancel) = 4,
            A(wait) = 6, A(hand) = 2, A(busy) = 1, A(end_thread) = 1,
            A(end_process) = 1, A(listen) = 1 },
        6, 70, 500, plain_profile },
    [STRANGERS] = {
        "strangers", {
            A(open_direct) = 10, A(open_weak) = 2, A(open_volume) = 3,
            A(duplicate) = 2, A(close) = 9, A(lock) = 18, A(unlock) = 4,
            A(query) = 3, A(secure) = 3, A(simple) = 3, A(move_tray) = 4,
            A(mcn) = 2, A(verify) = 4, A(verify2) = 2, A(read) = 6,
            A(write) = 3, A(flush) = 3, A(property) = 10, A(allowed) = 12,
            A(any_code) = 14, A(alias) = 2, A(event_notification) = 2,
            A(cancel) = 2, A(wait) = 8, A(hand) = 1, A(busy) = 1,
            A(sense) = 1 },
        6, 70, 600, busy_profile },
    [BACKLOG] = {
        "backlog", {
            A(open_direct) = 8, A(open_volume) = 1, A(duplicate) = 2,
            A(close) = 6, A(lock) = 16, A(unlock) = 8, A(query) = 4,
            A(secure) = 5, A(simple) = 4, A(move_tray) = 5, A(mcn) = 3,
            A(verify) = 8, A(verify2) = 3, A(read) = 6, A(write) = 2,
            A(flush) = 1, A(property) = 8, A(allowed) = 4, A(any_code) = 3,
            A(cancel) = 6, A(wait) = 3, A(hand) = 1, A(busy) = 4,
            A(end_thread) = 1 },
        6, 45, 500, busy_profile },
    [HANDOFF] = {
        "hand-off", {
            A(open_direct) = 6, A(close) = 2, A(lock) = 40, A(unlock) = 34,
            A(query) = 2, A(wait) = 2 },
        6, 35, 500, plain_profile },
    [TRAY] = {
        "tray", {
            A(open_direct) = 9, A(open_weak) = 3, A(open_volume) = 2,
            A(duplicate) = 2, A(close) = 10, A(lock) = 2, A(unlock) = 2,
            A(secure) = 26, A(simple) = 20, A(move_tray) = 16, A(verify) = 2,
            A(alias) = 2, A(cancel) = 2, A(wait) = 16, A(hand) = 3,
            A(sense) = 2, A(tray_sense) = 8, A(mended_drive) = 4, A(busy) = 2,
            A(power) = 1 },
        6, 75, 600, busy_profile },
    [MEDIA] = {
        "media", {
            A(open_direct) = 6, A(open_weak) = 1, A(open_volume) = 1,
            A(close) = 6, A(lock) = 6, A(unlock) = 8, A(mcn) = 10,
            A(verify) = 10, A(verify2) = 4, A(read) = 3, A(move_tray) = 3,
            A(event_notification) = 2, A(wait) = 24, A(hand) = 16,
            A(sense) = 10, A(poll_reply) = 8, A(allowed) = 1, A(alias) = 1,
            A(mended_drive) = 2, A(cancel) = 1 },
        5, 80, 600, media_profile },
    [QUIET_MEDIA] = {
        "quiet media", {
            A(open_direct) = 8, A(close) = 7, A(duplicate) = 1, A(lock) = 16,
            A(unlock) = 16, A(mcn) = 3, A(verify) = 6, A(wait) = 10,
            A(hand) = 6, A(sense) = 3, A(lose_state) = 1, A(query) = 2 },
        4, 80, 500, media_profile },
    [VOLUME] = {
        "volume", {
            A(open_direct) = 5, A(open_weak) = 1, A(open_volume) = 18,
            A(open_alone) = 6, A(open_file) = 8, A(duplicate) = 2,
            A(close) = 18, A(lock) = 6, A(unlock) = 20, A(volume_lock) = 24,
            A(volume_request) = 12, A(read) = 6, A(verify) = 2, A(wait) = 14,
            A(sense) = 1, A(cancel) = 1, A(listen) = 2,
            A(any_code) = 1, A(swap) = 6, A(scarcity) = 2,
            A(ask_removal) = 1 },
        6, 75, 600, volume_profile },
    [VOLUME_LOCKS] = {
        "volume locks", {
            A(open_volume) = 14, A(open_alone) = 6, A(open_file) = 4,
            A(close) = 14, A(volume_lock) = 40, A(volume_request) = 4,
            A(read) = 3, A(wait) = 10, A(swap) = 3, A(listen) = 1,
            A(scarcity) = 2, A(cancel) = 1 },
        5, 80, 500, volume_profile },
    [DISMOUNTS] = {
        "dismounts", {
            A(open_direct) = 8, A(open_volume) = 12, A(open_alone) = 2,
            A(open_file) = 4, A(close) = 12, A(lock) = 14, A(unlock) = 24,
            A(volume_lock) = 6, A(volume_request) = 20, A(wait) = 8,
            A(swap) = 1, A(listen) = 1, A(open_control) = 2, A(invalidate) = 1,
            A(scarcity) = 1 },
        8, 80, 500, volume_profile },
    [FAULTS] = {
        "faults", {
            A(open_direct) = 6, A(open_volume) = 1, A(close) = 3, A(lock) = 3,
            A(unlock) = 2, A(secure) = 4, A(simple) = 2, A(move_tray) = 5,
            A(verify) = 14, A(verify2) = 4, A(read) = 10, A(write) = 3,
            A(flush) = 2, A(allowed) = 4, A(any_code) = 8, A(wait) = 40,
            A(sense) = 4, A(srb) = 6, A(broken_drive) = 8,
            A(mended_drive) = 3, A(reserve) = 2, A(property) = 2,
            A(cancel) = 3 },
        5, 80, 500, plain_profile },
    [REMOVAL] = {
        "removal", {
            A(open_direct) = 10, A(open_weak) = 1, A(open_volume) = 1,
            A(close) = 6, A(lock) = 10, A(unlock) = 8, A(query) = 4,
            A(secure) = 6, A(simple) = 4, A(move_tray) = 4, A(mcn) = 5,
            A(verify) = 8, A(read) = 4, A(write) = 2, A(flush) = 3,
            A(property) = 4, A(allowed) = 6, A(any_code) = 8, A(wait) = 6,
            A(surprise) = 3, A(power) = 2, A(sense) = 1, A(busy) = 1,
            A(ask_removal) = 2, A(scarcity) = 1 },
        6, 75, 500, plain_profile },
};
_Static_assert(sizeof themes / sizeof *themes == THEME_COUNT,
               "every theme has its mixture");

const struct theme *theme_at(enum theme_id id)
{
    return &themes[id];
}

static enum action choose(struct tale *tale, const struct theme *theme)
{
    unsigned sum = 0, at = 0;

    for (int i = 0; i < ACTION_COUNT; i++)
        sum += theme->weights[i];
    uint64_t pick = tale_draw(tale, sum);
    while (pick >= theme->weights[at])
        pick -= theme->weights[at++];
    unsigned fewer = (unsigned)(tale->drive.profile.seed & 3);
    unsigned most = theme->handles_max - fewer;
    if (at <= ACTION_duplicate && tale->open_count >= most)
        return ACTION_close;
    if (tale->open_count < 2 && at == ACTION_close)
        return ACTION_open_direct;
    return (enum action)at;
}

/* More than the drive has places for would only meet 1450. */
enum { IN_FLIGHT_MAX = 60 };

static void mix(struct tale *tale, const struct theme *theme)
{
    for (unsigned inputs = 0; inputs < theme->inputs;) {
        if (tale->ready_count > 0 &&
            tale_draw(tale, 100) < theme->continue_percent) {
            tale_continue(tale, (unsigned)tale_draw(tale, tale->ready_count));
            continue;
        }
        bool full = tale->in_flight > IN_FLIGHT_MAX;
        act(tale, full ? ACTION_wait : choose(tale, theme));
        inputs++;
    }
}

/* Until nothing but periodic timers is left; false if that does not happen. */
static bool run_out(struct tale *tale)
{
    for (int i = 0; i < 20000; i++) {
        if (tale->ready_count > 0)
            tale_continue(tale, (unsigned)tale_draw(tale, tale->ready_count));
        else if (tale->settled || tale->wake_ns == UINT64_MAX)
            return true;
        else
            tale_step(tale, &(struct sim_input){ .kind = SIM_TIME,
                                                 .now_ns = tale->wake_ns });
    }
    return false;
}

void theme_run(struct tale *tale, enum theme_id id, uint64_t seed,
               enum sim_mutant mutant)
{
    struct sim_profile profile = sim_profile_default();

    themes[id].profile(&profile, seed);
    profile.seed = seed;
    profile.mutant = mutant;
    tale_begin(tale, &profile, seed);
    mix(tale, &themes[id]);
    act(tale, ACTION_mended_drive);
    bool ended = run_out(tale);
    while (tale->open_count > 0)
        tale_step(tale, &(struct sim_input){ .kind = SIM_CLOSE,
                                             .handle = tale->open[0] });
    /* Requests that wait for a volume to come online may wait for ever. */
    if (run_out(tale) && ended && tale->in_flight == 0)
        tale_rest(tale);
}
