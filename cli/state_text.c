/* SPDX-License-Identifier: MIT */
#include "cli/state_text.h"

#include "cli/record_text.h"
#include "stress/engine.h"

#include <inttypes.h>

static const char *media_name(uint8_t state)
{
    static const char *const names[] = {
        [TJ_MEDIA_UNKNOWN] = "unknown",
        [TJ_MEDIA_PRESENT] = "present",
        [TJ_MEDIA_NOT_PRESENT] = "not present",
        [TJ_MEDIA_UNAVAILABLE] = "unavailable",
    };

    return state < sizeof names / sizeof *names ? names[state] : "?";
}

static tj_client owner_of(const struct tj_sim_view *view,
                          const struct tj_workload *workload)
{
    return (tj_client)(view->owner >> tj_handle_shift(workload));
}

void state_print(const struct tj_sim_view *view, unsigned drive,
                 const struct tj_workload *workload, FILE *file)
{
    char           memory[200];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (view->locked)
        record_say_client(owner_of(view, workload), workload, &text);
    else
        tj_text_add(&text, "nobody");
    fprintf(file, "drive %u\n  owned by   %s", drive, memory);
    if (view->locked)
        fprintf(file, ", handle 0x%" PRIx32 ", as \"%s\"", view->owner,
                view->owner_name);
    fprintf(file, "\n  disc       %s; the driver knows: %s, has told: %s\n",
            view->disc ? "in the drive" : "none", media_name(view->known),
            media_name(view->reported));
    fprintf(file, "  tray       %s; simple locks %" PRIu32 ", secure locks %"
                  PRIu32 "\n", view->tray, view->simple_locks,
            view->secure_locks);
    fprintf(file, "  volume     %s; media changed %" PRIu32 " time%s\n",
            view->volume, view->change_count,
            view->change_count == 1 ? "" : "s");
    if (view->mcn_disabled > 0)
        fprintf(file, "  events     media change notification off, %" PRIu32
                      " deep; %" PRIu64 " sent\n", view->mcn_disabled,
                view->events_emitted);
    else
        fprintf(file, "  events     media change notification on; %" PRIu64
                      " sent\n", view->events_emitted);
    fprintf(file, "  refused    %" PRIu64 " with STATUS_ACCESS_DENIED\n",
            view->denied);
}

void state_json(const struct tj_sim_view *view, unsigned drive,
                const struct tj_workload *workload, struct tj_json *json)
{
    tj_json_object(json, NULL);
    tj_json_u64(json, "drive", drive);
    tj_json_bool(json, "locked", view->locked);
    tj_json_u64(json, "owner", view->locked ? owner_of(view, workload) : 0);
    tj_json_u64(json, "handle", view->locked ? view->owner : 0);
    tj_json_string(json, "owner_name", view->owner_name);
    tj_json_bool(json, "disc", view->disc);
    tj_json_string(json, "known", media_name(view->known));
    tj_json_string(json, "reported", media_name(view->reported));
    tj_json_string(json, "tray", view->tray);
    tj_json_string(json, "volume", view->volume);
    tj_json_u64(json, "change_count", view->change_count);
    tj_json_u64(json, "mcn_disabled", view->mcn_disabled);
    tj_json_u64(json, "simple_locks", view->simple_locks);
    tj_json_u64(json, "secure_locks", view->secure_locks);
    tj_json_u64(json, "events_emitted", view->events_emitted);
    tj_json_u64(json, "denied", view->denied);
    tj_json_end(json);
}
