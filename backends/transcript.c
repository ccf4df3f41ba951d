/* Follows the story player and writes down what it hands to its drive and what
 * comes of it. */
#include "backends/transcript.h"

#include "backends/story.h"
#include "core/base/assert.h"
#include "core/base/text.h"
#include "sim/describe.h"
#include "sim/host/story.h"
#include "sim/world.h"

#include <string.h>

struct writer {
    struct arena         *arena;
    struct tj_transcript *transcript;
    struct tj_scene      *last;
    struct tj_text        settings;
    const char           *cannot; /* Of the drive itself; NULL: nothing. */
    bool                  full;
};

static struct tj_scene *add(struct writer *writer, enum tj_scene_kind kind,
                            unsigned line, uint64_t at_ns)
{
    static struct tj_scene nowhere; /* Written, never read: it is full. */
    struct tj_scene *scene = ARENA_NEW(writer->arena, struct tj_scene, 1);

    if (scene == NULL) {
        writer->full = true;
        return &nowhere;
    }
    scene->kind = kind;
    scene->line = line;
    scene->at_ns = at_ns;
    if (writer->last == NULL)
        writer->transcript->first = scene;
    else
        writer->last->next = scene;
    writer->last = scene;
    if (at_ns > writer->transcript->end_ns)
        writer->transcript->end_ns = at_ns;
    return scene;
}

/* --- The drive --- */

static void take_setting(void *context, const char *word)
{
    struct writer *writer = context;

    if (strncmp(word, "step=", strlen("step=")) == 0)
        writer->cannot = "steps that take time (step=)";
    else
        tj_text_add(&writer->settings, ",%s", word);
}

/* --- What is asked --- */

static const enum tj_verb verbs[SIM_INPUT_COUNT] = {
    [SIM_OPEN] = TJ_OPEN,   [SIM_DUPLICATE] = TJ_DUPLICATE,
    [SIM_CLOSE] = TJ_CLOSE, [SIM_IOCTL] = TJ_IOCTL,
    [SIM_READ] = TJ_READ,   [SIM_WRITE] = TJ_WRITE,
    [SIM_FLUSH] = TJ_FLUSH,
};

static void fill_op(const struct sim_input *input, struct tj_op *op)
{
    uint32_t carried =
        input->input_size < TJ_INPUT_MAX ? input->input_size : TJ_INPUT_MAX;

    op->verb = verbs[input->kind];
    op->handle = input->handle;
    op->code = input->code;
    op->input_size = input->input_size;
    op->output_size = input->output_size;
    op->offset = input->offset;
    if (carried > 0)
        memcpy(op->input, input->input, carried);
    if (input->kind == SIM_OPEN)
        op->arg = tj_open_arg(input->target, input->access, input->share);
    else if (input->kind == SIM_DUPLICATE)
        op->arg = input->source;
    else if (input->kind == SIM_READ || input->kind == SIM_WRITE)
        op->arg = input->length;
}

/* Nobody else's handles can be opened so; overlapped ones are as others: they
 * differ in what their caller sees meanwhile. */
static const char *odd_handle(const struct sim_input *input)
{
    if ((input->flags & SIM_SYNCHRONOUS) != 0)
        return "a synchronous handle";
    if ((input->flags & (SIM_INHERITABLE | SIM_INHERIT)) != 0)
        return "a handle that a child process inherits";
    if ((input->flags & SIM_UNCACHED) != 0)
        return "a file without a cache";
    return (input->flags & SIM_WOW) != 0 ? "a 32-bit program's handle" : NULL;
}

/* --- What happens to the drive --- */

static const uint8_t discs[SIM_DISC_KIND_COUNT] = {
    [SIM_DISC_SAME] = TJ_DISC_SAME,
    [SIM_DISC_DATA_CD] = TJ_DISC_DATA_CD,
    [SIM_DISC_AUDIO_CD] = TJ_DISC_AUDIO_CD,
    [SIM_DISC_BLANK_CD] = TJ_DISC_BLANK_CD,
    [SIM_DISC_DVD] = TJ_DISC_DVD,
    [SIM_DISC_DVD_RW] = TJ_DISC_DVD_RW,
    [SIM_DISC_BD] = TJ_DISC_BD,
    [SIM_DISC_UNREADABLE] = TJ_DISC_UNREADABLE,
    [SIM_DISC_DVD_RAM] = TJ_DISC_DVD_RAM,
};

