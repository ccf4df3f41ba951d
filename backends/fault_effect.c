#include "backends/fault_effect.h"

#include "core/base/assert.h"

#include <string.h>

static const struct tj_fault_info infos[] = {
    [TJ_FAULT_NONE] = { "none", "", "", TJ_FAULT_AT_DRIVER, TJ_FAULT_WITH_NOTHING,
                        "" },
#define X(id_, name_, form_, place_, argument_, whens_, help_) \
    [TJ_FAULT_##id_] = { .name = name_,                        \
                         .form = form_,                        \
                         .help = help_,                        \
                         .place = TJ_FAULT_AT_##place_,        \
                         .argument = TJ_FAULT_WITH_##argument_,     \
                         .whens = whens_ },
    TJ_FAULT_LIST(X)
#undef X
};
_Static_assert(sizeof infos / sizeof *infos == TJ_FAULT_EFFECT_COUNT,
               "every effect is explained");

static const struct { const char *name; char letter; } points[] = {
    [TJ_FAULT_BEFORE] = { "before", 'B' },
    [TJ_FAULT_PENDING] = { "pending", 'P' },
    [TJ_FAULT_AFTER] = { "after", 'A' },
    [TJ_FAULT_GRANTED] = { "granted", 'G' },
    [TJ_FAULT_HELD] = { "held", 'H' },
};
_Static_assert(sizeof points / sizeof *points == TJ_FAULT_WHEN_COUNT,
               "every point has a name");

const struct tj_fault_info *tj_fault_info(enum tj_fault_effect effect)
{
    TJ_ASSERT((unsigned)effect < TJ_FAULT_EFFECT_COUNT);
    return &infos[effect];
}

const struct tj_fault_info *tj_fault_by_name(const char *name,
                                             enum tj_fault_effect *effect)
{
    if (strcmp(name, "timeout") == 0)
        name = infos[TJ_FAULT_BUSY].name;
    for (int i = TJ_FAULT_NONE + 1; i < TJ_FAULT_EFFECT_COUNT; i++) {
        if (strcmp(name, infos[i].name) != 0)
            continue;
        *effect = (enum tj_fault_effect)i;
        return &infos[i];
    }
    return NULL;
}

const char *tj_fault_place_name(enum tj_fault_place place)
{
    static const char *const names[] = { [TJ_FAULT_AT_DRIVER] = "driver",
                                         [TJ_FAULT_AT_LISTENER] = "listener",
                                         [TJ_FAULT_AT_DRIVE] = "drive",
                                         [TJ_FAULT_AT_CLIENT] = "client" };
    return names[place];
}

const char *tj_fault_when_name(enum tj_fault_when when)
{
    TJ_ASSERT((unsigned)when < TJ_FAULT_WHEN_COUNT);
    return points[when].name;
}

bool tj_fault_may(enum tj_fault_effect effect, enum tj_fault_when when)
{
    return strchr(tj_fault_info(effect)->whens, points[when].letter) != NULL;
}

void tj_fault_add_whens(enum tj_fault_effect effect, struct tj_text *text)
{
    const char *comma = "";

    for (unsigned i = 0; i < TJ_FAULT_WHEN_COUNT; i++) {
        if (!tj_fault_may(effect, (enum tj_fault_when)i))
            continue;
        tj_text_add(text, "%s%s", comma, points[i].name);
        comma = ", ";
    }
    if (*comma == '\0')
        tj_text_add(text, "no point: it counts events");
}

const char *tj_fault_victim_name(enum tj_fault_victim victim)
{
    return victim == TJ_FAULT_THREAD ? "thread" : "process";
}

const char *tj_fault_shape_name(enum tj_fault_shape shape)
{
    static const char *const names[] = { [TJ_FAULT_CUT] = "cut",
                                         [TJ_FAULT_STRETCH] = "stretch",
                                         [TJ_FAULT_FILL] = "fill" };
    return names[shape];
}
