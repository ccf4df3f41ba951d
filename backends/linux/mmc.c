#include "backends/linux/mmc.h"

#include <string.h>

static void put_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

struct linux_command mmc_test_unit_ready(void)
{
    return (struct linux_command){ .cdb_size = 6 };
}

static struct linux_command inquiry(uint8_t page, bool has_page, uint16_t size)
{
    struct linux_command command = { .cdb = { 0x12, has_page, page },
                                     .cdb_size = 6, .data_size = size };

    put_u16(command.cdb + 3, size);
    return command;
}

struct linux_command mmc_inquiry(uint16_t size)
{
    return inquiry(0, false, size);
}

struct linux_command mmc_serial_page(uint16_t size)
{
    return inquiry(0x80, true, size);
}

static struct linux_command ten(uint8_t code, uint8_t second, uint8_t third,
                                uint16_t size)
{
    struct linux_command command = { .cdb = { code, second, third },
                                     .cdb_size = 10, .data_size = size };

    put_u16(command.cdb + 7, size);
    return command;
}

/* MODE SENSE (10), block descriptors left out. */
struct linux_command mmc_capabilities(uint16_t size)
{
    return ten(0x5a, 0x08, 0x2a, size);
}

/* GET CONFIGURATION, current features only. */
struct linux_command mmc_configuration(uint16_t size)
{
    return ten(0x46, 0x01, 0, size);
}

struct linux_command mmc_disc_information(uint16_t size)
{
    return ten(0x51, 0, 0, size);
}

struct linux_command mmc_read(uint32_t block, uint16_t blocks)
{
    struct linux_command command = ten(0x28, 0, 0, blocks);

    put_u16(command.cdb + 2, (uint16_t)(block >> 16));
    put_u16(command.cdb + 4, (uint16_t)block);
    command.data_size = (uint32_t)blocks * MMC_BLOCK;
    return command;
}

struct linux_command mmc_synchronize_cache(void)
{
    return ten(0x35, 0, 0, 0);
}

/* --- Answers --- */

enum { VENDOR = 8, PRODUCT = 16, REVISION = 32, INQUIRY_MIN = 36 };

bool mmc_identity(const uint8_t *bytes, size_t size,
                  struct real_identity *identity)
{
    if (size < INQUIRY_MIN)
        return false;
    identity->type = bytes[0] & 0x1f;
    real_identity_text(bytes + VENDOR, PRODUCT - VENDOR, identity->vendor);
    real_identity_text(bytes + PRODUCT, REVISION - PRODUCT, identity->product);
    real_identity_text(bytes + REVISION, INQUIRY_MIN - REVISION,
                       identity->revision);
    return true;
}

void mmc_serial(const uint8_t *bytes, size_t size, char text[REAL_ID_TEXT])
{
    enum { HEADER = 4 };
    bool   is_page = size >= HEADER && bytes[1] == 0x80;
    size_t there = is_page ? size - HEADER : 0;
    size_t told = is_page ? bytes[3] : 0;

    real_identity_text(bytes + (is_page ? HEADER : 0),
                       told < there ? told : there, text);
}

/* The page follows the mode parameter header and whatever descriptors there
 * are; its lock state is bit 1 of its byte 6. */
enum mmc_door mmc_door_of(const uint8_t *bytes, size_t size)
{
    enum { HEADER = 8, DESCRIPTORS_AT = 6, STATE = 6, LOCKED = 2 };

    if (size < HEADER)
        return MMC_DOOR_UNTOLD;
    size_t at = HEADER + (size_t)(bytes[DESCRIPTORS_AT] << 8 |
                                  bytes[DESCRIPTORS_AT + 1]);
    if (at + STATE >= size || (bytes[at] & 0x3f) != 0x2a)
        return MMC_DOOR_UNTOLD;
    return (bytes[at + STATE] & LOCKED) != 0 ? MMC_DOOR_LOCKED : MMC_DOOR_FREE;
}
