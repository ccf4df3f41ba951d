/* SPDX-License-Identifier: MIT */
/* A request as a person makes it: asked, and if it is refused, asked who has
 * the drive, so that the answer can be explained. */
#ifndef TJ_CLI_ASKING_H
#define TJ_CLI_ASKING_H

#include "cli/single_drive.h"
#include "stress/advice.h"

#include "core/base/json.h"

struct asking {
    enum tj_verb verb;
    uint32_t     flags;    /* LOCK, UNLOCK */
    const char  *name;     /* LOCK: caller name. */
    bool         dismount; /* LOCK: when a file system is in the way, lock and
                              dismount its volume, then ask again. */
};

enum { ASKED_STEPS_MAX = 20 };
struct asked_step {
    enum tj_verb    verb;
    enum tj_outcome outcome;
    uint32_t        status;
};

struct asked {
    enum tj_verb      verb; /* That was answered so: OPEN when the handle was
                               refused, VOLUME_LOCK when the dismount was. */
    struct tj_reply   reply;
    bool              of_linux; /* reply.native is of linux/answers.h. */
    enum advice_owner owner;
    char              owner_name[TJ_CALLER_NAME_SIZE + 1];
    char              sentence[ADVICE_SIZE];
    size_t            steps_count; /* Of a dismount; 0 without one. */
    struct asked_step steps[ASKED_STEPS_MAX];
};

/* Opens the client's handle if it has none. */
void ask(struct single_drive *drive, unsigned client,
         const struct asking *asking, struct asked *asked);

/* Members of the object that is open: op, outcome, status ... sentence. */
void asked_json(struct tj_json *json, const struct asked *asked);

#endif
