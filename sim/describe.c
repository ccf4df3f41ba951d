#include "sim/describe.h"

#include "core/base/text.h"
#include "sim/drive.h"

void sim_describe(const struct sim_drive *drive, struct tj_sim_view *view)
{
    struct sim_state_view state = sim_drive_view(drive);

    *view = (struct tj_sim_view){
        .locked = state.owner != TJ_NO_HANDLE,
        .owner = state.owner,
        .known = state.known,
        .reported = state.reported,
        .disc = state.disc,
        .change_count = state.mcc,
        .mcn_disabled = state.mcn_disable,
        .simple_locks = state.simple,
        .secure_locks = state.prot,
    };
    if (view->locked)
        (void)tj_text_copy(view->owner_name, sizeof view->owner_name,
                           state.name);
    (void)tj_text_copy(view->tray, sizeof view->tray, state.tray);
    (void)tj_text_copy(view->volume, sizeof view->volume, state.vpb);
}
