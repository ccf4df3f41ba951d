/* Who acts in a story: processes, their threads, and their ends. Both are
 * numbered by first mention, from 1; 0 is somebody who never ends. A thread is
 * named PROCESS.THREAD, the first one of a process by the process alone. */
#include "sim/host/story_player.h"

#include <string.h>

static uint16_t find_process(const struct story_player *player,
                             const char *name)
{
    for (uint16_t i = 0; i < player->processes_count; i++)
        if (strcmp(player->processes[i].name, name) == 0)
            return (uint16_t)(i + 1);
    return 0;
}

static uint16_t find_thread(const struct story_player *player,
                            uint16_t process, const char *name)
{
    for (uint16_t i = 0; i < player->threads_count; i++)
        if (player->threads[i].process == process &&
            strcmp(player->threads[i].name, name) == 0)
            return (uint16_t)(i + 1);
    return 0;
}

/* "burner.reader" into its two names; the second is "" when there is none. */
static bool split(const char *text, char process[STORY_NAME_MAX],
                  char thread[STORY_NAME_MAX])
{
    const char *dot = strchr(text, '.');
    size_t length = dot != NULL ? (size_t)(dot - text) : strlen(text);

    thread[0] = '\0';
    if (length >= STORY_NAME_MAX)
        return false;
    memcpy(process, text, length);
    process[length] = '\0';
    if (dot != NULL && (!story_is_name(dot + 1) ||
                        !tj_text_copy(thread, STORY_NAME_MAX, dot + 1)))
        return false;
    return story_is_name(process);
}

uint16_t story_thread_of(struct story_player *player, uint16_t process,
                         const char *name)
{
    uint16_t thread = find_thread(player, process, name);

    if (thread != 0 || player->threads_count == STORY_THREADS_MAX)
        return thread;
    struct story_thread *added = &player->threads[player->threads_count++];
    added->process = process;
    (void)tj_text_copy(added->name, STORY_NAME_MAX, name);
    return player->threads_count;
}

static enum tj_status check_alive(const struct story_player *player,
                                  unsigned index,
                                  const struct story_by *by)
{
    if (player->processes[by->process - 1].ended)
        return story_fail_word(player, index, "a process that has not ended");
    if (player->threads[by->thread - 1].ended)
        return story_fail_word(player, index, "a thread that has not ended");
    return TJ_OK;
}

static enum tj_status read_by(struct story_player *player, unsigned index,
                              const char *text, struct story_by *by)
{
    char process[STORY_NAME_MAX], thread[STORY_NAME_MAX];

    if (!split(text, process, thread))
        return story_fail_word(player, index, "by=PROCESS or "
                               "by=PROCESS.THREAD, names of letters, digits, "
                               "_ and -, at most 31");
    by->process = find_process(player, process);
    if (by->process == 0) {
        if (player->processes_count == STORY_PROCESSES_MAX)
            return story_fail_word(player, index, "at most 64 processes");
        struct story_process *added =
            &player->processes[player->processes_count++];
        (void)tj_text_copy(added->name, STORY_NAME_MAX, process);
        by->process = player->processes_count;
    }
    by->thread = story_thread_of(player, by->process, thread);
    if (by->thread == 0)
        return story_fail_word(player, index, "at most 256 threads");
    return check_alive(player, index, by);
}

/* The word goes away, so that no other reader of the line meets it. */
enum tj_status story_take_by(struct story_player *player, bool allowed)
{
    struct story_line *line = &player->line;

    player->by = (struct story_by){ 0 };
    for (unsigned i = 1; i < line->words_count; i++) {
        const char *text = story_option(line->words[i], "by");
        if (text == NULL)
            continue;
        if (!allowed)
            return story_fail(line, i, "expected no by=; `%s` is not a "
                              "program's call on a handle", line->words[0]);
        enum tj_status status = read_by(player, i, text, &player->by);
        if (status != TJ_OK)
            return status;
        line->words_count--;
        for (unsigned w = i; w < line->words_count; w++)
            line->words[w] = line->words[w + 1];
        for (unsigned w = i; w <= line->words_count; w++)
            line->columns[w] = line->columns[w + 1];
        return TJ_OK;
    }
    return TJ_OK;
}

/* A handle is good in its own process only; a call that names nobody is made
 * by the first thread of that process. */
enum tj_status story_caller(struct story_player *player,
                            const struct story_handle *handle,
                            struct story_by *caller)
{
    *caller = player->by;
    if (handle->process == 0 || caller->process == handle->process)
        return TJ_OK;
    const struct story_process *owner =
        &player->processes[handle->process - 1];
    if (caller->process != 0)
        return story_fail(&player->line, 1, "expected a handle of process %s, "
                          "found one of %s; `dup %s NEW by=%s` makes one",
                          player->processes[caller->process - 1].name,
                          owner->name, handle->name,
                          player->processes[caller->process - 1].name);
    caller->process = handle->process;
    caller->thread = story_thread_of(player, handle->process, "");
    if (caller->thread == 0)
        return story_fail(&player->line, 0, "expected at most 256 threads");
    return check_alive(player, 1, caller);
}

/* --- end --- */

/* Nobody is left to hear the answers; its handles and registrations go. */
static void forget_process(struct story_player *player, uint16_t process)
{
    player->processes[process - 1].ended = true;
    for (size_t i = 0; i < player->handles_count; i++)
        if (player->handles[i].process == process)
            player->handles[i].open = false;
    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++)
        if (player->pending[i].by.process == process)
            player->pending[i].used = false;
    for (size_t i = 0; i < player->registrations_count; i++)
        if (player->registrations[i].process == process)
            player->registrations[i].active = false;
}

enum tj_status story_play_end(struct story_player *player)
{
    char process[STORY_NAME_MAX], thread[STORY_NAME_MAX];
    struct sim_input input = { .kind = SIM_PROCESS_END };

    if (player->line.words_count < 2 ||
        !split(player->line.words[1], process, thread))
        return story_fail_word(player, 1, "PROCESS or PROCESS.THREAD");
    enum tj_status status = story_only(player, 2);
    if (status != TJ_OK)
        return status;
    struct story_by by = { .process = find_process(player, process) };
    if (by.process == 0)
        return story_fail_word(player, 1, "a process that a by= has named");
    by.thread = find_thread(player, by.process, thread);
    if (by.thread == 0 && thread[0] != '\0')
        return story_fail_word(player, 1, "a thread that a by= has named");
    if (player->processes[by.process - 1].ended)
        return story_fail_word(player, 1, "a process that has not ended");
    input.process = by.process;
    if (thread[0] != '\0') {
        status = check_alive(player, 1, &by);
        if (status != TJ_OK)
            return status;
        input.kind = SIM_THREAD_END;
        input.thread = by.thread;
        player->threads[by.thread - 1].ended = true;
    } else {
        forget_process(player, by.process);
    }
    story_hand_in(player, &input);
    return TJ_OK;
}
