/* The list of all commands of a story, and those that concern time and looking.
 */
#include "sim/host/story_player.h"

#include <string.h>

/* --- Time, and looking --- */

static enum tj_status play_advance(struct story_player *player)
{
    uint64_t duration_ns;
    enum tj_status status = story_duration(&player->line, 1, &duration_ns);

    if (status == TJ_OK)
        status = story_only(player, 2);
    return status != TJ_OK
               ? status
               : story_run(player, sim_world_now(player->world) + duration_ns);
}

static enum tj_status play_settle(struct story_player *player)
{
    enum tj_status status = story_only(player, 1);
    return status != TJ_OK ? status : story_run(player, UINT64_MAX);
}

static enum tj_status play_state(struct story_player *player)
{
    enum tj_status status = story_only(player, 1);
    const char *owner = "none";

    if (status != TJ_OK)
        return status;
    struct sim_state_view view =
        sim_drive_view(sim_world_drive(player->world, 0));
    const struct sim_story_follower *follower = player->follower;
    if (follower != NULL)
        follower->looked(follower->context, player->line.number,
                         sim_world_now(player->world),
                         sim_world_drive(player->world, 0));
    for (size_t i = 0; i < player->handles_count; i++)
        if (view.owner != 0 && player->handles[i].number == view.owner)
            owner = player->handles[i].name;
    story_print_state(&player->printer, sim_world_now(player->world), &view,
                      owner);
    return TJ_OK;
}

static enum tj_status play_expect(struct story_player *player)
{
    if (player->line.words_count < 2)
        return story_fail_word(player, 1, "a JSON object");
    if (player->follower != NULL)
        return TJ_OK;
    return story_expect(&player->printer, &player->line,
                        player->line.words[1], &player->met);
}

/* by: the line may say by=PROCESS[.THREAD]. */
static const struct { const char *name; story_verb *play; bool by; } verbs[] = {
    { "drive", story_play_drive, false },
    { "open", story_play_open, true },
    { "dup", story_play_dup, true },
    { "inherit", story_play_inherit, true },
    { "close", story_play_plain, true },
    { "ioctl", story_play_ioctl, true },
    { "start", story_play_start, true },
    { "wait", story_play_wait, false },
    { "cancel", story_play_cancel, false },
    { "read", story_play_plain, true },
    { "write", story_play_plain, true },
    { "flush", story_play_plain, true },
    { "kill", story_play_kill, false },
    { "end", story_play_end, false },
    { "register", story_play_register, true },
    { "unregister", story_play_unregister, false },
    { "hang", story_play_hang, false },
    { "resume", story_play_resume, false },
    { "press", story_play_press, false },
    { "insert", story_play_insert, false },
    { "take", story_play_take, false },
    { "tray", story_play_tray, false },
    { "jam", story_play_jam, false },
    { "unjam", story_play_unjam, false },
    { "sleep", story_play_power, false },
    { "wake", story_play_power, false },
    { "unplug", story_play_power, false },
    { "replug", story_play_power, false },
    { "reset", story_play_power, false },
    { "shutdown", story_play_power, false },
    { "query_remove", story_play_query_remove, false },
    { "cancel_remove", story_play_power, false },
    { "busy", story_play_busy, false },
    { "sense", story_play_sense, false },
    { "srb", story_play_srb, false },
    { "scsi_status", story_play_scsi_status, false },
    { "gesn", story_play_gesn, false },
    { "event", story_play_event, false },
    { "event_loss", story_play_event_loss, false },
    { "event_duplicate", story_play_event_duplicate, false },
    { "event_delay", story_play_event_delay, false },
    { "state_mutex_loss", story_play_mutex_loss, false },
    { "no_memory", story_play_no_memory, false },
    { "reference", story_play_reference, false },
    { "contention", story_play_contention, false },
    { "advance", play_advance, false },
    { "settle", play_settle, false },
    { "state", play_state, false },
    { "expect", play_expect, false },
};
enum { VERBS = sizeof verbs / sizeof *verbs };

enum tj_status story_command(struct story_player *player)
{
    const char *word = player->line.words[0];
    const char *names[VERBS];

    for (size_t i = 0; i < VERBS; i++) {
        names[i] = verbs[i].name;
        if (strcmp(word, verbs[i].name) != 0)
            continue;
        enum tj_status status = story_take_by(player, verbs[i].by);
        if (status == TJ_OK && verbs[i].play != story_play_drive)
            status = story_world(player);
        return status != TJ_OK ? status : verbs[i].play(player);
    }
    const char *nearest = tj_text_nearest(word, names, VERBS);
    if (nearest != NULL)
        return story_fail(&player->line, 0, "expected a command, found `%s`; "
                          "did you mean `%s`?", word, nearest);
    return story_fail(&player->line, 0, "expected a command as open, ioctl or "
                      "advance, found `%s`", word);
}
