#include "core/base/clock.h"
#include "core/base/os.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    (void)strcpy(folder, "/tmp/trayjam-os-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void drop_folder(void)
{
    const char *const argv[] = { "rm", "-rf", folder, NULL };
    cr_assert_eq(tj_os_run_program(argv), 0);
}

TestSuite(os, .init = make_folder, .fini = drop_folder);

static const char *inside(const char *name)
{
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

Test(os, folders_are_made_with_their_parents_and_twice_is_fine)
{
    struct tj_error error;

    cr_assert_eq(tj_os_make_folders(inside("a/b/c"), &error), TJ_OK);
    cr_assert_eq(tj_os_make_folders(inside("a/b/c"), &error), TJ_OK);
    cr_assert(tj_os_is_folder(inside("a/b/c")));
    cr_assert_not(tj_os_is_file(inside("a/b/c")));
}

Test(os, a_missing_file_is_told_from_a_broken_one)
{
    struct tj_error error;
    char            memory[8];
    size_t          size;

    cr_assert_eq(tj_os_read_file(inside("none"), memory, 8, &size, &error),
                 TJ_MISSING);
    cr_assert_eq(error.native, ENOENT);
    cr_assert_not_null(strstr(error.text, "none"));
    cr_assert_eq(tj_os_read_file(folder, memory, 8, &size, &error), TJ_HOST_IO);
}

Test(os, a_file_that_does_not_fit_is_refused_whole)
{
    struct tj_error error;
    char            memory[8];
    size_t          size = 0;
    FILE           *file = fopen(inside("f"), "w");

    fputs("1234567", file);
    fclose(file);
    cr_assert_eq(tj_os_read_file(inside("f"), memory, 8, &size, &error), TJ_OK);
    cr_assert_eq(size, 7);
    cr_assert_str_eq(memory, "1234567");
    cr_assert_eq(tj_os_read_file(inside("f"), memory, 7, &size, &error), TJ_HOST_IO);
}

Test(os, a_map_grows_by_windows_and_is_cut_at_the_end)
{
    struct tj_os_map map, reading;
    struct tj_error  error;

    cr_assert_eq(tj_os_map_create(&map, inside("m"), &error), TJ_OK);
    for (uint64_t window = 0; window < 3; window++) {
        cr_assert_eq(tj_os_map_window(&map, window * 65536, 65536, &error), TJ_OK);
        map.at[0] = (uint8_t)(window + 1);
    }
    cr_assert_eq(tj_os_map_finish(&map, 131073, &error), TJ_OK);
    cr_assert_eq(tj_os_map_read(&reading, inside("m"), &error), TJ_OK);
    cr_assert_eq(reading.size, 131073);
    cr_assert_eq(reading.at[0] + reading.at[65536] + reading.at[131072], 6);
    tj_os_map_close(&reading);
}

Test(os, a_map_never_replaces_a_file)
{
    struct tj_os_map map, again;
    struct tj_error  error;

    cr_assert_eq(tj_os_map_create(&map, inside("m"), &error), TJ_OK);
    cr_assert_eq(tj_os_map_create(&again, inside("m"), &error), TJ_HOST_IO);
    tj_os_map_close(&map);
}

Test(os, a_full_disk_is_a_status)
{
    struct tj_os_map map;
    struct tj_error  error;
    struct rlimit    limit = { 70000, 70000 };

    (void)signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(tj_os_map_create(&map, inside("m"), &error), TJ_OK);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_assert_eq(tj_os_map_window(&map, 0, 65536, &error), TJ_OK);
    cr_assert_eq(tj_os_map_window(&map, 65536, 65536, &error), TJ_HOST_IO);
    cr_assert_neq(error.native, 0);
    cr_assert_eq(tj_os_map_finish(&map, 100, &error), TJ_OK);
}

Test(os, reading_a_pipe_is_refused_and_does_not_hang)
{
    struct tj_os_map map;
    struct tj_error  error;

    cr_assert_eq(mkfifo(inside("p"), 0600), 0);
    cr_assert_eq(tj_os_map_read(&map, inside("p"), &error), TJ_HOST_IO);
}

static bool append_name(void *context, const char *name)
{
    (void)strcat(context, name);
    return true;
}

Test(os, a_folder_is_listed_in_order)
{
    struct tj_error error;
    char            names[64] = "";
    const char     *each[] = { "b", "a", "C" };

    for (int i = 0; i < 3; i++)
        fclose(fopen(inside(each[i]), "w"));
    cr_assert_eq(tj_os_list_folder(folder, append_name, names, &error), TJ_OK);
    cr_assert_str_eq(names, "Cab");
}

Test(os, the_latest_link_is_replaced)
{
    char    target[64] = "";
    char    link[128];

    (void)snprintf(link, sizeof link, "%s/latest", folder);
    tj_os_link_latest("one", link);
    tj_os_link_latest("two", link);
    cr_assert_eq(readlink(link, target, sizeof target), 3);
    cr_assert_str_eq(target, "two");
}

Test(os, a_programs_exit_code_comes_back)
{
    const char *const seven[] = { "sh", "-c", "exit 7", NULL };
    const char *const nothing[] = { "/no/such/program", NULL };

    cr_assert_eq(tj_os_run_program(seven), 7);
    cr_assert_eq(tj_os_run_program(nothing), 127);
}

Test(os, a_program_ended_by_a_signal_is_told_from_one_that_exits)
{
    const char *const dies[] = { "sh", "-c", "kill -KILL $$", NULL };

    cr_assert_eq(tj_os_run_program(dies), 128 + SIGKILL);
}

/* Whoever starts us with SIGCHLD ignored makes waitpid know nothing: that must
 * not read as success. */
Test(os, a_program_that_cannot_be_waited_for_did_not_succeed)
{
    const char *const zero[] = { "true", NULL };

    (void)signal(SIGCHLD, SIG_IGN);
    cr_assert_eq(tj_os_run_program(zero), 127);
    (void)signal(SIGCHLD, SIG_DFL);
}

Test(os, a_folder_name_that_does_not_fit_is_refused)
{
    char whole[4096];

    cr_assert(tj_os_program_folder(whole, sizeof whole));
    for (size_t size = 1; size <= strlen(whole); size++) {
        char cut[4096];
        cr_assert_not(tj_os_program_folder(cut, size), "%zu bytes", size);
    }
}

Test(os, the_program_beside_is_named_whole_or_not_at_all)
{
    char folder[4096], path[4096];

    cr_assert(tj_os_program_folder(folder, sizeof folder));
    cr_assert(tj_os_program_path(path, sizeof path));
    cr_assert_eq(strncmp(path, folder, strlen(folder)), 0);
    cr_assert_str_eq(path + strlen(folder), "/trayjam");
    size_t whole = strlen(path) + 1;
    for (size_t size = 1; size < whole; size++)
        cr_assert_not(tj_os_program_path(path, size), "%zu bytes", size);
}

Test(os, an_interrupt_sets_the_flag_and_the_next_one_ends_the_process,
     .signal = SIGTERM)
{
    tj_os_catch_interrupts();
    cr_assert_not(tj_os_interrupted());
    (void)raise(SIGINT);
    cr_assert(tj_os_interrupted());
    (void)raise(SIGTERM);
}

Test(os, pages_are_zeroed_and_large_ones_cost_nothing)
{
    size_t         size = (size_t)8 << 30;
    unsigned char *pages = tj_os_pages_take(size);

    cr_assert_not_null(pages);
    cr_assert_eq(pages[size - 1], 0);
    tj_os_pages_give(pages, size);
}

Test(os, waiting_ends_at_its_deadline)
{
    struct tj_os_mutex  mutex;
    struct tj_os_signal wake;

    tj_os_mutex_init(&mutex);
    tj_os_signal_init(&wake);
    uint64_t until = tj_clock_ns() + 2000000;
    tj_os_mutex_lock(&mutex);
    while (tj_clock_ns() < until)
        tj_os_signal_wait(&wake, &mutex, until);
    tj_os_mutex_unlock(&mutex);
    tj_os_signal_deinit(&wake);
    tj_os_mutex_deinit(&mutex);
}
