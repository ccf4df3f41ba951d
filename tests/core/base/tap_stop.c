/* Who stops itself goes on behind that only when somebody wakes it, whichever
 * of its threads it was. */
#include "core/base/os_process.h"
#include "tests/support/tap.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 200 };

static int ends[2];

static void *stop_and_tell(void *nothing)
{
    tj_os_stop_self();
    return write(ends[1], "x", 1) == 1 ? nothing : &ends;
}

/* The main thread takes what is sent to the process, in its own time. */
static void live(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, stop_and_tell, NULL) != 0)
        _exit(1);
    (void)pthread_join(thread, NULL);
    _exit(0);
}

/* True: it stopped before it said a word, and said it when it was woken. */
static bool stops_first(void)
{
    char word;
    int  state = 0;

    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        live();
    struct tj_os_process process = { .id = child };
    bool stopped = waitpid(child, &state, WUNTRACED) == child &&
                   WIFSTOPPED(state);
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    bool silent = read(ends[0], &word, 1) < 0;
    tj_os_process_go_on(&process);
    bool ended = waitpid(child, &state, 0) == child && WIFEXITED(state);
    bool told = read(ends[0], &word, 1) == 1;
    (void)close(ends[0]);
    (void)close(ends[1]);
    return stopped && silent && ended && told;
}

int main(void)
{
    struct tap tap = { 0 };
    int        good = 0;

    for (int i = 0; i < ROUNDS; i++)
        good += stops_first();
    tap_ok(&tap, good == ROUNDS, "a thread stops all of them, itself first");
    return tap_done(&tap);
}
