/* SPDX-License-Identifier: MIT */
/* HandlerEx of the service that hears for another process, called by this
 * program with what Windows calls it with: Wine sends device events to no
 * service. Both ends of the pipe are here. */
#include "backends/windows/ear_parts.h"
#include "backends/windows/service.h"
#include "core/base/clock.h"
#include "core/drive/encode.h"
#include "tests/support/tap.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <dbt.h>

#define SECOND UINT64_C(1000000000)
#define PIPE   "\\\\.\\pipe\\trayjam-tap-ear"
enum { PAGE = 4096, ROOM = 64, NOTIFY = 0x5678 };

static struct tap           tap;
static struct win32_service service;
static struct win32_ear     ear;
static struct tj_event      events[WIN32_EAR_EVENTS];
static struct tj_event      heard[ROOM];
/* Two pages of which the second cannot be read. */
static uint8_t             *edge;

static void ok(bool good, const char *what)
{
    tap_ok(&tap, good, what);
}

static void fail(const char *what)
{
    printf("Bail out! %s: error %lu\n", what, GetLastError());
    exit(1);
}

static unsigned long call(void *data)
{
    return win32_service_handler(SERVICE_CONTROL_DEVICEEVENT,
                                 DBT_CUSTOMEVENT, data, &service);
}

/* A DEV_BROADCAST_HANDLE as Windows makes it, in memory that goes on behind. */
static DEV_BROADCAST_HANDLE *make(enum tj_event_id id, uint8_t bytes[PAGE])
{
    struct tj_payload   payload = { .change_count = 7, .new_state = 2,
                                    .reason = 1 };
    struct tj_broadcast broadcast = { .notify = NOTIFY, .event = { .id = id } };

    memset(bytes, 0, PAGE);
    tj_encode_payload(&broadcast.event, &payload);
    (void)tj_encode_broadcast(&broadcast, sizeof(void *), bytes);
    return (DEV_BROADCAST_HANDLE *)(void *)bytes;
}

/* --- The stage --- */

static void make_pipe(void)
{
    HANDLE there = CreateNamedPipeA(
        PIPE, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 1 << 16, 1 << 16, 0,
        NULL);
    HANDLE here = CreateFileA(PIPE, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                              OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    if (there == INVALID_HANDLE_VALUE || here == INVALID_HANDLE_VALUE)
        fail("no pipe");
    ear.service.pipe = (intptr_t)there;
    service.pipe = (intptr_t)here;
}

static void open_stage(void)
{
    DWORD before;

    ear = (struct win32_ear){ .open = true, .by = WIN32_BY_SERVICE,
                              .events = events,
                              .registration = { .notify = NOTIFY } };
    tj_os_mutex_init(&ear.mutex);
    tj_os_signal_init(&ear.signal);
    make_pipe();
    ear.service.came = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    ear.service.done = (intptr_t)CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!win32_service_init(&service))
        fail("no service");
    edge = VirtualAlloc(NULL, 2 * PAGE, MEM_RESERVE | MEM_COMMIT,
                        PAGE_READWRITE);
    if (edge == NULL ||
        !VirtualProtect(edge + PAGE, PAGE, PAGE_NOACCESS, &before))
        fail("no page");
}

static void carry(void *context)
{
    (void)context;
    win32_service_carry(&service);
    (void)CloseHandle((HANDLE)service.pipe);
}

static size_t hear(size_t wanted)
{
    uint64_t until_ns = tj_clock_ns() + 30 * SECOND;
    size_t   count = 0;

    while (count < wanted && tj_clock_ns() < until_ns)
        count += win32_ear_events(&ear, until_ns, heard + count, ROOM - count);
    return count;
}

/* --- What is tried --- */

static void events_arrive(void)
{
    static uint8_t bytes[PAGE];
    uint64_t       begin_ns = tj_clock_ns();

    ok(call(make(TJ_EVENT_CDROM_EXCLUSIVE_LOCK, bytes)) == NO_ERROR &&
           call(make(TJ_EVENT_MEDIA_REMOVAL, bytes)) == NO_ERROR,
       "HandlerEx takes device events");
    memset(bytes, 0xee, sizeof bytes); /* They are Windows' again. */
    ok(hear(2) == 2, "which arrive");
    ok(heard[0].id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK &&
           heard[1].id == TJ_EVENT_MEDIA_REMOVAL, "in order");
    ok(heard[0].delivered_ns >= begin_ns &&
           heard[1].delivered_ns >= heard[0].delivered_ns &&
           heard[1].delivered_ns <= tj_clock_ns(),
       "with the time of the call");
    struct tj_payload payload;
    ok(tj_decode_payload(&heard[1], &payload) && payload.change_count == 7,
       "and its data");
}

/* The last of them is heard; by then the others have been, too. */
static void expect(enum win32_heard as, uint64_t count, const char *what)
{
    static uint8_t bytes[PAGE];

    (void)call(make(TJ_EVENT_MEDIA_REMOVAL, bytes));
    size_t came = hear(1);
    ok(came == 1 && ear.heard[as] == count, what);
    if (ear.heard[as] != count)
        printf("# %llu\n", (unsigned long long)ear.heard[as]);
}

