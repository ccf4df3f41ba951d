#include "core/base/os_process.h"

/* Worker processes of a run come with the Windows backend; until then the
 * reason is said and nothing is started. */
static enum tj_status refuse(struct tj_error *error)
{
    return tj_fail(error, TJ_UNAVAILABLE, "clients in processes of their own "
                   "need Linux in this build; use --runner threads");
}

enum tj_status tj_os_share_make(struct tj_os_share *share, size_t size,
                                struct tj_error *error)
{
    (void)size;
    *share = (struct tj_os_share){ .native = -1 };
    return refuse(error);
}

enum tj_status tj_os_share_inherited(struct tj_os_share *share,
                                     struct tj_error *error)
{
    *share = (struct tj_os_share){ .native = -1 };
    return refuse(error);
}

void tj_os_share_close(struct tj_os_share *share)
{
    (void)share;
}

enum tj_status tj_os_channel_make(struct tj_os_channel *ours,
                                  struct tj_os_channel *theirs,
                                  struct tj_error *error)
{
    ours->native = theirs->native = -1;
    return refuse(error);
}

enum tj_status tj_os_channel_inherited(struct tj_os_channel *channel,
                                       struct tj_error *error)
{
    channel->native = -1;
    return refuse(error);
}

void tj_os_channel_close(struct tj_os_channel *channel)
{
    channel->native = -1;
}

bool tj_os_channel_send(struct tj_os_channel *channel, const void *bytes,
                        size_t size)
{
    (void)channel, (void)bytes, (void)size;
    return false;
}

int tj_os_channel_receive(struct tj_os_channel *channel, void *bytes,
                          size_t max, uint64_t until_ns)
{
    (void)channel, (void)bytes, (void)max, (void)until_ns;
    return -1;
}

bool tj_os_channel_ask(struct tj_os_channel *channel, void *bytes, size_t size)
{
    (void)channel, (void)bytes, (void)size;
    return false;
}

void tj_os_channel_echo(struct tj_os_channel *channel)
{
    (void)channel;
}

enum tj_status tj_os_process_start(struct tj_os_process *process,
                                   const char *const *argv,
                                   const struct tj_os_share *share,
                                   const struct tj_os_channel *channel,
                                   struct tj_error *error)
{
    (void)argv, (void)share, (void)channel;
    *process = (struct tj_os_process){ .ended = true };
    return refuse(error);
}

bool tj_os_process_ended(struct tj_os_process *process)
{
    return process->ended;
}

void tj_os_process_wait(struct tj_os_process *process)
{
    process->ended = true;
}

void tj_os_process_kill(const struct tj_os_process *process)
{
    (void)process;
}

void tj_os_process_stop(const struct tj_os_process *process)
{
    (void)process;
}

void tj_os_process_go_on(const struct tj_os_process *process)
{
    (void)process;
}

void tj_os_kill_self(void)
{
}

void tj_os_stop_self(void)
{
}
