/* SPDX-License-Identifier: MIT */
/* Programs: advice about clients, never about the drive. */
#include "core/check/rules_table.h"

#define DEVICE_EVENTS "Device Events (Microsoft Learn)"
#define EXCUSED_FAULT "any fault that struck the client"

const struct tj_rule_info rules_app[] = {
    [RULE_A01 - RULE_A01] = {
        "TJ-A01", "a lock is given back by an unlock",
        "A program that was granted the lock unlocks before it closes its last "
        "handle or dies. Otherwise the close does it for the program, and media "
        "events are announced that the program may have wanted to avoid.",
        "class-driver spec 1.5, 1.7",
        "a granted lock, and its unlock, its last close or its client's death",
        EXCUSED_FAULT "; a duplicate of the handle in other hands",
        "A lock done 1..2\n"
        "A close done 3..4 of its only handle: no unlock in between",
        "leaker of canary-programs" },
    [RULE_A02 - RULE_A01] = {
        "TJ-A02", "a tray lock is undone by who made it",
        "A program undoes its simple tray locks before it ends: the drive "
        "counts them for everybody, and no close undoes them. They are left one "
        "second after its last handle was closed, or when it has opened and "
        "closed the drive once more.",
        "class-driver spec 3.3",
        "PREVENT and ALLOW requests with their answers, and the end mark or "
        "the death of the client",
        EXCUSED_FAULT "; a PREVENT or ALLOW of unknown outcome",
        "A prevent done 1..2, A close done 3..4 of its only handle\n"
        "the run ends at 5000 ms: the tray is still shut",
        "keeper of canary-programs" },
    [RULE_A03 - RULE_A01] = {
        "TJ-A03", "notifications are switched on again",
        "A program that switched media notifications off switches them on as "
        "often, before it closes its last handle or dies.",
        "class-driver spec 1.7, 3.5",
        "MCN_OFF and MCN_ON requests with their answers",
        EXCUSED_FAULT "; an MCN_ON that was refused, as it is while somebody "
        "else owns the drive; a duplicate of the handle in other hands",
        "A mcn_off done 1..2\n"
        "A close done 3..4 of its only handle: no mcn_on in between",
        "silencer of canary-programs" },
    [RULE_A04 - RULE_A01] = {
        "TJ-A04", "a refused lock is respected",
        "After a refused lock a program does not read, write, eject, load or "
        "dismount through the same handle as if it had been granted; after a "
        "refused volume lock it does not write, eject or dismount.",
        "class-driver spec 1.4, 2.1, 6.2",
        "a refused lock, also one refused by a fault: the program was told no",
        "none",
        "A lock refused 5\n"
        "A eject on the same handle, without a lock granted in between",
        "barger of canary-programs" },
    [RULE_A05 - RULE_A01] = {
        "TJ-A05", "between two tries there is a pause",
        "A program that tries a refused lock again waits in between: ten tries "
        "in a row, each within 10 ms of the refusal before, are too many.",
        "class-driver spec 0.5: every request waits in one queue",
        "a lock or volume lock tried again after a refusal", "none",
        "A lock refused at 2.0 ms, again at 2.1, 2.2, 2.3 ...\n"
        "ten times without a pause of 10 ms",
        "hammerer of canary-programs" },
    [RULE_A06 - RULE_A01] = {
        "TJ-A06", "VOLUME_LOCK makes a listener close its handles",
        "A program that was told that somebody is attempting to lock the volume "
        "closes its handles to the volume and its files within one second.",
        DEVICE_EVENTS ", GUID_IO_VOLUME_LOCK",
        "a VOLUME_LOCK delivered to a client with handles to the volume, for "
        "an attempt that is not its own",
        EXCUSED_FAULT "; a request in flight that kept it busy; a handle that "
        "locked or dismounted the volume itself",
        "A opens the volume, VOLUME_LOCK delivered to A at 5 ms\n"
        "A close done at 2000 ms: too late",
        "deaf of canary-listeners" },
    [RULE_A07 - RULE_A01] = {
        "TJ-A07", "VOLUME_DISMOUNT makes a listener close its handles",
        "A program that was told that a dismount is in progress closes its "
        "handles to the volume and its files within one second.",
        DEVICE_EVENTS ", GUID_IO_VOLUME_DISMOUNT",
        "a VOLUME_DISMOUNT delivered to a client with handles to the volume, "
        "for an attempt that is not its own",
        EXCUSED_FAULT "; a request in flight that kept it busy; a handle that "
        "locked or dismounted the volume itself",
        "A opens a file, VOLUME_DISMOUNT delivered to A at 5 ms\n"
        "the run ends at 5000 ms with that handle still open",
        "deaf of canary-listeners" },
    [RULE_A08 - RULE_A01] = {
        "TJ-A08", "only what was locked is unlocked",
        "A program unlocks only through the file object that was granted the "
        "lock, and once.",
        "class-driver spec 1.5 U1 to U3",
        "a refused unlock on a handle whose locks were all answered",
        "a lock of unknown outcome",
        "A lock refused 5\nA unlock refused 6: it never owned",
        "thief of canary-programs" },
    [RULE_A09 - RULE_A01] = {
        "TJ-A09", "a closed handle is not used",
        "A program sends nothing through a handle that it has closed.",
        "class-driver spec 1.7",
        "the close of the handle and an answer after it",
        EXCUSED_FAULT,
        "A close done 3..4\nA unlock on the same handle refused 6 in 5..6",
        "ghost of canary-programs" },
    [RULE_A10 - RULE_A01] = {
        "TJ-A10", "no eject against one's own tray lock",
        "A program undoes its own tray locks before it ejects: simple ones make "
        "the drive refuse, secure ones the driver.",
        "class-driver spec 3.3, 3.4 J1",
        "an eject by a client whose own tray locks are known",
        EXCUSED_FAULT "; a PREVENT or ALLOW of unknown outcome",
        "A secure_prevent done 1..2\nA eject refused 170 in 3..4",
        "jailer of canary-programs" },
};
_Static_assert(sizeof rules_app / sizeof *rules_app ==
                   RULE_A10 - RULE_A01 + 1,
               "every rule has a row");

const struct tj_rule_info rules_app_notes[] = {
    [RULE_A11 - RULE_A11] = {
        "TJ-A11", "who made way comes back",
        "A program that closed its handles for an attempt to lock or dismount "
        "the volume may open them again when it is told that the attempt "
        "failed. One that has not after five seconds has lost its place.",
        DEVICE_EVENTS ", GUID_IO_VOLUME_LOCK_FAILED and "
        "GUID_IO_VOLUME_DISMOUNT_FAILED",
        "handles closed in time for the attempt, and the failure delivered to "
        "the same client",
        EXCUSED_FAULT "; a run that ends before",
        "VOLUME_LOCK at 5 ms, A closes at 6 ms, VOLUME_LOCK_FAILED at 7 ms\n"
        "A has not opened the volume by 5007 ms",
        "exile of canary-listeners" },
};
_Static_assert(sizeof rules_app_notes / sizeof *rules_app_notes ==
                   RULE_A11 - RULE_A11 + 1,
               "every rule has a row");
