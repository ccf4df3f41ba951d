/* SPDX-License-Identifier: MIT */
#include "stress/sessions.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "stress/real_drive.h"

#include <string.h>

enum { LINE = 64 };

static bool is_kind(const struct sessions *sessions, const char *name)
{
    return strcmp(sessions->target->info->name, name) == 0;
}

enum tj_status sessions_init(struct sessions *sessions,
                             const struct tj_target_spec *target,
                             const struct tj_workload *workload,
                             struct arena *arena, struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    *sessions = (struct sessions){ .target = target };
    if (tj_real_kind_of(target->info->name) != TJ_REAL_NONE) {
        status = real_drive_open(&sessions->real, target, workload, error);
        sessions->is_real = status == TJ_OK;
        return status;
    }
    if (!is_kind(sessions, "sim"))
        return TJ_OK; /* null needs none, a server has them. */
    for (uint8_t i = 0; i < workload->drives && status == TJ_OK; i++) {
        void *memory = arena_take(arena, 1, tj_sim_host_size(), LINE);
        if (memory == NULL)
            return tj_fail(error, TJ_NO_MEMORY,
                           "%u drives do not fit the arena",
                           (unsigned)workload->drives);
        status = tj_sim_host_open(memory, target->detail, i, workload->seed,
                                  &sessions->hosts[i], error);
    }
    return status;
}

void sessions_deinit(struct sessions *sessions)
{
    for (unsigned i = 0; i < TJ_DRIVES_OF_RUN_MAX; i++)
        if (sessions->hosts[i] != NULL)
            tj_sim_host_close(sessions->hosts[i]);
    if (sessions->is_real)
        tj_real_host_close(&sessions->real);
}

enum tj_status sessions_target(const struct sessions *sessions, char *text,
                               size_t size, struct tj_error *error)
{
    const struct tj_target_spec *target = sessions->target;
    char                         detail[TJ_TARGET_DETAIL_MAX];
    struct tj_text               line;

    (void)tj_text_copy(detail, sizeof detail, target->detail);
    if (sessions->is_real &&
        !tj_real_host_detail(&sessions->real, target->detail, detail,
                             sizeof detail))
        return tj_fail(error, TJ_USAGE, "drive `%s`: its path and settings are "
                       "too long for worker processes", target->info->name);
    tj_text_init(&line, text, size);
    tj_text_add(&line, "%s:%s", target->info->name, detail);
    TJ_ASSERT(!line.cut);
    return TJ_OK;
}

enum tj_status sessions_open(struct sessions *sessions, union session *session,
                             tj_client client, uint8_t drive,
                             struct tj_backend **backend,
                             struct tj_error *error)
{
    if (is_kind(sessions, "server")) {
        *backend = &session->server.backend;
        return tj_server_session_open(&session->server,
                                      sessions->target->detail, client, drive,
                                      error);
    }
    if (sessions->hosts[drive] != NULL) {
        tj_sim_session_init(&session->sim, sessions->hosts[drive], client,
                            drive);
        *backend = &session->sim.backend;
        return TJ_OK;
    }
    if (sessions->is_real) {
        tj_real_session_init(&session->real, &sessions->real, client, drive);
        *backend = &session->real.backend;
        return TJ_OK;
    }
    tj_null_init(&session->null, client, drive);
    *backend = &session->null.backend;
    return TJ_OK;
}

bool sessions_look(const struct sessions *sessions, union session *session,
                   uint8_t drive, struct tj_sim_view *view)
{
    if (is_kind(sessions, "server"))
        return tj_server_session_view(&session->server, view);
    if (sessions->hosts[drive] == NULL)
        return false;
    tj_sim_host_describe(sessions->hosts[drive], view);
    return true;
}

uint64_t sessions_lost(const struct sessions *sessions,
                       const union session *session)
{
    if (is_kind(sessions, "server"))
        return tj_server_session_lost(&session->server);
    if (sessions->is_real)
        return tj_real_session_lost(&sessions->real, &session->real);
    return is_kind(sessions, "sim") ? tj_sim_session_lost(&session->sim) : 0;
}
