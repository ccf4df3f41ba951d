/* Simulated drives as devices of this system, from outside: trayjam.sys on
 * Windows (put on this machine, started, spoken with), processes behind the
 * kernel's TCMU on Linux (sim/host/tcmu). What one of them does not have gives
 * TJ_UNAVAILABLE. */
#ifndef TJ_BACKENDS_DRIVER_H
#define TJ_BACKENDS_DRIVER_H

#include "core/base/status.h"
#include "sim/host/wdm/private_ioctl.h"

#include <stddef.h>

/* Copies the driver to where Windows keeps drivers and makes a service of it,
 * started on demand. path: NULL for the trayjam.sys beside this program. Tells
 * the driver how events leave it here (enum trayjam_route). Installing again
 * replaces what was there. */
enum tj_status tj_driver_install(const char *path, struct tj_error *error);
/* Each does nothing when it is so already. */
enum tj_status tj_driver_start(struct tj_error *error);
enum tj_status tj_driver_stop(struct tj_error *error);
enum tj_status tj_driver_uninstall(struct tj_error *error);

/* Private IOCTLs; the heads are filled in. TJ_BAD_INPUT with the driver's own
 * words when it did not do it, TJ_MISSING: no such drive. */
enum tj_status tj_driver_status(struct trayjam_status *status,
                                struct tj_error *error);
enum tj_status tj_driver_add(struct trayjam_add *add, struct tj_error *error);
/* function: TRAYJAM_PRIVATE_REMOVE, _DISTURB, _INSERT or _MUTANT. */
enum tj_status tj_driver_order(uint32_t function, struct trayjam_order *order,
                               struct tj_error *error);
enum tj_status tj_driver_state(uint32_t number, struct trayjam_state *state,
                               struct tj_error *error);
/* The name that programs open: \\.\CdRom9, /dev/sr0. TJ_MISSING: it has none,
 * being unplugged. */
enum tj_status tj_driver_device(uint32_t number, char *name, size_t size,
                                struct tj_error *error);

#endif
