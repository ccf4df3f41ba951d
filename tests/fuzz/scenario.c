#include "tests/fuzz/scenario.h"

#include "core/base/os.h"
#include "core/base/random.h"
#include "stress/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_SIZE ((size_t)64 << 20)
enum { CLIENTS_TRIED = 3, STEPS_TRIED = 40 };

/* One string of bytes, cut into its parts. */
struct parts {
    char               text[SCENARIO_BYTES_MAX + 1];
    size_t             size; /* Of the file's text. */
    struct tj_override overrides[SCENARIO_OVERRIDES_MAX];
    size_t             overrides_count;
};

_Noreturn static void broken(const struct parts *parts, const char *what,
                             const char *detail)
{
    (void)fprintf(stderr, "scenario: %s: %s\n--- text\n%.*s\n", what, detail,
                  (int)parts->size, parts->text);
    for (size_t i = 0; i < parts->overrides_count; i++)
        (void)fprintf(stderr, "--- set\n%s\n", parts->overrides[i].text);
    abort();
}

static const char *environment(const char *name)
{
    return strcmp(name, "DISC") == 0    ? "sim:disc=present"
           : strcmp(name, "EMPTY") == 0 ? ""
           : strcmp(name, "ODD") == 0   ? " a ;b\n[c] "
                                        : NULL;
}

static void cut(struct parts *parts, const uint8_t *bytes, size_t size)
{
    size = size < SCENARIO_BYTES_MAX ? size : SCENARIO_BYTES_MAX;
    memcpy(parts->text, bytes, size);
    parts->text[size] = '\0';
    parts->size = size;
    parts->overrides_count = 0;
    char *end = parts->text + size;
    char *part = memchr(parts->text, SCENARIO_PART, size);
    if (part != NULL)
        parts->size = (size_t)(part - parts->text);
    while (part != NULL && parts->overrides_count < SCENARIO_OVERRIDES_MAX) {
        *part++ = '\0';
        parts->overrides[parts->overrides_count++].text = part;
        part = memchr(part, SCENARIO_PART, (size_t)(end - part));
    }
}

/* Whether it begins with a place in some file: NAME:LINE:COLUMN: */
static bool names_place(const char *text)
{
    for (const char *at = strchr(text, ':'); at != NULL;
         at = strchr(at + 1, ':')) {
        unsigned line = 0, column = 0;
        int      length = 0;
        if (sscanf(at, ":%u:%u: %n", &line, &column, &length) == 2 &&
            length > 0 && line >= 1 && column >= 1)
            return at[length] != '\0';
    }
    return false;
}

static void look_at_refusal(const struct parts *parts, enum tj_status status,
                            const struct tj_error *error)
{
    bool good = error->status == status && error->text[0] != '\0';

    good = good && (status == TJ_UNAVAILABLE || status == TJ_NO_MEMORY ||
                    (status == TJ_BAD_INPUT &&
                     (names_place(error->text) ||
                      strncmp(error->text, "--set ", 6) == 0)));
    if (!good)
        broken(parts, "a refusal without a place", error->text);
}

static struct tj_workload *take_workload(struct scenario_fuzz *fuzz)
{
    struct tj_workload *workload =
        ARENA_NEW(&fuzz->arena, struct tj_workload, 1);

    if (workload == NULL)
        abort();
    return workload;
}

static char *dumped(const struct parts *parts,
                    const struct tj_workload *workload, size_t *size)
{
    char           *text = NULL;
    struct tj_error error;
    FILE           *file = open_memstream(&text, size);

    if (file == NULL || tj_workload_dump(workload, file, &error) != TJ_OK ||
        fclose(file) != 0)
        broken(parts, "a dump that fails", "");
    return text;
}

