/* libFuzzer's door to the judge; see judge.h. Built by the preset `fuzz`, run by
 * `./dev fuzz judge`. What it finds, replay_judge can replay. */
#include "tests/fuzz/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct judge_fuzz fuzz;

static void report(void)
{
    printf("%" PRIu64 " strings, %" PRIu64 " judged, %" PRIu64 " of them with "
           "findings\n", fuzz.lives, fuzz.judged, fuzz.findings);
    (void)fflush(stdout);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    return atexit(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    judge_live(&fuzz, data, size);
    return 0;
}
