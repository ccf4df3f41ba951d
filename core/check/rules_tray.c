/* SPDX-License-Identifier: MIT */
/* Tray locks: spec 8.7, properties 31 to 38. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_tray[] = {
    [RULE_T31 - RULE_T31] = {
        "TJ-T31", "a secure lock keeps the tray",
        "EJECT, LOAD and LOAD2 carried out while anybody has a secure tray "
        "lock fail 170, whoever asks.",
        PROPERTY(31) "; 3.4 J1, 8.4 Y8",
        "a secure tray lock that was surely held throughout, by a file "
        "object surely open",
        "a foreign exclusive lock (5); 995 and 1450; removal of the drive",
        "A secure_prevent done 1..2\n"
        "A eject done 3..4",
        "own_lock_lets_eject" },
    [RULE_T32 - RULE_T31] = {
        "TJ-T32", "prevent and allow go with the first and the last lock",
        "Only the first tray lock and the last unlock send a command. Those in "
        "between are counted and cannot fail at the drive, and the tray stays "
        "shut while one lock is held.",
        PROPERTY(32) "; 3.3 E7",
        "a tray lock or unlock that failed with a status of the drive though "
        "others were surely held; or an eject that the drive let happen "
        "within 10 s of one that it refused with 1, under the same simple "
        "lock; the commands themselves are not in a trace",
        "raw tray-lock requests (an even BOOLEAN sends ALLOW); pass-through; "
        "faults and resets, as to the drive's prevention; removal of the "
        "drive",
        "A secure_prevent done 1..2\n"
        "B secure_prevent failed 1 in 3..4: nothing had to be sent",
        "prevent_every_time" },
    [RULE_T33 - RULE_T31] = {
        "TJ-T33", "a failed tray lock counts nothing",
        "A tray lock whose command failed is not counted: no unlock is due for "
        "it.",
        PROPERTY(33) "; 3.3 E8",
        "a secure unlock that was done on a handle whose lock had failed and "
        "that cannot have had another",
        "removal of the drive",
        "A secure_prevent failed 1 in 1..2\n"
        "A secure_allow done 3..4",
        "failed_prevent_counts" },
    [RULE_T34 - RULE_T31] = {
        "TJ-T34", "no handle unlocks more than it locked",
        "A secure unlock succeeds only on a file object with a secure lock "
        "of its own, and fails 22 only without one; volume handles fail 6.",
        PROPERTY(34) "; 3.3 E1, E5, E6, 8.4 Y1, Y3, Y4",
        "a secure unlock, and every secure lock of its file object",
        "a lock of unknown outcome; removal of the drive",
        "A secure_prevent done 1..2, A secure_allow done 3..4\n"
        "A secure_allow done 5..6",
        "excess_unlock_succeeds" },
    [RULE_T35 - RULE_T31] = {
        "TJ-T35", "a simple unlock fails only with the drive",
        "A simple unlock is never refused for want of a lock.",
        PROPERTY(35) "; 3.3 E4, 8.4 Y6, Y7",
        "a simple unlock on a direct handle",
        "errors of the drive; a foreign exclusive lock (5); short inputs (24)",
        "A allow refused 22\n"
        "no simple lock is needed for it",
        "excess_simple_unlock_fails" },
    [RULE_T36 - RULE_T31] = {
        "TJ-T36", "a close takes its secure locks along",
        "Closing the last handle of a file object takes back all its secure "
        "tray locks.",
        PROPERTY(36) "; 3.3, 8.4 Y12",
        "the close of a file object that surely had some, and after it two "
        "ejects or loads refused 170 in a row with no secure lock possible",
        "faults, reservations, handles whose opening is not in the trace; "
        "one refusal, which may be the drive's own; removal of the drive",
        "A secure_prevent done 1..2, A close done 3..4\n"
        "B eject refused 170 in 5..6 and in 7..8",
        "close_keeps_a_tray_lock" },
    [RULE_T37 - RULE_T31] = {
        "TJ-T37", "a close leaves simple locks alone",
        "No close takes back a simple tray lock.",
        PROPERTY(37) "; 3.3, R19",
        "a simple lock for which the drive refused an eject with 1, a close, "
        "and an eject that was done within 10 s, with no simple unlock "
        "possible in between",
        "faults and resets; pass-through; removal of the drive",
        "A prevent done 1..2, A eject refused 1 in 3..4, B close done 5..6\n"
        "A eject done 7..8",
        "close_clears_simple" },
    [RULE_T38 - RULE_T31] = {
        "TJ-T38", "tray locks announce nothing of their own",
        "A tray lock or unlock that sends no command makes no event.",
        PROPERTY(38) "; 3.3",
        "a media event, with its number and time of emission, of a drive "
        "that is still (docs/RULES.md) while only the owner's tray lock or "
        "unlock was in flight, and others were surely held",
        "faults; the sense of a command that is sent; five minutes after a "
        "disc may have come",
        "A lock, A secure_prevent done 1..2, A secure_prevent done 3..5\n"
        "MEDIA_EJECT_REQUEST at 4, nothing else in flight",
        "tray_lock_announced" },
};
_Static_assert(sizeof rules_tray / sizeof *rules_tray ==
                   RULE_T38 - RULE_T31 + 1,
               "every rule has a row");
