/* SPDX-License-Identifier: MIT */
#include "cli/diff/diff_stage.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { LOOK_NS = 1000000 }; /* How often a chain that waits looks up. */
/* A drive that does not tell has a request after so long. */
#define TAKEN_NS UINT64_C(50000000)
#define LEAVE_NS UINT64_C(2000000000)

/* --- One chain's thread --- */

static bool is_blocking(const struct stage_actor *actor)
{
    return actor->backend->ops->collect == NULL;
}

static uint32_t find_in_flight(const struct stage_actor *actor,
                               uint32_t number)
{
    uint32_t at = 0;

    while (at < TJ_IN_FLIGHT_MAX && (actor->in_flight[at] == NULL ||
                                     actor->in_flight[at]->op.number != number))
        at++;
    TJ_ASSERT(at < TJ_IN_FLIGHT_MAX);
    return at;
}

/* With the mutex held. */
static void answered(struct stage_actor *actor, struct stage_job *job)
{
    job->answered = true;
    actor->under_way--;
    tj_os_signal_wake_all(&actor->stage->news);
}

static void keep_in_flight(struct stage_actor *actor, struct stage_job *job)
{
    uint32_t at = 0;

    while (at < TJ_IN_FLIGHT_MAX && actor->in_flight[at] != NULL)
        at++;
    TJ_ASSERT(at < TJ_IN_FLIGHT_MAX);
    actor->in_flight[at] = job;
}

static void tell_taken(void *context)
{
    struct stage_job *job = context;

    tj_os_mutex_lock(&job->stage->mutex);
    job->has = true;
    tj_os_signal_wake_all(&job->stage->news);
    tj_os_mutex_unlock(&job->stage->mutex);
}

static void hand_in(struct stage_actor *actor, struct stage_job *job)
{
    struct stage *stage = actor->stage;

    actor->first = job->next;
    tj_os_mutex_unlock(&stage->mutex);
    if (is_blocking(actor))
        actor->backend->meanwhile = &job->meanwhile;
    enum tj_submit taken = tj_backend_submit(actor->backend, tj_clock_ns(),
                                             &job->op, &job->reply);
    actor->backend->meanwhile = NULL;
    tj_os_mutex_lock(&stage->mutex);
    TJ_ASSERT(taken != TJ_BUSY); /* Nobody asks that much at once. */
    job->has = true;
    tj_os_signal_wake_all(&stage->news);
    if (taken == TJ_ANSWERED)
        answered(actor, job);
    else
        keep_in_flight(actor, job);
}

static void collect_one(struct stage_actor *actor)
{
    struct stage   *stage = actor->stage;
    struct tj_reply reply;

    tj_os_mutex_unlock(&stage->mutex);
    bool some = tj_backend_collect(actor->backend, tj_clock_ns() + LOOK_NS,
                                   &reply);
    tj_os_mutex_lock(&stage->mutex);
    if (!some)
        return;
    uint32_t at = find_in_flight(actor, reply.number);
    struct stage_job *job = actor->in_flight[at];
    actor->in_flight[at] = NULL;
    job->reply = reply;
    answered(actor, job);
}

static void act(void *context)
{
    struct stage_actor *actor = context;
    struct stage       *stage = actor->stage;

    tj_os_mutex_lock(&stage->mutex);
    while (!actor->stop) {
        if (actor->first != NULL)
            hand_in(actor, actor->first);
        else if (actor->under_way > 0)
            collect_one(actor);
        else
            tj_os_signal_wait(&stage->news, &stage->mutex, UINT64_MAX);
    }
    tj_os_mutex_unlock(&stage->mutex);
}

/* --- The cast --- */

static struct stage_actor *new_actor(struct stage *stage)
{
    struct tj_error why;

    if (stage->actors_count == STAGE_ACTORS_MAX)
        return NULL;
    struct stage_actor *actor = &stage->actors[stage->actors_count];
    actor->stage = stage;
    if (sessions_open(&stage->sessions, &actor->session,
                      (tj_client)(stage->actors_count + 2), 0, &actor->backend,
                      &why) != TJ_OK)
        return NULL;
    if (tj_os_thread_start(&actor->thread, act, actor, &why) != TJ_OK) {
        tj_backend_close(actor->backend, tj_clock_ns());
        return NULL;
    }
    stage->actors_count++;
    return actor;
}

