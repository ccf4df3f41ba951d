/* SPDX-License-Identifier: MIT */
/* trayjam attach: a run in which a foreign program takes part, unmodified, with
 * the simulated drive for its /dev/sr0. */
#include "cli/cmd.h"
#include "cli/cmd_run.h"
#include "stress/exit_codes.h"
#include "stress/guests.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

enum { DEFAULT_TIMEOUT_S = 60, SPARE_S = 3600 };
#define SECOND UINT64_C(1000000000)

/* The storm of a run without a scenario: somebody who does nothing. */
static const char alone[] =
    "[global]\n"
    "drive = sim:disc=present\n"
    "clients = 1\n"
    "[persona nobody]\n"
    "script = think 1h\n";

struct attachment {
    const struct options *options;
    const char *const    *argv;   /* The program's. */
    uint64_t              timeout_ns, begun_ns;
    char                  path[ATTACH_PATH_MAX], library[ATTACH_PATH_MAX];
    char                  caller[64], persona[32], scenario[64];
    char                  lines[5][120]; /* Overrides. */
    char                  repeat[RUN_REPEAT_MAX];
    struct run_plan       plan;
    struct run_program    program;
    struct tj_guests      guests;
    struct tj_error       error;  /* It could not be started. */
};

/* --- What was asked for --- */

static enum tj_status read_words(struct attachment *attachment,
                                 struct tj_error *error)
{
    const struct options *options = attachment->options;
    size_t before = options->operands_before;

    attachment->argv = &options->operands[before];
    if (!options->ended || options->operands_count == before)
        return tj_fail(error, TJ_USAGE, "which program? trayjam attach "
                       "[SCENARIO] -- PROGRAM ARGUMENTS");
    if (before > 1)
        return tj_fail(error, TJ_USAGE, "one operand too many: %s; programs "
                       "come behind --", options->operands[1]);
    attachment->timeout_ns = DEFAULT_TIMEOUT_S * SECOND;
    enum tj_status status = options_duration(options, OPTION_TIMEOUT,
                                             &attachment->timeout_ns, error);
    if (status == TJ_OK && attachment->timeout_ns == 0)
        status = tj_fail(error, TJ_USAGE, "--timeout 0: longer than nothing is "
                         "needed");
    return status;
}

static enum tj_status read_names(struct attachment *attachment,
                                 struct tj_error *error)
{
    const char *word = attachment->argv[0];
    const char *slash = strrchr(word, '/');
    const char *own = slash != NULL ? slash + 1 : word;
    const char *name = options_value(attachment->options, OPTION_NAME);
    const char *device = options_value(attachment->options, OPTION_AS);
    size_t      i = 0;

    for (; own[i] != '\0' && i + 1 < sizeof attachment->persona; i++)
        attachment->persona[i] =
            (char)(isalnum((unsigned char)own[i]) ? own[i] : '-');
    if (i == 0)
        return tj_fail(error, TJ_USAGE, "`%s` names no program", word);
    if (!tj_text_copy(attachment->caller, sizeof attachment->caller,
                      name != NULL ? name : attachment->persona) ||
        !tj_caller_name_valid((const uint8_t *)attachment->caller,
                              sizeof attachment->caller))
        return tj_fail(error, TJ_USAGE, "--name %.60s: a drive takes 1 to 63 "
                       "letters, digits, spaces and _ . , : ; -", name);
    attachment->guests.device = device != NULL ? device : "/dev/sr0";
    if (strncmp(attachment->guests.device, "/dev/", 5) != 0 ||
        strlen(attachment->guests.device) >= sizeof attachment->program.device)
        return tj_fail(error, TJ_USAGE, "--as %.60s: a path such as /dev/sr0 "
                       "is needed", attachment->guests.device);
    return TJ_OK;
}

/* "trayjam attach two-burners --seed 0x7 --timeout 9s -- eject -t" but for the
 * seed, which nobody knows yet. */
