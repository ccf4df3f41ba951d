/* SPDX-License-Identifier: MIT */
#include "core/trace/metadata.h"

#include "core/base/assert.h"
#include "core/drive/codes.h"
#include "core/drive/op.h"
#include "core/trace/packet.h"
#include "core/trace/writer.h"

#include <inttypes.h>

/* Fields are aligned to bytes, so that no reader inserts padding where our
 * structs have none. The rest of the header's first half is not described but
 * stepped over, by an alignment of 64 bytes: babeltrace2 warns about anything
 * in a packet header that CTF does not know, and what matters to people is in
 * env. The second half is described to its end, or babeltrace2 would look for
 * an event in the rest of a segment without records. Only timestamps are mapped
 * to the clock: any other field that was would move it. Spare bytes are texts,
 * because an empty text prints shortest. */
static const char opening_text[] =
    "/* CTF 1.8 */\n"
    "typealias integer { size = 8; align = 8; signed = false; } := u8;\n"
    "typealias integer { size = 16; align = 8; signed = false; } := u16;\n"
    "typealias integer { size = 32; align = 8; signed = false; } := u32;\n"
    "typealias integer { size = 64; align = 8; signed = false; } := u64;\n"
    "typealias integer { size = 8; align = 8; signed = false; base = 16; }"
    " := x8;\n"
    "typealias integer { size = 32; align = 8; signed = false; base = 16; }"
    " := x32;\n"
    "typealias integer { size = 64; align = 8; signed = false; base = 16; }"
    " := x64;\n"
    "typealias integer { size = 8; align = 8; signed = false;"
    " encoding = UTF8; } := utf8;\n"
    "trace {\n"
    "    major = 1; minor = 8; byte_order = le;\n"
    "    packet.header := struct { x32 magic; };\n"
    "};\n";

static const char stream_text[] =
    "typealias integer { size = 64; align = 8; signed = false;"
    " map = clock.run.value; } := run_time;\n"
    "stream {\n"
    "    packet.context := struct {\n"
    "        u64 content_size; u64 packet_size;\n"
    "        run_time timestamp_begin; run_time timestamp_end;\n"
    "        u64 records; u8 repaired; utf8 spare[19]; x32 closing_check;\n"
    "    } align(512);\n"
    "    event.header := struct { run_time timestamp; u8 id; };\n"
    "};\n";

/* Kind after kind: what stands before its enumeration and what after it. */
static const char operation_before[] =
    "event {\n    name = \"operation\"; id = 1;\n    fields := struct {\n"
    "        u8 drive; enum : u8 {\n";
static const char operation_between[] =
    "        } verb; x8 flags; u16 client; u16 caller_name;\n"
    "        u32 number; u32 handle; x32 code; x32 arg;\n"
    "        x32 result; u16 native; enum : u8 {\n";
static const char operation_after[] =
    "        } outcome; x8 done_flags; u64 t1; x32 status; u32 info;\n"
    "        u32 late_us; x32 check;\n    };\n};\n";

static const char event_before[] =
    "event {\n    name = \"event\"; id = 2;\n    fields := struct {\n"
    "        u8 drive; enum : u8 {\n";
static const char event_after[] =
    "        } device_event; x8 flags; u16 client; u16 caller_name;\n"
    "        u64 t1; u32 number; u32 size; x8 data[24];\n"
    "        u32 late_us; x32 check;\n    };\n};\n";

static const char strike_and_name_text[] =
    "event {\n    name = \"strike\"; id = 3;\n    fields := struct {\n"
    "        u8 drive; u8 effect; x8 flags; u16 client; u16 caller_name;\n"
    "        u32 rule; u32 number; u64 count; u64 value; utf8 spare[16];\n"
    "        u32 late_us; x32 check;\n    };\n};\n"
    "event {\n    name = \"name\"; id = 4;\n    fields := struct {\n"
    "        u8 drive; u8 part; x8 flags; u16 client; u16 caller_name;\n"
    "        utf8 text[40];\n"
    "        u32 late_us; x32 check;\n    };\n};\n";

static const char mark_before[] =
    "event {\n    name = \"mark\"; id = 5;\n    fields := struct {\n"
    "        u8 drive; enum : u8 {\n";
