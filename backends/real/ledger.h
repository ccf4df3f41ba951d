/* What a run has done to a real drive that outlives its handles: tray motions,
 * simple tray locks, the tray left open. It lies in memory that all processes of
 * a run share, and a guardian process besides: when the run dies, however it
 * dies, the guardian puts the drive back. What goes with a handle needs no such
 * care: exclusive locks, and on Windows secure tray locks and notification
 * counts. */
#ifndef TJ_BACKENDS_REAL_LEDGER_H
#define TJ_BACKENDS_REAL_LEDGER_H

#include "core/drive/op.h"

#include <stdatomic.h>

#define REAL_LEDGER_MAGIC UINT32_C(0x746a6c67)
enum { REAL_LEDGER_PROCESSES = 128 };

struct real_ledger {
    uint32_t         magic, size; /* Of this struct: same build. */
    _Atomic uint32_t budget;      /* Tray motions allowed in all. */
    _Atomic uint32_t motions;     /* Made so far. */
    _Atomic int32_t  prevents;    /* Simple tray locks granted or on their way,
                                     and not undone. */
    _Atomic bool     ejected;     /* The last motion opened the tray. */
    _Atomic bool     clean;       /* The run has put everything back itself. */
    _Atomic uint32_t processes[REAL_LEDGER_PROCESSES]; /* Ids; 0: free. */
    _Atomic uint32_t guardian;    /* Its id, once it stands. */
};

void real_ledger_init(struct real_ledger *ledger, uint32_t budget);

/* Before an operation: false if the budget of tray motions is used up. What may
 * be granted is counted before it is asked for, so that a client that dies in
 * between leaves nothing unknown. */
bool real_ledger_before(struct real_ledger *ledger, const struct tj_op *op);
/* After it: what was refused is taken back. */
void real_ledger_after(struct real_ledger *ledger, const struct tj_op *op,
                        enum tj_outcome outcome);

void real_ledger_attach(struct real_ledger *ledger, uint32_t process);
void real_ledger_detach(struct real_ledger *ledger, uint32_t process);

#endif