/* Written and read again, it is the same. */
static void go_round(struct scenario_fuzz *fuzz, const struct parts *parts,
                     const struct tj_workload *workload)
{
    size_t               size = 0, size_again = 0;
    char                *text = dumped(parts, workload, &size);
    struct tj_ini_source source = { .file = "fuzz.ini", .text = text,
                                    .size = size };
    struct tj_workload  *again = take_workload(fuzz);
    struct tj_error      error;

    if (tj_workload_load_text(&source, NULL, 0, &fuzz->arena, again, &error) !=
        TJ_OK) {
        (void)fprintf(stderr, "%s\n", text);
        broken(parts, "a dump that is refused", error.text);
    }
    char *text_again = dumped(parts, again, &size_again);
    if (scenario_hash(workload) != scenario_hash(again) ||
        strcmp(text, text_again) != 0) {
        (void)fprintf(stderr, "%s\n--- and\n%s\n", text, text_again);
        broken(parts, "a dump that is another workload", "");
    }
    free(text);
    free(text_again);
}

/* An answer of any kind, as a pure function of what was asked when. */
static struct tj_reply answer(const struct tj_op *op, uint64_t chance)
{
    static const uint32_t statuses[] = { 0xC0000022, 0x80000011, 0xC0000043,
                                         0xC00000B5 };
    struct tj_reply reply = { .number = op->number, .client = op->client };

    reply.outcome = chance % 4 == 0   ? TJ_REFUSED
                    : chance % 13 == 0 ? TJ_UNKNOWN
                                       : TJ_DONE;
    reply.status = reply.outcome == TJ_REFUSED ? statuses[chance >> 8 & 3] : 0;
    reply.output[0] = chance >> 16 & 1;
    reply.info = chance >> 17 & 1 ? TJ_OUTPUT_MAX : 0;
    return reply;
}

static void do_steps(struct scenario_fuzz *fuzz,
                     const struct tj_workload *workload, tj_client client)
{
    struct tj_client_state state;
    struct tj_reply        reply;
    bool                   asked = false;
    uint64_t               now_ns = 1000;

    tj_engine_init(&state, workload, client);
    tj_engine_begin(&state, workload, 0, 0);
    for (unsigned i = 0; i < STEPS_TRIED; i++, fuzz->steps++) {
        struct tj_draws  chance = tj_draw(1, TJ_STREAM_TIMING, client, i);
        const struct tj_action action = *tj_engine_next(
            workload, &state, now_ns, asked ? &reply : NULL);
        asked = action.kind == TJ_ACT_SUBMIT;
        if (asked)
            reply = answer(action.op, chance.slot[0]);
        else if (action.kind == TJ_ACT_LISTEN)
            tj_engine_listens(&state, chance.slot[0] % 2 == 0);
        else if (action.kind == TJ_ACT_DONE)
            return;
        bool waits = action.kind == TJ_ACT_WAIT || action.kind == TJ_ACT_HEAR;
        if (waits && action.until_ns > now_ns && action.until_ns < UINT64_MAX / 2)
            now_ns = action.until_ns;
        now_ns += 50;
        if (i == STEPS_TRIED / 2)
            tj_engine_stop(&state);
    }
}

void scenario_live(struct scenario_fuzz *fuzz, const uint8_t *bytes,
                   size_t size)
{
    static struct parts  parts;
    struct tj_error      error = { .text = "" };
    struct tj_ini_source source = { .file = "fuzz.ini", .text = parts.text,
                                    .environment = environment };

    if (fuzz->memory == NULL && (fuzz->memory = tj_os_pages_take(ARENA_SIZE)))
        arena_init(&fuzz->arena, fuzz->memory, ARENA_SIZE);
    cut(&parts, bytes, size);
    source.size = parts.size;
    fuzz->lives++;
    arena_rewind(&fuzz->arena, 0);
    struct tj_workload *workload = take_workload(fuzz);
    enum tj_status      status = tj_workload_load_text(
             &source, parts.overrides, parts.overrides_count, &fuzz->arena,
             workload, &error);
    if (status != TJ_OK) {
        look_at_refusal(&parts, status, &error);
        return;
    }
    fuzz->read++;
    go_round(fuzz, &parts, workload);
    for (tj_client i = 1; i <= workload->clients && i <= CLIENTS_TRIED; i++)
        do_steps(fuzz, workload, i);
    workload->seed_auto = false;
    if (tj_workload_draw_faults(workload, &error) == TJ_OK)
        go_round(fuzz, &parts, workload);
    else if (error.text[0] == '\0')
        broken(&parts, "a refusal without a word", "");
}
