#include "backends/real/ledger.h"

#include "backends/real/wear.h"
#include "core/drive/encode.h"

void real_ledger_init(struct real_ledger *ledger, uint32_t budget)
{
    ledger->magic = REAL_LEDGER_MAGIC;
    ledger->size = sizeof *ledger;
    atomic_store(&ledger->budget, budget);
}

/* A raw code counts as what it means. */
static enum tj_verb meant(const struct tj_op *op)
{
    uint32_t readable =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;

    return op->verb == TJ_IOCTL ? tj_decode_verb(op->code, op->input, readable)
                                : op->verb;
}

static bool take_motion(struct real_ledger *ledger)
{
    uint32_t budget = atomic_load(&ledger->budget);
    uint32_t made = atomic_load(&ledger->motions);

    while (made < budget)
        if (atomic_compare_exchange_weak(&ledger->motions, &made, made + 1))
            return true;
    return false;
}

/* Whoever sees none left to undo did not count the one that was undone. */
static void undo_prevent(struct real_ledger *ledger)
{
    int32_t held = atomic_load(&ledger->prevents);

    while (held > 0 && !atomic_compare_exchange_weak(&ledger->prevents, &held,
                                                     held - 1))
        ;
}

bool real_ledger_before(struct real_ledger *ledger, const struct tj_op *op)
{
    if (meant(op) == TJ_PREVENT)
        atomic_fetch_add(&ledger->prevents, 1);
    return !real_moves_tray(op) || take_motion(ledger);
}

void real_ledger_after(struct real_ledger *ledger, const struct tj_op *op,
                        enum tj_outcome outcome)
{
    enum tj_verb verb = meant(op);
    bool         done = outcome == TJ_DONE;

    if (verb == TJ_PREVENT && outcome == TJ_REFUSED)
        undo_prevent(ledger);
    if (verb == TJ_ALLOW && done)
        undo_prevent(ledger);
    if (real_moves_tray(op) && outcome == TJ_REFUSED)
        atomic_fetch_sub(&ledger->motions, 1);
    if (verb == TJ_EJECT && outcome != TJ_REFUSED)
        atomic_store(&ledger->ejected, true);
    if ((verb == TJ_LOAD || verb == TJ_LOAD2) && done)
        atomic_store(&ledger->ejected, false);
}

void real_ledger_attach(struct real_ledger *ledger, uint32_t process)
{
    for (unsigned i = 0; i < REAL_LEDGER_PROCESSES; i++) {
        uint32_t free = 0;
        if (atomic_compare_exchange_strong(&ledger->processes[i], &free,
                                           process))
            return;
    }
}

void real_ledger_detach(struct real_ledger *ledger, uint32_t process)
{
    for (unsigned i = 0; i < REAL_LEDGER_PROCESSES; i++) {
        uint32_t own = process;
        if (atomic_compare_exchange_strong(&ledger->processes[i], &own, 0))
            return;
    }
}
