/* The names of verbs and outcomes. */
#include "core/drive/op.h"

#include "core/base/assert.h"

#include <string.h>

static const char *const verb_names[] = {
#define X(verb, name) [TJ_##verb] = name,
    TJ_VERB_LIST(X)
#undef X
};
_Static_assert(sizeof verb_names / sizeof *verb_names == TJ_VERB_COUNT,
               "every verb has a name");

static const char *const outcome_names[] = {
    [TJ_UNKNOWN] = "unknown",
    [TJ_DONE] = "done",
    [TJ_REFUSED] = "refused",
};
_Static_assert(sizeof outcome_names / sizeof *outcome_names ==
                   TJ_OUTCOME_COUNT,
               "every outcome has a name");

const char *tj_verb_name(enum tj_verb verb)
{
    TJ_ASSERT((unsigned)verb < TJ_VERB_COUNT);
    return verb_names[verb];
}

bool tj_verb_by_name(const char *name, enum tj_verb *verb)
{
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        if (strcmp(verb_names[i], name) == 0) {
            *verb = (enum tj_verb)i;
            return true;
        }
    }
    return false;
}

const char *tj_outcome_name(enum tj_outcome outcome)
{
    TJ_ASSERT((unsigned)outcome < TJ_OUTCOME_COUNT);
    return outcome_names[outcome];
}

enum tj_outcome tj_outcome_of(uint32_t ntstatus)
{
    /* The two top bits are the severity: 0 success, 1 informational,
     * 2 warning, 3 error (spec 0.6). */
    return ntstatus >> 30 <= 1 ? TJ_DONE : TJ_REFUSED;
}
