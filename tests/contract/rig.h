/* Chains to hold the contract of core/drive/backend.h against: every backend
 * of this version, bare and under layers. A rig has room for four clients of
 * one drive. */
#ifndef TJ_TESTS_CONTRACT_RIG_H
#define TJ_TESTS_CONTRACT_RIG_H

#include "backends/drive_linux.h"
#include "backends/drive_null.h"
#include "backends/drive_server.h"
#include "backends/drive_sim.h"
#include "backends/drive_windows.h"
#include "backends/layer_fault.h"
#include "backends/layer_record.h"
#include "backends/virtual.h"

enum rig_drive { RIG_NULL, RIG_SIM, RIG_VIRTUAL, RIG_SERVER,
                 RIG_WINDOWS, RIG_LINUX };
enum rig_layers { RIG_BARE = 0, RIG_FAULT = 1, RIG_RECORD = 2 };

struct rig_kind {
    const char     *name;
    enum rig_drive  drive;
    unsigned        layers;
};
extern const struct rig_kind rig_kinds[];
extern const size_t          rig_kinds_count;

enum { RIG_CLIENTS = 4 };
struct rig_client {
    struct tj_null_drive      null;
    struct tj_sim_session     sim;
    struct tj_virtual_session virtual_session;
    struct tj_server_session  server;
    struct tj_windows_session windows;
    struct tj_linux_session   of_linux;
    struct tj_fault_layer     fault;
    struct tj_record_layer    record;
    struct tj_backend        *chain; /* The outermost of them. */
    uint32_t                  number; /* Of the last operation. */
};
struct rig {
    const struct rig_kind *kind;
    void                  *memory;
    struct tj_sim_host    *host;
    struct tj_virtual     *world;
    struct rig_server     *server;
    bool                   is_windows;
    struct tj_windows_host windows;
    struct kernel         *kernel; /* A model of Linux, and a drive of it. */
    struct tj_linux_host   of_linux;
    struct tj_fault_plan   plan;
    struct rig_client      clients[RIG_CLIENTS];
};

/* rig_kernel.c; where there is no such model, none is made. */
enum tj_status rig_kernel_open(struct rig *rig, struct tj_error *error);

/* Stops the test when the drive cannot be opened. rules may be NULL. */
struct rig *rig_open(const struct rig_kind *kind,
                     const struct tj_fault_rule *rules, size_t rules_count);
void        rig_close(struct rig *rig);
uint64_t    rig_now(const struct rig *rig);

/* client: 0 .. 3, whose tj_client is one more. */
struct tj_op rig_op(struct rig *rig, unsigned client, enum tj_verb verb,
                    tj_handle handle, uint32_t arg);
/* Submits, and waits for the answer if it does not come at once. */
void rig_ask(struct rig *rig, const struct tj_op *op, struct tj_reply *reply);
/* Both in one, for tests that only want it done. Gives the NTSTATUS. */
uint32_t rig_do(struct rig *rig, unsigned client, enum tj_verb verb,
                tj_handle handle, uint32_t arg);
/* An interface handle with read and write access. */
void rig_open_handle(struct rig *rig, unsigned client, tj_handle handle);

#endif
