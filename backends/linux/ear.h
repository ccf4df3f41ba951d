/* Hearing the kernel's uevents. No thread: a socket keeps them until the client
 * asks. */
#ifndef TJ_BACKENDS_LINUX_EAR_H
#define TJ_BACKENDS_LINUX_EAR_H

#include "backends/drive_linux.h"

/* Fails with TJ_UNAVAILABLE. */
enum tj_status linux_ear_open(struct tj_linux_session *session,
                              struct tj_error *error);
size_t linux_ear_events(struct tj_linux_session *session, uint64_t until_ns,
                        struct tj_event *events, size_t events_max);
void linux_ear_close(struct tj_linux_session *session);

#endif
