/* The 61 properties of class-driver spec 8.7, one row each: number, what the
 * test is called, marks, the theme that exercises it, the drive that is wrong
 * on purpose and breaks it, and within how many seeds that is seen.
 *
 * Marks excuse a property in a run: A nothing; E when an event was lost on
 * purpose; M when a media state update was; Q, I and B are looked at in the
 * check itself (who completed when is known here; inferred rules follow the
 * profile; requests with TAPE codes are left out one by one). */
#ifndef TJ_TESTS_SIM_PROPERTIES_PROPERTIES_H
#define TJ_TESTS_SIM_PROPERTIES_PROPERTIES_H

#include "tests/sim/properties/actions.h"

/* clang-format off */
/* number, test name, marks, theme, mutant, seeds */
#define PROPERTY_LIST(X) \
    X(01, at_most_one_file_object_owns, "A", CONTENTION, TWO_OWNERS, 10) \
    X(02, a_lock_succeeds_only_without_an_owner, "A", CONTENTION, RECURSIVE_LOCK, 10) \
    X(03, a_lock_refused_with_5_has_an_owner_to_blame, "A", CONTENTION, SPURIOUS_REFUSAL, 20) \
    X(04, only_the_owner_unlocks, "A", CONTENTION, STRANGER_UNLOCKS, 10) \
    X(05, volume_handles_never_own_and_may_always_query, "A", CONTENTION, VOLUME_HANDLE_LOCKS, 20) \
    X(06, a_query_tells_the_owner_and_his_name, "A", CONTENTION, STALE_QUERY, 10) \
    X(07, ignoring_the_volume_never_fails_22, "A", CONTENTION, IGNORE_VOLUME_IGNORED, 20) \
    X(08, a_bad_caller_name_fails_87, "A", CONTENTION, BAD_NAME_ACCEPTED, 10) \
    X(09, a_mounted_volume_refuses_a_plain_lock_before_an_owner_does, "AQ", CONTENTION, OWNER_BEFORE_VOLUME, 40) \
    X(10, each_lock_is_announced_once, "E", CONTENTION, NO_LOCK_EVENT, 20) \
    X(11, each_end_of_ownership_is_announced_once, "E", CONTENTION, NO_UNLOCK_EVENT_ON_CLOSE, 10) \
    X(12, lock_and_unlock_events_alternate, "E", CONTENTION, TWO_UNLOCK_EVENTS, 10) \
    X(13, failed_requests_and_queries_announce_nothing, "A", CONTENTION, EVENT_ON_FAILED_LOCK, 10) \
    X(14, synthetic_media_events_come_before_the_unlock_event, "E", QUIET_MEDIA, MEDIA_EVENTS_AFTER_UNLOCK_EVENT, 10) \
    X(15, after_an_unlock_the_first_lock_succeeds, "Q", HANDOFF, UNLOCK_LEAVES_QUEUE_EARLY, 20) \
    X(16, a_closed_file_object_owns_nothing, "A", CONTENTION, LOCK_SURVIVES_CLOSE, 10) \
    X(17, the_lock_survives_cleanup_while_a_reference_exists, "A", CONTENTION, RELEASE_AT_CLEANUP, 10) \
    X(18, lock_unlock_and_query_transfer_0_0_and_65_bytes, "A", CONTENTION, QUERY_RETURNS_64, 10) \
    X(19, an_owner_is_always_a_live_file_object, "A", CONTENTION, GHOST_OWNER, 10) \
    X(20, exclusive_events_are_three_zero_bytes, "A", CONTENTION, EVENT_WITHOUT_TAIL, 10) \
    X(21, a_blocked_request_fails_5_and_does_nothing, "B", STRANGERS, GATE_LETS_DVD_PASS, 40) \
    X(22, refusal_comes_before_buffer_errors, "A", STRANGERS, BUFFERS_BEFORE_GATE, 20) \
    X(23, allowed_codes_are_never_refused, "A", STRANGERS, ALLOWED_CODE_REFUSED, 20) \
    X(24, property_queries_of_strangers_get_the_cached_descriptors, "A", STRANGERS, PROPERTY_COPY_REFUSED, 20) \
    X(25, reads_of_strangers_never_reach_the_drive, "A", BACKLOG, STRANGER_READS, 20) \
    X(26, the_owner_is_not_refused, "A", STRANGERS, OWNER_REFUSED, 20) \
    X(27, opening_never_fails_because_of_a_lock, "A", STRANGERS, LOCKED_OPEN_REFUSED, 20) \
    X(28, no_command_is_sent_for_strangers, "B", STRANGERS, MEDIA_TYPES_ASKS_DRIVE, 20) \
    X(29, polls_never_run_while_locked, "A", STRANGERS, POLLS_WHILE_LOCKED, 20) \
    X(30, a_request_that_waited_is_judged_again, "A", BACKLOG, NO_SECOND_GATE, 20) \
    X(31, the_tray_stays_while_a_secure_lock_is_held, "A", TRAY, OWN_LOCK_LETS_EJECT, 20) \
    X(32, prevent_and_allow_go_with_the_first_and_last_lock, "A", TRAY, PREVENT_EVERY_TIME, 10) \
    X(33, a_failed_tray_lock_counts_nothing, "A", TRAY, FAILED_PREVENT_COUNTS, 20) \
    X(34, no_handle_unlocks_more_than_it_locked, "A", TRAY, EXCESS_UNLOCK_SUCCEEDS, 10) \
    X(35, a_simple_unlock_fails_only_with_the_drive, "A", TRAY, EXCESS_SIMPLE_UNLOCK_FAILS, 10) \
    X(36, a_close_takes_all_secure_locks_back, "A", TRAY, CLOSE_KEEPS_A_TRAY_LOCK, 20) \
    X(37, a_close_leaves_simple_locks_alone, "A", TRAY, CLOSE_CLEARS_SIMPLE, 20) \
    X(38, tray_locks_announce_nothing_of_their_own, "A", TRAY, TRAY_LOCK_ANNOUNCED, 10) \
    X(39, between_two_arrivals_there_is_a_removal, "ME", MEDIA, ARRIVAL_REPEATED, 20) \
    X(39a, no_state_is_reported_twice_in_a_row, "ME", MEDIA, REMOVAL_REPEATED, 20) \
    X(40, change_counts_of_events_never_fall, "E", MEDIA, ARRIVAL_NOT_COUNTED, 20) \
    X(41, the_verified_change_count_grows_with_every_suspicion, "A", MEDIA, ATTENTION_NOT_COUNTED, 20) \
    X(42, arrivals_say_1_and_removals_2_or_3, "E", MEDIA, EMPTY_IS_UNAVAILABLE, 20) \
    X(43, no_media_event_while_mcn_is_disabled, "ME", MEDIA, MCN_DISABLE_IGNORED, 20) \
    X(44, mcn_enable_needs_a_disable_and_forgets_changes, "A", MEDIA, EXCESS_MCN_ENABLE, 20) \
    X(45, a_poll_announces_an_arrival_once, "E", MEDIA, VERIFY2_RETURNS_COUNT, 20) \
    X(46, becoming_ready_tells_its_reason_once_per_attempt, "A", MEDIA, BECOMING_READY_WRONG_REASON, 20) \
    X(47, a_locked_drive_announces_only_what_the_owner_meets, "E", MEDIA, LOCK_ANNOUNCES_REMOVAL, 20) \
    X(48, a_quiet_unlock_announces_no_media, "E", QUIET_MEDIA, QUIET_FLAG_IGNORED, 10) \
    X(49, volume_locks_tell_how_they_end, "E", VOLUME_LOCKS, VOLUME_LOCK_FAILS_SILENTLY, 20) \
    X(50, a_volume_unlock_ends_a_lock, "E", VOLUME_LOCKS, CLEANUP_ALWAYS_UNLOCKS, 10) \
    X(51, no_dismount_is_said_to_have_failed, "E", VOLUME, DISMOUNT_FAILED_TOLD, 20) \
    X(52, only_new_volumes_are_announced, "E", VOLUME, REMOUNT_ANNOUNCED, 40) \
    X(53, a_dismounted_volume_stays_mounted_until_cleanup, "A", DISMOUNTS, DISMOUNT_AT_ONCE, 20) \
    X(54, a_volume_is_locked_by_its_only_handle, "A", VOLUME_LOCKS, VOLUME_LOCKED_WITH_FILES, 20) \
    X(55, a_locked_volume_is_not_opened, "AI", VOLUME_LOCKS, OPENED_ALONE_LETS_IN, 20) \
    X(56, volume_events_reach_whoever_hears_the_driver, "EI", VOLUME, VOLUME_EVENTS_TO_FIRST, 20) \
    X(57, cdfs_sends_five_events_only, "A", VOLUME, CHKDSK_ON_MOUNT, 10) \
    X(58, after_removal_failures_read_55, "A", REMOVAL, REMOVED_DRIVE_STATUS_KEPT, 20) \
    X(59, only_named_requests_retry_without_end, "A", FAULTS, ENDLESS_RETRY, 40) \
    X(60, too_small_delivers_nothing_and_overflow_does, "A", STRANGERS, TOO_SMALL_WITH_DATA, 20)
/* clang-format on */

enum property {
#define X(number, ...) PROPERTY_##number,
    PROPERTY_LIST(X)
#undef X
    PROPERTY_COUNT
};

struct property_row {
    const char     *number; /* "39a" */
    const char     *sentence;
    const char     *marks;
    enum theme_id   theme;
    enum sim_mutant mutant;
    unsigned        seeds;
    void          (*check)(struct look *look);
};
const struct property_row *property_at(enum property property);
/* For tale.watch: all properties, or the one in tale->watched. */
void properties_watch(struct look *look);

#define X(number, ...) void check_##number(struct look *look);
PROPERTY_LIST(X)
#undef X

#endif
