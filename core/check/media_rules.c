/* SPDX-License-Identifier: MIT */
/* Properties 39 to 48 of spec 8.7: media events, and who may silence them. */
#include "core/check/media_state.h"

#include "core/drive/bytes.h"
#include "core/drive/encode.h"

enum { COUNT_SIZE = 4, CHANGE_SIZE = 8, READY_SIZE = 12,
       READY_BY_SENSE_100MS = 100 };

static void *open_media(const struct scene *scene, struct arena *arena)
{
    struct media *media = ARENA_NEW(arena, struct media, 1);
    if (media == NULL)
        return NULL;
    media->scene = *scene;
    media->drives =
        ARENA_NEW(arena, struct media_drive, scene->survey->drives_count + 1);
    return media->drives != NULL ? media : NULL;
}

/* --- Releases --- */

void release_note(struct media_drive *drive, const struct operation *op)
{
    if ((op->verb != TJ_UNLOCK && op->verb != TJ_CLOSE) ||
        !operation_may_act(op))
        return;
    if (drive->releases_count == MEDIA_RELEASES_MAX)
        (void)release_at(drive, op->at.t0_ns);
    if (drive->releases_count == MEDIA_RELEASES_MAX) {
        drive->releases_lost = true;
        return;
    }
    drive->releases[drive->releases_count++] = (struct release){
        .t0_ns = op->at.t0_ns,
        .t1_ns = op->at.t1_ns,
        .ref = op->ref,
        .client = op->at.client,
        .quiet = op->verb == TJ_UNLOCK && !op->injected &&
                 (op->arg & TJ_NO_MEDIA_NOTIFICATIONS) != 0,
        .done = operation_is_done(op),
    };
}

/* Drops what was over before. */
struct release_seen release_at(struct media_drive *drive, uint64_t t_ns)
{
    struct release_seen seen = { .loud = drive->releases_lost };
    for (size_t i = 0; i < drive->releases_count;) {
        struct release *release = &drive->releases[i];
        if (release->t1_ns < t_ns) {
            *release = drive->releases[--drive->releases_count];
            continue;
        }
        i++;
        if (release->t0_ns > t_ns)
            continue;
        if (!release->quiet)
            seen.loud = true;
        else if (release->done)
            seen.quiet = release;
    }
    return seen;
}

/* --- Requests --- */

static void invoke(void *state, const struct operation *op)
{
    struct media *media = state;
    struct media_drive *drive = &media->drives[op->drive];
    mcn_invoke(&drive->mcn, media->scene.history, op);
    release_note(drive, op);
}

static void gone(void *state, const struct operation *op)
{
    struct media *media = state;
    mcn_gone(&media->drives[op->drive].mcn, media->scene.history, op);
}

static void find_enable(const struct media *media, const struct operation *op,
                        const struct mcn_file *file, const char *what)
{
    struct draft draft =
        finding_begin(media->scene.findings, RULE_M44, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s %s ",
                op->verb == TJ_MCN_ON ? "enable" : "disable");
    finding_say_when(&draft, &op->at);
    tj_text_add(&draft.text, " %s", what);
    finding_ref(&draft, &op->ref);
    if (file != NULL && file->offs_sure > 0)
        finding_ref(&draft, &file->off_ref);
}

static void judge_enable(const struct media *media, struct mcn_drive *mcn,
                         const struct operation *op, struct mcn_file *file)
{
    if (op->outcome == TJ_DONE && file != NULL) {
        family_count(&media->scene, RULE_M44);
        if (file->ons_sure > file->offs_may) {
            file->ons_sure -= 1;
            find_enable(media, op, file,
                        "succeeded, but the file object has not disabled "
                        "notifications so often");
        }
    } else if (op->status == TJ_STATUS_INVALID_DEVICE_STATE) {
        bool owes = file != NULL && file->offs_sure > file->ons_may &&
                    file->off_ns < op->at.t0_ns;
        family_count(&media->scene, RULE_M44);
        if (owes && !mcn->lost &&
            family_fit(&media->scene, op->drive, op->at.t1_ns))
            find_enable(media, op, file,
                        "was refused with 22 although the file object had "
                        "disabled notifications and not enabled them again");
    }
}

