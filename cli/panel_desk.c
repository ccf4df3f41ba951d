/* SPDX-License-Identifier: MIT */
#include "cli/panel_desk.h"

#include "cli/asking.h"
#include "cli/drive_look.h"
#include "cli/event_text.h"
#include "stress/lock_watch.h"

#include "core/base/clock.h"
#include "core/base/os.h"

#include <string.h>

/* The drive's clients: one looks on, the panel's follow, the last one's hands
 * are those of the person at the drive. */
enum { LOOKER = 0, HANDS = PANEL_CLIENTS + 1, LINE_ORDERS_MAX = 8,
       EVENTS_AT_ONCE = 16 };
_Static_assert((int)HANDS < (int)SINGLE_CLIENTS_MAX, "each has a place");
#define MS UINT64_C(1000000)
/* A drive that does not say how it is, is asked; not so often. */
#define LOOK_NS (100 * MS)
#define ASK_NS (500 * MS)

struct desk;
struct program { /* One client and its thread. */
    struct desk        *desk;
    unsigned            client;
    struct tj_os_thread thread;
    bool                started;
    unsigned            first, count; /* Orders that wait, under the mutex. */
    struct panel_order  orders[LINE_ORDERS_MAX];
};
struct desk {
    struct single_drive drive;
    FILE               *output;
    uint64_t            start_ns;
    struct tj_os_mutex  mutex;   /* Orders, `over` and the output. */
    struct tj_os_signal orders;
    bool                over;
    struct tj_os_thread looker;
    bool                looking;
    char                model[DRIVE_MODEL_SIZE];
    struct drive_look   look;    /* The looker's. */
    struct lock_watch   lock;
    struct program      programs[PANEL_CLIENTS];
};

/* --- Lines out: the mutex is held from begin to end --- */

static void begin_line(struct desk *desk, struct tj_json *json,
                       const char *kind)
{
    tj_os_mutex_lock(&desk->mutex);
    tj_json_init(json, desk->output, false);
    tj_json_object(json, NULL);
    tj_json_string(json, "kind", kind);
    tj_json_u64(json, "t_ns", tj_clock_ns() - desk->start_ns);
}

/* Whoever reads is gone when it fails: then input ends as well. */
static void end_line(struct desk *desk, struct tj_json *json)
{
    struct tj_error unheard;

    tj_json_end(json);
    (void)tj_json_finish(json, &unheard);
    tj_os_mutex_unlock(&desk->mutex);
}

static void tell_hello(struct desk *desk, const char *drive)
{
    struct tj_json json;
    struct tj_sim_view view;

    begin_line(desk, &json, "hello");
    tj_json_string(&json, "drive", drive);
    tj_json_string(&json, "model", desk->model);
    tj_json_u64(&json, "utc_ns", tj_clock_utc_ns());
    tj_json_bool(&json, "simulated",
                 single_drive_view(&desk->drive, HANDS, &view));
    tj_json_u64(&json, "clients", PANEL_CLIENTS);
    end_line(desk, &json);
}

static void tell_error(struct desk *desk, uint32_t id, const char *text)
{
    struct tj_json json;

    begin_line(desk, &json, "error");
    tj_json_u64(&json, "id", id);
    tj_json_string(&json, "text", text);
    end_line(desk, &json);
}

static void tell_reply(struct desk *desk, const struct panel_order *order,
                       const struct asked *asked, uint64_t took_ns)
{
    struct tj_json json;

    begin_line(desk, &json, "reply");
    tj_json_u64(&json, "id", order->id);
    tj_json_u64(&json, "client", order->client);
    tj_json_string(&json, "asked", tj_verb_name((enum tj_verb)order->verb));
    tj_json_u64(&json, "flags", order->flags);
    tj_json_string(&json, "as", order->name);
    tj_json_u64(&json, "took_ns", took_ns);
    tj_json_bool(&json, "owns", desk->drive.clients[order->client].owns);
    asked_json(&json, asked);
    end_line(desk, &json);
}

/* --- A program's thread --- */

static bool next_order(struct program *program, struct panel_order *order)
{
    struct desk *desk = program->desk;

    tj_os_mutex_lock(&desk->mutex);
    while (program->count == 0 && !desk->over)
        tj_os_signal_wait(&desk->orders, &desk->mutex, UINT64_MAX);
    bool found = program->count > 0 && !desk->over;
    if (found) {
        *order = program->orders[program->first];
        program->first = (program->first + 1) % LINE_ORDERS_MAX;
        program->count--;
    }
    tj_os_mutex_unlock(&desk->mutex);
    return found;
}

