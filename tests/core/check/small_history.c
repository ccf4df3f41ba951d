/* SPDX-License-Identifier: MIT */
#include "tests/core/check/small_history.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"
#include "tests/core/check/honest.h"

#include <stdlib.h>
#include <string.h>

enum { CLIENTS_MAX = 5, LANES_MAX = 7, REQUESTS_MAX = 9, START = 10 };

enum mode {
    KNOWN,
    LOST,     /* The client dies with it. */
    SWALLOWED, /* The client goes on and never learns. */
    INJECTED, /* A fault layer answers; by then it has happened or not. */
};

struct request {
    enum brute_says says;
    enum mode       mode;
    bool            close; /* Of its handle. */
    int             client, file, name, from, to;
    int             number;
};

struct lane {
    int  client, file, free_at;
    bool ended;
};

struct maker {
    uint64_t       random;
    int            clients, lanes_count, count, owner, owner_name, now;
    int            file_of[CLIENTS_MAX + 1];
    struct lane    lanes[LANES_MAX];
    struct request requests[BRUTE_MAX];
};

static int draw(struct maker *maker, int below)
{
    return (int)honest_draw(&maker->random, (uint64_t)below);
}

/* --- Who takes part --- */

static void add_lane(struct maker *maker, int client)
{
    maker->lanes[maker->lanes_count++] =
        (struct lane){ .client = client, .file = maker->file_of[client],
                       .free_at = START };
}

/* The file object of a client has the client's number; the last client may
 * have a duplicate of the first one's handle, and one client two threads. */
static void cast(struct maker *maker)
{
    maker->clients = 2 + draw(maker, CLIENTS_MAX - 1);
    maker->owner = -1;
    maker->now = START;
    for (int client = 1; client <= maker->clients; client++) {
        bool shares = client > 1 && client == maker->clients &&
                      draw(maker, 4) == 0;
        maker->file_of[client] = shares ? 1 : client;
        add_lane(maker, client);
    }
    if (draw(maker, 3) == 0)
        add_lane(maker, 1 + draw(maker, maker->clients));
}

/* --- A drive that keeps the rules --- */

static enum brute_says answer(struct maker *maker, int verb, int file, int name,
                              bool acts)
{
    bool mine = maker->owner == file, none = maker->owner == -1;
    if (verb == 0) {
        if (none && acts) {
            maker->owner = file;
            maker->owner_name = name;
        }
        return none ? BRUTE_LOCKED : BRUTE_LOCK_REFUSED;
    }
    if (verb == 1) {
        if (mine && acts)
            maker->owner = -1;
        return mine   ? BRUTE_UNLOCKED
               : none ? BRUTE_UNLOCK_FREE
                      : BRUTE_UNLOCK_OTHER;
    }
    if (verb == 2)
        return none ? BRUTE_QUERY_FREE : BRUTE_QUERY_NAME;
    return none || mine ? BRUTE_EJECTED : BRUTE_EJECT_REFUSED;
}

static bool has_other_lane(const struct maker *maker, const struct lane *lane)
{
    for (int i = 0; i < maker->lanes_count; i++) {
        const struct lane *other = &maker->lanes[i];
        if (other != lane && !other->ended && other->client == lane->client)
            return true;
    }
    return false;
}

static bool has_open_handle(const struct maker *maker, int file)
{
    for (int i = 0; i < maker->lanes_count; i++) {
        if (maker->lanes[i].file == file && !maker->lanes[i].ended)
            return true;
    }
    return false;
}

static struct request *begin(struct maker *maker, struct lane *lane)
{
    int at = maker->now + draw(maker, 3);
    if (at < lane->free_at)
        at = lane->free_at;
    int from = at - draw(maker, 6);
    if (from < lane->free_at)
        from = lane->free_at;
    struct request *request = &maker->requests[maker->count++];
    *request = (struct request){ .client = lane->client, .file = lane->file,
                                 .from = from, .to = at + draw(maker, 6) };
    maker->now = at;
    lane->free_at = request->to;
    return request;
}

