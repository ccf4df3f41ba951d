/* SPDX-License-Identifier: MIT */
#include "cli/catalogue.h"

#include "backends/fault_plan.h"
#include "backends/profiles.h"
#include "backends/registry.h"
#include "cli/cmd.h"
#include "cli/command_json.h"
#include "cli/mutant_rules.h"
#include "cli/report_formats.h"
#include "core/base/assert.h"
#include "core/check/check.h"
#include "core/drive/encode.h"
#include "stress/workload_script.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

bool catalogue_same_word(const char *a, const char *b)
{
    while (*a != '\0' &&
           toupper((unsigned char)*a) == toupper((unsigned char)*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

static void add(struct catalogue_item *item, const char *key, const char *value)
{
    if (value == NULL || *value == '\0' ||
        item->facts_count == CATALOGUE_FACTS_MAX)
        return;
    item->facts[item->facts_count++] = (struct catalogue_fact){ key, value };
}

/* Where the next made value begins; `made` keeps the terminator of the last. */
static const char *begin_made(struct catalogue_item *item)
{
    struct tj_text *made = &item->made;

    if (made->at == NULL) {
        tj_text_init(made, item->memory, sizeof item->memory);
    } else {
        size_t used = made->used + 1 < made->size ? made->used + 1 : made->used;

        tj_text_init(made, made->at + used, made->size - used);
    }
    return made->at;
}

/* --- One fill function a kind --- */

static void fill_shipped(const struct tj_shipped *row,
                         struct catalogue_item *item)
{
    item->name = row->name;
    item->about = row->about;
    item->text = row->text;
}

static void fill_preset(size_t index, struct catalogue_item *item)
{
    fill_shipped(tj_preset_at(index), item);
}

static void fill_persona(size_t index, struct catalogue_item *item)
{
    fill_shipped(tj_persona_file_at(index), item);
}

static size_t count_faults(void)
{
    return TJ_FAULT_EFFECT_COUNT - 1; /* Without "none". */
}

static void fill_fault(size_t index, struct catalogue_item *item)
{
    const struct tj_fault_info *row =
        tj_fault_info((enum tj_fault_effect)(index + 1));

    item->name = row->name;
    item->about = row->help;
    add(item, "form", row->form);
    add(item, "where", tj_fault_place_name(row->place));
    add(item, "points", row->whens);
}

static void fill_rule(size_t index, struct catalogue_item *item)
{
    static const char *const marks[] = {
        [TJ_SEVERITY_ERROR] = "(error)",
        [TJ_SEVERITY_WARNING] = "(warning)",
        [TJ_SEVERITY_NOTE] = "(note)",
    };
    const struct tj_rule_info *row = tj_rule_at(index);

    const char *unjudged = tj_rule_unjudged(index);
    bool        program = tj_rule_severity(index) != TJ_SEVERITY_ERROR;

    item->name = row->id;
    item->about = row->title;
    item->more = marks[tj_rule_severity(index)];
    if (unjudged != NULL) {
        item->more = begin_made(item);
        tj_text_add(&item->made, "(error; judged %s)", unjudged);
    }
    add(item, "severity", tj_severity_name(tj_rule_severity(index)));
    add(item, "sentence", row->sentence);
    add(item, "source", row->source);
    add(item, "evidence", row->evidence);
    add(item, "excused", row->excused);
    add(item, "example", row->example);
    add(item, program ? "program" : "mutant", row->mutant);
    add(item, "judged", unjudged);
}

static void fill_mutant(size_t index, struct catalogue_item *item)
{
    const struct tj_mutant_info *row = tj_mutant_at(index);

    item->name = row->name;
    item->about = row->wrong;
    add(item, "rules", row->rules);
    add(item, "judge", mutant_unjudged(row));
}

static void fill_profile(size_t index, struct catalogue_item *item)
{
    const struct tj_profile_info row = tj_profile_at(index);

    item->name = row.name;
    item->about = row.about;
    item->text = row.text;
}

static void fill_backend(size_t index, struct catalogue_item *item)
{
    const struct tj_drive_info *row = tj_drive_at(index);

    item->name = row->name;
    item->about = row->help;
    add(item, "unavailable", row->unavailable);
}

static size_t count_events(void)
{
    return TJ_EVENT_COUNT;
}

static void fill_event(size_t index, struct catalogue_item *item)
{
    static const char *const emitters[] = {
        [TJ_BY_CLASS_DRIVER] = "class driver",
        [TJ_BY_FILE_SYSTEM] = "file system",
        [TJ_BY_OTHERS] = "others",
    };
    const struct tj_event_info *row = tj_event_info((enum tj_event_id)index);
    char                        guid[TJ_GUID_TEXT_SIZE];

    item->name = row->name;
    item->about = row->meaning;
    const char *made = begin_made(item);
    tj_guid_format(&row->guid, guid);
    tj_text_add(&item->made, "%s", guid);
    add(item, "guid", made);
    add(item, "payload", row->payload > 0 ? row->layout : "none");
    add(item, "emitter", emitters[row->emitter]);
    add(item, "simulated", row->simulated ? "by a rule of its own"
                                          : "on demand only");
    add(item, "trigger", row->trigger);
    made = begin_made(item);
    tj_text_add(&item->made, "event %s", row->name);
    add(item, "story", made);
    add(item, "specification", row->spec);
    add(item, "source", row->source);
    item->more = begin_made(item);
    tj_text_add(&item->made, "[spec %s; %s; payload %s; simulated %s; by: %s]",
                row->spec, emitters[row->emitter],
                row->payload > 0 ? row->layout : "none",
                row->simulated ? "by a rule of its own" : "on demand only",
                row->trigger);
}

static bool means_event(size_t index, const char *word, bool is_number,
                        uint64_t number)
{
    const struct tj_event_info *row = tj_event_info((enum tj_event_id)index);
    struct tj_guid              guid;

    (void)is_number;
    (void)number;
    return catalogue_same_word(word, row->name + strlen("GUID_IO_")) ||
           (tj_guid_parse(word, &guid) &&
            memcmp(guid.bytes, row->guid.bytes, sizeof guid.bytes) == 0);
}

void catalogue_decompose(uint32_t code, struct tj_text *text)
{
    static const struct {
        uint32_t    device;
        const char *name;
    } devices[] = {
        { TJ_DEVICE_CDROM, "CD-ROM" },     { TJ_DEVICE_SCSI, "SCSI port" },
        { TJ_DEVICE_DISK, "disk" },        { TJ_DEVICE_FILE_SYSTEM,
                                             "file system" },
        { TJ_DEVICE_TAPE, "tape" },        { TJ_DEVICE_STORAGE, "storage" },
        { TJ_DEVICE_CHANGER, "changer" },  { TJ_DEVICE_ACPI, "ACPI" },
        { TJ_DEVICE_DVD, "DVD" },          { TJ_DEVICE_MOUNTDEV,
                                             "mount manager" },
        { TJ_DEVICE_VOLUME, "volume" },
    };
    static const char *const methods[] = { "buffered", "in direct",
                                           "out direct", "neither" };
    static const char *const accesses[] = { "any", "read", "write",
                                            "read and write" };
    const char *device = "of another kind";

    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (devices[i].device == tj_code_device(code))
            device = devices[i].name;
    tj_text_add(text,
                "device 0x%02" PRIX32 " (%s), function 0x%03" PRIX32
                ", method %s, access %s",
                tj_code_device(code), device, tj_code_function(code),
                methods[code & 3u], accesses[tj_code_access(code)]);
}

static void fill_code(size_t index, struct catalogue_item *item)
{
    const struct tj_code_info *row = tj_code_at(index);

    item->name = row->name;
    item->about = begin_made(item);
    catalogue_decompose(row->code, &item->made);
    const char *made = begin_made(item);
    tj_text_add(&item->made, "0x%08" PRIX32, row->code);
    add(item, "code", made);
    add(item, "input", row->input);
    add(item, "output", row->output);
    const char *simulated = row->simulated ? "by a rule of its own"
                                           : "as an unknown code";
    add(item, "simulated", simulated);
    add(item, "specification", row->spec);
    add(item, "source", row->source);
    item->more = begin_made(item);
    tj_text_add(&item->made, "[spec %s; simulated %s]", row->spec, simulated);
}

static bool means_code(size_t index, const char *word, bool is_number,
                       uint64_t number)
{
    const struct tj_code_info *row = tj_code_at(index);
    const char                *bare = strchr(row->name, '_');

    return (is_number && number == row->code) ||
           (bare != NULL && catalogue_same_word(word, bare + 1));
}

static void fill_status(size_t index, struct catalogue_item *item)
{
    const struct tj_status_code_info *row = tj_ntstatus_at(index);
    const struct tj_newer_error      *since = tj_ntstatus_newer(row->status);
    const char                       *made;

    item->name = row->name;
    item->about = row->meaning;
    made = begin_made(item);
    tj_text_add(&item->made, "0x%08" PRIX32, row->status);
    add(item, "status", made);
    made = begin_made(item);
    tj_text_add(&item->made, "%" PRIu32, row->win32);
    add(item, "win32", made);
    add(item, "win32_name", row->win32_name);
    if (since != NULL) {
        made = begin_made(item);
        tj_text_add(&item->made, "%" PRIu32 " %s, since %s", since->win32,
                    since->win32_name, since->since);
        add(item, "win32_newer", made);
    }
    add(item, "source", row->inferred
                            ? "ntstatus.h; the Win32 error is inferred"
                            : "ntstatus.h, winerror.h");
}

static bool means_status(size_t index, const char *word, bool is_number,
                         uint64_t number)
{
    const struct tj_status_code_info *row = tj_ntstatus_at(index);
    const struct tj_newer_error      *since = tj_ntstatus_newer(row->status);

    if (is_number)
        return number == row->status ||
               (number != 0 && number <= UINT32_MAX &&
                tj_ntstatus_gives(row->status, (uint32_t)number));
    return catalogue_same_word(word, row->win32_name) ||
           (since != NULL && catalogue_same_word(word, since->win32_name)) ||
           catalogue_same_word(word, row->name + strlen("STATUS_"));
}

static size_t count_verbs(void)
{
    return TJ_VERB_COUNT;
}

static void fill_verb(size_t index, struct catalogue_item *item)
{
    static const char *const about[] = {
        [TJ_OPEN] = "open a handle to the drive, its volume or a file",
        [TJ_CLOSE] = "close a handle; the last one of the owner unlocks",
        [TJ_DUPLICATE] = "another handle to the same file object",
        [TJ_LOCK] = "take exclusive access under a caller name",
        [TJ_UNLOCK] = "give exclusive access back",
        [TJ_QUERY] = "who has exclusive access?",
        [TJ_EJECT] = "open the tray", [TJ_LOAD] = "close the tray",
        [TJ_LOAD2] = "close the tray, without access to the drive",
        [TJ_PREVENT] = "lock the tray (simple, one lock for everybody)",
        [TJ_ALLOW] = "unlock the tray (simple)",
        [TJ_SECURE_PREVENT] = "lock the tray (counted for each handle)",
        [TJ_SECURE_ALLOW] = "unlock the tray (counted for each handle)",
        [TJ_MCN_OFF] = "no media change notification for now (counted)",
        [TJ_MCN_ON] = "media change notification again (counted)",
        [TJ_VERIFY] = "is a disc there, is it the same? (needs access)",
        [TJ_VERIFY2] = "is a disc there, is it the same? (no access needed)",
        [TJ_READ] = "read sectors", [TJ_WRITE] = "write sectors",
        [TJ_FLUSH] = "write what is cached",
        [TJ_VOLUME_LOCK] = "lock the volume for one program",
        [TJ_VOLUME_UNLOCK] = "unlock the volume",
        [TJ_DISMOUNT] = "take the file system off the volume",
        [TJ_IOCTL] = "any other control code",
        [TJ_CANCEL] = "cancel a request that has not been answered",
    };
    _Static_assert(sizeof about / sizeof *about == TJ_VERB_COUNT,
                   "every verb is explained");
    struct tj_op op = { .verb = (enum tj_verb)index };

    item->name = tj_verb_name(op.verb);
    item->about = about[index];
    if (op.verb != TJ_IOCTL && op.verb != TJ_CANCEL)
        tj_encode(&op, op.verb == TJ_LOCK ? "x" : NULL);
    const struct tj_code_info *code = tj_code_by_value(op.code);
    if (op.code != 0 && code != NULL)
        add(item, "request", code->name);
}

static void fill_step(size_t index, struct catalogue_item *item)
{
    const struct script_word row = script_word_at(index);

    item->name = row.name;
    item->about = row.about;
    if (row.form[0] != '\0')
        add(item, "form", row.form);
}

/* Hidden ones are not listed. */
static const struct command *shown_command(size_t index)
{
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *row = command_at(i);

        if (!row->hidden && index-- == 0)
            return row;
    }
    return NULL;
}

static size_t count_commands(void)
{
    size_t count = 0;

    while (shown_command(count) != NULL)
        count++;
    return count;
}

static void fill_command(size_t index, struct catalogue_item *item)
{
    const struct command *row = shown_command(index);

    TJ_ASSERT(row != NULL);
    item->name = row->name;
    item->about = row->about;
    item->text = row->more;
    add(item, "operands", row->operands);
    add(item, "example", row->example);
}

static void fill_metric(size_t index, struct catalogue_item *item)
{
    const struct tj_metric_info row = tj_metric_at(index);

    item->name = row.name;
    item->about = row.about;
    add(item, "unit", row.unit);
}

static void fill_format(size_t index, struct catalogue_item *item)
{
    const struct report_format *row = report_format_at(index);

    item->name = row->name;
    item->about = row->about;
    add(item, "file", row->file);
    add(item, "made", report_when_name(row->when));
}

static const struct catalogue_kind kinds[] = {
    { "presets", "preset", tj_preset_count, fill_preset, NULL, NULL },
    { "personas", "persona", tj_persona_file_count, fill_persona, NULL, NULL },
    { "faults", "fault", count_faults, fill_fault, NULL, NULL },
    { "rules", "rule", tj_rule_count, fill_rule, NULL, NULL },
    { "mutants", "mutant", tj_mutant_count, fill_mutant, NULL, NULL },
    { "profiles", "profile", tj_profile_count, fill_profile, NULL, NULL },
    { "backends", "backend", tj_drive_count, fill_backend, NULL, NULL },
    { "events", "event", count_events, fill_event, means_event, NULL },
    { "ioctls", "control code", tj_code_count, fill_code, means_code, NULL },
    { "statuses", "status", tj_ntstatus_count, fill_status, means_status, NULL },
    { "verbs", "verb", count_verbs, fill_verb, NULL, NULL },
    { "steps", "step of a script", script_word_count, fill_step, NULL, NULL },
    { "commands", "command", count_commands, fill_command, NULL,
      command_json },
    { "metrics", "metric", tj_metric_count, fill_metric, NULL, NULL },
    { "formats", "format", report_format_count, fill_format, NULL, NULL },
};

size_t catalogue_count(void)
{
    return sizeof kinds / sizeof *kinds;
}

const struct catalogue_kind *catalogue_at(size_t index)
{
    return &kinds[index];
}

const struct catalogue_kind *catalogue_find(const char *name)
{
    for (size_t i = 0; i < catalogue_count(); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}
