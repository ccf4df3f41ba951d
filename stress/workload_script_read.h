/* SPDX-License-Identifier: MIT */
/* Inside workload_script*.c: a step's words, and what reads them. Each reader
 * takes the words it knows; a complaint names the next one. */
#ifndef TJ_STRESS_WORKLOAD_SCRIPT_READ_H
#define TJ_STRESS_WORKLOAD_SCRIPT_READ_H

#include "stress/workload_script.h"

enum { WORDS_MAX = 24, WORD_SIZE = 64, BLOCKS_MAX = 8, NO_STEP = TJ_STEPS_MAX };

struct word {
    char   text[WORD_SIZE];
    size_t offset; /* In the entry's value. */
};

struct reader {
    const struct tj_ini_entry *entry;
    struct tj_persona         *persona;
    struct tj_error           *error;
    struct word                words[WORDS_MAX];
    size_t                     count, next;
    char                       skip_to[TJ_STEPS_MAX][WORD_SIZE];
    size_t                     skip_at[TJ_STEPS_MAX]; /* Its offset. */
    uint8_t                    leave_of[TJ_STEPS_MAX]; /* REPEAT, or NO_STEP. */
    uint8_t                    blocks[BLOCKS_MAX]; /* Open REPEATs and IFs. */
    unsigned                   blocks_count, loops_count;
};

extern const char *const script_targets[3], *const script_accesses[4],
    *const script_shares[8];

struct tj_ini_place script_place(const struct reader *reader);
const char         *script_peek(const struct reader *reader);
bool                script_accept(struct reader *reader, const char *text);
size_t script_index_of(const char *text, const char *const *list, size_t count);
/* The slot of that name, made on its first use. */
enum tj_status script_slot(struct reader *reader, const char *name,
                           uint8_t *slot);

/* What follows a step's first word. */
typedef enum tj_status reader_function(struct reader *, struct tj_step *);
reader_function script_read_open, script_read_duplicate, script_read_lock,
    script_read_unlock, script_read_bytes, script_read_raw, script_read_time,
    script_read_wait, script_read_repeat, script_read_if, script_read_end,
    script_read_otherwise, script_read_leave;
/* Behind an operation: retry=, and else. */
reader_function script_read_retry, script_read_else;

/* One more status for a list, by name or number. */
enum tj_status script_read_status(struct reader *reader, const char *name,
                                  uint32_t *statuses);

/* "think", "close", "close@copy"; a word a step can be skipped to by. */
const char *script_step_name(const struct tj_step *step);
void script_name_with_slot(const struct tj_persona *persona,
                           const struct tj_step *step, struct tj_text *text);

#endif
