/* One client of the server: its messages, and what its drive answers. */
#include "sim/host/server_parts.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/drive/catalog.h"
#include "sim/describe.h"
#include "sim/disturb.h"

#include <string.h>

static void give_up(struct server *server, struct server_client *client)
{
    server->totals.given_up++;
    server_client_gone(server, client);
}

void server_send(struct server *server, struct server_client *client,
                 const struct tj_wire *message)
{
    uint8_t packet[TJ_WIRE_MAX];
    size_t  size = tj_wire_pack(message, packet);

    if (client->link < 0)
        return;
    if (!server_net_send(server, client, packet, size))
        give_up(server, client);
}

static void send_value(struct server *server, struct server_client *client,
                       enum tj_wire_kind kind, uint32_t value)
{
    const struct tj_wire message = { .kind = kind, .value = value };

    server_send(server, client, &message);
}

static struct sim_loop *loop_of(struct server *server,
                                const struct server_client *client)
{
    return &server->drives[client->drive].loop;
}

/* Processes are numbered by their connections: a client is one. */
static uint16_t process_of(const struct server *server,
                           const struct server_client *client)
{
    return (uint16_t)(client - server->clients + 1);
}

/* --- What the drive says --- */

static void end_place(struct server *server, struct server_client *client)
{
    if (!client->buried || client->in_flight > 0)
        return;
    client->used = false;
    client->next_free = server->free_client;
    server->free_client = (uint16_t)(client - server->clients);
    server->clients_count--;
}

static void take_reply(struct server *server, const struct sim_effect *effect,
                       const uint8_t *output)
{
    uint32_t at = effect->request - 1;
    struct server_client *client = &server->clients[at / SERVER_IN_FLIGHT_MAX];
    uint32_t *number = &client->numbers[at % SERVER_IN_FLIGHT_MAX];
    const struct tj_wire message = {
        .kind = TJ_WIRE_REPLY,
        .reply = { .number = *number,
                   .status = effect->status,
                   .info = effect->info,
                   .carried = (uint16_t)effect->output_size,
                   .output = output },
    };

    TJ_ASSERT(client->used && client->in_flight > 0 && *number != 0);
    client->in_flight--;
    *number = 0;
    server_send(server, client, &message);
    end_place(server, client);
}

static void take_delivery(struct server_drive *drive,
                          const struct sim_effect *effect)
{
    struct server        *server = drive->server;
    struct server_client *client = &server->clients[effect->registration - 1];
    struct tj_event       event = effect->event;

    event.drive = drive->number;
    event.delivered_ns = drive->loop.now_ns;
    server->totals.events++;
    server_backlog_send(server, client, &event);
}

void server_take_effect(void *context, const struct sim_effect *effect,
                        const uint8_t *output)
{
    struct server_drive *drive = context;

    if (effect->kind == SIM_REPLY) {
        drive->denied += effect->status == TJ_STATUS_ACCESS_DENIED;
        take_reply(drive->server, effect, output);
    } else if (effect->kind == SIM_EVENT) {
        drive->events++;
    } else if (effect->kind == SIM_DELIVERY) {
        take_delivery(drive, effect);
    }
}

/* --- What the client says --- */

static const uint8_t kinds[TJ_REQUEST_KIND_COUNT] = {
    [TJ_REQUEST_OPEN] = SIM_OPEN,       [TJ_REQUEST_DUPLICATE] = SIM_DUPLICATE,
    [TJ_REQUEST_CLOSE] = SIM_CLOSE,     [TJ_REQUEST_CONTROL] = SIM_IOCTL,
    [TJ_REQUEST_READ] = SIM_READ,       [TJ_REQUEST_WRITE] = SIM_WRITE,
    [TJ_REQUEST_FLUSH] = SIM_FLUSH,     [TJ_REQUEST_CANCEL] = SIM_CANCEL,
};

static unsigned slot_of(const struct server_client *client, uint32_t number)
{
    unsigned slot = 0;

    while (slot < SERVER_IN_FLIGHT_MAX && client->numbers[slot] != number)
        slot++;
    return slot;
}