static const char mark_after[] =
    "        } mark; x8 flags; u16 client; u16 caller_name;\n"
    "        u64 value; u64 due; utf8 text[24];\n"
    "        u32 late_us; x32 check;\n    };\n};\n";

_Static_assert(TJ_RECORD_OPERATION == 1 && TJ_RECORD_EVENT == 2 &&
                   TJ_RECORD_STRIKE == 3 && TJ_RECORD_NAME == 4 &&
                   TJ_RECORD_MARK == 5 && TJ_RECORD_KIND_COUNT == 6,
               "the texts above hold the kinds' numbers");

static const char *const verb_names[] = {
#define X(verb, name) [TJ_##verb] = name,
    TJ_VERB_LIST(X)
#undef X
};
static const char *const outcome_names[] = { [TJ_UNKNOWN] = "unknown",
                                             [TJ_DONE] = "done",
                                             [TJ_REFUSED] = "refused" };
_Static_assert(sizeof outcome_names / sizeof *outcome_names == TJ_OUTCOME_COUNT,
               "every outcome has a name");
static const char *const event_names[] = {
#define X(name) [TJ_EVENT_##name] = "GUID_IO_" #name,
    TJ_EVENT_LIST(X)
#undef X
};
static const char *const mark_names[] = { [TJ_MARK_BEGIN] = "begin",
                                          [TJ_MARK_MEASURE] = "measure",
                                          [TJ_MARK_COOL] = "cool",
                                          [TJ_MARK_END] = "end",
                                          [TJ_MARK_RESTORED] = "restored",
                                          [TJ_MARK_DIED] = "died",
                                          [TJ_MARK_DROPPED] = "dropped",
                                          [TJ_MARK_HUNG] = "hung",
                                          [TJ_MARK_UNDONE] = "undone",
                                          [TJ_MARK_LEFT] = "left",
                                          [TJ_MARK_RULE] = "rule",
                                          [TJ_MARK_COUNTED] = "counted" };
_Static_assert(sizeof mark_names / sizeof *mark_names == TJ_MARK_COUNT,
               "every mark has a name");

static void add_names(struct tj_text *text, const char *const *names,
                      int names_count)
{
    for (int i = 0; i < names_count; i++)
        tj_text_add(text, "            \"%s\" = %d%s\n", names[i], i,
                    i + 1 < names_count ? "," : "");
}

/* env tells people what they look at; clock gives t = 0 its date. */
static void add_run(struct tj_text *text, const struct tj_trace_info *info)
{
    tj_text_add(text,
                "env {\n    tracer_name = \"trayjam\"; trace_version = %d;\n"
                "    run_id = \"0x%016" PRIx64 "\"; seed = \"0x%" PRIx64 "\";\n"
                "    time = \"%s\"; drives = %u;%s\n};\n",
                TJ_TRACE_VERSION, info->run_id, info->seed,
                info->virtual_time ? "virtual" : "real", info->drives,
                info->system == TJ_TRACE_LINUX ? " system = \"linux\";" : "");
    tj_text_add(text,
                "clock {\n    name = run; freq = 1000000000;\n"
                "    offset = %" PRIu64 "; absolute = false;\n"
                "    description = \"ns since the run's clock origin\";\n"
                "};\n",
                info->started_utc_ns);
}

void tj_metadata_write(struct tj_text *text, const struct tj_trace_info *info)
{
    tj_text_add(text, "%s", opening_text);
    add_run(text, info);
    tj_text_add(text, "%s%s", stream_text, operation_before);
    add_names(text, verb_names, TJ_VERB_COUNT);
    tj_text_add(text, "%s", operation_between);
    add_names(text, outcome_names, TJ_OUTCOME_COUNT);
    tj_text_add(text, "%s%s", operation_after, event_before);
    add_names(text, event_names, TJ_EVENT_COUNT);
    tj_text_add(text, "%s%s%s", event_after, strike_and_name_text, mark_before);
    add_names(text, mark_names, TJ_MARK_COUNT);
    tj_text_add(text, "%s", mark_after);
    TJ_ASSERT(!text->cut);
}
