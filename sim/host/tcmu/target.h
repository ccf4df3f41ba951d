/* A place in the kernel for one drive: a backstore of target_core_user, whose
 * ring we serve, and a tcm_loop adapter that shows it to the SCSI layer as
 * plugged in. Thin: files of configfs and sysfs are made, written, read. */
#ifndef TJ_SIM_HOST_TCMU_TARGET_H
#define TJ_SIM_HOST_TCMU_TARGET_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TCMU_PATH_MAX = 320, TCMU_DEVICE_MAX = 32 };

struct tcmu_target {
    const char *root;   /* Before every path; "" but in tests. Not owned. */
    unsigned    number;
    int         uio;    /* -1: none. */
    void       *map;
    size_t      map_size;
};

/* The modules are there and configfs is mounted; else TJ_UNAVAILABLE with what
 * to do. */
enum tj_status tcmu_target_ready(const char *root, struct tj_error *error);

/* Makes the backstore and maps its ring. One that a killed host left behind is
 * taken over, with the commands that wait in it. TJ_HOST_IO with the path. */
enum tj_status tcmu_target_open(struct tcmu_target *target, const char *root,
                                unsigned number, struct tj_error *error);
/* Removes what attach and open made. It is detached. */
void tcmu_target_close(struct tcmu_target *target);

/* Plugs the drive in, or pulls it out. Both return when the kernel is done with
 * it: it shows the drive, or no longer. To be done it has the drive answer
 * commands, so they are called by another thread than serves the ring. */
enum tj_status tcmu_target_attach(const struct tcmu_target *target,
                                  struct tj_error *error);
enum tj_status tcmu_target_detach(const struct tcmu_target *target,
                                  struct tj_error *error);

/* "sr0"; false: the kernel shows no such drive (yet). */
bool tcmu_target_device(const char *root, unsigned number,
                        char name[TCMU_DEVICE_MAX]);

#endif
