/* SPDX-License-Identifier: MIT */
/* The rows of each group of rules, in the order of enum rule. rules.c puts
 * them together; docs/RULES.md carries the same rows for people, and
 * tests/core/check/test_rules.c holds the two together. */
#ifndef TJ_CORE_CHECK_RULES_TABLE_H
#define TJ_CORE_CHECK_RULES_TABLE_H

#include "core/check/check.h"
#include "core/check/rules.h"

#define PROPERTY(n) "class-driver spec 8.7 (" #n ")"

extern const struct tj_rule_info rules_lock[]; /* X */
extern const struct tj_rule_info rules_request[]; /* R */
extern const struct tj_rule_info rules_tray[]; /* T */
extern const struct tj_rule_info rules_media[];  /* M */
extern const struct tj_rule_info rules_volume[]; /* V */
extern const struct tj_rule_info rules_fault[];  /* F */
extern const struct tj_rule_info rules_run[];  /* L */
extern const struct tj_rule_info rules_app[], rules_app_notes[]; /* A */

#endif
