/* SPDX-License-Identifier: MIT */
/* A line from the page, understood or refused with what was expected. */
#include "cli/panel_desk.h"

#include "core/base/text.h"
#include "core/drive/encode.h"
#include "core/drive/sim_view.h"

#include <string.h>

enum { WORD_SIZE = 32 };

/* What a person can ask for at the page. */
static const enum tj_verb verbs[] = {
    TJ_QUERY, TJ_LOCK, TJ_UNLOCK, TJ_EJECT, TJ_LOAD, TJ_LOAD2, TJ_MCN_OFF,
    TJ_MCN_ON, TJ_PREVENT, TJ_ALLOW, TJ_SECURE_PREVENT, TJ_SECURE_ALLOW,
    TJ_VERIFY, TJ_CLOSE,
};

static const struct {
    const char  *name;
    enum tj_hand hand;
} hands[] = {
    { "press", TJ_HAND_PRESS_EJECT }, { "insert", TJ_HAND_INSERT_DISC },
    { "take", TJ_HAND_TAKE_DISC },    { "open", TJ_HAND_TRAY_OPEN },
    { "close", TJ_HAND_TRAY_CLOSE },
};

/* The next word of the line; "" at its end. A word too long is cut, and then
 * no word that anybody knows. */
static const char *next_word(const char *at, char word[WORD_SIZE])
{
    size_t length;

    at += strspn(at, " ");
    length = strcspn(at, " ");
    size_t kept = length < WORD_SIZE ? length : WORD_SIZE - 1;
    memcpy(word, at, kept);
    word[kept] = '\0';
    return at + length;
}

static enum tj_status read_number(const char **at, uint64_t max,
                                  uint64_t *value, struct tj_error *error)
{
    char word[WORD_SIZE];

    *at = next_word(*at, word);
    if (tj_parse_u64(word, value) && *value <= max)
        return TJ_OK;
    return tj_fail(error, TJ_USAGE, "`%s`: a number up to %llu was expected",
                   word, (unsigned long long)max);
}

static enum tj_status read_hand(const char *at, struct panel_order *order,
                                struct tj_error *error)
{
    char word[WORD_SIZE];

    (void)next_word(at, word);
    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++)
        if (strcmp(hands[i].name, word) == 0) {
            order->verb = (int)hands[i].hand;
            return TJ_OK;
        }
    return tj_fail(error, TJ_USAGE, "hand `%s`: press, insert, take, open or "
                   "close was expected", word);
}

static enum tj_status read_verb(const char *word, struct panel_order *order,
                                struct tj_error *error)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(tj_verb_name(verbs[i]), word) == 0) {
            order->verb = (int)verbs[i];
            return TJ_OK;
        }
    return tj_fail(error, TJ_USAGE, "`%s`: no request that can be made here",
                   word);
}

static enum tj_status read_flags(const char *at, struct panel_order *order,
                                 struct tj_error *error)
{
    char word[WORD_SIZE];

    for (;;) {
        at += strspn(at, " ");
        if (strncmp(at, "name=", 5) == 0) {
            if (tj_text_copy(order->name, sizeof order->name, at + 5))
                return TJ_OK;
            return tj_fail(error, TJ_USAGE, "name: at most %zu bytes were "
                           "expected", sizeof order->name - 1);
        }
        at = next_word(at, word);
        if (word[0] == '\0')
            return TJ_OK;
        if (strcmp(word, "dismount") == 0)
            order->dismount = true;
        else if (strcmp(word, "ignore_volume") == 0)
            order->flags |= TJ_LOCK_IGNORE_VOLUME;
        else if (strcmp(word, "quiet") == 0)
            order->flags |= TJ_NO_MEDIA_NOTIFICATIONS;
        else
            return tj_fail(error, TJ_USAGE, "`%s`: dismount, ignore_volume, "
                           "quiet or name= was expected", word);
    }
}

enum tj_status panel_order_read(const char *line, struct panel_order *order,
                                struct tj_error *error)
{
    char     word[WORD_SIZE];
    uint64_t id = 0, client = 0;

    *order = (struct panel_order){ 0 };
    enum tj_status status = read_number(&line, UINT32_MAX, &id, error);
    order->id = (uint32_t)id;
    if (status == TJ_OK)
        status = read_number(&line, PANEL_CLIENTS, &client, error);
    if (status != TJ_OK)
        return status;
    order->client = (unsigned)client;
    line = next_word(line, word);
    if (client == 0 && strcmp(word, "hand") == 0)
        return read_hand(line, order, error);
    if (client == 0)
        return tj_fail(error, TJ_USAGE, "client 0 has hands only: `hand` was "
                       "expected, not `%s`", word);
    status = read_verb(word, order, error);
    return status == TJ_OK ? read_flags(line, order, error) : status;
}
