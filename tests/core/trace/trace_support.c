#include "tests/core/trace/trace_support.h"

#include "core/drive/codes.h"
#include "core/drive/op.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Windows makes folders without a mode. */
#ifdef _WIN32
#define make_folder(path) mkdir(path)
#else
#define make_folder(path) mkdir(path, 0777)
#endif

const struct tj_trace_info sample_info = {
    .run_id = UINT64_C(0x1122334455667788),
    .seed = 0x5eed,
    .started_utc_ns = UINT64_C(1700000000000000000),
    .clock_origin_ns = 987654321,
    .drives = 1,
};

static _Noreturn void give_up(const char *what)
{
    perror(what);
    exit(2);
}

void support_make_folder(char path[SUPPORT_PATH_SIZE])
{
    const char *parent = getenv("TMPDIR");
    for (unsigned i = 0; i < 10000; i++) {
        snprintf(path, SUPPORT_PATH_SIZE, "%s/trayjam-trace-%ld-%u",
                 parent != NULL ? parent : ".", (long)getpid(), i);
        if (make_folder(path) == 0)
            return;
    }
    give_up(path);
}

void support_remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        give_up(path);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[SUPPORT_PATH_SIZE + 300];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0 && remove(name) != 0)
            support_remove_folder(name);
    }
    closedir(folder);
    (void)rmdir(path);
}

unsigned char *support_read(const char *folder, const char *name, size_t *size)
{
    char path[SUPPORT_PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        give_up(path);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size + (*size == 0));
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size)
        give_up(path);
    fclose(file);
    return bytes;
}

void support_write(const char *folder, const char *name, const void *bytes,
                   size_t size)
{
    char path[SUPPORT_PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size ||
        fclose(file) != 0)
        give_up(path);
}

struct tj_record support_operation(uint64_t t0_ns, uint16_t client,
                                   uint32_t number)
{
    struct tj_record record = {
        .t0_ns = t0_ns, .kind = TJ_RECORD_OPERATION, .what = TJ_LOCK,
        .client = client, .name = 1, .late_us = 3,
        .op = { .number = number, .handle = client, .code = 0x2c05c, .arg = 1,
                .outcome = TJ_DONE, .t1_ns = t0_ns + 10, .info = 0 },
    };
    return record;
}

static struct tj_record refused(struct tj_record record)
{
    record.op.outcome = TJ_REFUSED;
    record.op.status = TJ_STATUS_ACCESS_DENIED;
    record.op.native = 5;
    record.op.done_flags = TJ_RECORD_INJECTED;
    return record;
}

static struct tj_record query(struct tj_record record)
{
    record.what = TJ_QUERY;
    record.name = 0;
    record.op.arg = 0;
    record.op.result = TJ_RESULT_LOCKED | 1;
    record.op.info = 72;
    return record;
}

static struct tj_record event(uint64_t t0_ns, enum tj_event_id id)
{
    struct tj_record record = {
        .t0_ns = t0_ns, .kind = TJ_RECORD_EVENT, .what = (uint8_t)id,
        .client = BERT,
        .event = { .t1_ns = t0_ns + 77, .number = 1, .size = 7,
                   .data = { 1, 2, 3, 0xfe, 0xff } },
    };
    return record;
}

struct tj_record sample_record(unsigned writer, unsigned index)
{
    static const char name[] = "Nero Burning ROM";
    struct tj_record records[SAMPLE_WRITERS][SAMPLE_RECORDS] = {
        { { .kind = TJ_RECORD_NAME, .name = 1 },
          { .kind = TJ_RECORD_MARK, .t0_ns = 500, .what = TJ_MARK_BEGIN },
          support_operation(1000, ANNA, 1),
          query(support_operation(1500, ANNA, 2)),
          { .kind = TJ_RECORD_MARK, .t0_ns = 3000, .what = TJ_MARK_RESTORED,
            .mark = { .value = 1 } },
          support_operation(3100, ANNA, 3) },
        { { .kind = TJ_RECORD_NAME, .name = 1, .what = 1 },
          event(1004, TJ_EVENT_CDROM_EXCLUSIVE_LOCK),
          refused(support_operation(1200, BERT, 1)),
          { .kind = TJ_RECORD_STRIKE, .t0_ns = 1205, .what = 2,
            .client = BERT,
            .strike = { .rule = 4, .number = 1, .count = 9,
                        .value = UINT64_C(0xffffffffffff) } },
          event(1205, TJ_EVENT_VOLUME_BACKGROUND_FORMAT),
          support_operation(5000, BERT, 2) },
    };
    memcpy(records[0][0].name_part.text, name, sizeof name);
    return records[writer][index];
}

bool sample_answered(unsigned writer, unsigned index)
{
    return !(writer == 0 && index == SAMPLE_RECORDS - 1);
}

bool support_append(struct tj_segment *segment, const struct tj_record *record,
                    bool answered)
{
    struct tj_record *slot = tj_segment_begin(segment);
    if (slot == NULL)
        return false;
    *slot = *record;
    slot->check = 0;
    if (record->kind == TJ_RECORD_OPERATION)
        memset((char *)slot + 32, 0, 24); /* nothing is known yet */
    uint64_t index = tj_segment_index(segment, slot);
    tj_segment_commit(segment, slot);
    if (record->kind == TJ_RECORD_OPERATION && answered)
        tj_segment_complete(segment, index, record);
    return true;
}

static void write_segment(const char *folder, unsigned writer, bool close)
{
    struct tj_error error = { .status = TJ_OK };
    struct tj_segment segment;
    if (tj_segment_open(&segment, folder, writer, &sample_info, &error) !=
        TJ_OK)
        give_up(error.text);
    for (unsigned i = 0; i < SAMPLE_RECORDS; i++) {
        struct tj_record record = sample_record(writer, i);
        if (!support_append(&segment, &record, sample_answered(writer, i)))
            give_up(segment.error.text);
    }
    if (close) {
        if (tj_segment_close(&segment, &error) != TJ_OK)
            give_up(error.text);
        return;
    }
    /* As the system does for a killed process. */
    segment.earlier.file = -1;
    tj_os_map_close(&segment.earlier);
    tj_os_map_close(&segment.map);
}

static void write_sample(const char *folder, bool close)
{
    struct tj_error error = { .status = TJ_OK };
    if (tj_trace_create(folder, &sample_info, &error) != TJ_OK)
        give_up(error.text);
    for (unsigned writer = 0; writer < SAMPLE_WRITERS; writer++)
        write_segment(folder, writer, close);
}

void sample_write(const char *folder)
{
    write_sample(folder, true);
}

void sample_write_unclosed(const char *folder)
{
    write_sample(folder, false);
}

uint64_t support_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}
