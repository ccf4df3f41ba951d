/* SPDX-License-Identifier: MIT */
/* A sweep for people, and for CI servers that read nothing but junit.xml. */
#include "cli/sweep/sweep.h"

#include "cli/run_folder.h"
#include "cli/summary_paint.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { TEXT_COLUMNS = 80 };

/* Words of a long text in lines of their own, indented. */
static void print_wrapped(FILE *file, const char *text)
{
    size_t column = 0;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");

        if (column > 0 && column + 1 + length > TEXT_COLUMNS - 6) {
            fputc('\n', file);
            column = 0;
        }
        column += (size_t)fprintf(file, column == 0 ? "      %.*s" : " %.*s",
                                  (int)length, text);
        text += length + strspn(text + length, " ");
    }
    if (column > 0)
        fputc('\n', file);
}

static void print_row(const struct canvas *canvas, const struct sweep *sweep,
                      size_t index, const char *folder)
{
    const struct sweep_row *row = &sweep->account.rows[index];
    enum sweep_kind         kind;
    const char             *name = sweep_row_name(sweep, index, &kind);
    char                    line[RUN_REPEAT_MAX];
    struct tj_text          text;

    tj_text_init(&text, line, sizeof line);
    if (kind == SWEEP_RULE)
        tj_text_add(&text, "%s %s", name, tj_rule_at(index)->title);
    else
        tj_text_add(&text, "%s %s", sweep_kind_name(kind), name);
    fputs("  ", canvas->file);
    paint_on(canvas, kind == SWEEP_RULE ? PAINT_BAD : PAINT_WARN);
    cell_text(canvas, 46, line);
    paint_off(canvas);
    cell_count(canvas, 11, row->seeds);
    cell_count(canvas, 11, row->judged);
    fprintf(canvas->file, "  0x%" PRIx64 "\n", row->first_seed);
    print_wrapped(canvas->file, row->text);
    sweep_repeat(sweep, row->first_seed, line, sizeof line);
    fprintf(canvas->file, "      repeat  %s\n", line);
    for (size_t i = 0; i < sweep->kept_count && folder != NULL; i++)
        if (sweep->kept[i].seed == row->first_seed)
            fprintf(canvas->file, "      shrink  trayjam shrink %s/seed-0x%"
                                  PRIx64 "%s%s\n", folder, row->first_seed,
                    kind == SWEEP_RULE ? " --rule " : "",
                    kind == SWEEP_RULE ? name : "");
}

static void print_head(const struct canvas *canvas, const struct sweep *sweep)
{
    const struct sweep_account *account = &sweep->account;
    char                        memory[160];
    struct tj_text              text;
    bool                        first = true;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, account->seeds);
    tj_text_add(&text, " seed%s, ", account->seeds == 1 ? "" : "s");
    tj_text_add_count(&text, account->operations);
    tj_text_add(&text, " operations");
    if (sweep->real_ns > 0) {
        tj_text_add(&text, " in ");
        tj_text_add_duration(&text, sweep->real_ns);
        tj_text_add(&text, ": %.0f seeds/s, %u thread%s",
                    (double)account->seeds * 1e9 / (double)sweep->real_ns,
                    sweep->jobs, sweep->jobs == 1 ? "" : "s");
    }
    fprintf(canvas->file, "%s: %s\n ", sweep->scenario, memory);
    for (unsigned i = 0; i < SWEEP_VERDICTS; i++) {
        if (account->verdicts[i] == 0)
            continue;
        tj_text_init(&text, memory, sizeof memory);
        tj_text_add_count(&text, account->verdicts[i]);
        fprintf(canvas->file, "%s %s ", first ? "" : ",", memory);
        first = false;
        paint_on(canvas, i == TJ_PASS ? PAINT_GOOD : PAINT_BAD);
        fputs(tj_verdict_name((enum tj_verdict_word)i), canvas->file);
        paint_off(canvas);
    }
    fputc('\n', canvas->file);
}

static void print_lacking(const struct canvas *canvas,
                          const struct sweep *sweep, const char *folder)
{
    char           memory[40];
    struct tj_text text;

    if (sweep_complete(sweep))
        return;
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, sweep->seeds.count - sweep->account.seeds);
    fprintf(canvas->file, "\n%s seeds are still to be run", memory);
    if (folder != NULL)
        fprintf(canvas->file, "; the same command with --out %s goes on",
                folder);
    fputc('\n', canvas->file);
}

