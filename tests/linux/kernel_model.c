#include "kernel_model.h"

#include "backends/linux/kernel.h"
#include "core/base/assert.h"

#include <stdio.h>
#include <string.h>

/* --- Telling --- */

static void tell(struct kernel *kernel, const char *action, const char *what)
{
    TJ_ASSERT(kernel->messages_count < KERNEL_MESSAGES);
    char *at = kernel->messages[kernel->messages_count];
    int   size = snprintf(at, sizeof kernel->messages[0],
                          "%s@/devices/x/block/sr0%cACTION=%s%c"
                          "SUBSYSTEM=block%cMAJOR=11%cMINOR=0%c%s", action, 0,
                          action, 0, 0, 0, 0, what);

    kernel->sizes[kernel->messages_count++] = size + 1;
}

/* A change that was told is not told again before somebody opened the drive. */
static void tell_change(struct kernel *kernel, const char *what)
{
    if (!kernel->polls || kernel->told_change)
        return;
    kernel->sequence++;
    kernel->told_change = true;
    tell(kernel, "change", what);
}

/* --- The drive --- */

static uint32_t check(struct linux_command *command, uint8_t key, uint8_t code,
                      uint8_t qualifier)
{
    command->sense[0] = 0x70;
    command->sense[2] = key;
    command->sense[12] = code;
    command->sense[13] = qualifier;
    command->sense_size = 18;
    return SCSI_CHECK_CONDITION;
}

static uint32_t no_disc(const struct kernel *kernel,
                        struct linux_command *command)
{
    return check(command, 2, 0x3a, kernel->tray_open ? 2 : 1);
}

static void give(struct linux_command *command, const uint8_t *bytes,
                 uint32_t size)
{
    command->came = size < command->data_size ? size : command->data_size;
    memcpy(command->data, bytes, command->came);
}

static uint32_t move_tray(struct kernel *kernel, struct linux_command *command)
{
    bool open = (command->cdb[4] & 3) == 2, close = (command->cdb[4] & 3) == 3;

    if (open && kernel->door_locked && !kernel->tray_open)
        return check(command, 5, 0x53, 2);
    if (open && !kernel->tray_open) {
        kernel->tray_open = true;
        tell_change(kernel, "DISK_MEDIA_CHANGE=1");
    }
    if (close && kernel->tray_open) {
        kernel->tray_open = false;
        kernel->attention = kernel->disc;
        if (kernel->disc)
            tell_change(kernel, "DISK_MEDIA_CHANGE=1");
    }
    return 0;
}

static uint32_t inquire(const struct kernel *kernel,
                        struct linux_command *command)
{
    static const uint8_t serial[] = { 5, 0x80, 0, 8, 'S', 'I', 'M', '0',
                                      '0', '0', '0', '1' };
    uint8_t bytes[36] = { 5, 0x80, 5, 2, 31 };

    (void)kernel;
    memcpy(bytes + 8, "MODEL   DRIVE OF A TEST 0001", 28);
    if (command->cdb[1] & 1)
        give(command, serial, sizeof serial);
    else
        give(command, bytes, sizeof bytes);
    return 0;
}

static uint32_t capabilities(const struct kernel *kernel,
                             struct linux_command *command)
{
    uint8_t bytes[28] = { 0, 26, [8] = 0x2a, [9] = 18 };

    if (kernel->no_mode_page)
        return check(command, 5, 0x24, 0);
    bytes[14] = kernel->door_locked ? 0x2b : 0x29;
    give(command, bytes, sizeof bytes);
    return 0;
}

static uint32_t read_blocks(const struct kernel *kernel,
                            struct linux_command *command)
{
    uint32_t first = (uint32_t)command->cdb[4] << 8 | command->cdb[5];

    if (kernel->tray_open || !kernel->disc)
        return no_disc(kernel, command);
    for (uint32_t i = 0; i < command->data_size; i++)
        command->data[i] = (uint8_t)(first + i / 2048);
    command->came = command->data_size;
    return 0;
}

static uint32_t test_ready(struct kernel *kernel, struct linux_command *command)
{
    if (kernel->becoming > 0) {
        kernel->becoming--;
        return check(command, 2, 4, 1);
    }
    return kernel->tray_open || !kernel->disc ? no_disc(kernel, command) : 0;
}

