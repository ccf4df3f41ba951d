/* GetLastError() and NTSTATUS: which of both an answer carries, and what the
 * one says about the other. Pure. */
#ifndef TJ_BACKENDS_WINDOWS_ERRORS_H
#define TJ_BACKENDS_WINDOWS_ERRORS_H

#include <stdint.h>

/* The status of a call that failed with `error`. seen: the last NTSTATUS of
 * the thread, or what the status block holds; 0 where neither is known. It is
 * believed when it is a failure that Windows turns into this error, by the
 * catalogue or as told by the system itself (mapped). Else the likeliest status
 * of the error; for one that the catalogue lacks 0xC007xxxx, the form in which
 * Windows wraps a Win32 error into an NTSTATUS. */
struct win32_failure {
    uint32_t error;  /* GetLastError(); not 0. */
    uint32_t seen;   /* NTSTATUS or 0. */
    uint32_t mapped; /* RtlNtStatusToDosError(seen), 0 where not asked. */
};
uint32_t win32_status_of(const struct win32_failure *failure);

/* The likeliest NTSTATUS of an error. */
uint32_t win32_likely_status(uint32_t error);

#endif
