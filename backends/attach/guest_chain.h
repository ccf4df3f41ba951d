/* SPDX-License-Identifier: MIT */
/* How a process of a foreign program reaches the run's drive and its trace:
 * record, faults if any, gate, server. */
#ifndef TJ_BACKENDS_ATTACH_GUEST_CHAIN_H
#define TJ_BACKENDS_ATTACH_GUEST_CHAIN_H

#include "backends/attach/share.h"
#include "backends/drive_server.h"
#include "backends/layer_fault.h"

struct guest_chain { /* Must not move. */
    struct attach_share     *share;
    struct attach_client    *row;
    tj_client                client;
    struct tj_segment        segment;
    struct tj_server_session session;
    struct tj_gate_layer     gate;
    struct tj_fault_plan    *plan;  /* NULL: no faults are planned. */
    struct tj_fault_host     host;
    struct tj_fault_layer    fault;
    struct tj_record_layer   record; /* The top. */
};

/* 0, or an errno that has been told on stderr. */
int  guest_chain_open(struct guest_chain *chain, struct attach_share *share,
                      uint32_t row);
/* Its client has ended well. */
void guest_chain_close(struct guest_chain *chain);
/* In a child: it stays the parent's. */
void guest_chain_abandon(struct guest_chain *chain);
bool guest_chain_owns(const struct guest_chain *chain, int fd);

/* A descriptor of ours, out of the way of a program that counts its own. */
intptr_t guest_lifted(intptr_t native);
/* A line on stderr; gives the errno. */
int guest_complain(const char *what, int error);

#endif