static void tell_close(struct maker *maker, struct lane *lane)
{
    struct request *close = begin(maker, lane);
    close->close = true;
    lane->ended = true;
    if (!has_open_handle(maker, lane->file) && maker->owner == lane->file)
        maker->owner = -1;
}

static void tell_request(struct maker *maker, struct lane *lane)
{
    struct request *request = begin(maker, lane);
    int verb = draw(maker, 4);
    request->name = 1 + draw(maker, 2);
    bool unknown = verb < 2 && draw(maker, 5) == 0;
    bool acts = !unknown || draw(maker, 2) == 0;
    if (verb == 2)
        request->name = maker->owner_name;
    request->says = answer(maker, verb, lane->file, request->name, acts);
    if (!unknown)
        return;
    request->says = verb == 0 ? BRUTE_LOCKED : BRUTE_UNLOCKED;
    request->mode = (enum mode)(LOST + draw(maker, 3));
    if (request->mode == LOST && has_other_lane(maker, lane))
        request->mode = SWALLOWED;
    if (request->mode != LOST)
        return;
    lane->ended = true; /* And its handle some time later, or not yet. */
    if (draw(maker, 2) == 0 && !has_open_handle(maker, lane->file) &&
        maker->owner == lane->file)
        maker->owner = -1;
}

/* --- Answers that are wrong --- */

static void alter(struct maker *maker)
{
    struct request *request = &maker->requests[draw(maker, maker->count)];
    if (request->close || request->mode != KNOWN)
        return;
    if (request->says == BRUTE_QUERY_NAME && draw(maker, 2) == 0)
        request->name = 3 - request->name;
    else if (request->says >= BRUTE_EJECTED)
        request->says ^= BRUTE_EJECTED ^ BRUTE_EJECT_REFUSED;
    else if (request->says >= BRUTE_QUERY_FREE)
        request->says ^= BRUTE_QUERY_FREE ^ BRUTE_QUERY_NAME;
    else if (request->says <= BRUTE_LOCK_REFUSED)
        request->says ^= BRUTE_LOCKED ^ BRUTE_LOCK_REFUSED;
    else
        request->says =
            (enum brute_says)(BRUTE_UNLOCKED + draw(maker, 3));
    if (request->name == 0)
        request->name = 1;
}

/* --- For the judge --- */

static struct tj_record *put(struct tale *tale, const struct request *request)
{
    static const struct {
        enum tj_verb verb;
        uint32_t     status;
    } says[BRUTE_SAYS_COUNT] = {
        [BRUTE_LOCKED] = { TJ_LOCK, 0 },
        [BRUTE_LOCK_REFUSED] = { TJ_LOCK, TJ_STATUS_ACCESS_DENIED },
        [BRUTE_UNLOCKED] = { TJ_UNLOCK, 0 },
        [BRUTE_UNLOCK_FREE] = { TJ_UNLOCK, TJ_STATUS_INVALID_DEVICE_REQUEST },
        [BRUTE_UNLOCK_OTHER] = { TJ_UNLOCK, TJ_STATUS_INVALID_HANDLE },
        [BRUTE_QUERY_FREE] = { TJ_QUERY, 0 },
        [BRUTE_QUERY_NAME] = { TJ_QUERY, 0 },
        [BRUTE_EJECTED] = { TJ_EJECT, 0 },
        [BRUTE_EJECT_REFUSED] = { TJ_EJECT, TJ_STATUS_ACCESS_DENIED },
    };
    enum tj_verb verb = request->close ? TJ_CLOSE : says[request->says].verb;
    struct tj_record *record =
        tale_op(tale, (uint16_t)request->client, verb,
                (uint32_t)request->client, (uint64_t)request->from,
                (uint64_t)request->to);
    record->op.number = (uint32_t)request->number;
    if (request->close)
        return record;
    if (says[request->says].status != 0)
        tale_refuse(record, says[request->says].status);
    if (verb == TJ_LOCK)
        record->name = (uint16_t)request->name;
    if (verb == TJ_LOCK)
        record->op.arg = TJ_LOCK_IGNORE_VOLUME;
    if (verb == TJ_EJECT)
        record->op.code = TJ_IOCTL_STORAGE_EJECT_MEDIA;
    if (request->says == BRUTE_QUERY_NAME)
        record->op.result = (uint32_t)TJ_RESULT_LOCKED |
                            (uint32_t)request->name;
    return record;
}

