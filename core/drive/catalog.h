/* Names and numbers of the Windows optical-drive interface, for every host.
 *
 * Nothing here includes a Windows header: simulator, trace reader and reports
 * need these names on Linux too. backends/catalog_matches_sdk.c holds each
 * number against the SDK at compile time where there is one.
 *
 * The tables: every IOCTL and FSCTL of spec 3.2 and 6.1, every NTSTATUS of
 * spec Appendix A, every event of spec 7.3 (22 of the "Device Events" page and
 * 4 more of ioevent.h). */
#ifndef TJ_CORE_DRIVE_CATALOG_H
#define TJ_CORE_DRIVE_CATALOG_H

#include "core/drive/codes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tj_code_info {
    const char *name;   /* "IOCTL_CDROM_EXCLUSIVE_ACCESS" */
    uint32_t    code;
    const char *input;  /* Input layout: "CDROM_EXCLUSIVE_ACCESS {u32 ...}" */
    const char *output; /* Output layout, "" for none. */
    const char *spec;   /* Section: "1", "3.2, 3.4" */
    const char *source; /* Header that defines it: "ntddcdrm.h" */
    bool        simulated; /* The simulator has a rule of its own for it; any
                              other code is unknown to everybody. */
};
size_t                     tj_code_count(void);
const struct tj_code_info *tj_code_at(size_t index);
const struct tj_code_info *tj_code_by_value(uint32_t code); /* NULL: unknown */
const struct tj_code_info *tj_code_by_name(const char *name);

struct tj_status_code_info {
    const char *name;   /* "STATUS_ACCESS_DENIED" */
    uint32_t    status;
    uint32_t    win32;  /* What GetLastError() gives for it. */
    const char *win32_name; /* "ERROR_ACCESS_DENIED" */
    const char *meaning;    /* One plain sentence for this field. */
    bool        inferred;   /* The mapping is INFERRED in the spec. */
};
size_t                            tj_ntstatus_count(void);
const struct tj_status_code_info *tj_ntstatus_at(size_t index);
const struct tj_status_code_info *tj_ntstatus_info(uint32_t status);
/* "STATUS_ACCESS_DENIED", or "NTSTATUS 0x........" text from a fixed table's
 * fallback name "STATUS_?" for an unknown one. Never NULL. */
const char *tj_ntstatus_name(uint32_t status);
/* 0 for success; 317 (ERROR_MR_MID_NOT_FOUND) for an unknown failure, as
 * RtlNtStatusToDosError answers. */
uint32_t tj_ntstatus_to_win32(uint32_t status);
/* Windows from some version on gives another error for it; NULL: all the same. */
struct tj_newer_error {
    uint32_t    status, win32;
    const char *win32_name;
    const char *since; /* "Windows 10 1903" */
};
const struct tj_newer_error *tj_ntstatus_newer(uint32_t status);
/* Whether some Windows makes that error of it. */
bool tj_ntstatus_gives(uint32_t status, uint32_t win32);

struct tj_guid {
    uint8_t bytes[16]; /* In text order: bc56c139-... starts with 0xbc. */
};

enum tj_event_emitter { TJ_BY_CLASS_DRIVER, TJ_BY_FILE_SYSTEM, TJ_BY_OTHERS };

struct tj_event_info {
    enum tj_event_id      id;
    const char           *name;    /* "GUID_IO_MEDIA_ARRIVAL" */
    struct tj_guid        guid;
    uint8_t               payload; /* Bytes, without the 3-byte tail. */
    const char           *layout;  /* "CLASS_MEDIA_CHANGE_CONTEXT {u32 ...}" */
    enum tj_event_emitter emitter;
    bool                  on_page; /* One of the 22 of "Device Events". */
    const char           *meaning; /* One sentence, our own words. */
    const char           *spec;
    const char           *source;  /* "ioevent.h" */
    bool                  simulated; /* The simulated driver or CDFS emits it
                                        by a rule of its own; a story's `event`
                                        can emit each of them. */
    const char           *trigger; /* What makes it happen (spec 7.3). */
};
const struct tj_event_info *tj_event_info(enum tj_event_id id);
const struct tj_event_info *tj_event_by_name(const char *name);
const struct tj_event_info *tj_event_by_guid(const struct tj_guid *guid);

/* "bc56c139-7a10-47ee-a294-4c6a38f0149a": 37 bytes with terminator. */
enum { TJ_GUID_TEXT_SIZE = 37 };
void tj_guid_format(const struct tj_guid *guid, char text[TJ_GUID_TEXT_SIZE]);
bool tj_guid_parse(const char *text, struct tj_guid *guid);
/* The 16 bytes of a GUID structure in Windows memory (first three fields
 * little-endian), and back. */
void tj_guid_to_memory(const struct tj_guid *guid, uint8_t memory[16]);
void tj_guid_from_memory(const uint8_t memory[16], struct tj_guid *guid);

#endif
