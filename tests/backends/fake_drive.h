/* A drive for tests of layers: answers like the null drive, when told to, and
 * has events to give. Its clock is a number the test sets. */
#ifndef TJ_TESTS_BACKENDS_FAKE_DRIVE_H
#define TJ_TESTS_BACKENDS_FAKE_DRIVE_H

#include "core/drive/backend.h"

enum { FAKE_MAX = 64 };
struct fake_drive {
    struct tj_backend backend;
    uint64_t          now_ns;
    bool              asynchronous;
    uint32_t          submitted[FAKE_MAX]; /* Numbers, in order. */
    uint64_t          submitted_ns[FAKE_MAX];
    size_t            submitted_count;
    struct tj_reply   answers[FAKE_MAX]; /* To collect, in order. */
    size_t            answers_first, answers_count;
    struct tj_event   events[FAKE_MAX];
    size_t            events_first, events_count;
    uint64_t          later_ns; /* Last argument of fake_later. */
    unsigned          later_calls;
    uint8_t           output[TJ_OUTPUT_MAX]; /* What every answer holds. */
    uint32_t          info;
    bool              closed;
};

void     fake_init(struct fake_drive *fake, tj_client client);
uint64_t fake_now(void *context); /* context: the fake drive */
void     fake_later(struct tj_backend *last, uint64_t at_ns);

#endif
