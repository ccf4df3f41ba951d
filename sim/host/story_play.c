/* Plays a story line by line over a world of one drive. */
#include "sim/host/story_player.h"

#include "core/drive/catalog.h"

#include <string.h>

enum tj_status story_world(struct story_player *player)
{
    struct sim_world_config config = { .seed = 1, .strategy = SIM_FIRST,
                                       .step_ns = player->step_ns };

    if (player->world != NULL)
        return TJ_OK;
    void *memory = arena_take(&player->arena, 1, sim_world_size(1), 16);
    if (memory == NULL)
        return tj_fail(player->line.error, TJ_NO_MEMORY, "%s: no room for a "
                       "simulated drive", player->line.file);
    player->world = sim_world_init(memory, 1, &player->profile, &config);
    return TJ_OK;
}

void story_hand_in(struct story_player *player, struct sim_input *input)
{
    const struct sim_story_follower *follower = player->follower;

    if (follower != NULL)
        follower->asked(follower->context, player->line.number,
                        sim_world_now(player->world), input);
    sim_world_submit(player->world, 0, input);
}

/* --- What happens --- */

static void take_reply(struct story_player *player,
                       const struct sim_happening *happening)
{
    const struct sim_effect *effect = happening->effect;

    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++) {
        struct story_pending *pending = &player->pending[i];
        if (!pending->used || pending->request != effect->request)
            continue;
        pending->answered = true;
        pending->answer.t_ns = happening->t_ns;
        pending->answer.status = effect->status;
        pending->answer.info = effect->info;
        pending->answer.output_size = effect->output_size;
        memcpy(pending->answer.output, happening->output, effect->output_size);
        return;
    }
}

static void take_pending(struct story_player *player,
                         const struct sim_happening *happening)
{
    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++) {
        const struct story_pending *pending = &player->pending[i];
        if (pending->used && pending->request == happening->effect->request)
            story_print_pending(&player->printer, happening->t_ns,
                                &pending->answer);
    }
}

static void take_delivery(struct story_player *player,
                          const struct sim_happening *happening)
{
    for (size_t i = 0; i < player->registrations_count; i++) {
        const struct story_registration *to = &player->registrations[i];
        if (to->number != happening->effect->registration)
            continue;
        const struct story_recipient recipient = {
            .registration = to->name,
            .flavour = story_flavour_name(to->flavour),
            .handle = to->handle,
            .number = to->number,
            .pointer_size = to->flavour == SIM_WINDOW_32 ? 4 : 8,
        };
        story_print_event(&player->printer, happening->t_ns,
                          &happening->effect->event, &recipient);
    }
}

static void take(struct story_player *player)
{
    const struct sim_happening *happening = &player->happening;
    const struct sim_story_follower *follower = player->follower;

    if (follower != NULL)
        follower->heard(follower->context, player->line.number, happening);
    switch (happening->effect->kind) {
    case SIM_REPLY:
        take_reply(player, happening);
        break;
    case SIM_EVENT:
        story_print_event(&player->printer, happening->t_ns,
                          &happening->effect->event, NULL);
        break;
    case SIM_DELIVERY:
        take_delivery(player, happening);
        break;
    case SIM_SCSI:
        if (player->printer.options.scsi)
            story_print_scsi(&player->printer, happening->t_ns,
                             happening->effect->cdb,
                             happening->effect->scsi_status);
        break;
    case SIM_PENDING:
        take_pending(player, happening);
        break;
    case SIM_WAKE:
    case SIM_READY:
        break; /* The world keeps these to itself. */
    }
}

static enum tj_status check_room(const struct story_player *player)
{
    if (!player->printer.full)
        return TJ_OK;
    return tj_fail(player->line.error, TJ_NO_MEMORY, "%s:%u: no room for more "
                   "output lines that no `expect` has matched",
                   player->line.file, player->line.number);
}

/* A drive that retries for ever (spec R29) never settles: a bound, and the
 * story's author hears of it. */
enum tj_status story_run(struct story_player *player, uint64_t until_ns)
{
    unsigned count = 0;

    while (sim_world_next(player->world, until_ns, &player->happening)) {
        take(player);
        if (++count == STORY_HAPPENINGS_MAX)
            return story_fail(&player->line, 0, "expected an end; the drive "
                              "was still busy after %d happenings",
                              STORY_HAPPENINGS_MAX);
    }
    return check_room(player);
}

/* --- Requests --- */

