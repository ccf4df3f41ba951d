/* A request's way to a real drive, the same on every system: what the run was
 * not admitted for or has used up never reaches the drive; while it is under
 * way the client acts on what comes of it; the ledger learns what there is to
 * put back. How a request is made is each system's own. */
#ifndef TJ_BACKENDS_REAL_SUBMIT_H
#define TJ_BACKENDS_REAL_SUBMIT_H

#include "backends/real/ledger.h"
#include "backends/real/safety.h"
#include "core/drive/backend.h"

/* What became of a request. */
struct real_answer {
    bool     known;  /* False: no answer came in time. */
    uint32_t status; /* NTSTATUS */
    uint32_t native; /* GetLastError(), or as linux/answers.h; 0 on success. */
    uint32_t info;   /* Bytes returned; of a failure 0. */
};

struct real_session;

/* Each is given an answer of success and changes it. */
struct real_acts {
    /* What opens, closes, duplicates or calls back. NULL: it is a request. */
    void (*here[TJ_VERB_COUNT])(struct real_session *session,
                                const struct tj_op *op,
                                struct real_answer *answer);
    /* Calls real_act_meanwhile once. output: TJ_OUTPUT_MAX bytes. */
    void (*request)(struct real_session *session, const struct tj_op *op,
                    uint8_t *output, struct real_answer *answer);
    /* A refusal of ours, as the system would say it. */
    void (*refuse)(struct real_answer *answer, uint32_t status);
};

/* What a system's session begins with. */
struct real_session {
    struct tj_backend       backend;
    const struct real_acts *acts;
    enum real_plan          plan;   /* What was admitted. */
    struct real_ledger     *ledger; /* NULL: none is kept. */
    bool                    closed;
    uint32_t                depth;  /* Of submissions: 2 in what happens
                                       meanwhile. */
};

/* tj_backend_ops.submit */
enum tj_submit real_submit(struct tj_backend *backend, uint64_t now_ns,
                           const struct tj_op *op, struct tj_reply *reply);
void real_act_meanwhile(struct real_session *session);
/* A client listens once, on a handle that it has open; else TJ_UNAVAILABLE. */
enum tj_status real_may_listen(const struct real_session *session,
                               bool listens, bool is_open, tj_handle handle,
                               struct tj_error *error);

#endif
