/* SPDX-License-Identifier: MIT */
#include "cli/app_text.h"

#include "cli/program_text.h"
#include "cli/run_json.h"
#include "cli/summary_paint.h"
#include "stress/engine.h"

#include <inttypes.h>
#include <string.h>

enum { APP_COLUMN = 40 };

const char *app_persona(const struct run_view *view, size_t client)
{
    const struct tj_workload *workload = view->workload;

    if (!view->verdict->apps.clients[client].seen)
        return NULL;
    if (workload->personas_count == 0)
        return "(any)"; /* A bare trace. */
    if (program_has(view->facts, client))
        return view->facts->program.persona;
    if (client <= workload->clients)
        return tj_engine_persona(workload, (tj_client)client)->name;
    return client <= (size_t)workload->clients + workload->drives
               ? NULL
               : APP_RESTARTED;
}

size_t app_rows(const struct run_view *view, struct app_row *rows)
{
    const struct tj_verdict *verdict = view->verdict;
    size_t                   count = 0;

    for (size_t client = 1; client <= verdict->clients_count; client++) {
        const char *persona = app_persona(view, client);
        size_t      at = 0;

        if (persona == NULL)
            continue;
        while (at < count && strcmp(rows[at].persona, persona) != 0)
            at++;
        if (at == APP_ROWS_MAX)
            continue;
        if (at == count)
            rows[count++] = (struct app_row){ .persona = persona };
        rows[at].clients += 1;
        for (size_t i = 0; i < TJ_APP_RULES; i++)
            rows[at].counts[i] += verdict->apps.clients[client].counts[i];
    }
    return count;
}

void app_say(const uint64_t *counts, struct tj_text *text)
{
    bool any = false;

    for (size_t i = 0; i < TJ_APP_RULES; i++) {
        if (counts[i] == 0)
            continue;
        tj_text_add(text, "%s%s", any ? ", " : "", tj_app_word(i)->word);
        if (counts[i] > 1) {
            tj_text_add(text, " x");
            tj_text_add_count(text, counts[i]);
        }
        any = true;
    }
    if (!any)
        tj_text_add(text, "clean");
}

static void print_application(struct tj_json *json, const struct run_view *view,
                              size_t client)
{
    const struct tj_verdict *verdict = view->verdict;
    const uint32_t          *found = verdict->apps.clients[client].counts;
    uint16_t                 name = verdict->clients[client].name;
    uint64_t                 counts[TJ_APP_RULES];
    char                     memory[400];
    struct tj_text           text;

    for (size_t i = 0; i < TJ_APP_RULES; i++)
        counts[i] = found[i];
    tj_text_init(&text, memory, sizeof memory);
    app_say(counts, &text);
    tj_json_object(json, NULL);
    tj_json_u64(json, "client", client);
    tj_json_string(json, "persona", app_persona(view, client));
    tj_json_string(json, "name", name == 0 || name > verdict->names_count
                                     ? ""
                                     : verdict->names[name]);
    tj_json_string(json, "verdict", memory);
    tj_json_object(json, "counts");
    for (size_t i = 0; i < TJ_APP_RULES; i++)
        if (counts[i] > 0)
            tj_json_u64(json, tj_rule_at(tj_app_rule(i))->id, counts[i]);
    tj_json_end(json);
    tj_json_end(json);
}

/* The rows of the summary: "personas". */
static void print_personas(struct tj_json *json, const struct run_view *view)
{
    struct app_row rows[APP_ROWS_MAX];
    size_t         count = app_rows(view, rows);

    tj_json_array(json, "personas");
    for (size_t i = 0; i < count; i++) {
        tj_json_object(json, NULL);
        tj_json_string(json, "persona", rows[i].persona);
        tj_json_u64(json, "clients", rows[i].clients);
        tj_json_object(json, "counts");
        for (size_t r = 0; r < TJ_APP_RULES; r++)
            tj_json_u64(json, strchr(tj_app_word(r)->metric, '.') + 1,
                        rows[i].counts[r]);
        tj_json_end(json);
        tj_json_end(json);
    }
    tj_json_end(json);
}

void app_json_print(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    tj_json_array(json, "applications");
    for (size_t i = 1; i <= verdict->clients_count; i++)
        if (app_persona(view, i) != NULL)
            print_application(json, view, i);
    tj_json_end(json);
    print_personas(json, view);
    tj_json_u64(json, "leaked_tray_locks", view->facts->leaked);
    tj_json_array(json, "advice");
    for (size_t i = 0; i < verdict->apps.findings_count; i++)
        run_json_print_finding(json, view, &verdict->apps.findings[i]);
    tj_json_end(json);
    tj_json_u64(json, "advice_total",
                verdict->apps.warnings + verdict->apps.notes);
}

/* --- The summary --- */

/* Words about one kind of program, wrapped at commas. */
static void show_application(const struct canvas *canvas,
                              const struct app_row *row)
{
    char           memory[400];
    struct tj_text text;
    size_t         column = APP_COLUMN;

    tj_text_init(&text, memory, sizeof memory);
    app_say(row->counts, &text);
    fputs("  ", canvas->file);
    cell_text(canvas, 24, row->persona);
    cell_count(canvas, 9, row->clients);
    fputs("   ", canvas->file);
    paint_on(canvas, strcmp(memory, "clean") == 0 ? PAINT_GOOD : PAINT_WARN);
    for (const char *at = memory; *at != '\0';) {
        size_t length = strcspn(at, ",");

        if (column > APP_COLUMN && column + length > 78) {
            fprintf(canvas->file, "\n%*s", APP_COLUMN, "");
            column = APP_COLUMN;
            at += *at == ' ';
            length = strcspn(at, ",");
        }
        length += at[length] == ',';
        fwrite(at, 1, length, canvas->file);
        column += length;
        at += length;
    }
    paint_off(canvas);
    fputc('\n', canvas->file);
}

void app_summary_print(const struct canvas *canvas,
                       const struct run_view *view)
{
    struct app_row rows[APP_ROWS_MAX];
    size_t         count = app_rows(view, rows);

    if (count == 0)
        return;
    paint_head(canvas, "HOW THE PROGRAMS BEHAVED     clients   advice\n");
    for (size_t i = 0; i < count; i++)
        show_application(canvas, &rows[i]);
}
