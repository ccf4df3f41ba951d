/* SPDX-License-Identifier: MIT */
/* Volumes: spec 8.7, properties 49 to 57. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_volume[] = {
    [RULE_V49 - RULE_V49] = {
        "TJ-V49", "volume locks tell how they end",
        "Each FSCTL_LOCK_VOLUME of a volume sends VOLUME_LOCK, and "
        "VOLUME_LOCK_FAILED when it fails; each end of such a lock sends "
        "VOLUME_UNLOCK; on other handles it fails, and sends nothing.",
        PROPERTY(49) "; 6.2, 6.4",
        "a volume or file handle; for events a listener before and after,"
        " emission times, no gap in the event numbers",
        "injected event loss; removal of the drive",
        "A volume_lock refused 5 in 3..4\n"
        "no VOLUME_LOCK_FAILED between 3 and 4; later events were seen",
        "volume_lock_fails_silently" },
    [RULE_V50 - RULE_V49] = {
        "TJ-V50", "a volume unlock ends a lock",
        "VOLUME_UNLOCK is sent only when a volume lock ends: by an "
        "unlock, or by the close of a handle that locked the volume or "
        "opened it without sharing.",
        PROPERTY(50) "; 6.4, 6.5",
        "emission times; the records that opened the handles",
        "injected event loss; removal of the drive; clients that died",
        "A closes a volume handle 3..4 that never locked\n"
        "VOLUME_UNLOCK at 3.5",
        "cleanup_always_unlocks" },
    [RULE_V51 - RULE_V49] = {
        "TJ-V51", "no dismount is said to have failed",
        "VOLUME_DISMOUNT_FAILED is never sent by CDFS.",
        PROPERTY(51) "; 6.2",
        "emission times: the drive is then a simulated one with CDFS; on "
        "a real one another file system may send it",
        "none",
        "A dismount refused 21 in 3..4\n"
        "VOLUME_DISMOUNT_FAILED at 3.5",
        "dismount_failed_told" },
    [RULE_V52 - RULE_V49] = {
        "TJ-V52", "only new volumes are announced",
        "VOLUME_MOUNT is sent when a new volume was mounted, not when one"
        " is verified or mounted again.",
        PROPERTY(52) "; 6.6",
        "which volume is mounted, and when. No request tells that, and the "
        "event comes after the mount, at some later time: a disc that was "
        "taken out and put back meanwhile looks the same. So only the tests of "
        "the simulated drive judge it",
        "injected event loss",
        "VOLUME_MOUNT at 4, the disc is exchanged and put back\n"
        "VOLUME_MOUNT at 9 for the same volume",
        "" },
    [RULE_V53 - RULE_V49] = {
        "TJ-V53", "a dismounted volume stays mounted until cleanup",
        "After a dismount and until the close of its handle a lock "
        "without flag 0x1 fails 22.",
        PROPERTY(53) "; 6.3",
        "a dismount that succeeded on a volume handle, and a lock without "
        "flag 0x1 before that handle is closed. One that is refused 5 is "
        "TJ-X09's",
        "FSCTL_INVALIDATE_VOLUMES",
        "A dismount done 1..2 on a volume handle, closed at 9\n"
        "B lock, flags 0, done 4..5",
        "dismount_at_once" },
    [RULE_V54 - RULE_V49] = {
        "TJ-V54", "a volume is locked by its only handle",
        "FSCTL_LOCK_VOLUME succeeds only when no other volume or file "
        "handle is open on the volume.",
        PROPERTY(54) "; 6.2",
        "handles opened since the last exclusive lock, dismount, eject, "
        "load or request as bytes: they are on one volume",
        "hands at the drive; removal of the drive",
        "B opens the volume 1..2, B close 9\n"
        "A volume_lock done 4..5",
        "volume_locked_with_files" },
    [RULE_V55 - RULE_V49] = {
        "TJ-V55", "a locked volume is not opened",
        "While a volume is locked, explicitly or by who opened it without"
        " sharing, no open of it succeeds.",
        PROPERTY(55) "; 6.5",
        "handles opened since the last exclusive lock, dismount, eject, "
        "load or request as bytes. The status of the refusal depends on "
        "what the trace does not hold",
        "hands at the drive; removal of the drive",
        "A volume_lock done 1..2, A volume_unlock 9\n"
        "B opens the volume 4..5",
        "opened_alone_lets_in" },
    [RULE_V56 - RULE_V49] = {
        "TJ-V56", "volume events reach whoever hears the driver",
        "A listener that heard the event before and the event after a "
        "volume event heard that, too, if anybody did.",
        PROPERTY(56) "; 7.1",
        "two listeners of one drive and event numbers: clients that listen, "
        "beside the listener of the run",
        "injected event loss; a listener that closed a handle in between",
        "A and B hear EXCLUSIVE_LOCK, number 4, and EXCLUSIVE_UNLOCK, "
        "number 6\n"
        "A hears VOLUME_MOUNT, number 5, and B does not",
        "volume_events_to_first" },
    [RULE_V57 - RULE_V49] = {
        "TJ-V57", "some volume events are never sent",
        "NEED_CHKDSK, CHANGE_SIZE, WEARING_OUT, FVE_STATUS_CHANGE, "
        "PREPARING_EJECT, NAME_CHANGE, PHYSICAL_CONFIGURATION_CHANGE and "
        "UNIQUE_ID_CHANGE are never sent about a CD.",
        PROPERTY(57) "; 7.3",
        "emission times: the drive is then a simulated one with CDFS; on "
        "a real one another file system may send them",
        "none",
        "B opens the volume 1..2\n"
        "VOLUME_NEED_CHKDSK at 2",
        "chkdsk_on_mount" },
};
_Static_assert(sizeof rules_volume / sizeof *rules_volume ==
                   RULE_V57 - RULE_V49 + 1,
               "every rule has a row");
