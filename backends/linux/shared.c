#include "backends/linux/shared.h"

#include <string.h>

struct linux_instant linux_span_look(const struct linux_span *span)
{
    struct linux_instant look;

    /* In this order: one that ends in between looks as if under way. */
    look.over = atomic_load(&span->over);
    look.begun = atomic_load(&span->begun);
    return look;
}

void linux_span_begin(struct linux_span *span)
{
    atomic_fetch_add(&span->begun, 1);
}

void linux_span_end(struct linux_span *span)
{
    atomic_fetch_add(&span->over, 1);
}

bool linux_span_met(const struct linux_span *span, struct linux_instant look)
{
    return look.begun != look.over || atomic_load(&span->begun) != look.begun;
}

void linux_owner_set(struct linux_owner *owner, const char *name)
{
    char   bytes[TJ_CALLER_NAME_SIZE] = { 0 };
    size_t length = name == NULL ? 0 : strlen(name);

    if (length > 0)
        memcpy(bytes, name, length < sizeof bytes ? length : sizeof bytes - 1);
    /* An odd version that a dead writer left becomes this one's. */
    uint32_t version = atomic_load(&owner->version) | 1;
    atomic_store(&owner->version, version);
    for (unsigned i = 0; i < LINUX_NAME_WORDS; i++) {
        uint64_t word;
        memcpy(&word, bytes + 8 * i, sizeof word);
        atomic_store(&owner->name[i], word);
    }
    atomic_store(&owner->version, version + 1);
}

bool linux_owner_get(const struct linux_owner *owner,
                     char name[TJ_CALLER_NAME_SIZE + 1])
{
    uint32_t version = atomic_load(&owner->version);

    for (unsigned i = 0; i < LINUX_NAME_WORDS; i++) {
        uint64_t word = atomic_load(&owner->name[i]);
        memcpy(name + 8 * i, &word, sizeof word);
    }
    name[TJ_CALLER_NAME_SIZE] = '\0';
    return version % 2 == 0 && atomic_load(&owner->version) == version &&
           name[0] != '\0';
}
