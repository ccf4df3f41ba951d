/* Where there is no Linux: no door, so nothing below is ever reached. */
#include "backends/linux/host.h"

const struct linux_door *linux_door(void)
{
    return NULL;
}

enum tj_status linux_ledger_make(struct tj_linux_host *host, uint32_t budget,
                                 struct tj_error *error)
{
    (void)host, (void)budget;
    return tj_fail(error, TJ_UNAVAILABLE, "drive `linux`: needs Linux");
}

enum tj_status linux_ledger_join(struct tj_linux_host *host,
                                 struct tj_error *error)
{
    return linux_ledger_make(host, 0, error);
}

enum tj_status linux_guard_start(struct tj_linux_host *host,
                                 const char *detail, struct tj_error *error)
{
    (void)detail;
    return linux_ledger_make(host, 0, error);
}

void linux_guard_end(struct tj_linux_host *host)
{
    (void)host;
}

int tj_linux_guard(const char *ledger, const char *detail)
{
    (void)ledger, (void)detail;
    return 64;
}