static void cancel(struct server *server, struct server_client *client,
                   const struct tj_wire_request *request)
{
    unsigned slot = request->cancels == 0
                        ? SERVER_IN_FLIGHT_MAX
                        : slot_of(client, request->cancels);
    bool     found = slot < SERVER_IN_FLIGHT_MAX;
    const struct tj_wire answer = {
        .kind = TJ_WIRE_REPLY,
        .reply = { .number = request->number,
                   .status = found ? TJ_STATUS_SUCCESS : TJ_STATUS_NOT_FOUND },
    };

    if (found) {
        struct sim_input input = {
            .kind = SIM_CANCEL,
            .target_request = server_number(server, client, slot),
        };
        sim_loop_submit(loop_of(server, client), &input);
    }
    server_send(server, client, &answer);
}

static void take_request(struct server *server, struct server_client *client,
                         const struct tj_wire_request *request)
{
    unsigned slot = slot_of(client, 0);

    if (request->kind == TJ_REQUEST_CANCEL) {
        cancel(server, client, request);
        return;
    }
    if (request->number == 0 || slot == SERVER_IN_FLIGHT_MAX ||
        slot_of(client, request->number) != SERVER_IN_FLIGHT_MAX) {
        give_up(server, client); /* It does not keep the rules. */
        return;
    }
    struct sim_input input = {
        .kind = (enum sim_input_kind)kinds[request->kind],
        .request = server_number(server, client, slot),
        .process = process_of(server, client),
        .thread = process_of(server, client),
        .handle = request->handle,
        .source = request->source,
        .target = (enum tj_target)request->target,
        .access = request->access,
        .share = request->share,
        .code = request->code,
        .input = request->input,
        .input_size = request->input_size,
        .output_size = request->output_size,
        .offset = request->offset,
        .length = request->length,
    };
    /* What a child gets outlives this client. */
    if (input.kind == SIM_DUPLICATE && request->offset == TJ_FOR_CHILD)
        input.process = 0;
    client->numbers[slot] = request->number;
    client->in_flight++;
    server->totals.requests++;
    /* Nothing that comes of it may seem older than the request. */
    sim_loop_catch_up(loop_of(server, client), tj_clock_ns());
    sim_loop_submit(loop_of(server, client), &input);
}

static void take_hello(struct server *server, struct server_client *client,
                       const struct tj_wire_hello *hello)
{
    bool good = !client->said_hello && hello->version == TJ_WIRE_VERSION &&
                hello->drive < server->config.drives;

    if (good) {
        client->said_hello = true;
        client->drive = hello->drive;
    }
    send_value(server, client, TJ_WIRE_WELCOME,
               good ? TJ_STATUS_SUCCESS : TJ_STATUS_NO_SUCH_DEVICE);
    if (!good)
        give_up(server, client);
}

/* A registration bears its connection's number. */
static void take_listen(struct server *server, struct server_client *client,
                        tj_handle handle)
{
    struct sim_input input = {
        .kind = SIM_REGISTER,
        .handle = handle,
        .registration = process_of(server, client),
    };

    if (client->listens) {
        send_value(server, client, TJ_WIRE_LISTENING,
                   TJ_STATUS_INVALID_PARAMETER);
        return;
    }
    client->listens = true;
    send_value(server, client, TJ_WIRE_LISTENING, TJ_STATUS_SUCCESS);
    sim_loop_submit(loop_of(server, client), &input);
}

static void take_view(struct server *server, struct server_client *client)
{
    const struct server_drive *drive = &server->drives[client->drive];
    struct tj_wire message = { .kind = TJ_WIRE_VIEWED };

    sim_describe(&drive->loop.drive, &message.view);
    message.view.events_emitted = drive->events;
    message.view.denied = drive->denied;
    message.view.steps = drive->loop.steps;
    server_send(server, client, &message);
}

_Static_assert((int)TJ_HAND_PRESS_EJECT == (int)SIM_PRESS_EJECT &&
                   (int)TJ_HAND_INSERT_DISC == (int)SIM_INSERT_DISC &&
                   (int)TJ_HAND_TAKE_DISC == (int)SIM_TAKE_DISC &&
                   (int)TJ_HAND_TRAY_OPEN == (int)SIM_TRAY_OPEN &&
                   (int)TJ_HAND_TRAY_CLOSE == (int)SIM_TRAY_CLOSE,
               "a hand has the same number on both sides");

