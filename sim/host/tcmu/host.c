/* The loop: what the kernel asks, what people do, and time. */
#include "sim/host/tcmu/parts.h"

#include "core/base/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_MS = 1000, NOBODY = DESK_CLIENTS_MAX };
enum { WATCH_RING, WATCH_CABLE, WATCH_DESK, WATCH_CLIENTS,
       WATCH_COUNT = WATCH_CLIENTS + DESK_CLIENTS_MAX };

struct tcmu_host {
    struct tcmu_host_config config;
    struct tcmu_target      target;
    struct tcmu_ring        ring;
    struct tcmu_unit        unit;
    struct tcmu_desk        desk;
    struct tcmu_cable       cable;
    struct tcmu_request     request; /* In the drive's hand. */
    unsigned                asker; /* Who waits for the cable, or NOBODY. */
    bool                    leaving; /* The cable goes, and then we. */
    bool                    told;    /* That it is ready. */
    enum tj_status          failed;  /* It never was: why is in *error. */
};

size_t tcmu_host_size(void)
{
    return sizeof(struct tcmu_host);
}

/* --- The kernel --- */

static enum tj_status take(struct tcmu_host *host, bool *found,
                           struct tj_error *error)
{
    struct tcmu_request *request = &host->request;
    size_t size = 0;

    uint32_t resets = host->ring.resets;
    enum tj_status status =
        tcmu_ring_take(&host->ring, request, found, error);
    if (host->ring.resets != resets)
        sim_hardware_reset(&host->unit.hardware);
    if (status != TJ_OK || !*found)
        return status;
    size_t wants = tcmu_unit_wants(request->cdb);
    memset(host->unit.data, 0, sizeof host->unit.data);
    if (wants > sizeof host->unit.data)
        wants = sizeof host->unit.data;
    status = tcmu_ring_read(&host->ring, request, host->unit.data, wants, &size,
                            error);
    if (status == TJ_OK)
        tcmu_unit_begin(&host->unit, request->cdb, tj_clock_ns());
    return status;
}

/* A drive that is late may hear that nobody waits for it any more. */
static enum tj_status ended(struct tcmu_host *host, struct tcmu_reply *reply,
                            bool *over, struct tj_error *error)
{
    *over = tcmu_unit_end(&host->unit, tj_clock_ns(), reply);
    if (*over)
        return TJ_OK;
    enum tj_status status =
        tcmu_ring_given_up(&host->ring, &host->request, over, error);
    if (status == TJ_OK && *over)
        tcmu_unit_abort(&host->unit, reply);
    return status;
}

/* All that can be answered by now; then the kernel is told once. */
static enum tj_status serve(struct tcmu_host *host, struct tj_error *error)
{
    const uint32_t    poke = 0;
    struct tcmu_reply reply;
    enum tj_status    status = TJ_OK;
    bool              found = true, over, answered = false;

    while (status == TJ_OK && found) {
        if (!host->unit.in_hand)
            status = take(host, &found, error);
        if (status != TJ_OK || !found)
            break;
        status = ended(host, &reply, &over, error);
        if (status != TJ_OK || !over)
            break;
        status = tcmu_ring_answer(&host->ring, &host->request, &reply, error);
        answered = true;
    }
    if (answered &&
        write(host->target.uio, &poke, sizeof poke) != (ssize_t)sizeof poke)
        return tj_fail_native(error, TJ_HOST_IO, errno, "drive %u: cannot tell "
                              "the kernel: %s", host->config.number,
                              strerror(errno));
    return status;
}

/* --- The cable --- */

static enum tj_status pull(struct tcmu_host *host, struct tj_error *error)
{
    /* A drive that fell silent would be waited for, for ever. */
    host->unit.stuck = false;
    return tcmu_cable_move(&host->cable, TCMU_MOVE_OUT, error);
}

static void cable_moved(struct tcmu_host *host, struct tj_error *error)
{
    char           device[TCMU_DEVICE_MAX];
    enum tcmu_move move = tcmu_cable_take(&host->cable);
    bool           moved = host->cable.status == TJ_OK;

    if (host->asker != NOBODY && !host->leaving) {
        tcmu_desk_result(&host->desk, host->asker, host->config.number,
                         moved ? NULL : &host->cable.error);
        host->asker = NOBODY;
    }
    if (move != TCMU_MOVE_IN || host->told)
        return;
    host->told = moved && tcmu_target_device(host->config.root,
                                             host->config.number, device);
    if (host->told)
        host->config.ready(host->config.context, device);
    else
        host->failed = moved ? tj_fail(error, TJ_HOST_IO, "drive %u is gone "
                                       "again", host->config.number)
                             : (*error = host->cable.error).status;
}

/* --- People --- */

static void move_for(struct tcmu_host *host, unsigned client,
                     enum tcmu_deed deed)
{
    struct tj_error error;
    enum tj_status  status;

