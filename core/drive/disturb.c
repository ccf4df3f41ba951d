#include "core/drive/disturb.h"

#include "core/base/assert.h"

#include <string.h>

static const char *const names[] = {
#define X(kind_, name_) [TJ_DISTURB_##kind_] = name_,
    TJ_DISTURB_LIST(X)
#undef X
};
static const char *const srbs[] = {
#define X(srb_, name_) [TJ_SRB_##srb_] = name_,
    TJ_SRB_LIST(X)
#undef X
};

const char *tj_disturb_name(enum tj_disturb_kind kind)
{
    TJ_ASSERT((unsigned)kind < TJ_DISTURB_COUNT);
    return names[kind];
}

const char *tj_srb_name(enum tj_srb srb)
{
    TJ_ASSERT((unsigned)srb < TJ_SRB_COUNT);
    return srbs[srb];
}

bool tj_srb_by_name(const char *name, enum tj_srb *srb)
{
    for (unsigned i = 0; i < TJ_SRB_COUNT; i++) {
        if (strcmp(name, srbs[i]) != 0)
            continue;
        *srb = (enum tj_srb)i;
        return true;
    }
    return false;
}

bool tj_disturb_valid(const struct tj_disturb *disturb)
{
    return disturb->kind < TJ_DISTURB_COUNT && disturb->sense[0] <= 0x0f &&
           disturb->srb < TJ_SRB_COUNT && disturb->disc < TJ_DISC_COUNT &&
           disturb->only <= 0x100;
}
