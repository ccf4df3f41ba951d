/* SPDX-License-Identifier: MIT */
/* Faults and all else: spec 8.7, properties 58 to 60. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_fault[] = {
    [RULE_F58 - RULE_F58] = {
        "TJ-F58", "a removed drive fails everything with 55",
        "Once the drive was pulled out each request that its driver fails "
        "gets 55.",
        PROPERTY(58) "; 0.6, 2.6",
        "a request that failed 55 on the same or a younger handle, or a "
        "planned removal; then a refusal on a direct handle opened for "
        "reading and writing",
        "what others complete: cancelled requests, 2, 1167",
        "A eject refused 55 in 1..2\n"
        "A lock refused 5 in 3..4 on the same handle",
        "removed_drive_status_kept" },
    [RULE_F59 - RULE_F58] = {
        "TJ-F59", "only named requests retry without end",
        "The driver gives up every command in the end, except those of a "
        "tray unlock, of a close that must allow removal, of RESERVE and "
        "RELEASE, and of a verify that the file system sends.",
        PROPERTY(59) "; 5.4, 5.5",
        "the commands that the driver sends, which no trace holds. TJ-L03 "
        "judges what is seen of it: the time in which a drive answers nobody",
        "broken hardware",
        "A eject invoked at 1\n"
        "no answer, and the run has ended",
        "" },
    [RULE_F60 - RULE_F58] = {
        "TJ-F60", "too small brings nothing",
        "A request that fails with BUFFER_TOO_SMALL brings no data.",
        PROPERTY(60) "; 0.6",
        "the byte count of the answer: 1 to 3 bytes are no structure's "
        "needed size. Of simulated drives the record also says whether bytes "
        "came that were not counted",
        "none",
        "A ioctl refused with BUFFER_TOO_SMALL\n"
        "1 byte returned",
        "too_small_with_data" },
};
_Static_assert(sizeof rules_fault / sizeof *rules_fault ==
                   RULE_F60 - RULE_F58 + 1,
               "every rule has a row");
