#include "core/base/random.h"

enum { ROUNDS = 10 };

/* Multipliers and Weyl constants of Philox4x64 (Salmon et al., table 2). */
#define MULTIPLY_0 UINT64_C(0xD2E7470EE14C6C93)
#define MULTIPLY_1 UINT64_C(0xCA5A826395121157)
#define WEYL_0     UINT64_C(0x9E3779B97F4A7C15)
#define WEYL_1     UINT64_C(0xBB67AE8584CAA73B)

struct product {
    uint64_t high, low;
};

static struct product multiply(uint64_t a, uint64_t b)
{
#if defined(__SIZEOF_INT128__)
    __extension__ typedef unsigned __int128 wide;
    wide all = (wide)a * b;
    return (struct product){ (uint64_t)(all >> 64), (uint64_t)all };
#else
    uint64_t a0 = a & 0xffffffffu, a1 = a >> 32;
    uint64_t b0 = b & 0xffffffffu, b1 = b >> 32;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    uint64_t other = a0 * b1 + (middle & 0xffffffffu);
    return (struct product){ a1 * b1 + (middle >> 32) + (other >> 32), a * b };
#endif
}

struct tj_draws tj_philox(const uint64_t counter[4], const uint64_t key[2])
{
    uint64_t c0 = counter[0], c1 = counter[1];
    uint64_t c2 = counter[2], c3 = counter[3];
    uint64_t k0 = key[0], k1 = key[1];

    for (int round = 0; round < ROUNDS; round++) {
        struct product p0 = multiply(MULTIPLY_0, c0);
        struct product p1 = multiply(MULTIPLY_1, c2);
        c0 = p1.high ^ c1 ^ k0;
        c1 = p1.low;
        c2 = p0.high ^ c3 ^ k1;
        c3 = p0.low;
        k0 += WEYL_0;
        k1 += WEYL_1;
    }
    return (struct tj_draws){ { c0, c1, c2, c3 } };
}

struct tj_draws tj_draw(uint64_t seed, enum tj_stream stream, uint32_t client,
                        uint64_t operation)
{
    /* Stream and client share a word of the counter: the key stays the seed's
     * alone, so that numpy.random.Philox can repeat any draw. */
    const uint64_t counter[4] = { operation, client, (uint64_t)stream, 0 };
    const uint64_t key[2] = { seed, 0 };
    return tj_philox(counter, key);
}

uint64_t tj_below(uint64_t draw, uint64_t bound)
{
    return multiply(draw, bound).high;
}