static void write_repeat(struct attachment *attachment)
{
    static const enum option_id own[] = { OPTION_AS, OPTION_NAME,
                                          OPTION_TIMEOUT };
    const struct options *options = attachment->options;
    struct tj_text        text;

    tj_text_init(&text, attachment->repeat, sizeof attachment->repeat);
    tj_text_add(&text, "trayjam attach");
    for (size_t i = 0; i < options->operands_before; i++)
        run_setup_add_word(&text, options->operands[i]);
    run_setup_add_options(&text, options);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (!options_has(options, own[i]))
            continue;
        tj_text_add(&text, " --%s", option_row(own[i])->name);
        run_setup_add_word(&text, options_value(options, own[i]));
    }
}

/* Of more than one line, as a script behind -c has them: $'...'. */
static void add_lines(struct tj_text *text, const char *word)
{
    tj_text_add(text, " $'");
    for (; *word != '\0'; word++) {
        if ((unsigned char)*word < 0x20)
            tj_text_add(text, "\\%03o", (unsigned)(unsigned char)*word);
        else
            tj_text_add(text, *word == '\'' || *word == '\\' ? "\\%c" : "%c",
                        *word);
    }
    tj_text_add(text, "'");
}

static bool has_lines(const char *word)
{
    while ((unsigned char)*word >= 0x20)
        word++;
    return *word != '\0';
}

static void write_command(struct attachment *attachment,
                          const struct tj_workload *workload)
{
    struct tj_text text;
    char          *words = attachment->program.words;

    tj_text_init(&text, words, sizeof attachment->program.words);
    for (size_t i = 0; attachment->argv[i] != NULL; i++)
        (has_lines(attachment->argv[i]) ? add_lines : run_setup_add_word)(
            &text, attachment->argv[i]);
    memmove(words, words + 1, strlen(words));
    if (text.cut)
        memcpy(words + strlen(words) - 3, "...", 3);
    size_t length = strlen(attachment->repeat);
    tj_text_init(&text, attachment->repeat + length,
                 sizeof attachment->repeat - length);
    tj_text_add(&text, " --seed 0x%" PRIx64 " -- %s", workload->seed,
                attachment->program.words);
}

/* --- The scenario --- */

static void override(struct attachment *attachment, const char *key,
                     const char *value)
{
    struct run_extra *extra = &attachment->plan.extra;
    char             *line = attachment->lines[extra->count];
    struct tj_text    text;

    tj_text_init(&text, line, sizeof attachment->lines[0]);
    tj_text_add(&text, "%s%s", key, value);
    extra->overrides[extra->count++].text = line;
}

/* The program is a persona that no client of the storm plays: so it has a name
 * in the table and in all that is told. */
static void add_persona(struct attachment *attachment)
{
    static const char *const keys[] = { "script", "weight", "caller" };
    const char *const values[] = { "think 1h", "0", attachment->caller };
    char           key[64], duration[32];
    struct tj_text text;

    tj_text_init(&text, duration, sizeof duration);
    tj_text_add(&text, "%" PRIu64 "s",
                attachment->timeout_ns / SECOND + SPARE_S);
    override(attachment, "runner=", "processes");
    override(attachment, "duration=", duration);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        tj_text_init(&text, key, sizeof key);
        tj_text_add(&text, "persona %s.%s=", attachment->persona, keys[i]);
        override(attachment, key, values[i]);
    }
}

static enum tj_status settle(void *context, struct tj_workload *workload,
                             struct tj_error *error)
{
    struct attachment    *attachment = context;
    struct tj_target_spec target;
    const struct tj_persona *own =
        &workload->personas[workload->personas_count - 1];

    enum tj_status status = tj_target_parse(workload->drive, &target, error);
    if (status != TJ_OK)
        return status;
    if (strcmp(target.info->name, "sim") != 0 &&
        strcmp(target.info->name, "server") != 0)
        return tj_fail(error, TJ_UNAVAILABLE, "drive `%s`: only simulated "
                       "drives can be given to programs", target.info->name);
    if (strcmp(own->name, attachment->persona) != 0 || own->weight != 0)
        return tj_fail(error, TJ_USAGE, "the scenario has a persona `%s`; run "
                       "the program by another name", attachment->persona);
    /* How long the storm lasts is the program's choice, and with it what the
     * storm comes to. */
    workload->expectations_count = 0;
    workload->ops = 0;
    attachment->guests.name = own->caller_id;
    (void)tj_text_copy(attachment->program.device,
                       sizeof attachment->program.device,
                       attachment->guests.device);
    (void)tj_text_copy(attachment->program.persona,
                       sizeof attachment->program.persona, own->name);
    write_command(attachment, workload);
    if (!options_has(attachment->options, OPTION_QUIET))
        fprintf(stderr, "%s: seed 0x%" PRIx64 "\n  drive %s as %s; %s beside "
                        "%u client%s\n", workload->name, workload->seed,
                workload->drive, attachment->guests.device,
                attachment->program.words, workload->clients,
                workload->clients == 1 ? "" : "s");
    return TJ_OK;
}

