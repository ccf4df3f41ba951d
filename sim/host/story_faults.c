/* The commands of a story that plant faults (spec 5.6, Appendix C). */
#include "sim/host/story_player.h"

#include "core/drive/catalog.h"

#include <string.h>

static enum tj_status inject(struct story_player *player,
                             const struct sim_injection *injection)
{
    struct sim_input input = { .kind = SIM_INJECT, .injection = *injection };

    story_hand_in(player, &input);
    return TJ_OK;
}

/* --- Options that several faults have --- */

enum option { COUNT = 1, OPCODE = 2, GUID = 4, RATE = 8, ILI = 16, LENGTH = 32 };
enum { GESN_SIZE = 8 };

static bool read_number(const char *text, uint64_t max, uint64_t *number)
{
    return tj_parse_u64(text, number) && *number <= max;
}

static bool read_option(const char *word, unsigned allowed,
                        struct sim_injection *injection)
{
    const char *count = story_option(word, "count");
    const char *guid = story_option(word, "guid");
    const char *rate = story_option(word, "rate");
    const char *length = story_option(word, "length");
    const struct tj_event_info *event;
    uint64_t number;

    if (count != NULL && (allowed & COUNT) != 0 &&
        read_number(count, UINT32_MAX, &number)) {
        injection->count = (uint32_t)number;
        return true;
    }
    if (rate != NULL && (allowed & RATE) != 0 &&
        read_number(rate, 1000, &number)) {
        injection->rate = (uint16_t)number;
        return true;
    }
    if (guid != NULL && (allowed & GUID) != 0 &&
        (event = tj_event_by_name(guid)) != NULL) {
        injection->event = (uint8_t)event->id;
        return true;
    }
    if (length != NULL && (allowed & LENGTH) != 0 &&
        read_number(length, GESN_SIZE, &number)) {
        injection->gesn_missing = (uint8_t)(GESN_SIZE - number);
        return true;
    }
    if (strcmp(word, "ili") == 0 && (allowed & ILI) != 0)
        return injection->ili = true;
    return false;
}

static enum tj_status fail_option(const struct story_player *player,
                                  unsigned index, unsigned allowed)
{
    char text[120];
    struct tj_text expected;

    tj_text_init(&expected, text, sizeof text);
    tj_text_add(&expected, "%s%s%s%s%s%s",
                (allowed & COUNT) != 0 ? "count=NUMBER, " : "",
                (allowed & RATE) != 0 ? "rate=NUMBER in 1000, " : "",
                (allowed & OPCODE) != 0 ? "op=OPCODE, " : "",
                (allowed & LENGTH) != 0 ? "length=NUMBER up to 8, " : "",
                (allowed & GUID) != 0 ? "guid=GUID_IO_..., " : "",
                (allowed & ILI) != 0 ? "ili, " : "");
    if (expected.used >= 2)
        text[expected.used - 2] = '\0';
    return story_fail_word(player, index, text);
}

static enum tj_status read_options(const struct story_player *player,
                                   unsigned index, unsigned allowed,
                                   struct sim_injection *injection)
{
    const struct story_line *line = &player->line;
    enum tj_status status = TJ_OK;

    for (unsigned i = index; i < line->words_count && status == TJ_OK; i++) {
        const char *opcode = story_option(line->words[i], "op");
        if (opcode != NULL && (allowed & OPCODE) != 0)
            status = story_hex_byte(line, i, opcode, &injection->opcode);
        else if (!read_option(line->words[i], allowed, injection))
            status = fail_option(player, i, allowed);
    }
    return status;
}

/* count=N and nothing else, N at least `least`. */
static enum tj_status inject_count(struct story_player *player,
                                   enum sim_injection_kind kind,
                                   uint32_t least)
{
    struct sim_injection injection = { .kind = kind };
    enum tj_status status = read_options(player, 1, COUNT, &injection);

    if (status == TJ_OK && player->line.words_count != 2)
        status = story_fail_word(player, player->line.words_count,
                                 "count=NUMBER");
    if (status == TJ_OK && injection.count < least)
        status = story_fail_word(player, 1, "count=NUMBER, at least 1");
    return status != TJ_OK ? status : inject(player, &injection);
}

/* --- Faults of the drive --- */