static void hostile_sizes(void)
{
    static const DWORD sizes[] = { 0, 1, 12, 40, 51, 85, PAGE, 0x7fffffff,
                                   0xffffffff };
    static uint8_t        bytes[PAGE];
    DEV_BROADCAST_HANDLE *broadcast = make(TJ_EVENT_MEDIA_REMOVAL, bytes);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        broadcast->dbch_size = sizes[i];
        (void)call(broadcast);
    }
    expect(WIN32_HEARD_BAD_SIZE, sizeof sizes / sizeof *sizes,
           "sizes that do not fit");
    broadcast->dbch_size = 52 + 7; /* The event needs 8. */
    (void)call(broadcast);
    expect(WIN32_HEARD_BAD_PAYLOAD, 1, "less data than the event's");
}

static void hostile_memory(void)
{
    static uint8_t bytes[PAGE];
    const uint64_t before = ear.heard[WIN32_HEARD_BAD_SIZE];
    DEV_BROADCAST_HANDLE *broadcast = make(TJ_EVENT_MEDIA_REMOVAL, bytes);

    (void)call(NULL);
    (void)call(edge + PAGE);     /* No access. */
    (void)call(edge + PAGE - 8); /* Less than a header. */
    expect(WIN32_HEARD_NO_DATA, 3, "no memory behind the pointer");
    memcpy(edge + PAGE - 40, broadcast, 40);
    (void)call(edge + PAGE - 40); /* Ends before the event's data. */
    expect(WIN32_HEARD_BAD_SIZE, before + 1, "less memory than dbch_size");
    memcpy(edge + PAGE - broadcast->dbch_size, broadcast,
           broadcast->dbch_size);
    (void)call(edge + PAGE - broadcast->dbch_size);
    ok(hear(1) == 1, "all of it, up to the last byte that there is");
}

static void other_calls(void)
{
    static uint8_t bytes[PAGE];
    DEV_BROADCAST_HANDLE *broadcast = make(TJ_EVENT_MEDIA_REMOVAL, bytes);

    (void)win32_service_handler(SERVICE_CONTROL_DEVICEEVENT,
                                DBT_DEVICEQUERYREMOVE, broadcast, &service);
    expect(WIN32_HEARD_NOT_CUSTOM, 1, "another event type");
    broadcast->dbch_devicetype = DBT_DEVTYP_DEVICEINTERFACE;
    (void)call(broadcast);
    expect(WIN32_HEARD_OTHER_TYPE, 1, "another device type");
    broadcast = make(TJ_EVENT_MEDIA_REMOVAL, bytes);
    broadcast->dbch_eventguid.Data4[7] ^= 0x80;
    (void)call(broadcast);
    expect(WIN32_HEARD_UNKNOWN_GUID, 1, "an unknown GUID");
    broadcast = make(TJ_EVENT_MEDIA_REMOVAL, bytes);
    broadcast->dbch_hdevnotify = (HDEVNOTIFY)(uintptr_t)(NOTIFY + 1);
    (void)call(broadcast);
    expect(WIN32_HEARD_EVENT, ear.heard[WIN32_HEARD_EVENT] + 2,
           "of another registration");
    ok(hear(0) == 0 && ear.unmapped == 0, "which is not ours");
    ok(win32_service_handler(SERVICE_CONTROL_INTERROGATE, 0, NULL, &service) ==
               NO_ERROR &&
           win32_service_handler(200, 0, NULL, &service) ==
               ERROR_CALL_NOT_IMPLEMENTED,
       "other control codes are answered as the service manager wants it");
}

/* Before anybody carries: a listener that is slow. */
static void too_many(void)
{
    static uint8_t      bytes[PAGE];
    struct win32_packet packet;
    unsigned            kept = 0;

    for (unsigned i = 0; i < WIN32_SERVICE_PACKETS + 6; i++)
        (void)call(make(TJ_EVENT_MEDIA_REMOVAL, bytes));
    while (win32_service_next(&service, &packet))
        kept++;
    ok(kept == WIN32_SERVICE_PACKETS, "HandlerEx waits for nobody");
    ok(ear.lost == 0, "(nobody knows yet)");
}

int main(void)
{
    struct tj_os_thread carrier, listener;
    struct tj_error     error;

    open_stage();
    too_many();
    if (tj_os_thread_start(&carrier, carry, NULL, &error) != TJ_OK ||
        tj_os_thread_start(&listener, win32_ear_hear_service, &ear, &error) !=
            TJ_OK)
        fail("no thread");
    events_arrive();
    ok(ear.lost == 6, "what found no room is told with the next one");
    hostile_sizes();
    hostile_memory();
    other_calls();
    ok(win32_service_handler(SERVICE_CONTROL_STOP, 0, NULL, &service) ==
           NO_ERROR, "it can be stopped");
    tj_os_thread_join(&carrier);
    tj_os_thread_join(&listener);
    ok(ear.lost == 7, "that it ended by itself counts as a loss");
    return tap_done(&tap);
}