static const char *hand(const struct sim_input *input, struct tj_disturb *to)
{
    switch ((int)input->hand) {
    case SIM_PRESS_EJECT:
        to->kind = TJ_DISTURB_PRESS_EJECT;
        return NULL;
    case SIM_TRAY_OPEN:
        to->kind = TJ_DISTURB_OPEN_TRAY;
        return NULL;
    case SIM_TRAY_CLOSE:
        to->kind = TJ_DISTURB_CLOSE_TRAY;
        return NULL;
    case SIM_TAKE_DISC:
        to->kind = TJ_DISTURB_TAKE;
        return NULL;
    case SIM_JAM_TRAY:
        to->kind = TJ_DISTURB_JAM;
        to->time_ns = input->duration_ns;
        return NULL;
    case SIM_INSERT_DISC:
        to->kind = TJ_DISTURB_INSERT;
        to->disc = discs[input->disc];
        return input->disc_serial == 0 ? NULL : "a disc with a label";
    default:
        return "this hand at the drive";
    }
}

static const char *power(const struct sim_input *input, struct tj_disturb *to)
{
    static const uint8_t kinds[SIM_POWER_COUNT] = {
        [SIM_POWER_SLEEP] = TJ_DISTURB_SLEEP,
        [SIM_POWER_WAKE] = TJ_DISTURB_WAKE,
        [SIM_POWER_SURPRISE] = TJ_DISTURB_UNPLUG,
        [SIM_POWER_RETURN] = TJ_DISTURB_RETURN,
        [SIM_POWER_RESET] = TJ_DISTURB_RESET,
    };

    to->kind = kinds[input->power]; /* 0 is SENSE: no row of its own. */
    return to->kind != 0 ? NULL : "the system shuts down or asks to remove";
}

static const char *sense(const struct sim_injection *injection,
                         struct tj_disturb *to)
{
    enum tj_srb srb;

    to->kind = TJ_DISTURB_SENSE;
    to->sense[0] = injection->sense.key;
    to->sense[1] = injection->sense.asc;
    to->sense[2] = injection->sense.ascq;
    if (injection->opcode != SIM_OP_ANY)
        to->only = (uint16_t)(injection->opcode + 1);
    if (injection->scsi_status != 0)
        return "a SCSI status of the drive";
    if (injection->ili)
        return "a fault with an information field";
    if (injection->srb == SIM_SRB_SUCCESS)
        return NULL;
    if (!tj_srb_by_name(sim_srb_name((enum sim_srb)injection->srb), &srb))
        return "a rare word of the port driver";
    to->kind = TJ_DISTURB_SRB;
    to->srb = (uint8_t)srb;
    return NULL;
}

static const char *plant(const struct sim_input *input, struct tj_disturb *to)
{
    const struct sim_injection *injection = &input->injection;

    to->count = injection->count;
    to->time_ns = injection->duration_ns;
    switch ((int)injection->kind) {
    case SIM_INJECT_SENSE:
        return sense(injection, to);
    case SIM_INJECT_BUSY:
        to->kind = TJ_DISTURB_BUSY;
        return NULL;
    case SIM_INJECT_STATE_MUTEX_LOSS:
        to->kind = TJ_DISTURB_MUTEX_LOSS;
        return NULL;
    case SIM_INJECT_NO_MEMORY:
        to->kind = TJ_DISTURB_NO_MEMORY;
        return NULL;
    case SIM_INJECT_EVENT:
        return "an event made by hand";
    case SIM_INJECT_GESN:
        return "an answer of the drive to GET EVENT STATUS";
    default:
        return "a fault planted in the driver";
    }
}

static void disturb(struct writer *writer, unsigned line, uint64_t t_ns,
                    const struct sim_input *input)
{
    struct tj_disturb made = { 0 };
    const char *why = input->kind == SIM_HAND    ? hand(input, &made)
                      : input->kind == SIM_POWER ? power(input, &made)
                                                 : plant(input, &made);
    struct tj_scene *scene =
        add(writer, why == NULL ? TJ_SCENE_DISTURB : TJ_SCENE_CANNOT, line, t_ns);

    scene->disturb = made;
    scene->why = why;
}

static void cannot(struct writer *writer, unsigned line, uint64_t t_ns,
                   const char *why)
{
    add(writer, TJ_SCENE_CANNOT, line, t_ns)->why = why;
}

