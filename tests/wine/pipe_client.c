/* Says nonsense to a drive server: pipe_client PIPE HEX ... sends each packet
 * over a connection of its own and waits until the server hangs up. */
#include "core/base/text.h"

#include <windows.h>

#include <stdint.h>
#include <stdio.h>

enum { PACKET_MAX = 8192 };

static int say(const char *pipe_name, const char *hex)
{
    static uint8_t packet[PACKET_MAX];
    uint8_t answer[PACKET_MAX];
    DWORD count = 0;
    size_t size = tj_hex_decode(hex, packet, sizeof packet);
    HANDLE pipe = CreateFileA(pipe_name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                              OPEN_EXISTING, 0, NULL);

    if (pipe == INVALID_HANDLE_VALUE || size == SIZE_MAX) {
        (void)fprintf(stderr, "pipe_client: error %lu\n", GetLastError());
        return 1;
    }
    (void)WriteFile(pipe, packet, (DWORD)size, &count, NULL);
    while (ReadFile(pipe, answer, sizeof answer, &count, NULL))
        continue;
    (void)CloseHandle(pipe);
    return 0;
}

int main(int argc, char **argv)
{
    int code = argc > 2 ? 0 : 64;

    for (int i = 2; i < argc && code == 0; i++)
        code = say(argv[1], argv[i]);
    return code;
}
