/* Drives that are wrong on purpose, to prove that the judge sees. Each is one
 * line at one place in sim/, marked MUTANT(name). Planted by name through the
 * profile; SIM_HONEST is the drive as the specification has it. */
#ifndef TJ_SIM_MUTANTS_H
#define TJ_SIM_MUTANTS_H

#include <stdbool.h>

/* clang-format off */
/* name, what is wrong, the 8.7 properties that must catch it */
#define SIM_MUTANT_LIST(X)                                                     \
    X(HONEST, "honest", "nothing is wrong", "")                                \
    X(TWO_OWNERS, "two_owners",                                                \
      "a second lock is granted while somebody owns the drive", "TJ-X01 TJ-X02") \
    X(RECURSIVE_LOCK, "recursive_lock",                                        \
      "the owner's own second lock succeeds", "TJ-X02")                        \
    X(LOST_UNLOCK, "lost_unlock",                                              \
      "an unlock succeeds but the owner stays", "TJ-X03 TJ-X04")               \
    X(STRANGER_UNLOCKS, "stranger_unlocks",                                    \
      "any handle may unlock", "TJ-X04")                                       \
    X(LOCK_SURVIVES_CLOSE, "lock_survives_close",                              \
      "closing the owner's last handle does not release the lock", "TJ-X03 TJ-X16") \
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
      "EXCLUSIVE events come without their 3 zero bytes", "TJ-X20")

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
    const char *rules; /* Rule ids, at least one of which must find it. */
};
const struct sim_mutant_info *sim_mutant_info(enum sim_mutant mutant);
bool sim_mutant_by_name(const char *name, enum sim_mutant *mutant);

#endif