static bool is_busy(struct stage_actor *actor)
{
    tj_os_mutex_lock(&actor->stage->mutex);
    bool busy = actor->under_way > 0;
    tj_os_mutex_unlock(&actor->stage->mutex);
    return busy;
}

static struct stage_actor *owner_of(struct stage *stage, tj_handle handle)
{
    if (handle >= STAGE_HANDLES_MAX || stage->actor_of[handle] == 0)
        return NULL;
    return &stage->actors[stage->actor_of[handle] - 1];
}

/* Somebody who can call on that handle now. */
static struct stage_actor *free_for(struct stage *stage, tj_handle handle)
{
    struct stage_actor *owner = owner_of(stage, handle);

    if (owner == NULL || !is_busy(owner) || !is_blocking(owner))
        return owner;
    struct stage_actor *guest = NULL;
    for (uint32_t i = 0; i < stage->actors_count && guest == NULL; i++)
        if (!is_busy(&stage->actors[i]) && !stage->actors[i].listens)
            guest = &stage->actors[i];
    if (guest == NULL)
        guest = new_actor(stage);
    if (guest != NULL && stage->lends)
        tj_windows_session_lend(&owner->session.real.windows,
                                &guest->session.real.windows, handle);
    return guest;
}

/* A guest closes what its owner, who waits, would close once more. */
static void forget_closed(struct stage *stage, const struct stage_actor *by,
                          tj_handle handle)
{
    struct stage_actor *owner = owner_of(stage, handle);

    if (stage->lends && owner != NULL && owner != by)
        tj_windows_session_forget(&owner->session.real.windows, handle);
}

static void give_back(struct stage *stage, struct stage_actor *guest)
{
    for (tj_handle handle = 1; stage->lends && handle < STAGE_HANDLES_MAX;
         handle++)
        if (owner_of(stage, handle) != guest)
            tj_windows_session_forget(&guest->session.real.windows, handle);
}

/* --- Requests --- */

static void enqueue(struct stage_actor *actor, struct stage_job *job,
                    const struct tj_op *op)
{
    struct stage_job **end = &actor->first;

    job->op = *op;
    job->op.number = ++actor->numbers;
    job->op.client = actor->backend->client;
    job->op.drive = actor->backend->drive;
    job->next = NULL;
    job->stage = actor->stage;
    job->meanwhile = (struct tj_meanwhile){ tell_taken, job };
    job->asked = true;
    job->has = job->answered = false;
    tj_os_mutex_lock(&actor->stage->mutex);
    while (*end != NULL)
        end = &(*end)->next;
    *end = job;
    actor->under_way++;
    tj_os_signal_wake_all(&actor->stage->news);
    uint64_t until_ns = tj_clock_ns() + TAKEN_NS;
    while (!job->has && tj_clock_ns() < until_ns)
        tj_os_signal_wait(&actor->stage->news, &actor->stage->mutex, until_ns);
    tj_os_mutex_unlock(&actor->stage->mutex);
}

const char *stage_ask(struct stage *stage, uint32_t request,
                      const struct tj_op *op)
{
    struct stage_actor *actor;

    TJ_ASSERT(request >= 1 && request <= stage->jobs_count);
    if (op->handle >= STAGE_HANDLES_MAX)
        return "so many handles";
    if (op->verb == TJ_OPEN)
        actor = new_actor(stage);
    else
        actor = free_for(stage, op->verb == TJ_DUPLICATE ? op->arg : op->handle);
    if (actor == NULL)
        return "a request beside another one on the same handle";
    if (op->verb == TJ_CLOSE)
        forget_closed(stage, actor, op->handle);
    if (op->verb == TJ_OPEN || op->verb == TJ_DUPLICATE)
        stage->actor_of[op->handle] =
            (uint16_t)(actor - stage->actors + 1);
    enqueue(actor, &stage->jobs[request], op);
    return NULL;
}

