/* SPDX-License-Identifier: MIT */
#include "backends/attach/guest.h"

#include "backends/attach/guest_chain.h"
#include "backends/attach/words.h"
#include "core/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct guest {
    struct attach_share *share; /* NULL: no run. */
    int                  file;  /* Of the share; holds our row's lock. */
    pthread_mutex_t      lock;
    bool                 open, over;
    uint32_t             operations, handles;
    struct guest_chain   chain; /* When open. */
    _Atomic uint8_t      file_of[GUEST_FDS]; /* Index + 1. */
    struct guest_file    files[GUEST_FILES];
} guest = { .file = -1, .lock = PTHREAD_MUTEX_INITIALIZER };

bool guest_exists(void)
{
    return guest.share != NULL;
}

const struct attach_share *guest_share(void)
{
    return guest.share;
}

void guest_lock(void)
{
    (void)pthread_mutex_lock(&guest.lock);
}

void guest_unlock(void)
{
    (void)pthread_mutex_unlock(&guest.lock);
}

struct guest_file *guest_file_of(int fd)
{
    if (fd < 0 || fd >= GUEST_FDS)
        return NULL;
    unsigned index = atomic_load_explicit(&guest.file_of[fd],
                                          memory_order_acquire);
    return index == 0 ? NULL : &guest.files[index - 1];
}

bool guest_owns(int fd)
{
    if (guest.share == NULL || fd < 0)
        return false;
    return fd == guest.file ||
           (guest.open && guest_chain_owns(&guest.chain, fd));
}

/* --- The client of this process --- */

/* The lock that says that this process lives. */
static bool sign_row(uint32_t row)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
                          .l_start = (off_t)attach_byte_of(row), .l_len = 1 };

    return fcntl(guest.file, F_SETLK, &lock) == 0;
}

static int be_client(void)
{
    if (guest.open)
        return 0;
    if (guest.over)
        return ENODEV;
    uint32_t row = atomic_fetch_add(&guest.share->taken, 1);
    if (row >= ATTACH_CLIENTS_MAX)
        return guest_complain("the program has too many processes at the "
                              "drive", EMFILE);
    if (!sign_row(row))
        return guest_complain("the run's file cannot be locked", EIO);
    int error = guest_chain_open(&guest.chain, guest.share, row);
    guest.open = error == 0;
    return error;
}

/* --- Requests --- */

tj_handle guest_next_handle(void)
{
    uint32_t last = (1u << guest.share->handle_shift) - 1;

    if (be_client() != 0)
        return TJ_NO_HANDLE;
    guest.handles = guest.handles < last ? guest.handles + 1 : 1;
    return (tj_handle)guest.chain.client << guest.share->handle_shift |
           guest.handles;
}

static bool submit(struct tj_op *op, struct guest_answer *answer)
{
    struct attach_share *share = guest.share;
    struct tj_backend   *top = &guest.chain.record.backend;

    op->client = guest.chain.client;
    op->drive = share->drive;
    op->number = ++guest.operations;
    op->name = op->verb == TJ_LOCK ? share->name : 0;
    tj_encode(op, op->verb == TJ_LOCK ? share->names[share->name] : NULL);
    guest.chain.record.flags =
        atomic_load(&share->measures) != 0 ? 0 : TJ_RECORD_WARMUP;
    answer->reply.outcome = TJ_UNKNOWN; /* Until it is answered. */
    (void)tj_backend_submit(top, tj_clock_ns(), op, &answer->reply);
    atomic_fetch_add(&share->requests, 1);
    answer->error = 0;
    if (answer->reply.outcome == TJ_UNKNOWN)
        answer->error = ENODEV; /* The run is over. */
    else if (answer->reply.outcome == TJ_REFUSED)
        answer->error = attach_errno_of(op->verb, answer->reply.status);
    return answer->error == 0;
}

static bool open_handle(tj_handle handle, struct guest_answer *answer)
{
    struct tj_op op = { .verb = TJ_OPEN, .handle = handle,
                        .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                           TJ_SHARE_ALL) };

    if (!submit(&op, answer))
        return false;
    atomic_fetch_add(&guest.chain.row->open, 1);
    return true;
}

static void close_handle(tj_handle handle)
{
    struct tj_op        op = { .verb = TJ_CLOSE, .handle = handle };
    struct guest_answer answer;

    (void)submit(&op, &answer);
    atomic_fetch_sub(&guest.chain.row->open, 1);
}

/* Of an inherited file: a duplicate of the parent's, or, when that is closed
 * already, a handle of its own. */
static bool come_by(struct guest_file *file, struct guest_answer *answer)
{
    tj_handle    handle = guest_next_handle();
    struct tj_op op = { .verb = TJ_DUPLICATE, .handle = handle,
                        .arg = file->source };

    answer->error = ENODEV;
    answer->reply.outcome = TJ_UNKNOWN;
    if (handle == TJ_NO_HANDLE)
        return false;
    if (file->source != TJ_NO_HANDLE && submit(&op, answer))
        atomic_fetch_add(&guest.chain.row->open, 1);
    else if (!open_handle(handle, answer))
        return false;
    file->handle = handle;
    return true;
}

bool guest_ask(struct guest_file *file, struct tj_op *op,
               struct guest_answer *answer)
{
    if (file->handle == TJ_NO_HANDLE && !come_by(file, answer))
        return false;
    op->handle = file->handle;
    return submit(op, answer);
}