/* What the drive answers to one command: a SCSI result. */
static uint32_t run(struct kernel *kernel, struct linux_command *command)
{
    static const uint8_t disc_information[34] = { 0, 32, 0x0e };
    uint8_t code = command->cdb[0];

    kernel->commands++;
    command->came = 0;
    if (kernel->times_out)
        return (uint32_t)LINUX_DID_TIME_OUT << 16;
    if (kernel->fails > 0 && kernel->fail_code == code) {
        kernel->fails--;
        return check(command, kernel->fail_sense[0], kernel->fail_sense[1],
                     kernel->fail_sense[2]);
    }
    if (kernel->attention && code != 0x12 && code != 0x4a) {
        kernel->attention = false;
        return check(command, 6, 0x28, 0);
    }
    switch (code) {
    case 0x00:
        return test_ready(kernel, command);
    case 0x12:
        return inquire(kernel, command);
    case 0x1b:
        return move_tray(kernel, command);
    case 0x1e:
        kernel->door_locked = (command->cdb[4] & 1) != 0;
        return 0;
    case 0x28:
        return read_blocks(kernel, command);
    case 0x35:
        return 0;
    case 0x51:
        if (kernel->tray_open || !kernel->disc)
            return no_disc(kernel, command);
        give(command, disc_information, sizeof disc_information);
        return 0;
    case 0x5a:
        return capabilities(kernel, command);
    default:
        return check(command, 5, 0x20, 0);
    }
}

/* --- The kernel: ioctls --- */

static struct linux_command command_of(uint8_t code, uint8_t fifth)
{
    return (struct linux_command){ .cdb = { code, [4] = fifth },
                                   .cdb_size = 6 };
}

/* scsi_ioctl.c: a UNIT ATTENTION is taken for success, other keys leave a byte
 * of the midlayer's behind. */
static int plain(struct kernel *kernel, struct linux_command command)
{
    uint32_t result = run(kernel, &command);
    uint8_t  key = command.sense[2];

    if (result >> 16 != 0 || result == 0)
        return (int)result;
    if (key == 6)
        return 0;
    bool leaks = key == 4 || key == 7 || (key == 5 && command.sense[12] == 0x20);
    return leaks ? 0x402 : 2;
}

static int lock_door(struct kernel *kernel, bool lock)
{
    unsigned users = 0;

    kernel->lockings++;
    for (unsigned i = 0; i < KERNEL_FILES; i++)
        users += kernel->files[i].open && !kernel->files[i].hears;
    kernel->keep_locked = lock;
    if (users != 1 && !lock && !kernel->is_root)
        return -LINUX_EBUSY;
    if (kernel->unlockable)
        return 0;
    struct linux_command command = command_of(0x1e, lock);
    bool refused = kernel->fails > 0 && kernel->fail_code == 0x1e &&
                   kernel->fail_sense[0] == 5;
    int  result = plain(kernel, command);
    kernel->unlockable |= refused;
    return result;
}

static int tray_status(struct kernel *kernel)
{
    struct linux_command command = command_of(0, 0);

    if (kernel->attention) /* TEST UNIT READY is tried again. */
        (void)run(kernel, &command);
    if (kernel->tray_open)
        return LINUX_TRAY_OPEN;
    if (!kernel->disc)
        return LINUX_NO_DISC;
    return run(kernel, &command) == 0 ? LINUX_DISC_OK : LINUX_NOT_READY;
}

static int do_ioctl(struct kernel *kernel, uint32_t request,
                    uintptr_t argument)
{
    switch (request) {
    case LINUX_CDROMEJECT:
        kernel->ejects++;
        return plain(kernel, command_of(0x1b, 2));
    case LINUX_CDROMCLOSETRAY:
        kernel->closes++;
        return plain(kernel, command_of(0x1b, 3));
    case LINUX_CDROM_LOCKDOOR:
        return lock_door(kernel, argument != 0);
    case LINUX_CDROM_DRIVE_STATUS:
        return tray_status(kernel);
    case LINUX_CDROM_GET_CAPABILITY:
        return 0x2f;
    case LINUX_BLKGETDISKSEQ:
        memcpy((void *)argument, &kernel->sequence, sizeof kernel->sequence);
        return 0;
    default:
        return -LINUX_ENOTTY;
    }
}

/* --- The kernel: files --- */

static struct kernel *enter(void *context)
{
    struct kernel *kernel = context;

    tj_os_mutex_lock(&kernel->mutex);
    return kernel;
}

static int leave(struct kernel *kernel, int result)
{
    tj_os_mutex_unlock(&kernel->mutex);
    return result;
}

static struct kernel_file *file_of(struct kernel *kernel, int file)
{
    TJ_ASSERT(file >= KERNEL_FIRST && file < KERNEL_FIRST + KERNEL_FILES);
    struct kernel_file *found = &kernel->files[file - KERNEL_FIRST];
    TJ_ASSERT(found->open);
    return found;
}

