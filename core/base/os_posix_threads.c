#include "core/base/os.h"

#include "core/base/assert.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct tj_os_mutex),
               "a mutex fits its room");
_Static_assert(sizeof(pthread_cond_t) <= sizeof(struct tj_os_signal),
               "a condition fits its room");
_Static_assert(sizeof(pthread_t) <= sizeof(uintptr_t), "a thread fits a word");

static pthread_mutex_t *native_mutex(struct tj_os_mutex *mutex)
{
    return (pthread_mutex_t *)(void *)mutex->native;
}

static pthread_cond_t *native_signal(struct tj_os_signal *signal)
{
    return (pthread_cond_t *)(void *)signal->native;
}

/* What a new thread takes over; the starter waits until it has. */
struct start {
    void          (*run)(void *context);
    void           *context;
    pthread_mutex_t mutex;
    pthread_cond_t  taken;
    bool            done;
};

static void *thread_main(void *argument)
{
    struct start *start = argument;
    void        (*run)(void *) = start->run;
    void         *context = start->context;

    (void)pthread_mutex_lock(&start->mutex);
    start->done = true;
    (void)pthread_cond_signal(&start->taken);
    (void)pthread_mutex_unlock(&start->mutex);
    run(context);
    return NULL;
}

enum tj_status tj_os_thread_start(struct tj_os_thread *thread,
                                  void (*run)(void *context), void *context,
                                  struct tj_error *error)
{
    struct start start = { .run = run, .context = context,
                           .mutex = PTHREAD_MUTEX_INITIALIZER,
                           .taken = PTHREAD_COND_INITIALIZER };
    pthread_t    native;

    int code = pthread_create(&native, NULL, thread_main, &start);
    if (code != 0)
        return tj_fail_native(error, TJ_HOST_IO, code,
                              "a thread could not be started: %s",
                              strerror(code));
    (void)pthread_mutex_lock(&start.mutex);
    while (!start.done)
        (void)pthread_cond_wait(&start.taken, &start.mutex);
    (void)pthread_mutex_unlock(&start.mutex);
    (void)pthread_mutex_destroy(&start.mutex);
    (void)pthread_cond_destroy(&start.taken);
    thread->native = (uintptr_t)native;
    return TJ_OK;
}

void tj_os_thread_join(struct tj_os_thread *thread)
{
    int code = pthread_join((pthread_t)thread->native, NULL);
    TJ_ASSERT(code == 0);
}

void tj_os_mutex_init(struct tj_os_mutex *mutex)
{
    int code = pthread_mutex_init(native_mutex(mutex), NULL);
    TJ_ASSERT(code == 0);
}

void tj_os_mutex_deinit(struct tj_os_mutex *mutex)
{
    (void)pthread_mutex_destroy(native_mutex(mutex));
}

void tj_os_mutex_lock(struct tj_os_mutex *mutex)
{
    int code = pthread_mutex_lock(native_mutex(mutex));
    TJ_ASSERT(code == 0);
}

void tj_os_mutex_unlock(struct tj_os_mutex *mutex)
{
    int code = pthread_mutex_unlock(native_mutex(mutex));
    TJ_ASSERT(code == 0);
}

void tj_os_signal_init(struct tj_os_signal *signal)
{
    /* Deadlines are on the monotonic clock, as tj_clock_ns is. */
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    int code = pthread_cond_init(native_signal(signal), &attributes);
    TJ_ASSERT(code == 0);
    (void)pthread_condattr_destroy(&attributes);
}

void tj_os_signal_deinit(struct tj_os_signal *signal)
{
    (void)pthread_cond_destroy(native_signal(signal));
}

void tj_os_signal_wake_all(struct tj_os_signal *signal)
{
    (void)pthread_cond_broadcast(native_signal(signal));
}

void tj_os_signal_wait(struct tj_os_signal *signal, struct tj_os_mutex *mutex,
                       uint64_t until_ns)
{
    if (until_ns == UINT64_MAX) {
        (void)pthread_cond_wait(native_signal(signal), native_mutex(mutex));
        return;
    }
    struct timespec until = {
        .tv_sec = (time_t)(until_ns / NS_PER_S),
        .tv_nsec = (long)(until_ns % NS_PER_S),
    };
    (void)pthread_cond_timedwait(native_signal(signal), native_mutex(mutex),
                                 &until);
}