static void take_hand(struct server *server, struct server_client *client,
                      uint32_t hand)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = (enum sim_hand)hand };

    if (hand < SIM_HAND_COUNT)
        sim_loop_submit(loop_of(server, client), &input);
}

static void take_disturb(struct server *server, struct server_client *client,
                         const struct tj_disturb *disturb)
{
    struct sim_loop *loop = loop_of(server, client);
    struct sim_input inputs[SIM_DISTURB_INPUTS_MAX];
    unsigned count =
        sim_disturb(disturb, process_of(server, client), inputs);

    sim_loop_catch_up(loop, tj_clock_ns());
    for (unsigned i = 0; i < count; i++)
        sim_loop_submit(loop, &inputs[i]);
}

/* A dead process's requests are answered by nobody once their drive is gone. */
static void cut_off(struct server *server, struct server_client *client)
{
    server_client_gone(server, client);
    if (!client->buried)
        server_bury(server, client);
    memset(client->numbers, 0, sizeof client->numbers);
    client->in_flight = 0;
    if (client->used)
        end_place(server, client);
}

static void take_renew(struct server *server, struct server_client *client,
                       const char *settings)
{
    struct server_drive *drive = &server->drives[client->drive];
    struct sim_profile   profile = sim_profile_default();
    struct tj_error      why;

    /* What is wrong with the drives of this server is wrong with new ones. */
    profile.mutant = server->config.profile.mutant;
    if (sim_profile_read(&profile, settings, &why) != TJ_OK) {
        send_value(server, client, TJ_WIRE_RENEWED, TJ_STATUS_INVALID_PARAMETER);
        return;
    }
    for (size_t i = 0; i < SIM_SERVER_CLIENTS_MAX; i++) {
        struct server_client *other = &server->clients[i];
        if (other->used && other != client && other->said_hello &&
            other->drive == client->drive)
            cut_off(server, other);
    }
    memset(client->numbers, 0, sizeof client->numbers);
    client->in_flight = 0;
    client->listens = false;
    profile.seed = server->config.profile.seed +
                   ((uint64_t)drive->number << 56);
    server_drive_start(drive, &profile);
    send_value(server, client, TJ_WIRE_RENEWED, TJ_STATUS_SUCCESS);
}

void server_take_packet(struct server *server, struct server_client *client,
                        const uint8_t *packet, size_t size)
{
    struct tj_wire message;

    if (!tj_wire_unpack(packet, size, &message) ||
        client->said_hello != (message.kind != TJ_WIRE_HELLO)) {
        give_up(server, client);
        return;
    }
    switch ((int)message.kind) {
    case TJ_WIRE_HELLO:
        take_hello(server, client, &message.hello);
        break;
    case TJ_WIRE_REQUEST:
        take_request(server, client, &message.request);
        break;
    case TJ_WIRE_LISTEN:
        take_listen(server, client, message.value);
        break;
    case TJ_WIRE_VIEW:
        take_view(server, client);
        break;
    case TJ_WIRE_HAND:
        take_hand(server, client, message.value);
        break;
    case TJ_WIRE_DISTURB:
        take_disturb(server, client, &message.disturb);
        break;
    case TJ_WIRE_RENEW:
        take_renew(server, client, message.text);
        break;
    default: /* What only a host says. */
        give_up(server, client);
        break;
    }
}

void server_client_gone(struct server *server, struct server_client *client)
{
    TJ_ASSERT(client->used);
    if (client->link < 0)
        return;
    server_backlog_forget(server, client);
    server_net_hang_up(server, client->link);
    client->link = -1;
    server->gone_count++;
}

void server_bury(struct server *server, struct server_client *client)
{
    struct sim_loop *loop = loop_of(server, client);
    struct sim_input silence = { .kind = SIM_UNREGISTER,
                                 .registration = process_of(server, client) };
    struct sim_input end = { .kind = SIM_PROCESS_END,
                             .process = process_of(server, client) };

    client->buried = true;
    server->gone_count--;
    if (client->listens)
        sim_loop_submit(loop, &silence);
    sim_loop_submit(loop, &end);
    end_place(server, client);
}
