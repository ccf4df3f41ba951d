/* Traces of all kinds before the judge, without a fuzzer, for every compiler.
 *
 *     replay_judge                   honest histories, and chance in them
 *     replay_judge FILE ...          those files
 *     replay_judge -n NUMBER [FILE]  that mutation alone, written to FILE
 *     replay_judge -w FOLDER         some histories as seeds for the fuzzer
 */
#include "tests/core/check/honest.h"
#include "tests/fuzz/judge.h"
#include "tests/support/tap.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { MUTATIONS = 3000, SEEDS = 24,
       BYTES_MAX = JUDGE_HEAD + JUDGE_RECORDS_MAX * TJ_RECORD_SIZE };

static struct judge_fuzz fuzz;
static uint8_t           bytes[BYTES_MAX];
static uint64_t          at_number;

/* A history of a drive that keeps every rule, as a string. */
static size_t history(uint64_t seed)
{
    struct tale *tale = tale_new();
    struct honest_options options = {
        .seed = seed,
        .clients = 1 + (unsigned)(seed % 7),
        .operations = 20 + (unsigned)(seed % 11) * 12,
        .unknowns = seed % 3 == 0,
        .overlapping = seed % 5 == 0,
        .events = seed % 2 == 0,
        .losses = seed % 8 == 0,
    };

    honest_tell(tale, &options);
    size_t count = tale->count < JUDGE_RECORDS_MAX ? tale->count
                                                   : JUDGE_RECORDS_MAX;
    memset(bytes, 0, JUDGE_HEAD);
    memcpy(bytes + JUDGE_HEAD, tale->records, count * TJ_RECORD_SIZE);
    tale_free(tale);
    return JUDGE_HEAD + count * TJ_RECORD_SIZE;
}

/* One of many small harms: a bit, a byte, a field of another record, a record
 * that is there twice or not at all, a time. */
static void harm(uint64_t *chance, size_t size)
{
    size_t   records = (size - JUDGE_HEAD) / TJ_RECORD_SIZE;
    size_t   at = JUDGE_HEAD + (size_t)honest_draw(chance, records) *
                                   TJ_RECORD_SIZE;
    size_t   from = JUDGE_HEAD + (size_t)honest_draw(chance, records) *
                                     TJ_RECORD_SIZE;
    size_t   field = (size_t)honest_draw(chance, TJ_RECORD_SIZE / 4) * 4;
    uint64_t time_ns;

    switch (honest_draw(chance, 7)) {
    case 0:
        bytes[at + honest_draw(chance, TJ_RECORD_SIZE)] ^=
            (uint8_t)(1u << honest_draw(chance, 8));
        break;
    case 1:
        bytes[at + honest_draw(chance, TJ_RECORD_SIZE)] =
            (uint8_t)honest_draw(chance, 256);
        break;
    case 2:
        memmove(&bytes[at + field], &bytes[from + field], 4);
        break;
    case 3:
        memmove(&bytes[at], &bytes[from], TJ_RECORD_SIZE);
        break;
    case 4:
        bytes[at + 8] = TJ_RECORD_NONE;
        break;
    case 5:
        bytes[at + 8] = (uint8_t)honest_draw(chance, TJ_RECORD_KIND_COUNT);
        bytes[at + 10] = (uint8_t)honest_draw(chance, 30);
        break;
    default:
        memcpy(&time_ns, &bytes[at], sizeof time_ns);
        time_ns = honest_draw(chance, 2) == 0 ? UINT64_MAX - time_ns
                                              : time_ns * 1000000;
        memcpy(&bytes[at + (honest_draw(chance, 3) == 0 ? 40 : 0)], &time_ns,
               sizeof time_ns);
        break;
    }
}

static size_t mutation(uint64_t number)
{
    uint64_t chance = number * UINT64_C(0x9e3779b97f4a7c15);
    size_t   size = history(1 + number % 97);

    for (unsigned i = 0; i < JUDGE_HEAD; i++)
        bytes[i] = (uint8_t)honest_draw(&chance, 256);
    if (number % 4 != 0)
        bytes[0] &= (uint8_t)~16u; /* Mostly there is room. */
    for (uint64_t i = honest_draw(&chance, 8); i > 0; i--)
        harm(&chance, size);
    return size;
}

static int write_to(const char *path, size_t size)
{
    FILE *file = fopen(path, "wb");

    if (file == NULL || fwrite(bytes, 1, size, file) != size ||
        fclose(file) != 0) {
        (void)fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    return 0;
}

static int replay(int count, char **paths)
{
    for (int i = 0; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        if (file == NULL) {
            (void)fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        size_t size = fread(bytes, 1, sizeof bytes, file);
        (void)fclose(file);
        uint64_t judged = fuzz.judged;
        judge_live(&fuzz, bytes, size);
        printf("%s: %s\n", paths[i], fuzz.judged > judged ? "judged"
                                                          : "refused");
    }
    return 0;
}

static int write_seeds(const char *folder)
{
    char path[512];
    int  code = 0;

    for (uint64_t seed = 1; seed <= SEEDS && code == 0; seed++) {
        (void)snprintf(path, sizeof path, "%s/history-%02u", folder,
                       (unsigned)seed);
        code = write_to(path, mutation(seed));
    }
    return code;
}

/* A broken promise stops the program: the last word is how to have it again. */
static void tell_number(int signal_number)
{
    (void)signal_number;
    if (at_number > 0)
        (void)fprintf(stderr, "again: replay_judge -n %" PRIu64 "\n",
                      at_number);
}

static int all(void)
{
    struct tap tap = { 0 };

    for (uint64_t seed = 1; seed <= 97; seed++)
        judge_live(&fuzz, bytes, history(seed));
    tap_ok(&tap, fuzz.judged == 97 && fuzz.findings == 0,
           "honest histories are judged, and nobody is accused");
    for (at_number = 1; at_number <= MUTATIONS; at_number++)
        judge_live(&fuzz, bytes, mutation(at_number));
    tap_ok(&tap, fuzz.lives == 97 + MUTATIONS, "chance breaks no promise");
    tap_ok(&tap, fuzz.findings * 8 > MUTATIONS && fuzz.refused * 100 > MUTATIONS,
           "much of it is accused, and some of it needs more room");
    printf("# %" PRIu64 " traces, %" PRIu64 " judged, %" PRIu64 " with findings, "
           "%" PRIu64 " with advice\n",
           fuzz.lives, fuzz.judged, fuzz.findings, fuzz.advice);
    return tap_done(&tap);
}

int main(int argc, char **argv)
{
    (void)signal(SIGABRT, tell_number);
    if (argc >= 3 && strcmp(argv[1], "-n") == 0) {
        at_number = strtoull(argv[2], NULL, 10);
        size_t size = mutation(at_number);
        int    code = argc > 3 ? write_to(argv[3], size) : 0;
        judge_live(&fuzz, bytes, size);
        return code;
    }
    if (argc == 3 && strcmp(argv[1], "-w") == 0)
        return write_seeds(argv[2]);
    return argc > 1 ? replay(argc - 1, argv + 1) : all();
}