static void ask(struct writer *writer, unsigned line, uint64_t t_ns,
                const struct sim_input *input)
{
    const char *why = odd_handle(input);

    if (why != NULL) {
        cannot(writer, line, t_ns, why);
        return;
    }
    struct tj_scene *scene = add(writer, TJ_SCENE_ASK, line, t_ns);
    scene->request = input->request;
    if (input->request > writer->transcript->requests)
        writer->transcript->requests = input->request;
    fill_op(input, &scene->op);
}

static void listen(struct writer *writer, unsigned line, uint64_t t_ns,
                   const struct sim_input *input)
{
    struct tj_scene *scene = add(writer, TJ_SCENE_LISTEN, line, t_ns);

    scene->op.handle = input->handle;
    scene->request = input->request;
    scene->registration = input->registration;
    if (input->registration > writer->transcript->registrations)
        writer->transcript->registrations = input->registration;
}

static void take_asked(void *context, unsigned line, uint64_t t_ns,
                       const struct sim_input *input)
{
    struct writer *writer = context;

    if (writer->cannot != NULL)
        cannot(writer, line, t_ns, writer->cannot);
    writer->cannot = NULL;
    switch ((int)input->kind) {
    case SIM_CANCEL:
        add(writer, TJ_SCENE_CANCEL, line, t_ns)->request =
            input->target_request;
        break;
    case SIM_REGISTER:
        listen(writer, line, t_ns, input);
        break;
    case SIM_HAND:
    case SIM_POWER:
    case SIM_INJECT:
        disturb(writer, line, t_ns, input);
        break;
    case SIM_UNREGISTER:
        cannot(writer, line, t_ns, "a registration that ends");
        break;
    case SIM_LISTENER:
        cannot(writer, line, t_ns, "a window that hangs");
        break;
    case SIM_THREAD_END:
    case SIM_PROCESS_END:
        cannot(writer, line, t_ns, "a thread or process that ends");
        break;
    default:
        ask(writer, line, t_ns, input);
        break;
    }
}

/* --- What comes of it --- */

static void take_answer(struct writer *writer, unsigned line,
                        const struct sim_happening *happening)
{
    const struct sim_effect *effect = happening->effect;
    struct tj_scene *scene =
        add(writer, TJ_SCENE_ANSWER, line, happening->t_ns);
    uint8_t *output = ARENA_NEW(writer->arena, uint8_t, effect->output_size + 1);

    scene->request = effect->request;
    scene->status = effect->status;
    scene->info = effect->info;
    if (output == NULL) {
        writer->full = true;
        return;
    }
    if (effect->output_size > 0)
        memcpy(output, happening->output, effect->output_size);
    scene->output_size = effect->output_size;
    scene->output = output;
}

static void take_heard(void *context, unsigned line,
                       const struct sim_happening *happening)
{
    struct writer *writer = context;

    if (happening->effect->kind == SIM_REPLY)
        take_answer(writer, line, happening);
    if (happening->effect->kind != SIM_DELIVERY)
        return;
    struct tj_scene *scene = add(writer, TJ_SCENE_EVENT, line, happening->t_ns);
    scene->registration = happening->effect->registration;
    scene->event = happening->effect->event;
}

static void take_looked(void *context, unsigned line, uint64_t t_ns,
                        const struct sim_drive *drive)
{
    sim_describe(drive, &add(context, TJ_SCENE_LOOK, line, t_ns)->view);
}

enum tj_status tj_transcript_make(const struct tj_story *story,
                                  struct arena *arena, void *memory,
                                  size_t memory_size,
                                  struct tj_transcript *transcript,
                                  struct tj_error *error)
{
    struct writer writer = { .arena = arena, .transcript = transcript };
    const struct sim_story_follower follower = {
        .context = &writer, .setting = take_setting, .asked = take_asked,
        .heard = take_heard, .looked = take_looked,
    };
    const struct sim_story inner = { .file_name = story->file_name,
                                     .text = story->text,
                                     .size = story->size,
                                     .follower = &follower };
    bool met;

    *transcript = (struct tj_transcript){ 0 };
    tj_text_init(&writer.settings, transcript->settings,
                 sizeof transcript->settings);
    /* Polls are punctual in a story, too. */
    tj_text_add(&writer.settings, "tolerance=0ms");
    enum tj_status status =
        sim_story_play(&inner, NULL, memory, memory_size, &met, error);
    if (status == TJ_OK && (writer.full || writer.settings.cut))
        status = tj_fail(error, TJ_NO_MEMORY, "%s: the story is too long to "
                         "be compared", story->file_name);
    return status;
}
