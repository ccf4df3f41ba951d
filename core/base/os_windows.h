/* Between the files of the Windows half. */
#ifndef TJ_CORE_BASE_OS_WINDOWS_H
#define TJ_CORE_BASE_OS_WINDOWS_H

#include "core/base/os_process.h"

#include <windows.h>

/* argv as one line, quoted as CommandLineToArgvW undoes it. False: too long. */
bool windows_command_line(const char *const *argv, char *line, size_t size);

/* What a parent hands down: named in the child's environment, as numbers. */
#define WINDOWS_HANDED "TRAYJAM_HANDED_DOWN"
struct windows_handed { HANDLE channel, share; }; /* NULL: none. */
struct windows_handed windows_handed_down(void);

/* The pipe of a channel that is to be handed down. */
HANDLE windows_channel_pipe(const struct tj_os_channel *channel);

/* What a thread has of its own goes. */
void windows_thread_ends(void);

/* For WaitForSingleObject, which knows milliseconds; a minute at most. */
DWORD windows_wait_ms(uint64_t until_ns);

#endif
