/* SPDX-License-Identifier: MIT */
/* Media events: spec 8.7, properties 39 to 48. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_media[] = {
    [RULE_M39 - RULE_M39] = {
        "TJ-M39", "no media state is reported twice",
        "Two media events in a row never report the same state, so that "
        "between two arrivals there is a removal, unless notifications "
        "were enabled again in between.",
        PROPERTY(39) ", (39a); 4.1, 8.5",
        "emission times, no gap in the event numbers, nobody who may have"
        " enabled notifications in between",
        "injected event loss; injected loss of the state mutex; removal "
        "of the drive",
        "MEDIA_ARRIVAL, state 1, at 4\n"
        "MEDIA_ARRIVAL, state 1, at 9: it had not left",
        "arrival_repeated" },
    [RULE_M40 - RULE_M39] = {
        "TJ-M40", "change counts of events never fall",
        "The change count that media events carry never falls, and each "
        "arrival carries a higher one than all events before it.",
        PROPERTY(40) "; 4.1",
        "emission times of events",
        "injected event loss; removal of the drive",
        "MEDIA_REMOVAL, count 7, at 4\n"
        "MEDIA_ARRIVAL, count 7, at 9: it must be higher",
        "arrival_not_counted" },
    [RULE_M41 - RULE_M39] = {
        "TJ-M41", "the verified change count never falls",
        "The change count of CHECK_VERIFY never falls, nor below that of "
        "an event, and is higher after a unit attention that failed a "
        "CHECK_VERIFY with 1110.",
        PROPERTY(41) "; 4.7, 5.2",
        "a verify, not sent as bytes, that returned 4 of them; what went "
        "before it in time. Unit attentions that other commands met cannot be seen",
        "removal of the drive; injected sense data",
        "A verify done 1..2, count 7\n"
        "B verify done 3..4, count 6",
        "attention_not_counted" },
    [RULE_M42 - RULE_M39] = {
        "TJ-M42", "arrivals say 1 and removals 2 or 3",
        "MEDIA_ARRIVAL reports state 1, MEDIA_REMOVAL 2 or 3; 3 "
        "(unavailable) only at a release of exclusive access.",
        PROPERTY(42) "; 1.6, 4.1",
        "the bytes of the event; for state 3 emission times",
        "injected sense data (3A/CC) and event loss excuse state 3",
        "MEDIA_REMOVAL, state 3, at 5\n"
        "no unlock or close was in flight at 5",
        "empty_is_unavailable" },
    [RULE_M43 - RULE_M39] = {
        "TJ-M43", "no media event while notifications are disabled",
        "From the completion of a disable to the first request that may "
        "take it back, no MEDIA_ARRIVAL and no MEDIA_REMOVAL is emitted.",
        PROPERTY(43) "; 3.5, 4.5",
        "emission times; a disable on a handle that was surely open",
        "injected event loss; injected loss of the state mutex; removal "
        "of the drive",
        "A mcn_off done 1..2, A mcn_on 9\n"
        "MEDIA_REMOVAL at 5",
        "mcn_disable_ignored" },
    [RULE_M44 - RULE_M39] = {
        "TJ-M44", "an enable needs a disable",
        "A file object enables notifications only as often as it disabled"
        " them: an excess enable fails 22, a due one does not; volume and"
        " file handles may do neither.",
        PROPERTY(44) "; 3.5",
        "every disable and enable of the file object. That changes while "
        "disabled are forgotten cannot be seen",
        "requests as bytes; unknown outcomes",
        "A opens the interface\n"
        "A mcn_on done: it had disabled nothing",
        "excess_mcn_enable" },
    [RULE_M45 - RULE_M39] = {
        "TJ-M45", "CHECK_VERIFY2 returns no data",
        "CHECK_VERIFY2 returns 0 bytes.",
        PROPERTY(45) "; 3.2, R16",
        "the byte count of the answer. Polls are not in the trace; what "
        "they emit is judged by the rules before",
        "none",
        "A verify2 done\n"
        "4 bytes returned",
        "verify2_returns_count" },
    [RULE_M46 - RULE_M39] = {
        "TJ-M46", "becoming ready has version 1 and a reason",
        "DEVICE_BECOMING_READY carries version 1; while somebody owns the"
        " drive nothing polls it, and the reason is 1 or 2.",
        PROPERTY(46) "; 4.6, 4.7",
        "the bytes of the event; for the reason emission times and a sure"
        " owner",
        "removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "DEVICE_BECOMING_READY, reason 3, at 5",
        "becoming_ready_wrong_reason" },
    [RULE_M47 - RULE_M39] = {
        "TJ-M47", "a lock announces no removal",
        "Between EXCLUSIVE_LOCK and the release no event says that the "
        "medium is unavailable.",
        PROPERTY(47) "; 1.6, 4.6",
        "emission times. Events of other states may come from commands "
        "that the trace does not hold",
        "injected event loss; injected sense data; removal of the drive",
        "EXCLUSIVE_LOCK at 1\n"
        "MEDIA_REMOVAL, state 3, at 2: no unlock or close was in flight",
        "lock_announces_removal" },
    [RULE_M48 - RULE_M39] = {
        "TJ-M48", "a quiet unlock announces no media",
        "An unlock with flag 0x2 emits no MEDIA_REMOVAL and no "
        "MEDIA_ARRIVAL.",
        PROPERTY(48) "; 1.5",
        "emission times; no other release in flight",
        "injected event loss; injected sense data; removal of the drive",
        "A unlock, flags 0x2, done 3..4\n"
        "MEDIA_REMOVAL, state 3, at 3.5",
        "quiet_flag_ignored" },
};
_Static_assert(sizeof rules_media / sizeof *rules_media ==
                   RULE_M48 - RULE_M39 + 1,
               "every rule has a row");
