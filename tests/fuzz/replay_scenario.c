/* Scenarios of all kinds without a fuzzer, for every compiler.
 *
 *     replay_scenario                the corpus, all that is shipped, chance
 *     replay_scenario FILE ...       those files
 *     replay_scenario -n NUMBER      that mutation alone, and prints it
 */
#include "tests/fuzz/scenario_mutate.h"
#include "tests/support/tap.h"

#include "core/base/os.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 512, MUTATIONS = 200000 };

static struct scenario_text corpus[FILES_MAX], mutation;
static size_t               corpus_count;
static struct scenario_fuzz fuzz;

static bool read_text(const char *path, struct scenario_text *text)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    text->size = fread(text->bytes, 1, sizeof text->bytes, file);
    return fclose(file) == 0;
}

static bool take_file(void *context, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", (const char *)context, name);
    if (name[0] != '.' && corpus_count < FILES_MAX)
        corpus_count += read_text(path, &corpus[corpus_count]);
    return true;
}

static void take_text(const char *before, const char *text)
{
    struct scenario_text *target = &corpus[corpus_count];
    int length = snprintf((char *)target->bytes, sizeof target->bytes, "%s%s",
                          before, text);

    target->size = (size_t)length;
    corpus_count += length > 0 && target->size < sizeof target->bytes;
}

/* A persona file is a scenario of one. */
static void take_shipped(void)
{
    char use[128];

    for (size_t i = 0; i < tj_preset_count(); i++)
        take_text("", tj_preset_at(i)->text);
    for (size_t i = 0; i < tj_persona_file_count(); i++) {
        const struct tj_shipped *shipped = tj_persona_file_at(i);
        const char              *body = strstr(shipped->text, "[persona]");
        (void)snprintf(use, sizeof use, "[persona a]\nuse = %s\n",
                       shipped->name);
        take_text(use, "");
        take_text("[persona a]", body + strlen("[persona]"));
    }
}

static void take_corpus(struct tap *tap)
{
    static char     folder[] = SCENARIO_CORPUS;
    struct tj_error error;

    (void)tj_os_list_folder(folder, take_file, folder, &error);
    tap_ok(tap, corpus_count > 20, "the corpus is there");
    take_shipped();
}

static int replay(int count, char **paths)
{
    for (int i = 0; i < count; i++) {
        if (!read_text(paths[i], &mutation)) {
            (void)fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        uint64_t before = fuzz.read;
        scenario_live(&fuzz, mutation.bytes, mutation.size);
        printf("%s: %s\n", paths[i],
               fuzz.read > before ? "a scenario" : "refused");
    }
    return 0;
}

static int replay_number(const char *number)
{
    struct tap tap = { 0 };

    take_corpus(&tap);
    scenario_mutate(corpus, corpus_count, strtoull(number, NULL, 10),
                    &mutation);
    (void)fwrite(mutation.bytes, 1, mutation.size, stdout);
    (void)fflush(stdout);
    scenario_live(&fuzz, mutation.bytes, mutation.size);
    return tap_done(&tap);
}

static uint64_t at_number;

/* A broken promise stops the program: the last word is how to have it again. */
static void tell_number(int signal_number)
{
    (void)signal_number;
    if (at_number > 0)
        (void)fprintf(stderr, "again: replay_scenario -n %" PRIu64 "\n",
                      at_number);
}

static int all(void)
{
    struct tap tap = { 0 };

    take_corpus(&tap);
    for (size_t i = 0; i < corpus_count; i++)
        scenario_live(&fuzz, corpus[i].bytes, corpus[i].size);
    uint64_t kept = fuzz.read;
    tap_ok(&tap, kept * 3 > corpus_count,
           "the corpus breaks no promise, and much of it is read");
    for (at_number = 1; at_number <= MUTATIONS; at_number++) {
        scenario_mutate(corpus, corpus_count, at_number, &mutation);
        scenario_live(&fuzz, mutation.bytes, mutation.size);
    }
    tap_ok(&tap, fuzz.lives == corpus_count + MUTATIONS,
           "chance breaks no promise");
    tap_ok(&tap, (fuzz.read - kept) * 20 > MUTATIONS,
           "one in twenty mutations, or more, is still a scenario");
    printf("# %" PRIu64 " strings, %" PRIu64 " of them scenarios; %" PRIu64
           " steps\n", fuzz.lives, fuzz.read, fuzz.steps);
    return tap_done(&tap);
}

int main(int argc, char **argv)
{
    (void)signal(SIGABRT, tell_number);
    if (argc == 3 && strcmp(argv[1], "-n") == 0)
        return replay_number(argv[2]);
    return argc > 1 ? replay(argc - 1, argv + 1) : all();
}
