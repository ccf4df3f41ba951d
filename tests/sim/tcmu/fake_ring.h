/* The kernel's side of TCMU's ring, in memory of our own: laid out as
 * linux/target_core_user.h says, by hand, so that a test can also lay it out
 * wrong. */
#ifndef TJ_TESTS_SIM_TCMU_FAKE_RING_H
#define TJ_TESTS_SIM_TCMU_FAKE_RING_H

#include <stddef.h>
#include <stdint.h>

/* Where things lie in the map. */
enum { FAKE_HEAD = 12, FAKE_TAIL = 64, FAKE_COMMANDS = 128,
       FAKE_COMMANDS_SIZE = 1024, FAKE_DATA = 2048, FAKE_SIZE = 8192 };
/* And in an entry. */
enum { ENTRY_ID = 4, ENTRY_FLAGS = 7, ENTRY_PIECES = 8, ENTRY_BIDI = 12,
       ENTRY_CDB = 24, ENTRY_PIECE = 48, ENTRY_STATUS = 8, ENTRY_SENT = 12,
       ENTRY_SENSE = 16, ENTRY_SIZE = 176 };
/* And in a note about task management. */
enum { NOTE_TYPE = 8, NOTE_COUNT = 12, NOTE_IDS = 32 };
enum { KIND_PAD, KIND_COMMAND, KIND_ABORT };

struct fake_ring {
    _Alignas(4096) uint8_t at[FAKE_SIZE];
    uint32_t head; /* Where the kernel writes next. */
};
struct fake_piece { uint64_t at, size; };

void     fake_init(struct fake_ring *fake);
void     fake_put16(struct fake_ring *fake, size_t at, uint16_t value);
void     fake_put32(struct fake_ring *fake, size_t at, uint32_t value);
void     fake_put64(struct fake_ring *fake, size_t at, uint64_t value);
uint32_t fake_get32(const struct fake_ring *fake, size_t at);

/* Puts an entry of that kind and length at the head, which moves on; gives
 * where it lies in the map. */
size_t fake_entry(struct fake_ring *fake, unsigned kind, uint32_t length);
/* A whole command, its data in the pieces. */
size_t fake_command(struct fake_ring *fake, uint16_t id, const uint8_t *cdb,
                    size_t cdb_size, const struct fake_piece *pieces,
                    uint32_t count);

#endif
