/* SPDX-License-Identifier: MIT */
/* Rules A: what each client has open, holds, was refused and was told. Clients
 * are looked at one by one, each in the order of its own operations, so that
 * nothing depends on how they interleave. What was never answered, or answered
 * by a fault, is no evidence against a client. */
#ifndef TJ_CORE_CHECK_MANNERS_H
#define TJ_CORE_CHECK_MANNERS_H

#include "core/check/family.h"

enum { MANNERS_FILES = 8, MANNERS_HANDLES = 12 };

/* Attempts at the volume that a listener hears of. */
enum manners_call { MANNERS_LOCK, MANNERS_DISMOUNT, MANNERS_CALLS };

/* A file object that the client opened. */
struct manners_file {
    uint8_t              handles; /* Open ones; 0: free. */
    bool                 volume;  /* The volume, or a file on it. */
    bool                 shared;  /* Others may have handles to it. */
    bool                 working; /* It locked or dismounted the volume. */
    bool                 owns, may_own; /* The exclusive lock. */
    bool                 refused, mcn_unsure;
    uint8_t              refused_verb;  /* LOCK or VOLUME_LOCK */
    uint8_t              told;          /* Of which calls, a bit each. */
    uint32_t             mcn, secure;   /* Not yet undone. */
    uint32_t             mcn_refused;   /* MCN_ON. */
    uint64_t             opened_ns;
    struct tj_record_ref opened, locked, refusal, mcn_ref;
};

struct manners_tray { /* Simple tray locks. */
    uint32_t             count, left; /* left: since all was closed, ... */
    uint32_t             old;         /* ... and a session since. */
    uint64_t             left_ns;
    bool                 unsure, used;
    struct tj_record_ref ref;  /* The last PREVENT ... */
    struct tj_record_ref shut; /* ... and the CLOSE that left it. */
};

struct manners_tries { /* Of one lock after another. */
    uint8_t              verb; /* TJ_VERB_COUNT: the last was not refused. */
    uint32_t             hasty;
    uint64_t             refused_ns;
    struct tj_record_ref first;
};

struct manners_told { /* One kind of call. */
    bool                 pending; /* Delivered, but not yet looked at. */
    bool                 open;    /* Handles are to be closed. */
    bool                 away;    /* They were. */
    bool                 failed;  /* Delivered: the attempt failed. */
    uint64_t             emitted_ns, heard_ns; /* Of the pending one. */
    uint64_t             since_ns, failed_ns, away_ns;
    uint64_t             own_t0_ns, own_t1_ns; /* Its own last attempt. */
    struct tj_record_ref pending_ref, ref, failed_ref;
};

struct manners_client {
    bool                 known; /* Its drive is. */
    bool                 lost;  /* Not judged: order or handles not known. */
    uint8_t              drive;
    uint64_t             busy_until_ns;
    struct manners_tray  tray;
    struct manners_tries tries;
    struct manners_told  told[MANNERS_CALLS];
    struct manners_file  files[MANNERS_FILES];
    struct { uint32_t number; uint8_t file; } handles[MANNERS_HANDLES];
};

struct manners {
    struct scene           scene;
    uint64_t               limit_ns; /* Nothing is looked at from here on. */
    bool                   whole;    /* limit_ns is the end of the clients. */
    struct manners_client *clients;  /* [0 .. clients_count] */
};

/* An operation on its way through the rules. */
struct deed {
    struct manners         *manners;
    struct manners_client  *client;
    struct manners_file    *file; /* Of its handle; NULL: not known. */
    const struct operation *op;
};

extern const struct check_family manners_family;

/* Whether a fault may be the reason. */
static inline bool manners_excused(const struct manners *manners,
                                   uint16_t client)
{
    return manners->scene.survey->clients[client].faulted;
}

/* --- manners_files.c: handles, and what goes with the last one --- */
void manners_open_file(const struct deed *deed);
void manners_duplicate(const struct deed *deed);
void manners_close(const struct deed *deed);
struct manners_file *manners_file_of(struct manners_client *client,
                                     uint32_t handle);
/* The client died: what it held is left. */
void manners_die(struct manners *manners, uint16_t client, uint64_t t_ns);
void manners_undone(struct manners *manners, const struct tj_record *record);
/* What it left, at the end. */
void manners_end_tray(struct manners *manners, uint16_t client);

/* --- manners_tries.c: locks asked for, refused, and tried again --- */
void manners_lock(const struct deed *deed);
void manners_unlock(const struct deed *deed);
void manners_volume_lock(const struct deed *deed);
/* It does what a lock is for. */
void manners_work(const struct deed *deed);
/* Something else than another try. */
void manners_pause(const struct deed *deed);

/* --- manners_events.c: attempts at the volume --- */
void manners_hear(struct manners *manners, const struct tj_record *record,
                  const struct tj_record_ref *ref);
/* The client's own attempt: not for it to make way. */
void manners_attempt(const struct deed *deed, enum manners_call call);
/* What is overdue at now_ns, before anything that happens then. */
void manners_advance(struct manners *manners, uint16_t client,
                     uint64_t now_ns);
/* The last handle of a file was closed; another file was opened. */
void manners_left(const struct deed *deed);
void manners_came(const struct deed *deed);

#endif
