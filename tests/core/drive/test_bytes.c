/* core/drive/bytes.h */
#include "core/drive/bytes.h"

#include <criterion/criterion.h>

Test(bytes, a_few_are_copied_and_not_one_more)
{
    uint8_t from[100];

    for (size_t i = 0; i < sizeof from; i++)
        from[i] = (uint8_t)(i + 1);
    for (size_t size = 0; size <= sizeof from; size++) {
        uint8_t to[101] = { 0 };
        tj_copy_few(to, from, size);
        cr_assert_arr_eq(to, from, size);
        for (size_t i = size; i < sizeof to; i++)
            cr_assert_eq(to[i], 0, "byte %zu of %zu", i, size);
    }
}