enum tj_status story_play_busy(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_BUSY };
    enum tj_status status =
        story_duration(&player->line, 1, &injection.duration_ns);

    if (status == TJ_OK)
        status = story_only(player, 2);
    return status != TJ_OK ? status : inject(player, &injection);
}

static enum tj_status read_hex(const struct story_player *player,
                               unsigned first, uint8_t *bytes, unsigned count)
{
    enum tj_status status = TJ_OK;

    for (unsigned i = 0; i < count && status == TJ_OK; i++)
        status = story_hex_byte(&player->line, first + i,
                                story_word(player, first + i), &bytes[i]);
    return status;
}

static struct sim_injection next_commands(void)
{
    return (struct sim_injection){ .kind = SIM_INJECT_SENSE, .count = 1,
                                   .opcode = SIM_OP_ANY };
}

enum tj_status story_play_sense(struct story_player *player)
{
    struct sim_injection injection = next_commands();
    uint8_t parts[3];
    enum tj_status status = read_hex(player, 1, parts, 3);

    if (status == TJ_OK && parts[0] > 0x0f)
        status = story_fail_word(player, 1, "a sense key from 0 to F");
    if (status == TJ_OK)
        status = read_options(player, 4, COUNT | OPCODE | ILI, &injection);
    if (status != TJ_OK)
        return status;
    injection.sense = (struct sim_sense){ parts[0], parts[1], parts[2] };
    return inject(player, &injection);
}

/* What the port driver says instead of the drive's answer (spec 5.3). */
enum tj_status story_play_srb(struct story_player *player)
{
    struct sim_injection injection = next_commands();
    const char *names[SIM_SRB_COUNT];
    const char *word = story_word(player, 1);
    enum sim_srb srb;

    if (word == NULL)
        return story_fail_word(player, 1, "a name as timeout, no_device, "
                               "selection_timeout, bus_reset, parity");
    if (!sim_srb_by_name(word, &srb) || srb == SIM_SRB_SUCCESS) {
        for (unsigned i = 0; i < SIM_SRB_COUNT; i++)
            names[i] = sim_srb_name((enum sim_srb)i);
        const char *nearest = tj_text_nearest(word, names, SIM_SRB_COUNT);
        return story_fail(&player->line, 1, "expected a name as timeout, "
                          "no_device, selection_timeout, bus_reset, parity, "
                          "found `%s`%s%s%s", word,
                          nearest != NULL ? "; did you mean `" : "",
                          nearest != NULL ? nearest : "",
                          nearest != NULL ? "`?" : "");
    }
    injection.srb = (uint8_t)srb;
    enum tj_status status =
        read_options(player, 2, COUNT | OPCODE, &injection);
    return status != TJ_OK ? status : inject(player, &injection);
}

enum tj_status story_play_scsi_status(struct story_player *player)
{
    struct sim_injection injection = next_commands();
    enum tj_status status = TJ_OK;

    if (story_word_is(player, 1, "busy"))
        injection.scsi_status = SIM_SCSI_BUSY;
    else if (story_word_is(player, 1, "reservation_conflict"))
        injection.scsi_status = SIM_SCSI_RESERVATION_CONFLICT;
    else
        status = read_hex(player, 1, &injection.scsi_status, 1);
    if (status == TJ_OK && injection.scsi_status == SIM_SCSI_GOOD)
        status = story_fail_word(player, 1, "busy, reservation_conflict or a "
                                 "SCSI status in hex other than 0");
    if (status == TJ_OK)
        status = read_options(player, 2, COUNT | OPCODE, &injection);
    return status != TJ_OK ? status : inject(player, &injection);
}

enum tj_status story_play_gesn(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_GESN, .count = 1 };
    enum tj_status status = read_hex(player, 1, injection.gesn, 4);

    if (status == TJ_OK && injection.gesn[0] > 7)
        status = story_fail_word(player, 1, "a notification class from 0 to "
                                 "7");
    if (status == TJ_OK)
        status = read_options(player, 5, COUNT | LENGTH, &injection);
    return status != TJ_OK ? status : inject(player, &injection);
}

/* --- Faults of the driver and of delivery --- */

enum tj_status story_play_mutex_loss(struct story_player *player)
{
    return inject_count(player, SIM_INJECT_STATE_MUTEX_LOSS, 1);
}

enum tj_status story_play_no_memory(struct story_player *player)
{
    return inject_count(player, SIM_INJECT_NO_MEMORY, 1);
}

