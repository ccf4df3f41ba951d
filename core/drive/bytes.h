/* Little-endian numbers in byte buffers, the same on every host and at any
 * alignment. */
#ifndef TJ_CORE_DRIVE_BYTES_H
#define TJ_CORE_DRIVE_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline void tj_put_u16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value & 0xff);
    at[1] = (uint8_t)(value >> 8);
}

static inline void tj_put_u32(uint8_t *at, uint32_t value)
{
    tj_put_u16(at, (uint16_t)(value & 0xffff));
    tj_put_u16(at + 2, (uint16_t)(value >> 16));
}

static inline void tj_put_u64(uint8_t *at, uint64_t value)
{
    tj_put_u32(at, (uint32_t)(value & 0xffffffff));
    tj_put_u32(at + 4, (uint32_t)(value >> 32));
}

static inline uint16_t tj_get_u16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t tj_get_u32(const uint8_t *at)
{
    return tj_get_u16(at) | (uint32_t)tj_get_u16(at + 2) << 16;
}

static inline uint64_t tj_get_u64(const uint8_t *at)
{
    return tj_get_u32(at) | (uint64_t)tj_get_u32(at + 4) << 32;
}

/* As memcpy, for a size that is known late and is small: what compilers make of
 * that one is a string instruction, whose start costs more than the bytes. */
static inline void tj_copy_few(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t done = 0;

    for (; done + 16 <= size; done += 16)
        memcpy(to + done, from + done, 16);
    if (done + 8 <= size) {
        memcpy(to + done, from + done, 8);
        done += 8;
    }
    for (; done < size; done++)
        to[done] = from[done];
}

#endif
