/* SPDX-License-Identifier: MIT */
/* A finding in JSON, for run.json and findings.json. */
#include "cli/run_json.h"

#include "cli/end_text.h"

#include <inttypes.h>
#include <string.h>

/* An error says what it means for the verdict, advice how grave it is. */
static const char *severity_of(const struct tj_finding *finding)
{
    size_t rule = 0;

    while (strcmp(tj_rule_at(rule)->id, finding->rule) != 0)
        rule++;
    if (tj_rule_severity(rule) != TJ_SEVERITY_ERROR)
        return tj_severity_name(tj_rule_severity(rule));
    return strncmp(finding->rule, "TJ-L", 4) == 0 ? "liveness" : "broken";
}

/* Those whom the text names: a person, a program, a process. */
static void print_who(struct tj_json *json, const struct run_view *view,
                      const struct tj_finding *finding)
{
    const struct tj_verdict *verdict = view->verdict;

    tj_json_array(json, "clients");
    for (unsigned i = 0; i < finding->who_count; i++) {
        unsigned    client = finding->who[i];
        uint16_t    name = verdict->clients[client].name;
        unsigned    process = end_process_of(view->workload, client);
        const char *persona = end_persona_of(view->workload, client);

        tj_json_object(json, NULL);
        tj_json_u64(json, "client", client);
        if (name > 0 && name <= verdict->names_count)
            tj_json_string(json, "name", verdict->names[name]);
        if (persona != NULL)
            tj_json_string(json, "persona", persona);
        if (process != 0)
            tj_json_u64(json, "process", process);
        tj_json_end(json);
    }
    tj_json_end(json);
}

void run_json_print_finding(struct tj_json *json, const struct run_view *view,
                            const struct tj_finding *finding)
{
    tj_json_object(json, NULL);
    tj_json_string(json, "rule", finding->rule);
    tj_json_string(json, "severity", severity_of(finding));
    if (finding->client != TJ_NOBODY)
        tj_json_u64(json, "client", finding->client);
    tj_json_string(json, "text", finding->text);
    tj_json_array(json, "records");
    for (unsigned r = 0; r < finding->refs_count; r++) {
        char           memory[40];
        struct tj_text text;

        tj_text_init(&text, memory, sizeof memory);
        tj_text_add(&text, "writer-%04" PRIu32 ":%" PRIu64,
                    finding->refs[r].segment, finding->refs[r].index);
        tj_json_string(json, NULL, memory);
    }
    tj_json_end(json);
    tj_json_u64(json, "t_ns", finding->t_ns);
    print_who(json, view, finding);
    tj_json_end(json);
}

void run_json_print_findings(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    for (size_t i = 0; i < verdict->findings_count; i++)
        run_json_print_finding(json, view, &verdict->findings[i]);
}
