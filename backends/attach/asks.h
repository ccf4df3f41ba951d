/* SPDX-License-Identifier: MIT */
/* ioctl(2), read(2) and the like on the drive: request in, result out. Each
 * gives what the call gives: not negative, or the negative of an errno. With
 * guest_lock() held. */
#ifndef TJ_BACKENDS_ATTACH_ASKS_H
#define TJ_BACKENDS_ATTACH_ASKS_H

#include "backends/attach/guest.h"

long asks_ioctl(struct guest_file *file, unsigned long request, void *argument);

/* The disc's bytes, negative on refusal. */
int64_t asks_size(struct guest_file *file);
/* size bytes from a place of the disc; less at its end. */
int64_t asks_read(struct guest_file *file, void *bytes, size_t size,
                  uint64_t at);

#endif
