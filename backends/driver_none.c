/* Neither Windows nor Linux: there is nothing that could show a drive. */
#include "backends/driver.h"

static enum tj_status not_here(struct tj_error *error)
{
    return tj_fail(error, TJ_UNAVAILABLE, "simulated drives are devices of Windows "
                   "and Linux only; here use `trayjam serve`");
}

enum tj_status tj_driver_install(const char *path, struct tj_error *error)
{
    (void)path;
    return not_here(error);
}

enum tj_status tj_driver_start(struct tj_error *error)
{
    return not_here(error);
}

enum tj_status tj_driver_stop(struct tj_error *error)
{
    return not_here(error);
}

enum tj_status tj_driver_uninstall(struct tj_error *error)
{
    return not_here(error);
}

enum tj_status tj_driver_status(struct trayjam_status *status,
                                struct tj_error *error)
{
    (void)status;
    return not_here(error);
}

enum tj_status tj_driver_add(struct trayjam_add *add, struct tj_error *error)
{
    (void)add;
    return not_here(error);
}

enum tj_status tj_driver_order(uint32_t function, struct trayjam_order *order,
                               struct tj_error *error)
{
    (void)function;
    (void)order;
    return not_here(error);
}

enum tj_status tj_driver_state(uint32_t number, struct trayjam_state *state,
                               struct tj_error *error)
{
    (void)number;
    (void)state;
    return not_here(error);
}

enum tj_status tj_driver_device(uint32_t number, char *name, size_t size,
                                struct tj_error *error)
{
    (void)number;
    (void)name;
    (void)size;
    return not_here(error);
}
