/* What the kernel says, in NT terms: errno, the raw SCSI result that some ioctls
 * of a drive return instead of an error, sense data. Pure. docs/LINUX.md has the
 * rules and where each comes from. */
#ifndef TJ_BACKENDS_LINUX_ANSWERS_H
#define TJ_BACKENDS_LINUX_ANSWERS_H

#include "backends/linux/door.h"

/* NTSTATUS of an errno. An EBUSY of open() is judged by who asked. */
uint32_t linux_status_of_errno(int number);

/* NTSTATUS of a SCSI result above 0 whose sense nobody was told. */
uint32_t linux_status_of_result(uint32_t result);

/* NTSTATUS of a command that went through SG_IO; 0 when it was done. */
uint32_t linux_status_of_command(const struct linux_command *command);
struct linux_sense {
    uint8_t key, code, qualifier;
};
/* Fixed or descriptor format; zeros when there is none. */
struct linux_sense linux_sense_of(const struct linux_command *command);

/* --- The word that stands beside an NTSTATUS (reply.native) ---
 * errno as it is. A SCSI result: 0x8000 | host byte << 10 | the midlayer's byte
 * << 7 | SCSI status. 0: the kernel was not asked, or said 0. */
uint16_t linux_native_of(int value); /* As a door gives it. */
uint16_t linux_native_of_result(uint32_t result);

/* "EBUSY", "SCSI result 0x402 (CHECK CONDITION)", "0 although nothing was
 * done" ... for a person; "" for 0. */
enum { LINUX_NATIVE_TEXT = 64 };
void linux_native_text(uint32_t native, char text[LINUX_NATIVE_TEXT]);

#endif
