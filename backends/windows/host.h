/* Between the parts of the Windows backend that ask Windows about a drive. */
#ifndef TJ_BACKENDS_WINDOWS_HOST_H
#define TJ_BACKENDS_WINDOWS_HOST_H

#include "backends/drive_windows.h"
#include "backends/windows/identity.h"

/* STORAGE_DEVICE_NUMBER: type 2 is CD-ROM. */
struct win32_number { uint32_t type, number; };

/* win32_find_windows.c */
bool win32_device_number(const char *path, struct win32_number *number);
bool win32_identify(const char *path, struct real_identity *identity);
void win32_find_paths(const struct win32_target *target,
                      struct win32_paths *paths);

/* win32_facts_windows.c: what admission has to know. */
enum tj_status win32_take_facts(const struct tj_windows_host *host,
                                struct real_drive_facts *facts,
                                struct tj_error *error);

/* win32_guard_windows.c: the ledger in shared memory, and who watches it. */
enum tj_status win32_ledger_make(struct tj_windows_host *host, uint32_t budget,
                                 struct tj_error *error);
enum tj_status win32_ledger_join(struct tj_windows_host *host,
                                 struct tj_error *error);
enum tj_status win32_guard_start(struct tj_windows_host *host,
                                 const char *detail, struct tj_error *error);
void win32_guard_end(struct tj_windows_host *host);
/* Simple tray locks and the tray, as the ledger has them. */
void win32_put_back(struct tj_windows_host *host);

#endif
