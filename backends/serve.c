#include "backends/serve.h"

#include "backends/drive_sim_bridge.h"
#include "sim/host/server.h"

size_t tj_serve_size(unsigned drives)
{
    return sim_server_size(drives);
}

enum tj_status tj_serve(void *memory, const struct tj_serve_config *config,
                        struct tj_serve_totals *totals,
                        struct tj_error *error)
{
    struct sim_server_totals sums = { 0 };
    struct sim_server_config server = {
        .socket = config->socket,
        .drives = config->drives,
        .stop = config->stop,
        .ready = config->ready,
        .context = config->context,
    };
    enum tj_status status =
        bridge_profile(config->detail, &server.profile, error);

    *totals = (struct tj_serve_totals){ 0 };
    if (status != TJ_OK)
        return status;
    server.profile.seed = config->seed;
    status = sim_server_run(memory, &server, &sums, error);
    *totals = (struct tj_serve_totals){ sums.clients, sums.requests,
                                        sums.events, sums.given_up,
                                        sums.lost };
    return status;
}
