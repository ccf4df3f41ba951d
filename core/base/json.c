#include "core/base/json.h"

#include "core/base/assert.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void tj_json_init(struct tj_json *json, FILE *file, bool pretty)
{
    *json = (struct tj_json){ .file = file, .pretty = pretty };
    json->empty[0] = true;
}

/* How many bytes of a UTF-8 sequence start here; 0 when none does (overlong,
 * surrogate, above U+10FFFF, cut short). RFC 3629 section 4. */
static size_t utf8_length(const unsigned char *at)
{
    static const struct { unsigned char first, last, low, high; uint8_t length; }
    rows[] = {
        { 0x00, 0x7f, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
        { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
        { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
        { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (at[0] < rows[i].first || at[0] > rows[i].last)
            continue;
        if (rows[i].length > 1 && (at[1] < rows[i].low || at[1] > rows[i].high))
            return 0;
        for (size_t k = 2; k < rows[i].length; k++) {
            if ((at[k] & 0xc0) != 0x80)
                return 0;
        }
        return rows[i].length;
    }
    return 0;
}

static void write_escaped(FILE *file, unsigned char letter)
{
    switch (letter) {
    case '"': fputs("\\\"", file); break;
    case '\\': fputs("\\\\", file); break;
    case '\n': fputs("\\n", file); break;
    case '\r': fputs("\\r", file); break;
    case '\t': fputs("\\t", file); break;
    default:
        if (letter < 0x20)
            fprintf(file, "\\u%04x", letter);
        else
            fputc(letter, file);
    }
}

static void write_string(FILE *file, const char *value)
{
    const unsigned char *at = (const unsigned char *)value;

    fputc('"', file);
    while (*at != '\0') {
        size_t length = utf8_length(at);
        if (length == 0) {
            fputs("\xef\xbf\xbd", file); /* U+FFFD */
            at++;
        } else if (length == 1) {
            write_escaped(file, *at++);
        } else {
            (void)fwrite(at, 1, length, file);
            at += length;
        }
    }
    fputc('"', file);
}

static void new_line(const struct tj_json *json)
{
    if (!json->pretty)
        return;
    fputc('\n', json->file);
    for (unsigned level = 0; level < json->depth; level++)
        fputs("  ", json->file);
}

/* Comma, line and key before whatever comes next. */
static void begin_value(struct tj_json *json, const char *key)
{
    TJ_ASSERT((key != NULL)
              == (json->depth > 0 && json->closer[json->depth - 1] == '}'));
    TJ_ASSERT(json->depth > 0 || json->empty[0]); /* One value at the top. */
    if (!json->empty[json->depth])
        fputc(',', json->file);
    json->empty[json->depth] = false;
    if (json->depth > 0)
        new_line(json);
    if (key != NULL) {
        write_string(json->file, key);
        fputs(json->pretty ? ": " : ":", json->file);
    }
}

static void open_level(struct tj_json *json, const char *key, char opener,
                       char closer)
{
    begin_value(json, key);
    TJ_ASSERT(json->depth + 1 < TJ_JSON_DEPTH_MAX);
    fputc(opener, json->file);
    json->closer[json->depth++] = closer;
    json->empty[json->depth] = true;
}

void tj_json_object(struct tj_json *json, const char *key)
{
    open_level(json, key, '{', '}');
}

void tj_json_array(struct tj_json *json, const char *key)
{
    open_level(json, key, '[', ']');
}

void tj_json_end(struct tj_json *json)
{
    TJ_ASSERT(json->depth > 0);
    bool empty = json->empty[json->depth];
    json->depth--;
    if (!empty)
        new_line(json);
    fputc(json->closer[json->depth], json->file);
}

void tj_json_string(struct tj_json *json, const char *key, const char *value)
{
    begin_value(json, key);
    write_string(json->file, value);
}

void tj_json_u64(struct tj_json *json, const char *key, uint64_t value)
{
    begin_value(json, key);
    fprintf(json->file, "%" PRIu64, value);
}

void tj_json_i64(struct tj_json *json, const char *key, int64_t value)
{
    begin_value(json, key);
    fprintf(json->file, "%" PRId64, value);
}

void tj_json_double(struct tj_json *json, const char *key, double value)
{
    begin_value(json, key);
    if (value - value == 0) /* neither infinite nor NaN */
        fprintf(json->file, "%.12g", value);
    else
        fputs("null", json->file); /* JSON knows no infinity. */
}

void tj_json_bool(struct tj_json *json, const char *key, bool value)
{
    begin_value(json, key);
    fputs(value ? "true" : "false", json->file);
}

void tj_json_null(struct tj_json *json, const char *key)
{
    begin_value(json, key);
    fputs("null", json->file);
}

void tj_json_hex32(struct tj_json *json, const char *key, uint32_t value)
{
    begin_value(json, key);
    fprintf(json->file, "\"0x%08" PRIx32 "\"", value);
}

void tj_json_bytes(struct tj_json *json, const char *key, const uint8_t *bytes,
                   size_t count)
{
    TJ_ASSERT(count <= 4096);
    begin_value(json, key);
    fputc('"', json->file);
    for (size_t i = 0; i < count; i++)
        fprintf(json->file, "%02x", bytes[i]);
    fputc('"', json->file);
}

enum tj_status tj_json_finish(struct tj_json *json, struct tj_error *error)
{
    TJ_ASSERT(json->depth == 0);
    fputc('\n', json->file);
    errno = 0;
    if (fflush(json->file) != 0 || ferror(json->file))
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "JSON output could not be written: %s",
                              strerror(errno));
    return TJ_OK;
}
