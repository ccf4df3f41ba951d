/* SPDX-License-Identifier: MIT */
#include "core/check/finding.h"

#include "core/base/assert.h"
#include "core/check/scope.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One more than is kept: what comes after the last goes there, and what is said
 * by a rule that is out of scope. */
bool findings_open(struct findings *findings,
                   const struct tj_check_config *config,
                   const struct survey *survey, struct tj_verdict *verdict,
                   struct arena *arena)
{
    *findings = (struct findings){ .verdict = verdict, .survey = survey,
                                   .config = config };
    verdict->findings =
        ARENA_NEW(arena, struct tj_finding, TJ_FINDINGS_MAX + 1);
    verdict->apps.findings =
        ARENA_NEW(arena, struct tj_finding, TJ_APP_FINDINGS_MAX + 1);
    verdict->apps.clients =
        ARENA_NEW(arena, struct tj_application, survey->clients_count + 1);
    return verdict->findings != NULL && verdict->apps.findings != NULL &&
           verdict->apps.clients != NULL;
}

static struct draft begin(const struct findings *findings, enum rule rule,
                          uint64_t t_ns, struct tj_finding *finding)
{
    struct draft draft = { .findings = findings, .finding = finding };
    *finding = (struct tj_finding){ .rule = tj_rule_at(rule)->id,
                                    .t_ns = t_ns };
    tj_text_init(&draft.text, finding->text, sizeof finding->text);
    return draft;
}

struct draft finding_begin(const struct findings *findings, enum rule rule,
                           uint64_t t_ns)
{
    struct tj_verdict *verdict = findings->verdict;
    struct tj_finding *finding = &verdict->findings[verdict->findings_count];

    TJ_ASSERT(tj_rule_severity(rule) == TJ_SEVERITY_ERROR);
    if (!scope_has(findings->survey->system, rule))
        return begin(findings, rule, t_ns,
                     &verdict->findings[TJ_FINDINGS_MAX]);
    verdict->rules[rule].broken += 1;
    verdict->findings_total += 1;
    if (verdict->findings_count < TJ_FINDINGS_MAX)
        verdict->findings_count += 1;
    return begin(findings, rule, t_ns, finding);
}

struct draft finding_advise(const struct findings *findings, enum rule rule,
                            uint16_t client, uint64_t t_ns, uint32_t count)
{
    struct tj_verdict *verdict = findings->verdict;
    struct tj_applications *apps = &verdict->apps;
    struct tj_finding *finding = &apps->findings[apps->findings_count];
    uint32_t *counted = &apps->clients[client].counts[rule - RULE_A01];
    bool few = *counted < TJ_APP_FINDINGS_EACH;

    TJ_ASSERT(tj_rule_severity(rule) != TJ_SEVERITY_ERROR);
    if (!scope_has(findings->survey->system, rule))
        return begin(findings, rule, t_ns,
                     &apps->findings[TJ_APP_FINDINGS_MAX]);
    *counted += count;
    verdict->rules[rule].broken += count;
    if (tj_rule_severity(rule) == TJ_SEVERITY_NOTE)
        apps->notes += count;
    else
        apps->warnings += count;
    if (few && apps->findings_count < TJ_APP_FINDINGS_MAX)
        apps->findings_count += 1;
    struct draft draft = begin(findings, rule, t_ns, finding);
    finding->client = client;
    return draft;
}

void finding_ref(struct draft *draft, const struct tj_record_ref *ref)
{
    struct tj_finding *finding = draft->finding;
    for (unsigned i = 0; i < finding->refs_count; i++) {
        if (finding->refs[i].segment == ref->segment &&
            finding->refs[i].index == ref->index)
            return;
    }
    if (finding->refs_count < TJ_FINDING_REFS)
        finding->refs[finding->refs_count++] = *ref;
}

static void note_who(struct tj_finding *finding, uint16_t client)
{
    for (unsigned i = 0; i < finding->who_count; i++)
        if (finding->who[i] == client)
            return;
    if (finding->who_count < TJ_FINDING_WHO)
        finding->who[finding->who_count++] = client;
}

