/* Between the ways in which an ear hears. */
#ifndef TJ_BACKENDS_WINDOWS_EAR_PARTS_H
#define TJ_BACKENDS_WINDOWS_EAR_PARTS_H

#include "backends/windows/ear.h"

/* ear_service_windows.c: a service made for the time, which opens the drive by
 * its path. Fills in the registration and starts the listening thread. */
enum tj_status win32_ear_open_service(struct win32_ear *ear, const char *path,
                                      struct tj_error *error);
void win32_ear_close_service(struct win32_ear *ear);
/* That thread: takes what comes through the pipe of ear->service, until `done`
 * is set or the pipe breaks. */
void win32_ear_hear_service(void *ear);

#endif
