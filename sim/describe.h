/* A simulated drive as commands and tests see it from outside. */
#ifndef TJ_SIM_DESCRIBE_H
#define TJ_SIM_DESCRIBE_H

#include "core/drive/sim_view.h"

struct sim_drive;

/* Everything but events_emitted and steps, which the host counts. */
void sim_describe(const struct sim_drive *drive, struct tj_sim_view *view);

#endif
