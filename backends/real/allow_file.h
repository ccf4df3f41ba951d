/* The file behind `allowed=` and --allow-list, read when a drive is opened. */
#ifndef TJ_BACKENDS_REAL_ALLOW_FILE_H
#define TJ_BACKENDS_REAL_ALLOW_FILE_H

#include "backends/real/safety.h"

/* What the file says of this drive; nothing is changed when there is none.
 * TJ_MISSING, TJ_BAD_INPUT with file and line, TJ_NO_MEMORY. */
enum tj_status real_read_allow_file(const struct real_settings *settings,
                                    const struct real_identity *identity,
                                    struct real_allowance *allowance,
                                    struct tj_error *error);

#endif
