/* Every way in which a holder can go, at every operation it can be doing: what
 * is undone with its last handle and what is not (class-driver spec 1.7, 3.3,
 * 3.5; 8.7 (16, 17, 36, 37)). The holder has the lock, a secure and a
 * simple tray lock and two MCN disables; then it does one thing more. */
#include "core/drive/codes.h"
#include "fault_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)
enum { IGNORE_VOLUME = 1, HOLDER = 0, LISTENER = 1, HANDLE = 1, EARS = 2 };

/* What the operation changes if the drive carries it out. */
struct deed {
    enum tj_verb verb;
    int          locked, simple, secure, mcn;
};
static const struct deed deeds[] = {
    { TJ_LOCK, 0, 0, 0, 0 },          { TJ_UNLOCK, -1, 0, 0, 0 },
    { TJ_QUERY, 0, 0, 0, 0 },         { TJ_EJECT, 0, 0, 0, 0 },
    { TJ_LOAD, 0, 0, 0, 0 },          { TJ_PREVENT, 0, 1, 0, 0 },
    { TJ_ALLOW, 0, -1, 0, 0 },        { TJ_SECURE_PREVENT, 0, 0, 1, 0 },
    { TJ_SECURE_ALLOW, 0, 0, -1, 0 }, { TJ_MCN_OFF, 0, 0, 0, 1 },
    { TJ_MCN_ON, 0, 0, 0, -1 },       { TJ_VERIFY2, 0, 0, 0, 0 },
    { TJ_READ, 0, 0, 0, 0 },
};
enum { DEEDS = sizeof deeds / sizeof *deeds };

/* Whether the drive carried it out. */
enum carried { NOT, SURELY, PERHAPS };

struct way {
    const char  *name, *inject, *when;
    enum carried carried;
    bool         gone;        /* With it the last handle. */
    bool         by_process;  /* The program ends in the test's hand. */
    bool         closes;      /* The program closes what it has. */
};
static const struct way ways[] = {
    { "killed before", "kill(process)", "before", NOT, true, false, false },
    { "killed in flight", "kill(process)", "pending", PERHAPS, true, false,
      false },
    { "killed after", "kill(process)", "after", SURELY, true, false, false },
    { "thread ends before", "kill(thread)", "before", NOT, false, false, false },
    { "thread ends after", "kill(thread)", "after", SURELY, false, false,
      false },
    { "thread, then process ends", "kill(thread)", "after", SURELY, true, true,
      false },
    { "stopped", "stop(500ms)", "before", SURELY, false, false, false },
    { "stopped with the answer", "stop(500ms)", "after", SURELY, false, false,
      false },
    { "stopped, then killed", "stop(500ms)", "before", SURELY, true, true,
      false },
    { "closed in flight", "close-pending", "pending", PERHAPS, true, false,
      false },
    { "cancelled", "cancel", "pending", PERHAPS, false, false, false },
    { "duplicate alive", "duplicate", "after", SURELY, false, false, true },
    { "duplicate, process ends", "duplicate", "after", SURELY, true, true,
      true },
    { "inherited", "inherit", "after", SURELY, false, true, true },
    { "closes", "delay(1ms)", "after", SURELY, true, false, true },
};
enum { WAYS = sizeof ways / sizeof *ways };

struct cell {
    const struct way  *way;
    const struct deed *deed;
};

static struct fault_rig rig;

static uint32_t ask(enum tj_verb verb, uint32_t arg)
{
    return rig_ask(&rig, HOLDER, verb, HANDLE, arg);
}

static uint32_t arg_of(enum tj_verb verb)
{
    return verb == TJ_LOCK ? IGNORE_VOLUME : verb == TJ_READ ? 2048 : 0;
}

/* The operation's own number of its verb: those of taking come first. */
static unsigned number_of(enum tj_verb verb)
{
    return verb == TJ_MCN_OFF ? 3
           : verb == TJ_LOCK || verb == TJ_PREVENT || verb == TJ_SECURE_PREVENT
               ? 2
               : 1;
}

static void take_everything(void)
{
    struct tj_error error;

    rig_open_handle(&rig, HOLDER, HANDLE);
    rig_open_handle(&rig, LISTENER, EARS);
    rig_wait(&rig, 30 * SECOND); /* The disc is known. */
    cr_assert_eq(tj_backend_listen(&rig.layers[LISTENER].backend, EARS,
                                   &error), TJ_OK);
    cr_assert_eq(ask(TJ_SECURE_PREVENT, 0), 0);
    cr_assert_eq(ask(TJ_PREVENT, 0), 0);
    cr_assert_eq(ask(TJ_MCN_OFF, 0), 0);
    cr_assert_eq(ask(TJ_MCN_OFF, 0), 0);
    cr_assert_eq(ask(TJ_LOCK, IGNORE_VOLUME), 0);
}