static void put_request(struct tale *tale, const struct request *request)
{
    struct tj_record *record = put(tale, request);
    if (request->mode == LOST) {
        record->op.outcome = TJ_UNKNOWN;
        record->op.t1_ns = 0;
        record->check = TJ_PHASE_INVOKED;
    } else if (request->mode == SWALLOWED) {
        record->op.outcome = TJ_UNKNOWN;
    } else if (request->mode == INJECTED) {
        record->op.outcome = TJ_REFUSED;
        record->op.status = TJ_STATUS_ACCESS_DENIED;
        record->op.done_flags = TJ_RECORD_INJECTED;
    }
}

static int by_invocation(const void *left, const void *right)
{
    const struct request *a = left, *b = right;
    return a->from != b->from ? a->from - b->from : a->number - b->number;
}

/* In the order of invocation, numbered as each client counts. */
static void number(struct maker *maker)
{
    int numbers[CLIENTS_MAX + 1] = { 0 };
    for (int i = 0; i < maker->count; i++)
        maker->requests[i].number = i; /* Equal times: as they were told. */
    qsort(maker->requests, (size_t)maker->count, sizeof *maker->requests,
          by_invocation);
    for (int i = 0; i < maker->count; i++)
        maker->requests[i].number = 10 + ++numbers[maker->requests[i].client];
}

static void put_all(const struct maker *maker, struct tale *tale)
{
    for (int client = 1; client <= maker->clients; client++) {
        if (maker->file_of[client] == client)
            tale_open(tale, (uint16_t)client, (uint32_t)client);
    }
    if (maker->file_of[maker->clients] == 1)
        tale_duplicate(tale, (uint16_t)maker->clients, 1,
                       (uint32_t)maker->clients, 3, 4);
    for (int i = 0; i < maker->count; i++)
        put_request(tale, &maker->requests[i]);
}

/* --- For the search --- */

/* When the client was last heard of; of one that died, when it asked last. */
static int last_of(const struct maker *maker, int client)
{
    int last = client == maker->clients && maker->file_of[client] == 1 ? 4 : 1;
    for (int i = 0; i < maker->count; i++) {
        const struct request *request = &maker->requests[i];
        int until = request->mode == LOST ? request->from : request->to;
        if (request->client == client && until > last)
            last = until;
    }
    return last;
}

static bool is_sequential(const struct maker *maker, int client)
{
    int busy = 0;
    for (int i = 0; i < maker->count; i++) {
        const struct request *request = &maker->requests[i];
        if (request->client != client)
            continue;
        if (request->from < busy)
            return false;
        if (request->mode == LOST)
            busy = BRUTE_NO_END;
        else if (request->to > busy)
            busy = request->to;
    }
    return true;
}

static const struct request *close_of(const struct maker *maker, int client)
{
    for (int i = 0; i < maker->count; i++) {
        if (maker->requests[i].close && maker->requests[i].client == client)
            return &maker->requests[i];
    }
    return NULL;
}

static bool ended_before(const struct maker *maker,
                         const struct request *request,
                         const struct request *close)
{
    if (request->mode == LOST || request->mode == SWALLOWED)
        return false;
    return request->to < close->from ||
           (request->to == close->from && request->client == close->client &&
            is_sequential(maker, close->client) &&
            request->number < close->number);
}

/* A file object goes when its last handle has been closed and its last request
 * is over; by when that is can be seen only if nothing was in flight. */
