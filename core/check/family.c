/* SPDX-License-Identifier: MIT */
#include "core/check/family.h"

#include "core/check/bounded.h"
#include "core/check/manners.h"
#include "core/check/rejections.h"
#include "core/check/tray.h"

/* In the order in which they are asked. */
static const struct check_family *const list[] = {
    &rejections_family,
    &tray_family,
    &media_family,
    &volume_family,
    &fault_family,
    &bounded_family,
    &manners_family,
};
enum { LIST_COUNT = sizeof list / sizeof list[0] };
_Static_assert((int)LIST_COUNT <= (int)FAMILIES_MAX, "they fit");

static const struct check_family *family_at(size_t index)
{
    return list[index];
}

bool families_open(struct families *families, const struct scene *scene,
                   struct arena *arena)
{
    families->scene = *scene;
    families->count = LIST_COUNT;
    for (size_t i = 0; i < families->count; i++) {
        families->states[i] = family_at(i)->open(&families->scene, arena);
        if (families->states[i] == NULL)
            return false;
    }
    return true;
}

#define TELL_EACH(families, callback, ...)                                \
    for (size_t i = 0; i < (families)->count; i++)                        \
        if (family_at(i)->callback != NULL)                               \
    family_at(i)->callback((families)->states[i], __VA_ARGS__)

void families_invoke(struct families *families, const struct operation *op)
{
    TELL_EACH(families, invoke, op);
}

void families_answer(struct families *families, const struct operation *op,
                     const struct evidence *evidence)
{
    TELL_EACH(families, answer, op, evidence);
}

void families_gone(struct families *families, const struct operation *op)
{
    TELL_EACH(families, gone, op);
}

void families_heard(struct families *families, const struct tj_record *record,
                    const struct tj_record_ref *ref)
{
    TELL_EACH(families, heard, record, ref);
}

void families_event(struct families *families, uint8_t drive,
                    const struct seen_event *event)
{
    TELL_EACH(families, event, drive, event);
}

void families_delivery(struct families *families,
                       const struct tj_record *record,
                       const struct tj_record_ref *ref)
{
    TELL_EACH(families, delivery, record, ref);
}

void families_strike(struct families *families, const struct tj_record *record)
{
    TELL_EACH(families, strike, record);
}

void families_mark(struct families *families, const struct tj_record *record)
{
    TELL_EACH(families, mark, record);
}

void families_end(struct families *families)
{
    for (size_t i = 0; i < families->count; i++)
        if (family_at(i)->end != NULL)
            family_at(i)->end(families->states[i]);
}
