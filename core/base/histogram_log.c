/* The HdrHistogram log format, version 1.3, V2 compressed payloads. */
#include "core/base/assert.h"
#include "core/base/histogram.h"

#include <errno.h>
#include <string.h>

#define COOKIE_V2         UINT32_C(0x1c849313)
#define COOKIE_COMPRESSED UINT32_C(0x1c849314)

enum {
    PAYLOAD_HEADER = 40,
    WRAP_HEADER = 8,
    STORED_MAX = 65535, /* RFC 1951 3.2.4: a stored block's longest length. */
    DIGITS = 3,
    VARINT_MAX = 9,
};

/* The three stages share the caller's scratch: payload, wrapped, base64. */
enum {
    PAYLOAD_ROOM = PAYLOAD_HEADER + TJ_HISTOGRAM_COUNTERS * VARINT_MAX,
    WRAP_ROOM = PAYLOAD_ROOM + 64 + 5 * (PAYLOAD_ROOM / STORED_MAX + 1),
};
_Static_assert(PAYLOAD_ROOM + WRAP_ROOM <= TJ_HISTOGRAM_SCRATCH,
               "scratch holds payload and wrapped payload");

static void put_be32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void put_be64(uint8_t *at, uint64_t value)
{
    put_be32(at, (uint32_t)(value >> 32));
    put_be32(at + 4, (uint32_t)value);
}

/* ZigZag LEB128, at most 9 bytes; the ninth carries 8 bits. */
static size_t put_zigzag(uint8_t *at, int64_t value)
{
    uint64_t rest = (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
    size_t   size = 0;
    while (size < VARINT_MAX - 1 && rest >= 0x80) {
        at[size++] = (uint8_t)(rest | 0x80);
        rest >>= 7;
    }
    at[size++] = (uint8_t)rest;
    return size;
}

/* Counts up to the last one that is not zero; a run of zeros is one negative
 * number. */
static size_t encode_payload(const struct tj_histogram *histogram, uint8_t *at)
{
    size_t size = PAYLOAD_HEADER;
    size_t top = TJ_HISTOGRAM_COUNTERS;

    while (top > 0 && histogram->counts[top - 1] == 0)
        top--;
    for (size_t i = 0; i < top;) {
        int64_t zeros = 0;
        while (i < top && histogram->counts[i] == 0) {
            zeros++;
            i++;
        }
        size += zeros > 0 ? put_zigzag(at + size, -zeros)
                          : put_zigzag(at + size, (int64_t)histogram->counts[i++]);
    }
    put_be32(at, COOKIE_V2);
    put_be32(at + 4, (uint32_t)(size - PAYLOAD_HEADER));
    put_be32(at + 8, 0); /* normalizing index offset */
    put_be32(at + 12, DIGITS);
    put_be64(at + 16, 1);
    put_be64(at + 24, TJ_HISTOGRAM_HIGHEST_NS);
    put_be64(at + 32, UINT64_C(0x3ff0000000000000)); /* ratio 1.0 */
    return size;
}

static uint32_t adler32(const uint8_t *bytes, size_t size)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < size; i++) {
        a = (a + bytes[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

/* A zlib stream of stored blocks: valid for every reader, needs no zlib. */
static size_t wrap(const uint8_t *payload, size_t size, uint8_t *at)
{
    size_t used = WRAP_HEADER;

    at[used++] = 0x78;
    at[used++] = 0x01;
    for (size_t done = 0; done < size;) {
        size_t length = size - done > STORED_MAX ? STORED_MAX : size - done;
        at[used++] = done + length == size;
        at[used++] = (uint8_t)(length & 255);
        at[used++] = (uint8_t)(length >> 8);
        at[used++] = (uint8_t)(~length & 255);
        at[used++] = (uint8_t)(~length >> 8 & 255);
        memcpy(at + used, payload + done, length);
        used += length;
        done += length;
    }
    put_be32(at + used, adler32(payload, size));
    used += 4;
    put_be32(at, COOKIE_COMPRESSED);
    put_be32(at + 4, (uint32_t)(used - WRAP_HEADER));
    return used;
}

static void write_base64(FILE *file, const uint8_t *bytes, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        if (i + 1 < size)
            group |= (uint32_t)bytes[i + 1] << 8;
        if (i + 2 < size)
            group |= bytes[i + 2];
        fputc(letters[group >> 18], file);
        fputc(letters[group >> 12 & 63], file);
        fputc(i + 1 < size ? letters[group >> 6 & 63] : '=', file);
        fputc(i + 2 < size ? letters[group & 63] : '=', file);
    }
}

void tj_histogram_log_header(FILE *file, uint64_t start_utc_ns)
{
    fprintf(file, "#[Histogram log format version 1.3]\n");
    fprintf(file, "#[StartTime: %.3f (seconds since epoch)]\n",
            (double)start_utc_ns / 1e9);
    fprintf(file, "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                  "\"Interval_Compressed_Histogram\"\n");
}

enum tj_status tj_histogram_log_line(FILE *file,
                                     const struct tj_histogram_interval *about,
                                     const struct tj_histogram *histogram,
                                     void *scratch, struct tj_error *error)
{
    uint8_t *payload = scratch;
    uint8_t *wrapped = payload + PAYLOAD_ROOM;

    /* A comma or blank would end the tag field. */
    TJ_ASSERT(strpbrk(about->tag, ", \t\r\n") == NULL);
    size_t size = wrap(payload, encode_payload(histogram, payload), wrapped);
    fprintf(file, "Tag=%s,%.3f,%.3f,%.3f,", about->tag, about->start_s,
            about->length_s,
            (double)histogram->max_ns / 1e6);
    write_base64(file, wrapped, size);
    fputc('\n', file);
    if (ferror(file))
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "the histogram log could not be written: %s",
                              strerror(errno));
    return TJ_OK;
}
