/* Requests to a real drive, with a deadline: overlapped I/O whose buffers live
 * until Windows lets go of them, however long that is. Windows only. */
#ifndef TJ_BACKENDS_WINDOWS_IO_H
#define TJ_BACKENDS_WINDOWS_IO_H

#include "backends/real/submit.h"

enum { WIN32_SLOTS = 8, WIN32_BUFFER = 256 * 1024 };

/* One request. Portable in form, so that sessions of every kind fit a union. */
struct win32_slot {
    intptr_t event;   /* 0: not made yet. */
    intptr_t handle;  /* Of the drive. */
    uint32_t number;  /* Of the operation; 0: free. */
    bool     pending; /* In the hands of Windows. */
    uint8_t *pages;   /* Status block, input, output: they outlive us if
                         Windows never answers. */
};

/* A free slot with buffers, or NULL. One whose late answer has come is free. */
struct win32_slot *win32_slot_take(struct win32_slot slots[WIN32_SLOTS]);
/* The slot of an operation that is still under way, or NULL. */
struct win32_slot *win32_slot_of(struct win32_slot slots[WIN32_SLOTS],
                                 uint32_t number);
/* Gives back what can be: buffers that Windows still has stay. */
void win32_slots_close(struct win32_slot slots[WIN32_SLOTS]);

/* The operation must be a control code, READ, WRITE or FLUSH. True: under way;
 * else *answer is filled in. */
bool win32_begin(struct win32_slot *slot, intptr_t handle,
                 const struct tj_op *op, struct real_answer *answer);
/* Waits until the answer is there. At until_ns the request is cancelled, and a
 * while later given up. */
void win32_finish(struct win32_slot *slot, uint64_t until_ns,
                  struct real_answer *answer);
/* The output of an answered request. */
const uint8_t *win32_output(const struct win32_slot *slot);
/* CancelIoEx. */
void win32_cancel(struct win32_slot *slot, struct real_answer *answer);

/* What the thread's last call failed with; call it at once. */
void win32_take_failure(struct real_answer *answer);

struct win32_open;
/* CreateFile. The handle, or -1. */
intptr_t win32_open_handle(const struct win32_open *open,
                           struct real_answer *answer);

/* A request of our own on a handle just for it, at most timeout_ns long. */
struct win32_ask {
    const char   *path;
    unsigned      access; /* TJ_ACCESS_... */
    uint32_t      code;
    const void   *input;
    uint32_t      input_size;
    void         *output;
    uint32_t      output_size;
    uint64_t      timeout_ns;
};
void win32_ask(const struct win32_ask *ask, struct real_answer *answer);

#endif
