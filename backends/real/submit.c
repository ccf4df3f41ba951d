#include "backends/real/submit.h"

#include "backends/real/wear.h"
#include "core/base/clock.h"
#include "core/drive/catalog.h"

static void fill(struct tj_reply *reply, const struct real_answer *answer,
                 bool injected)
{
    reply->outcome = answer->known ? tj_outcome_of(answer->status) : TJ_UNKNOWN;
    reply->answered_ns = tj_clock_ns();
    reply->status = answer->status;
    reply->native = answer->native;
    reply->info = answer->info;
    reply->brought = false;
    reply->injected = injected;
}

void real_act_meanwhile(struct real_session *session)
{
    if (session->depth == 1)
        tj_backend_act_meanwhile(&session->backend);
}

/* Otherwise the refusal is the answer. */
static bool may(struct real_session *session, const struct tj_op *op,
                struct real_answer *answer)
{
    bool wears = real_moves_tray(op) || real_writes(op);

    if (wears && session->plan < REAL_MOVES) {
        session->acts->refuse(answer, TJ_STATUS_NOT_SUPPORTED);
        return false;
    }
    if (session->ledger != NULL && !real_ledger_before(session->ledger, op)) {
        session->acts->refuse(answer, TJ_STATUS_INSUFFICIENT_RESOURCES);
        return false;
    }
    return true;
}

static void send(struct real_session *session, const struct tj_op *op,
                 struct tj_reply *reply, struct real_answer *answer)
{
    if (!may(session, op, answer)) {
        fill(reply, answer, true);
        return;
    }
    session->acts->request(session, op, reply->output, answer);
    fill(reply, answer, false);
    if (session->ledger != NULL)
        real_ledger_after(session->ledger, op, reply->outcome);
}

enum tj_submit real_submit(struct tj_backend *backend, uint64_t now_ns,
                           const struct tj_op *op, struct tj_reply *reply)
{
    struct real_session *session = (struct real_session *)backend;
    struct real_answer   answer = { .known = true };

    (void)now_ns;
    reply->number = op->number;
    reply->client = op->client;
    session->depth++;
    if (session->acts->here[op->verb] == NULL) {
        send(session, op, reply, &answer);
    } else {
        real_act_meanwhile(session);
        session->acts->here[op->verb](session, op, &answer);
        fill(reply, &answer, false);
    }
    session->depth--;
    return TJ_ANSWERED;
}

enum tj_status real_may_listen(const struct real_session *session,
                               bool listens, bool is_open, tj_handle handle,
                               struct tj_error *error)
{
    unsigned client = session->backend.client;

    if (listens)
        return tj_fail(error, TJ_UNAVAILABLE, "client %u listens already",
                       client);
    if (!is_open)
        return tj_fail(error, TJ_UNAVAILABLE, "client %u cannot listen on "
                       "handle %lu, which it has not open", client,
                       (unsigned long)handle);
    return TJ_OK;
}
