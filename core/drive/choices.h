/* A schedule as a value: at each point of a run in virtual time at which more
 * than one could go on, which of them did.
 *
 * Candidates are numbered from 0 in the order in which they became ready, so a
 * schedule of zeros, or none, is strategy `first`. What is left of it behind
 * its end counts as zeros: cutting the end off is always a schedule, too.
 *
 * As text (repro/schedule in a run folder): "PICKED/OFFERED", "*N" behind it
 * for N in a row; '#' begins a comment. OFFERED 0: of how many is not known.
 *
 *     trayjam schedule 1
 *     0/2*17 1/3 0/2 2/4
 *     end 20
 */
#ifndef TJ_CORE_DRIVE_CHOICES_H
#define TJ_CORE_DRIVE_CHOICES_H

#include "core/base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct tj_choice {
    uint16_t picked, offered;
};

/* Both recorded and followed in this form; a run may follow one and record
 * another, which then is what really happened. */
struct tj_choices {
    struct tj_choice *at;      /* Not owned. */
    size_t            count, max;
    size_t            next;    /* Followed: to be given back next. */
    uint64_t          dropped; /* Recorded: choices for which was no room. */
    uint64_t          strayed; /* Followed: points at which another number was
                                  offered than when it was recorded. */
};

/* Remembers one more, or counts it as dropped. */
void tj_choices_note(struct tj_choices *choices, unsigned picked,
                     unsigned offered);
/* The next one back: 0 behind the end; the last candidate when there are not
 * so many. offered > 0. */
unsigned tj_choices_follow(struct tj_choices *choices, unsigned offered);

/* The length without the zeros at the end, which change nothing. */
size_t tj_choices_length(const struct tj_choices *choices);

/* Fails with TJ_HOST_IO. */
enum tj_status tj_choices_write(const struct tj_choices *choices, FILE *file,
                                struct tj_error *error);
/* Reads a text of size bytes into choices->at[0 .. max - 1]. name: of the file,
 * for the complaint: TJ_BAD_INPUT, with its line. */
enum tj_status tj_choices_read(struct tj_choices *choices, const char *text,
                               size_t size, const char *name,
                               struct tj_error *error);
/* At most how many choices a text holds: room for reading it. */
size_t tj_choices_room(const char *text, size_t size);

#endif