const char *stage_cancel(struct stage *stage, uint32_t request)
{
    struct stage_job *job = &stage->jobs[request];

    if (request == 0 || request > stage->jobs_count || !job->asked ||
        stage_answer(stage, request, 0) != NULL)
        return NULL; /* Nothing is left to cancel. */
    for (uint32_t i = 0; i < stage->actors_count; i++) {
        struct stage_actor *actor = &stage->actors[i];
        const struct tj_op cancel = { .verb = TJ_CANCEL,
                                      .handle = job->op.handle,
                                      .arg = job->op.number };
        if (actor->backend->client != job->op.client)
            continue;
        if (stage->lends) {
            (void)tj_windows_session_cancel(&actor->session.real.windows,
                                            job->op.number);
            return NULL;
        }
        if (is_blocking(actor))
            break;
        enqueue(actor, &stage->jobs[0], &cancel);
        return NULL;
    }
    return "a request cancelled from outside";
}

const struct tj_reply *stage_answer(struct stage *stage, uint32_t request,
                                    uint64_t until_ns)
{
    struct stage_job *job = &stage->jobs[request];

    tj_os_mutex_lock(&stage->mutex);
    while (!job->answered && tj_clock_ns() < until_ns)
        tj_os_signal_wait(&stage->news, &stage->mutex, until_ns);
    bool there = job->answered;
    tj_os_mutex_unlock(&stage->mutex);
    return there ? &job->reply : NULL;
}

/* --- Events --- */

const char *stage_listen(struct stage *stage, tj_handle handle)
{
    struct stage_actor *actor = owner_of(stage, handle);
    struct tj_error     why;

    if (actor == NULL || actor->listens || is_busy(actor))
        return "another listener on the same handle";
    if (tj_backend_listen(actor->backend, handle, &why) != TJ_OK)
        return "a listener on this handle";
    actor->listens = true;
    return NULL;
}

size_t stage_events(struct stage *stage, tj_handle handle,
                    struct tj_event *events, size_t events_max)
{
    struct stage_actor *actor = owner_of(stage, handle);

    if (actor == NULL || !actor->listens || is_busy(actor))
        return 0;
    return tj_backend_events(actor->backend, 0, events, events_max);
}

bool stage_is_busy(struct stage *stage, tj_handle handle)
{
    struct stage_actor *actor = owner_of(stage, handle);

    return actor != NULL && is_busy(actor);
}

/* --- The drive itself --- */

static bool is_kind(const struct stage *stage, const char *name)
{
    return strcmp(stage->target.info->name, name) == 0;
}

bool stage_disturb(struct stage *stage, const struct tj_disturb *disturb)
{
    return stage->person.is_driver
               ? diff_operator_disturb(&stage->person, disturb)
               : tj_backend_disturb(stage->control, disturb);
}

bool stage_look(struct stage *stage, struct tj_sim_view *view)
{
    return stage->person.is_driver
               ? diff_operator_look(&stage->person, view)
               : sessions_look(&stage->sessions, &stage->control_session, 0,
                               view);
}

void stage_sleep_until(struct stage *stage, uint64_t until_ns)
{
    tj_os_mutex_lock(&stage->mutex);
    while (tj_clock_ns() < until_ns)
        tj_os_signal_wait(&stage->news, &stage->mutex, until_ns);
    tj_os_mutex_unlock(&stage->mutex);
}

/* Such a drive registers no interface: it is reached by its name, its volume by
 * the letter that it was given. Nothing in it wears. */
static void admit_driver(struct stage *stage)
{
    struct win32_paths *paths = &stage->sessions.real.windows.paths;
    struct tj_text      text;

    stage->sessions.real.windows.plan = REAL_MOVES;
    tj_text_init(&text, paths->volume, sizeof paths->volume);
    tj_text_add(&text, "\\\\.\\%c:", (char)stage->person.letter);
    tj_text_init(&text, paths->file, sizeof paths->file);
    tj_text_add(&text, "\\\\.\\%c:\\", (char)stage->person.letter);
}

