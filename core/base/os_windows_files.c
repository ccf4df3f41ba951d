#include "core/base/os.h"

#include "core/base/assert.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* mingw-w64 10 does not have it. */
#ifndef SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE
#define SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE 0x2
#endif

enum {
    PATH_SIZE = 4096,
    NAMES_MAX = 1 << 17, /* A trace has a file for each client that lived. */
    RENAME_TRIES = 50, RENAME_PAUSE_MS = 10,
};

/* "not there" is told apart: commands end with 66 for it, not with 74. */
static enum tj_status failed(struct tj_error *error, const char *what,
                             const char *path)
{
    DWORD code = GetLastError();
    bool  missing = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
    return tj_fail_native(error, missing ? TJ_MISSING : TJ_HOST_IO, code,
                          "%s: %s: error %lu", path, what, code);
}

bool tj_os_is_folder(const char *path)
{
    DWORD attributes = GetFileAttributesA(path);
    return attributes != INVALID_FILE_ATTRIBUTES
           && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

bool tj_os_is_file(const char *path)
{
    DWORD attributes = GetFileAttributesA(path);
    return attributes != INVALID_FILE_ATTRIBUTES
           && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

enum tj_status tj_os_make_folders(const char *path, struct tj_error *error)
{
    char part[PATH_SIZE];

    if (strlen(path) >= sizeof part)
        return tj_fail(error, TJ_HOST_IO, "%.80s...: path of %zu bytes, at most %zu",
                       path, strlen(path), sizeof part - 1);
    for (size_t i = 0; ; i++) {
        part[i] = path[i];
        bool end = path[i] == '\0';
        if (i > 0 && (end || path[i] == '/' || path[i] == '\\')) {
            part[i] = '\0';
            /* "C:" and existing folders refuse; the check below decides. */
            (void)CreateDirectoryA(part, NULL);
            part[i] = path[i];
        }
        if (end)
            break;
    }
    if (!tj_os_is_folder(path))
        return failed(error, "folder could not be made", path);
    return TJ_OK;
}

enum tj_status tj_os_claim_folder(const char *path, bool *ours,
                                  struct tj_error *error)
{
    *ours = CreateDirectoryA(path, NULL) != 0;
    if (!*ours && GetLastError() != ERROR_ALREADY_EXISTS)
        return failed(error, "folder could not be made", path);
    return TJ_OK;
}

static HANDLE open_existing(const char *path)
{
    return CreateFileA(path, GENERIC_READ,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, 0, NULL);
}

static enum tj_status read_all(HANDLE file, const char *path, char *memory,
                               size_t max, size_t *size, struct tj_error *error)
{
    size_t used = 0;

    for (;;) {
        DWORD count = 0;
        DWORD wish = max - used > 1 << 20 ? 1 << 20 : (DWORD)(max - used);
        if (!ReadFile(file, memory + used, wish, &count, NULL))
            return failed(error, "could not be read", path);
        if (count == 0)
            break;
        used += count;
        if (used == max)
            return tj_fail(error, TJ_HOST_IO, "%s: larger than %zu bytes", path,
                           max - 1);
    }
    memory[used] = '\0';
    *size = used;
    return TJ_OK;
}

enum tj_status tj_os_read_file(const char *path, char *memory, size_t max,
                               size_t *size, struct tj_error *error)
{
    TJ_ASSERT(max > 0);
    HANDLE file = open_existing(path);
    if (file == INVALID_HANDLE_VALUE)
        return failed(error, "could not be opened", path);
    enum tj_status status = read_all(file, path, memory, max, size, error);
    (void)CloseHandle(file);
    return status;
}

enum tj_status tj_os_rename(const char *source, const char *target,
                            struct tj_error *error)
{
    /* Who looks at new files (a virus scanner, an indexer) holds them for a
     * moment. */
    for (unsigned i = 0; i < RENAME_TRIES; i++) {
        if (MoveFileExA(source, target,
                        MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
            return TJ_OK;
        if (GetLastError() != ERROR_ACCESS_DENIED &&
            GetLastError() != ERROR_SHARING_VIOLATION)
            break;
        Sleep(RENAME_PAUSE_MS);
    }
    return failed(error, "could not be renamed into place", source);
}

static void write_note(const char *path, const char *text)
{
    DWORD  wrote;
    HANDLE file = CreateFileA(path, GENERIC_WRITE, FILE_SHARE_READ, NULL,
                              CREATE_ALWAYS, 0, NULL);

    if (file == INVALID_HANDLE_VALUE)
        return;
    (void)WriteFile(file, text, (DWORD)strlen(text), &wrote, NULL);
    (void)CloseHandle(file);
}

/* A symbolic link needs a privilege or the developer mode; LINK.txt, which holds
 * the name, needs nothing. */
void tj_os_link_latest(const char *target, const char *link)
{
    char path[PATH_SIZE];

    (void)RemoveDirectoryA(link); /* The link, never what it points to. */
    (void)CreateSymbolicLinkA(link, target,
                              SYMBOLIC_LINK_FLAG_DIRECTORY |
                                  SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE);
    /* Its answer is not to be relied on: Wine says yes and makes none. */
    if (GetFileAttributesA(link) == INVALID_FILE_ATTRIBUTES &&
        (size_t)snprintf(path, sizeof path, "%s.txt", link) < sizeof path)
        write_note(path, target);
}

enum tj_status tj_os_remove_file(const char *path, struct tj_error *error)
{
    if (!DeleteFileA(path))
        return failed(error, "could not be removed", path);
    return TJ_OK;
}

void tj_os_remove_any(const char *path)
{
    if (!DeleteFileA(path))
        (void)RemoveDirectoryA(path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names packed one after the other, pointed at from the front. */
struct listing {
    const char *names[NAMES_MAX];
    size_t      count, used;
    char        text[NAMES_MAX * 64];
};

/* ERROR_NO_MORE_FILES when all names are there, else why they are not. */
static DWORD collect(struct listing *listing, HANDLE search,
                     WIN32_FIND_DATAA *found)
{
    do {
        size_t size = strlen(found->cFileName) + 1;
        if (strcmp(found->cFileName, ".") == 0
            || strcmp(found->cFileName, "..") == 0)
            continue;
        if (listing->count == NAMES_MAX
            || size > sizeof listing->text - listing->used)
            return ERROR_NOT_ENOUGH_MEMORY;
        char *at = listing->text + listing->used;
        memcpy(at, found->cFileName, size);
        listing->names[listing->count++] = at;
        listing->used += size;
    } while (FindNextFileA(search, found));
    return GetLastError();
}

enum tj_status tj_os_list_folder(const char *path,
                                 bool (*visit)(void *context, const char *name),
                                 void *context, struct tj_error *error)
{
    char             pattern[PATH_SIZE];
    WIN32_FIND_DATAA found;

    if ((size_t)snprintf(pattern, sizeof pattern, "%s/*", path) >= sizeof pattern)
        return tj_fail(error, TJ_HOST_IO, "%.80s...: path of %zu bytes, at most %zu",
                       path, strlen(path), sizeof pattern - 3);
    HANDLE search = FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return failed(error, "folder could not be listed", path);
    struct listing *listing = tj_os_pages_take(sizeof *listing);
    if (listing == NULL) {
        (void)FindClose(search);
        return tj_fail(error, TJ_NO_MEMORY, "%s: no memory to list it", path);
    }
    DWORD code = collect(listing, search, &found);
    (void)FindClose(search);
    if (code != ERROR_NO_MORE_FILES) {
        size_t count = listing->count;
        tj_os_pages_give(listing, sizeof *listing);
        return tj_fail_native(error, code == ERROR_NOT_ENOUGH_MEMORY
                                         ? TJ_NO_MEMORY : TJ_HOST_IO,
                              code, "%s: no names after the first %zu", path,
                              count);
    }
    qsort(listing->names, listing->count, sizeof *listing->names, compare_names);
    for (size_t i = 0; i < listing->count && visit(context, listing->names[i]); i++)
        continue;
    tj_os_pages_give(listing, sizeof *listing);
    return TJ_OK;
}

enum tj_status tj_os_map_create(struct tj_os_map *map, const char *path,
                                struct tj_error *error)
{
    *map = (struct tj_os_map){ .file = -1 };
    HANDLE file = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ,
                              NULL, CREATE_NEW, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return failed(error, "could not be made", path);
    map->file = (intptr_t)file;
    return TJ_OK;
}

static void unmap(struct tj_os_map *map)
{
    if (map->at != NULL)
        (void)UnmapViewOfFile(map->at);
    map->at = NULL;
    map->size = 0;
}

/* The view keeps the section alive; its handle is not needed any more. */
static void *map_range(HANDLE file, uint64_t offset, size_t size, bool writing)
{
    uint64_t end = offset + size;
    HANDLE   section = CreateFileMappingA(
        file, NULL, writing ? PAGE_READWRITE : PAGE_READONLY, (DWORD)(end >> 32),
        (DWORD)end, NULL);
    if (section == NULL)
        return NULL;
    void *at = MapViewOfFile(section, writing ? FILE_MAP_WRITE : FILE_MAP_READ,
                             (DWORD)(offset >> 32), (DWORD)offset, size);
    (void)CloseHandle(section);
    return at;
}

/* Real clusters, so that a later store cannot meet a full disk: zeros from the
 * present end. A section would grow the file, too, but by a hole where files
 * are compressed or sparse. */
static bool allocate(HANDLE file, uint64_t end)
{
    static const char zeros[65536];
    LARGE_INTEGER     size;

    if (!GetFileSizeEx(file, &size))
        return false;
    for (uint64_t at = (uint64_t)size.QuadPart; at < end;) {
        OVERLAPPED place = { .Offset = (DWORD)at,
                             .OffsetHigh = (DWORD)(at >> 32) };
        DWORD wish = end - at < sizeof zeros ? (DWORD)(end - at)
                                             : (DWORD)sizeof zeros;
        DWORD wrote = 0;
        if (!WriteFile(file, zeros, wish, &wrote, &place))
            return false;
        if (wrote == 0) {
            SetLastError(ERROR_DISK_FULL);
            return false;
        }
        at += wrote;
    }
    return true;
}

enum tj_status tj_os_map_window(struct tj_os_map *map, uint64_t offset,
                                size_t size, struct tj_error *error)
{
    TJ_ASSERT(map->file != -1 && offset % 65536 == 0);
    unmap(map);
    if (allocate((HANDLE)map->file, offset + size))
        map->at = map_range((HANDLE)map->file, offset, size, true);
    if (map->at == NULL) {
        DWORD code = GetLastError();
        return tj_fail_native(error, TJ_HOST_IO, code,
                              "no room for %zu more bytes: error %lu", size, code);
    }
    map->size = size;
    map->offset = offset;
    return TJ_OK;
}

enum tj_status tj_os_map_finish(struct tj_os_map *map, uint64_t final_size,
                                struct tj_error *error)
{
    unmap(map);
    if (map->file == -1)
        return TJ_OK;
    HANDLE        file = (HANDLE)map->file;
    LARGE_INTEGER end = { .QuadPart = (LONGLONG)final_size };
    BOOL cut = SetFilePointerEx(file, end, NULL, FILE_BEGIN)
               && SetEndOfFile(file);
    DWORD code = GetLastError();
    (void)CloseHandle(file);
    map->file = -1;
    if (!cut)
        return tj_fail_native(error, TJ_HOST_IO, code,
                              "a file could not be cut to %llu bytes: error %lu",
                              (unsigned long long)final_size, code);
    return TJ_OK;
}

enum tj_status tj_os_map_read(struct tj_os_map *map, const char *path,
                              struct tj_error *error)
{
    *map = (struct tj_os_map){ .file = -1 };
    HANDLE file = open_existing(path);
    if (file == INVALID_HANDLE_VALUE)
        return failed(error, "could not be opened", path);
    LARGE_INTEGER  size = { .QuadPart = 0 };
    enum tj_status status = TJ_OK;
    if (!GetFileSizeEx(file, &size))
        status = failed(error, "could not be looked at", path);
    if (status == TJ_OK && size.QuadPart > 0) {
        map->at = map_range(file, 0, (size_t)size.QuadPart, false);
        map->size = (size_t)size.QuadPart;
        if (map->at == NULL)
            status = failed(error, "could not be mapped", path);
    }
    (void)CloseHandle(file);
    return status;
}

void tj_os_map_close(struct tj_os_map *map)
{
    unmap(map);
    if (map->file != -1)
        (void)CloseHandle((HANDLE)map->file);
    map->file = -1;
}
