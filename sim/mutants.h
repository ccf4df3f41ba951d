/* Drives that are wrong on purpose, to prove that the judge sees. Each is one
 * line at one place in sim/, marked MUTANT(name). Planted by name through the
 * profile; SIM_HONEST is the drive as the specification has it. */
#ifndef TJ_SIM_MUTANTS_H
#define TJ_SIM_MUTANTS_H

#include <stdbool.h>

/* clang-format off */
/* name, what is wrong, what must catch it: rules of the judge (TJ-X..) or, for
 * the tests of tests/sim/properties, properties of spec 8.7 (P..; W.. where no
 * trace can show it) */
#define SIM_MUTANT_LIST(X)                                                     \
    X(HONEST, "honest", "nothing is wrong", "")                                \
    X(TWO_OWNERS, "two_owners",                                                \
      "a second lock is granted while somebody owns the drive", "TJ-X01 TJ-X02 TJ-O01") \
    X(RECURSIVE_LOCK, "recursive_lock",                                        \
      "the owner's own second lock succeeds", "TJ-X02")                        \
    X(LOST_UNLOCK, "lost_unlock",                                              \
      "an unlock succeeds but the owner stays", "TJ-X03 TJ-X04")               \
    X(STRANGER_UNLOCKS, "stranger_unlocks",                                    \
      "any handle may unlock", "TJ-X04")                                       \
    X(LOCK_SURVIVES_CLOSE, "lock_survives_close",                              \
      "closing the owner's last handle does not release the lock", "TJ-X03 TJ-X16 TJ-L02") \
    X(RELEASE_AT_CLEANUP, "release_at_cleanup",                                \
      "closing any one handle of the owner releases the lock", "TJ-X17")       \
    X(SPURIOUS_REFUSAL, "spurious_refusal",                                    \
      "every 16th lock of a free drive is refused with 5", "TJ-X03")           \
    X(STALE_QUERY, "stale_query",                                              \
      "a query keeps saying locked after the unlock", "TJ-X06")                \
    X(QUERY_SHOWS_OLD_NAME, "query_shows_old_name",                            \
      "a query of a free drive returns the last owner's name", "TJ-X06")       \
    X(NAME_OFF_BY_ONE, "name_off_by_one",                                      \
      "the stored caller name loses its last byte", "TJ-X06")                  \
    X(VOLUME_HANDLE_LOCKS, "volume_handle_locks",                              \
      "a class V handle may lock and unlock", "TJ-X05")                        \
    X(WRONG_UNLOCK_STATUS, "wrong_unlock_status",                              \
      "unlock of a free drive fails 6 instead of 1", "TJ-X04")                 \
    X(BAD_NAME_ACCEPTED, "bad_name_accepted",                                  \
      "caller names are not checked", "TJ-X08")                                \
    X(IGNORE_VOLUME_IGNORED, "ignore_volume_ignored",                          \
      "a lock with flag 0x1 still fails 22 on a mounted volume", "TJ-X07")     \
    X(NO_LOCK_EVENT, "no_lock_event",                                          \
      "every 8th lock sends no EXCLUSIVE_LOCK event", "TJ-X10")                \
    X(NO_UNLOCK_EVENT_ON_CLOSE, "no_unlock_event_on_close",                    \
      "release by close sends no EXCLUSIVE_UNLOCK event", "TJ-X11 TJ-X12")     \
    X(TWO_UNLOCK_EVENTS, "two_unlock_events",                                  \
      "an unlock sends EXCLUSIVE_UNLOCK twice", "TJ-X11 TJ-X12")               \
    X(EVENT_ON_FAILED_LOCK, "event_on_failed_lock",                            \
      "a refused lock sends EXCLUSIVE_LOCK too", "TJ-X13")                     \
    X(MEDIA_EVENTS_AFTER_UNLOCK_EVENT, "media_events_after_unlock_event",      \
      "the synthetic removal and arrival follow EXCLUSIVE_UNLOCK", "TJ-X14")   \
    X(QUERY_RETURNS_64, "query_returns_64",                                    \
      "a query reports 64 bytes instead of 65", "TJ-X18")                      \
    X(EVENT_WITHOUT_TAIL, "event_without_tail",                                \
      "EXCLUSIVE events come without their 3 zero bytes", "TJ-X20")            \
    X(OWNER_BEFORE_VOLUME, "owner_before_volume",                              \
      "a plain lock of an owned, mounted drive fails 5 instead of 22", "TJ-X09") \
    X(UNLOCK_LEAVES_QUEUE_EARLY, "unlock_leaves_queue_early",                  \
      "the request behind an unlock runs before the owner is cleared", "TJ-X15") \
    X(GHOST_OWNER, "ghost_owner",                                              \
      "a close leaves an owner behind that was never opened", "TJ-X03 P19 TJ-L02") \
    X(CLOSE_DOES_NOTHING, "close_does_nothing",                                \
      "closing a handle succeeds, and it can be used on", "TJ-X19 P16")       \
    X(GATE_LETS_DVD_PASS, "gate_lets_dvd_pass",                                \
      "DVD-typed requests of strangers pass the exclusive gate", "TJ-R21")     \
    X(BUFFERS_BEFORE_GATE, "buffers_before_gate",                              \
      "a stranger's request without buffers fails for its length", "TJ-R22")   \
    X(ALLOWED_CODE_REFUSED, "allowed_code_refused",                            \
      "GET_DEVICE_NUMBER of a stranger fails 5 while locked", "TJ-R23")        \
    X(PROPERTY_COPY_REFUSED, "property_copy_refused",                          \
      "strangers do not get the cached descriptors while locked", "TJ-R24")    \
    X(STRANGER_READS, "stranger_reads",                                        \
      "reads of strangers go to the drive while locked", "TJ-R25")             \
    X(OWNER_REFUSED, "owner_refused",                                          \
      "the owner's own eject fails 5", "TJ-R26")                               \
    X(LOCKED_OPEN_REFUSED, "locked_open_refused",                              \
      "opening a locked drive fails 5", "TJ-R27")                              \
    X(MEDIA_TYPES_ASKS_DRIVE, "media_types_asks_drive",                        \
      "GET_MEDIA_TYPES_EX of a stranger tests a locked drive", "TJ-R28")       \
    X(POLLS_WHILE_LOCKED, "polls_while_locked",                                \
      "the driver polls while somebody owns the drive", "TJ-R29")              \
    X(NO_SECOND_GATE, "no_second_gate",                                        \
      "a request that waited is not judged again", "TJ-R30")                   \
    X(OWN_LOCK_LETS_EJECT, "own_lock_lets_eject",                              \
      "a secure lock of the caller's own does not stop an eject", "TJ-T31")    \
    X(PREVENT_EVERY_TIME, "prevent_every_time",                                \
      "each tray lock and unlock sends a command", "TJ-T32")                   \
    X(FAILED_PREVENT_COUNTS, "failed_prevent_counts",                          \
      "a tray lock whose command failed is counted", "TJ-T33")                 \
    X(EXCESS_UNLOCK_SUCCEEDS, "excess_unlock_succeeds",                        \
      "a secure unlock without a lock succeeds", "TJ-T34")                     \
    X(EXCESS_SIMPLE_UNLOCK_FAILS, "excess_simple_unlock_fails",                \
      "a simple unlock without a lock fails 22", "TJ-T35")                     \
    X(CLOSE_KEEPS_A_TRAY_LOCK, "close_keeps_a_tray_lock",                      \
      "a close leaves one secure lock behind", "TJ-T36 TJ-L02")                \
    X(CLOSE_CLEARS_SIMPLE, "close_clears_simple",                              \
      "a close with secure locks releases the simple ones too", "TJ-T37")      \
    X(TRAY_LOCK_ANNOUNCED, "tray_lock_announced",                              \
      "tray locks send EJECT_REQUEST", "TJ-T38")                               \
    X(ARRIVAL_REPEATED, "arrival_repeated",                                    \
      "a disc that was present already arrives again", "TJ-M39")               \
    X(REMOVAL_REPEATED, "removal_repeated",                                    \
      "a disc that was gone already is removed again", "TJ-M39 P39a")          \
    X(ARRIVAL_NOT_COUNTED, "arrival_not_counted",                              \
      "the change count stays when a disc becomes present", "TJ-M40")          \
    X(ATTENTION_NOT_COUNTED, "attention_not_counted",                          \
      "a unit attention does not add to the change count", "TJ-M41")           \
    X(EMPTY_IS_UNAVAILABLE, "empty_is_unavailable",                            \
      "an empty drive is reported with state 3", "TJ-M42")                     \
    X(MCN_DISABLE_IGNORED, "mcn_disable_ignored",                              \
      "media events come while MCN is disabled", "TJ-M43")                     \
    X(EXCESS_MCN_ENABLE, "excess_mcn_enable",                                  \
      "MCN enable without a disable succeeds", "TJ-M44")                       \
    X(VERIFY2_RETURNS_COUNT, "verify2_returns_count",                          \
      "CHECK_VERIFY2 returns four bytes", "TJ-M45")                            \
    X(BECOMING_READY_WRONG_REASON, "becoming_ready_wrong_reason",              \
      "BECOMING_READY by sense has reason 3 or 4", "TJ-M46")                   \
    X(LOCK_ANNOUNCES_REMOVAL, "lock_announces_removal",                        \
      "a lock sends MEDIA_REMOVAL, as one header promises", "TJ-M47")          \
    X(QUIET_FLAG_IGNORED, "quiet_flag_ignored",                                \
      "an unlock with flag 0x2 sends media events", "TJ-M48")                  \
    X(VOLUME_LOCK_FAILS_SILENTLY, "volume_lock_fails_silently",                \
      "a failed FSCTL_LOCK_VOLUME sends no LOCK_FAILED", "TJ-V49")             \
    X(CLEANUP_ALWAYS_UNLOCKS, "cleanup_always_unlocks",                        \
      "each cleanup of a volume handle sends VOLUME_UNLOCK", "TJ-V50")         \
    X(DISMOUNT_FAILED_TOLD, "dismount_failed_told",                            \
      "a failed dismount sends DISMOUNT_FAILED", "TJ-V51")                     \
    X(REMOUNT_ANNOUNCED, "remount_announced",                                  \
      "a remount sends VOLUME_MOUNT", "W52")                                   \
    X(DISMOUNT_AT_ONCE, "dismount_at_once",                                    \
      "a dismount unmounts before the handle is closed", "TJ-V53")             \
    X(VOLUME_LOCKED_WITH_FILES, "volume_locked_with_files",                    \
      "FSCTL_LOCK_VOLUME does not count other handles", "TJ-V54")              \
    X(OPENED_ALONE_LETS_IN, "opened_alone_lets_in",                            \
      "a volume opened without sharing can be opened again", "TJ-V55")         \
    X(VOLUME_EVENTS_TO_FIRST, "volume_events_to_first",                        \
      "only the first registration hears of volume events", "TJ-V56")          \
    X(CHKDSK_ON_MOUNT, "chkdsk_on_mount",                                      \
      "a mount sends VOLUME_NEED_CHKDSK", "TJ-V57")                            \
    X(REMOVED_DRIVE_STATUS_KEPT, "removed_drive_status_kept",                  \
      "failures of a removed drive do not read 55", "TJ-F58")                  \
    X(ENDLESS_RETRY, "endless_retry",                                          \
      "every command that may be retried is retried for ever", "TJ-L03")       \
    X(LOST_WAKEUP, "lost_wakeup",                                              \
      "a request that had to queue is never woken", "TJ-L01")                  \
    X(TOO_SMALL_WITH_DATA, "too_small_with_data",                              \
      "BUFFER_TOO_SMALL delivers a byte", "TJ-F60")

/* clang-format on */

enum sim_mutant {
#define X(id, name, wrong, rules) SIM_##id,
    SIM_MUTANT_LIST(X)
#undef X
    SIM_MUTANT_COUNT
};

struct sim_mutant_info {
    const char *name;
    const char *wrong; /* One sentence. */
    const char *rules; /* Rules or properties, one of which must find it. */
};
const struct sim_mutant_info *sim_mutant_info(enum sim_mutant mutant);
bool sim_mutant_by_name(const char *name, enum sim_mutant *mutant);

#endif
