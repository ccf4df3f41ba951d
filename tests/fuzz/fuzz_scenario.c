/* libFuzzer's door to scenario files; see scenario.h. Built by the preset
 * `fuzz`, run by `./dev fuzz scenario`. What it finds, replay_scenario can
 * replay. */
#include "tests/fuzz/scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct scenario_fuzz fuzz;

static void report(void)
{
    printf("%" PRIu64 " strings, %" PRIu64 " of them scenarios; %" PRIu64
           " steps\n", fuzz.lives, fuzz.read, fuzz.steps);
    (void)fflush(stdout);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    return atexit(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scenario_live(&fuzz, data, size);
    return 0;
}
