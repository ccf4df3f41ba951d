/* The commands of a story that concern the drive, time and faults; and the list
 * of all commands. */
#include "sim/host/story_player.h"

#include "core/drive/catalog.h"

#include <string.h>

/* --- A person at the drive, and faults --- */

static enum tj_status hand(struct story_player *player, enum sim_hand hand)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = hand };

    sim_world_submit(player->world, 0, &input);
    return TJ_OK;
}

static bool word_is(const struct story_player *player, unsigned index,
                    const char *word)
{
    return index < player->line.words_count &&
           strcmp(player->line.words[index], word) == 0;
}

static enum tj_status play_press(struct story_player *player)
{
    if (!word_is(player, 1, "eject"))
        return story_fail_word(player, 1, "eject");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status : hand(player, SIM_PRESS_EJECT);
}

static enum tj_status play_insert(struct story_player *player)
{
    if (player->line.words_count > 1)
        return story_fail(&player->line, 1, "a disc's label is not simulated "
                          "yet");
    return hand(player, SIM_INSERT_DISC);
}

static enum tj_status play_take(struct story_player *player)
{
    enum tj_status status = story_only(player, 1);
    return status != TJ_OK ? status : hand(player, SIM_TAKE_DISC);
}

static enum tj_status play_tray(struct story_player *player)
{
    bool open = word_is(player, 1, "open");

    if (!open && !word_is(player, 1, "close"))
        return story_fail_word(player, 1, "open or close");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status
                           : hand(player, open ? SIM_TRAY_OPEN
                                               : SIM_TRAY_CLOSE);
}

static enum tj_status inject(struct story_player *player,
                             const struct sim_injection *injection)
{
    struct sim_input input = { .kind = SIM_INJECT, .injection = *injection };

    sim_world_submit(player->world, 0, &input);
    return TJ_OK;
}

static enum tj_status play_busy(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_BUSY };
    enum tj_status status =
        story_duration(&player->line, 1, &injection.duration_ns);

    if (status == TJ_OK)
        status = story_only(player, 2);
    return status != TJ_OK ? status : inject(player, &injection);
}

static bool read_count(const char *text, uint32_t *count)
{
    uint64_t number;

    if (text == NULL || !tj_parse_u64(text, &number) || number == 0 ||
        number > UINT32_MAX)
        return false;
    *count = (uint32_t)number;
    return true;
}

static const char *word_or_null(const struct story_player *player,
                                unsigned index)
{
    return index < player->line.words_count ? player->line.words[index] : NULL;
}

static enum tj_status play_sense(struct story_player *player)
{
    const struct story_line *line = &player->line;
    struct sim_injection injection = { .kind = SIM_INJECT_SENSE, .count = 1,
                                       .opcode = SIM_OP_ANY };
    uint8_t *parts[] = { &injection.sense.key, &injection.sense.asc,
                         &injection.sense.ascq };
    enum tj_status status = TJ_OK;

    for (unsigned i = 0; i < 3 && status == TJ_OK; i++)
        status = story_hex_byte(line, i + 1, word_or_null(player, i + 1),
                                parts[i]);
    if (status == TJ_OK && injection.sense.key > 0x0f)
        status = story_fail_word(player, 1, "a sense key from 0 to F");
    for (unsigned i = 4; i < line->words_count && status == TJ_OK; i++) {
        const char *opcode = story_option(line->words[i], "op");
        const char *count = story_option(line->words[i], "count");
        if (opcode != NULL)
            status = story_hex_byte(line, i, opcode, &injection.opcode);
        else if (!read_count(count, &injection.count))
            status = story_fail_word(player, i, "count=NUMBER or op=OPCODE");
    }
    return status != TJ_OK ? status : inject(player, &injection);
}

static enum tj_status play_event_loss(struct story_player *player)
{
    const struct story_line *line = &player->line;
    struct sim_injection injection = { .kind = SIM_INJECT_EVENT_LOSS,
                                       .event = TJ_EVENT_COUNT };

    for (unsigned i = 1; i < line->words_count; i++) {
        const char *guid = story_option(line->words[i], "guid");
        const char *count = story_option(line->words[i], "count");
        const struct tj_event_info *info =
            guid != NULL ? tj_event_by_name(guid) : NULL;
        if (info != NULL)
            injection.event = (uint8_t)info->id;
        else if (!read_count(count, &injection.count))
            return story_fail_word(player, i,
                                   "count=NUMBER or guid=GUID_IO_...");
    }
    if (injection.count == 0)
        return story_fail_word(player, line->words_count, "count=NUMBER");
    return inject(player, &injection);
}

static enum tj_status play_mutex_loss(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_STATE_MUTEX_LOSS };
    const char *word = word_or_null(player, 1);

    if (word == NULL ||
        !read_count(story_option(word, "count"), &injection.count))
        return story_fail_word(player, 1, "count=NUMBER");
    enum tj_status status = story_only(player, 2);
    return status != TJ_OK ? status : inject(player, &injection);
}

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
    return story_expect(&player->printer, &player->line,
                        player->line.words[1], &player->met);
}

static enum tj_status play_later(struct story_player *player)
{
    return story_fail(&player->line, 0, "`%s` is not simulated yet",
                      player->line.words[0]);
}

static const struct { const char *name; story_verb *play; } verbs[] = {
    { "drive", story_play_drive },       { "open", story_play_open },
    { "dup", story_play_dup },           { "close", story_play_plain },
    { "ioctl", story_play_ioctl },       { "start", story_play_start },
    { "wait", story_play_wait },         { "cancel", story_play_cancel },
    { "read", story_play_plain },        { "write", story_play_plain },
    { "flush", story_play_plain },       { "register", story_play_register },
    { "unregister", story_play_unregister }, { "kill", story_play_kill },
    { "press", play_press },       { "insert", play_insert },
    { "take", play_take },         { "tray", play_tray },
    { "busy", play_busy },         { "sense", play_sense },
    { "event_loss", play_event_loss },
    { "state_mutex_loss", play_mutex_loss },
    { "advance", play_advance },   { "settle", play_settle },
    { "state", play_state },       { "expect", play_expect },
    { "jam", play_later },         { "unjam", play_later },
    { "reset", play_later },       { "unplug", play_later },
    { "replug", play_later },      { "sleep", play_later },
    { "wake", play_later },
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
        enum tj_status status = TJ_OK;
        if (verbs[i].play != story_play_drive)
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
