/* Inside backends/fault_*: the options of a rule. */
#ifndef TJ_BACKENDS_FAULT_OPTIONS_H
#define TJ_BACKENDS_FAULT_OPTIONS_H

#include "backends/fault_rule.h"

/* "op=lock first=3": into a rule whose effect is known. */
enum tj_status fault_options_parse(const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error);

#endif
