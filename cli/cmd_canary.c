/* SPDX-License-Identifier: MIT */
/* trayjam canary: a judge that was never seen to accuse anybody proves
 * nothing. Each drive that is wrong on purpose must be found by a rule that
 * names its defect, each rule must accuse the drive or the program that it
 * names, and the honest drive must not be accused of anything. */
#include "cli/cmd.h"

#include "cli/mutant_rules.h"
#include "cli/run_judge.h"
#include "cli/scratch_folder.h"
#include "stress/engine.h"
#include "stress/exit_codes.h"
#include "stress/run.h"

#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { SEEDS_DEFAULT = 8, SEEDS_MAX = 100000 };
#define ARENA_SIZE ((size_t)256 << 20)

static const char *const scenarios[] = {
    "canary",        "canary-mounted", "canary-requests", "canary-still",
    "canary-tray",   "canary-prevent", "canary-failing",  "canary-media",
    "canary-volume", "canary-broken",  "canary-swapped",  "canary-handoff",
    "canary-dismount", "canary-programs", "canary-listeners",
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

/* By whom a rule was seen to be broken, of whom it says so itself. */
struct accusation {
    bool        seen;
    uint64_t    seed;
    const char *scenario;
};

struct canary {
    const struct options *options;
    struct arena          arena;
    uint64_t              seeds;
    char                  folder[SCRATCH_PATH];
    struct tj_json        json;
    struct accusation     rules[TJ_RULES_MAX];
};

/* What became of one drive. */
struct sighting {
    char        rule[16]; /* First rule that counts; "" for none. */
    uint64_t    seed;
    const char *scenario;
    char        text[480]; /* The finding, for a person. */
};

/* drive: "honest" or a mutant's name. */
static enum tj_status load(struct canary *canary, const char *scenario,
                           const char *drive, uint64_t seed,
                           struct tj_workload *workload,
                           struct tj_error *error)
{
    char           honest[sizeof workload->drive];
    struct tj_text text;

    enum tj_status status = tj_workload_load(scenario, NULL, 0, &canary->arena,
                                             workload, error);
    if (status != TJ_OK)
        return status;
    workload->seed = seed;
    workload->seed_auto = false;
    (void)tj_text_copy(honest, sizeof honest, workload->drive);
    tj_text_init(&text, workload->drive, sizeof workload->drive);
    tj_text_add(&text, "%s,mutant=%s", honest, drive);
    return TJ_OK;
}

static bool interrupted(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* One run in the scratch folder, judged; the verdict lives in the arena until
 * the caller rewinds it. */
static enum tj_status run_once(struct canary *canary,
                               const struct tj_workload *workload,
                               struct tj_verdict **verdict,
                               struct tj_error *error)
{
    struct tj_run_options options = { .folder = canary->folder,
                                      .stop = interrupted };
    struct tj_run_result  result = { 0 };
    char                  trace[SCRATCH_PATH + 8];
    struct tj_text        text;

    enum tj_status status = tj_os_make_folders(canary->folder, error);
    if (status == TJ_OK)
        status = tj_run(workload, &options, &canary->arena, &result, error);
    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", canary->folder);
    const struct run_judge_request judge = {
        .workload = workload, .trace = trace,
        .events_lost = result.events_lost > 0,
    };
    if (status == TJ_OK)
        status = run_judge(&judge, &canary->arena, verdict, NULL, NULL, error);
    scratch_folder_remove(canary->folder);
    return status;
}

/* mutant NULL: any finding counts (the honest drive). */
static bool sees(const struct tj_verdict *verdict,
                 const struct tj_mutant_info *mutant,
                 struct sighting *sighting)
{
    for (size_t i = 0; i < verdict->findings_count; i++) {
        const struct tj_finding *finding = &verdict->findings[i];

        if (mutant != NULL && !mutant_names_rule(mutant, finding->rule))
            continue;
        (void)tj_text_copy(sighting->rule, sizeof sighting->rule,
                           finding->rule);
        (void)tj_text_copy(sighting->text, sizeof sighting->text,
                           finding->text);
        return true;
    }
    return false;
}

/* --- Each rule accuses whom it names --- */

/* "PERSONA of PRESET" in a run of that preset, and the persona did it. */
static bool names_program(const char *words, const char *scenario,
                          const char *persona)
{
    char           memory[80];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "%s of %s", persona, scenario);
    return strcmp(words, memory) == 0;
}

static bool program_did(const struct tj_workload *workload, size_t app,
                        const struct tj_verdict *verdict, const char *scenario)
{
    const char *words = tj_rule_at(tj_app_rule(app))->mutant;

    for (size_t i = 1; i <= verdict->clients_count && i <= workload->clients;
         i++)
        if (verdict->apps.clients[i].counts[app] > 0 &&
            names_program(words, scenario,
                          tj_engine_persona(workload, (tj_client)i)->name))
            return true;
    return false;
}

/* drive: "honest" or a mutant's name. */
static void note_rules(struct canary *canary,
                       const struct tj_workload *workload, const char *drive,
                       const struct tj_verdict *verdict,
                       const struct accusation *now)
{
    for (size_t i = 0; i < tj_rule_count(); i++)
        if (!canary->rules[i].seen && verdict->rules[i].broken > 0 &&
            strcmp(tj_rule_at(i)->mutant, drive) == 0)
            canary->rules[i] = *now;
    for (size_t i = 0; i < TJ_APP_RULES; i++)
        if (!canary->rules[tj_app_rule(i)].seen &&
            program_did(workload, i, verdict, now->scenario))
            canary->rules[tj_app_rule(i)] = *now;
}

static bool all_rules_seen(const struct canary *canary, const char *drive)
{
    for (size_t i = 0; i < tj_rule_count(); i++)
        if (strcmp(tj_rule_at(i)->mutant, drive) == 0 &&
            !canary->rules[i].seen)
            return false;
    return true;
}

/* Those that no trace can break name nobody. */
static size_t count_rules(const struct canary *canary, size_t *all)
{
    size_t seen = 0;

    *all = 0;
    for (size_t i = 0; i < tj_rule_count(); i++) {
        *all += tj_rule_unjudged(i) == NULL;
        seen += canary->rules[i].seen;
    }
    return seen;
}

static void tell_rules(struct canary *canary)
{
    struct tj_json *json = &canary->json;
    bool            as_json = options_has(canary->options, OPTION_JSON);

    if (as_json)
        tj_json_array(json, "rules");
    for (size_t i = 0; i < tj_rule_count(); i++) {
        const struct tj_rule_info *rule = tj_rule_at(i);
        const struct accusation   *by = &canary->rules[i];

        if (as_json) {
            tj_json_object(json, NULL);
            tj_json_string(json, "rule", rule->id);
            tj_json_string(json, "planted", rule->mutant);
            tj_json_bool(json, "found", by->seen);
            if (tj_rule_unjudged(i) != NULL)
                tj_json_string(json, "judged", tj_rule_unjudged(i));
            if (by->seen)
                tj_json_string(json, "scenario", by->scenario);
            tj_json_end(json);
        } else if (!by->seen && tj_rule_unjudged(i) == NULL) {
            printf("%-32s NEVER BROKEN by %s\n", rule->id, rule->mutant);
        }
    }
    if (as_json)
        tj_json_end(json);
}

/* --- Drives --- */

/* mutant NULL: the honest drive. */
static enum tj_status search(struct canary *canary,
                             const struct tj_mutant_info *mutant,
                             struct sighting *sighting, struct tj_error *error)
{
    const char *drive = mutant != NULL ? mutant->name : "honest";
    size_t      mark = canary->arena.used;
    bool        seen = false;

    for (uint64_t seed = 1; seed <= canary->seeds && !tj_os_interrupted();
         seed++)
        for (size_t i = 0; i < SCENARIOS; i++) {
            struct tj_workload *workload =
                ARENA_NEW(&canary->arena, struct tj_workload, 1);
            struct tj_verdict *verdict;
            enum tj_status     status = TJ_NO_MEMORY;

            if (workload == NULL)
                return tj_fail(error, status, "no room for a workload");
            status = load(canary, scenarios[i], drive, seed, workload, error);
            if (status == TJ_OK)
                status = run_once(canary, workload, &verdict, error);
            if (status != TJ_OK)
                return status;
            note_rules(canary, workload, drive, verdict,
                       &(struct accusation){ true, seed, scenarios[i] });
            if (!seen) {
                seen = sees(verdict, mutant, sighting);
                sighting->seed = seed;
                sighting->scenario = scenarios[i];
            }
            arena_rewind(&canary->arena, mark);
            if (seen && all_rules_seen(canary, drive))
                return TJ_OK;
        }
    return TJ_OK;
}

static void tell(struct canary *canary, const char *drive, const char *wrong,
                 const struct sighting *sighting)
{
    struct tj_json *json = &canary->json;
    bool            honest = strcmp(drive, "honest") == 0;
    bool            found = sighting->rule[0] != '\0';

    if (options_has(canary->options, OPTION_JSON)) {
        tj_json_object(json, NULL);
        tj_json_string(json, "name", drive);
        tj_json_string(json, "wrong", wrong);
        tj_json_bool(json, "judged", true);
        tj_json_bool(json, "found", found);
        tj_json_bool(json, "ok", found != honest);
        if (found)
            tj_json_string(json, "rule", sighting->rule);
        tj_json_u64(json, "seeds", sighting->seed);
        if (found)
            tj_json_string(json, "scenario", sighting->scenario);
        if (found)
            tj_json_string(json, "text", sighting->text);
        tj_json_end(json);
    } else if (honest && found) {
        printf("%-32s ACCUSED by %s: %s\n", drive, sighting->rule,
               sighting->text);
    } else if (honest) {
        printf("%-32s not accused in %" PRIu64 " seeds\n", drive,
               sighting->seed);
    } else if (!options_has(canary->options, OPTION_QUIET)) {
        if (found)
            printf("%-32s %s after %" PRIu64 " seed%s of %s\n", drive,
                   sighting->rule, sighting->seed,
                   sighting->seed == 1 ? "" : "s", sighting->scenario);
        else
            printf("%-32s NOT FOUND in %" PRIu64 " seeds: %s\n", drive,
                   sighting->seed, wrong);
    }
    if (!honest && !found)
        fprintf(stderr, "  trayjam run canary --seed 1 --drive "
                        "sim:disc=present,mutant=%s\n", drive);
    (void)fflush(stdout);
}

/* The judge has no rule for it: the tests of the simulator find it. */
static void tell_not_judged(struct canary *canary,
                            const struct tj_mutant_info *mutant)
{
    struct tj_json *json = &canary->json;

    if (options_has(canary->options, OPTION_JSON)) {
        tj_json_object(json, NULL);
        tj_json_string(json, "name", mutant->name);
        tj_json_string(json, "wrong", mutant->wrong);
        tj_json_bool(json, "judged", false);
        tj_json_string(json, "judge", mutant_unjudged(mutant));
        tj_json_bool(json, "ok", true);
        tj_json_end(json);
    } else if (!options_has(canary->options, OPTION_QUIET)) {
        printf("%-32s judge: %s (%s)\n", mutant->name, mutant_unjudged(mutant),
               mutant->rules);
    }
}

static enum tj_status search_all(struct canary *canary, size_t *found,
                                 bool *accused, struct tj_error *error)
{
    struct sighting sighting = { .rule = "" };

    enum tj_status status = search(canary, NULL, &sighting, error);
    if (status != TJ_OK)
        return status;
    *accused = sighting.rule[0] != '\0';
    tell(canary, "honest", "nothing is wrong", &sighting);
    for (size_t i = 0; i < tj_mutant_count() && !tj_os_interrupted(); i++) {
        const struct tj_mutant_info *mutant = tj_mutant_at(i);

        if (!mutant_is_judged(mutant)) {
            tell_not_judged(canary, mutant);
            continue;
        }
        sighting = (struct sighting){ .rule = "" };
        status = search(canary, mutant, &sighting, error);
        if (status != TJ_OK)
            return status;
        *found += sighting.rule[0] != '\0';
        tell(canary, mutant->name, mutant->wrong, &sighting);
    }
    return TJ_OK;
}

static int hunt(struct canary *canary)
{
    bool            as_json = options_has(canary->options, OPTION_JSON);
    size_t          found = 0, rules, all_rules;
    bool            accused = false;
    struct tj_error error;

    /* Ctrl-C must not leave the scratch folder behind. */
    tj_os_catch_interrupts();
    if (as_json) {
        tj_json_init(&canary->json, stdout, true);
        tj_json_object(&canary->json, NULL);
        tj_json_array(&canary->json, "drives");
    }
    enum tj_status status = scratch_folder_name(canary->folder, &error);
    if (status == TJ_OK)
        status = search_all(canary, &found, &accused, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    if (as_json)
        tj_json_end(&canary->json);
    tell_rules(canary);
    rules = count_rules(canary, &all_rules);
    if (as_json) {
        tj_json_u64(&canary->json, "found", found);
        tj_json_u64(&canary->json, "mutants", mutants_judged());
        tj_json_u64(&canary->json, "not_judged",
                    tj_mutant_count() - mutants_judged());
        tj_json_u64(&canary->json, "rules_found", rules);
        tj_json_u64(&canary->json, "rules_judged", all_rules);
        tj_json_bool(&canary->json, "honest_accused", accused);
        tj_json_end(&canary->json);
        if (tj_json_finish(&canary->json, &error) != TJ_OK)
            return cmd_fail(&error);
    } else {
        printf("%zu of %zu rules accuse whom they name\n", rules, all_rules);
        printf("%zu of %zu mutants found\n", found, mutants_judged());
    }
    if (tj_os_interrupted())
        return cmd_end(EXIT_INTERRUPTED);
    return cmd_end(found == mutants_judged() && rules == all_rules && !accused
                       ? EXIT_HELD
                       : EXIT_BROKEN);
}

static int canary_in(struct arena *arena, const struct options *options)
{
    struct canary   canary = { .options = options, .seeds = SEEDS_DEFAULT,
                               .arena = *arena };
    struct tj_error error;

    if (options_u64(options, OPTION_SEEDS, &canary.seeds, &error) != TJ_OK)
        return cmd_fail(&error);
    if (canary.seeds == 0 || canary.seeds > SEEDS_MAX) {
        (void)tj_fail(&error, TJ_USAGE, "--seeds: 1 .. %d", (int)SEEDS_MAX);
        return cmd_fail(&error);
    }
    return hunt(&canary);
}

int cmd_canary(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, canary_in, options);
}