static struct story_pending *pending_take(struct story_player *player)
{
    for (size_t i = 0; i < STORY_REQUESTS_MAX; i++)
        if (!player->pending[i].used)
            return &player->pending[i];
    return NULL;
}

enum tj_status story_submit(struct story_player *player,
                            const struct story_handle *handle, const char *id,
                            struct story_pending **pending_out)
{
    struct story_pending *pending = pending_take(player);
    struct sim_input *input = &player->request.input;
    struct story_by caller;

    enum tj_status status = story_caller(player, handle, &caller);
    if (status != TJ_OK)
        return status;
    if (pending == NULL)
        return story_fail(&player->line, 0, "expected at most %d requests "
                          "that nobody waited for", STORY_REQUESTS_MAX);
    input->handle = handle->number;
    input->request = ++player->requests_count;
    input->process = caller.process;
    input->thread = caller.thread;
    memset(pending, 0, offsetof(struct story_pending, answer.output));
    pending->used = true;
    pending->by = caller;
    pending->request = input->request;
    (void)tj_text_copy(pending->id, sizeof pending->id, id);
    pending->answer.handle = handle->name;
    pending->answer.op = player->request.op;
    pending->answer.id = id[0] != '\0' ? pending->id : NULL;
    pending->answer.code = input->code;
    pending->answer.has_code = input->kind == SIM_IOCTL;
    pending->answer.has_info = input->kind == SIM_IOCTL ||
                               input->kind == SIM_READ ||
                               input->kind == SIM_WRITE;
    story_hand_in(player, input);
    *pending_out = pending;
    return TJ_OK;
}

enum tj_status story_wait(struct story_player *player,
                          struct story_pending *pending)
{
    unsigned count = 0;

    while (!pending->answered) {
        if (!sim_world_next(player->world, UINT64_MAX, &player->happening) ||
            ++count == STORY_HAPPENINGS_MAX)
            return story_fail(&player->line, 0, "expected an answer; %s %s "
                              "gets none", pending->answer.handle,
                              pending->answer.op);
        take(player);
    }
    story_print_answer(&player->printer, &pending->answer);
    pending->used = false;
    return check_room(player);
}

/* --- The whole story --- */

static enum tj_status play_line(struct story_player *player, const char *text,
                                size_t size)
{
    enum tj_status status = story_line_split(&player->line, text, size);

    if (status != TJ_OK || player->line.words_count == 0)
        return status;
    status = story_command(player);
    if (status == TJ_OK && player->world != NULL)
        status = story_run(player, sim_world_now(player->world));
    return status;
}

/* Output lines are kept only for a story that looks at them. */
static bool has_expectations(const char *text, size_t size)
{
    static const char word[] = "expect";

    for (size_t i = 0; i + sizeof word <= size; i++)
        if (memcmp(text + i, word, sizeof word - 1) == 0)
            return true;
    return false;
}

static enum tj_status play(struct story_player *player, const char *text,
                           size_t size)
{
    enum tj_status status = TJ_OK;

    while (size > 0 && status == TJ_OK && player->met) {
        const char *end = memchr(text, '\n', size);
        size_t length = end != NULL ? (size_t)(end - text) : size;
        player->line.number++;
        status = play_line(player, text, length);
        length += end != NULL;
        text += length;
        size -= length;
    }
    return status;
}

enum tj_status sim_story_play(const struct sim_story *story, FILE *out,
                              void *memory, size_t memory_size,
                              bool *expectations_met, struct tj_error *error)
{
    struct arena arena;

    arena_init(&arena, memory, memory_size);
    struct story_player *player = ARENA_NEW(&arena, struct story_player, 1);
    if (player == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "%s: no room for a story",
                       story->file_name);
    player->arena = arena;
    player->printer = (struct story_printer){
        .out = out, .options = story->options, .arena = &player->arena,
        .keep = story->follower == NULL &&
                has_expectations(story->text, story->size),
    };
    player->follower = story->follower;
    player->line.file = story->file_name;
    player->line.error = error;
    player->profile = sim_profile_default();
    player->profile.poll_tolerance_ns = 0; /* Polls are punctual here. */
    player->met = true;
    enum tj_status status = play(player, story->text, story->size);
    *expectations_met = player->met;
    if (status == TJ_OK && out != NULL && (fflush(out) != 0 || ferror(out)))
        return tj_fail(error, TJ_HOST_IO, "the output of %s could not be "
                       "written", story->file_name);
    return status;
}
