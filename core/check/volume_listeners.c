/* SPDX-License-Identifier: MIT */
/* Property 56 of spec 8.7: events of the file system reach everybody who hears
 * the class driver. A listener that heard what came before and what came after
 * was there all the while. */
#include "core/check/volume_state.h"

static struct volume_listener *listener_of(struct volume_drive *drive,
                                           uint16_t client)
{
    for (size_t i = 0; i < drive->listeners_count; i++)
        if (drive->listeners[i].client == client)
            return &drive->listeners[i];
    if (drive->listeners_count == VOLUME_LISTENERS_MAX)
        return NULL;
    struct volume_listener *made =
        &drive->listeners[drive->listeners_count++];
    *made = (struct volume_listener){ .client = client };
    return made;
}

static void find_deaf(const struct volumes *volumes,
                      const struct volume_listener *listener,
                      const struct volume_heard *heard,
                      const struct tj_record *record,
                      const struct tj_record_ref *ref)
{
    struct draft draft =
        finding_begin(volumes->scene.findings, RULE_V56, record->t0_ns);
    tj_text_add(&draft.text, "%s, emission %u of the drive, did not reach ",
                tj_event_info((enum tj_event_id)heard->id)->name,
                heard->number);
    finding_say_client(&draft, record->client, 0);
    tj_text_add(&draft.text, ", who heard number %u and number %u; another "
                             "listener heard it", listener->number,
                record->event.number);
    finding_ref(&draft, &heard->ref);
    finding_ref(&draft, &listener->ref);
    finding_ref(&draft, ref);
}

static void judge_gap(const struct volumes *volumes,
                      const struct volume_drive *drive,
                      const struct volume_listener *listener,
                      const struct tj_record *record,
                      const struct tj_record_ref *ref)
{
    uint32_t to = record->event.number, from = listener->number + 1;
    if (to > VOLUME_HEARD_MAX && from < to - VOLUME_HEARD_MAX)
        from = to - VOLUME_HEARD_MAX;
    for (uint32_t number = from; number < to; number++) {
        const struct volume_heard *heard =
            &drive->heard[number % VOLUME_HEARD_MAX];
        if (heard->number == number &&
            tj_event_info((enum tj_event_id)heard->id)->emitter !=
                TJ_BY_CLASS_DRIVER)
            find_deaf(volumes, listener, heard, record, ref);
    }
}

void volume_delivery(struct volumes *volumes, const struct tj_record *record,
                     const struct tj_record_ref *ref)
{
    struct volume_drive *drive = &volumes->drives[record->drive];
    uint32_t number = record->event.number;
    if (number == 0 || volumes->scene.config->event_loss_injected ||
        !family_fit(&volumes->scene, record->drive, record->t0_ns))
        return;
    struct volume_heard *heard = &drive->heard[number % VOLUME_HEARD_MAX];
    if (heard->number < number)
        *heard = (struct volume_heard){ number, record->what, *ref };
    struct volume_listener *listener = listener_of(drive, record->client);
    if (listener == NULL)
        return;
    if (listener->number > 0 && listener->t_ns > volumes->closed_ns[record->client] &&
        number > listener->number) {
        family_count(&volumes->scene, RULE_V56);
        judge_gap(volumes, drive, listener, record, ref);
    }
    listener->number = number;
    listener->t_ns = record->t0_ns;
    listener->ref = *ref;
}

/* With the handle goes the registration; another may be made later. */
void volume_deaf(struct volumes *volumes, const struct operation *op)
{
    uint64_t *closed_ns = &volumes->closed_ns[op->at.client];
    if (op->verb == TJ_CLOSE && op->at.t1_ns > *closed_ns)
        *closed_ns = op->at.t1_ns;
}
