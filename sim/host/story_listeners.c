/* The commands of a story that concern who hears of events (spec 7). */
#include "sim/host/story_player.h"

#include <string.h>

static const char *const flavours[SIM_FLAVOUR_COUNT] = {
    [SIM_WINDOW] = "window", [SIM_WINDOW_32] = "window32",
    [SIM_SERVICE] = "service",
};

const char *story_flavour_name(uint8_t flavour)
{
    TJ_ASSERT(flavour < SIM_FLAVOUR_COUNT);
    return flavours[flavour];
}

static enum tj_status read_flavour(const struct story_player *player,
                                   unsigned index, uint8_t *flavour)
{
    *flavour = SIM_WINDOW;
    if (player->line.words_count <= index)
        return TJ_OK;
    for (uint8_t i = 0; i < SIM_FLAVOUR_COUNT; i++) {
        if (strcmp(player->line.words[index], flavours[i]) != 0)
            continue;
        *flavour = i;
        return story_only(player, index + 1);
    }
    return story_fail_word(player, index, "window, window32 or service");
}

static struct story_registration *find(struct story_player *player,
                                       unsigned index)
{
    for (size_t i = 0; index < player->line.words_count &&
                       i < player->registrations_count; i++)
        if (strcmp(player->registrations[i].name, player->line.words[index]) ==
            0)
            return &player->registrations[i];
    return NULL;
}

static enum tj_status new_registration(struct story_player *player,
                                       struct story_registration **found)
{
    *found = find(player, 1);
    if (player->line.words_count < 2 || !story_is_name(player->line.words[1]))
        return story_fail_word(player, 1, "a name for the registration");
    if (*found != NULL && (*found)->active)
        return story_fail_word(player, 1,
                               "a new name; this registration is active");
    if (*found != NULL)
        return TJ_OK;
    if (player->registrations_count == STORY_REGISTRATIONS_MAX)
        return story_fail_word(player, 1, "at most 64 registration names");
    *found = &player->registrations[player->registrations_count++];
    (void)tj_text_copy((*found)->name, STORY_NAME_MAX, player->line.words[1]);
    return TJ_OK;
}

/* Success is no output line: it shows in what is delivered from then on. */
enum tj_status story_play_register(struct story_player *player)
{
    struct sim_input *input = &player->request.input;
    struct story_registration *registration;
    struct story_handle *handle;
    struct story_pending *pending;
    uint8_t flavour;

    enum tj_status status = new_registration(player, &registration);
    if (status == TJ_OK)
        status = story_need_handle(player, 2, &handle);
    if (status == TJ_OK)
        status = read_flavour(player, 3, &flavour);
    if (status != TJ_OK)
        return status;
    registration->number = ++player->registrations_given;
    registration->handle = handle->number;
    registration->flavour = flavour;
    memset(input, 0, sizeof *input);
    input->kind = SIM_REGISTER;
    input->registration = registration->number;
    input->flavour = flavour;
    player->request.op = "register";
    status = story_submit(player, handle, "", &pending);
    if (status == TJ_OK)
        status = story_run(player, sim_world_now(player->world));
    if (status != TJ_OK)
        return status;
    TJ_ASSERT(pending->answered); /* In its own step. */
    registration->process = pending->by.process;
    registration->active = pending->answer.status == TJ_STATUS_SUCCESS;
    if (!registration->active)
        return story_wait(player, pending); /* Prints it. */
    pending->used = false;
    return TJ_OK;
}

static enum tj_status tell(struct story_player *player,
                           enum sim_input_kind kind, bool hang)
{
    struct story_registration *registration = find(player, 1);
    struct sim_input input = { .kind = kind, .hang = hang };

    if (registration == NULL || !registration->active)
        return story_fail_word(player, 1, "an active registration");
    enum tj_status status = story_only(player, 2);
    if (status != TJ_OK)
        return status;
    if (hang && registration->flavour == SIM_SERVICE)
        return story_fail_word(player, 1, "a window; a service takes its "
                               "events always");
    if (kind == SIM_UNREGISTER)
        registration->active = false;
    input.registration = registration->number;
    story_hand_in(player, &input);
    return TJ_OK;
}

enum tj_status story_play_unregister(struct story_player *player)
{
    return tell(player, SIM_UNREGISTER, false);
}

enum tj_status story_play_hang(struct story_player *player)
{
    return tell(player, SIM_LISTENER, true);
}

enum tj_status story_play_resume(struct story_player *player)
{
    return tell(player, SIM_LISTENER, false);
}
