#include "core/base/os.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os_windows.h"

_Static_assert(sizeof(SRWLOCK) <= sizeof(struct tj_os_mutex), "fits its room");
_Static_assert(sizeof(CONDITION_VARIABLE) <= sizeof(struct tj_os_signal),
               "fits its room");

static SRWLOCK *native_mutex(struct tj_os_mutex *mutex)
{
    return (SRWLOCK *)(void *)mutex->native;
}

static CONDITION_VARIABLE *native_signal(struct tj_os_signal *signal)
{
    return (CONDITION_VARIABLE *)(void *)signal->native;
}

/* What a new thread takes over; the starter waits until it has. */
struct start {
    void (*run)(void *context);
    void  *context;
    HANDLE taken;
};

static DWORD WINAPI thread_main(void *argument)
{
    struct start *start = argument;
    void        (*run)(void *) = start->run;
    void         *context = start->context;

    (void)SetEvent(start->taken);
    run(context);
    windows_thread_ends();
    return 0;
}

enum tj_status tj_os_thread_start(struct tj_os_thread *thread,
                                  void (*run)(void *context), void *context,
                                  struct tj_error *error)
{
    struct start start = { .run = run, .context = context };

    start.taken = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE native = start.taken == NULL
                        ? NULL
                        : CreateThread(NULL, 0, thread_main, &start, 0, NULL);
    if (native == NULL) {
        DWORD code = GetLastError();
        if (start.taken != NULL)
            (void)CloseHandle(start.taken);
        return tj_fail_native(error, TJ_HOST_IO, code,
                              "a thread could not be started: error %lu", code);
    }
    (void)WaitForSingleObject(start.taken, INFINITE);
    (void)CloseHandle(start.taken);
    thread->native = (uintptr_t)native;
    return TJ_OK;
}

void tj_os_thread_join(struct tj_os_thread *thread)
{
    HANDLE native = (HANDLE)thread->native;
    DWORD  result = WaitForSingleObject(native, INFINITE);
    TJ_ASSERT(result == WAIT_OBJECT_0);
    (void)CloseHandle(native);
}

void tj_os_mutex_init(struct tj_os_mutex *mutex)
{
    InitializeSRWLock(native_mutex(mutex));
}

void tj_os_mutex_deinit(struct tj_os_mutex *mutex)
{
    (void)mutex; /* An SRW lock owns nothing. */
}

void tj_os_mutex_lock(struct tj_os_mutex *mutex)
{
    AcquireSRWLockExclusive(native_mutex(mutex));
}

void tj_os_mutex_unlock(struct tj_os_mutex *mutex)
{
    ReleaseSRWLockExclusive(native_mutex(mutex));
}

void tj_os_signal_init(struct tj_os_signal *signal)
{
    InitializeConditionVariable(native_signal(signal));
}

void tj_os_signal_deinit(struct tj_os_signal *signal)
{
    (void)signal;
}

void tj_os_signal_wake_all(struct tj_os_signal *signal)
{
    WakeAllConditionVariable(native_signal(signal));
}

void tj_os_signal_wait(struct tj_os_signal *signal, struct tj_os_mutex *mutex,
                       uint64_t until_ns)
{
    DWORD wait = INFINITE;
    if (until_ns != UINT64_MAX) {
        uint64_t now = tj_clock_ns();
        uint64_t ms = until_ns > now ? (until_ns - now + 999999) / 1000000 : 0;
        wait = ms >= INFINITE ? INFINITE - 1 : (DWORD)ms;
    }
    (void)SleepConditionVariableSRW(native_signal(signal), native_mutex(mutex),
                                    wait, 0);
}
