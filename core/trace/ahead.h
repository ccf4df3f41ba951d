/* Windows made ready by a thread of their own, so that who records does not
 * stop for the 4 MiB of zeros that the kernel must write before they can be
 * mapped: more than a millisecond, in the middle of what is measured.
 *
 * A segment that is half through its window asks for the next one and hands in
 * the one it is done with. Without such a thread, before it is ready, or when it
 * failed, a segment helps itself, and meets the failure itself. */
#ifndef TJ_CORE_TRACE_AHEAD_H
#define TJ_CORE_TRACE_AHEAD_H

#include "core/base/os.h"
#include "core/base/status.h"

#include <stdbool.h>

struct tj_segment;

struct tj_ahead {
    struct tj_os_thread thread;
    struct tj_os_mutex  mutex;   /* Of all that follows. */
    struct tj_os_signal asked, done;
    struct tj_segment  *waiting; /* Those that asked, linked by `asks`. */
    struct tj_segment  *working; /* Whose window is being made; or NULL. */
    bool                stopping;
};

/* Starts the thread. One for all segments of a process is enough. */
enum tj_status tj_ahead_start(struct tj_ahead *ahead, struct tj_error *error);
/* Ends it. Segments that use it go on without. */
void tj_ahead_stop(struct tj_ahead *ahead);

/* For writer.c, by the thread that owns the segment. */
void tj_ahead_ask(struct tj_ahead *ahead, struct tj_segment *segment);
/* Afterwards nobody but the owner touches the segment. Waits for a window that
 * is just being made. */
void tj_ahead_settle(struct tj_ahead *ahead, struct tj_segment *segment);

#endif
