/* The commands of a story that concern the drive's kind and requests. */
#include "sim/host/story_player.h"

#include "core/drive/catalog.h"

#include <string.h>

/* --- drive --- */

static enum tj_status set_drive_option(struct story_player *player,
                                       unsigned index)
{
    const struct story_line *line = &player->line;
    const char *word = line->words[index];
    const char *equals = strchr(word, '=');
    struct tj_error inner;
    char key[STORY_NAME_MAX];

    if (equals == NULL || (size_t)(equals - word) >= sizeof key)
        return story_fail_word(player, index, "KEY=VALUE");
    memcpy(key, word, (size_t)(equals - word));
    key[equals - word] = '\0';
    if (strcmp(key, "step") == 0) {
        if (tj_parse_duration(equals + 1, &player->step_ns) &&
            player->step_ns <= UINT64_C(1000000000))
            return TJ_OK;
        return story_fail_word(player, index, "step=TIME, at most 1s");
    }
    if (sim_profile_set(&player->profile, key, equals + 1, &inner) != TJ_OK)
        return story_fail(line, index, "%s", inner.text);
    return TJ_OK;
}

enum tj_status story_play_drive(struct story_player *player)
{
    enum tj_status status = TJ_OK;

    if (player->world != NULL)
        return story_fail(&player->line, 0, "expected `drive` before every "
                          "other command");
    const struct sim_story_follower *follower = player->follower;
    for (unsigned i = 1; i < player->line.words_count && status == TJ_OK; i++) {
        if (follower != NULL)
            follower->setting(follower->context, player->line.words[i]);
        status = set_drive_option(player, i);
    }
    struct tj_error inner;
    if (status == TJ_OK &&
        sim_profile_check(&player->profile, &inner) != TJ_OK)
        return story_fail(&player->line, 0, "%s", inner.text);
    return status != TJ_OK ? status : story_world(player);
}

/* --- Requests --- */

static enum tj_status request_at_once(struct story_player *player)
{
    struct story_handle *handle;
    struct story_pending *pending;
    enum tj_status status = story_need_handle(player, 1, &handle);

    if (status == TJ_OK)
        status = story_submit(player, handle, "", &pending);
    if (status != TJ_OK)
        return status;
    if (player->request.input.kind == SIM_CLOSE)
        handle->open = false;
    return story_wait(player, pending);
}

enum tj_status story_play_ioctl(struct story_player *player)
{
    struct story_handle *handle;
    enum tj_status status = story_need_handle(player, 1, &handle);

    if (status == TJ_OK && player->line.words_count < 3)
        status = story_code(&player->line, 2, &player->request.input.code);
    if (status == TJ_OK)
        status = story_request_read(&player->line, 2, &player->request);
    if (status == TJ_OK && player->request.input.kind != SIM_IOCTL)
        status = story_fail_word(player, 2, "a control code");
    return status != TJ_OK ? status : request_at_once(player);
}

/* read, write, flush, close: the verb stands before the handle, so the rest
 * is read as if it came after. */
enum tj_status story_play_plain(struct story_player *player)
{
    struct story_handle *handle;
    enum tj_status status = story_need_handle(player, 1, &handle);
    const char *name = player->line.words[1];

    if (status != TJ_OK)
        return status;
    player->line.words[1] = player->line.words[0];
    status = story_request_read(&player->line, 1, &player->request);
    player->line.words[1] = name;
    return status != TJ_OK ? status : request_at_once(player);
}

enum tj_status story_play_start(struct story_player *player)
{
    struct story_handle *handle;
    struct story_pending *pending;
    const struct story_line *line = &player->line;

    if (line->words_count < 2 || !story_is_name(line->words[1]))
        return story_fail_word(player, 1, "a name for the request");
    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++)
        if (player->pending[i].used &&
            strcmp(player->pending[i].id, line->words[1]) == 0)
            return story_fail_word(player, 1,
                                   "a new name; this request is in use");
    enum tj_status status = story_need_handle(player, 2, &handle);
    if (status == TJ_OK)
        status = story_request_read(line, 3, &player->request);
    if (status == TJ_OK && player->request.input.kind == SIM_CLOSE)
        handle->open = false;
    if (status == TJ_OK)
        status = story_submit(player, handle, line->words[1], &pending);
    return status;
}

enum tj_status story_play_wait(struct story_player *player)
{
    struct story_pending *pending;
    enum tj_status status = story_need_pending(player, 1, &pending);

    if (status == TJ_OK)
        status = story_only(player, 2);
    return status != TJ_OK ? status : story_wait(player, pending);
}

static void cancel(struct story_player *player, uint32_t request)
{
    struct sim_input input = { .kind = SIM_CANCEL, .target_request = request };

    story_hand_in(player, &input);
}

/* CancelIoEx: its answer says whether there was anything to cancel. */
enum tj_status story_play_cancel(struct story_player *player)
{
    struct story_pending *pending;
    enum tj_status status = story_need_pending(player, 1, &pending);

    if (status == TJ_OK)
        status = story_only(player, 2);
    if (status != TJ_OK)
        return status;
    struct story_answer answer = {
        .t_ns = sim_world_now(player->world), .op = "cancel",
        .handle = pending->answer.handle, .id = pending->id,
        .status = pending->answered ? TJ_STATUS_NOT_FOUND : TJ_STATUS_SUCCESS,
    };
    cancel(player, pending->request);
    story_print_answer(&player->printer, &answer);
    return TJ_OK;
}

/* --- kill: cancel, CLEANUP, CLOSE, in that order; nobody hears of it --- */

enum tj_status story_play_kill(struct story_player *player)
{
    struct story_handle *handle;
    enum tj_status status = TJ_OK;

    if (player->line.words_count < 2)
        return story_fail_word(player, 1, "the handles of the dying process");
    for (unsigned i = 1; i < player->line.words_count && status == TJ_OK; i++)
        status = story_need_handle(player, i, &handle);
    if (status != TJ_OK)
        return status;
    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++) {
        struct story_pending *pending = &player->pending[i];
        for (unsigned w = 1; w < player->line.words_count && pending->used;
             w++) {
            if (strcmp(pending->answer.handle, player->line.words[w]) != 0)
                continue;
            cancel(player, pending->request);
            pending->used = false;
        }
    }
    for (unsigned i = 1; i < player->line.words_count; i++) {
        handle = story_find_handle(player, i);
        struct sim_input input = { .kind = SIM_CLOSE,
                                   .handle = handle->number,
                                   .request = ++player->requests_count };
        if (handle->open)
            story_hand_in(player, &input);
        handle->open = false;
    }
    return TJ_OK;
}