/* Before it is opened: by whoever stands there; else through a chain to it. */
static enum tj_status make_drive(struct stage *stage, const char *settings,
                                 struct arena *arena, struct tj_error *error)
{
    static const struct tj_workload one = { .drives = 1, .seed = 1 };
    enum tj_status                  status = TJ_OK;

    if (is_kind(stage, "sim") && !tj_text_copy(stage->target.detail,
                                               sizeof stage->target.detail,
                                               settings))
        return tj_fail(error, TJ_UNAVAILABLE, "so many settings");
    if (is_kind(stage, "windows"))
        status = diff_operator_renew(&stage->person, &stage->target, settings,
                                     error);
    if (status == TJ_OK)
        status =
            sessions_init(&stage->sessions, &stage->target, &one, arena, error);
    if (status == TJ_OK && stage->person.is_driver)
        admit_driver(stage);
    return status;
}

static enum tj_status open_control(struct stage *stage, const char *settings,
                                   struct tj_error *error)
{
    enum tj_status status =
        sessions_open(&stage->sessions, &stage->control_session, 1, 0,
                      &stage->control, error);

    if (status != TJ_OK || is_kind(stage, "sim") || stage->person.is_driver)
        return status;
    status = tj_backend_renew(stage->control, settings, error);
    if (status != TJ_OK)
        tj_backend_close(stage->control, tj_clock_ns());
    return status;
}

enum tj_status stage_open(struct stage *stage,
                          const struct tj_target_spec *target,
                          const char *settings, uint32_t requests,
                          struct arena *arena, struct tj_error *error)
{
    stage->target = *target;
    stage->lends = is_kind(stage, "windows");
    stage->jobs_count = requests;
    stage->jobs = ARENA_NEW(arena, struct stage_job, requests + 1);
    if (stage->jobs == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "%lu requests do not fit",
                       (unsigned long)requests);
    enum tj_status status = make_drive(stage, settings, arena, error);
    if (status != TJ_OK)
        return status;
    status = open_control(stage, settings, error);
    if (status != TJ_OK) {
        sessions_deinit(&stage->sessions);
        return status;
    }
    tj_os_mutex_init(&stage->mutex);
    tj_os_signal_init(&stage->news);
    return TJ_OK;
}

static bool somebody_is_busy(struct stage *stage)
{
    for (uint32_t i = 0; i < stage->actors_count; i++)
        if (is_busy(&stage->actors[i]))
            return true;
    return false;
}

/* A drive that is pulled out answers whatever waits for it. */
static bool let_all_end(struct stage *stage)
{
    const struct tj_disturb unplug = { .kind = TJ_DISTURB_UNPLUG };
    uint64_t                until_ns = tj_clock_ns() + LEAVE_NS;

    if (!somebody_is_busy(stage))
        return true;
    if (stage->person.is_driver)
        diff_operator_remove(&stage->person);
    else
        (void)stage_disturb(stage, &unplug);
    while (somebody_is_busy(stage) && tj_clock_ns() < until_ns) {
        for (uint32_t i = 0; stage->lends && i < stage->actors_count; i++)
            (void)tj_windows_session_cancel(&stage->actors[i].session.real.windows,
                                            0);
        stage_sleep_until(stage, tj_clock_ns() + LOOK_NS);
    }
    return !somebody_is_busy(stage);
}

bool stage_close(struct stage *stage)
{
    if (!let_all_end(stage))
        return false;
    tj_os_mutex_lock(&stage->mutex);
    for (uint32_t i = 0; i < stage->actors_count; i++)
        stage->actors[i].stop = true;
    tj_os_signal_wake_all(&stage->news);
    tj_os_mutex_unlock(&stage->mutex);
    for (uint32_t i = 0; i < stage->actors_count; i++) {
        tj_os_thread_join(&stage->actors[i].thread);
        give_back(stage, &stage->actors[i]);
        tj_backend_close(stage->actors[i].backend, tj_clock_ns());
    }
    tj_backend_close(stage->control, tj_clock_ns());
    sessions_deinit(&stage->sessions);
    tj_os_signal_deinit(&stage->news);
    tj_os_mutex_deinit(&stage->mutex);
    return true;
}
