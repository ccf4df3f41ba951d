/* Clients of one drive of the model, for tests. */
#ifndef TJ_TESTS_LINUX_RIG_H
#define TJ_TESTS_LINUX_RIG_H

#include "backends/linux/host.h"
#include "kernel_model.h"

enum { LINUX_RIG_CLIENTS = 4 };
struct linux_rig {
    struct kernel           kernel;
    uint32_t                budget; /* Tray motions; 0: they are not counted. */
    struct tj_linux_host    host;
    struct tj_linux_session sessions[LINUX_RIG_CLIENTS];
    uint32_t                number[LINUX_RIG_CLIENTS];
    struct tj_reply         reply; /* The last one. */
    struct tj_error         error;
};

/* First, so that a test can change kernel and budget before the host opens. */
void linux_rig_init(struct linux_rig *rig);
/* As for a command that moves the tray, or with less. */
enum tj_status linux_rig_open(struct linux_rig *rig, const char *detail,
                              enum real_plan plan);
/* Each client with an interface handle of its number, from 1. */
void linux_rig_start(struct linux_rig *rig);
void linux_rig_close(struct linux_rig *rig);
/* client from 1. Gives the NTSTATUS. */
uint32_t linux_do(struct linux_rig *rig, unsigned client, enum tj_verb verb,
                  tj_handle handle, uint32_t arg);
uint32_t linux_ask(struct linux_rig *rig, unsigned client, struct tj_op *op);

#endif
