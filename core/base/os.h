/* The thin operating-system layer: files, maps, threads, processes, console.
 * os_posix.c and os_windows.c keep the same promises; CMake picks one. Nothing
 * else outside backends/ and sim/host/ knows which system it runs on.
 *
 * Paths use '/' everywhere. Failures fill *error with TJ_HOST_IO (TJ_MISSING
 * where something is simply not there), the path, and the native code. */
#ifndef TJ_CORE_BASE_OS_H
#define TJ_CORE_BASE_OS_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* --- Memory: what arenas are made of --- */
/* Zeroed pages, or NULL. Reserved, not touched: a large size costs nothing
 * until used. */
void *tj_os_pages_take(size_t size);
void  tj_os_pages_give(void *pages, size_t size);

/* --- Files --- */
/* Makes the folder and its parents; an existing one is fine. */
enum tj_status tj_os_make_folders(const char *path, struct tj_error *error);
/* Makes that folder alone; *ours: it was not there. Of several callers, in
 * however many processes, it is one's own. */
enum tj_status tj_os_claim_folder(const char *path, bool *ours,
                                  struct tj_error *error);
bool tj_os_is_folder(const char *path);
bool tj_os_is_file(const char *path);
/* The whole file into the caller's memory, terminated. *size without NUL. */
enum tj_status tj_os_read_file(const char *path, char *memory, size_t max,
                               size_t *size, struct tj_error *error);
/* Replaces target by source in one step. */
enum tj_status tj_os_rename(const char *source, const char *target,
                            struct tj_error *error);
/* Makes `link` point to target (a name beside it); replaces an old link. Where
 * links need a privilege, LINK.txt holds the name. */
void tj_os_link_latest(const char *target, const char *link);
enum tj_status tj_os_remove_file(const char *path, struct tj_error *error);
/* A file or an empty folder, if it is there and can be removed. */
void tj_os_remove_any(const char *path);
/* The names in a folder, sorted bytewise, one call each; "." and ".." left
 * out. visit returns false to stop. */
enum tj_status tj_os_list_folder(const char *path,
                                 bool (*visit)(void *context, const char *name),
                                 void *context, struct tj_error *error);

/* --- Mapped files, growing --- */
struct tj_os_map {
    uint8_t *at;   /* NULL when not mapped. */
    size_t   size; /* Mapped bytes from offset. */
    uint64_t offset;
    intptr_t file; /* Native handle, -1 when closed. */
};
enum tj_status tj_os_map_create(struct tj_os_map *map, const char *path,
                                struct tj_error *error);
/* Maps [offset, offset + size) for writing, allocating the blocks first, so
 * that a full disk is a status here and never a SIGBUS later. offset must be a
 * multiple of 64 KiB. Unmaps what was mapped before. */
enum tj_status tj_os_map_window(struct tj_os_map *map, uint64_t offset,
                                size_t size, struct tj_error *error);
/* Unmaps, cuts the file to final_size bytes and closes it. */
enum tj_status tj_os_map_finish(struct tj_os_map *map, uint64_t final_size,
                                struct tj_error *error);
/* The whole of an existing file, read-only. An empty file maps to at == NULL,
 * size 0. */
enum tj_status tj_os_map_read(struct tj_os_map *map, const char *path,
                              struct tj_error *error);
void tj_os_map_close(struct tj_os_map *map);

/* --- Threads --- */
struct tj_os_thread { uintptr_t native; };
struct tj_os_mutex  { _Alignas(8) unsigned char native[64]; };
struct tj_os_signal { _Alignas(8) unsigned char native[64]; }; /* condition */

enum tj_status tj_os_thread_start(struct tj_os_thread *thread,
                                  void (*run)(void *context), void *context,
                                  struct tj_error *error);
void tj_os_thread_join(struct tj_os_thread *thread);
void tj_os_mutex_init(struct tj_os_mutex *mutex);
void tj_os_mutex_deinit(struct tj_os_mutex *mutex);
void tj_os_mutex_lock(struct tj_os_mutex *mutex);
void tj_os_mutex_unlock(struct tj_os_mutex *mutex);
void tj_os_signal_init(struct tj_os_signal *signal);
void tj_os_signal_deinit(struct tj_os_signal *signal);
void tj_os_signal_wake_all(struct tj_os_signal *signal);
/* Waits with the mutex held until woken or until tj_clock_ns() >= until_ns
 * (UINT64_MAX: for ever). May wake early. */
void tj_os_signal_wait(struct tj_os_signal *signal, struct tj_os_mutex *mutex,
                       uint64_t until_ns);

/* --- Process and console --- */
/* First of all in main: what is written is written byte for byte, line ends
 * too, whatever the system's habits; and a wait ends within a millisecond of
 * its time. */
void tj_os_begin(void);
int  tj_os_core_count(void);
uint64_t tj_os_process_id(void);
/* From now on Ctrl-C and SIGTERM only set a flag; a second one ends the
 * process as usual. */
void tj_os_catch_interrupts(void);
bool tj_os_interrupted(void);
bool tj_os_is_terminal(int descriptor); /* 1 stdout, 2 stderr; on Windows also
                                           switches ANSI sequences on. */
int  tj_os_terminal_columns(void);      /* 80 when unknown. */
int  tj_os_terminal_rows(void);         /* 24 when unknown. */
/* A descriptor that whoever started us left open, for writing; NULL: it is not
 * open. fclose closes it. */
FILE *tj_os_descriptor_file(int descriptor);
/* Runs a program, waits for it, gives its exit code (127: not startable; 128
 * + number: ended by that signal). argv ends with NULL; its output goes where
 * ours goes. */
int  tj_os_run_program(const char *const *argv);
/* True when it would find that program. */
bool tj_os_program_is_there(const char *program);
/* The Python that is expected here, and how to install it and its packages. */
struct tj_os_python {
    const char *program, *install;
    const char *install_all; /* With the packages that reports need. */
    const char *install_one; /* Before the name of a package. */
};
extern const struct tj_os_python tj_os_python;
/* Folder of the running executable, without a trailing slash; and the trayjam in
 * it, for processes of our own. False: not known, or `size` is too small for
 * that or for the executable's own path. */
bool tj_os_program_folder(char *path, size_t size);
bool tj_os_program_path(char *path, size_t size);
/* Peak resident memory of this process in bytes, 0 when unknown. */
uint64_t tj_os_peak_memory(void);
/* Ends the process without a word to its other threads, which may be stuck: no
 * exit handlers, no flushing. */
_Noreturn void tj_os_end_at_once(int code);
/* One line about the machine: system, release, processor. */
void tj_os_describe(char *text, size_t size);
/* True when this thread may be pinned to that core and was. */
bool tj_os_pin_thread(int core);
/* True when this thread was given that priority: -20 first .. 19 last, as of
 * nice(1); Windows has fewer steps. */
bool tj_os_priority(int nice);

#endif
