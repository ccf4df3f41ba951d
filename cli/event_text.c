/* SPDX-License-Identifier: MIT */
#include "cli/event_text.h"

#include "core/drive/encode.h"

#include <inttypes.h>

static const char *state_name(uint32_t state)
{
    static const char *const names[] = { "unknown", "present", "not present",
                                         "unavailable" };

    return state < sizeof names / sizeof *names ? names[state] : "?";
}

static bool is_media(enum tj_event_id id)
{
    return id == TJ_EVENT_MEDIA_ARRIVAL || id == TJ_EVENT_MEDIA_REMOVAL;
}

void event_text(const struct tj_event *event, struct tj_text *text)
{
    struct tj_payload payload;

    tj_text_add(text, "%s", tj_event_info(event->id)->name);
    if (!tj_decode_payload(event, &payload)) {
        tj_text_add(text, "  (%u bytes, too few for its layout)", event->size);
        return;
    }
    if (is_media(event->id))
        tj_text_add(text, "  MediaChangeCount=%" PRIu32 " NewState=%s",
                    payload.change_count, state_name(payload.new_state));
    if (event->id == TJ_EVENT_DEVICE_BECOMING_READY)
        tj_text_add(text, "  Version/Reason=%" PRIu32
                    " Estimated100msToReady=%" PRIu32,
                    payload.reason, payload.estimated_100ms);
    if (event->id == TJ_EVENT_DEVICE_EXTERNAL_REQUEST)
        tj_text_add(text, "  DeviceClass=%" PRIu32 " ButtonStatus=%u Request=%u",
                    payload.device_class, payload.button_status,
                    payload.request);
}

static void add_fields(struct tj_json *json, const struct tj_event *event)
{
    struct tj_payload payload;

    if (!tj_decode_payload(event, &payload))
        return;
    tj_json_object(json, "fields");
    if (is_media(event->id)) {
        tj_json_u64(json, "MediaChangeCount", payload.change_count);
        tj_json_string(json, "NewState", state_name(payload.new_state));
    }
    if (event->id == TJ_EVENT_DEVICE_BECOMING_READY) {
        tj_json_u64(json, "Reason", payload.reason);
        tj_json_u64(json, "Estimated100msToReady", payload.estimated_100ms);
    }
    if (event->id == TJ_EVENT_DEVICE_EXTERNAL_REQUEST) {
        tj_json_u64(json, "DeviceClass", payload.device_class);
        tj_json_u64(json, "ButtonStatus", payload.button_status);
        tj_json_u64(json, "Request", payload.request);
    }
    tj_json_end(json);
}

void event_json(const struct tj_event *event, struct tj_json *json)
{
    const struct tj_event_info *info = tj_event_info(event->id);
    char                        guid[TJ_GUID_TEXT_SIZE];

    tj_guid_format(&info->guid, guid);
    if (event->number != 0) /* A gap in them: something was lost. */
        tj_json_u64(json, "number", event->number);
    tj_json_string(json, "guid", guid);
    tj_json_string(json, "name", info->name);
    tj_json_bytes(json, "data", event->data, event->size);
    add_fields(json, event);
}