void sweep_print_text(const struct sweep *sweep, const char *folder,
                      const struct summary_style *style, FILE *file)
{
    const struct canvas canvas = { file, style };
    uint16_t            rows[SWEEP_ROWS_MAX];
    size_t              count = sweep_broken(sweep, rows);

    print_head(&canvas, sweep);
    if (count > 0)
        paint_head(&canvas, "FOUND                                               "
                            "  seeds         of  first seed\n");
    for (size_t i = 0; i < count; i++)
        print_row(&canvas, sweep, rows[i], folder);
    print_lacking(&canvas, sweep, folder);
    if (folder != NULL)
        fprintf(file, "\nsweep   %s/sweep.json\n", folder);
}

/* --- junit.xml --- */

static void print_xml(FILE *file, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '&' || byte == '<' || byte == '>' || byte == '"')
            fprintf(file, "&#%u;", byte);
        else /* XML 1.0 has no way to write most control characters. */
            fputc(byte < 0x20 || byte > 0x7e ? '?' : byte, file);
    }
}

static void print_case(FILE *file, const struct sweep *sweep, size_t index)
{
    const struct sweep_row *row = &sweep->account.rows[index];
    enum sweep_kind         kind;
    const char             *name = sweep_row_name(sweep, index, &kind);
    char                    repeat[RUN_REPEAT_MAX];

    fprintf(file, "    <testcase classname=\"trayjam.sweep.%s\" name=\"",
            sweep_kind_name(kind));
    print_xml(file, name);
    if (row->seeds == 0) {
        fputs("\"/>\n", file);
        return;
    }
    sweep_repeat(sweep, row->first_seed, repeat, sizeof repeat);
    fprintf(file, "\">\n      <failure type=\"%s\" message=\"%" PRIu64
                  " of %" PRIu64 " seeds; first 0x%" PRIx64 "\">",
            sweep_kind_name(kind), row->seeds, row->judged, row->first_seed);
    print_xml(file, row->text);
    fputs("&#10;", file);
    print_xml(file, repeat);
    fputs("</failure>\n    </testcase>\n", file);
}

/* What no rule's case tells: the sweep was ended before its time. */
static void print_whole(FILE *file, const struct sweep *sweep)
{
    fputs("    <testcase classname=\"trayjam.sweep\" name=\"all seeds were "
          "run\"", file);
    if (sweep_complete(sweep))
        fputs("/>\n", file);
    else
        fprintf(file, ">\n      <failure type=\"incomplete\" message=\"%" PRIu64
                      " of %" PRIu64 " seeds were run\"/>\n    </testcase>\n",
                sweep->account.seeds, sweep->seeds.count);
}

static bool has_case(const struct sweep *sweep, size_t index)
{
    const struct sweep_row *row = &sweep->account.rows[index];
    enum sweep_kind         kind;

    return sweep_row_name(sweep, index, &kind) != NULL &&
           (row->judged > 0 || row->seeds > 0);
}

enum tj_status sweep_write_junit(const struct sweep *sweep, const char *folder,
                                 struct tj_error *error)
{
    struct run_file file;
    size_t          cases = 1, failures = !sweep_complete(sweep);

    enum tj_status status = run_file_open(&file, folder, "junit.xml", error);
    if (status != TJ_OK)
        return status;
    for (size_t i = 0; i < SWEEP_ROWS_MAX; i++) {
        cases += has_case(sweep, i);
        failures += has_case(sweep, i) && sweep->account.rows[i].seeds > 0;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite name=\"trayjam sweep ", file.file);
    print_xml(file.file, sweep->scenario);
    fprintf(file.file, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
                       "skipped=\"0\" time=\"%.3f\">\n",
            cases, failures, (double)sweep->real_ns * 1e-9);
    print_whole(file.file, sweep);
    for (size_t i = 0; i < SWEEP_ROWS_MAX; i++)
        if (has_case(sweep, i))
            print_case(file.file, sweep, i);
    fputs("  </testsuite>\n</testsuites>\n", file.file);
    return run_file_close(&file, error);
}
