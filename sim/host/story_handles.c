/* The commands of a story that make handles: open, dup, inherit. */
#include "sim/host/story_player.h"

#include <string.h>

static enum tj_status read_target(struct story_player *player,
                                  enum tj_target *target)
{
    static const char *const words[] = { [TJ_INTERFACE] = "interface",
                                         [TJ_VOLUME] = "volume",
                                         [TJ_FILE] = "file" };

    for (unsigned i = 0; player->line.words_count > 2 && i < 3; i++) {
        if (strcmp(player->line.words[2], words[i]) == 0) {
            *target = (enum tj_target)i;
            return TJ_OK;
        }
    }
    return story_fail_word(player, 2, "interface, volume or file");
}

/* Any of the three letters once each; 0: nobody else. */
static bool read_share(const char *text, uint8_t *share)
{
    static const char letters[] = "rwd"; /* Bits 1, 2, 4, as TJ_SHARE_ */

    *share = 0;
    if (strcmp(text, "0") == 0)
        return true;
    for (const char *c = text; *c != '\0'; c++) {
        const char *found = strchr(letters, *c);
        unsigned bit = found != NULL ? 1u << (found - letters) : 0;
        if (bit == 0 || (*share & bit) != 0)
            return false;
        *share = (uint8_t)(*share | bit);
    }
    return text[0] != '\0';
}

static enum tj_status read_options(struct story_player *player,
                                   struct sim_input *input)
{
    static const struct { const char *word; uint8_t flag; } flags[] = {
        { "overlapped", SIM_OVERLAPPED }, { "sync", SIM_SYNCHRONOUS },
        { "inherit", SIM_INHERITABLE },   { "uncached", SIM_UNCACHED },
        { "wow", SIM_WOW },
    };

    input->share = TJ_SHARE_READ | TJ_SHARE_WRITE;
    for (unsigned i = 4; i < player->line.words_count; i++) {
        const char *word = player->line.words[i];
        const char *share = story_option(word, "share");
        uint8_t flag = 0;
        for (size_t f = 0; f < sizeof flags / sizeof *flags; f++)
            if (strcmp(word, flags[f].word) == 0)
                flag = flags[f].flag;
        if (share != NULL ? !read_share(share, &input->share) : flag == 0)
            return story_fail_word(player, i, "share= with letters of rwd or "
                                   "0, overlapped, sync, inherit, uncached, "
                                   "wow or by=PROCESS");
        input->flags = (uint8_t)(input->flags | flag);
        if ((input->flags & SIM_OVERLAPPED) && (input->flags & SIM_SYNCHRONOUS))
            return story_fail(&player->line, i, "expected overlapped or sync; "
                              "a handle cannot be both");
    }
    return TJ_OK;
}

/* Numbers of handles are their own row, from 1 in the order of opening: they
 * are what dbch_handle of a delivery shows. */
static void number_handle(struct story_player *player,
                          struct story_handle *handle, uint16_t process)
{
    handle->number = ++player->handles_given;
    handle->process = process;
}

enum tj_status story_play_open(struct story_player *player)
{
    struct sim_input *input = &player->request.input;
    struct story_handle *handle;
    struct story_pending *pending;

    memset(input, 0, sizeof *input);
    enum tj_status status = story_new_handle(player, 1, &handle);
    if (status == TJ_OK)
        status = read_target(player, &input->target);
    if (status == TJ_OK)
        status = story_access(&player->line, 3, &input->access);
    if (status == TJ_OK)
        status = read_options(player, input);
    if (status != TJ_OK)
        return status;
    number_handle(player, handle, player->by.process);
    input->kind = SIM_OPEN;
    player->request.op = "open";
    status = story_submit(player, handle, "", &pending);
    if (status == TJ_OK)
        status = story_wait(player, pending);
    handle->open = status == TJ_OK &&
                   pending->answer.status == TJ_STATUS_SUCCESS;
    return status;
}

/* Answered in its own step, and no output line. */
static enum tj_status duplicate(struct story_player *player, uint8_t flags,
                                const char *expected)
{
    struct sim_input *input = &player->request.input;
    struct story_handle *source, *handle;
    struct story_pending *pending;
    enum tj_status status = story_need_handle(player, 1, &source);

    if (status == TJ_OK)
        status = story_new_handle(player, 2, &handle);
    if (status == TJ_OK)
        status = story_only(player, 3);
    if (status != TJ_OK)
        return status;
    memset(input, 0, sizeof *input);
    input->kind = SIM_DUPLICATE;
    input->source = source->number;
    input->flags = flags;
    player->request.op = "dup";
    number_handle(player, handle, player->by.process != 0 ? player->by.process
                                                          : source->process);
    status = story_submit(player, handle, "", &pending);
    if (status == TJ_OK)
        status = story_run(player, sim_world_now(player->world));
    if (status != TJ_OK)
        return status;
    pending->used = false;
    if (!pending->answered || pending->answer.status != TJ_STATUS_SUCCESS)
        return story_fail_word(player, 1, expected);
    handle->open = true;
    return TJ_OK;
}

enum tj_status story_play_dup(struct story_player *player)
{
    return duplicate(player, 0, "an open handle and room for one more");
}

/* A child process gets the handles that were opened inheritable. */
enum tj_status story_play_inherit(struct story_player *player)
{
    if (player->by.process == 0)
        return story_fail(&player->line, player->line.words_count,
                          "expected by=PROCESS, the child that inherits");
    return duplicate(player, SIM_INHERIT, "an open handle that was opened "
                     "with `inherit`");
}
