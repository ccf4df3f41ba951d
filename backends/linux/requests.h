/* Requests to a drive of Linux, one function for each kind of them. */
#ifndef TJ_BACKENDS_LINUX_REQUESTS_H
#define TJ_BACKENDS_LINUX_REQUESTS_H

#include "backends/drive_linux.h"

/* A request on an open handle. */
struct linux_call {
    struct tj_linux_host *host;
    struct tj_linux_file *file;
    const struct tj_op   *op;
    enum tj_verb          verb;   /* What a raw code stands for. */
    uint8_t              *output; /* TJ_OUTPUT_MAX bytes. */
    struct real_answer   *answer;
};

void linux_refuse(struct real_answer *answer, uint32_t status,
                  uint16_t native);
/* What a door gave that was below 0. */
void linux_refuse_errno(struct real_answer *answer, int value);
/* Output of that many bytes, or BUFFER_TOO_SMALL. */
bool linux_room(const struct linux_call *call, uint32_t size);

/* --- claim.c: who owns the drive --- */
void linux_lock(const struct linux_call *call);
void linux_unlock(const struct linux_call *call);
void linux_query(const struct linux_call *call);
void linux_let_go(struct tj_linux_host *host, struct tj_linux_file *file);

/* --- tray.c: EJECT, LOAD, LOAD2, PREVENT, ALLOW --- */
void linux_move(const struct linux_call *call);

/* --- disc.c: VERIFY, VERIFY2, READ, FLUSH --- */
void linux_verify(const struct linux_call *call);
void linux_read(const struct linux_call *call);
void linux_flush(const struct linux_call *call);

/* --- raw.c: codes that are no verb --- */
void linux_raw(const struct linux_call *call);

#endif
