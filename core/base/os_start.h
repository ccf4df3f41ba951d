/* Between os_start.c and the two halves of os_process.h. */
#ifndef TJ_CORE_BASE_OS_START_H
#define TJ_CORE_BASE_OS_START_H

#include "core/base/os_process.h"

/* tj_os_process_start, tried once. */
enum tj_status os_start_once(struct tj_os_process *process,
                             const char *const *argv,
                             const struct tj_os_share *share,
                             const struct tj_os_channel *channel,
                             struct tj_error *error);

/* Whether the same may go well a moment later: an error's native code. */
bool os_start_may_pass(int64_t native);

#endif
