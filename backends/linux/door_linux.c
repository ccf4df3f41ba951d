/* The kernel of this machine. Decides nothing. */
#include "backends/linux/door.h"

#include "backends/linux/kernel.h"
#include "core/base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <poll.h>
#include <scsi/sg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SAME(name) _Static_assert((long)LINUX_##name == (long)(name), #name)
SAME(CDROMEJECT);
SAME(CDROMCLOSETRAY);
SAME(CDROM_MEDIA_CHANGED);
SAME(CDROM_DRIVE_STATUS);
SAME(CDROM_LOCKDOOR);
SAME(CDROM_GET_CAPABILITY);
SAME(O_RDONLY);
SAME(O_RDWR);
SAME(O_EXCL);
SAME(O_NONBLOCK);
SAME(EPERM);
SAME(ENOENT);
SAME(EINTR);
SAME(EIO);
SAME(ENXIO);
SAME(EBADF);
SAME(ENOMEM);
SAME(EACCES);
SAME(EFAULT);
SAME(EBUSY);
SAME(ENODEV);
SAME(EINVAL);
SAME(ENFILE);
SAME(EMFILE);
SAME(ENOTTY);
SAME(EROFS);
SAME(ENOSYS);
SAME(EOPNOTSUPP);
SAME(ENOBUFS);
SAME(ETIMEDOUT);
SAME(ENOMEDIUM);
SAME(EMEDIUMTYPE);
#ifdef BLKGETDISKSEQ /* Headers before 5.15 lack it. */
_Static_assert(LINUX_BLKGETDISKSEQ == BLKGETDISKSEQ, "BLKGETDISKSEQ");
#endif
_Static_assert(LINUX_SLOT_CURRENT == CDSL_CURRENT, "CDSL_CURRENT");
_Static_assert((int)LINUX_NO_INFO == CDS_NO_INFO &&
               (int)LINUX_NO_DISC == CDS_NO_DISC &&
               (int)LINUX_TRAY_OPEN == CDS_TRAY_OPEN &&
               (int)LINUX_NOT_READY == CDS_DRIVE_NOT_READY &&
               (int)LINUX_DISC_OK == CDS_DISC_OK, "CDROM_DRIVE_STATUS");

static int result_of(long value)
{
    return value < 0 ? -errno : (int)value;
}

static int door_open(void *context, const char *path, int flags)
{
    (void)context;
    return result_of(open(path, flags | O_CLOEXEC));
}

static int door_close(void *context, int file)
{
    (void)context;
    return result_of(close(file));
}

static int door_ioctl(void *context, int file, uint32_t request,
                      uintptr_t argument)
{
    (void)context;
    return result_of(ioctl(file, request, argument));
}

static int door_scsi(void *context, int file, struct linux_command *command)
{
    struct sg_io_hdr header = {
        .interface_id = 'S',
        .dxfer_direction = command->data_size == 0 ? SG_DXFER_NONE
                           : command->writes       ? SG_DXFER_TO_DEV
                                                   : SG_DXFER_FROM_DEV,
        .cmd_len = command->cdb_size,
        .mx_sb_len = sizeof command->sense,
        .dxfer_len = command->data_size,
        .dxferp = command->data_size == 0 ? NULL : command->data,
        .cmdp = command->cdb,
        .sbp = command->sense,
        .timeout = command->timeout_ms,
    };

    (void)context;
    if (ioctl(file, SG_IO, &header) < 0)
        return -errno;
    uint32_t left = header.resid > 0 ? (uint32_t)header.resid : 0;
    command->came = left < command->data_size ? command->data_size - left : 0;
    command->result = header.status | (uint32_t)header.host_status << 16;
    command->sense_size = header.sb_len_wr;
    return 0;
}

static int door_device(void *context, const char *path)
{
    struct stat facts;

    (void)context;
    if (stat(path, &facts) != 0)
        return -errno;
    if (!S_ISBLK(facts.st_mode))
        return -ENODEV;
    return linux_device_of(major(facts.st_rdev), minor(facts.st_rdev));
}

static int door_read_file(void *context, const char *path, char *memory,
                          size_t max)
{
    int     file = open(path, O_RDONLY | O_CLOEXEC);
    size_t  used = 0;
    ssize_t more = 1;

    (void)context;
    if (file < 0)
        return -errno;
    while (more > 0 && used < max - 1) {
        more = read(file, memory + used, max - 1 - used);
        if (more < 0 && errno == EINTR)
            more = 1;
        else if (more > 0)
            used += (size_t)more;
    }
    int result = more < 0 ? -errno : (int)used;
    memory[used] = '\0';
    close(file);
    return result;
}

static int door_read_link(void *context, const char *path, char *memory,
                          size_t max)
{
    ssize_t size = readlink(path, memory, max - 1);

    (void)context;
    memory[size > 0 ? size : 0] = '\0';
    return result_of(size);
}

static int door_list(void *context, const char *path,
                     bool (*visit)(void *visitor, const char *name),
                     void *visitor)
{
    DIR                 *folder = opendir(path);
    const struct dirent *entry;

    (void)context;
    if (folder == NULL)
        return -errno;
    while ((entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.' && !visit(visitor, entry->d_name))
            break;
    closedir(folder);
    return 0;
}

/* --- Uevents --- */

/* Group 1 is the kernel's; udev's is 2. */
static int door_hear(void *context)
{
    enum { BUFFER = 1024 * 1024 };
    struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
    int size = BUFFER;
    int file = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
                      NETLINK_KOBJECT_UEVENT);

    (void)context;
    if (file < 0)
        return -errno;
    (void)setsockopt(file, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (bind(file, (struct sockaddr *)&address, sizeof address) == 0)
        return file;
    int error = errno;
    close(file);
    return -error;
}

/* Other processes may write to the group, too; the kernel's port is 0. */
static int take_message(int file, char *memory, size_t max)
{
    struct sockaddr_nl from = { .nl_pid = 1 };
    struct iovec       part = { memory, max };
    struct msghdr      head = { .msg_name = &from, .msg_namelen = sizeof from,
                                .msg_iov = &part, .msg_iovlen = 1 };
    ssize_t            size = recvmsg(file, &head, MSG_DONTWAIT);

    if (size < 0)
        return -errno;
    return from.nl_pid == 0 ? (int)size : -EAGAIN;
}

static int door_receive(void *context, int file, char *memory, size_t max,
                        uint64_t until_ns)
{
    struct pollfd wait = { .fd = file, .events = POLLIN };

    (void)context;
    for (;;) {
        int size = take_message(file, memory, max);
        if (size != -EAGAIN && size != -EINTR)
            return size;
        uint64_t now_ns = tj_clock_ns();
        if (now_ns >= until_ns)
            return 0;
        uint64_t wait_ms = (until_ns - now_ns) / 1000000 + 1;
        (void)poll(&wait, 1, wait_ms < 1000 ? (int)wait_ms : 1000);
    }
}

const struct linux_door *linux_door(void)
{
    static const struct linux_door door = {
        .open = door_open,
        .close = door_close,
        .ioctl = door_ioctl,
        .scsi = door_scsi,
        .device = door_device,
        .read_file = door_read_file,
        .read_link = door_read_link,
        .list = door_list,
        .hear = door_hear,
        .receive = door_receive,
    };

    return &door;
}
