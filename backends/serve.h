/* Hosting simulated drives for other processes: the door to the server of
 * sim/host. */
#ifndef TJ_BACKENDS_SERVE_H
#define TJ_BACKENDS_SERVE_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tj_serve_config {
    const char *socket;   /* Path of a Unix socket, on Windows \\.\pipe\NAME;
                             must not be there yet. */
    const char *detail;   /* "" or KEY=VALUE,... of sim/profile.h */
    unsigned    drives;   /* 1 .. 16 */
    uint64_t    seed;
    bool      (*stop)(void *context);  /* Asked often; true: stop. */
    void      (*ready)(void *context); /* Clients may come. May be NULL. */
    void       *context;
};
struct tj_serve_totals {
    uint64_t clients, requests, events, given_up;
    uint64_t lost; /* Events for which no listener made room. */
};

/* Bytes tj_serve needs, aligned for anything and zeroed. */
size_t tj_serve_size(unsigned drives);

/* Serves until told to stop; removes the socket then. TJ_BAD_INPUT for a
 * detail it does not know, TJ_HOST_IO when it cannot listen there. */
enum tj_status tj_serve(void *memory, const struct tj_serve_config *config,
                        struct tj_serve_totals *totals,
                        struct tj_error *error);

#endif