static bool is_claimed(const struct kernel *kernel)
{
    if (kernel->mounted != NULL || kernel->stuck_claim)
        return true;
    for (unsigned i = 0; i < KERNEL_FILES; i++)
        if (kernel->files[i].open && kernel->files[i].exclusive)
            return true;
    return false;
}

static int add_file(struct kernel *kernel, struct kernel_file file)
{
    for (int i = 0; i < KERNEL_FILES; i++)
        if (!kernel->files[i].open) {
            kernel->files[i] = file;
            return KERNEL_FIRST + i;
        }
    return -LINUX_EMFILE;
}

static int open_drive(struct kernel *kernel, int process, int flags)
{
    bool exclusive = (flags & LINUX_O_EXCL) != 0;

    if (kernel->gone)
        return -LINUX_ENXIO;
    kernel->exclusive_opens += exclusive;
    if (exclusive && kernel->defect == KERNEL_REFUSES_FREE &&
        kernel->exclusive_opens % 7 == 0)
        return -LINUX_EBUSY;
    if (exclusive && is_claimed(kernel) && kernel->defect != KERNEL_TWO_OWNERS)
        return -LINUX_EBUSY;
    kernel->told_change = false;
    kernel->attention = false; /* The open looks for a changed disc. */
    return add_file(kernel, (struct kernel_file){ .open = true,
                                                  .exclusive = exclusive,
                                                  .process = process });
}

static int model_open(void *context, const char *path, int flags)
{
    struct kernel *kernel = enter(context);

    if (kernel->mounted != NULL && strcmp(path, kernel->mounted) == 0)
        return leave(kernel, add_file(kernel, (struct kernel_file){
                                                  .open = true,
                                                  .data = true }));
    if (strcmp(path, "/dev/sr0") != 0)
        return leave(kernel, -LINUX_ENOENT);
    return leave(kernel, open_drive(kernel, 0, flags));
}

static void forget(struct kernel *kernel, struct kernel_file *file)
{
    if (file->exclusive && kernel->defect == KERNEL_KEEPS_EXCLUSIVE)
        kernel->stuck_claim = true;
    *file = (struct kernel_file){ .open = false };
}

static int model_close(void *context, int file)
{
    struct kernel *kernel = enter(context);

    forget(kernel, file_of(kernel, file));
    return leave(kernel, 0);
}

static int model_ioctl(void *context, int file, uint32_t request,
                       uintptr_t argument)
{
    struct kernel            *kernel = enter(context);
    const struct kernel_file *asks = file_of(kernel, file);

    if (kernel->gone)
        return leave(kernel, -LINUX_ENODEV);
    if (asks->data)
        return leave(kernel, -LINUX_ENOTTY);
    return leave(kernel, do_ioctl(kernel, request, argument));
}

static int model_scsi(void *context, int file, struct linux_command *command)
{
    struct kernel *kernel = enter(context);

    (void)file_of(kernel, file);
    if (kernel->gone)
        return leave(kernel, -LINUX_ENODEV);
    if (!kernel->can_send)
        return leave(kernel, -LINUX_EPERM);
    command->result = run(kernel, command);
    return leave(kernel, 0);
}

/* --- The system --- */

static int model_device(void *context, const char *path)
{
    struct kernel *kernel = enter(context);
    int            process = 0, file = 0;

    if (strcmp(path, "/dev/sr0") == 0)
        return leave(kernel, kernel->gone ? -LINUX_ENOENT
                                          : linux_device_of(11, 0));
    if (strcmp(path, "/dev/null") == 0)
        return leave(kernel, -LINUX_ENODEV);
    if (sscanf(path, "/proc/%d/fd/%d", &process, &file) == 2 &&
        file >= KERNEL_FIRST && file < KERNEL_FIRST + KERNEL_FILES &&
        kernel->files[file - KERNEL_FIRST].open &&
        kernel->files[file - KERNEL_FIRST].process == process)
        return leave(kernel, linux_device_of(11, 0));
    return leave(kernel, -LINUX_ENOENT);
}

