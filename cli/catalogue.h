/* SPDX-License-Identifier: MIT */
/* Everything that has a name, for `list` and `explain`: one row per kind, the
 * same facts for both. */
#ifndef TJ_CLI_CATALOGUE_H
#define TJ_CLI_CATALOGUE_H

#include "core/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CATALOGUE_FACTS_MAX = 10, CATALOGUE_MEMORY = 1024 };

struct catalogue_fact {
    const char *key, *value;
};
struct catalogue_item {
    const char           *name, *about;
    size_t                facts_count;
    struct catalogue_fact facts[CATALOGUE_FACTS_MAX];
    const char           *more; /* What a list says after `about`; or NULL. */
    const char           *text; /* A whole file, printed last; may be NULL. */
    struct tj_text        made; /* Where values that had to be made live. */
    char                  memory[CATALOGUE_MEMORY];
};

struct catalogue_kind {
    const char *name;     /* "rules" */
    const char *singular; /* "rule" */
    size_t (*count)(void);
    void (*fill)(size_t index, struct catalogue_item *item);
    /* Whether a word or number means this item beside its name; may be NULL.
     * number is valid when is_number. */
    bool (*means)(size_t index, const char *word, bool is_number,
                  uint64_t number);
    /* Prints the whole list as JSON, and gives the exit code; NULL: the facts
     * of each item say it. */
    int (*json)(void);
};

size_t                       catalogue_count(void);
const struct catalogue_kind *catalogue_at(size_t index);
/* The kind by its plural, or NULL. */
const struct catalogue_kind *catalogue_find(const char *name);

/* What a control code is made of: "device 0x0002 (CD-ROM), function ..." */
void catalogue_decompose(uint32_t code, struct tj_text *text);

/* Letter case does not matter in names a person types. */
bool catalogue_same_word(const char *a, const char *b);

#endif
