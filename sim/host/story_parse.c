/* Words of a story line, and what each kind of word may be. */
#include "sim/host/story_parts.h"

#include "core/drive/catalog.h"

#include <stdarg.h>
#include <string.h>

enum tj_status story_fail(const struct story_line *line, unsigned index,
                          const char *format, ...)
{
    char what[200];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    unsigned place = index < line->words_count ? index : line->words_count;
    return tj_fail(line->error, TJ_BAD_INPUT, "%s:%u:%u: %s", line->file,
                   line->number, line->columns[place], what);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* `expect` keeps its rest as one word: JSON has spaces of its own. */
static size_t word_end(const struct story_line *line, size_t at, size_t size)
{
    if (line->words_count == 2 && strcmp(line->words[0], "expect") == 0) {
        while (size > at && is_space(line->text[size - 1]))
            size--;
        return size;
    }
    while (at < size && !is_space(line->text[at]))
        at++;
    return at;
}

enum tj_status story_line_split(struct story_line *line, const char *text,
                                size_t size)
{
    line->words_count = 0;
    line->columns[0] = 1;
    if (size >= STORY_LINE_MAX)
        return story_fail(line, 0, "expected a line of at most %d bytes",
                          STORY_LINE_MAX - 1);
    memcpy(line->text, text, size);
    line->text[size] = '\0';
    for (size_t at = 0; at < size;) {
        if (line->text[at] == '\0')
            return story_fail(line, line->words_count, "expected text, found "
                              "a zero byte");
        if (is_space(line->text[at])) {
            at++;
            continue;
        }
        if (line->text[at] == '#' && (line->words_count == 0 ||
                                      is_space(text[at - 1])))
            break;
        if (line->words_count == STORY_WORDS_MAX)
            return story_fail(line, line->words_count, "expected at most %d "
                              "words", STORY_WORDS_MAX);
        line->words[line->words_count] = line->text + at;
        line->columns[line->words_count++] = (unsigned)at + 1;
        at = word_end(line, at, size);
        line->columns[line->words_count] = (unsigned)at + 1;
        line->text[at++] = '\0';
    }
    return TJ_OK;
}

const char *story_option(const char *word, const char *key)
{
    size_t length = strlen(key);

    return strncmp(word, key, length) == 0 && word[length] == '='
               ? word + length + 1
               : NULL;
}

enum tj_status story_u64(const struct story_line *line, unsigned index,
                         const char *what, uint64_t *value)
{
    if (index < line->words_count && tj_parse_u64(line->words[index], value))
        return TJ_OK;
    return story_fail(line, index, "expected %s as a number", what);
}

enum tj_status story_duration(const struct story_line *line, unsigned index,
                              uint64_t *value_ns)
{
    if (index < line->words_count &&
        tj_parse_duration(line->words[index], value_ns) &&
        *value_ns <= UINT64_C(86400000000000))
        return TJ_OK;
    return story_fail(line, index, "expected a time with its unit, as 250us, "
                      "40ms or 2s, up to 24h");
}

/* SCSI is written in hex by everybody: 3A as well as 0x3a. */
enum tj_status story_hex_byte(const struct story_line *line, unsigned index,
                              const char *text, uint8_t *value)
{
    char digits[3] = "00";

    if (text != NULL && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        text += 2;
    size_t length = text != NULL ? strlen(text) : 0;
    if (length >= 1 && length <= 2) {
        memcpy(digits + 2 - length, text, length);
        if (tj_hex_decode(digits, value, 1) == 1)
            return TJ_OK;
    }
    return story_fail(line, index, "expected a byte in hex, as 3A");
}

enum tj_status story_access(const struct story_line *line, unsigned index,
                            uint8_t *access)
{
    static const struct { const char *word; uint8_t access; } words[] = {
        { "rw", TJ_ACCESS_READ_WRITE }, { "r", TJ_ACCESS_READ },
        { "w", TJ_ACCESS_WRITE }, { "0", TJ_ACCESS_NONE },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (index < line->words_count &&
            strcmp(line->words[index], words[i].word) == 0) {
            *access = words[i].access;
            return TJ_OK;
        }
    }
    return story_fail(line, index, "expected an access: rw, r, w or 0");
}

static const char *nearest_code(const char *typed)
{
    const char *names[512];
    size_t count = tj_code_count() < 512 ? tj_code_count() : 512;

    for (size_t i = 0; i < count; i++)
        names[i] = tj_code_at(i)->name;
    return tj_text_nearest(typed, names, count);
}

enum tj_status story_code(const struct story_line *line, unsigned index,
                          uint32_t *code)
{
    uint64_t number;

    if (index >= line->words_count)
        return story_fail(line, index, "expected a control code, as 0x2C05C "
                          "or IOCTL_CDROM_EXCLUSIVE_ACCESS");
    const char *word = line->words[index];
    const struct tj_code_info *info = tj_code_by_name(word);
    if (info != NULL) {
        *code = info->code;
        return TJ_OK;
    }
    if (tj_parse_u64(word, &number) && number <= UINT32_MAX) {
        *code = (uint32_t)number;
        return TJ_OK;
    }
    const char *nearest = nearest_code(word);
    if (nearest != NULL)
        return story_fail(line, index, "expected a control code, found `%s`; "
                          "did you mean %s?", word, nearest);
    return story_fail(line, index, "expected a control code, as 0x2C05C or "
                      "IOCTL_CDROM_EXCLUSIVE_ACCESS, found `%s`", word);
}

static enum tj_status read_bytes(const struct story_line *line, unsigned index,
                                 const char *hex,
                                 struct story_request *request)
{
    size_t size = tj_hex_decode(hex, request->bytes, STORY_INPUT_MAX);

    if (size == SIZE_MAX || request->input.input != NULL)
        return story_fail(line, index, "expected in=HEX once and before pad=, "
                          "two digits a byte, at most %d bytes",
                          STORY_INPUT_MAX);
    request->input.input = request->bytes;
    request->input.input_size = (uint32_t)size;
    return TJ_OK;
}

/* in= before pad=: the rest of the buffer is zeros. */
static bool read_pad(const char *text, struct story_request *request)
{
    uint64_t size;

    if (!tj_parse_u64(text, &size) || size > STORY_INPUT_MAX ||
        size < request->input.input_size)
        return false;
    memset(request->bytes + request->input.input_size, 0,
           (size_t)size - request->input.input_size);
    request->input.input = request->bytes;
    request->input.input_size = (uint32_t)size;
    return true;
}

static enum tj_status read_ioctl(const struct story_line *line, unsigned index,
                                 struct story_request *request)
{
    struct sim_input *input = &request->input;

    request->op = "ioctl";
    input->kind = SIM_IOCTL;
    enum tj_status status = story_code(line, index, &input->code);
    for (unsigned i = index + 1; i < line->words_count && status == TJ_OK;
         i++) {
        const char *hex = story_option(line->words[i], "in");
        const char *size = story_option(line->words[i], "out");
        const char *pad = story_option(line->words[i], "pad");
        uint64_t number;
        if (hex != NULL)
            status = read_bytes(line, i, hex, request);
        else if (size != NULL && tj_parse_u64(size, &number) &&
                 number <= UINT32_MAX)
            input->output_size = (uint32_t)number;
        else if (pad == NULL || !read_pad(pad, request))
            status = story_fail(line, i, "expected in=HEX, pad=SIZE (not less "
                                "than in, at most %d) or out=NUMBER, found "
                                "`%s`", STORY_INPUT_MAX, line->words[i]);
    }
    return status;
}

static enum tj_status read_transfer(const struct story_line *line,
                                    unsigned index,
                                    struct story_request *request)
{
    uint64_t length = 0;
    enum tj_status status = story_u64(line, index + 1, "the offset",
                                      &request->input.offset);

    if (status == TJ_OK)
        status = story_u64(line, index + 2, "the length", &length);
    if (status == TJ_OK && length > UINT32_MAX)
        status = story_fail(line, index + 2, "expected a length below 4 GiB");
    if (status == TJ_OK && line->words_count > index + 3)
        status = story_fail(line, index + 3, "expected nothing more, found "
                            "`%s`", line->words[index + 3]);
    request->input.length = (uint32_t)length;
    return status;
}

enum tj_status story_request_read(const struct story_line *line,
                                  unsigned index,
                                  struct story_request *request)
{
    static const struct { const char *op; enum sim_input_kind kind; } ops[] = {
        { "read", SIM_READ },   { "write", SIM_WRITE },
        { "flush", SIM_FLUSH }, { "close", SIM_CLOSE },
    };
    const char *word = index < line->words_count ? line->words[index] : "";

    memset(&request->input, 0, sizeof request->input);
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (strcmp(word, ops[i].op) != 0)
            continue;
        request->op = ops[i].op;
        request->input.kind = ops[i].kind;
        if (ops[i].kind == SIM_READ || ops[i].kind == SIM_WRITE)
            return read_transfer(line, index, request);
        if (line->words_count > index + 1)
            return story_fail(line, index + 1, "expected nothing more, found "
                              "`%s`", line->words[index + 1]);
        return TJ_OK;
    }
    return read_ioctl(line, index, request);
}
