#include "core/drive/choices.h"

#include "core/base/assert.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { LINE_LENGTH = 76, TEXT_MAX = 48 };
static const char head[] = "trayjam schedule 1";

void tj_choices_note(struct tj_choices *choices, unsigned picked,
                     unsigned offered)
{
    TJ_ASSERT(picked < offered && offered <= UINT16_MAX);
    if (choices->count == choices->max) {
        choices->dropped++;
        return;
    }
    choices->at[choices->count++] =
        (struct tj_choice){ (uint16_t)picked, (uint16_t)offered };
}

unsigned tj_choices_follow(struct tj_choices *choices, unsigned offered)
{
    TJ_ASSERT(offered > 0);
    if (choices->next == choices->count)
        return 0;
    struct tj_choice choice = choices->at[choices->next++];
    if (choice.picked >= offered ||
        (choice.offered != 0 && choice.offered != offered))
        choices->strayed++;
    return choice.picked < offered ? choice.picked : offered - 1;
}

size_t tj_choices_length(const struct tj_choices *choices)
{
    size_t length = choices->count;

    while (length > 0 && choices->at[length - 1].picked == 0)
        length--;
    return length;
}

/* --- Writing --- */

static bool same(struct tj_choice a, struct tj_choice b)
{
    return a.picked == b.picked && a.offered == b.offered;
}

enum tj_status tj_choices_write(const struct tj_choices *choices, FILE *file,
                                struct tj_error *error)
{
    int column = 0;

    fprintf(file, "%s\n", head);
    for (size_t i = 0, behind; i < choices->count; i = behind) {
        char word[TEXT_MAX];

        for (behind = i + 1; behind < choices->count; behind++)
            if (!same(choices->at[behind], choices->at[i]))
                break;
        int length = snprintf(word, sizeof word, "%u/%u",
                              choices->at[i].picked, choices->at[i].offered);
        if (behind - i > 1)
            length += snprintf(word + length, sizeof word - (size_t)length,
                               "*%zu", behind - i);
        if (column > 0 && column + 1 + length > LINE_LENGTH) {
            fputc('\n', file);
            column = 0;
        }
        column += fprintf(file, "%s%s", column > 0 ? " " : "", word);
    }
    fprintf(file, "%send %zu\n", column > 0 ? "\n" : "", choices->count);
    if (ferror(file))
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "the schedule could not be written");
    return TJ_OK;
}

/* --- Reading --- */

struct input {
    const char *at, *end;
    const char *name;
    unsigned    line;
};

static void pass_blanks(struct input *input)
{
    for (; input->at < input->end; input->at++) {
        if (*input->at == '#')
            while (input->at + 1 < input->end && input->at[1] != '\n')
                input->at++;
        else if (*input->at == '\n')
            input->line++;
        else if (*input->at != ' ' && *input->at != '\t' &&
                 *input->at != '\r')
            return;
    }
}

static bool take(struct input *input, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(input->end - input->at) < length ||
        memcmp(input->at, word, length) != 0)
        return false;
    input->at += length;
    return true;
}

static bool take_number(struct input *input, uint64_t max, uint64_t *value)
{
    const char *begin = input->at;

    for (*value = 0; input->at < input->end; input->at++) {
        unsigned digit = (unsigned)(unsigned char)*input->at - '0';
        if (digit > 9)
            break;
        *value = *value * 10 + digit;
        if (*value > max)
            return false;
    }
    return input->at > begin;
}

static enum tj_status complain(const struct input *input, const char *expected,
                               struct tj_error *error)
{
    return tj_fail(error, TJ_BAD_INPUT, "%s:%u: %s was expected", input->name,
                   input->line, expected);
}

static enum tj_status read_choice(struct input *input,
                                  struct tj_choices *choices,
                                  struct tj_error *error)
{
    uint64_t picked, offered, count = 1;

    if (!take_number(input, UINT16_MAX, &picked) || !take(input, "/") ||
        !take_number(input, UINT16_MAX, &offered) ||
        (take(input, "*") && !take_number(input, UINT32_MAX, &count)) ||
        count == 0)
        return complain(input, "a choice as 1/3, or 0/2*17,", error);
    if (offered != 0 && picked >= offered)
        return complain(input, "one of those who were offered, from 0,", error);
    if (count > choices->max - choices->count)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s:%u: more than %zu choices", input->name,
                       input->line, choices->max);
    while (count-- > 0)
        choices->at[choices->count++] =
            (struct tj_choice){ (uint16_t)picked, (uint16_t)offered };
    return TJ_OK;
}

enum tj_status tj_choices_read(struct tj_choices *choices, const char *text,
                               size_t size, const char *name,
                               struct tj_error *error)
{
    struct input   input = { text, text + size, name, 1 };
    enum tj_status status = TJ_OK;
    uint64_t       count;

    choices->count = choices->next = 0;
    choices->dropped = choices->strayed = 0;
    pass_blanks(&input);
    if (!take(&input, head))
        return complain(&input, "`trayjam schedule 1`", error);
    for (;;) {
        pass_blanks(&input);
        if (take(&input, "end"))
            break;
        if (input.at == input.end)
            return complain(&input, "`end` and how many choices there are",
                            error);
        status = read_choice(&input, choices, error);
        if (status != TJ_OK)
            return status;
    }
    pass_blanks(&input);
    if (!take_number(&input, UINT64_MAX / 16, &count) ||
        count != choices->count)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s:%u: `end %zu` was expected: so many choices stand "
                       "before it", name, input.line, choices->count);
    pass_blanks(&input);
    return input.at == input.end ? TJ_OK
                                 : complain(&input, "nothing more", error);
}

size_t tj_choices_room(const char *text, size_t size)
{
    static const char last[] = "end";

    /* The number behind the last `end`; a wrong one is told when it is read. */
    for (size_t at = size; at >= sizeof last - 1; at--) {
        struct input input = { text + at - (sizeof last - 1), text + size, "",
                               1 };
        uint64_t     count;

        if (!take(&input, last))
            continue;
        pass_blanks(&input);
        return take_number(&input, UINT32_MAX, &count) ? (size_t)count : 0;
    }
    return 0;
}
