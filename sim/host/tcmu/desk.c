#include "sim/host/tcmu/parts.h"

#include "core/base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static enum tj_status place(const char *root, unsigned number,
                            struct sockaddr_un *address, struct tj_error *error)
{
    struct tj_text text;

    *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
    tj_text_init(&text, address->sun_path, sizeof address->sun_path);
    tj_text_add(&text, "%s" TCMU_RUN_FOLDER "/drive-%u", root, number);
    if (text.cut)
        return tj_fail(error, TJ_USAGE, "%s" TCMU_RUN_FOLDER ": a socket's "
                       "path has at most %zu bytes", root,
                       sizeof address->sun_path - 1);
    return TJ_OK;
}

static enum tj_status fail(const char *path, const char *what,
                           struct tj_error *error)
{
    int native = errno;

    return tj_fail_native(error, TJ_HOST_IO, native, "%s: cannot %s: %s", path,
                          what, strerror(native));
}

static int dial(const struct sockaddr_un *address)
{
    int link = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (link >= 0 && connect(link, (const struct sockaddr *)address,
                             sizeof *address) == 0)
        return link;
    if (link >= 0) {
        int native = errno;
        close(link);
        errno = native;
    }
    return -1;
}

/* The socket of a host that lives answers; one that was killed left its name
 * behind only. */
static enum tj_status make_free(const struct sockaddr_un *address,
                                unsigned number, struct tj_error *error)
{
    int link = dial(address);

    if (link >= 0) {
        close(link);
        return tj_fail(error, TJ_BAD_INPUT, "there is a drive %u already",
                       number);
    }
    if (errno == ECONNREFUSED)
        (void)unlink(address->sun_path);
    return TJ_OK;
}

enum tj_status tcmu_desk_open(struct tcmu_desk *desk, const char *root,
                              unsigned number, struct tj_error *error)
{
    char           folder[TCMU_PATH_MAX];
    struct tj_text text;

    desk->listener = -1;
    desk->bound = false;
    for (unsigned i = 0; i < DESK_CLIENTS_MAX; i++)
        desk->clients[i] = -1;
    tj_text_init(&text, folder, sizeof folder);
    tj_text_add(&text, "%s" TCMU_RUN_FOLDER, root);
    enum tj_status status = place(root, number, &desk->address, error);
    if (status == TJ_OK && mkdir(folder, 0700) != 0 && errno != EEXIST)
        status = fail(folder, "make it", error);
    if (status == TJ_OK)
        status = make_free(&desk->address, number, error);
    if (status != TJ_OK)
        return status;
    desk->listener =
        socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (desk->listener < 0)
        return fail(desk->address.sun_path, "make a socket", error);
    desk->bound = bind(desk->listener,
                       (const struct sockaddr *)&desk->address,
                       sizeof desk->address) == 0;
    if (!desk->bound || listen(desk->listener, DESK_CLIENTS_MAX) != 0)
        return fail(desk->address.sun_path, "listen here", error);
    return TJ_OK;
}

static void hang_up(struct tcmu_desk *desk, unsigned client)
{
    if (desk->clients[client] >= 0)
        close(desk->clients[client]);
    desk->clients[client] = -1;
}

void tcmu_desk_close(struct tcmu_desk *desk)
{
    for (unsigned i = 0; i < DESK_CLIENTS_MAX; i++)
        hang_up(desk, i);
    if (desk->listener >= 0)
        close(desk->listener);
    if (desk->bound)
        (void)unlink(desk->address.sun_path);
    desk->listener = -1;
    desk->bound = false;
}

void tcmu_desk_accept(struct tcmu_desk *desk)
{
    int link = accept4(desk->listener, NULL, NULL,
                       SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (link < 0)
        return; /* It went again. */
    for (unsigned i = 0; i < DESK_CLIENTS_MAX; i++)
        if (desk->clients[i] < 0) {
            desk->clients[i] = link;
            return;
        }
    close(link); /* Too many at once: it may come again. */
}

bool tcmu_desk_take(struct tcmu_desk *desk, unsigned client,
                    struct tcmu_message *message)
{
    uint8_t packet[sizeof *message + 1]; /* One more: too long shows. */
    ssize_t size = recv(desk->clients[client], packet, sizeof packet, 0);

    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (size == (ssize_t)sizeof *message) {
        memcpy(message, packet, sizeof *message);
        if (message->order.head.version == TRAYJAM_PRIVATE_VERSION &&
            message->order.head.size == sizeof message->order)
            return true;
    }
    hang_up(desk, client);
    return false;
}

void tcmu_desk_answer(struct tcmu_desk *desk, unsigned client,
                      const void *answer, size_t size)
{
    if (desk->clients[client] >= 0)
        (void)send(desk->clients[client], answer, size,
                   MSG_DONTWAIT | MSG_NOSIGNAL);
    hang_up(desk, client);
}

void tcmu_desk_result(struct tcmu_desk *desk, unsigned client, unsigned number,
                      const struct tj_error *error)
{
    struct trayjam_result result = {
        .head = { TRAYJAM_PRIVATE_VERSION, sizeof result },
        .done = error == NULL, .number = number,
    };

    if (error != NULL)
        (void)tj_text_copy(result.text, sizeof result.text, error->text);
    tcmu_desk_answer(desk, client, &result, sizeof result);
}

enum tj_status tcmu_host_ask(const char *root, unsigned number,
                             const struct tcmu_message *message, void *answer,
                             size_t answer_size, struct tj_error *error)
{
    struct sockaddr_un address;
    enum tj_status status = place(root, number, &address, error);

    if (status != TJ_OK)
        return status;
    int link = dial(&address);
    if (link < 0 && (errno == EACCES || errno == EPERM))
        return tj_fail(error, TJ_UNAVAILABLE, "%s: only root may",
                       address.sun_path);
    if (link < 0)
        return tj_fail(error, TJ_MISSING, "drive %u: no such drive; `trayjam "
                       "drive status` lists them", number);
    bool sent = send(link, message, sizeof *message, MSG_NOSIGNAL) ==
                (ssize_t)sizeof *message;
    ssize_t size = sent ? recv(link, answer, answer_size, 0) : -1;
    close(link);
    if (size != (ssize_t)answer_size)
        return tj_fail(error, TJ_HOST_IO, "drive %u: its host hung up", number);
    return TJ_OK;
}
