#include "tests/sim/tcmu/fake_ring.h"

#include <string.h>

void fake_put16(struct fake_ring *fake, size_t at, uint16_t value)
{
    memcpy(fake->at + at, &value, sizeof value);
}

void fake_put32(struct fake_ring *fake, size_t at, uint32_t value)
{
    memcpy(fake->at + at, &value, sizeof value);
}

void fake_put64(struct fake_ring *fake, size_t at, uint64_t value)
{
    memcpy(fake->at + at, &value, sizeof value);
}

uint32_t fake_get32(const struct fake_ring *fake, size_t at)
{
    uint32_t value;

    memcpy(&value, fake->at + at, sizeof value);
    return value;
}

void fake_init(struct fake_ring *fake)
{
    memset(fake, 0, sizeof *fake);
    memset(fake->at + FAKE_DATA, 0xee, FAKE_SIZE - FAKE_DATA);
    fake_put16(fake, 0, 2); /* version */
    fake_put16(fake, 2, 2); /* flags: wants to know what was sent */
    fake_put32(fake, 4, FAKE_COMMANDS);
    fake_put32(fake, 8, FAKE_COMMANDS_SIZE);
}

size_t fake_entry(struct fake_ring *fake, unsigned kind, uint32_t length)
{
    size_t at = FAKE_COMMANDS + fake->head;

    memset(fake->at + at, 0, length < 8 ? 8 : length);
    fake_put32(fake, at, length | kind);
    fake->head = (fake->head + length) % FAKE_COMMANDS_SIZE;
    fake_put32(fake, FAKE_HEAD, fake->head);
    return at;
}

size_t fake_command(struct fake_ring *fake, uint16_t id, const uint8_t *cdb,
                    size_t cdb_size, const struct fake_piece *pieces,
                    uint32_t count)
{
    size_t at = fake_entry(fake, KIND_COMMAND, ENTRY_SIZE);
    size_t cdb_at = at + ENTRY_SIZE - 16;

    fake_put16(fake, at + ENTRY_ID, id);
    fake_put32(fake, at + ENTRY_PIECES, count);
    fake_put64(fake, at + ENTRY_CDB, cdb_at);
    memcpy(fake->at + cdb_at, cdb, cdb_size);
    for (uint32_t i = 0; i < count; i++) {
        fake_put64(fake, at + ENTRY_PIECE + i * 16, pieces[i].at);
        fake_put64(fake, at + ENTRY_PIECE + i * 16 + 8, pieces[i].size);
    }
    return at;
}
