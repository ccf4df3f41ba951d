/* SPDX-License-Identifier: MIT */
/* A hash table of handles, each a member of its file object's list. */
#include "core/check/handles.h"

#include "core/base/assert.h"

enum { HANDLES_AT_FIRST = 1024 };

static uint32_t hash(uint32_t number)
{
    number *= UINT32_C(0x9E3779B1); /* Fibonacci hashing. */
    return number ^ number >> 15;
}

static uint32_t *bucket_of(const struct handles *handles, uint32_t number)
{
    uint32_t mask = 2 * handles->capacity - 1;
    uint32_t at = hash(number) & mask;
    while (handles->buckets[at] != HISTORY_NOTHING &&
           handles->handles[handles->buckets[at]].number != number)
        at = (at + 1) & mask;
    return &handles->buckets[at];
}

static bool take_tables(struct handles *handles, uint32_t capacity)
{
    handles->handles = ARENA_NEW(handles->arena, struct handle, capacity);
    handles->files = ARENA_NEW(handles->arena, struct file_object, capacity);
    handles->buckets = ARENA_NEW(handles->arena, uint32_t, 2 * capacity);
    if (handles->handles == NULL || handles->files == NULL ||
        handles->buckets == NULL)
        return false;
    handles->capacity = capacity;
    return true;
}

static void rebuild_buckets(struct handles *handles)
{
    for (uint32_t i = 0; i < 2 * handles->capacity; i++)
        handles->buckets[i] = HISTORY_NOTHING;
    for (uint32_t i = 0; i < handles->capacity; i++) {
        if (handles->handles[i].number != 0)
            *bucket_of(handles, handles->handles[i].number) = i;
    }
}

bool handles_open(struct handles *handles, const struct survey *survey,
                  struct arena *arena)
{
    *handles = (struct handles){ .survey = survey, .arena = arena };
    handles->doubt_ns = ARENA_NEW(arena, uint64_t, survey->clients_count + 1);
    if (handles->doubt_ns == NULL || !take_tables(handles, HANDLES_AT_FIRST))
        return false;
    rebuild_buckets(handles);
    return true;
}

static void unlink_handle(struct handles *handles, uint32_t index)
{
    struct handle *handle = &handles->handles[index];
    struct file_object *file = &handles->files[handle->file];
    uint32_t *link = &file->first_handle;
    while (*link != index)
        link = &handles->handles[*link].next;
    *link = handle->next;
    if (handle->closed.t0_ns > file->alive_ns)
        file->alive_ns = handle->closed.t0_ns;
    *handle = (struct handle){ .number = 0 };
    handles->count -= 1;
}

/* Drops what is surely closed and no longer asked about. */
static void forget_closed(struct handles *handles, uint64_t now_ns)
{
    for (uint32_t i = 0; i < handles->capacity; i++) {
        const struct handle *handle = &handles->handles[i];
        if (handle->number != 0 && handle->shut && handle->pins == 0 &&
            handle->closed.t1_ns < now_ns)
            unlink_handle(handles, i);
    }
    for (uint32_t i = 0; i < handles->capacity; i++) {
        struct file_object *file = &handles->files[i];
        if (file->used && file->first_handle == HISTORY_NOTHING &&
            file->pins == 0) {
            file->used = false;
            handles->files_count -= 1;
        }
    }
    handles->free_handle = 0;
    handles->free_file = 0;
}

static bool grow(struct handles *handles)
{
    struct handles old = *handles;
    if (old.capacity > UINT32_MAX / 8 ||
        !take_tables(handles, 2 * old.capacity))
        return false;
    for (uint32_t i = 0; i < old.capacity; i++) {
        handles->handles[i] = old.handles[i];
        handles->files[i] = old.files[i];
    }
    return true;
}

static bool make_room(struct handles *handles, uint64_t now_ns)
{
    uint32_t many = handles->capacity - handles->capacity / 4;
    if (handles->count < many && handles->files_count < many)
        return true;
    forget_closed(handles, now_ns);
    if ((handles->count > handles->capacity / 2 ||
         handles->files_count > handles->capacity / 2) &&
        !grow(handles))
        return false;
    rebuild_buckets(handles);
    return true;
}

static uint32_t take_handle(struct handles *handles)
{
    TJ_ASSERT(handles->capacity > 0 && handles->count < handles->capacity);
    while (handles->handles[handles->free_handle].number != 0)
        handles->free_handle = (handles->free_handle + 1) % handles->capacity;
    handles->count += 1;
    return handles->free_handle;
}

/* A file object without handles can still be named by a tenure, or by the lock
 * of a client that died: it counts as one in use. */
