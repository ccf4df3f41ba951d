/* SPDX-License-Identifier: MIT */
/* An ordinary Linux program for `trayjam attach`: knows nothing of trayjam, does
 * what its words say at /dev/sr0, and prints what it got. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <pthread.h>
#include <scsi/sg.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char device[] = "/dev/sr0";
enum { SECTOR = 2048, TRIES = 40, THREADS = 4, ROUNDS = 25 };

static void tell(const char *what, long result)
{
    printf("%s %ld %s\n", what, result,
           result < 0 ? strerrorname_np(errno) : "");
    (void)fflush(stdout);
}

static int open_drive(int flags)
{
    int fd = open(device, flags);

    if (fd >= 0)
        return fd;
    tell("open", -1);
    exit(EXIT_FAILURE);
}

/* --- Each call once --- */

static void ask_status(int fd)
{
    tell("drive-status", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
    tell("disc-status", ioctl(fd, CDROM_DISC_STATUS, 0));
    tell("changed", ioctl(fd, CDROM_MEDIA_CHANGED, CDSL_CURRENT));
    tell("changed-again", ioctl(fd, CDROM_MEDIA_CHANGED, CDSL_CURRENT));
    tell("capability", ioctl(fd, CDROM_GET_CAPABILITY, 0) & CDC_OPEN_TRAY);
    tell("options", ioctl(fd, CDROM_CLEAR_OPTIONS, CDO_LOCK));
    tell("speed", ioctl(fd, CDROM_SELECT_SPEED, 8));
}

static void ask_toc(int fd)
{
    struct cdrom_tochdr       header;
    struct cdrom_tocentry     entry = { .cdte_track = CDROM_LEADOUT,
                                        .cdte_format = CDROM_LBA };
    struct cdrom_mcn          mcn;
    struct cdrom_multisession session = { .addr_format = CDROM_LBA };

    tell("toc-header", ioctl(fd, CDROMREADTOCHDR, &header));
    tell("first-track", header.cdth_trk0);
    tell("toc-entry", ioctl(fd, CDROMREADTOCENTRY, &entry));
    tell("has-blocks", entry.cdte_addr.lba > 0);
    entry.cdte_track = 99;
    tell("no-such-track", ioctl(fd, CDROMREADTOCENTRY, &entry));
    tell("mcn", ioctl(fd, CDROM_GET_MCN, &mcn));
    tell("session", ioctl(fd, CDROMMULTISESSION, &session));
}

static void ask_scsi(int fd)
{
    uint8_t inquiry[6] = { 0x12, 0, 0, 0, 36, 0 }, bad[6] = { 0xff };
    uint8_t data[36] = { 0 }, sense[32] = { 0 };
    sg_io_hdr_t header = { .interface_id = 'S', .cmdp = inquiry, .cmd_len = 6,
                           .dxfer_direction = SG_DXFER_FROM_DEV,
                           .dxfer_len = sizeof data, .dxferp = data,
                           .sbp = sense, .mx_sb_len = sizeof sense,
                           .timeout = 5000 };
    struct cdrom_generic_command packet = { .data_direction = CGC_DATA_NONE };

    tell("inquiry", ioctl(fd, SG_IO, &header));
    tell("type", data[0] & 0x1f);
    tell("resid", header.resid);
    header.cmdp = bad;
    header.dxfer_direction = SG_DXFER_NONE;
    header.dxfer_len = 0;
    tell("bad-command", ioctl(fd, SG_IO, &header));
    tell("scsi-status", header.status);
    tell("sense-key", sense[2] & 0xf);
    tell("test-unit-ready", ioctl(fd, CDROM_SEND_PACKET, &packet));
}

static void ask_bytes(int fd)
{
    char     bytes[3 * SECTOR];
    uint64_t size = 0;
    int      sector = 0;

    tell("size64", ioctl(fd, BLKGETSIZE64, &size));
    tell("has-size", size > 0);
    tell("sector", ioctl(fd, BLKSSZGET, &sector) == 0 ? sector : -1);
    tell("read", read(fd, bytes, sizeof bytes));
    tell("place", lseek(fd, 0, SEEK_CUR));
    tell("pread", pread(fd, bytes, 100, 5));
    tell("at-end", lseek(fd, 0, SEEK_END) == (off_t)size);
    tell("read-behind", read(fd, bytes, sizeof bytes));
    tell("write", write(fd, bytes, 1));
}

static void ask_names(int fd)
{
    struct stat  state;
    struct statx more;
    char         path[64];

    tell("stat", stat(device, &state));
    tell("is-block", S_ISBLK(state.st_mode));
    tell("major", (long)major(state.st_rdev));
    tell("fstat", fstat(fd, &state) == 0 && S_ISBLK(state.st_mode));
    tell("statx", statx(AT_FDCWD, device, 0, STATX_BASIC_STATS, &more));
    tell("access", access(device, R_OK | W_OK));
    tell("readlink", readlink(device, path, sizeof path));
    char *whole = realpath("/dev/cdrom", NULL);
    tell("realpath", whole != NULL && strcmp(whole, device) == 0);
    free(whole);
    (void)snprintf(path, sizeof path, "/sys/dev/block/%u:%u/removable",
                   major(state.st_rdev), minor(state.st_rdev));
    FILE *file = fopen(path, "r");
    tell("removable", file != NULL ? fgetc(file) == '1' : -1);
    if (file != NULL)
        (void)fclose(file);
    file = fopen(device, "r");
    tell("fopen", file != NULL ? fclose(file) : -1);
}

static void ask_tray(int fd)
{
    tell("door-1", ioctl(fd, CDROM_LOCKDOOR, 1));
    tell("eject-locked", ioctl(fd, CDROMEJECT, 0));
    tell("door-0", ioctl(fd, CDROM_LOCKDOOR, 0));
    tell("eject", ioctl(fd, CDROMEJECT, 0));
    tell("tray-open", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
    tell("open-empty", open(device, O_RDONLY));
    tell("close-tray", ioctl(fd, CDROMCLOSETRAY, 0));
    tell("unknown", ioctl(fd, 0x53ff, 0));
    tell("unknown", ioctl(fd, 0x53ff, 0));
    tell("again", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
}

static void calls(void)
{
    int fd = open_drive(O_RDWR | O_EXCL | O_NONBLOCK);
    int other = dup(fd);

    tell("second-excl", open(device, O_RDONLY | O_EXCL | O_NONBLOCK));
    tell("close", close(fd));
    fd = fcntl(other, F_DUPFD_CLOEXEC, 20);
    tell("dup", fd >= 20);
    (void)close(other);
    ask_status(fd);
    ask_toc(fd);
    ask_scsi(fd);
    ask_bytes(fd);
    ask_names(fd);
    other = open_drive(O_RDONLY | O_NONBLOCK);
    tell("own-stranger", ioctl(other, CDROM_DRIVE_STATUS, CDSL_CURRENT));
    (void)close(other);
    (void)close(fd);
    fd = open_drive(O_RDWR | O_NONBLOCK);
    ask_tray(fd);
    tell("close", close(fd));
    tell("closed", ioctl(fd, CDROM_DRIVE_STATUS, 0));
}

/* --- Programs with a manner of their own --- */

static void tray(void)
{
    int fd = open_drive(O_RDONLY | O_NONBLOCK);

    tell("door", ioctl(fd, CDROM_LOCKDOOR, 1));
    (void)close(fd);
}

static void keep(void)
{
    (void)open_drive(O_RDONLY | O_EXCL | O_NONBLOCK);
}

static void hang(void)
{
    (void)open_drive(O_RDONLY | O_EXCL | O_NONBLOCK);
    for (;;)
        pause();
}

static void killed(void)
{
    int fd = open_drive(O_RDONLY | O_EXCL | O_NONBLOCK);

    tell("door", ioctl(fd, CDROM_LOCKDOOR, 1));
    (void)raise(SIGKILL);
}

static void hammer(void)
{
    int fd = -1;

    for (int i = 0; i < TRIES && fd < 0; i++)
        fd = open(device, O_RDONLY | O_EXCL | O_NONBLOCK);
    tell("hammer", fd);
}

/* The child goes on with what it inherited; the parent then closes it. */
static void forks(void)
{
    int   fd = open_drive(O_RDONLY | O_EXCL | O_NONBLOCK);
    int   state = 0;
    pid_t child = fork();

    if (child == 0) {
        tell("child", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
        (void)close(fd);
        exit(EXIT_SUCCESS);
    }
    (void)waitpid(child, &state, 0);
    tell("parent", ioctl(fd, CDROM_DRIVE_STATUS, CDSL_CURRENT));
    tell("child-ended", WEXITSTATUS(state));
    (void)close(fd);
}

static void becomes(const char *self)
{
    int  fd = open_drive(O_RDONLY | O_NONBLOCK);
    char number[16];

    (void)snprintf(number, sizeof number, "%d", fd);
    (void)execl(self, self, "goes-on", number, (char *)NULL);
}

static void *ask_often(void *context)
{
    int *fd = context;

    for (int i = 0; i < ROUNDS; i++)
        if (ioctl(*fd, CDROM_DRIVE_STATUS, CDSL_CURRENT) != CDS_DISC_OK)
            return context;
    return NULL;
}

static void threads(void)
{
    pthread_t thread[THREADS];
    int       fd = open_drive(O_RDONLY | O_NONBLOCK);
    long      bad = 0;

    for (int i = 0; i < THREADS; i++)
        (void)pthread_create(&thread[i], NULL, ask_often, &fd);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        (void)pthread_join(thread[i], &result);
        bad += result != NULL;
    }
    tell("threads", bad);
    (void)close(fd);
}

int main(int argc, char **argv)
{
    static const struct { const char *word; void (*act)(void); } acts[] = {
        { "calls", calls }, { "tray", tray }, { "keep", keep },
        { "hang", hang }, { "killed", killed }, { "hammer", hammer },
        { "forks", forks }, { "threads", threads },
    };
    const char *word = argc > 1 ? argv[1] : "calls";

    if (strcmp(word, "becomes") == 0)
        becomes(argv[0]);
    if (strcmp(word, "goes-on") == 0 && argc > 2)
        tell("goes-on", ioctl(atoi(argv[2]), CDROM_DRIVE_STATUS, 0));
    if (strcmp(word, "exit") == 0 && argc > 2)
        return atoi(argv[2]);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(word, acts[i].word) == 0)
            acts[i].act();
    return EXIT_SUCCESS;
}