/* Which persona the client plays, or NULL. */
static const char *persona_of(const struct tj_check_config *config,
                              uint16_t client)
{
    if (config->groups == NULL || client >= config->groups_clients ||
        config->groups[client] == 0 ||
        config->groups[client] > config->groups_count)
        return NULL;
    return config->group_names[config->groups[client] - 1];
}

/* Caller names come from anybody. */
static void say_name(struct draft *draft, const char *name)
{
    tj_text_add(&draft->text, "\"");
    for (const char *at = name; *at != '\0'; at++)
        tj_text_add(
            &draft->text, "%c",
            (unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e ? '?' : *at);
    tj_text_add(&draft->text, "\"");
}

void finding_say_client(struct draft *draft, uint16_t client, uint16_t name)
{
    const struct findings *findings = draft->findings;
    const char            *persona = persona_of(findings->config, client);

    note_who(draft->finding, client);
    if (name == 0)
        name = findings->verdict->clients[client].name;
    bool named = name != 0 && name <= findings->survey->names_count;
    tj_text_add(&draft->text, "client %u", (unsigned)client);
    if (!named && persona == NULL)
        return;
    tj_text_add(&draft->text, " (");
    if (named)
        say_name(draft, findings->survey->names[name]);
    tj_text_add(&draft->text, "%s%s)", named && persona != NULL ? ", " : "",
                persona != NULL ? persona : "");
}

void finding_say_time(struct draft *draft, uint64_t t_ns)
{
    if (t_ns < UINT64_C(10000000000))
        tj_text_add(&draft->text, "%" PRIu64 ".%06" PRIu64 " ms",
                    t_ns / 1000000, t_ns % 1000000);
    else
        tj_text_add(&draft->text, "%" PRIu64 ".%09" PRIu64 " s",
                    t_ns / 1000000000, t_ns % 1000000000);
}

void finding_say_when(struct draft *draft, const struct stamp *at)
{
    if (at->t0_ns == at->t1_ns) {
        tj_text_add(&draft->text, "at ");
        finding_say_time(draft, at->t0_ns);
        return;
    }
    tj_text_add(&draft->text, "between ");
    finding_say_time(draft, at->t0_ns);
    tj_text_add(&draft->text, " and ");
    finding_say_time(draft, at->t1_ns);
}

void finding_say_owner(struct draft *draft, const struct history *history,
                       const struct tenure *owner)
{
    TJ_ASSERT(owner != NULL);
    finding_say_client(draft, owner->client, owner->name);
    tj_text_add(&draft->text, " owned the drive from ");
    finding_say_time(draft, owner->lock.t1_ns);
    tj_text_add(&draft->text, " to ");
    finding_say_time(draft, history_owned_until(history, owner));
    finding_ref(draft, &owner->lock_ref);
    if (owner->has_release)
        finding_ref(draft, &owner->release_ref);
}

static int compare_findings(const void *left, const void *right)
{
    const struct tj_finding *a = left, *b = right;
    if (a->t_ns != b->t_ns)
        return a->t_ns < b->t_ns ? -1 : 1;
    int rule = strcmp(a->rule, b->rule);
    if (rule != 0 || a->refs_count == 0 || b->refs_count == 0)
        return rule;
    if (a->refs[0].segment != b->refs[0].segment)
        return a->refs[0].segment < b->refs[0].segment ? -1 : 1;
    if (a->refs[0].index != b->refs[0].index)
        return a->refs[0].index < b->refs[0].index ? -1 : 1;
    return strcmp(a->text, b->text);
}

void findings_sort(struct findings *findings)
{
    struct tj_verdict *verdict = findings->verdict;
    qsort(verdict->findings, verdict->findings_count,
          sizeof *verdict->findings, compare_findings);
    qsort(verdict->apps.findings, verdict->apps.findings_count,
          sizeof *verdict->apps.findings, compare_findings);
}
