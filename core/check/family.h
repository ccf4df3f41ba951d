/* SPDX-License-Identifier: MIT */
/* Families of rules: each watches one walk over a trace and judges what it is
 * there for, independent of the others. To add one: a file that fills in a
 * struct check_family, a row in family.c, its rules in rules.h and rules.c,
 * its sentences in docs/RULES.md, its tests and its mutants.
 *
 * Callbacks that are NULL are not called. The order of calls:
 *
 *   invoke   in order of invocation: whatever it starts is noted
 *   answer   in order of completion, when everything invoked by then is known
 *   event    in order of emission, between the answers before and after it;
 *            everything invoked by then is known, unless event->early
 *
 * A rule that has not got the evidence it needs is not counted (family_count):
 * it is then "not judged", never passed. */
#ifndef TJ_CORE_CHECK_FAMILY_H
#define TJ_CORE_CHECK_FAMILY_H

#include "core/check/emissions.h"
#include "core/check/evidence.h"
#include "core/check/finding.h"

/* What every family sees. The history holds survey, handles and tenures. */
struct scene {
    const struct tj_check_config *config;
    const struct history         *history;
    const struct findings        *findings;
    const struct survey          *survey;
};

struct check_family {
    const char *name;
    /* Its state, or NULL when the arena is full. */
    void *(*open)(const struct scene *scene, struct arena *arena);
    /* Any operation, answered or not, real or injected. Handles and tenures
     * have been noted. The record holds the answer, too. */
    void (*invoke)(void *state, const struct operation *op);
    /* A real answer (operation_is_real). */
    void (*answer)(void *state, const struct operation *op,
                   const struct evidence *evidence);
    /* The last handle of the file object op->file is surely gone by
     * handles.files[op->file].close.t1_ns; op is the CLOSE that proves it. */
    void (*gone)(void *state, const struct operation *op);
    /* An EVENT record as it reached record->client: events of one emission
     * come once for each listener, in order of emission. */
    void (*heard)(void *state, const struct tj_record *record,
                  const struct tj_record_ref *ref);
    void (*event)(void *state, uint8_t drive, const struct seen_event *event);
    /* Each delivery of an event to each listener, as it is read. */
    void (*delivery)(void *state, const struct tj_record *record,
                     const struct tj_record_ref *ref);
    void (*strike)(void *state, const struct tj_record *record);
    void (*mark)(void *state, const struct tj_record *record);
    void (*end)(void *state);
};

extern const struct check_family media_family;  /* media_rules.c */
extern const struct check_family volume_family; /* volume_rules.c */
extern const struct check_family fault_family;  /* fault_rules.c */

enum { FAMILIES_MAX = 16 };

struct families {
    size_t       count;
    void        *states[FAMILIES_MAX];
    struct scene scene;
};

/* False: the arena is full. */
bool families_open(struct families *families, const struct scene *scene,
                   struct arena *arena);
void families_invoke(struct families *families, const struct operation *op);
void families_answer(struct families *families, const struct operation *op,
                     const struct evidence *evidence);
void families_gone(struct families *families, const struct operation *op);
void families_heard(struct families *families, const struct tj_record *record,
                    const struct tj_record_ref *ref);
void families_event(struct families *families, uint8_t drive,
                    const struct seen_event *event);
void families_delivery(struct families *families,
                       const struct tj_record *record,
                       const struct tj_record_ref *ref);
void families_strike(struct families *families,
                     const struct tj_record *record);
void families_mark(struct families *families, const struct tj_record *record);
void families_end(struct families *families);

/* There was something to judge by the rule. */
static inline void family_count(const struct scene *scene, enum rule rule)
{
    scene->findings->verdict->rules[rule].judged += 1;
}

/* Set of enum tj_excuse that a strike brings; everything when nobody told. */
static inline unsigned family_excuses(const struct scene *scene,
                                      const struct tj_record *strike)
{
    const struct tj_check_config *config = scene->config;
    if (config->fault_excuses == NULL ||
        strike->strike.rule >= config->faults_count)
        return TJ_EXCUSE_ALL;
    return config->fault_excuses[strike->strike.rule];
}

/* Whether no record of the drive is missing up to t_ns and the drive was there
 * all the time. Rules that look at one record only need not ask. */
static inline bool family_fit(const struct scene *scene, uint8_t drive,
                              uint64_t t_ns)
{
    return t_ns < scene->survey->whole_until_ns &&
           scene->survey->drives[drive].unfit == NULL;
}

#endif
