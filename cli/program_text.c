/* SPDX-License-Identifier: MIT */
#include "cli/program_text.h"

#include "cli/summary_paint.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

enum { SIGNAL_BASE = 128 };

/* --- For people --- */

static void say_end(const struct run_program *program, FILE *file)
{
    if (program->hung > 0)
        fputs("hung, and was killed", file);
    else if (program->code > SIGNAL_BASE)
        fprintf(file, "ended by signal %" PRIu64, program->code - SIGNAL_BASE);
    else
        fprintf(file, "exit status %" PRIu64, program->code);
}

void program_summary_print(const struct canvas *canvas,
                           const struct run_view *view)
{
    const struct run_program *program = &view->facts->program;
    FILE                     *file = canvas->file;

    if (program->words[0] == '\0')
        return;
    paint_head(canvas, "THE PROGRAM\n");
    fprintf(file, "  %.80s\n  ", program->words);
    say_end(program, file);
    if (program->clients == 0) {
        fprintf(file, "; it never opened %.40s\n", program->device);
        return;
    }
    fprintf(file, "; %.40s: %" PRIu64 " request%s by %" PRIu64 " process%s\n",
            program->device, program->requests,
            program->requests == 1 ? "" : "s", program->clients,
            program->clients == 1 ? "" : "es");
    if (program->asked[0] != '\0')
        fprintf(file, "  asked for what the drive does not have (ENOTTY): "
                      "%.40s\n", program->asked);
}

/* --- run.json --- */

/* "0x5331 x2, 0x5390": pieces behind each other, as they are written by
 * cmd_attach. */
static void print_asked(struct tj_json *json, const char *asked)
{
    tj_json_array(json, "asked_for");
    while (*asked != '\0') {
        size_t   length = strcspn(asked, ",");
        char     piece[48];
        uint64_t count = 1;

        (void)snprintf(piece, sizeof piece, "%.*s", (int)length, asked);
        char *times = strstr(piece, " x");
        if (times != NULL) {
            *times = '\0';
            (void)tj_parse_u64(times + 2, &count);
        }
        tj_json_object(json, NULL);
        tj_json_string(json, "ioctl", piece);
        tj_json_u64(json, "count", count);
        tj_json_end(json);
        asked += length;
        asked += strspn(asked, ", ");
    }
    tj_json_end(json);
}

void program_json_print(struct tj_json *json, const struct run_view *view)
{
    const struct run_program *program = &view->facts->program;
    bool signalled = program->code > SIGNAL_BASE;

    if (program->words[0] == '\0')
        return;
    tj_json_object(json, "program");
    tj_json_string(json, "persona", program->persona);
    tj_json_string(json, "command", program->words);
    tj_json_string(json, "device", program->device);
    if (signalled || program->hung > 0)
        tj_json_null(json, "exit_status");
    else
        tj_json_u64(json, "exit_status", program->code);
    if (signalled)
        tj_json_u64(json, "signal", program->code - SIGNAL_BASE);
    else
        tj_json_null(json, "signal");
    tj_json_bool(json, "hung", program->hung > 0);
    tj_json_u64(json, "requests", program->requests);
    tj_json_u64(json, "first_client", program->first_client);
    tj_json_u64(json, "processes", program->clients);
    print_asked(json, program->asked);
    tj_json_end(json);
}

/* --- repro/facts.ini --- */

static const struct {
    const char *key;
    size_t      offset, size; /* size 0: a number. */
} rows[] = {
#define TEXT(name) { "program." #name, offsetof(struct run_program, name), \
                     sizeof ((struct run_program *)0)->name }
#define NUMBER(name) { "program." #name, offsetof(struct run_program, name), 0 }
    TEXT(words), TEXT(device), TEXT(persona), TEXT(asked), NUMBER(code),
    NUMBER(hung), NUMBER(requests), NUMBER(first_client), NUMBER(clients),
#undef TEXT
#undef NUMBER
};
enum { ROWS = sizeof rows / sizeof *rows };

void program_facts_print(const struct run_facts *facts, FILE *file)
{
    const char *at = (const char *)&facts->program;

    if (facts->program.words[0] == '\0')
        return;
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t number = 0;

        if (rows[i].size > 0) {
            fprintf(file, "%s = %s\n", rows[i].key, at + rows[i].offset);
            continue;
        }
        memcpy(&number, at + rows[i].offset, sizeof number);
        fprintf(file, "%s = %" PRIu64 "\n", rows[i].key, number);
    }
}

void program_facts_read(struct run_facts *facts, const char *key,
                        const char *value)
{
    char    *at = (char *)&facts->program;
    uint64_t number = 0;

    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(key, rows[i].key) != 0)
            continue;
        if (rows[i].size > 0)
            (void)tj_text_copy(at + rows[i].offset, rows[i].size, value);
        else if (tj_parse_u64(value, &number))
            memcpy(at + rows[i].offset, &number, sizeof number);
    }
}
