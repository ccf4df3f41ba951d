#include "backends/server_link.h"

#include "core/base/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void tj_server_place(struct tj_text *path, const char *name)
{
    tj_text_add(path, "/tmp/%s.sock", name);
}

void tj_server_link_close(struct tj_server_link *link)
{
    if (link->native >= 0)
        close((int)link->native);
    link->native = -1;
}

enum tj_status tj_server_link_open(struct tj_server_link *link,
                                   const char *path, struct tj_error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    link->native = -1;
    if (!tj_text_copy(address.sun_path, sizeof address.sun_path, path))
        return tj_fail(error, TJ_USAGE, "%s: a socket's path has at most %zu "
                       "bytes", path, sizeof address.sun_path - 1);
    link->native = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (link->native < 0)
        return tj_fail_native(error, TJ_HOST_IO, errno, "%s: no socket: %s",
                              path, strerror(errno));
    if (connect((int)link->native, (const struct sockaddr *)&address,
                sizeof address) != 0) {
        int why = errno;
        tj_server_link_close(link);
        return tj_fail_native(error, TJ_UNAVAILABLE, why, "%s: nobody serves "
                              "drives there: %s", path, strerror(why));
    }
    return TJ_OK;
}

bool tj_server_link_send(struct tj_server_link *link, const uint8_t *packet,
                         size_t size)
{
    ssize_t sent = -1;

    do
        sent = send((int)link->native, packet, size, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

int tj_server_link_receive(struct tj_server_link *link,
                           uint8_t packet[TJ_WIRE_MAX], uint64_t until_ns)
{
    int flags = MSG_DONTWAIT;

    if (until_ns == UINT64_MAX)
        flags = 0;
    else if (until_ns != 0)
        tj_server_link_wait(link, until_ns);
    ssize_t size = recv((int)link->native, packet, TJ_WIRE_MAX, flags);
    if (size > 0)
        return (int)size;
    return size < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

void tj_server_link_wait(struct tj_server_link *link, uint64_t until_ns)
{
    struct pollfd wait = { .fd = (int)link->native, .events = POLLIN };

    for (uint64_t now_ns = tj_clock_ns(); now_ns < until_ns;
         now_ns = tj_clock_ns()) {
        uint64_t wait_ms = (until_ns - now_ns) / 1000000 + 1;
        if (poll(&wait, 1, wait_ms < 1000 ? (int)wait_ms : 1000) > 0)
            return;
    }
}
