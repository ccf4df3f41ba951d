#include "tests/fuzz/scenario_mutate.h"

#include "core/base/dice.h"

#include <string.h>

enum { CHANGES_MAX = 3 };

static uint64_t draw(struct tj_dice *dice, uint64_t bound)
{
    return tj_below(tj_dice_throw(dice), bound);
}

/* Puts `size` bytes in the place of `gone` bytes; what does not fit is lost. */
static void put(struct scenario_text *text, size_t at, size_t gone,
                const void *bytes, size_t size)
{
    struct scenario_text before = *text;
    size_t               room = sizeof text->bytes;

    size = size < room - at ? size : room - at;
    memcpy(text->bytes + at, bytes, size);
    size_t rest = before.size - at - gone;
    rest = rest < room - at - size ? rest : room - at - size;
    memcpy(text->bytes + at + size, before.bytes + at + gone, rest);
    text->size = at + size + rest;
}

/* Where some line begins, and its length with the line break. */
static size_t some_line(const struct scenario_text *text, struct tj_dice *dice,
                        size_t *length)
{
    size_t at = (size_t)draw(dice, text->size + 1);

    while (at > 0 && text->bytes[at - 1] != '\n')
        at--;
    size_t end = at;
    while (end < text->size && text->bytes[end] != '\n')
        end++;
    *length = end + (end < text->size) - at;
    return at;
}

static void put_word(struct scenario_text *text, struct tj_dice *dice)
{
    static const char *const words[] = {
        " ", "\t", "\r\n", "\n", "\n  ", " ;", " # x", "=", " = ", "[", "]", "|",
        "\x1e" "seed=3", "\x1e" "persona a.weight=2", "\x1e" "ops=4k", "${DISC}",
        "${ODD}", "${EMPTY}", "${NOPE}", "0", "1", "-1", "18446744073709551616",
        "1e999", "0x10", "5ms", "0s", "1h", "60%", "100.5%", "2..5", "99999999",
        "uniform(1ms,2ms)", "lognormal(800ms,1.2)", "exponential(1ns)",
        "\n[global]\n", "\n[persona q]\nscript = open interface rw\n",
        "\n[mix m]\nlock=2 unlock=3\n", "\n[expect]\nlock.denied >= 1\n",
        "\n[threshold]\nhandoff.p95 < 5ms\n", "\n[fault f]\ninject = swap\n",
        "\n[race r]\na = lock of a\nb = close of b\n", "| if done |", "| end |",
        "| repeat 3 |", "| otherwise |", "| leave |", " else retire",
        " else skip to close", " else start over", " else leave",
        " retry=3x5ms jitter=20% deadline=1s on=STATUS_ACCESS_DENIED",
        "@other", "@main!", "use = by-the-book", "include = two-burners",
        "faster = 3", "hold = 4ms", "think = 1ms", "retry = none", "rate = 5/s",
        "arrival = poisson 3/s over 4s", "pin = 0,1", "priority = low",
        "caller = A {time}", "weight = 0", "every=3 first=2 count=1",
        "\xc2\xa0", "\xff", "\xef\xbb\xbf", "\x01", "\x7f",
        "ioctl 0x2C05C in=0102 text=ab fill=ccx9 pad=80 out=65", "is_mounted",
        "wait event any for 1s", "read 2048 at random 40960", "close all",
    };
    const char *word = words[draw(dice, sizeof words / sizeof *words)];

    put(text, (size_t)draw(dice, text->size + 1), 0, word, strlen(word));
}

static void change_bytes(struct scenario_text *text, struct tj_dice *dice)
{
    size_t  at = (size_t)draw(dice, text->size + 1);
    size_t  gone = (size_t)draw(dice, 4);
    uint8_t bytes[3] = { (uint8_t)draw(dice, 256), (uint8_t)draw(dice, 128),
                         (uint8_t)draw(dice, 128) };

    gone = gone < text->size - at ? gone : text->size - at;
    put(text, at, gone, bytes, (size_t)draw(dice, 4));
}

/* A line goes, comes twice, or another text's comes in. */
static void change_line(const struct scenario_text *corpus, size_t count,
                        struct scenario_text *text, struct tj_dice *dice)
{
    const struct scenario_text *other = &corpus[draw(dice, count)];
    size_t                      length, taken;
    size_t                      at = some_line(text, dice, &length);
    size_t                      from = some_line(other, dice, &taken);

    if (draw(dice, 3) == 0)
        put(text, at, length, "", 0);
    else
        put(text, at, draw(dice, 2) == 0 ? length : 0, other->bytes + from,
            taken);
}

/* Its end is another text's. */
static void splice(const struct scenario_text *corpus, size_t count,
                   struct scenario_text *text, struct tj_dice *dice)
{
    const struct scenario_text *other = &corpus[draw(dice, count)];
    size_t                      length;
    size_t                      at = some_line(text, dice, &length);
    size_t                      from = some_line(other, dice, &length);

    put(text, at, text->size - at, other->bytes + from, other->size - from);
}

void scenario_mutate(const struct scenario_text *corpus, size_t count,
                     uint64_t number, struct scenario_text *text)
{
    struct tj_dice dice = { .seed = number, .stream = TJ_STREAM_SCHEDULE };

    *text = corpus[draw(&dice, count)];
    for (uint64_t i = 1 + draw(&dice, CHANGES_MAX); i > 0; i--) {
        switch (draw(&dice, 8)) {
        case 0:
            change_bytes(text, &dice);
            break;
        case 1:
        case 2:
            put_word(text, &dice);
            break;
        case 3:
        case 4:
        case 5:
        case 6:
            change_line(corpus, count, text, &dice);
            break;
        default:
            splice(corpus, count, text, &dice);
            break;
        }
    }
}
