/* SPDX-License-Identifier: MIT */
/* trayjam doctor: what works on this machine, what does not, and what to do
 * about it. Always exit 0: an honest answer is a success. */
#include "cli/cmd.h"

#include "cli/reports.h"
#include "cli/run_view.h"
#include "cli/version.h"
#include "stress/exit_codes.h"
#include "stress/placing.h"

#include "backends/attach/host.h"
#include "backends/drive_linux.h"
#include "backends/registry.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

enum { FINDINGS_MAX = 32, VALUE_SIZE = 256, TRIAL_CORES = 256 };

struct finding {
    const char *name;
    bool        good;
    char        value[VALUE_SIZE];
    char        remedy[VALUE_SIZE]; /* "" when good. */
};
struct visit {
    size_t         count;
    struct finding findings[FINDINGS_MAX];
};

static struct finding *add(struct visit *visit, const char *name, bool good)
{
    /* The table below is shorter than FINDINGS_MAX. */
    struct finding *finding = &visit->findings[visit->count++];

    *finding = (struct finding){ .name = name, .good = good };
    return finding;
}

static void set(char *target, const char *value)
{
    (void)tj_text_copy(target, VALUE_SIZE, value);
}

static void look_at_host(struct visit *visit)
{
    struct run_facts facts = { 0 };
    struct finding  *finding;
    struct tj_text   text;

    run_facts_of_host(&facts);
    set(add(visit, "program", true)->value,
        "trayjam " TRAYJAM_VERSION ", " TRAYJAM_BUILD);
    set(add(visit, "system", true)->value, facts.system);
    finding = add(visit, "cores", facts.cores > 1);
    tj_text_init(&text, finding->value, VALUE_SIZE);
    tj_text_add(&text, "%d", facts.cores);
    if (!finding->good)
        set(finding->remedy, "with one core threads take turns: few real "
                             "races; use --runner virtual");
    finding = add(visit, "clock", facts.clock_read_ns < 200);
    tj_text_init(&text, finding->value, VALUE_SIZE);
    tj_text_add(&text, "one reading costs %.0f ns, smallest step ",
                facts.clock_read_ns);
    tj_text_add_duration(&text, facts.clock_resolution_ns);
    if (!finding->good)
        set(finding->remedy, "latencies below a few microseconds mean little "
                             "here; is the clock source tsc?");
}

/* In a thread of their own: what is tried there, stays there. */
struct trial { bool pinned[TRIAL_CORES]; bool low, high; int cores; };

static void try_placing(void *context)
{
    struct trial *trial = context;

    for (int i = 0; i < trial->cores; i++)
        trial->pinned[i] = tj_os_pin_thread(i);
    trial->low = tj_os_priority(TJ_PRIORITY_LOW);
    trial->high = tj_os_priority(TJ_PRIORITY_HIGH);
}

static void look_at_placing(struct visit *visit)
{
    int                 cores = tj_os_core_count(), pinned = 0;
    struct trial        trial = { .cores = cores < TRIAL_CORES ? cores
                                                               : TRIAL_CORES };
    struct tj_os_thread thread;
    struct tj_error     error;
    struct tj_text      text;

    if (tj_os_thread_start(&thread, try_placing, &trial, &error) == TJ_OK)
        tj_os_thread_join(&thread);
    for (int i = 0; i < trial.cores; i++)
        pinned += trial.pinned[i];
    struct finding *finding = add(visit, "pinning", pinned == trial.cores);
    tj_text_init(&text, finding->value, VALUE_SIZE);
    tj_text_add(&text, "threads can be pinned to %d of %d cores", pinned,
                trial.cores);
    if (!finding->good)
        set(finding->remedy, "pin = spread asks for each; name those that are "
                             "ours: pin = 0,1");
    finding = add(visit, "priorities", trial.low && trial.high);
    set(finding->value, trial.high  ? "high and low"
                        : trial.low ? "low; not high"
                                    : "neither high nor low");
    if (!finding->good)
        set(finding->remedy, "priority = high needs CAP_SYS_NICE or a nice "
                             "limit in /etc/security/limits.conf");
}

static bool python_has(const char *package)
{
    char              program[VALUE_SIZE];
    struct tj_text    text;

    tj_text_init(&text, program, sizeof program);
    tj_text_add(&text,
                "import importlib.util as u, sys; "
                "sys.exit(0 if u.find_spec('%s') else 1)",
                package);
    const char *const argv[] = { reports_python(), "-c", program, NULL };
    return tj_os_run_program(argv) == 0;
}

/* It needs Python alone, none of the packages of the reports. */
static void look_at_panel(struct visit *visit)
{
    char            path[VALUE_SIZE];
    struct tj_error error;
    bool            good = reports_program("panel/serve.py", path, sizeof path,
                                           &error) == TJ_OK &&
                           tj_os_is_file(path);
    struct finding *finding = add(visit, "panel", good);

    set(finding->value, good ? path : "no page in the browser");
    if (!good)
        set(finding->remedy, "Python and share/trayjam/panel are needed; "
                             "`trayjam drives --watch` needs neither");
}

