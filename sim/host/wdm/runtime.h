/* The driver's own C runtime, as far as the simulated drive needs one. The
 * functions themselves are declared where C declares them. */
#ifndef TJ_SIM_HOST_WDM_RUNTIME_H
#define TJ_SIM_HOST_WDM_RUNTIME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* MANUALLY_INITIATED_CRASH's neighbour of a vendor's own: the promise that was
 * broken stands in the parameters (file, line, condition). */
#define TRAYJAM_BUGCHECK 0xe07247a1u

#endif
