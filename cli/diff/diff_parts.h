/* SPDX-License-Identifier: MIT */
/* What the files of the comparison share: a story under way. */
#ifndef TJ_CLI_DIFF_DIFF_PARTS_H
#define TJ_CLI_DIFF_DIFF_PARTS_H

#include "cli/diff/diff_play.h"
#include "cli/diff/diff_stage.h"

enum { DIFF_EVENTS_MAX = 256 };

/* Events of one registration: as the story has them, and as they came. */
struct diff_ear {
    tj_handle handle; /* 0: nobody listens. */
    uint32_t  wanted_count, heard_count;
    struct {
        const struct tj_scene *scene;
        uint32_t               interval; /* Between which two requests. */
        bool                   met;
    } wanted[DIFF_EVENTS_MAX];
    struct {
        struct tj_event event;
        uint32_t        interval;
        bool            met;
    } heard[DIFF_EVENTS_MAX];
};

struct diff_asked {
    const struct tj_scene *ask, *answer; /* NULL: the story has none. */
    bool                   handed_in, early;
};

struct diff_run {
    const struct tj_transcript *transcript;
    const struct diff_rules    *rules;
    struct diff_story          *story;
    struct stage               *stage;
    struct diff_asked          *asked; /* By request, from 1. */
    struct diff_ear            *ears;  /* By registration, from 1. */
    bool                       *dead;  /* By handle: it is not open here. */
    uint64_t                    base_ns;
    uint32_t                    interval;
    unsigned                    line;
};

/* --- diff_compare.c --- */
void diff_answer(struct diff_run *run, const struct tj_scene *scene,
                 const struct tj_reply *reply);
void diff_look(struct diff_run *run, const struct tj_scene *scene);
/* One more difference; the caller fills in both sides. */
struct diff_item *diff_add(struct diff_run *run, enum diff_what what,
                           unsigned line);
void diff_subject(struct diff_item *item, const struct tj_op *op);

/* --- diff_events.c --- */
/* Takes what has come, until as much is there as the story has by now or
 * until_ns. */
void diff_hear(struct diff_run *run, struct diff_ear *ear, uint64_t until_ns);
/* The story is over: which events were not heard, which too many. */
void diff_ears_end(struct diff_run *run);

#endif
