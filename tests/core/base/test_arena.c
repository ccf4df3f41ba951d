#include "core/base/arena.h"

#include <criterion/criterion.h>
#include <stdint.h>

Test(arena, room_is_zeroed_and_aligned)
{
    static _Alignas(64) unsigned char memory[256];
    struct arena arena;

    memset(memory, 0xff, sizeof memory);
    arena_init(&arena, memory, sizeof memory);
    (void)arena_take(&arena, 1, 1, 1);
    uint64_t *words = arena_take(&arena, 3, sizeof *words, 32);
    cr_assert_eq((uintptr_t)words % 32, 0);
    cr_assert_eq(words[0] | words[1] | words[2], 0);
}

Test(arena, a_full_arena_gives_null_and_stays_usable)
{
    static unsigned char memory[64];
    struct arena arena;

    arena_init(&arena, memory, sizeof memory);
    cr_assert_null(arena_take(&arena, 65, 1, 1));
    cr_assert_null(arena_take(&arena, SIZE_MAX, SIZE_MAX, 1));
    cr_assert_not_null(arena_take(&arena, 64, 1, 1));
    cr_assert_null(arena_take(&arena, 1, 1, 1));
}

Test(arena, every_smaller_arena_fails_cleanly)
{
    static unsigned char memory[128];
    struct arena arena;

    for (size_t size = 0; size < sizeof memory; size++) {
        arena_init(&arena, memory, size);
        size_t taken = 0;
        while (arena_take(&arena, 1, 24, 8) != NULL)
            taken++;
        cr_assert_leq(taken * 24, size);
        cr_assert_leq(arena.used, size);
    }
}

Test(arena, rewinding_poisons_what_was_given_back)
{
    static unsigned char memory[64];
    struct arena arena;

    arena_init(&arena, memory, sizeof memory);
    size_t mark = arena.used;
    unsigned char *taken = arena_take(&arena, 16, 1, 1);
    arena_rewind(&arena, mark);
    for (int i = 0; i < 16; i++)
        cr_assert_eq(taken[i], 0xdd);
    cr_assert_eq(arena.used, mark);
}
