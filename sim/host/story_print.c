/* Output lines of a story: each is made as JSON, which expectations look at,
 * and printed as JSON or as text. */
#include "sim/host/story_parts.h"

#include "core/drive/catalog.h"
#include "core/drive/encode.h"

#include <string.h>

/* A line under construction, in both forms. */
struct both {
    char           json_memory[STORY_OUTPUT_LINE_MAX];
    char           text_memory[STORY_OUTPUT_LINE_MAX];
    struct tj_text json, text;
};

static void begin(struct both *both, uint64_t t_ns, const char *kind)
{
    tj_text_init(&both->json, both->json_memory, sizeof both->json_memory);
    tj_text_init(&both->text, both->text_memory, sizeof both->text_memory);
    tj_text_add(&both->json, "{\"t_ns\":%llu,\"kind\":\"%s\"",
                (unsigned long long)t_ns, kind);
    tj_text_add(&both->text, "[%6llu.%03llu ms]",
                (unsigned long long)(t_ns / 1000000),
                (unsigned long long)(t_ns / 1000 % 1000));
}

static void remember(struct story_printer *printer, const char *json)
{
    size_t length = strlen(json);
    struct story_printed *printed =
        arena_take(printer->arena, 1, sizeof *printed + length + 1,
                   _Alignof(struct story_printed));

    if (printed == NULL) {
        printer->full = true;
        return;
    }
    memcpy(printed->json, json, length + 1);
    if (printer->oldest == NULL)
        printer->oldest = printed;
    else
        printer->newest->next = printed;
    printer->newest = printed;
}

static void end(struct story_printer *printer, struct both *both)
{
    tj_text_add(&both->json, "}");
    TJ_ASSERT(!both->json.cut && !both->text.cut);
    if (printer->out != NULL)
        (void)fprintf(printer->out, "%s\n",
                  printer->options.json ? both->json_memory
                                        : both->text_memory);
    if (printer->keep)
        remember(printer, both->json_memory);
}

static void add_hex(struct tj_text *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        tj_text_add(text, "%02x", bytes[i]);
}

/* Caller names come from a buffer: any byte may be in one. */
static void add_quoted(struct tj_text *text, const char *value, size_t size)
{
    tj_text_add(text, "\"");
    for (size_t i = 0; i < size && value[i] != '\0'; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c == '"' || c == '\\')
            tj_text_add(text, "\\%c", c);
        else if (c < 0x20 || c > 0x7e)
            tj_text_add(text, "\\u%04x", c);
        else
            tj_text_add(text, "%c", c);
    }
    tj_text_add(text, "\"");
}

static void add_operation(struct both *both, const struct story_answer *answer)
{
    const struct tj_code_info *info = tj_code_by_value(answer->code);

    tj_text_add(&both->json, ",\"handle\":\"%s\",\"op\":\"%s\"",
                answer->handle, answer->op);
    tj_text_add(&both->text, " %s", answer->handle);
    if (answer->id != NULL)
        tj_text_add(&both->json, ",\"id\":\"%s\"", answer->id);
    if (answer->has_code)
        tj_text_add(&both->json, ",\"code\":\"0x%08x\"",
                    (unsigned)answer->code);
    if (!answer->has_code)
        tj_text_add(&both->text, " %s", answer->op);
    else if (info != NULL)
        tj_text_add(&both->text, " %s", info->name);
    else
        tj_text_add(&both->text, " 0x%08x", (unsigned)answer->code);
    if (answer->id != NULL)
        tj_text_add(&both->text, " id=%s", answer->id);
}

void story_print_answer(struct story_printer *printer,
                        const struct story_answer *answer)
{
    struct both both;
    unsigned win32 = tj_ntstatus_to_win32(answer->status);

    begin(&both, answer->t_ns, "reply");
    add_operation(&both, answer);
    tj_text_add(&both.json, ",\"status\":\"0x%08x\",\"win32\":%u",
                (unsigned)answer->status, win32);
    tj_text_add(&both.text, " -> %s (%u)", tj_ntstatus_name(answer->status),
                win32);
    if (answer->has_info) {
        tj_text_add(&both.json, ",\"info\":%u", (unsigned)answer->info);
        tj_text_add(&both.text, " info=%u", (unsigned)answer->info);
    }
    if (answer->has_code) {
        tj_text_add(&both.json, ",\"out\":\"");
        add_hex(&both.json, answer->output, answer->output_size);
        tj_text_add(&both.json, "\"");
    }
    if (answer->has_code && answer->output_size > 0) {
        tj_text_add(&both.text, " out=");
        add_hex(&both.text, answer->output, answer->output_size);
    }
    end(printer, &both);
}

void story_print_pending(struct story_printer *printer, uint64_t t_ns,
                         const struct story_answer *answer)
{
    struct both both;

    begin(&both, t_ns, "pending");
    add_operation(&both, answer);
    tj_text_add(&both.text, " pending");
    end(printer, &both);
}

