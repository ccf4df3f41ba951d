/* SPDX-License-Identifier: MIT */
/* A persona's script between text and steps. Grammar: stress/script.h. */
#ifndef TJ_STRESS_WORKLOAD_SCRIPT_H
#define TJ_STRESS_WORKLOAD_SCRIPT_H

#include "core/base/text.h"
#include "stress/ini.h"
#include "stress/workload.h"

/* Fills the persona's steps, slots, retries behind the first, and raws from an
 * entry `script = ...`. */
enum tj_status script_parse(const struct tj_ini_entry *entry,
                            struct tj_persona *persona,
                            struct tj_error *error);

/* Writes the step as it is typed, without '|'. */
void script_format_step(const struct tj_persona *persona, size_t index,
                        struct tj_text *text);

/* "20x50ms", "1xuniform(25s,40s)": so many more tries, so far apart. False:
 * it is not that. */
bool script_parse_tries(const char *text, struct tj_retry *retry);
/* "20%": 0 .. 100, as 0 .. 1. */
bool script_parse_percent(const char *text, double *share);
void script_format_tries(const struct tj_retry *retry, struct tj_text *text);

/* The words of scripts but for plain verbs, to be listed. */
struct script_word { const char *name, *form, *about; };
size_t             script_word_count(void);
struct script_word script_word_at(size_t index);

/* Whether a mix can have this verb; otherwise *reason says why not. */
bool script_verb_allowed(enum tj_verb verb, const char **reason);

#endif
