/* Commands that the Linux backend sends itself (SPC, MMC), and what their answers
 * say. Pure; no length that came is trusted. */
#ifndef TJ_BACKENDS_LINUX_MMC_H
#define TJ_BACKENDS_LINUX_MMC_H

#include "backends/linux/door.h"
#include "backends/real/identity.h"

enum { MMC_ANSWER_MAX = 2048, MMC_BLOCK = 2048, MMC_BLOCKS_MAX = 32 };

/* Filled in but for data and timeout. size: of the caller's buffer. */
struct linux_command mmc_test_unit_ready(void);
struct linux_command mmc_inquiry(uint16_t size);
struct linux_command mmc_serial_page(uint16_t size);  /* VPD page 80h */
struct linux_command mmc_capabilities(uint16_t size); /* Mode page 2Ah */
struct linux_command mmc_configuration(uint16_t size);
struct linux_command mmc_disc_information(uint16_t size);
struct linux_command mmc_read(uint32_t block, uint16_t blocks);
struct linux_command mmc_synchronize_cache(void);

/* Standard INQUIRY data; false when it is less than its fixed part. */
bool mmc_identity(const uint8_t *bytes, size_t size,
                  struct real_identity *identity);
void mmc_serial(const uint8_t *bytes, size_t size, char text[REAL_ID_TEXT]);

/* The lock state of the mode page. */
enum mmc_door { MMC_DOOR_UNTOLD, MMC_DOOR_FREE, MMC_DOOR_LOCKED };
enum mmc_door mmc_door_of(const uint8_t *bytes, size_t size);

#endif