/* --- While it runs --- */

static bool start(struct attachment *attachment, struct tj_guests *guests)
{
    attachment->begun_ns = tj_clock_ns();
    return attach_start(&guests->host, attachment->path, attachment->argv,
                        attachment->library, &guests->process,
                        &attachment->error) == TJ_OK;
}

static bool is_over(void *context, struct tj_guests *guests)
{
    struct attachment *attachment = context;

    if (guests->process.id == 0)
        return !start(attachment, guests);
    if (tj_os_process_ended(&guests->process))
        return true;
    uint64_t took_ns = tj_clock_ns() - attachment->begun_ns;
    if (took_ns >= attachment->timeout_ns)
        guests->waited_ns = took_ns;
    return guests->waited_ns != 0;
}

static void ended(void *context)
{
    struct attachment      *attachment = context;
    const struct tj_guests *guests = &attachment->guests;
    struct run_program     *program = &attachment->program;
    struct tj_text          text;

    program->code = (uint64_t)guests->process.code;
    program->hung = guests->hung;
    program->requests = guests->requests;
    program->first_client = guests->first_client;
    program->clients = guests->clients;
    tj_text_init(&text, program->asked, sizeof program->asked);
    for (uint32_t i = 0; i < guests->asked_count; i++) {
        tj_text_add(&text, "%s0x%" PRIx64, i > 0 ? ", " : "",
                    guests->asked[i].request);
        if (guests->asked[i].count > 1)
            tj_text_add(&text, " x%" PRIu64, guests->asked[i].count);
    }
}

/* --- The command --- */

static enum tj_status prepare(struct attachment *attachment,
                              struct tj_error *error)
{
    struct run_plan *plan = &attachment->plan;
    struct tj_text   text;

    enum tj_status status = read_words(attachment, error);
    if (status == TJ_OK)
        status = read_names(attachment, error);
    if (status == TJ_OK)
        status = attach_find_program(attachment->argv[0], attachment->path,
                                     sizeof attachment->path, error);
    if (status == TJ_OK)
        status = attach_find_library(attachment->library,
                                     sizeof attachment->library, error);
    if (status != TJ_OK)
        return status;
    if (attachment->options->operands_before == 0) {
        tj_text_init(&text, attachment->scenario, sizeof attachment->scenario);
        tj_text_add(&text, "attach-%s", attachment->persona);
        plan->extra.name = attachment->scenario;
        plan->extra.scenario = alone;
    }
    add_persona(attachment);
    write_repeat(attachment);
    plan->settle = settle;
    plan->ended = ended;
    plan->context = attachment;
    plan->repeat = attachment->repeat;
    plan->guests = &attachment->guests;
    plan->program = &attachment->program;
    attachment->guests.persona = attachment->persona;
    attachment->guests.is_over = is_over;
    attachment->guests.context = attachment;
    return TJ_OK;
}

int cmd_attach(const struct command *command, const struct options *options)
{
    static struct attachment attachment; /* Too big for a stack. */
    struct tj_error          error;

    (void)command;
    attachment = (struct attachment){ .options = options };
    if (attach_unsupported() != NULL) {
        (void)tj_fail(&error, TJ_UNAVAILABLE, "attach: %s",
                      attach_unsupported());
        return cmd_fail(&error);
    }
    if (prepare(&attachment, &error) != TJ_OK)
        return cmd_fail(&error);
    int code = run_planned(options, &attachment.plan);
    if (attachment.error.status != TJ_OK)
        return cmd_fail(&attachment.error);
    return code;
}
