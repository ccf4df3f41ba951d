/* SPDX-License-Identifier: MIT */
/* Rule TJ-O01: the answers about each drive have an order (spec 8.8). Beside
 * the rules about pairs of answers, which say more precisely what is wrong, it
 * misses nothing: what it does not report is possible. A contradiction that a
 * rule X has reported at the same operation is not reported again.
 *
 * This file is the door: it reduces operations to what they say
 * (linear_need.h), walks (linear_state.h), and when there is a contradiction
 * finds the few operations it needs (linear_core.c). What it walks over can be
 * told to others that want to search themselves (order.c). */
#ifndef TJ_CORE_CHECK_LINEAR_H
#define TJ_CORE_CHECK_LINEAR_H

#include "core/check/finding.h"
#include "core/check/linear_state.h"

struct linear_drive;
struct linear_trial;

struct linear {
    const struct tj_check_config *config;
    struct history       *history;
    struct findings      *findings;
    struct arena         *arena;
    struct linear_drive **drives;  /* NULL: nothing was said about it yet. */
    struct linear_trial  *trial;   /* linear_core.c; made when needed. */
    uint32_t             *kept;    /* File objects that are pinned. */
    uint32_t              kept_count, kept_capacity;
    unsigned              cores;   /* Looked for so far. */
};

/* False: the arena is full. */
bool linear_open(struct linear *linear, const struct tj_check_config *config,
                 struct history *history, struct findings *findings,
                 struct arena *arena);

/* In the order of the judge's walk: an invocation, after history_invoke; */
void linear_note(struct linear *linear, struct operation *op);
/* its completion, after the rules about pairs have spoken: how many findings
 * there were before; */
void linear_answer(struct linear *linear, const struct operation *op,
                   uint64_t findings_before);
/* the close by which op's file object is surely gone. */
void linear_close(struct linear *linear, const struct operation *op);
/* The client may have died: handles_doubt has been told. */
void linear_doubt(struct linear *linear, uint16_t client);
/* The end of the trace. */
void linear_end(struct linear *linear);

/* What the operation says, as far as is known now. */
struct linear_op linear_reduce(const struct linear *linear,
                               const struct operation *op);

/* To config->history (order.c): an operation whose answer is judged or that
 * has none; */
void linear_tell(const struct linear *linear, const struct operation *op);
/* a file object that goes with that close, or some time (NULL). */
void linear_tell_close(const struct linear *linear, uint32_t file,
                       const struct operation *close);

#endif