static void run_program(void *context)
{
    struct program    *program = context;
    struct desk       *desk = program->desk;
    struct panel_order order;
    struct asked       asked;

    while (next_order(program, &order)) {
        const struct asking asking = { .verb = (enum tj_verb)order.verb,
                                       .flags = order.flags,
                                       .name = order.name,
                                       .dismount = order.dismount };
        uint64_t start_ns = tj_clock_ns();

        ask(&desk->drive, program->client, &asking, &asked);
        tell_reply(desk, &order, &asked, tj_clock_ns() - start_ns);
    }
}

/* --- The looker's thread --- */

static void tell_state(struct desk *desk)
{
    struct tj_json json;
    uint64_t       now_ns = tj_clock_ns();

    begin_line(desk, &json, "state");
    drive_look_json(&json, &desk->look);
    if (desk->look.answered) {
        tj_json_u64(&json, "since_ns", now_ns - desk->lock.since_ns);
        tj_json_string(&json, "since_by", lock_since_name(desk->lock.how));
        tj_json_u64(&json, "locks_seen", desk->lock.locks);
    }
    end_line(desk, &json);
}

static void tell_event(struct desk *desk, const struct tj_event *event)
{
    const struct tj_event_info *info = tj_event_info(event->id);
    struct tj_json              json;

    begin_line(desk, &json, "event");
    event_json(event, &json);
    tj_json_string(&json, "meaning", info->meaning);
    tj_json_u64(&json, "delivered_ns", event->delivered_ns - desk->start_ns);
    if (event->emitted_ns > desk->start_ns)
        tj_json_u64(&json, "emitted_ns", event->emitted_ns - desk->start_ns);
    end_line(desk, &json);
}

/* Everything that a page shows; a view is all plain fields. */
static bool is_news(const struct drive_look *a, const struct drive_look *b)
{
    return a->answered != b->answered || a->media != b->media ||
           a->refused != b->refused || a->viewed != b->viewed ||
           (a->viewed && (strcmp(a->view.tray, b->view.tray) != 0 ||
                          strcmp(a->view.volume, b->view.volume) != 0 ||
                          a->view.mcn_disabled != b->view.mcn_disabled ||
                          a->view.simple_locks != b->view.simple_locks ||
                          a->view.secure_locks != b->view.secure_locks ||
                          a->view.change_count != b->view.change_count));
}

static void look_on(struct desk *desk, bool first)
{
    const struct drive_look before = desk->look;

    drive_look(&desk->drive, LOOKER, &desk->look);
    bool news = first || is_news(&desk->look, &before);
    if (desk->look.answered)
        news |= lock_watch_look(&desk->lock, tj_clock_ns(), desk->look.locked,
                                desk->look.owner);
    if (news)
        tell_state(desk);
}

static bool is_over(struct desk *desk)
{
    tj_os_mutex_lock(&desk->mutex);
    bool over = desk->over;
    tj_os_mutex_unlock(&desk->mutex);
    return over;
}

static size_t hear(struct desk *desk, bool listens, struct tj_event *events)
{
    uint64_t until_ns =
        tj_clock_ns() + (desk->look.viewed ? LOOK_NS : ASK_NS);

    if (listens)
        return tj_backend_events(desk->drive.clients[LOOKER].backend, until_ns,
                                 events, EVENTS_AT_ONCE);
    tj_clock_sleep_until(until_ns);
    return 0;
}

static void run_looker(void *context)
{
    struct desk          *desk = context;
    struct single_client *looker = &desk->drive.clients[LOOKER];
    struct tj_event       events[EVENTS_AT_ONCE];
    struct tj_error       unheard;
    bool listens = looker->handle != TJ_NO_HANDLE &&
                   tj_backend_listen(looker->backend, looker->handle,
                                     &unheard) == TJ_OK;

    look_on(desk, true);
    while (!is_over(desk)) {
        size_t count = hear(desk, listens, events);

        for (size_t i = 0; i < count; i++) {
            lock_watch_event(&desk->lock, events[i].id,
                             events[i].emitted_ns != 0
                                 ? events[i].emitted_ns
                                 : events[i].delivered_ns);
            tell_event(desk, &events[i]);
        }
        look_on(desk, false);
    }
}

/* --- Lines in --- */

