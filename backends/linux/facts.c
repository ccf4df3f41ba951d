/* What the system and the drive say of themselves, through whatever door. */
#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/real/allow_file.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

enum { ASK_MS = 20000, MOUNTS_MAX = 256 * 1024 };

uint32_t linux_send(const struct linux_door *door, int file,
                    struct linux_command *command, uint8_t *data)
{
    command->data = data;
    command->timeout_ms = ASK_MS;
    int result = door->scsi(door->context, file, command);
    return result == 0 && command->result == 0 &&
                   command->came <= command->data_size
               ? command->came
               : 0;
}

int linux_tray(const struct linux_door *door, int file)
{
    return door->ioctl(door->context, file, LINUX_CDROM_DRIVE_STATUS,
                       LINUX_SLOT_CURRENT);
}

enum mmc_door linux_door_state(const struct linux_door *door, int file)
{
    uint8_t              data[64];
    struct linux_command command = mmc_capabilities(sizeof data);

    return mmc_door_of(data, linux_send(door, file, &command, data));
}

/* --- Who it is --- */

/* Buses on which nothing turns: TCM loopback, virtio, the SCSI debugging driver,
 * and what emulators call their drives. */
static bool is_virtual(const struct linux_door *door, int device,
                       const struct real_identity *identity)
{
    static const char *const buses[] = { "/tcm_loop", "/virtio",
                                         "/pseudo_", "/vhci_hcd" };
    char           path[48], link[512];
    struct tj_text text;

    if (strcmp(identity->vendor, "QEMU") == 0)
        return true;
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "/sys/dev/block/%d:%d", device >> 20, device & 0xfffff);
    if (door->read_link(door->context, path, link, sizeof link) <= 0)
        return false;
    for (size_t i = 0; i < sizeof buses / sizeof *buses; i++)
        if (strstr(link, buses[i]) != NULL)
            return true;
    return false;
}

bool linux_identify(const struct linux_door *door, int file, int device,
                    struct real_identity *identity)
{
    uint8_t              data[256];
    struct linux_command inquiry = mmc_inquiry(96);
    struct linux_command serial = mmc_serial_page(252);

    *identity = (struct real_identity){ .type = 0 };
    uint32_t came = linux_send(door, file, &inquiry, data);
    if (!mmc_identity(data, came, identity))
        return false;
    came = linux_send(door, file, &serial, data);
    mmc_serial(data, came, identity->serial);
    identity->is_virtual = is_virtual(door, device, identity);
    return true;
}

bool linux_mounted(const struct linux_door *door, int device,
                   char place[LINUX_MOUNT_MAX])
{
    char *text = tj_os_pages_take(MOUNTS_MAX);
    bool  mounted = false;

    place[0] = '\0';
    if (text == NULL)
        return false;
    if (door->read_file(door->context, "/proc/self/mountinfo", text,
                        MOUNTS_MAX) > 0)
        mounted = linux_mounted_at(text, device, place);
    tj_os_pages_give(text, MOUNTS_MAX);
    return mounted;
}

/* --- Admission --- */

static bool is_owned(const struct tj_linux_host *host)
{
    const struct linux_door *door = host->door;
    int file = door->open(door->context, host->target.real.path,
                          LINUX_O_EXCL | LINUX_O_NONBLOCK);

    if (file >= 0)
        (void)door->close(door->context, file);
    return file == -LINUX_EBUSY;
}

static void take_sense(const struct linux_command *command, uint8_t sense[3])
{
    struct linux_sense said = linux_sense_of(command);

    sense[0] = said.key;
    sense[1] = said.code;
    sense[2] = said.qualifier;
}

static enum real_burning look_at_burning(const struct tj_linux_host *host,
                                         int file, bool mounted)
{
    uint8_t configuration[MMC_ANSWER_MAX], disc[64];
    struct linux_command ready = mmc_test_unit_ready();
    struct linux_command features = mmc_configuration(sizeof configuration);
    struct linux_command information = mmc_disc_information(sizeof disc);
    struct real_drive_says says = { .configuration = configuration,
                                    .disc = disc };

    /* The first may have to report that the disc was changed. */
    (void)linux_tray(host->door, file);
    (void)linux_send(host->door, file, &ready, NULL);
    take_sense(&ready, says.sense);
    says.configuration_size =
        linux_send(host->door, file, &features, configuration);
    says.disc_size = linux_send(host->door, file, &information, disc);
    if (says.sense[0] == 0)
        take_sense(&information, says.sense);
    says.owned = !mounted && is_owned(host);
    return real_burning_of(&says);
}

enum tj_status linux_take_facts(struct tj_linux_host *host,
                                struct real_drive_facts *facts,
                                struct linux_texts *texts,
                                struct tj_error *error)
{
    const struct linux_door *door = host->door;
    bool mounted = linux_mounted(door, host->device, texts->place);

    *facts = (struct real_drive_facts){ .identity = host->identity };
    texts->who[0] = '\0';
    facts->boot = mounted && linux_is_boot_place(texts->place);
    facts->mounted = mounted ? texts->place : NULL;
    int file = door->open(door->context, host->target.real.path,
                          LINUX_O_NONBLOCK);
    if (file < 0)
        return tj_fail_native(error, TJ_UNAVAILABLE, -file, "%s: cannot be "
                              "opened any more", host->target.real.path);
    facts->burning = look_at_burning(host, file, mounted);
    atomic_store(&host->own.was_locked,
                 linux_door_state(door, file) == MMC_DOOR_LOCKED);
    atomic_store(&host->own.was_open,
                 linux_tray(door, file) == LINUX_TRAY_OPEN);
    (void)door->close(door->context, file);
    if (facts->burning == REAL_OWNED)
        tj_linux_holder(door, host->device, texts->who);
    facts->who = texts->who;
    return real_read_allow_file(&host->target.real, &host->identity,
                                &facts->allowance, error);
}
