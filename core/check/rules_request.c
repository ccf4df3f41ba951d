/* SPDX-License-Identifier: MIT */
/* Requests of strangers, and of the owner: spec 8.7, properties 21 to 30. */
#include "core/check/rules_table.h"

const struct tj_rule_info rules_request[] = {
    [RULE_R21 - RULE_R21] = {
        "TJ-R21", "a stranger's blocked request is refused",
        "While somebody owns the drive, every other file object's request of "
        "a device type 02, 04, 07, 2D or 33 that is not on the allow list "
        "fails 5 with 0 bytes.",
        PROPERTY(21) "; 2.1 G3, 8.3 K3",
        "a request by code on a direct handle, inside an interval in which "
        "somebody else surely owned; that nothing was sent or changed does "
        "not show from outside but by events (TJ-R28)",
        "codes of type TAPE (they pass the gate); 995, 55 and 1450; handles "
        "of the file system; removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B 0x335014 (a DVD request) done in 4..5",
        "gate_lets_dvd_pass" },
    [RULE_R22 - RULE_R21] = {
        "TJ-R22", "refusal comes before buffer errors",
        "A blocked request with bad buffers fails 5, never 24, 87, 122 or "
        "1784.",
        PROPERTY(22) "; 2.1",
        "a refused request by code on a direct handle, inside an interval in "
        "which somebody else surely owned",
        "codes of type TAPE; handles of the file system; removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B READ_TOC without a buffer refused 122 in 4..5",
        "buffers_before_gate" },
    [RULE_R23 - RULE_R21] = {
        "TJ-R23", "codes on the allow list are never refused",
        "GET_DEVICE_NUMBER, GET_HOTPLUG_INFO, GET_MEDIA_TYPES_EX, "
        "GET_INQUIRY_DATA, SCSI_GET_ADDRESS and a query of the owner do not "
        "fail 5 because somebody owns the drive.",
        PROPERTY(23) "; 2.1 G1, 2.2",
        "such a request on a direct handle opened for reading and writing, "
        "inside an interval in which somebody else surely owned",
        "removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B GET_DEVICE_NUMBER refused 5 in 4..5",
        "allowed_code_refused" },
    [RULE_R24 - RULE_R21] = {
        "TJ-R24", "strangers get the cached descriptors only",
        "Of a drive that another owns, standard queries for the device and "
        "the adapter descriptor succeed, or fail 122 with 1 to 7 bytes of "
        "room; every other property query fails 5, except the question "
        "whether a property exists.",
        PROPERTY(24) "; 2.3",
        "a QUERY_PROPERTY whose property and query type are in the record, "
        "on a direct handle, inside an interval in which somebody else "
        "surely owned",
        "inputs of less than 12 bytes (24); removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B QUERY_PROPERTY, device descriptor, refused 5 in 4..5",
        "property_copy_refused" },
    [RULE_R25 - RULE_R21] = {
        "TJ-R25", "reads and writes of strangers never reach the drive",
        "A read or write of some length on a direct handle that does not own "
        "fails 1110, 170 or 5.",
        PROPERTY(25) "; 2.4 W1 to W3, 8.3 K5",
        "a read or write on a direct handle, inside an interval in which "
        "somebody else surely owned",
        "zero bytes; handles of the file system (its cache); 87 of the I/O "
        "manager; removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "B read of 2048 bytes done in 4..5",
        "stranger_reads" },
    [RULE_R26 - RULE_R21] = {
        "TJ-R26", "the owner is not refused",
        "The owner's requests do not fail 5, but for a second lock and "
        "FIND_NEW_DEVICES.",
        PROPERTY(26) "; 2.1",
        "a read, a write or a request that the documentation describes, on "
        "the owner's handle opened for reading and writing, inside an "
        "interval in which it surely owned",
        "codes that nobody describes; pass-through; removal of the drive",
        "A lock done 1..2, A unlock 9\n"
        "A eject refused 5 in 4..5",
        "owner_refused" },
    [RULE_R27 - RULE_R21] = {
        "TJ-R27", "opening never fails because of a lock",
        "A direct open of a drive that somebody owns does not fail 5.",
        PROPERTY(27) "; 0.4, 2.2",
        "an open of the device interface, inside an interval in which "
        "somebody surely owned, by a client that has opened it with the same "
        "access before (others may lack the right to)",
        "opens of the volume and of files, which the file system may refuse; "
        "removal of the drive",
        "B open done, close done, A lock done 1..2, A unlock 9\n"
        "B open with the same access refused 5 in 4..5",
        "locked_open_refused" },
    [RULE_R28 - RULE_R21] = {
        "TJ-R28", "no command is sent for strangers",
        "A stranger's GET_MEDIA_TYPES_EX does not test the drive, and no "
        "event comes of a stranger's request.",
        PROPERTY(28) "; 2.2, 3.2, (47)",
        "whether the answer says that a medium is mounted; or a media event, "
        "with its number and time of emission, of a drive that is still "
        "(docs/RULES.md) while only strangers invoked under the lock had requests in "
        "flight; commands themselves are not in a trace",
        "codes of type TAPE; flush, close and pass-through in flight; a test "
        "that began before the lock; faults; five minutes after a disc "
        "may have come",
        "A lock done 1..2, A unlock 9\n"
        "B GET_MEDIA_TYPES_EX done in 4..5: says mounted",
        "media_types_asks_drive" },
    [RULE_R29 - RULE_R21] = {
        "TJ-R29", "the drive is not polled while it is owned",
        "No media event comes of a poll while somebody owns the drive.",
        PROPERTY(29) "; 1.8, 4.3, 8.3 K7",
        "a media event, with its number and time of emission, of a drive "
        "that is still (docs/RULES.md), with no request in flight that could "
        "have met it; polls themselves are not in a trace",
        "faults; secure tray locks of others; five minutes after a disc may "
        "have come",
        "A lock done 1..2, A eject done 3..4, A unlock 9\n"
        "MEDIA_REMOVAL at 6, no request in flight",
        "polls_while_locked" },
    [RULE_R30 - RULE_R21] = {
        "TJ-R30", "a request that waited is judged again",
        "A blocked request that was invoked before a lock and is carried out "
        "after it fails 5 and does not reach the drive.",
        PROPERTY(30) "; 0.5 steps 6 and 7, 8.3 K8",
        "a media event, with its number and time of emission, of a drive "
        "that is still (docs/RULES.md) while only such requests were in flight; "
        "when a request was carried out does not show otherwise",
        "codes of type TAPE; flush, close, property queries and pass-through "
        "in flight; faults; five minutes after a disc may have come",
        "B eject done 1..2, A lock done 3..5, A unlock 9, B verify in 4..7\n"
        "MEDIA_REMOVAL at 6, B's verify alone in flight",
        "no_second_gate" },
};
_Static_assert(sizeof rules_request / sizeof *rules_request ==
                   RULE_R30 - RULE_R21 + 1,
               "every rule has a row");
