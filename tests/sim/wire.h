/* An MMC drive alone on a wire, without the driver above it: command bytes in,
 * answer and data out. For tests of sim/hardware*.c. */
#ifndef TJ_TESTS_SIM_WIRE_H
#define TJ_TESTS_SIM_WIRE_H

#include "sim/hardware.h"

struct wire {
    struct sim_profile  profile;
    struct sim_hardware drive;
    uint64_t            now_ns;
    uint8_t             data[SIM_DATA_MAX];
    struct sim_answer   answer; /* The last one. */
};

/* A drive with settings "KEY=VALUE KEY=VALUE"; no unit attention pending. */
void wire_init(struct wire *wire, const char *settings);
/* A command, all bytes given as hex "1b 00 00 00 02 00"; the rest is zero. It
 * takes its time first. True: GOOD. */
bool wire_send(struct wire *wire, const char *cdb);
/* The same, sent and not waited for: how long it will take. */
uint64_t wire_start(struct wire *wire, const char *cdb);
bool     wire_end(struct wire *wire, const char *cdb);
/* The last answer was CHECK CONDITION with that sense, as 0x023a01. */
bool wire_sense(const struct wire *wire, uint32_t sense);
void wire_hand(struct wire *wire, enum sim_hand hand);
void wire_insert(struct wire *wire, enum sim_disc_kind kind, uint32_t serial);
/* A GET EVENT STATUS for these classes; its class << 8 | event code, or the
 * class alone. */
unsigned wire_event(struct wire *wire, unsigned classes);
/* Big-endian numbers of the data. */
uint32_t wire_u16(const struct wire *wire, size_t at);
uint32_t wire_u32(const struct wire *wire, size_t at);

#endif