static void add_end(const struct maker *maker, struct small_history *history,
                    int file)
{
    struct brute_op gone = { .close = true, .file = file };
    const struct request *last = NULL;
    for (int client = 1; client <= maker->clients; client++) {
        if (maker->file_of[client] != file)
            continue;
        const struct request *close = close_of(maker, client);
        int from = close != NULL ? close->from : last_of(maker, client);
        if (close == NULL)
            gone.unknown = true;
        if (close != NULL && (last == NULL || close->from >= last->from))
            last = close;
        if (close != NULL && close->to > gone.to)
            gone.to = close->to;
        if (from > gone.from)
            gone.from = from;
    }
    for (int i = 0; i < maker->count && last != NULL; i++) {
        const struct request *request = &maker->requests[i];
        if (request->file == file && !request->close &&
            !ended_before(maker, request, last))
            gone.unknown = true;
    }
    if (last != NULL && gone.from == last->from) {
        gone.client = last->client;
        if (is_sequential(maker, last->client) && gone.to == last->to)
            gone.number = last->number;
    }
    if (gone.unknown)
        gone.to = BRUTE_NO_END;
    history->ops[history->count++] = gone;
}

/* The judge takes a client that asks and is never answered for dead from then
 * on, until a later answer through the same handle. */
static bool may_have_died_in(const struct maker *maker,
                             const struct request *request)
{
    for (int i = 0; i < maker->count; i++) {
        const struct request *lost = &maker->requests[i];
        if (lost->mode == LOST && lost->client == request->client &&
            lost->from <= request->to)
            return true;
    }
    return false;
}

/* Its status is that of a closed handle, and the handle may have been. */
static bool says_nothing(const struct maker *maker,
                         const struct request *request)
{
    const struct request *close = close_of(maker, request->client);
    if (request->mode != KNOWN || request->says != BRUTE_UNLOCK_OTHER)
        return false;
    return (close != NULL && !ended_before(maker, request, close)) ||
           may_have_died_in(maker, request);
}

static bool may_own(const struct maker *maker, int file)
{
    for (int i = 0; i < maker->count; i++) {
        if (!maker->requests[i].close && maker->requests[i].file == file &&
            maker->requests[i].says == BRUTE_LOCKED)
            return true;
    }
    return false;
}

static void list_all(const struct maker *maker, struct small_history *history)
{
    history->count = 0;
    for (int i = 0; i < maker->count; i++) {
        const struct request *request = &maker->requests[i];
        if (request->close || says_nothing(maker, request))
            continue;
        bool ends = request->mode == KNOWN || request->mode == INJECTED;
        history->ops[history->count++] = (struct brute_op){
            .says = request->says,
            .unknown = request->mode != KNOWN,
            .client = request->client,
            .file = request->file,
            .name = request->name,
            .from = request->from,
            .to = ends ? request->to : BRUTE_NO_END,
            .number =
                is_sequential(maker, request->client) ? request->number : 0,
        };
    }
    for (int file = 1; file <= maker->clients; file++) {
        if (maker->file_of[file] == file && may_own(maker, file))
            add_end(maker, history, file);
    }
}

void small_history_make(struct small_history *history, uint64_t seed)
{
    struct maker maker = { .random = seed * UINT64_C(0x2545F4914F6CDD1D) };
    cast(&maker);
    int wanted = 4 + draw(&maker, REQUESTS_MAX - 3);
    for (int i = 0; i < wanted; i++) {
        struct lane *lane = &maker.lanes[draw(&maker, maker.lanes_count)];
        if (lane->ended)
            continue;
        if (draw(&maker, 9) == 0 && !has_other_lane(&maker, lane))
            tell_close(&maker, lane);
        else
            tell_request(&maker, lane);
    }
    for (int wrong = seed % 2 == 0 ? 0 : 1 + draw(&maker, 2);
         wrong > 0 && maker.count > 0; wrong--)
        alter(&maker);
    number(&maker);
    history->tale = tale_new();
    put_all(&maker, history->tale);
    list_all(&maker, history);
    TJ_ASSERT(history->count <= BRUTE_MAX);
}
