/* SPDX-License-Identifier: MIT */
/* The drive that a story is compared on: a fresh one for each story, each of
 * its handles a chain of its own in a thread of its own, so that requests which
 * overlap in the story overlap here. Real time.
 *
 * Used by one thread; the chains' threads are the stage's own. */
#ifndef TJ_CLI_DIFF_DIFF_STAGE_H
#define TJ_CLI_DIFF_DIFF_STAGE_H

#include "cli/diff/diff_operator.h"
#include "core/base/os.h"
#include "stress/sessions.h"

enum { STAGE_ACTORS_MAX = 64, STAGE_HANDLES_MAX = 1024 };

struct stage;

/* A request on its way. */
struct stage_job {
    struct tj_op      op;
    struct tj_reply   reply;
    struct stage_job *next; /* In its actor's queue. */
    struct stage     *stage;
    struct tj_meanwhile meanwhile; /* Tells when the drive has it. */
    bool              asked, has, answered;
};

/* Whoever makes calls: a chain, and the thread that waits in it. */
struct stage_actor {
    struct stage        *stage;
    union session        session;
    struct tj_backend   *backend;
    struct tj_os_thread  thread;
    struct stage_job    *first; /* Not handed in yet. */
    uint32_t             under_way; /* Queued, being handed in or in flight. */
    uint32_t             numbers;
    struct stage_job    *in_flight[TJ_IN_FLIGHT_MAX];
    bool                 stop, listens;
};

struct stage {
    struct tj_target_spec target;
    struct sessions       sessions;
    struct diff_operator  person;
    struct tj_os_mutex    mutex;
    struct tj_os_signal   news;
    bool                  lends;  /* A handle is good in one chain only: it is
                                     lent to others. */
    struct stage_job     *jobs;   /* By request, from 1. */
    uint32_t              jobs_count, actors_count;
    uint16_t              actor_of[STAGE_HANDLES_MAX]; /* From 1; 0: none. */
    union session         control_session; /* Of who stands at the drive. */
    struct tj_backend    *control;
    struct stage_actor    actors[STAGE_ACTORS_MAX];
};

/* A fresh drive of that kind with those settings. requests: as many as the
 * story has. The arena outlives the stage; stage: zeroed. TJ_UNAVAILABLE: this
 * drive cannot be had like that. */
enum tj_status stage_open(struct stage *stage,
                          const struct tj_target_spec *target,
                          const char *settings, uint32_t requests,
                          struct arena *arena, struct tj_error *error);
/* False: somebody is stuck in a request. Then his thread, the stage and its
 * memory must be left alone until the program ends. */
bool stage_close(struct stage *stage);

/* Hands the request in; the drive has it then. NULL, or why it cannot be. */
const char *stage_ask(struct stage *stage, uint32_t request,
                      const struct tj_op *op);
/* Cancels a request that has not been answered. NULL, or why it cannot. */
const char *stage_cancel(struct stage *stage, uint32_t request);
/* Its answer, once it is there; NULL at until_ns. */
const struct tj_reply *stage_answer(struct stage *stage, uint32_t request,
                                    uint64_t until_ns);

/* The chain of that handle hears events from now on; NULL, or why not. */
const char *stage_listen(struct stage *stage, tj_handle handle);
/* What it has heard since; 0 while that chain is in a request. */
size_t stage_events(struct stage *stage, tj_handle handle,
                    struct tj_event *events, size_t events_max);

/* Whether that chain is in a request, and so deaf. */
bool stage_is_busy(struct stage *stage, tj_handle handle);

/* False: nobody can do that to this drive. */
bool stage_disturb(struct stage *stage, const struct tj_disturb *disturb);
bool stage_look(struct stage *stage, struct tj_sim_view *view);
void stage_sleep_until(struct stage *stage, uint64_t until_ns);

#endif
