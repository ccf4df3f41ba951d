/* Between the parts of the Linux backend. */
#ifndef TJ_BACKENDS_LINUX_HOST_H
#define TJ_BACKENDS_LINUX_HOST_H

#include "backends/drive_linux.h"
#include "backends/linux/mmc.h"

/* As tj_linux_host_open, by a door of the caller's choice. */
enum tj_status linux_host_open_by(struct tj_linux_host *host,
                                  const struct linux_door *door,
                                  const char *detail, struct tj_real_use use,
                                  struct tj_error *error);

/* --- facts.c: what the system and the drive say --- */

/* A command of our own. The bytes that came; 0 after a failure, with the sense
 * in command->sense if that is why. */
uint32_t linux_send(const struct linux_door *door, int file,
                    struct linux_command *command, uint8_t *data);
bool linux_identify(const struct linux_door *door, int file, int device,
                    struct real_identity *identity);
enum mmc_door linux_door_state(const struct linux_door *door, int file);
/* enum linux_tray, or -errno. */
int linux_tray(const struct linux_door *door, int file);
bool linux_mounted(const struct linux_door *door, int device,
                   char place[LINUX_MOUNT_MAX]);
/* place, who: memory that the facts point into. */
struct linux_texts {
    char place[LINUX_MOUNT_MAX], who[LINUX_HOLDER_MAX];
};
enum tj_status linux_take_facts(struct tj_linux_host *host,
                                struct real_drive_facts *facts,
                                struct linux_texts *texts,
                                struct tj_error *error);

/* --- guard_linux.c: the ledger in shared memory, and who watches it --- */

enum tj_status linux_ledger_make(struct tj_linux_host *host, uint32_t budget,
                                 struct tj_error *error);
enum tj_status linux_ledger_join(struct tj_linux_host *host,
                                 struct tj_error *error);
enum tj_status linux_guard_start(struct tj_linux_host *host,
                                 const char *detail, struct tj_error *error);
void linux_guard_end(struct tj_linux_host *host);
/* Door and tray, as the ledger has them. */
void linux_put_back(struct tj_linux_host *host);

#endif