static void take_order(struct desk *desk, const struct panel_order *order)
{
    struct program *program = &desk->programs[order->client - 1];

    tj_os_mutex_lock(&desk->mutex);
    bool fits = program->count < LINE_ORDERS_MAX;
    if (fits) {
        program->orders[(program->first + program->count++) %
                        LINE_ORDERS_MAX] = *order;
        tj_os_signal_wake_all(&desk->orders);
    }
    tj_os_mutex_unlock(&desk->mutex);
    if (!fits)
        tell_error(desk, order->id, "too many requests of this client wait "
                                    "already");
}

static void take_hand(struct desk *desk, const struct panel_order *order)
{
    struct tj_json json;

    if (!single_drive_hand(&desk->drive, HANDS, (enum tj_hand)order->verb)) {
        tell_error(desk, order->id, "only a simulated drive has a button that "
                                    "can be pressed from here");
        return;
    }
    begin_line(desk, &json, "reply");
    tj_json_u64(&json, "id", order->id);
    tj_json_u64(&json, "client", 0);
    end_line(desk, &json);
}

static void take_line(struct desk *desk, const char *line)
{
    struct panel_order order;
    struct tj_error    error;

    if (panel_order_read(line, &order, &error) != TJ_OK)
        tell_error(desk, order.id, error.text);
    else if (order.client == 0)
        take_hand(desk, &order);
    else
        take_order(desk, &order);
}

static void take_lines(struct desk *desk, FILE *input)
{
    char line[PANEL_LINE_MAX];

    while (fgets(line, sizeof line, input) != NULL) {
        size_t length = strcspn(line, "\n");
        bool   whole = line[length] == '\n';

        line[length] = '\0';
        if (whole) {
            take_line(desk, line);
            continue;
        }
        for (int c = 0; c != '\n' && c != EOF;)
            c = fgetc(input);
        tell_error(desk, 0, "a line is too long");
    }
}

/* --- The whole --- */

static enum tj_status start(struct desk *desk, struct tj_error *error)
{
    enum tj_status status =
        tj_os_thread_start(&desk->looker, run_looker, desk, error);

    desk->looking = status == TJ_OK;
    for (unsigned i = 0; i < PANEL_CLIENTS && status == TJ_OK; i++) {
        struct program *program = &desk->programs[i];

        *program = (struct program){ .desk = desk, .client = i + 1 };
        status = tj_os_thread_start(&program->thread, run_program, program,
                                    error);
        program->started = status == TJ_OK;
    }
    return status;
}

static void stop(struct desk *desk)
{
    tj_os_mutex_lock(&desk->mutex);
    desk->over = true;
    tj_os_signal_wake_all(&desk->orders);
    tj_os_mutex_unlock(&desk->mutex);
    if (desk->looking)
        tj_os_thread_join(&desk->looker);
    for (unsigned i = 0; i < PANEL_CLIENTS; i++)
        if (desk->programs[i].started)
            tj_os_thread_join(&desk->programs[i].thread);
}

static enum tj_status serve(struct desk *desk, const char *drive, FILE *input,
                            struct tj_error *error)
{
    struct tj_reply reply;
    enum tj_status  status = TJ_OK;

    for (unsigned i = 1; i <= HANDS && status == TJ_OK; i++)
        status = single_drive_join(&desk->drive, i, error);
    if (status != TJ_OK)
        return status;
    single_drive_handle(&desk->drive, LOOKER, &reply);
    if (reply.outcome == TJ_DONE)
        drive_model(&desk->drive, LOOKER, desk->model);
    desk->start_ns = tj_clock_ns();
    tell_hello(desk, drive);
    status = start(desk, error);
    if (status == TJ_OK)
        take_lines(desk, input);
    stop(desk);
    return status;
}

enum tj_status panel_desk_run(const char *drive, FILE *input, FILE *output,
                              struct tj_error *error)
{
    struct desk *desk = tj_os_pages_take(sizeof *desk);

    if (desk == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a panel");
    desk->output = output;
    tj_os_mutex_init(&desk->mutex);
    tj_os_signal_init(&desk->orders);
    enum tj_status status = single_drive_open(&desk->drive, drive, error);
    if (status == TJ_OK) {
        status = serve(desk, drive, input, error);
        single_drive_close(&desk->drive);
    }
    tj_os_signal_deinit(&desk->orders);
    tj_os_mutex_deinit(&desk->mutex);
    tj_os_pages_give(desk, sizeof *desk);
    return status;
}