static uint32_t take_file(struct handles *handles)
{
    for (uint32_t tries = 0; tries < handles->capacity; tries++) {
        uint32_t at = handles->free_file;
        handles->free_file = (at + 1) % handles->capacity;
        if (!handles->files[at].used) {
            handles->files[at] = (struct file_object){
                .first_handle = HISTORY_NOTHING,
                .released = { .t0_ns = STAMP_NEVER },
                .serial = ++handles->serial,
                .used = true,
            };
            handles->files_count += 1;
            return at;
        }
    }
    return HISTORY_NOTHING;
}

/* A handle number is used once in a run. A second use replaces the first, of
 * which nothing is sure any more. */
static void forget_number(struct handles *handles, uint32_t index)
{
    struct handle *handle = &handles->handles[index];
    if (handle->sure && handle->closed.t0_ns == STAMP_NEVER)
        handles->files[handle->file].sure_open -= 1;
    handle->sure = false;
    handle->number = UINT32_MAX;
    rebuild_buckets(handles);
}

static struct handle *add_handle(struct handles *handles,
                                 const struct operation *op, uint32_t file)
{
    uint32_t *bucket = bucket_of(handles, op->handle_number);
    if (*bucket != HISTORY_NOTHING) {
        forget_number(handles, *bucket);
        bucket = bucket_of(handles, op->handle_number);
    }
    uint32_t index = take_handle(handles);
    struct handle *handle = &handles->handles[index];
    *handle = (struct handle){
        .number = op->handle_number,
        .file = file,
        .next = handles->files[file].first_handle,
        .opened = op->at,
        .closed = { .t0_ns = STAMP_NEVER, .t1_ns = STAMP_NEVER },
        .dismounted = { .t0_ns = STAMP_NEVER, .t1_ns = STAMP_NEVER },
        .opened_ref = op->ref,
        .client = op->at.client,
        .sure = operation_is_done(op),
    };
    handle->proof_ns = handle->sure ? op->at.t1_ns : op->at.t0_ns;
    handles->files[file].first_handle = index;
    handles->files[file].sure_open += handle->sure ? 1 : 0;
    handles->files[file].maybe_open += 1;
    *bucket = index;
    return handle;
}

enum model_class handles_class_of(uint32_t arg)
{
    if (tj_open_target(arg) == TJ_FILE)
        return MODEL_FILE;
    return tj_open_target(arg) == TJ_VOLUME &&
                   tj_open_access(arg) != TJ_ACCESS_NONE
               ? MODEL_VOLUME
               : MODEL_DIRECT;
}

static bool note_open(struct handles *handles, struct operation *op)
{
    if (!operation_may_act(op) || op->handle_number == TJ_NO_HANDLE)
        return true;
    uint32_t file =
        make_room(handles, op->at.t0_ns) ? take_file(handles) : HISTORY_NOTHING;
    if (file == HISTORY_NOTHING)
        return false;
    handles->files[file].class = handles_class_of(op->arg);
    handles->files[file].rw =
        tj_open_access(op->arg) == TJ_ACCESS_READ_WRITE ? MODEL_YES : MODEL_NO;
    handles->files[file].unshared =
        (tj_open_share(op->arg) & TJ_SHARE_READ) == 0;
    op->opened = file;
    (void)add_handle(handles, op, file);
    return true;
}

/* A handle whose opening is not in the trace: nothing is known of it. */
static bool note_stranger(struct handles *handles, uint32_t number,
                          const struct operation *op)
{
    struct operation opening = *op;
    opening.handle_number = number;
    opening.outcome = TJ_UNKNOWN;
    uint32_t file =
        make_room(handles, op->at.t0_ns) ? take_file(handles) : HISTORY_NOTHING;
    if (file == HISTORY_NOTHING)
        return false;
    struct handle *handle = add_handle(handles, &opening, file);
    handle->opened.t0_ns = 0;
    return true;
}

static bool find(struct handles *handles, uint32_t number,
                 const struct operation *op, uint32_t *index)
{
    *index = HISTORY_NOTHING;
    if (number == TJ_NO_HANDLE || number == UINT32_MAX)
        return true;
    *index = *bucket_of(handles, number);
    if (*index == HISTORY_NOTHING) {
        if (!note_stranger(handles, number, op))
            return false;
        *index = *bucket_of(handles, number);
    }
    return true;
}

static bool note_duplicate(struct handles *handles, struct operation *op)
{
    uint32_t source;
    if (!operation_may_act(op) || op->handle_number == TJ_NO_HANDLE)
        return true;
    if (!make_room(handles, op->at.t0_ns) ||
        !find(handles, op->arg, op, &source))
        return false;
    if (source == HISTORY_NOTHING)
        return true;
    uint32_t file = handles->handles[source].file;
    if (operation_is_done(op) &&
        op->at.t0_ns > handles->handles[source].proof_ns)
        handles->handles[source].proof_ns = op->at.t0_ns;
    (void)add_handle(handles, op, file);
    return true;
}

