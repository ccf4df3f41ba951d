/* SPDX-License-Identifier: MIT */
#include "core/check/linear_need.h"

#include "core/drive/codes.h"
#include "core/drive/op.h"

#include <stddef.h>

enum request { LOCK, UNLOCK, QUERY, GATED };
enum heard { NO_ANSWER, DONE, FREE, LOCKED, REFUSED };

/* Which handles: those on which the answer can have no other reason. */
enum handles { ANY, OWNERS, /* Not surely of another class. */
               DIRECT };    /* Direct, with all access it needs. */

struct row {
    enum request       request;
    enum heard         heard;
    uint32_t           status; /* REFUSED */
    enum handles       handles;
    struct linear_need need;
};

#define S1 TJ_STATUS_INVALID_DEVICE_REQUEST
#define S5 TJ_STATUS_ACCESS_DENIED
#define S6 TJ_STATUS_INVALID_HANDLE

static const struct row rows[] = { /* tidy: table */
    { LOCK, NO_ANSWER, 0, OWNERS, { LINEAR_TAKE, LINEAR_FREE, false } },
    { LOCK, DONE, 0, ANY, { LINEAR_TAKE, LINEAR_FREE, false } },
    { LOCK, REFUSED, S5, DIRECT, { LINEAR_READ, LINEAR_OWNED, false } },
    { UNLOCK, NO_ANSWER, 0, OWNERS, { LINEAR_RELEASE, LINEAR_SELF, false } },
    { UNLOCK, DONE, 0, OWNERS, { LINEAR_RELEASE, LINEAR_SELF, false } },
    { UNLOCK, REFUSED, S1, DIRECT, { LINEAR_READ, LINEAR_FREE, false } },
    { UNLOCK, REFUSED, S6, DIRECT, { LINEAR_READ, LINEAR_OTHER, true } },
    { QUERY, FREE, 0, ANY, { LINEAR_READ, LINEAR_FREE, false } },
    { QUERY, LOCKED, 0, ANY, { LINEAR_READ, LINEAR_NAMED, false } },
    { GATED, DONE, 0, DIRECT, { LINEAR_READ, LINEAR_NOT_OTHER, false } },
    { GATED, REFUSED, S5, DIRECT, { LINEAR_READ, LINEAR_OTHER, false } },
};

/* Requests that fail 5 for no reason but the gate, once the handle has the
 * access they need (spec 2.1, 2.4, 8.7 (26)). Others may: FIND_NEW_DEVICES
 * always does, pass-through and unknown codes are the port driver's. */
static bool is_gated_verb(uint8_t verb)
{
    static const uint32_t gated =
        1u << TJ_EJECT | 1u << TJ_LOAD | 1u << TJ_LOAD2 | 1u << TJ_PREVENT |
        1u << TJ_ALLOW | 1u << TJ_SECURE_PREVENT | 1u << TJ_SECURE_ALLOW |
        1u << TJ_MCN_OFF | 1u << TJ_MCN_ON | 1u << TJ_VERIFY |
        1u << TJ_VERIFY2 | 1u << TJ_READ | 1u << TJ_WRITE;
    return (gated >> verb & 1) != 0;
}

/* Aliases of type TAPE pass the gate (spec R1); an empty transfer never meets
 * it (W0). */
static bool is_gated(const struct linear_answer *answer)
{
    if (answer->ungated || !is_gated_verb(answer->verb))
        return false;
    if (answer->verb == TJ_READ || answer->verb == TJ_WRITE)
        return answer->length > 0;
    uint32_t device = tj_code_device(answer->code);
    return device == TJ_DEVICE_SCSI || device == TJ_DEVICE_DISK ||
           device == TJ_DEVICE_CDROM || device == TJ_DEVICE_STORAGE ||
           device == TJ_DEVICE_DVD;
}

static bool find_request(const struct linear_answer *answer,
                         enum request *request)
{
    switch ((int)answer->verb) {
    case TJ_LOCK:
        *request = LOCK;
        return true;
    case TJ_UNLOCK:
        *request = UNLOCK;
        return true;
    case TJ_QUERY:
        *request = QUERY;
        return true;
    default:
        *request = GATED;
        return is_gated(answer);
    }
}

static enum heard heard(const struct linear_answer *answer)
{
    if (!answer->known)
        return NO_ANSWER;
    if (!answer->done)
        return REFUSED;
    if (answer->verb == TJ_QUERY)
        return answer->locked ? LOCKED : FREE;
    return DONE;
}

static bool fits(enum handles handles, const struct linear_facts *facts,
                 const struct linear_answer *answer, enum request request)
{
    bool any_access = request == GATED && answer->code != 0 &&
                      tj_code_access(answer->code) == 0;
    switch (handles) {
    case ANY:
        return true;
    case OWNERS:
        return facts->class != MODEL_VOLUME && facts->class != MODEL_FILE &&
               facts->rw != MODEL_NO;
    case DIRECT:
        return facts->class == MODEL_DIRECT &&
               (facts->rw == MODEL_YES || any_access);
    }
    return false;
}

struct linear_need linear_need_of(const struct linear_facts *facts,
                                  const struct linear_answer *answer)
{
    static const struct linear_need nothing = { LINEAR_NOTHING, LINEAR_WHOEVER,
                                                false };
    enum request request;
    enum heard what = heard(answer);

    if (!find_request(answer, &request) ||
        (request == LOCK && what == NO_ANSWER && facts->bad_name))
        return nothing;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        if (row->request == request && row->heard == what &&
            (what != REFUSED || row->status == answer->status) &&
            fits(row->handles, facts, answer, request))
            return row->need;
    }
    return nothing;
}