    if (host->cable.move != TCMU_MOVE_NONE) {
        (void)tj_fail(&error, TJ_BAD_INPUT, "its cable is in somebody's hand");
        tcmu_desk_result(&host->desk, client, host->config.number, &error);
        return;
    }
    if (deed == TCMU_REPLUG) {
        tcmu_unit_replug(&host->unit, tj_clock_ns());
        status = tcmu_cable_move(&host->cable, TCMU_MOVE_IN, &error);
    } else {
        status = pull(host, &error);
    }
    if (status != TJ_OK) {
        tcmu_desk_result(&host->desk, client, host->config.number, &error);
        return;
    }
    host->asker = client;
    host->leaving = deed == TCMU_REMOVE;
}

static void obey(struct tcmu_host *host, unsigned client,
                 const struct tcmu_message *message)
{
    struct trayjam_state state;
    struct tj_error      error;

    if (message->function == TRAYJAM_PRIVATE_STATE) {
        sim_hardware_time(&host->unit.hardware, &host->unit.profile,
                          tj_clock_ns());
        tcmu_state(&host->unit, &state);
        state.number = host->config.number;
        tcmu_desk_answer(&host->desk, client, &state, sizeof state);
        return;
    }
    enum tcmu_deed deed = tcmu_order(&host->unit, message->function,
                                     &message->order, tj_clock_ns(), &error);
    if (deed == TCMU_DONE || deed == TCMU_REFUSED)
        tcmu_desk_result(&host->desk, client, host->config.number,
                         deed == TCMU_DONE ? NULL : &error);
    else
        move_for(host, client, deed);
}

/* --- The loop --- */

static int wait_ms(const struct tcmu_host *host)
{
    uint64_t now_ns = tj_clock_ns();
    uint64_t wake_ns = tcmu_unit_wake(&host->unit);

    if (wake_ns <= now_ns)
        return 0;
    uint64_t ms = (wake_ns - now_ns) / 1000000 + 1;
    return ms < LOOK_MS ? (int)ms : LOOK_MS;
}

static void look(struct tcmu_host *host, struct tj_error *error)
{
    struct tcmu_message message;
    struct pollfd watched[WATCH_COUNT] = {
        [WATCH_RING] = { .fd = host->target.uio, .events = POLLIN },
        [WATCH_CABLE] = { .fd = host->cable.done[0], .events = POLLIN },
        [WATCH_DESK] = { .fd = host->desk.listener, .events = POLLIN },
    };
    uint32_t count;

    for (unsigned i = 0; i < DESK_CLIENTS_MAX; i++)
        watched[WATCH_CLIENTS + i] = (struct pollfd){
            .fd = host->asker == i ? -1 : host->desk.clients[i],
            .events = POLLIN };
    if (poll(watched, WATCH_COUNT, wait_ms(host)) <= 0)
        return;
    if (watched[WATCH_RING].revents != 0)
        while (read(host->target.uio, &count, sizeof count) < 0 &&
               errno == EINTR)
            ;
    if (watched[WATCH_CABLE].revents != 0)
        cable_moved(host, error);
    for (unsigned i = 0; i < DESK_CLIENTS_MAX; i++)
        if (watched[WATCH_CLIENTS + i].revents != 0 &&
            host->desk.clients[i] >= 0 &&
            tcmu_desk_take(&host->desk, i, &message))
            obey(host, i, &message);
    if (watched[WATCH_DESK].revents != 0)
        tcmu_desk_accept(&host->desk);
}

/* Until somebody wants it to end and the cable is out, or the ring is no ring
 * any more: then nothing can be answered, and the cable stays. */
static enum tj_status serve_all(struct tcmu_host *host, struct tj_error *error)
{
    struct tj_error lost;
    enum tj_status  status =
        tcmu_cable_move(&host->cable, TCMU_MOVE_IN, error);

    while (status == TJ_OK) {
        bool idle = host->cable.move == TCMU_MOVE_NONE;
        if (host->leaving && idle)
            return host->failed;
        if (!host->leaving && idle &&
            (host->failed != TJ_OK ||
             host->config.stop(host->config.context))) {
            host->leaving = true;
            status = pull(host, host->failed == TJ_OK ? error : &lost);
        }
        look(host, error);
        if (status == TJ_OK)
            status = serve(host, error);
    }
    return status;
}

enum tj_status tcmu_host_run(void *memory, const struct tcmu_host_config *config,
                             struct tj_error *error)
{
    struct tcmu_host *host = memory;

    host->config = *config;
    host->asker = NOBODY;
    enum tj_status status =
        tcmu_desk_open(&host->desk, config->root, config->number, error);
    if (status == TJ_OK) {
        status = tcmu_target_open(&host->target, config->root, config->number,
                                  error);
        if (status == TJ_OK)
            status = tcmu_ring_open(&host->ring, host->target.map,
                                    host->target.map_size, error);
        if (status == TJ_OK)
            status = tcmu_cable_init(&host->cable, &host->target, error);
        if (status == TJ_OK) {
            tcmu_unit_init(&host->unit, &config->profile, tj_clock_ns());
            status = serve_all(host, error);
            tcmu_cable_deinit(&host->cable);
        }
        tcmu_target_close(&host->target);
    }
    if (host->asker != NOBODY)
        tcmu_desk_result(&host->desk, host->asker, config->number,
                         status == TJ_OK ? NULL : error);
    tcmu_desk_close(&host->desk);
    return status;
}
