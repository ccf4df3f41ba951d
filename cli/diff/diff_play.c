/* SPDX-License-Identifier: MIT */
#include "cli/diff/diff_parts.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

/* What is on its way when a story ends is given so long to arrive. */
#define QUIET_NS UINT64_C(20000000)

/* Every answer is looked up by the request that it answers. */
static enum tj_status prepare(struct diff_run *run, struct arena *arena,
                              struct tj_error *error)
{
    const struct tj_transcript *transcript = run->transcript;

    run->asked = ARENA_NEW(arena, struct diff_asked, transcript->requests + 1);
    run->ears =
        ARENA_NEW(arena, struct diff_ear, transcript->registrations + 1);
    run->dead = ARENA_NEW(arena, bool, STAGE_HANDLES_MAX);
    run->stage = ARENA_NEW(arena, struct stage, 1);
    if (run->asked == NULL || run->ears == NULL || run->dead == NULL ||
        run->stage == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "the story does not fit");
    for (const struct tj_scene *scene = transcript->first; scene != NULL;
         scene = scene->next) {
        if (scene->kind == TJ_SCENE_ASK)
            run->asked[scene->request].ask = scene;
        else if (scene->kind == TJ_SCENE_ANSWER &&
                 scene->request <= transcript->requests) {
            run->asked[scene->request].answer = scene;
            run->story->counts.requests +=
                run->asked[scene->request].ask != NULL;
        }
        run->story->counts.events += scene->kind == TJ_SCENE_EVENT;
        run->story->counts.states += scene->kind == TJ_SCENE_LOOK;
    }
    return TJ_OK;
}

static bool stop(struct diff_run *run, const char *why)
{
    run->story->why_line = run->line;
    (void)tj_text_copy(run->story->why, sizeof run->story->why, why);
    return false;
}

/* --- Scenes; each gives false when the comparison ends --- */

/* Requests that the story has not answered yet. */
static void look_for_early_answers(struct diff_run *run, uint64_t at_ns)
{
    for (uint32_t i = 1; i <= run->transcript->requests; i++) {
        struct diff_asked *asked = &run->asked[i];

        if (!asked->handed_in || asked->early || asked->answer == NULL ||
            asked->answer->at_ns <= at_ns ||
            stage_answer(run->stage, i, 0) == NULL)
            continue;
        asked->early = true;
        struct diff_item *item = diff_add(run, DIFF_EARLY, asked->ask->line);
        diff_subject(item, &asked->ask->op);
        (void)tj_text_copy(item->story, sizeof item->story, "waits");
        (void)tj_text_copy(item->drive, sizeof item->drive, "is answered");
    }
}

static bool is_dead(const struct diff_run *run, const struct tj_op *op)
{
    tj_handle handle = op->verb == TJ_DUPLICATE ? op->arg : op->handle;

    return op->verb != TJ_OPEN && handle < STAGE_HANDLES_MAX &&
           run->dead[handle];
}

static bool play_ask(struct diff_run *run, const struct tj_scene *scene)
{
    look_for_early_answers(run, scene->at_ns);
    for (uint32_t i = 1; i <= run->transcript->registrations; i++)
        if (run->ears[i].handle != TJ_NO_HANDLE)
            diff_hear(run, &run->ears[i], 0);
    if (is_dead(run, &scene->op))
        return stop(run, "a handle that is not open here");
    const char *why = stage_ask(run->stage, scene->request, &scene->op);
    if (why != NULL)
        return stop(run, why);
    run->asked[scene->request].handed_in = true;
    run->interval++;
    return true;
}

/* From its time on, or from now: what was waited for before, and never came, is
 * not taken from this one's time. */
static uint64_t patience_until(const struct diff_run *run,
                               const struct tj_scene *scene)
{
    uint64_t due_ns = run->base_ns + scene->at_ns, now_ns = tj_clock_ns();

    return (due_ns > now_ns ? due_ns : now_ns) + run->rules->patience_ns;
}

