#include "tests/sim/properties/properties.h"

#include <string.h>

static const struct property_row rows[] = {
#define X(number, sentence, marks, theme, mutant, seeds)                   \
    { #number, #sentence, marks, theme, SIM_##mutant, seeds, check_##number },
    PROPERTY_LIST(X)
#undef X
};

const struct property_row *property_at(enum property property)
{
    return &rows[property];
}

static bool is_excused_here(const struct tale *tale, const char *marks)
{
    return (tale->lost_events && strchr(marks, 'E') != NULL) ||
           (tale->lost_states && strchr(marks, 'M') != NULL);
}

void properties_watch(struct look *look)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (look->tale->watched != NOBODY && look->tale->watched != (int)i)
            continue;
        if (is_excused_here(look->tale, rows[i].marks))
            continue;
        look->property = i;
        rows[i].check(look);
    }
}
