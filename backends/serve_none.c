/* Systems without Unix sockets: no drive server, and the reason. */
#include "backends/drive_server.h"
#include "backends/serve.h"

static enum tj_status refuse(struct tj_error *error)
{
    return tj_fail(error, TJ_UNAVAILABLE,
                   "drives in another process need a system with Unix sockets");
}

size_t tj_serve_size(unsigned drives)
{
    return drives;
}

enum tj_status tj_serve(void *memory, const struct tj_serve_config *config,
                        struct tj_serve_totals *totals,
                        struct tj_error *error)
{
    (void)memory, (void)config;
    *totals = (struct tj_serve_totals){ 0 };
    return refuse(error);
}

enum tj_status tj_server_session_open(struct tj_server_session *session,
                                      const char *path, tj_client client,
                                      uint8_t drive, struct tj_error *error)
{
    (void)session, (void)path, (void)client, (void)drive;
    return refuse(error);
}

uint64_t tj_server_session_lost(const struct tj_server_session *session)
{
    (void)session;
    return 0;
}

bool tj_server_session_view(struct tj_server_session *session,
                            struct tj_sim_view *view)
{
    (void)session, (void)view;
    return false;
}

void tj_server_session_hand(struct tj_server_session *session,
                            enum tj_hand hand)
{
    (void)session, (void)hand;
}
