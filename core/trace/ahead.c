/* SPDX-License-Identifier: MIT */
#include "core/trace/ahead.h"

#include "core/trace/writer.h"

static struct tj_segment *take(struct tj_ahead *ahead)
{
    struct tj_segment *segment = ahead->waiting;

    if (segment != NULL)
        ahead->waiting = segment->asks;
    return segment;
}

static void work(void *context)
{
    struct tj_ahead *ahead = context;

    tj_os_mutex_lock(&ahead->mutex);
    while (!ahead->stopping) {
        ahead->working = take(ahead);
        if (ahead->working == NULL) {
            tj_os_signal_wait(&ahead->asked, &ahead->mutex, UINT64_MAX);
            continue;
        }
        tj_os_mutex_unlock(&ahead->mutex);
        tj_segment_prepare(ahead->working);
        tj_os_mutex_lock(&ahead->mutex);
        ahead->working = NULL;
        tj_os_signal_wake_all(&ahead->done);
    }
    tj_os_mutex_unlock(&ahead->mutex);
}

enum tj_status tj_ahead_start(struct tj_ahead *ahead, struct tj_error *error)
{
    *ahead = (struct tj_ahead){ .stopping = false };
    tj_os_mutex_init(&ahead->mutex);
    tj_os_signal_init(&ahead->asked);
    tj_os_signal_init(&ahead->done);
    return tj_os_thread_start(&ahead->thread, work, ahead, error);
}

/* The mutex stays: a segment that is still in use may ask, in vain. */
void tj_ahead_stop(struct tj_ahead *ahead)
{
    tj_os_mutex_lock(&ahead->mutex);
    ahead->stopping = true;
    tj_os_signal_wake_all(&ahead->asked);
    tj_os_mutex_unlock(&ahead->mutex);
    tj_os_thread_join(&ahead->thread);
}

void tj_ahead_ask(struct tj_ahead *ahead, struct tj_segment *segment)
{
    tj_os_mutex_lock(&ahead->mutex);
    if (!ahead->stopping) {
        segment->asks = ahead->waiting;
        ahead->waiting = segment;
        tj_os_signal_wake_all(&ahead->asked);
    }
    tj_os_mutex_unlock(&ahead->mutex);
}

void tj_ahead_settle(struct tj_ahead *ahead, struct tj_segment *segment)
{
    tj_os_mutex_lock(&ahead->mutex);
    for (struct tj_segment **link = &ahead->waiting; *link != NULL;
         link = &(*link)->asks)
        if (*link == segment) {
            *link = segment->asks;
            break;
        }
    while (ahead->working == segment)
        tj_os_signal_wait(&ahead->done, &ahead->mutex, UINT64_MAX);
    tj_os_mutex_unlock(&ahead->mutex);
}