bool guest_ask_verb(struct guest_file *file, enum tj_verb verb,
                    struct guest_answer *answer)
{
    struct tj_op op = { .verb = verb };

    return guest_ask(file, &op, answer);
}

void guest_asked_for(unsigned long request)
{
    for (unsigned i = 0; i < ATTACH_ASKED_MAX; i++) {
        struct attach_asked *row = &guest.share->asked[i];
        uint64_t             none = 0;

        if (atomic_load(&row->request) == request ||
            atomic_compare_exchange_strong(&row->request, &none, request) ||
            none == request) {
            atomic_fetch_add(&row->count, 1);
            return;
        }
    }
}

/* --- Files --- */

static struct guest_file *place(int fd)
{
    if (fd < 0 || fd >= GUEST_FDS)
        return NULL;
    for (unsigned i = 0; i < GUEST_FILES; i++) {
        if (guest.files[i].fds > 0)
            continue;
        guest.files[i] = (struct guest_file){ .fds = 1 };
        atomic_store_explicit(&guest.file_of[fd], (uint8_t)(i + 1),
                              memory_order_release);
        return &guest.files[i];
    }
    return NULL;
}

static void drop(int fd, struct guest_file *file)
{
    atomic_store_explicit(&guest.file_of[fd], 0, memory_order_release);
    file->fds--;
}

/* open(2) without O_NONBLOCK wants a disc. */
static int want_disc(struct guest_file *file)
{
    struct guest_answer answer;

    if (guest_ask_verb(file, TJ_VERIFY2, &answer) ||
        answer.reply.outcome != TJ_REFUSED ||
        !attach_is_empty(answer.reply.status))
        return 0;
    return ENOMEDIUM;
}

static int settle(struct guest_file *file, int flags)
{
    struct guest_answer answer;

    if ((flags & O_EXCL) != 0 && !guest_ask_verb(file, TJ_LOCK, &answer))
        return answer.error;
    file->exclusive = (flags & O_EXCL) != 0;
    return (flags & O_NONBLOCK) == 0 ? want_disc(file) : 0;
}

int guest_open(int fd, tj_handle handle, int flags)
{
    struct guest_answer answer;
    int                 error = be_client();
    struct guest_file  *file = error == 0 ? place(fd) : NULL;

    if (file == NULL)
        return error == 0 ? EMFILE : error;
    if (!open_handle(handle, &answer)) {
        drop(fd, file);
        return answer.error;
    }
    file->handle = handle;
    error = settle(file, flags);
    if (error != 0)
        guest_close(fd);
    return error;
}

void guest_duplicate(int fd, int of)
{
    struct guest_file *file = guest_file_of(of);

    if (file == NULL || fd < 0 || fd >= GUEST_FDS)
        return;
    atomic_store_explicit(&guest.file_of[fd],
                          (uint8_t)(file - guest.files + 1),
                          memory_order_release);
    file->fds++;
}

void guest_close(int fd)
{
    struct guest_file  *file = guest_file_of(fd);
    struct guest_answer answer;

    if (file == NULL)
        return;
    drop(fd, file);
    if (file->fds > 0 || file->handle == TJ_NO_HANDLE)
        return;
    if (file->exclusive)
        (void)guest_ask_verb(file, TJ_UNLOCK, &answer);
    close_handle(file->handle);
}

void guest_adopt(int fd, tj_handle source)
{
    struct guest_file *file = place(fd);

    if (file != NULL)
        file->source = source;
}

/* --- Around fork and exit --- */

void guest_start(void)
{
    const char *path = getenv(ATTACH_VARIABLE);

    if (path == NULL || guest.share != NULL)
        return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        (void)guest_complain("the run is over: " ATTACH_VARIABLE
                       " names no file", 0);
        return;
    }
    guest.file = (int)guest_lifted(file);
    struct attach_share *share =
        mmap(NULL, sizeof *share, PROT_READ | PROT_WRITE, MAP_SHARED,
             guest.file, 0);
    if (share == MAP_FAILED || share->magic != ATTACH_MAGIC ||
        share->size != sizeof *share) {
        (void)guest_complain("the run is of another build", 0);
        return;
    }
    guest.share = share;
}

void guest_before_fork(void)
{
    guest_lock();
}

void guest_in_parent(void)
{
    guest_unlock();
}

/* The parent's connection and segment stay the parent's. */
void guest_in_child(void)
{
    guest.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    if (!guest.open)
        return;
    guest_chain_abandon(&guest.chain);
    guest.open = false;
    guest.operations = guest.handles = 0;
    for (unsigned i = 0; i < GUEST_FILES; i++) {
        struct guest_file *file = &guest.files[i];

        if (file->handle != TJ_NO_HANDLE)
            file->source = file->handle;
        file->handle = TJ_NO_HANDLE;
        file->exclusive = false;
    }
}

/* What is open now the system closes, and nobody unlocks. A thread that still
 * waits for the drive keeps all: then it ends as by a kill. */
void guest_end(void)
{
    if (guest.share == NULL || pthread_mutex_trylock(&guest.lock) != 0)
        return;
    guest.over = true;
    if (guest.open) {
        for (unsigned i = 0; i < GUEST_FILES; i++)
            if (guest.files[i].fds > 0 &&
                guest.files[i].handle != TJ_NO_HANDLE)
                close_handle(guest.files[i].handle);
        guest_chain_close(&guest.chain);
        guest.open = false;
        memset((void *)guest.file_of, 0, sizeof guest.file_of);
    }
    guest_unlock();
}
