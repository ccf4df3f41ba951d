/* SPDX-License-Identifier: MIT */
#include "cli/summary_paint.h"

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

void paint_on(const struct canvas *canvas, enum paint paint)
{
    static const char *const sequences[] = {
        [PAINT_PLAIN] = "", [PAINT_GOOD] = "\033[32m",
        [PAINT_BAD] = "\033[31m", [PAINT_WARN] = "\033[33m",
        [PAINT_QUIET] = "\033[2m", [PAINT_HEAD] = "\033[1m",
    };

    if (canvas->style->colour)
        fputs(sequences[paint], canvas->file);
}

void paint_off(const struct canvas *canvas)
{
    if (canvas->style->colour)
        fputs("\033[0m", canvas->file);
}

void paint_head(const struct canvas *canvas, const char *text)
{
    fputc('\n', canvas->file);
    paint_on(canvas, PAINT_HEAD);
    fputs(text, canvas->file);
    paint_off(canvas);
}

void cell_count(const struct canvas *canvas, int width, uint64_t count)
{
    char           memory[40];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (count == 0)
        tj_text_add(&text, "-");
    else
        tj_text_add_count(&text, count);
    fprintf(canvas->file, " %*s", width, memory);
}

void cell_duration(const struct canvas *canvas, int width, uint64_t ns)
{
    char           memory[40];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_duration(&text, ns);
    fprintf(canvas->file, " %*s", width, memory);
}

void cell_text(const struct canvas *canvas, int width, const char *text)
{
    int columns = 0;

    for (; *text != '\0' && columns < width; text++, columns++) {
        unsigned char byte = (unsigned char)*text;
        bool          cut = columns == width - 1 && text[1] != '\0';

        fputc(cut ? '~' : byte < 0x20 || byte > 0x7e ? '?' : byte,
              canvas->file);
    }
    fprintf(canvas->file, "%*s", width - columns, "");
}

static int share(uint64_t part, uint64_t whole, int width)
{
    if (whole == 0 || part == 0)
        return 0;
    int columns = (int)((double)part / (double)whole * width + 0.5);

    return columns == 0 ? 1 : columns; /* Something never looks like nothing */
}

static void draw(const struct canvas *canvas, enum paint paint,
                 const char *piece, int columns)
{
    paint_on(canvas, paint);
    for (int i = 0; i < columns; i++)
        fputs(piece, canvas->file);
    paint_off(canvas);
}

void cell_bar(const struct canvas *canvas, int width, struct bar_parts parts)
{
    int good = share(parts.good, parts.whole, width);
    int bad = share(parts.bad, parts.whole, width);

    if (good > width)
        good = width;
    if (bad > width - good)
        bad = width - good;
    draw(canvas, PAINT_GOOD, canvas->style->utf8 ? "\xe2\x96\x88" : "#", good);
    draw(canvas, PAINT_BAD, canvas->style->utf8 ? "\xe2\x96\x91" : ".", bad);
    fprintf(canvas->file, "%*s", width - good - bad, "");
}

bool summary_locale_is_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && *value != '\0')
            return strstr(value, "UTF-8") != NULL ||
                   strstr(value, "utf8") != NULL;
    }
    return false;
}