static bool play_answer(struct diff_run *run, const struct tj_scene *scene)
{
    if (scene->request > run->transcript->requests ||
        !run->asked[scene->request].handed_in)
        return true; /* Of a registration. */
    const struct tj_reply *reply =
        stage_answer(run->stage, scene->request, patience_until(run, scene));
    diff_answer(run, scene, reply);
    return reply != NULL || stop(run, "a request that was never answered");
}

static bool play_listen(struct diff_run *run, const struct tj_scene *scene)
{
    struct diff_ear *ear = &run->ears[scene->registration];

    for (uint32_t i = 1; i < scene->registration; i++)
        if (run->ears[i].handle == scene->op.handle)
            return true; /* One listener stands for all of a handle's. */
    const char *why = stage_listen(run->stage, scene->op.handle);
    if (why != NULL)
        return stop(run, why);
    ear->handle = scene->op.handle;
    return true;
}

static bool play_event(struct diff_run *run, const struct tj_scene *scene)
{
    struct diff_ear *ear = &run->ears[scene->registration];

    if (ear->handle == TJ_NO_HANDLE)
        return true;
    if (ear->wanted_count == DIFF_EVENTS_MAX)
        return stop(run, "so many events");
    ear->wanted[ear->wanted_count].scene = scene;
    ear->wanted[ear->wanted_count++].interval = run->interval;
    diff_hear(run, ear, patience_until(run, scene));
    return true;
}

static bool play(struct diff_run *run, const struct tj_scene *scene)
{
    const char *why = NULL;

    switch (scene->kind) {
    case TJ_SCENE_ASK:
        return play_ask(run, scene);
    case TJ_SCENE_ANSWER:
        return play_answer(run, scene);
    case TJ_SCENE_LISTEN:
        return play_listen(run, scene);
    case TJ_SCENE_EVENT:
        return play_event(run, scene);
    case TJ_SCENE_LOOK:
        diff_look(run, scene);
        return true;
    case TJ_SCENE_CANCEL:
        why = stage_cancel(run->stage, scene->request);
        return why == NULL || stop(run, why);
    case TJ_SCENE_DISTURB:
        return stage_disturb(run->stage, &scene->disturb) ||
               stop(run, "nobody stands at this drive");
    case TJ_SCENE_CANNOT:
        return stop(run, scene->why);
    }
    return true;
}

/* Answers may be there before their time has come; calls wait for theirs. */
static bool is_call(const struct tj_scene *scene)
{
    return scene->kind != TJ_SCENE_ANSWER && scene->kind != TJ_SCENE_EVENT;
}

static bool play_all(struct diff_run *run)
{
    for (const struct tj_scene *scene = run->transcript->first; scene != NULL;
         scene = scene->next) {
        run->line = scene->line;
        if (scene->at_ns > run->rules->limit_ns)
            return stop(run, "more time than the limit");
        if (is_call(scene))
            stage_sleep_until(run->stage, run->base_ns + scene->at_ns);
        if (!play(run, scene))
            return false;
    }
    return true;
}

enum tj_status diff_play(const struct tj_transcript *transcript,
                         const struct tj_target_spec *target,
                         const struct diff_rules *rules, struct arena *arena,
                         struct diff_story *story, struct tj_error *error)
{
    struct diff_run run = { .transcript = transcript, .rules = rules,
                            .story = story };

    memset(story, 0, sizeof *story);
    enum tj_status status = prepare(&run, arena, error);
    if (status == TJ_OK)
        status = stage_open(run.stage, target, transcript->settings,
                            transcript->requests, arena, error);
    if (status != TJ_OK)
        return status;
    run.base_ns = tj_clock_ns();
    (void)play_all(&run);
    if (transcript->registrations > 0)
        stage_sleep_until(run.stage, tj_clock_ns() + QUIET_NS);
    for (uint32_t i = 1; i <= transcript->registrations; i++)
        if (run.ears[i].handle != TJ_NO_HANDLE)
            diff_hear(&run, &run.ears[i], 0);
    diff_ears_end(&run);
    story->stuck = !stage_close(run.stage);
    return TJ_OK;
}
