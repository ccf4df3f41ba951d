/* SPDX-License-Identifier: MIT */
/* Exclusive access: spec 8.7, properties 1 to 20. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_lock[] = {
    [RULE_X01 - RULE_X01] = {
        "TJ-X01", "one owner at a time",
        "At any instant at most one file object owns the drive.",
        PROPERTY(1) "; 1.4 L5",
        "two granted locks with the records that end them",
        "removal of the drive",
        "A lock done 1..2, B lock done 3..4, A unlock 9\n"
        "both own the drive from 4 to 9", "two_owners" },
    [RULE_X02 - RULE_X01] = {
        "TJ-X02", "a lock is granted only when nobody owns the drive",
        "A lock succeeds only at an instant without an owner; the owner's own "
        "second lock never succeeds.",
        PROPERTY(2) "; 1.4 L5, 8.2 X7",
        "a granted lock inside an interval in which somebody surely owned",
        "removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B lock done 4..5: A owned the drive all the while", "recursive_lock" },
    [RULE_X03 - RULE_X01] = {
        "TJ-X03", "a refused lock has an owner to blame",
        "A lock refused with 5 is explained by somebody who may have owned "
        "the drive between its invocation and its completion.",
        PROPERTY(3) "; 1.4 L5, 8.2 X7",
        "a refused lock on a direct handle opened for reading and writing",
        "removal of the drive; a lock of unknown outcome explains it for ever",
        "A lock done 1..2, A unlock done 3..4\n"
        "B lock refused 5 in 6..7: nobody owned the drive",
        "spurious_refusal" },
    [RULE_X04 - RULE_X01] = {
        "TJ-X04", "only the owner unlocks",
        "An unlock succeeds only on the file object that owns; of a free drive "
        "it fails 1, of a drive owned by another it fails 6.",
        PROPERTY(4) "; 1.5 U2, U3, 8.2 X10, X11",
        "an unlock on a direct handle opened for reading and writing",
        "removal of the drive",
        "A lock done 1..2\n"
        "B unlock done 3..4: B never locked", "stranger_unlocks" },
    [RULE_X05 - RULE_X01] = {
        "TJ-X05", "volume handles never own",
        "On a volume handle lock and unlock always fail 6 and a query is "
        "always answered; a file handle never locks.",
        PROPERTY(5) "; 0.4, 1.4 L1, 1.5 U1",
        "the record that opened the handle",
        "verify and removal statuses of the file system",
        "A opens the volume for reading and writing\n"
        "A lock done: a volume handle cannot own", "volume_handle_locks" },
    [RULE_X06 - RULE_X01] = {
        "TJ-X06", "a query tells who owns",
        "A query says locked exactly when somebody owns the drive, gives the "
        "owner's caller name byte for byte, and no name for a free drive.",
        PROPERTY(6) "; 1.3",
        "an answered query; for names the run's caller-name table",
        "removal of the drive; a program outside the run that owns the drive "
        "is reported as an unknown name",
        "A lock done 1..2, A unlock done 3..4\n"
        "B query 6..7 says locked: nobody owned the drive", "stale_query" },
    [RULE_X07 - RULE_X01] = {
        "TJ-X07", "ignore-volume is honoured",
        "A lock with flag 0x1 never fails 22.",
        PROPERTY(7) "; 1.4 L4", "the flags of the lock", "none",
        "A lock, flags 0x1\nrefused 22", "ignore_volume_ignored" },
    [RULE_X08 - RULE_X01] = {
        "TJ-X08", "bad caller names, and only they, fail 87",
        "A lock with an invalid caller name fails 87 in every state, a lock "
        "with a valid one never does.",
        PROPERTY(8) "; 1.4 L2, L3",
        "the caller name of the lock and a direct handle opened for reading "
        "and writing",
        "short inputs (24)",
        "A lock as \"caf\\xe9\"\ndone", "bad_name_accepted" },
    [RULE_X09 - RULE_X01] = {
        "TJ-X09", "a mounted volume refuses a plain lock",
        "A lock without flag 0x1 executed while a volume is mounted fails 22, "
        "even if another file object owns the drive.",
        PROPERTY(9) "; 1.4 L4, 6.3",
        "a lock that was refused, and proof that the volume was mounted: a "
        "dismount that succeeded, on a handle not yet closed; without it "
        "nothing is judged",
        "FSCTL_INVALIDATE_VOLUMES",
        "A dismount done 1..2 on a volume handle, closed at 9\n"
        "B owns the drive; C lock, flags 0, refused 5 in 4..5, not 22",
        "owner_before_volume" },
    [RULE_X10 - RULE_X01] = {
        "TJ-X10", "each lock is announced once",
        "Every successful lock emits one EXCLUSIVE_LOCK event before it "
        "completes.",
        PROPERTY(10) "; 1.4 effects",
        "a listener before and after the lock, emission times, no gap in the "
        "event numbers", "injected event loss",
        "A lock done 1..2\nno EXCLUSIVE_LOCK between 1 and 2; later events "
        "were seen", "no_lock_event" },
    [RULE_X11 - RULE_X01] = {
        "TJ-X11", "each release is announced once",
        "Every end of ownership, by unlock or close, emits one "
        "EXCLUSIVE_UNLOCK event, never none, never two.",
        PROPERTY(11) "; 1.5, 1.7",
        "a listener before and after the release, emission times, no gap in "
        "the event numbers", "injected event loss",
        "A lock done 1..2, A unlock done 3..4\n"
        "EXCLUSIVE_UNLOCK at 3.2 and again at 3.4", "two_unlock_events" },
    [RULE_X12 - RULE_X01] = {
        "TJ-X12", "lock and unlock events alternate",
        "EXCLUSIVE_LOCK and EXCLUSIVE_UNLOCK of one drive alternate, starting "
        "with EXCLUSIVE_LOCK.",
        PROPERTY(12), "a listener; no gap in the event numbers",
        "injected event loss",
        "EXCLUSIVE_LOCK, number 4\nEXCLUSIVE_LOCK, number 5",
        "no_unlock_event_on_close" },
    [RULE_X13 - RULE_X01] = {
        "TJ-X13", "failed requests announce nothing",
        "No EXCLUSIVE_LOCK event is caused by a lock that failed.",
        PROPERTY(13) "; 8.2 X7",
        "emission times of events", "none",
        "B lock refused 5 in 3..4\nEXCLUSIVE_LOCK at 3.5, no other lock in "
        "flight", "event_on_failed_lock" },
    [RULE_X14 - RULE_X01] = {
        "TJ-X14", "media events come before the unlock event",
        "At an unlock the synthetic media events precede EXCLUSIVE_UNLOCK.",
        PROPERTY(14) "; 1.5 effects 1 and 4, 1.6",
        "a listener; no gap in the event numbers",
        "injected event loss; any fault that struck the drive before (sense "
        "3A/CC also reports the medium unavailable)",
        "EXCLUSIVE_UNLOCK, number 7\nMEDIA_REMOVAL state 3, number 8",
        "media_events_after_unlock_event" },
    [RULE_X15 - RULE_X01] = {
        "TJ-X15", "an announced unlock lets the next lock in",
        "A lock invoked after an unlock's EXCLUSIVE_UNLOCK was emitted is "
        "queued behind that unlock and not refused on its account.",
        PROPERTY(15) "; 1.5, 8.8",
        "a lock invoked after the emission and before the unlock was over, "
        "with nobody else who may have owned", "injected event loss",
        "A unlock done 3..9, EXCLUSIVE_UNLOCK at 4\n"
        "B lock refused 5 in 5..8", "unlock_leaves_queue_early" },
    [RULE_X16 - RULE_X01] = {
        "TJ-X16", "a closed handle owns nothing",
        "After the close of the owner's last handle has completed, with no "
        "request left in flight, the drive is not owned by that file object.",
        PROPERTY(16) "; 1.7, 8.2 X17",
        "the close of the last handle and an answer after it",
        "removal of the drive",
        "A lock done 1..2, A close done 3..4\n"
        "B query 6..7 says locked by A", "lock_survives_close" },
    [RULE_X17 - RULE_X01] = {
        "TJ-X17", "the lock survives while a handle exists",
        "Closing one of several handles of the owner releases nothing.",
        PROPERTY(17) "; 1.7, 8.2 X19",
        "a duplicate of the owner's handle and an answer after the close of "
        "one of them", "removal of the drive",
        "A lock done 1..2, A duplicates its handle 3..4, A closes one 5..6\n"
        "B lock done 8..9: the other handle still owned the drive",
        "release_at_cleanup" },
    [RULE_X18 - RULE_X01] = {
        "TJ-X18", "bytes returned are 0, 0 and 65",
        "A successful lock or unlock returns 0 bytes, a query 65.",
        PROPERTY(18) "; 1.3, 1.4, 1.5", "the byte count of the answer", "none",
        "A query done\n64 bytes returned", "query_returns_64" },
    [RULE_X19 - RULE_X01] = {
        "TJ-X19", "the owner is a live file object",
        "Ownership is taken and given up only through an open handle, in one "
        "step.",
        PROPERTY(19) "; 1.7",
        "the close of the handle", "none",
        "A close done 1..2\nA lock on the same handle done 3..4",
        "close_does_nothing" },
    [RULE_X20 - RULE_X01] = {
        "TJ-X20", "lock events carry three zero bytes",
        "EXCLUSIVE_LOCK and EXCLUSIVE_UNLOCK carry no payload and the 3 zero "
        "bytes every class-driver event ends with.",
        PROPERTY(20) "; 4.8", "the bytes of the event", "none",
        "EXCLUSIVE_LOCK\n0 bytes of data", "event_without_tail" },
};
_Static_assert(sizeof rules_lock / sizeof *rules_lock ==
                   RULE_X20 - RULE_X01 + 1,
               "every rule has a row");
