/* SPDX-License-Identifier: MIT */
/* Rules about a run as a whole. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_run[] = {
    [RULE_L01 - RULE_L01] = {
        "TJ-L01", "every request is answered",
        "No operation is left without an answer when the run ends, and no run "
        "has to be stopped because somebody waits.",
        "class-driver spec 8.7 (59)",
        "a trace with its end mark, from writers that were not killed, or the "
        "mark of a run that was stopped",
        "a fault that struck the client, unless the run was stopped for it",
        "A eject, invoked at 3\nthe run ends at 60000 without an answer",
        "lost_wakeup" },
};
_Static_assert(sizeof rules_run / sizeof *rules_run ==
                   RULE_L01 - RULE_L01 + 1,
               "every rule has a row");
