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
    [RULE_L02 - RULE_L01] = {
        "TJ-L02", "nothing stays locked",
        "When a run has ended, its drives are as they were found: owned by "
        "nobody, with no tray lock and no switched-off notification left.",
        "class-driver spec 1.7; 3.3; 4.6",
        "the mark of a run that compared its drives before and after",
        "a run that was stopped because somebody waited; what dead clients "
        "leave, as far as the run could undo it",
        "The run ends at 100\nAt 110 the drive has one simple tray lock more "
        "than before",
        "close_keeps_a_tray_lock" },
    [RULE_L03 - RULE_L01] = {
        "TJ-L03", "the driver gives up in time",
        "A drive that has a request does not leave everybody without an answer "
        "for longer than all timeouts and tries of one request: 160 s and one "
        "timeout for a read or write, six timeouts and their delays for "
        "others, and as much as three small commands more.",
        "class-driver spec 8.7 (59); 5.4; 5.5",
        "answers of the drive itself, or the end of a run in which none came; "
        "tray unlocks, closes, raw requests and "
        "what a file system does have no bound, nor has anything beside them; "
        "timeouts of 260 s at most",
        "a fault that can make the drive slow, or the death of a client",
        "A verify2, invoked at 0\nit is refused after 4000 s, and nobody else "
        "asked", "endless_retry" },
    [RULE_O01 - RULE_L01] = {
        "TJ-O01", "the answers have an order",
        "The answers about a drive can be put in one order, each at an "
        "instant between its invocation and its completion, in which every "
        "one is right.",
        "class-driver spec 8.8; 8.2 X3, X7 to X11, X17, 8.3 K3, K5",
        "every answer about who owns, from the start of the run; what the "
        "rules X report at the same answer is not reported again",
        "removal of the drive; an operation of unknown outcome may have "
        "happened or not",
        "A lock done 1..9, B lock done 2..8, A unlock done 10..15, B unlock "
        "done 10..15\n"
        "each lock can have been first, but the other one not before 10",
        "two_owners" },
};
_Static_assert(sizeof rules_run / sizeof *rules_run ==
                   RULE_O01 - RULE_L01 + 1,
               "every rule has a row");
