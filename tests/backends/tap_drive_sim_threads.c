/* backends/drive_sim.h under real threads: a TAP program, so that it runs
 * under ThreadSanitizer too. Four clients fight for one drive while a fifth
 * listens; each holds the drive only while a plain variable says so. */
#include "backends/drive_sim.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/drive/codes.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIGHTERS = 4, ROUNDS = 3000 };

struct fighter {
    struct tj_os_thread    thread;
    struct tj_sim_session *session;
    uint32_t               number, attempts, granted, refused, other;
};

static struct tj_sim_host *host;
static struct fighter      fighters[FIGHTERS];
static unsigned            owner;  /* Not atomic: the drive's lock guards it. */
static _Atomic unsigned    broken; /* Times it was somebody else's. */
static _Atomic bool        over;
static unsigned            checks, failures;

static void check(bool good, const char *what)
{
    printf("%sok %u - %s\n", good ? "" : "not ", ++checks, what);
    failures += !good;
}

static uint32_t ask(struct fighter *fighter, enum tj_verb verb, uint32_t arg)
{
    struct tj_sim_session *session = fighter->session;
    struct tj_reply reply;
    struct tj_op op = { .number = ++fighter->number,
                        .client = session->backend.client, .verb = verb,
                        .handle = session->backend.client, .arg = arg };

    tj_encode(&op, verb == TJ_LOCK ? "fighter" : NULL);
    if (tj_backend_submit(&session->backend, tj_clock_ns(), &op, &reply) !=
        TJ_ANSWERED)
        return UINT32_MAX;
    return reply.status;
}

static void hold(struct fighter *fighter)
{
    unsigned me = fighter->session->backend.client;

    if (owner != 0)
        atomic_fetch_add(&broken, 1);
    owner = me;
    (void)ask(fighter, TJ_QUERY, 0); /* Others get their chance to intrude. */
    if (owner != me)
        atomic_fetch_add(&broken, 1);
    owner = 0;
    if (ask(fighter, TJ_UNLOCK, TJ_NO_MEDIA_NOTIFICATIONS) !=
        TJ_STATUS_SUCCESS)
        fighter->other++;
}

static void fight(void *context)
{
    struct fighter *fighter = context;

    /* However the system schedules: when the others are done, it is free. */
    for (unsigned i = 0; i < ROUNDS || fighter->granted == 0; i++) {
        uint32_t status = ask(fighter, TJ_LOCK, 0);

        fighter->attempts++;

        if (status == TJ_STATUS_SUCCESS) {
            fighter->granted++;
            hold(fighter);
        } else if (status == TJ_STATUS_ACCESS_DENIED) {
            fighter->refused++;
        } else {
            fighter->other++;
        }
    }
}

struct listener {
    struct tj_os_thread    thread;
    struct tj_sim_session *session;
    uint32_t               locks, unlocks, disorder, last;
};

static void note(struct listener *listener, const struct tj_event *event)
{
    bool locked = listener->locks > listener->unlocks;

    if (event->number <= listener->last)
        listener->disorder++;
    listener->last = event->number;
    if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK) {
        listener->disorder += locked;
        listener->locks++;
    } else if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK) {
        listener->disorder += !locked;
        listener->unlocks++;
    }
}

static void listen_to(void *context)
{
    struct listener *listener = context;
    struct tj_event events[16];
    size_t count;

    do {
        bool last_round = atomic_load(&over);

        count = tj_backend_events(&listener->session->backend,
                                  tj_clock_ns() + 20000000, events, 16);
        for (size_t i = 0; i < count; i++)
            note(listener, &events[i]);
        if (last_round && count == 0)
            break;
    } while (true);
}

static void start(struct tj_os_thread *thread, void (*run)(void *), void *what)
{
    struct tj_error error;

    if (tj_os_thread_start(thread, run, what, &error) != TJ_OK) {
        printf("Bail out! %s\n", error.text);
        exit(1);
    }
}

static struct tj_sim_session *new_session(tj_client client)
{
    struct tj_sim_session *session = calloc(1, sizeof *session);
    struct tj_reply reply;
    struct tj_op op = { .number = 1, .client = client, .verb = TJ_OPEN,
                        .handle = client,
                        .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                           TJ_SHARE_ALL) };

    tj_sim_session_init(session, host, client, 0);
    (void)tj_backend_submit(&session->backend, tj_clock_ns(), &op, &reply);
    return session;
}

static void drop_session(struct tj_sim_session *session)
{
    tj_backend_close(&session->backend, tj_clock_ns());
    free(session);
}

static void report(const struct listener *listener)
{
    uint32_t granted = 0, refused = 0, other = 0, attempts = 0;

    for (unsigned i = 0; i < FIGHTERS; i++) {
        granted += fighters[i].granted;
        refused += fighters[i].refused;
        other += fighters[i].other;
        attempts += fighters[i].attempts;
    }
    printf("# %u granted, %u refused, %u + %u events\n", granted, refused,
           listener->locks, listener->unlocks);
    check(atomic_load(&broken) == 0, "the drive never has two owners");
    check(granted + refused == attempts && other == 0,
          "every lock is granted or refused with 5");
    check(refused > 0, "clients really meet at the drive");
    check(listener->locks == granted && listener->unlocks == granted,
          "every grant is one lock event and one unlock event");
    check(listener->disorder == 0, "events come in order, lock and unlock");
    check(tj_sim_session_lost(listener->session) == 0, "no event is lost");
}

int main(void)
{
    struct tj_error error;
    void *memory = calloc(1, tj_sim_host_size());
    struct listener listener = { 0 };

    printf("1..7\n");
    if (tj_sim_host_open(memory, "", 0, 42, &host, &error) != TJ_OK) {
        printf("Bail out! %s\n", error.text);
        return 1;
    }
    listener.session = new_session(FIGHTERS + 1);
    if (tj_backend_listen(&listener.session->backend, FIGHTERS + 1, &error) !=
        TJ_OK) {
        printf("Bail out! %s\n", error.text);
        return 1;
    }
    start(&listener.thread, listen_to, &listener);
    for (unsigned i = 0; i < FIGHTERS; i++)
        fighters[i] = (struct fighter){ .session =
                                            new_session((tj_client)(i + 1)),
                                        .number = 1 };
    for (unsigned i = 0; i < FIGHTERS; i++)
        start(&fighters[i].thread, fight, &fighters[i]);
    for (unsigned i = 0; i < FIGHTERS; i++)
        tj_os_thread_join(&fighters[i].thread);
    atomic_store(&over, true);
    tj_os_thread_join(&listener.thread);
    report(&listener);

    struct tj_sim_view view;
    for (unsigned i = 0; i < FIGHTERS; i++)
        drop_session(fighters[i].session);
    drop_session(listener.session);
    tj_sim_host_describe(host, &view);
    check(!view.locked, "the drive is free in the end");
    tj_sim_host_close(host);
    free(memory);
    return failures == 0 ? 0 : 1;
}
