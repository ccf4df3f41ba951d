/* The commands of a story that are a person at the drive, or its power. */
#include "sim/host/story_player.h"

#include <string.h>

static enum tj_status hand(struct story_player *player, enum sim_hand hand)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = hand };

    story_hand_in(player, &input);
    return TJ_OK;
}

enum tj_status story_play_press(struct story_player *player)
{
    bool eject = story_word_is(player, 1, "eject");

    if (!eject && !story_word_is(player, 1, "play"))
        return story_fail_word(player, 1, "eject or play");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status
                           : hand(player, eject ? SIM_PRESS_EJECT
                                                : SIM_PRESS_PLAY);
}

/* The same label gives the same number in every story: FNV-1a. */
static uint32_t serial_of(const char *label)
{
    uint32_t hash = UINT32_C(2166136261);

    for (const char *c = label; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * UINT32_C(16777619);
    return hash != 0 ? hash : 1;
}

/* What kind of disc a label was first used for. */
static enum tj_status labelled(struct story_player *player, unsigned index,
                               struct sim_input *input)
{
    uint32_t serial = serial_of(player->line.words[index]);
    size_t i = 0;

    while (i < player->discs_count && player->discs[i].serial != serial)
        i++;
    if (i == STORY_DISCS_MAX)
        return story_fail_word(player, index, "at most 256 labels");
    struct story_disc *disc = &player->discs[i];
    if (i == player->discs_count) {
        player->discs_count++;
        disc->serial = serial;
        disc->kind = input->disc != SIM_DISC_SAME ? input->disc
                                                  : SIM_DISC_DATA_CD;
    }
    if (input->disc != SIM_DISC_SAME && input->disc != disc->kind)
        return story_fail(&player->line, index, "expected the disc `%s` to "
                          "be what it was before, disc=%s",
                          player->line.words[index],
                          sim_disc_kind_name((enum sim_disc_kind)disc->kind));
    input->disc_serial = serial;
    input->disc = disc->kind;
    return TJ_OK;
}

/* insert: the same disc again. insert disc=KIND: a new one. insert LABEL: the
 * one with that label. */
enum tj_status story_play_insert(struct story_player *player)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = SIM_INSERT_DISC,
                               .disc = SIM_DISC_SAME };
    unsigned label = 0;
    enum tj_status status = TJ_OK;

    for (unsigned i = 1; i < player->line.words_count; i++) {
        const char *name = story_option(player->line.words[i], "disc");
        enum sim_disc_kind kind;
        if (name != NULL && sim_disc_kind_by_name(name, &kind) &&
            kind != SIM_DISC_SAME)
            input.disc = (uint8_t)kind;
        else if (name == NULL && label == 0 &&
                 story_is_name(player->line.words[i]))
            label = i;
        else
            return story_fail_word(player, i, "one LABEL, or disc= data-cd, "
                                   "audio-cd, blank-cd, dvd, dvd-rw, dvd-ram, "
                                   "bd or unreadable");
    }
    if (label != 0)
        status = labelled(player, label, &input);
    if (status == TJ_OK)
        story_hand_in(player, &input);
    return status;
}

enum tj_status story_play_take(struct story_player *player)
{
    enum tj_status status = story_only(player, 1);
    return status != TJ_OK ? status : hand(player, SIM_TAKE_DISC);
}

enum tj_status story_play_tray(struct story_player *player)
{
    bool open = story_word_is(player, 1, "open");

    if (!open && !story_word_is(player, 1, "close"))
        return story_fail_word(player, 1, "open or close");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status
                           : hand(player, open ? SIM_TRAY_OPEN
                                               : SIM_TRAY_CLOSE);
}

/* Without a time: until it is freed. */
enum tj_status story_play_jam(struct story_player *player)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = SIM_JAM_TRAY };
    unsigned words = player->line.words_count > 2 ? 3 : 2;
    enum tj_status status = TJ_OK;

    if (!story_word_is(player, 1, "tray"))
        return story_fail_word(player, 1, "tray");
    if (words == 3)
        status = story_duration(&player->line, 2, &input.duration_ns);
    if (status == TJ_OK)
        status = story_only(player, words);
    if (status == TJ_OK)
        story_hand_in(player, &input);
    return status;
}

enum tj_status story_play_unjam(struct story_player *player)
{
    if (!story_word_is(player, 1, "tray"))
        return story_fail_word(player, 1, "tray");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status : hand(player, SIM_FREE_TRAY);
}

enum tj_status story_play_power(struct story_player *player)
{
    static const char *const words[SIM_POWER_COUNT] = {
        [SIM_POWER_SLEEP] = "sleep",      [SIM_POWER_WAKE] = "wake",
        [SIM_POWER_SURPRISE] = "unplug",  [SIM_POWER_RETURN] = "replug",
        [SIM_POWER_RESET] = "reset",      [SIM_POWER_SHUTDOWN] = "shutdown",
        [SIM_POWER_QUERY_REMOVE] = "query_remove",
        [SIM_POWER_CANCEL_REMOVE] = "cancel_remove",
    };
    struct sim_input input = { .kind = SIM_POWER };
    enum tj_status status = story_only(player, 1);

    for (unsigned i = 0; i < SIM_POWER_COUNT; i++)
        if (story_word_is(player, 0, words[i]))
            input.power = (enum sim_power)i;
    if (status == TJ_OK)
        story_hand_in(player, &input);
    return status;
}

/* PnP asks, and no handle is part of it. */
enum tj_status story_play_query_remove(struct story_player *player)
{
    static const struct story_handle pnp = { .name = "pnp" };
    struct sim_input *input = &player->request.input;
    struct story_pending *pending;
    enum tj_status status = story_only(player, 1);

    if (status != TJ_OK)
        return status;
    *input = (struct sim_input){ .kind = SIM_POWER,
                                 .power = SIM_POWER_QUERY_REMOVE };
    player->request.op = "query_remove";
    status = story_submit(player, &pnp, "", &pending);
    return status != TJ_OK ? status : story_wait(player, pending);
}