static int model_read_file(void *context, const char *path, char *memory,
                           size_t max)
{
    struct kernel *kernel = enter(context);
    int            size = -LINUX_ENOENT;

    if (strcmp(path, "/proc/self/mountinfo") == 0)
        size = snprintf(memory, max, "22 1 0:20 / / rw - tmpfs none rw\n%s%s%s",
                        kernel->mounted != NULL ? "36 22 11:0 / " : "",
                        kernel->mounted != NULL ? kernel->mounted : "",
                        kernel->mounted != NULL
                            ? " ro - iso9660 /dev/sr0 ro\n" : "");
    else if (strstr(path, "/comm") != NULL)
        size = snprintf(memory, max, "wodim\n");
    else if (strcmp(path, "/sys/block/sr0/events_poll_msecs") == 0)
        size = snprintf(memory, max, "%d\n", kernel->polls ? 2000 : -1);
    return leave(kernel, size);
}

static int model_read_link(void *context, const char *path, char *memory,
                           size_t max)
{
    const struct kernel *kernel = context;

    (void)path;
    return snprintf(memory, max, "../../devices/%s/host0/block/sr0",
                    kernel->is_virtual ? "tcm_loop_0" : "pci0000:00/ata2");
}

/* The files of other processes. */
static void list_files(struct kernel *kernel, int process,
                       bool (*visit)(void *visitor, const char *name),
                       void *visitor)
{
    char name[16];

    for (int i = 0; i < KERNEL_FILES; i++) {
        if (!kernel->files[i].open || kernel->files[i].process != process)
            continue;
        snprintf(name, sizeof name, "%d", KERNEL_FIRST + i);
        if (!visit(visitor, name))
            return;
    }
}

static int model_list(void *context, const char *path,
                      bool (*visit)(void *visitor, const char *name),
                      void *visitor)
{
    static const char *const processes[] = { "self", "1", "812", "900" };
    struct kernel *kernel = context;
    int            process = 0;

    if (strcmp(path, "/proc") == 0) {
        for (unsigned i = 0; i < sizeof processes / sizeof *processes; i++)
            if (!visit(visitor, processes[i]))
                break;
    } else if (sscanf(path, "/proc/%d/fd", &process) == 1) {
        list_files(kernel, process, visit, visitor);
    } else if (strcmp(path, "/sys/block") == 0) {
        (void)(visit(visitor, "loop0") && visit(visitor, "sr10") &&
               visit(visitor, "sr0"));
    } else {
        return -LINUX_ENOENT;
    }
    return 0;
}

static int model_hear(void *context)
{
    struct kernel *kernel = enter(context);

    return leave(kernel, add_file(kernel, (struct kernel_file){
                                              .open = true, .hears = true,
                                              .heard = kernel->messages_count
                                          }));
}

static int model_receive(void *context, int socket, char *memory, size_t max,
                         uint64_t until_ns)
{
    struct kernel      *kernel = enter(context);
    struct kernel_file *file = file_of(kernel, socket);

    (void)until_ns; /* Nothing more will come by itself. */
    if (file->heard == kernel->messages_count)
        return leave(kernel, 0);
    size_t size = (size_t)kernel->sizes[file->heard];
    TJ_ASSERT(size <= max);
    memcpy(memory, kernel->messages[file->heard++], size);
    return leave(kernel, (int)size);
}

void kernel_init(struct kernel *kernel)
{
    *kernel = (struct kernel){
        .door = { model_open, model_close, model_ioctl, model_scsi,
                  model_device, model_read_file, model_read_link, model_list,
                  model_hear, model_receive, kernel },
        .disc = true, .is_root = true, .can_send = true, .polls = true,
        .sequence = 1,
    };
    tj_os_mutex_init(&kernel->mutex);
}

/* --- Others --- */

int kernel_open_as(struct kernel *kernel, int process, int flags)
{
    tj_os_mutex_lock(&kernel->mutex);
    return leave(kernel, open_drive(kernel, process, flags));
}

void kernel_close_as(struct kernel *kernel, int file)
{
    (void)model_close(kernel, file);
}

void kernel_button(struct kernel *kernel)
{
    if (kernel->door_locked) {
        if (kernel->polls)
            tell(kernel, "change", "DISK_EJECT_REQUEST=1");
        return;
    }
    kernel->tray_open = true;
    tell_change(kernel, "DISK_MEDIA_CHANGE=1");
}

void kernel_put_disc(struct kernel *kernel)
{
    kernel->tray_open = false;
    kernel->disc = true;
    kernel->attention = true;
    tell_change(kernel, "DISK_MEDIA_CHANGE=1");
}

void kernel_unplug(struct kernel *kernel)
{
    kernel->gone = true;
    tell(kernel, "remove", "DISKSEQ=3");
}

unsigned kernel_open_files(struct kernel *kernel)
{
    unsigned count = 0;

    for (unsigned i = 0; i < KERNEL_FILES; i++)
        count += kernel->files[i].open && kernel->files[i].process == 0;
    return count;
}
