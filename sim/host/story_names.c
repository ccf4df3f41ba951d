/* Names in a story: handles, requests, and words that should have been names.
 */
#include "sim/host/story_player.h"

#include <string.h>

enum tj_status story_fail_word(const struct story_player *player,
                                unsigned index, const char *expected)
{
    const struct story_line *line = &player->line;

    if (index < line->words_count)
        return story_fail(line, index, "expected %s, found `%s`", expected,
                          line->words[index]);
    return story_fail(line, index, "expected %s", expected);
}

enum tj_status story_only(const struct story_player *player, unsigned count)
{
    if (player->line.words_count == count)
        return TJ_OK;
    return story_fail_word(player, count, "nothing more");
}

const char *story_word(const struct story_player *player, unsigned index)
{
    return index < player->line.words_count ? player->line.words[index] : NULL;
}

bool story_word_is(const struct story_player *player, unsigned index,
                   const char *word)
{
    return index < player->line.words_count &&
           strcmp(player->line.words[index], word) == 0;
}

/* --- Names --- */

bool story_is_name(const char *word)
{
    for (const char *c = word; *c != '\0'; c++)
        if (!((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
              (*c >= 'a' && *c <= 'z') || *c == '_' || *c == '-'))
            return false;
    return word[0] != '\0' && strlen(word) < STORY_NAME_MAX;
}

struct story_handle *story_find_handle(struct story_player *player,
                                        unsigned index)
{
    const struct story_line *line = &player->line;

    for (size_t i = 0; index < line->words_count && i < player->handles_count;
         i++)
        if (strcmp(player->handles[i].name, line->words[index]) == 0)
            return &player->handles[i];
    return NULL;
}

enum tj_status story_need_handle(struct story_player *player, unsigned index,
                                  struct story_handle **handle)
{
    *handle = story_find_handle(player, index);
    if (*handle != NULL)
        return TJ_OK;
    return story_fail_word(player, index, "a handle that was opened before");
}

/* A name whose handle was closed may be given again. */
enum tj_status story_new_handle(struct story_player *player, unsigned index,
                                 struct story_handle **handle)
{
    const struct story_line *line = &player->line;

    *handle = story_find_handle(player, index);
    if (*handle != NULL && (*handle)->open)
        return story_fail_word(player, index,
                               "a new name; this handle is open");
    if (*handle == NULL) {
        if (index >= line->words_count || !story_is_name(line->words[index]))
            return story_fail_word(player, index, "a name of letters, "
                                   "digits, _ and -, at most 31");
        if (player->handles_count == STORY_HANDLES_MAX)
            return story_fail_word(player, index, "at most 1024 handle names");
        *handle = &player->handles[player->handles_count];
        (void)tj_text_copy((*handle)->name, STORY_NAME_MAX,
                           line->words[index]);
        /* Handle numbers are given in the order of first opening, so that
         * the lowest one still open is the oldest name. */
        player->handles_count++;
    }
    return TJ_OK;
}

enum tj_status story_need_pending(struct story_player *player, unsigned index,
                                   struct story_pending **pending)
{
    const struct story_line *line = &player->line;

    for (size_t i = 0; index < line->words_count && i < STORY_REQUESTS_MAX;
         i++) {
        *pending = &player->pending[i];
        if ((*pending)->used &&
            strcmp((*pending)->id, line->words[index]) == 0)
            return TJ_OK;
    }
    return story_fail_word(player, index, "a request that was started and not "
                           "yet waited for");
}
