/* SPDX-License-Identifier: MIT */
/* A program that knows nothing of trayjam, for tests of trayjam.sys: does with
 * CreateFile, DeviceIoControl and friends what its stdin says, a line each, and
 * answers each line with one line. H is a slot, 0 to 63.
 *
 *   open H NAME ACCESS SHARE [overlapped]    ok | error N
 *   ioctl H CODE OUTSIZE [HEX]               ok BYTES [HEX] | error N
 *   read H SIZE                              ok BYTES [HEX] | error N
 *   start H CODE OUTSIZE [HEX]               error 997, or as ioctl
 *   cancel H / result H [wait]               ok | error N / as ioctl
 *   close H                                  ok
 *   listen H / event MS                      ok | none | event SIZE GUID WHOSE HEX
 *   pid                                      ok N
 *   terminate                                TerminateProcess of itself */
#include <windows.h>

#include <dbt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 64, BYTES = 4096, WORDS = 8, EVENTS = 256 };

struct slot {
    HANDLE     handle;
    OVERLAPPED overlapped;
    uint8_t    input[BYTES], output[BYTES];
};

struct heard {
    DWORD   size;
    uint8_t bytes[128];
};

static struct slot slots[SLOTS];
static struct heard heard[EVENTS];
static unsigned heard_count, heard_taken;
static CRITICAL_SECTION heard_lock;
static HANDLE heard_news, window_up, heard_of;

static void say(BOOL good, DWORD code, const uint8_t *bytes, DWORD size)
{
    if (!good) {
        printf("error %lu\n", code);
        return;
    }
    printf("ok %lu ", size);
    for (DWORD i = 0; i < size && i < BYTES; i++)
        printf("%02x", bytes[i]);
    printf("\n");
}

static DWORD read_hex(const char *text, uint8_t *bytes)
{
    DWORD    count = 0;
    unsigned byte;

    while (text != NULL && count < BYTES && sscanf(text, "%2x", &byte) == 1) {
        bytes[count++] = (uint8_t)byte;
        text += 2;
    }
    return count;
}

static void open_one(struct slot *slot, char **words)
{
    DWORD access = strcmp(words[3], "rw") == 0 ? GENERIC_READ | GENERIC_WRITE
                   : strcmp(words[3], "r") == 0 ? GENERIC_READ : 0;
    BOOL  overlapped = words[5] != NULL;

    memset(slot, 0, sizeof *slot);
    slot->handle = CreateFileA(words[2], access, strtoul(words[4], NULL, 0),
                               NULL, OPEN_EXISTING,
                               overlapped ? FILE_FLAG_OVERLAPPED : 0, NULL);
    if (overlapped)
        slot->overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    say(slot->handle != INVALID_HANDLE_VALUE, GetLastError(), NULL, 0);
}

static void control(struct slot *slot, char **words, OVERLAPPED *overlapped)
{
    DWORD code = strtoul(words[2], NULL, 0), room = strtoul(words[3], NULL, 0);
    DWORD size = read_hex(words[4], slot->input), done = 0;

    memset(slot->output, 0xee, sizeof slot->output);
    BOOL good = DeviceIoControl(slot->handle, code, size > 0 ? slot->input : NULL,
                                size, room > 0 ? slot->output : NULL, room,
                                &done, overlapped);
    say(good, GetLastError(), slot->output, done);
}

static void read_one(struct slot *slot, char **words)
{
    DWORD size = strtoul(words[2], NULL, 0), done = 0;

    memset(slot->output, 0xee, sizeof slot->output);
    BOOL good = size <= BYTES &&
                ReadFile(slot->handle, slot->output, size, &done, NULL);
    say(good, GetLastError(), slot->output, done);
}

static void result(struct slot *slot, char **words)
{
    DWORD done = 0;
    BOOL good = GetOverlappedResult(slot->handle, &slot->overlapped, &done,
                                    words[2] != NULL);
    say(good, GetLastError(), slot->output, done);
}

/* --- Events --- */

static LRESULT CALLBACK take(HWND window, UINT message, WPARAM what,
                             LPARAM where)
{
    const DEV_BROADCAST_HDR *head = (const void *)where;

    if (message != WM_DEVICECHANGE || what != DBT_CUSTOMEVENT || head == NULL)
        return DefWindowProcA(window, message, what, where);
    EnterCriticalSection(&heard_lock);
    if (heard_count < EVENTS) {
        struct heard *event = &heard[heard_count++];
        event->size = head->dbch_size;
        memcpy(event->bytes, head, head->dbch_size < sizeof event->bytes
                                       ? head->dbch_size : sizeof event->bytes);
    }
    LeaveCriticalSection(&heard_lock);
    SetEvent(heard_news);
    return TRUE;
}

