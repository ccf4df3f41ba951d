/* libFuzzer's door to the simulated drive; see grammar.h. Built by the preset
 * `fuzz`, run by `./dev fuzz`. What it finds, replay_fuzz can replay. */
#include "tests/fuzz/grammar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fuzz fuzz;
static clock_t     started;

static void report(void)
{
    double seconds = (double)(clock() - started) / CLOCKS_PER_SEC;

    printf("%" PRIu64 " steps in %" PRIu64 " lives, %" PRIu64
           " came to rest; %.0f steps per second\n",
           fuzz.steps, fuzz.lives, fuzz.rests,
           seconds > 0 ? (double)fuzz.steps / seconds : 0.0);
    (void)fflush(stdout);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    started = clock();
    return atexit(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_live(&fuzz, data, size);
    return 0;
}