static void play(const struct cell *cell, const char *drive)
{
    const struct way *way = cell->way;
    enum tj_verb      verb = cell->deed->verb;
    char              rule[128];

    snprintf(rule, sizeof rule, "%s op=%s when=%s first=%u count=1 client=1",
             way->inject, tj_verb_name(verb), way->when, number_of(verb));
    rig_open(&rig, drive, (const char *const[]){ rule, NULL });
    take_everything();
    (void)ask(verb, arg_of(verb));
    cr_assert_eq(rig_struck(&rig), 1, "%s: the cell is reached", rule);
    if (way->closes)
        (void)ask(TJ_CLOSE, 0);
    if (way->by_process)
        tj_virtual_end_process(rig.world, HOLDER + 1);
    rig_wait(&rig, 30 * SECOND);
}

/* How many of that event reached the listener, and whether one of another kind
 * came behind the last UNLOCK (spec 8.7 (14)). */
static void hear(unsigned counts[TJ_EVENT_COUNT], bool *late)
{
    struct tj_event events[32];
    size_t          count;

    memset(counts, 0, TJ_EVENT_COUNT * sizeof *counts);
    *late = false;
    while ((count = tj_backend_events(&rig.layers[LISTENER].backend, 0, events,
                                      32)) > 0)
        for (size_t i = 0; i < count; i++) {
            counts[events[i].id]++;
            *late = *late || (counts[TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK] > 0 &&
                              events[i].id != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK);
        }
}

static bool between(uint32_t value, int base, int change, enum carried carried)
{
    int with = base + change;

    return (carried != NOT && (int)value == with) ||
           (carried != SURELY && (int)value == base);
}

/* NULL, or what is not as the documentation has it. */
static const char *wrong_state(const struct cell *cell,
                               const struct tj_sim_view *view)
{
    const struct deed *deed = cell->deed;
    enum carried       carried = cell->way->carried;
    bool               gone = cell->way->gone;

    if (!between(view->simple_locks, 1, deed->simple, carried))
        return "simple tray locks: no close undoes them (37)";
    if (gone ? view->locked
             : !between(view->locked, 1, deed->locked, carried))
        return "the lock goes with the last handle, no sooner (16, 17)";
    if (gone ? view->secure_locks != 0
             : !between(view->secure_locks, 1, deed->secure, carried))
        return "secure tray locks go with their handle (36)";
    if (gone ? view->mcn_disabled != 0
             : !between(view->mcn_disabled, 2, deed->mcn, carried))
        return "MCN disables go with their handle (spec 3.5)";
    return NULL;
}

static const char *wrong_events(const struct tj_sim_view *view)
{
    unsigned counts[TJ_EVENT_COUNT];
    bool     late;

    hear(counts, &late);
    if (counts[TJ_EVENT_CDROM_EXCLUSIVE_LOCK] != 1)
        return "one lock, one announcement";
    if (counts[TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK] != (view->locked ? 0 : 1))
        return "each release is announced once, by close too";
    if (late)
        return "nothing follows the announcement of the release";
    return NULL;
}

/* As "WAY at OPERATION: what is wrong", or NULL. */
static const char *judge(const struct cell *cell)
{
    static char        text[256];
    struct tj_sim_view view = rig_view(&rig);
    const char        *wrong = wrong_state(cell, &view);

    if (wrong == NULL)
        wrong = wrong_events(&view);
    if (wrong == NULL)
        return NULL;
    snprintf(text, sizeof text,
             "%s at %s: %s (locked %d, simple %u, secure %u, MCN %u)",
             cell->way->name, tj_verb_name(cell->deed->verb), wrong,
             view.locked, view.simple_locks, view.secure_locks,
             view.mcn_disabled);
    return text;
}

Test(crash_matrix, what_goes_with_a_holder_and_what_stays, .timeout = 120)
{
    for (unsigned i = 0; i < WAYS; i++)
        for (unsigned j = 0; j < DEEDS; j++) {
            const struct cell cell = { &ways[i], &deeds[j] };
            play(&cell, "disc=present");
            const char *wrong = judge(&cell);
            cr_expect_null(wrong, "%s", wrong);
            rig_close(&rig);
        }
}

static unsigned cells_that_catch(const char *drive)
{
    unsigned caught = 0;

    for (unsigned i = 0; i < WAYS; i++)
        for (unsigned j = 0; j < DEEDS; j++) {
            const struct cell cell = { &ways[i], &deeds[j] };
            play(&cell, drive);
            caught += judge(&cell) != NULL;
            rig_close(&rig);
        }
    return caught;
}

Test(crash_matrix, a_drive_that_closes_wrongly_is_caught_by_a_cell,
     .timeout = 300)
{
    static const char *const wrong[] = {
        "lock_survives_close", "release_at_cleanup", "close_keeps_a_tray_lock",
        "close_clears_simple", "no_unlock_event_on_close",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char drive[96];
        snprintf(drive, sizeof drive, "disc=present,mutant=%s", wrong[i]);
        unsigned caught = cells_that_catch(drive);
        cr_expect_gt(caught, 0, "%s", wrong[i]);
        cr_expect_lt(caught, WAYS * DEEDS, "%s is right elsewhere", wrong[i]);
    }
}