static void look_at_reports(struct visit *visit)
{
    static const struct { const char *name, *package; } packages[] = {
        { "python numpy", "numpy" },
        { "python jinja2", "jinja2" },
        { "python jsonschema", "jsonschema" },
    };
    char            share[VALUE_SIZE];
    struct tj_error error;
    bool            has_python = tj_os_program_is_there(reports_python());
    struct finding *finding = add(visit, "python", has_python);

    set(finding->value, reports_python());
    if (!has_python)
        set(finding->remedy, tj_os_python.install);
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        bool           good = has_python && python_has(packages[i].package);
        struct tj_text text;

        finding = add(visit, packages[i].name, good);
        set(finding->value, good ? "there" : "missing: no reports");
        tj_text_init(&text, finding->remedy, VALUE_SIZE);
        if (!good)
            tj_text_add(&text, "%s%s", tj_os_python.install_one,
                        packages[i].package);
    }
    bool found = reports_share(share, sizeof share, &error) == TJ_OK;
    finding = add(visit, "report maker", found);
    set(finding->value, found ? share : "not found");
    if (!found)
        set(finding->remedy, error.text);
    look_at_panel(visit);
}

/* Programs are attached by a library, where the system has a way to load it. */
static void look_at_attach(struct visit *visit)
{
    char            path[VALUE_SIZE];
    struct tj_error error;
    bool            good = attach_find_library(path, sizeof path, &error) ==
                           TJ_OK;
    struct finding *finding = add(visit, "attach", good);

    set(finding->value, good ? path : "unmodified programs cannot be attached");
    if (!good)
        set(finding->remedy, error.text);
}

static void look_at_drives(struct visit *visit)
{
    for (size_t i = 0; i < tj_drive_count() && visit->count < FINDINGS_MAX;
         i++) {
        const struct tj_drive_info *row = tj_drive_at(i);
        struct finding *finding = add(visit, row->name,
                                      row->unavailable == NULL);

        set(finding->value, finding->good ? "drive: can be used here"
                                          : "drive: cannot be used here");
        if (!finding->good)
            set(finding->remedy, row->unavailable);
    }
}

/* Those of Linux, and what keeps them from being used or heard. */
static void look_at_linux(struct visit *visit)
{
    enum { DRIVES = 4 };
    static struct tj_linux_found found[DRIVES]; /* Names outlive this. */
    size_t count = tj_linux_find(linux_door(), found, DRIVES);

    for (size_t i = 0; i < count && visit->count < FINDINGS_MAX; i++) {
        const struct tj_linux_found *drive = &found[i];
        bool polled = drive->poll_ms > 0, mounted = drive->mounted[0] != '\0';
        struct finding *finding =
            add(visit, drive->path, drive->readable && polled && !mounted);
        struct tj_text  text;

        tj_text_init(&text, finding->value, VALUE_SIZE);
        tj_text_add(&text, "drive: %s %s%s%s", drive->identity.vendor,
                    drive->identity.product,
                    mounted ? ", mounted at " : "", drive->mounted);
        tj_text_init(&text, finding->remedy, VALUE_SIZE);
        if (!drive->readable)
            tj_text_add(&text, "it cannot be opened: become a member of its "
                               "group (ls -l %s)", drive->path);
        else if (!polled)
            tj_text_add(&text, "no events: echo 2000 > /sys/block/%s/"
                               "events_poll_msecs", drive->path + 5);
        else if (mounted)
            tj_text_add(&text, "it is only looked at: umount \"%.100s\"",
                        drive->mounted);
    }
}

static int print_json(const struct visit *visit)
{
    struct tj_json  json;
    struct tj_error error;

    tj_json_init(&json, stdout, true);
    tj_json_array(&json, NULL);
    for (size_t i = 0; i < visit->count; i++) {
        const struct finding *finding = &visit->findings[i];

        tj_json_object(&json, NULL);
        tj_json_string(&json, "name", finding->name);
        tj_json_bool(&json, "ok", finding->good);
        tj_json_string(&json, "value", finding->value);
        if (finding->remedy[0] != '\0')
            tj_json_string(&json, "remedy", finding->remedy);
        tj_json_end(&json);
    }
    tj_json_end(&json);
    return tj_json_finish(&json, &error) == TJ_OK ? EXIT_HELD
                                                  : cmd_fail(&error);
}

int cmd_doctor(const struct command *command, const struct options *options)
{
    struct visit visit = { 0 };

    (void)command;
    look_at_host(&visit);
    look_at_placing(&visit);
    look_at_reports(&visit);
    look_at_attach(&visit);
    look_at_drives(&visit);
    look_at_linux(&visit);
    if (options_has(options, OPTION_JSON))
        return print_json(&visit);
    for (size_t i = 0; i < visit.count; i++) {
        const struct finding *finding = &visit.findings[i];

        printf("%-4s %-18s %s\n", finding->good ? "ok" : "--", finding->name,
               finding->value);
        if (finding->remedy[0] != '\0')
            printf("     %-18s %s\n", "", finding->remedy);
    }
    return cmd_end(EXIT_HELD);
}
