/* SPDX-License-Identifier: MIT */
#include "cli/found_drives.h"

#include "backends/drive_real.h"

#include <stdio.h>

enum { FOUND_MAX = 16 };

static const char *serial_of(const struct real_identity *id)
{
    return id->serial[0] != '\0' ? id->serial : "untold";
}

static void add_identity(struct tj_json *json, const struct real_identity *id)
{
    tj_json_string(json, "vendor", id->vendor);
    tj_json_string(json, "product", id->product);
    tj_json_string(json, "serial", id->serial);
}

/* What to type behind --drive for it, and who it is. */
static void print_windows(const struct tj_windows_found *found)
{
    const struct real_identity *id = &found->identity;
    char                        letter[] = { found->letter, ':', '\0' };

    printf("           windows:%-12s %s %s, serial number %s%s%s\n",
           found->letter != 0 ? letter : found->name, id->vendor, id->product,
           serial_of(id), found->letter != 0 ? ", " : "",
           found->letter != 0 ? found->name : "");
}

static size_t describe_windows(struct tj_json *json)
{
    struct tj_windows_found found[FOUND_MAX];
    size_t                  count = tj_windows_find(found, FOUND_MAX);

    for (size_t i = 0; i < count; i++) {
        const char letter[] = { found[i].letter, found[i].letter ? ':' : '\0',
                                '\0' };

        if (json == NULL) {
            print_windows(&found[i]);
            continue;
        }
        tj_json_object(json, NULL);
        tj_json_string(json, "letter", letter);
        tj_json_string(json, "name", found[i].name);
        tj_json_string(json, "interface", found[i].interface_path);
        add_identity(json, &found[i].identity);
        tj_json_end(json);
    }
    return count;
}

static void print_linux(const struct tj_linux_found *found)
{
    const struct real_identity *id = &found->identity;

    if (!found->readable)
        printf("           linux:%-12s cannot be opened: are you in its group "
               "(cdrom)?\n", found->path);
    else
        printf("           linux:%-12s %s %s, serial number %s\n",
               found->path, id->vendor, id->product, serial_of(id));
    if (found->mounted[0] != '\0')
        printf("           %18s mounted at %s\n", "", found->mounted);
    if (found->poll_ms <= 0)
        printf("           %18s no events: the kernel does not poll it "
               "(events_poll_msecs)\n", "");
}

static size_t describe_linux(struct tj_json *json)
{
    struct tj_linux_found found[FOUND_MAX];
    size_t count = tj_linux_find(linux_door(), found, FOUND_MAX);

    for (size_t i = 0; i < count; i++) {
        if (json == NULL) {
            print_linux(&found[i]);
            continue;
        }
        tj_json_object(json, NULL);
        tj_json_string(json, "path", found[i].path);
        tj_json_bool(json, "readable", found[i].readable);
        tj_json_string(json, "mounted", found[i].mounted);
        tj_json_bool(json, "polled", found[i].poll_ms > 0);
        add_identity(json, &found[i].identity);
        tj_json_end(json);
    }
    return count;
}

void found_drives_describe(const struct tj_drive_info *row,
                           struct tj_json *json)
{
    enum tj_real_kind kind = tj_real_kind_of(row->name);

    if (row->unavailable != NULL || kind == TJ_REAL_NONE)
        return;
    if (json != NULL)
        tj_json_array(json, "found");
    size_t count = kind == TJ_REAL_WINDOWS ? describe_windows(json)
                                           : describe_linux(json);
    if (json != NULL)
        tj_json_end(json);
    else if (count == 0)
        puts("           none is there");
}
