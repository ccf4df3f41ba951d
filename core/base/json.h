/* A streaming JSON writer. Numbers are exact over the whole uint64 range;
 * strings are escaped, bytes that are not UTF-8 become U+FFFD.
 *
 * Write errors are kept and reported once, by tj_json_finish, so that callers
 * stay straight. Nothing is allocated. */
#ifndef TJ_CORE_BASE_JSON_H
#define TJ_CORE_BASE_JSON_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { TJ_JSON_DEPTH_MAX = 16 };

struct tj_json {
    FILE   *file; /* Not owned. */
    bool    pretty;
    uint8_t depth;
    char    closer[TJ_JSON_DEPTH_MAX];
    bool    empty[TJ_JSON_DEPTH_MAX]; /* Nothing written at this level yet. */
};

/* pretty: two spaces a level; otherwise one line. */
void tj_json_init(struct tj_json *json, FILE *file, bool pretty);

/* key is NULL inside an array and at the top, where one value stands. */
void tj_json_object(struct tj_json *json, const char *key);
void tj_json_array(struct tj_json *json, const char *key);
void tj_json_end(struct tj_json *json); /* Closes the innermost one. */

void tj_json_string(struct tj_json *json, const char *key, const char *value);
void tj_json_u64(struct tj_json *json, const char *key, uint64_t value);
void tj_json_i64(struct tj_json *json, const char *key, int64_t value);
void tj_json_double(struct tj_json *json, const char *key, double value);
void tj_json_bool(struct tj_json *json, const char *key, bool value);
void tj_json_null(struct tj_json *json, const char *key);
/* "0x0002c05c": how codes and statuses are written everywhere. */
void tj_json_hex32(struct tj_json *json, const char *key, uint32_t value);
/* Lower-case hex of bytes, "" for none. count <= 4096. */
void tj_json_bytes(struct tj_json *json, const char *key, const uint8_t *bytes,
                   size_t count);

/* All levels must be closed. Writes the final newline and flushes. Fails with
 * TJ_HOST_IO when any write failed (a full disk, a closed pipe). */
enum tj_status tj_json_finish(struct tj_json *json, struct tj_error *error);

#endif
