/* The fuzzer's grammar without a fuzzer, for every host and compiler.
 *
 *     replay_fuzz                the corpus, then bounded chance
 *     replay_fuzz FILE ...       those files; prints the steps of each
 *
 * A crash that libFuzzer wrote to a file is replayed by its name. */
#include "tests/fuzz/grammar.h"
#include "tests/support/tap.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 4096, CHANCE_LIVES = 12000, NAME_MAX_BYTES = 512 };
#define CHANCE_STEPS_MAX UINT64_C(1000000)

struct text {
    uint8_t bytes[FUZZ_BYTES_MAX];
    size_t  size;
};
static struct text corpus[FILES_MAX];
static size_t      corpus_count;
static struct fuzz fuzz;
static uint64_t    dice = 0x5eed;

static uint64_t draw(uint64_t bound)
{
    uint64_t x = dice += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (x ^ x >> 31) % bound;
}

static bool read_text(const char *path, struct text *text)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    text->size = fread(text->bytes, 1, sizeof text->bytes, file);
    return fclose(file) == 0;
}

static void read_corpus(const char *folder)
{
    char path[NAME_MAX_BYTES];
    DIR *names = opendir(folder);

    for (struct dirent *name;
         names != NULL && (name = readdir(names)) != NULL;) {
        if (name->d_name[0] == '.' || corpus_count == FILES_MAX)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, name->d_name);
        corpus_count += read_text(path, &corpus[corpus_count]);
    }
    if (names != NULL)
        (void)closedir(names);
}

/* A piece of one text over or behind another, and a few bytes of chance. */
static struct text mutated(void)
{
    struct text text = { .size = 0 };

    if (corpus_count > 0)
        text = corpus[draw(corpus_count)];
    if (corpus_count > 0 && draw(2) == 0) {
        const struct text *other = &corpus[draw(corpus_count)];
        size_t from = (size_t)draw(other->size + 1);
        size_t at = (size_t)draw(text.size + 1);
        size_t size = other->size - from;
        size = size < sizeof text.bytes - at ? size : sizeof text.bytes - at;
        memcpy(text.bytes + at, other->bytes + from, size);
        text.size = at + size;
    }
    while (text.size < 64)
        text.bytes[text.size++] = (uint8_t)draw(256);
    for (uint64_t i = draw(24); i > 0; i--)
        text.bytes[draw(text.size)] = (uint8_t)draw(256);
    return text;
}

static int replay(int count, char **paths)
{
    for (int i = 0; i < count; i++) {
        if (!read_text(paths[i], &corpus[0])) {
            (void)fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        uint64_t before = fuzz.steps;
        fuzz_live(&fuzz, corpus[0].bytes, corpus[0].size);
        printf("%s: %" PRIu64 " steps\n", paths[i], fuzz.steps - before);
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct tap tap = { 0 };

    if (argc > 1)
        return replay(argc - 1, argv + 1);
    read_corpus(FUZZ_CORPUS);
    for (size_t i = 0; i < corpus_count; i++)
        fuzz_live(&fuzz, corpus[i].bytes, corpus[i].size);
    tap_ok(&tap, corpus_count > 0, "the corpus is there");
    uint64_t kept = fuzz.steps;
    tap_ok(&tap, kept > 0, "the corpus breaks no invariant");
    for (int i = 0; i < CHANCE_LIVES && fuzz.steps < kept + CHANCE_STEPS_MAX;
         i++) {
        struct text text = mutated();
        fuzz_live(&fuzz, text.bytes, text.size);
    }
    tap_ok(&tap, fuzz.steps > kept, "chance breaks no invariant");
    tap_ok(&tap, fuzz.rests * 4 > fuzz.lives * 3,
           "most lives come to rest with every request answered");
    printf("# %" PRIu64 " steps in %" PRIu64 " lives, %" PRIu64
           " came to rest\n", fuzz.steps, fuzz.lives, fuzz.rests);
    return tap_done(&tap);
}