enum tj_status story_play_reference(struct story_player *player)
{
    return inject_count(player, SIM_INJECT_REFERENCE, 0);
}

enum tj_status story_play_contention(struct story_player *player)
{
    return inject_count(player, SIM_INJECT_CONTENTION, 1);
}

/* rate=0 ends a loss by rate. */
enum tj_status story_play_event_loss(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_EVENT_LOSS,
                                       .event = TJ_EVENT_COUNT,
                                       .rate = UINT16_MAX };
    enum tj_status status =
        read_options(player, 1, COUNT | RATE | GUID, &injection);

    bool has_rate = injection.rate != UINT16_MAX;
    if (status == TJ_OK && has_rate == (injection.count != 0))
        status = story_fail_word(player, player->line.words_count,
                                 "either count=NUMBER or rate=NUMBER in 1000");
    if (!has_rate)
        injection.rate = 0;
    return status != TJ_OK ? status : inject(player, &injection);
}

enum tj_status story_play_event_duplicate(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_EVENT_DUPLICATE,
                                       .event = TJ_EVENT_COUNT };
    enum tj_status status = read_options(player, 1, COUNT | GUID, &injection);

    if (status == TJ_OK && injection.count == 0)
        status = story_fail_word(player, player->line.words_count,
                                 "count=NUMBER");
    return status != TJ_OK ? status : inject(player, &injection);
}

enum tj_status story_play_event_delay(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_EVENT_DELAY };
    enum tj_status status =
        story_duration(&player->line, 1, &injection.duration_ns);

    if (status == TJ_OK)
        status = read_options(player, 2, COUNT, &injection);
    if (status == TJ_OK && injection.count == 0)
        status = story_fail_word(player, player->line.words_count,
                                 "count=NUMBER");
    return status != TJ_OK ? status : inject(player, &injection);
}

/* --- event: as if the driver or the file system had emitted it --- */

static bool read_payload(const char *word, struct tj_payload *payload)
{
    const struct { const char *key; uint32_t *u32; uint16_t *u16; } keys[] = {
        { "count", &payload->change_count, NULL },
        { "state", &payload->new_state, NULL },
        { "reason", &payload->reason, NULL },
        { "estimated", &payload->estimated_100ms, NULL },
        { "class", &payload->device_class, NULL },
        { "button", NULL, &payload->button_status },
        { "request", NULL, &payload->request },
    };
    const char *time = story_option(word, "time");
    uint64_t number;

    if (time != NULL && read_number(time, INT64_MAX, &number)) {
        payload->system_time = (int64_t)number;
        return true;
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *text = story_option(word, keys[i].key);
        if (text == NULL ||
            !read_number(text, keys[i].u32 != NULL ? UINT32_MAX : UINT16_MAX,
                         &number))
            continue;
        if (keys[i].u32 != NULL)
            *keys[i].u32 = (uint32_t)number;
        else
            *keys[i].u16 = (uint16_t)number;
        return true;
    }
    return false;
}

static enum tj_status fail_event(const struct story_player *player)
{
    const char *word = story_word(player, 1);
    const char *names[TJ_EVENT_COUNT];

    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++)
        names[i] = tj_event_info((enum tj_event_id)i)->name;
    const char *nearest =
        word != NULL ? tj_text_nearest(word, names, TJ_EVENT_COUNT) : NULL;
    if (nearest == NULL)
        return story_fail_word(player, 1, "an event of `trayjam list "
                               "events`, as GUID_IO_MEDIA_ARRIVAL");
    return story_fail(&player->line, 1, "expected an event, found `%s`; did "
                      "you mean %s?", word, nearest);
}

enum tj_status story_play_event(struct story_player *player)
{
    struct sim_injection injection = { .kind = SIM_INJECT_EVENT };
    const char *word = story_word(player, 1);
    const struct tj_event_info *info =
        word != NULL ? tj_event_by_name(word) : NULL;

    if (info == NULL)
        return fail_event(player);
    injection.event = (uint8_t)info->id;
    for (unsigned i = 2; i < player->line.words_count; i++)
        if (info->payload == 0)
            return story_fail_word(player, i, "nothing more; this event has "
                                   "no payload");
        else if (!read_payload(player->line.words[i], &injection.payload))
            return story_fail_word(player, i, "count= state= reason= "
                                   "estimated= class= button= request= or "
                                   "time= and a number");
    return inject(player, &injection);
}
