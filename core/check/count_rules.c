/* SPDX-License-Identifier: MIT */
/* Property 41 of spec 8.7: the change count that CHECK_VERIFY returns. What is
 * known of it are floors: from some time on it was no less than so much. */
#include "core/check/media_state.h"

#include "core/drive/bytes.h"

/* The highest floor that surely holds before t_ns, or NULL. */
static const struct floor *floor_before(const struct media_drive *drive,
                                        uint64_t t_ns)
{
    for (size_t i = drive->floors_count; i > 0; i--) {
        const struct floor *floor =
            &drive->floors[(drive->floors_first + i - 1) % MEDIA_FLOORS_MAX];
        if (floor->t_ns < t_ns)
            return floor;
    }
    return NULL;
}

/* Floors come in order of time and are kept only where they rise. */
static void raise_floor(struct media_drive *drive, const struct floor *floor)
{
    size_t last = (drive->floors_first + drive->floors_count +
                   MEDIA_FLOORS_MAX - 1) % MEDIA_FLOORS_MAX;
    if (drive->floors_count > 0 &&
        !count_below(drive->floors[last].count, floor->count))
        return;
    if (drive->floors_count == MEDIA_FLOORS_MAX) {
        drive->floors_first = (drive->floors_first + 1) % MEDIA_FLOORS_MAX;
        drive->floors_count -= 1;
    }
    drive->floors[(drive->floors_first + drive->floors_count++) %
                  MEDIA_FLOORS_MAX] = *floor;
}

static void say_floor(struct draft *draft, const struct floor *floor,
                      uint32_t count)
{
    tj_text_add(&draft->text,
                " gave the change count %u; it was %u or more at ", count,
                floor->count);
    finding_say_time(draft, floor->t_ns);
    tj_text_add(&draft->text, " and never falls");
    finding_ref(draft, &floor->ref);
}

/* TEST UNIT READY of a mounted drive fails so only for a unit attention, which
 * counts (spec 4.7, 5.1, 5.2). A file system may answer so by itself. */
static bool met_attention(const struct media *media,
                          const struct media_drive *drive,
                          const struct operation *op)
{
    return op->outcome == TJ_REFUSED &&
           op->status == TJ_STATUS_VERIFY_REQUIRED &&
           (drive->struck & TJ_EXCUSE_SENSE) == 0 &&
           op->file != HISTORY_NOTHING &&
           media->scene.history->handles.files[op->file].class == MODEL_DIRECT;
}

void count_answer(struct media *media, const struct operation *op)
{
    struct media_drive *drive = &media->drives[op->drive];
    const struct floor *floor = floor_before(drive, op->at.t0_ns);
    if ((op->verb != TJ_VERIFY && op->verb != TJ_VERIFY2) ||
        !family_fit(&media->scene, op->drive, op->at.t1_ns) ||
        (drive->struck & TJ_EXCUSE_REMOVAL) != 0)
        return;
    if (met_attention(media, drive, op) && floor != NULL)
        raise_floor(drive, &(struct floor){ .t_ns = op->at.t1_ns,
                                            .count = floor->count + 1,
                                            .ref = op->ref });
    if (op->verb != TJ_VERIFY || op->outcome != TJ_DONE || op->raw ||
        op->info < 4)
        return;
    if (floor != NULL) {
        family_count(&media->scene, RULE_M41);
        if (count_below(op->result, floor->count)) {
            struct draft draft = finding_begin(media->scene.findings, RULE_M41,
                                               op->at.t1_ns);
            finding_say_client(&draft, op->at.client, 0);
            tj_text_add(&draft.text, "'s verify ");
            finding_say_when(&draft, &op->at);
            say_floor(&draft, floor, op->result);
            finding_ref(&draft, &op->ref);
        }
    }
    raise_floor(drive, &(struct floor){ .t_ns = op->at.t1_ns,
                                        .count = op->result,
                                        .ref = op->ref });
}

void count_event(struct media *media, struct media_drive *drive,
                 const struct seen_event *event)
{
    uint32_t count = tj_get_u32(event->data);
    const struct floor *floor = floor_before(drive, event->t_ns);
    if (floor != NULL && !floor->told && event->emission) {
        family_count(&media->scene, RULE_M41);
        if (count_below(count, floor->count)) {
            struct draft draft = finding_begin(media->scene.findings, RULE_M41,
                                               event->t_ns);
            tj_text_add(&draft.text, "%s at ",
                        tj_event_info((enum tj_event_id)event->id)->name);
            finding_say_time(&draft, event->t_ns);
            say_floor(&draft, floor, count);
            finding_ref(&draft, &event->ref);
        }
    }
    raise_floor(drive, &(struct floor){ .t_ns = event->t_ns,
                                        .count = count,
                                        .told = true,
                                        .ref = event->ref });
}