static DWORD WINAPI listen_on(void *handle)
{
    WNDCLASSA class = { .lpfnWndProc = take, .lpszClassName = "listener" };
    DEV_BROADCAST_HANDLE wanted = { .dbch_size = sizeof wanted,
                                    .dbch_devicetype = DBT_DEVTYP_HANDLE,
                                    .dbch_handle = handle };
    MSG message;

    RegisterClassA(&class);
    HWND window = CreateWindowA("listener", "", 0, 0, 0, 1, 1, HWND_MESSAGE,
                                NULL, NULL, NULL);
    if (RegisterDeviceNotificationA(window, &wanted, 0) != NULL)
        SetEvent(window_up);
    while (GetMessageA(&message, NULL, 0, 0) > 0)
        DispatchMessageA(&message);
    return 0;
}

static void tell_event(DWORD wait_ms)
{
    const ULONGLONG until = GetTickCount64() + wait_ms;
    struct heard    event = { 0 };
    BOOL            any = FALSE;

    /* The signal may be of an event that was taken before: only time ends it. */
    for (;;) {
        EnterCriticalSection(&heard_lock);
        any = heard_taken < heard_count;
        if (any)
            event = heard[heard_taken++];
        LeaveCriticalSection(&heard_lock);
        ULONGLONG now = GetTickCount64();
        if (any || now >= until)
            break;
        WaitForSingleObject(heard_news, (DWORD)(until - now));
    }
    if (!any) {
        printf("none\n");
        return;
    }
    const DEV_BROADCAST_HANDLE *head = (const void *)event.bytes;
    const GUID *guid = &head->dbch_eventguid;
    printf("event %lu %08lx-%04x-%04x-", event.size, guid->Data1, guid->Data2,
           guid->Data3);
    for (int i = 0; i < 8; i++)
        printf(i == 2 ? "-%02x" : "%02x", guid->Data4[i]);
    printf(" %s ", head->dbch_handle == NULL ? "nobody's"
                   : head->dbch_handle == heard_of ? "own" : "foreign");
    for (DWORD i = offsetof(DEV_BROADCAST_HANDLE, dbch_data); i < event.size; i++)
        printf("%02x", event.bytes[i]);
    printf("\n");
}

static void listen_to(struct slot *slot)
{
    heard_of = slot->handle;
    HANDLE thread = CreateThread(NULL, 0, listen_on, slot->handle, 0, NULL);
    BOOL   up = thread != NULL &&
              WaitForSingleObject(window_up, 20000) == WAIT_OBJECT_0;

    say(up, GetLastError(), NULL, 0);
}

/* --- Lines --- */

static void obey(char **words)
{
    unsigned     number = words[1] != NULL ? strtoul(words[1], NULL, 0) : 0;
    struct slot *slot = &slots[number % SLOTS];

    if (strcmp(words[0], "open") == 0)
        open_one(slot, words);
    else if (strcmp(words[0], "ioctl") == 0)
        control(slot, words, NULL);
    else if (strcmp(words[0], "read") == 0)
        read_one(slot, words);
    else if (strcmp(words[0], "start") == 0)
        control(slot, words, &slot->overlapped);
    else if (strcmp(words[0], "cancel") == 0)
        say(CancelIoEx(slot->handle, &slot->overlapped), GetLastError(), NULL, 0);
    else if (strcmp(words[0], "result") == 0)
        result(slot, words);
    else if (strcmp(words[0], "close") == 0)
        say(CloseHandle(slot->handle), GetLastError(), NULL, 0);
    else if (strcmp(words[0], "listen") == 0)
        listen_to(slot);
    else if (strcmp(words[0], "event") == 0)
        tell_event(number);
    else if (strcmp(words[0], "pid") == 0)
        printf("ok %lu\n", GetCurrentProcessId());
    else if (strcmp(words[0], "terminate") == 0)
        TerminateProcess(GetCurrentProcess(), 9);
    else
        printf("what is %s?\n", words[0]);
}

int main(void)
{
    static char line[4 * BYTES];

    setvbuf(stdout, NULL, _IONBF, 0);
    InitializeCriticalSection(&heard_lock);
    heard_news = CreateEventA(NULL, FALSE, FALSE, NULL);
    window_up = CreateEventA(NULL, FALSE, FALSE, NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *words[WORDS + 1] = { NULL };
        int   count = 0;

        for (char *word = strtok(line, " \r\n"); word != NULL && count < WORDS;
             word = strtok(NULL, " \r\n"))
            words[count++] = word;
        if (count > 0)
            obey(words);
    }
    return 0;
}
