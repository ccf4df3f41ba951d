/* SPDX-License-Identifier: MIT */
/* Hand-made histories: records told one after the other, put into in-memory
 * segments (one per client, one for events) and judged. */
#ifndef TJ_TESTS_CORE_CHECK_TALE_H
#define TJ_TESTS_CORE_CHECK_TALE_H

#include "core/check/check.h"
#include "core/check/rules.h"

enum { TALE_RECORDS_MAX = 8192, TALE_SEGMENTS_MAX = 80, TALE_NAMES_MAX = 32 };

enum { ANNA = 1, BERT = 2, CARL = 3, DORA = 4, LISTENER = 60 };

struct tale {
    size_t count;
    struct tj_record records[TALE_RECORDS_MAX];
    uint32_t numbers[64]; /* By client. */
    uint32_t events;      /* Numbered so far. */
    uint32_t count_of_media; /* Goes up with each arrival. */
    size_t names;
    bool partial;
    bool damaged;
    uint32_t shuffle; /* Order in which segments are handed over. */
};

/* A fresh tale, with the caller names 1 "Nero 12", 2 "Roxio", 3 "caf\xe9"
 * (invalid), 4 "" (invalid). */
struct tale *tale_new(void);
void tale_free(struct tale *tale);

/* An operation that was done; alter what differs. */
struct tj_record *tale_op(struct tale *tale, uint16_t client, enum tj_verb verb,
                          uint32_t handle, uint64_t t0, uint64_t t1);
/* Makes it a refusal by the drive. */
struct tj_record *tale_refuse(struct tj_record *record, uint32_t status);
/* Never answered. */
struct tj_record *tale_lost(struct tale *tale, uint16_t client,
                            enum tj_verb verb, uint32_t handle, uint64_t t0);

/* A direct handle for reading and writing, opened in [0, 1]. */
void tale_open(struct tale *tale, uint16_t client, uint32_t handle);
void tale_open_as(struct tale *tale, uint16_t client, uint32_t handle,
                  enum tj_target target, unsigned access);
/* A lock that was done. Without a name of its own, an operation LOCK has the
 * caller name with the client's number (1 and 2), or the first. */
struct tj_record *tale_lock(struct tale *tale, uint16_t client, uint32_t handle,
                            uint64_t t0, uint64_t t1);
struct tj_record *tale_query(struct tale *tale, uint16_t client,
                             uint32_t handle, uint64_t t0, uint64_t t1,
                             uint32_t result);
struct tj_record *tale_duplicate(struct tale *tale, uint16_t client,
                                 uint32_t source, uint32_t handle, uint64_t t0,
                                 uint64_t t1);
/* Emitted at t, with the next number; lock and unlock events with their three
 * zero bytes. */
struct tj_record *tale_event(struct tale *tale, enum tj_event_id id,
                             uint64_t t);
struct tj_record *tale_media(struct tale *tale, enum tj_event_id id, uint64_t t,
                             uint32_t new_state);
void tale_mark(struct tale *tale, enum tj_mark mark, uint64_t t,
               uint64_t value);
struct tj_record *tale_strike(struct tale *tale, uint16_t client, uint64_t t,
                              uint32_t rule);
uint16_t tale_name(struct tale *tale, const char *name);

/* Judges; verdict and everything in it lives until the next judgement. */
const struct tj_verdict *tale_judge(struct tale *tale);
const struct tj_verdict *tale_judge_as(struct tale *tale,
                                       const struct tj_check_config *config);
enum tj_status tale_try(struct tale *tale, const struct tj_check_config *config,
                        size_t arena_size, struct tj_error *error);

/* "TJ-X01x2 TJ-X03x1" of what was broken, "" for nothing; the same of advice
 * about programs. */
const char *tale_broken(const struct tj_verdict *verdict);
const char *tale_advice(const struct tj_verdict *verdict);
/* All findings, one a line, for assertion messages. */
const char *tale_findings(const struct tj_verdict *verdict);

#endif
