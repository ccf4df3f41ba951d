/* SPDX-License-Identifier: MIT */
/* Reading a JSON text into a tree in an arena. For files that trayjam wrote and
 * people may have touched: strict (RFC 8259), depth and size bounded, and what
 * is wrong is told with line and column. */
#ifndef TJ_CORE_BASE_JSON_TREE_H
#define TJ_CORE_BASE_JSON_TREE_H

#include "core/base/arena.h"
#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>

enum tj_json_kind { TJ_JSON_NULL, TJ_JSON_BOOL, TJ_JSON_NUMBER, TJ_JSON_STRING,
                    TJ_JSON_ARRAY, TJ_JSON_OBJECT };

struct tj_json_node {
    enum tj_json_kind    kind;
    bool                 boolean;
    const char          *text;  /* STRING, decoded; NUMBER, as written. */
    const char          *key;   /* In an object; else NULL. */
    struct tj_json_node *first; /* Of ARRAY and OBJECT. */
    struct tj_json_node *next;
};

/* name: what stands before a complaint. TJ_BAD_INPUT, or TJ_NO_MEMORY. */
enum tj_status tj_json_parse(const char *name, const char *text,
                             struct arena *arena, struct tj_json_node **root,
                             struct tj_error *error);

/* Members by key; NULL, or the value given, when there is none of that kind.
 * node may be NULL. A number that is no uint64_t is none. */
const struct tj_json_node *tj_json_member(const struct tj_json_node *node,
                                          const char *key,
                                          enum tj_json_kind kind);
const char *tj_json_text_of(const struct tj_json_node *node, const char *key,
                            const char *otherwise);
uint64_t tj_json_u64_of(const struct tj_json_node *node, const char *key,
                        uint64_t otherwise);

#endif