static void note_close(struct handles *handles, const struct operation *op)
{
    struct handle *handle = &handles->handles[op->handle];
    struct file_object *file = &handles->files[op->file];
    if (!operation_may_act(op) || handle->closed.t0_ns != STAMP_NEVER)
        return;
    handle->closed = op->at;
    handle->closed_ref = op->ref;
    file->sure_open -= handle->sure ? 1 : 0;
    uint64_t last_ns = file->close.t1_ns;
    file->close = op->at; /* In order of invocation: the latest. */
    if (last_ns > file->close.t1_ns) {
        file->close.t1_ns = last_ns;
        file->close.sequential = false;
    }
}

static bool says_closed(const struct operation *op)
{
    return op->status == TJ_STATUS_INVALID_HANDLE ||
           op->status == TJ_STATUS_FILE_CLOSED;
}

static void note_request(struct handles *handles, const struct operation *op)
{
    struct handle *handle = &handles->handles[op->handle];
    struct file_object *file = &handles->files[op->file];
    if (op->verb == TJ_CANCEL)
        return;
    if (op->at.t1_ns >= file->busy.t1_ns)
        file->busy = op->at;
    if (op->answered && (op->injected || !says_closed(op)) &&
        op->alive_ns > handle->proof_ns)
        handle->proof_ns = op->alive_ns;
    if (op->verb == TJ_DISMOUNT && operation_is_done(op))
        handle->dismounted = op->at;
}

bool handles_note(struct handles *handles, struct operation *op)
{
    if (op->verb == TJ_OPEN)
        return note_open(handles, op);
    if (op->verb == TJ_DUPLICATE)
        return note_duplicate(handles, op);
    if (!find(handles, op->handle_number, op, &op->handle))
        return false;
    if (op->handle == HISTORY_NOTHING)
        return true;

    struct handle *handle = &handles->handles[op->handle];
    handle->pins += 1;
    op->file = handle->file;
    if (op->verb == TJ_CLOSE)
        note_close(handles, op);
    else
        note_request(handles, op);
    return true;
}

void handles_unpin(struct handles *handles, const struct operation *op)
{
    if (op->handle == HISTORY_NOTHING)
        return;
    TJ_ASSERT(handles->handles[op->handle].pins > 0);
    handles->handles[op->handle].pins -= 1;
}

bool handles_shut(struct handles *handles, const struct operation *op)
{
    struct handle *handle = &handles->handles[op->handle];
    struct file_object *file = &handles->files[op->file];
    if (handle->shut || handle->closed.t0_ns != op->at.t0_ns ||
        handle->closed.number != op->at.number)
        return false;
    handle->shut = true;
    TJ_ASSERT(file->maybe_open > 0);
    file->maybe_open -= 1;
    /* A request still in flight keeps the file object referenced: CLOSE then
     * comes when it ends, and nobody sees that (spec 1.7). */
    return file->maybe_open == 0 && stamp_before(&file->busy, &file->close);
}

void handles_doubt(struct handles *handles, uint16_t client, uint64_t t_ns)
{
    if (t_ns >= handles->doubt_ns[client])
        handles->doubt_ns[client] = t_ns + 1; /* 0: never doubted. */
}

uint64_t handles_alive_until(const struct handles *handles, uint32_t file)
{
    uint64_t alive_ns = handles->files[file].alive_ns;
    for (uint32_t i = handles->files[file].first_handle; i != HISTORY_NOTHING;
         i = handles->handles[i].next) {
        const struct handle *handle = &handles->handles[i];
        uint64_t until_ns = handle->closed.t0_ns;
        if (!handle->sure)
            continue;
        if (until_ns == STAMP_NEVER)
            until_ns = handles->doubt_ns[handle->client] > handle->proof_ns
                           ? handle->proof_ns
                           : handles->survey->clients[handle->client].last_ns;
        if (until_ns > alive_ns)
            alive_ns = until_ns;
    }
    return alive_ns;
}

bool handles_are_dead(const struct handles *handles, uint32_t file,
                      uint64_t now_ns)
{
    for (uint32_t i = handles->files[file].first_handle; i != HISTORY_NOTHING;
         i = handles->handles[i].next) {
        const struct handle *handle = &handles->handles[i];
        if (!handle->shut &&
            handles->survey->clients[handle->client].last_ns >= now_ns)
            return false;
    }
    return true;
}

enum model_known handles_were_open(const struct handles *handles,
                                   const struct operation *op)
{
    if (op->handle == HISTORY_NOTHING)
        return MODEL_MAYBE;
    const struct handle *handle = &handles->handles[op->handle];
    if (!handle->sure)
        return MODEL_MAYBE;
    if (handle->shut && stamp_before(&handle->closed, &op->at))
        return MODEL_NO;
    if (!stamp_before(&handle->opened, &op->at) ||
        handles->doubt_ns[handle->client] > handle->proof_ns)
        return MODEL_MAYBE;
    if (handle->closed.t0_ns == STAMP_NEVER ||
        stamp_before(&op->at, &handle->closed))
        return MODEL_YES;
    return MODEL_MAYBE;
}
