/* SPDX-License-Identifier: MIT */
/* This process as a client of the run: the chain record -> gate -> server, and
 * the files it has opened. Inside the preload library; one per process. A
 * process takes a client when it first opens the drive, and so does a child
 * that goes on with what it inherited.
 *
 * Promises: guest_lock() is held around everything below that has no other
 * comment; requests of one process go one after another. */
#ifndef TJ_BACKENDS_ATTACH_GUEST_H
#define TJ_BACKENDS_ATTACH_GUEST_H

#include "backends/attach/share.h"

enum { GUEST_FDS = 4096, GUEST_FILES = 64 };

/* An open file description: what dup and fork share. */
struct guest_file {
    unsigned  fds;       /* Of this process; 0: free. */
    tj_handle handle;    /* 0: not yet, of an inherited one. */
    tj_handle source;    /* Inherited: the handle it was. */
    bool      exclusive; /* The drive was locked for it. */
    bool      sized;
    uint64_t  size;      /* Of the disc, once asked. */
    bool      counted;
    uint32_t  changes;   /* Change count at the last look. */
};

/* False: this process has nothing to do with a run. */
bool guest_exists(void);
const struct attach_share *guest_share(void); /* Of one that exists. */

void guest_lock(void);
void guest_unlock(void);

/* Without the lock, at any time. NULL: none of ours. */
struct guest_file *guest_file_of(int fd);

/* Opens the drive for a descriptor that exists already, or does not (-1: only
 * its number was chosen); 0, or an errno. flags: open(2)'s. */
tj_handle guest_next_handle(void);
int  guest_open(int fd, tj_handle handle, int flags);
/* One more descriptor of the same file; one less, with the last one CLOSE. */
void guest_duplicate(int fd, int of);
void guest_close(int fd);
/* A descriptor that came through fork or exec. */
void guest_adopt(int fd, tj_handle source);

/* Asks the drive through a file; verb, arg, code and input are filled in. False:
 * an errno is in *error. */
struct guest_answer { struct tj_reply reply; int error; };
bool guest_ask(struct guest_file *file, struct tj_op *op,
               struct guest_answer *answer);
/* The same for a verb alone. */
bool guest_ask_verb(struct guest_file *file, enum tj_verb verb,
                    struct guest_answer *answer);
/* A request nobody knows was made. */
void guest_asked_for(unsigned long request);

/* Is this descriptor the library's own? */
bool guest_owns(int fd);

/* --- Around fork and exit --- */
void guest_start(void);      /* Reads the environment; once. */
void guest_before_fork(void);
void guest_in_parent(void);
void guest_in_child(void);
void guest_end(void);        /* exit(3): files are closed as the system does. */

#endif
