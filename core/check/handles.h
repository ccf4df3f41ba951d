/* SPDX-License-Identifier: MIT */
/* Handles and the file objects behind them. Ownership is per file object
 * (spec 0.2): a duplicate is another handle to the same one, and only the
 * close of the last handle releases anything (spec 1.7).
 *
 * What is kept of a closed handle is a memory of its being closed; it goes
 * when room is needed. So the size follows the handles open at one time. */
#ifndef TJ_CORE_CHECK_HANDLES_H
#define TJ_CORE_CHECK_HANDLES_H

#include "core/check/lock_model.h"
#include "core/check/operation.h"

struct handle {
    uint32_t number; /* 0: free slot. */
    uint32_t file;
    uint32_t next; /* Of the same file object, or NOTHING. */
    uint32_t pins; /* Operations on their way to judgement. */
    struct stamp opened;
    struct stamp closed;     /* t0 STAMP_NEVER: no close invoked. */
    struct stamp dismounted; /* t0 STAMP_NEVER: it did not. */
    struct tj_record_ref opened_ref, closed_ref;
    uint64_t proof_ns; /* Surely open then. */
    uint16_t client;   /* Whose death would close it. */
    bool sure;         /* It was opened for sure. */
    bool shut;         /* It was closed for sure. */
};

struct file_object {
    enum model_class class;
    enum model_known rw;
    bool unshared; /* Opened without FILE_SHARE_READ. */
    uint32_t first_handle;
    uint32_t sure_open;    /* Surely opened, no close invoked yet. */
    uint32_t maybe_open;   /* Not surely closed. */
    uint32_t pins;         /* Tenures that name it. */
    struct stamp busy;     /* Its request that completes last. */
    struct stamp released; /* Release candidate that completes last;
                              t0 STAMP_NEVER: none yet. */
    struct stamp close;    /* t0 of its latest close, t1 of the last. */
    uint64_t alive_ns;     /* From handles already forgotten. */
    uint32_t serial;       /* From 1; its slot may be another's later. */
    bool used;
    uint8_t drive;         /* Of linear.c, which pins it if kept. */
    bool kept;
    bool told_gone;
};

struct handles {
    const struct survey *survey;
    struct arena *arena;
    uint64_t *doubt_ns; /* By client: may have died then; plus
                          one, 0: no doubt. */
    struct handle *handles;
    struct file_object *files;
    uint32_t *buckets; /* Open addressing: handle index or NOTHING */
    uint32_t capacity; /* Of handles and files; buckets twice. */
    uint32_t count;       /* Of handles in use; */
    uint32_t files_count; /* of file objects. */
    uint32_t free_handle, free_file; /* Where to look first. */
    uint32_t serial;                 /* Of the latest file object. */
};

/* False: the arena is full. */
bool handles_open(struct handles *handles, const struct survey *survey,
                  struct arena *arena);

/* Spec 0.4: what kind of handle an OPEN with this arg gives. */
enum model_class handles_class_of(uint32_t arg);

/* Finds the operation's handle and notes what its invocation does to it:
 * OPEN, DUPLICATE and CLOSE change the table, everything else proves the
 * handle alive and keeps its file object busy. Pins the handle. */
bool handles_note(struct handles *handles, struct operation *op);
void handles_unpin(struct handles *handles, const struct operation *op);

/* The completion of a CLOSE that was surely done. True when the file object
 * is surely gone by file_object.close.t1_ns. */
bool handles_shut(struct handles *handles, const struct operation *op);

/* The client may have died at t_ns: a fault struck it, or it was never
 * answered. A later sign of life through a handle clears that handle. */
void handles_doubt(struct handles *handles, uint16_t client, uint64_t t_ns);

/* Until when the file object surely has an open handle, as far as the trace
 * has been read. */
uint64_t handles_alive_until(const struct handles *handles, uint32_t file);

/* Whether nobody who has a handle to it is heard of at now_ns or after. */
bool handles_are_dead(const struct handles *handles, uint32_t file,
                      uint64_t now_ns);

/* Whether the operation's handle was open throughout: no, maybe, yes. */
enum model_known handles_were_open(const struct handles *handles,
                                   const struct operation *op);

#endif
