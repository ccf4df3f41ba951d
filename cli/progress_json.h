/* SPDX-License-Identifier: MIT */
/* What a run says to programs while it goes on: one JSON object a line, the
 * last of them with "over": true (schema: reports/schema/progress.schema.json).
 * A reader that goes away is no reason to stop the run. */
#ifndef TJ_CLI_PROGRESS_JSON_H
#define TJ_CLI_PROGRESS_JSON_H

#include "cli/pace.h"

struct progress_json {
    FILE                     *file; /* NULL: nobody wants it. */
    bool                      owned;
    const char               *where;
    const struct tj_workload *workload;
    struct pace               pace;
    uint64_t                  every_ns;
};

/* where: "-" for stderr, "fd:N", a path, or NULL. */
enum tj_status progress_json_open(struct progress_json *json, const char *where,
                                  const struct tj_workload *workload,
                                  uint64_t every_ns, struct arena *arena,
                                  struct tj_error *error);
void progress_json_show(struct progress_json *json,
                        const struct tj_progress *seen);
void progress_json_close(struct progress_json *json);

#endif
