/* Processes of our own: started, watched, stopped, killed; memory and messages
 * shared with them. os_posix_process.c and os_windows_process.c with
 * os_windows_channel.c keep the same promises. */
#ifndef TJ_CORE_BASE_OS_PROCESS_H
#define TJ_CORE_BASE_OS_PROCESS_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- Memory shared with a child: zeroed pages that both see --- */
struct tj_os_share {
    void    *at;
    size_t   size;
    intptr_t native;
};
enum tj_status tj_os_share_make(struct tj_os_share *share, size_t size,
                                struct tj_error *error);
/* In a child: what its parent gave it. TJ_MISSING when it was given none. */
enum tj_status tj_os_share_inherited(struct tj_os_share *share,
                                     struct tj_error *error);
void tj_os_share_close(struct tj_os_share *share);

/* --- Messages to and from a child: whole, in order, at most 256 bytes --- */
enum { TJ_OS_MESSAGE_MAX = 256 };
struct tj_os_channel { intptr_t native; }; /* -1: closed. */
enum tj_status tj_os_channel_make(struct tj_os_channel *ours,
                                  struct tj_os_channel *theirs,
                                  struct tj_error *error);
enum tj_status tj_os_channel_inherited(struct tj_os_channel *channel,
                                       struct tj_error *error);
void tj_os_channel_close(struct tj_os_channel *channel);
/* False: the other end is gone, or does not read. Never waits. */
bool tj_os_channel_send(struct tj_os_channel *channel, const void *bytes,
                        size_t size);
/* Waits until tj_clock_ns() >= until_ns at most. Gives the size of a message,
 * 0 when none came, -1 when the other end is gone. */
int  tj_os_channel_receive(struct tj_os_channel *channel, void *bytes,
                           size_t max, uint64_t until_ns);

/* The bare round trip that others are measured against. Both wait: one sends
 * and waits for an answer (false: the other end is gone), the other one answers
 * each message with its own bytes until there is nobody to answer. */
bool tj_os_channel_ask(struct tj_os_channel *channel, void *bytes, size_t size);
void tj_os_channel_echo(struct tj_os_channel *channel);

/* --- Processes --- */
struct tj_os_process {
    int64_t  id;     /* 0: not started. */
    bool     ended;
    int      code;   /* Once ended: exit code, or 128 + signal number; on
                        Windows 137 for killed, by us or with the exit code 1 of
                        taskkill and the task manager. */
    intptr_t native, job; /* Windows: handles. */
};
/* argv[0] is a path; argv ends with NULL. The child inherits share and channel
 * (either may be NULL) and nothing else of ours but the console. When we end, it
 * is told to (SIGTERM), or on Windows ended. A host that is out of processes for
 * the moment is asked again, up to seven times in 630 ms. */
enum tj_status tj_os_process_start(struct tj_os_process *process,
                                   const char *const *argv,
                                   const struct tj_os_share *share,
                                   const struct tj_os_channel *channel,
                                   struct tj_error *error);
/* True once it has ended. Never waits. */
bool tj_os_process_ended(struct tj_os_process *process);
void tj_os_process_wait(struct tj_os_process *process);
/* No chance to clean up: SIGKILL, TerminateProcess. */
void tj_os_process_kill(const struct tj_os_process *process);
/* Politely: SIGTERM; Windows has nothing like it, so there as kill. */
void tj_os_process_ask_to_end(const struct tj_os_process *process);
void tj_os_process_stop(const struct tj_os_process *process);
void tj_os_process_go_on(const struct tj_os_process *process);
/* The same to ourselves, at this very instruction: what comes after it comes
 * after go_on. */
void tj_os_kill_self(void);
void tj_os_stop_self(void);

#endif