/* Spec 3.5 M2 and, for files, 0.4: a class driver that never saw the handle. */
static bool is_foreign(const struct media *media, const struct operation *op)
{
    enum model_class class =
        op->file == HISTORY_NOTHING
            ? MODEL_UNKNOWN
            : media->scene.history->handles.files[op->file].class;
    return class == MODEL_VOLUME || class == MODEL_FILE;
}

static void judge_mcn(struct media *media, const struct operation *op)
{
    struct media_drive *drive = &media->drives[op->drive];
    struct mcn_file *file =
        mcn_answer(&drive->mcn, media->scene.history, op);
    if (op->file == HISTORY_NOTHING)
        return;
    if (is_foreign(media, op)) {
        family_count(&media->scene, RULE_M44);
        if (op->outcome == TJ_DONE)
            find_enable(media, op, NULL,
                        "succeeded through a volume or file handle");
    } else if (op->verb == TJ_MCN_ON) {
        judge_enable(media, &drive->mcn, op, file);
    }
}

static void judge_verify2(const struct media *media,
                          const struct operation *op)
{
    if (op->outcome != TJ_DONE)
        return;
    family_count(&media->scene, RULE_M45);
    if (op->info == 0)
        return;
    struct draft draft =
        finding_begin(media->scene.findings, RULE_M45, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s verify2 ");
    finding_say_when(&draft, &op->at);
    tj_text_add(&draft.text, " returned %u bytes; it never returns data",
                op->info);
    finding_ref(&draft, &op->ref);
}

static void answer(void *state, const struct operation *op,
                   const struct evidence *evidence)
{
    struct media *media = state;
    (void)evidence;
    switch ((int)op->verb) {
    case TJ_MCN_OFF:
    case TJ_MCN_ON:
        judge_mcn(media, op);
        break;
    case TJ_VERIFY2:
        judge_verify2(media, op);
        count_answer(media, op);
        break;
    case TJ_VERIFY:
        count_answer(media, op);
        break;
    default:
        break;
    }
}

static void strike(void *state, const struct tj_record *record)
{
    struct media *media = state;
    media->drives[record->drive].struck |=
        family_excuses(&media->scene, record);
}

/* --- One event --- */

/* M42: what stands in it. Payloads of old drivers end with the count. */
static uint32_t judge_payload(const struct media *media,
                              const struct seen_event *event)
{
    bool arrival = event->id == TJ_EVENT_MEDIA_ARRIVAL;
    uint32_t state = 0;
    if (event->size >= CHANGE_SIZE && event->size <= TJ_RECORD_DATA_MAX) {
        state = tj_get_u32(event->data + COUNT_SIZE);
        family_count(&media->scene, RULE_M42);
        bool good = arrival ? state == TJ_MEDIA_PRESENT
                            : state == TJ_MEDIA_NOT_PRESENT ||
                                  state == TJ_MEDIA_UNAVAILABLE;
        if (!good) {
            media_find_bytes(&media->scene, RULE_M42, event,
                             arrival ? "says a state other than 1 (present)"
                                     : "says a state other than 2 (not "
                                       "present) or 3 (unavailable)");
            return 0;
        }
    }
    return arrival ? TJ_MEDIA_PRESENT : state;
}

/* M39: nothing is reported twice. */
static void judge_turn(const struct media *media,
                       const struct media_drive *drive,
                       const struct seen_event *event, uint32_t state)
{
    const struct scene *scene = &media->scene;
    unsigned excuses = TJ_EXCUSE_MUTEX | TJ_EXCUSE_REMOVAL;
    if (!drive->said || drive->said_state == 0 || state == 0 || event->early ||
        scene->config->mutex_loss_injected || (drive->struck & excuses) != 0 ||
        mcn_may_enable(&drive->mcn, scene->history, drive->said_ns,
                       event->t_ns))
        return;
    family_count(scene, RULE_M39);
    if (drive->said_state != state)
        return;
    struct draft draft = finding_begin(scene->findings, RULE_M39, event->t_ns);
    tj_text_add(&draft.text, "%s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    tj_text_add(&draft.text, " reports state %u again, which was reported at ",
                state);
    finding_say_time(&draft, drive->said_ns);
    finding_ref(&draft, &event->ref);
    finding_ref(&draft, &drive->said_ref);
}

/* M40 */
static void judge_count(const struct media *media, struct media_drive *drive,
                        const struct seen_event *event)
{
    uint32_t count = tj_get_u32(event->data);
    bool arrival = event->id == TJ_EVENT_MEDIA_ARRIVAL;
    bool low = count_below(count, drive->highest + (arrival ? 1 : 0));
    if (drive->counted && (drive->struck & TJ_EXCUSE_REMOVAL) == 0) {
        family_count(&media->scene, RULE_M40);
        if (low) {
            struct draft draft = finding_begin(media->scene.findings, RULE_M40,
                                               event->t_ns);
            tj_text_add(&draft.text, "%s at ",
                        tj_event_info((enum tj_event_id)event->id)->name);
            finding_say_time(&draft, event->t_ns);
            tj_text_add(&draft.text, " carries the change count %u after %u",
                        count, drive->highest);
            finding_ref(&draft, &event->ref);
            finding_ref(&draft, &drive->highest_ref);
        }
    }
    if (!drive->counted || count_below(drive->highest, count)) {
        drive->counted = true;
        drive->highest = count;
        drive->highest_ref = event->ref;
    }
}

/* M43 */
static void judge_silence(const struct media *media,
                          const struct media_drive *drive,
                          const struct seen_event *event)
{
    const struct scene *scene = &media->scene;
    unsigned excuses = TJ_EXCUSE_MUTEX | TJ_EXCUSE_REMOVAL;
    if (drive->mcn.count == 0 || drive->mcn.lost || event->early ||
        scene->config->mutex_loss_injected || (drive->struck & excuses) != 0)
        return;
    const struct mcn_file *file =
        mcn_disabled(&drive->mcn, scene->history, event->t_ns);
    family_count(scene, RULE_M43);
    if (file == NULL)
        return;
    struct draft draft = finding_begin(scene->findings, RULE_M43, event->t_ns);
    tj_text_add(&draft.text, "%s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    tj_text_add(&draft.text,
                " was emitted although notifications had been disabled since ");
    finding_say_time(&draft, file->off_ns);
    finding_ref(&draft, &event->ref);
    finding_ref(&draft, &file->off_ref);
}

/* M42, M47 and M48: "unavailable" is said at a release, unless that has flag
 * 0x2; and by sense 3A/CC, which no drive gives unasked. */
static void judge_unavailable(const struct media *media,
                              struct media_drive *drive, uint8_t number,
                              const struct seen_event *event)
{
    const struct history *history = media->scene.history;
    struct release_seen seen = release_at(drive, event->t_ns);
    if (drive->locked)
        family_count(&media->scene, RULE_M47);
    if (seen.loud || event->early || history->drives[number].lost ||
        (drive->struck & (TJ_EXCUSE_SENSE | TJ_EXCUSE_REMOVAL)) != 0 ||
        history_may_vanish(history, number, event->t_ns))
        return;
    enum rule rule = seen.quiet != NULL ? RULE_M48
                     : drive->locked    ? RULE_M47
                                        : RULE_M42;
    struct draft draft =
        finding_begin(media->scene.findings, rule, event->t_ns);
    if (rule == RULE_M48)
        family_count(&media->scene, rule);
    tj_text_add(&draft.text, "MEDIA_REMOVAL at ");
    finding_say_time(&draft, event->t_ns);
    tj_text_add(&draft.text, " says \"unavailable\", which only a release "
                             "does, ");
    if (rule == RULE_M48)
        tj_text_add(&draft.text, "but the only one was an unlock with flag "
                                 "0x2, which announces no media");
    else
        tj_text_add(&draft.text, "but no unlock or close was in flight%s",
                    drive->locked ? "; somebody owned the drive" : "");
    finding_ref(&draft, &event->ref);
    if (rule == RULE_M48)
        finding_ref(&draft, &seen.quiet->ref);
    else if (rule == RULE_M47)
        finding_ref(&draft, &drive->locked_ref);
}

static void take_media(struct media *media, struct media_drive *drive,
                       uint8_t number, const struct seen_event *event)
{
    uint32_t state = judge_payload(media, event);
    if (!family_fit(&media->scene, number, event->t_ns))
        return;
    if (event->emission && !media->scene.config->event_loss_injected) {
        judge_turn(media, drive, event, state);
        if (event->size >= COUNT_SIZE)
            judge_count(media, drive, event);
        judge_silence(media, drive, event);
        if (state == TJ_MEDIA_UNAVAILABLE)
            judge_unavailable(media, drive, number, event);
    }
    if (event->size >= COUNT_SIZE && (drive->struck & TJ_EXCUSE_REMOVAL) == 0)
        count_event(media, drive, event);
    drive->said = event->emission;
    drive->said_state = state;
    drive->said_ns = event->t_ns;
    drive->said_ref = event->ref;
}

/* Somebody surely owns: then no poll runs, and only sense says so (4.6). */
static bool is_owned(const struct media *media, uint8_t number, uint64_t t_ns)
{
    const struct history *history = media->scene.history;
    const struct history_drive *drive = &history->drives[number];
    struct stamp point = { .t0_ns = t_ns, .t1_ns = t_ns };
    for (size_t i = 0; i < drive->count; i++)
        if (history_covers(history, &drive->tenures[i], &point))
            return true;
    return false;
}

/* M46 */
static void judge_ready(const struct media *media, uint8_t number,
                        const struct seen_event *event)
{
    if (event->size < READY_SIZE || event->size > TJ_RECORD_DATA_MAX)
        return;
    uint32_t reason = tj_get_u32(event->data + 4);
    uint32_t after = tj_get_u32(event->data + 8);
    family_count(&media->scene, RULE_M46);
    if (tj_get_u32(event->data) != 1)
        media_find_bytes(&media->scene, RULE_M46, event,
                         "is of another version than 1");
    else if ((reason < 1 || reason > 2) && after == READY_BY_SENSE_100MS &&
             event->emission && !event->early &&
             family_fit(&media->scene, number, event->t_ns) &&
             is_owned(media, number, event->t_ns))
        media_find_bytes(&media->scene, RULE_M46, event,
                         "gives a reason other than 1 or 2 while somebody "
                         "owned the drive and nothing polled it");
}

static void take_lock(struct media *media, struct media_drive *drive,
                      const struct seen_event *event)
{
    drive->locked = event->id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK;
    drive->locked_ref = event->ref;
    if (!drive->locked && event->emission &&
        !media->scene.config->event_loss_injected &&
        release_at(drive, event->t_ns).quiet != NULL)
        family_count(&media->scene, RULE_M48);
}

static void event(void *state, uint8_t number, const struct seen_event *event)
{
    struct media *media = state;
    struct media_drive *drive = &media->drives[number];
    if (event->gap) {
        drive->said = false;
        drive->locked = false;
    }
    switch ((int)event->id) {
    case TJ_EVENT_MEDIA_ARRIVAL:
    case TJ_EVENT_MEDIA_REMOVAL:
        take_media(media, drive, number, event);
        break;
    case TJ_EVENT_CDROM_EXCLUSIVE_LOCK:
    case TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK:
        take_lock(media, drive, event);
        break;
    case TJ_EVENT_DEVICE_BECOMING_READY:
        judge_ready(media, number, event);
        break;
    default:
        break;
    }
}

const struct check_family media_family = {
    .name = "media",
    .open = open_media,
    .invoke = invoke,
    .answer = answer,
    .gone = gone,
    .event = event,
    .strike = strike,
};
