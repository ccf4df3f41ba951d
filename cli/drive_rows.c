/* SPDX-License-Identifier: MIT */
#include "cli/drive_rows.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { EVENTS_AT_ONCE = 16 };

static enum tj_status open_row(struct drive_row *row, const char *target,
                               struct tj_error *error)
{
    struct tj_reply reply;
    struct tj_error unheard;

    (void)tj_text_copy(row->name, sizeof row->name, target);
    enum tj_status status = single_drive_open(&row->drive, target, error);
    if (status != TJ_OK)
        return status;
    single_drive_handle(&row->drive, 0, &reply);
    tj_handle handle = row->drive.clients[0].handle;
    if (handle == TJ_NO_HANDLE)
        return TJ_OK; /* The row says that nothing is known. */
    drive_model(&row->drive, 0, row->model);
    row->listens = tj_backend_listen(row->drive.clients[0].backend, handle,
                                     &unheard) == TJ_OK;
    return TJ_OK;
}

enum tj_status drive_rows_open(struct drive_rows *rows, const char *target,
                               struct tj_error *error)
{
    char           name[DRIVE_NAME_SIZE];
    struct tj_text text;
    struct tj_error none_left;

    enum tj_status status = open_row(&rows->rows[0], target, error);
    if (status != TJ_OK)
        return status;
    rows->count = 1;
    if (strcmp(rows->rows[0].drive.spec.info->name, "server") != 0 ||
        strchr(target, '#') != NULL)
        return TJ_OK;
    while (rows->count < DRIVE_ROWS_MAX) {
        tj_text_init(&text, name, sizeof name);
        tj_text_add(&text, "%s#%zu", target, rows->count);
        if (open_row(&rows->rows[rows->count], name, &none_left) != TJ_OK)
            break;
        rows->count++;
    }
    return TJ_OK;
}

void drive_rows_close(struct drive_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        single_drive_close(&rows->rows[i].drive);
}

static void take_events(struct drive_row *row, uint64_t until_ns)
{
    struct tj_event events[EVENTS_AT_ONCE];

    if (!row->listens) {
        if (until_ns > tj_clock_ns())
            tj_clock_sleep_until(until_ns);
        return;
    }
    size_t count = tj_backend_events(row->drive.clients[0].backend, until_ns,
                                     events, EVENTS_AT_ONCE);
    for (size_t i = 0; i < count; i++)
        lock_watch_event(&row->lock, events[i].id,
                         events[i].emitted_ns != 0 ? events[i].emitted_ns
                                                   : events[i].delivered_ns);
}

/* In what people are shown. */
static bool differs(const struct drive_look *a, const struct drive_look *b)
{
    if (a->answered != b->answered || a->viewed != b->viewed)
        return true;
    if (!a->answered)
        return false;
    return a->media != b->media || a->refused != b->refused ||
           strcmp(a->mounted, b->mounted) != 0 ||
           strcmp(a->viewed ? a->view.tray : a->tray,
                  b->viewed ? b->view.tray : b->tray) != 0;
}

static void look_at(struct drive_row *row, uint64_t now_ns)
{
    const struct drive_look before = row->look;

    if (row->drive.clients[0].handle != TJ_NO_HANDLE)
        drive_look(&row->drive, 0, &row->look);
    row->news = differs(&row->look, &before);
    if (row->look.answered)
        row->news |= lock_watch_look(&row->lock, now_ns, row->look.locked,
                                     row->look.owner);
}

bool drive_rows_look(struct drive_rows *rows, uint64_t until_ns)
{
    bool     news = false;
    uint64_t now_ns = tj_clock_ns();

    for (size_t i = 0; i < rows->count; i++) {
        uint64_t left_ns = until_ns > now_ns && !news ? until_ns - now_ns : 0;

        take_events(&rows->rows[i], now_ns + left_ns / (rows->count - i));
        now_ns = tj_clock_ns();
        look_at(&rows->rows[i], now_ns);
        news |= rows->rows[i].news;
    }
    return news;
}