/* What a person wants to see of a payload. */
static void add_payload(struct tj_text *text, const struct tj_event *event)
{
    struct tj_payload payload;

    if (!tj_decode_payload(event, &payload))
        return;
    switch ((int)event->id) {
    case TJ_EVENT_MEDIA_ARRIVAL:
    case TJ_EVENT_MEDIA_REMOVAL:
        tj_text_add(text, " count=%u state=%u", (unsigned)payload.change_count,
                    (unsigned)payload.new_state);
        break;
    case TJ_EVENT_DEVICE_BECOMING_READY:
        tj_text_add(text, " reason=%u estimated=%ums",
                    (unsigned)payload.reason,
                    (unsigned)payload.estimated_100ms * 100);
        break;
    case TJ_EVENT_DEVICE_EXTERNAL_REQUEST:
        tj_text_add(text, " request=%u", (unsigned)payload.request);
        break;
    default:
        break;
    }
}

/* DEV_BROADCAST_HANDLE as that program's pointers make it (spec 7.2). */
static void add_envelope(struct both *both, const struct tj_event *event,
                         const struct story_recipient *recipient)
{
    const struct tj_broadcast broadcast = { .handle = recipient->handle,
                                            .notify = recipient->number,
                                            .event = *event };
    uint8_t bytes[TJ_BROADCAST_MAX];
    size_t size =
        tj_encode_broadcast(&broadcast, recipient->pointer_size, bytes);

    tj_text_add(&both->json, ",\"flavour\":\"%s\",\"broadcast\":\"",
                recipient->flavour);
    add_hex(&both->json, bytes, size);
    tj_text_add(&both->json, "\"");
}

/* The emission shows the payload alone, the delivery the bytes as delivered,
 * tail included (spec 4.8). */
void story_print_event(struct story_printer *printer, uint64_t t_ns,
                       const struct tj_event *event,
                       const struct story_recipient *recipient)
{
    const struct tj_event_info *info = tj_event_info(event->id);
    char guid[TJ_GUID_TEXT_SIZE];
    size_t size = event->size;
    struct both both;

    begin(&both, t_ns, recipient != NULL ? "delivery" : "event");
    if (recipient != NULL) {
        tj_text_add(&both.json, ",\"registration\":\"%s\"",
                    recipient->registration);
        tj_text_add(&both.text, " delivery %s", recipient->registration);
    } else {
        tj_text_add(&both.text, " event");
        size = size < info->payload ? size : info->payload;
    }
    tj_guid_format(&info->guid, guid);
    tj_text_add(&both.json, ",\"guid\":\"%s\",\"name\":\"%s\",\"data\":\"",
                guid, info->name);
    add_hex(&both.json, event->data, size);
    tj_text_add(&both.json, "\"");
    tj_text_add(&both.text, " %s", info->name);
    add_payload(&both.text, event);
    if (recipient != NULL)
        add_envelope(&both, event, recipient);
    end(printer, &both);
}

/* SPC: the first three bits of the operation code give the length. */
static size_t cdb_size(uint8_t opcode)
{
    switch (opcode >> 5) {
    case 0:
        return 6;
    case 1:
    case 2:
        return 10;
    default:
        return 12;
    }
}

void story_print_scsi(struct story_printer *printer, uint64_t t_ns,
                      const uint8_t *cdb, uint8_t status)
{
    struct both both;

    begin(&both, t_ns, "scsi");
    tj_text_add(&both.json, ",\"cdb\":\"");
    add_hex(&both.json, cdb, cdb_size(cdb[0]));
    tj_text_add(&both.json, "\",\"status\":%u", status);
    tj_text_add(&both.text, " scsi ");
    add_hex(&both.text, cdb, cdb_size(cdb[0]));
    tj_text_add(&both.text, " status=%u", status);
    end(printer, &both);
}

void story_print_state(struct story_printer *printer, uint64_t t_ns,
                       const struct sim_state_view *view, const char *owner)
{
    struct both both;
    struct tj_text *json = &both.json, *text = &both.text;

    begin(&both, t_ns, "state");
    tj_text_add(json, ",\"owner\":\"%s\",\"name\":", owner);
    add_quoted(json, view->name, TJ_CALLER_NAME_SIZE);
    tj_text_add(text, " state owner=%s name=", owner);
    add_quoted(text, view->name, TJ_CALLER_NAME_SIZE);
    tj_text_add(json, ",\"known\":%u,\"reported\":%u,\"mcc\":%u,"
                "\"mcn_disable\":%u,\"simple\":%u,\"prot\":%u",
                view->known, view->reported, (unsigned)view->mcc,
                (unsigned)view->mcn_disable, (unsigned)view->simple,
                (unsigned)view->prot);
    tj_text_add(text, " known=%u reported=%u mcc=%u mcn_disable=%u simple=%u "
                "prot=%u", view->known, view->reported, (unsigned)view->mcc,
                (unsigned)view->mcn_disable, (unsigned)view->simple,
                (unsigned)view->prot);
    const char *verify = view->verify ? "true" : "false";
    const char *disc = view->disc ? "true" : "false";
    tj_text_add(json, ",\"verify\":%s,\"vpb\":\"%s\",\"fs_lock\":\"%s\","
                "\"tray\":\"%s\",\"disc\":%s", verify, view->vpb,
                view->fs_lock, view->tray, disc);
    tj_text_add(text, " verify=%s vpb=%s fs_lock=%s tray=%s disc=%s", verify,
                view->vpb, view->fs_lock, view->tray, disc);
    if (view->events_dropped > 0) {
        tj_text_add(json, ",\"dropped\":%u", (unsigned)view->events_dropped);
        tj_text_add(text, " dropped=%u", (unsigned)view->events_dropped);
    }
    end(printer, &both);
}
