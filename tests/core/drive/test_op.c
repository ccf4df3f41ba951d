/* core/drive/op.h */
#include "core/drive/codes.h"
#include "core/drive/op.h"

#include <criterion/criterion.h>

Test(op, every_verb_is_found_by_its_name)
{
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        enum tj_verb verb = TJ_VERB_COUNT;

        cr_assert(tj_verb_by_name(tj_verb_name((enum tj_verb)i), &verb));
        cr_expect_eq(verb, i);
    }
}

Test(op, an_unknown_verb_is_not_found)
{
    enum tj_verb verb = TJ_LOCK;

    cr_expect_not(tj_verb_by_name("Lock", &verb));
    cr_expect_not(tj_verb_by_name("", &verb));
    cr_expect_eq(verb, TJ_LOCK);
}

Test(op, warnings_are_refusals_and_informational_codes_are_not)
{
    cr_expect_eq(tj_outcome_of(TJ_STATUS_SUCCESS), TJ_DONE);
    cr_expect_eq(tj_outcome_of(TJ_STATUS_PENDING), TJ_DONE);
    cr_expect_eq(tj_outcome_of(0x40000000), TJ_DONE);
    cr_expect_eq(tj_outcome_of(TJ_STATUS_DEVICE_BUSY), TJ_REFUSED);
    cr_expect_eq(tj_outcome_of(TJ_STATUS_ACCESS_DENIED), TJ_REFUSED);
}

Test(op, an_open_argument_comes_apart_again)
{
    for (unsigned target = TJ_INTERFACE; target <= TJ_FILE; target++) {
        for (unsigned access = 0; access <= TJ_ACCESS_READ_WRITE; access++) {
            for (unsigned share = 0; share <= TJ_SHARE_ALL; share++) {
                uint32_t arg = tj_open_arg((enum tj_target)target, access,
                                           share);

                cr_assert_eq(tj_open_target(arg), target);
                cr_assert_eq(tj_open_access(arg), access);
                cr_assert_eq(tj_open_share(arg), share);
            }
        }
    }
}

Test(op, every_outcome_has_a_name)
{
    cr_expect_str_eq(tj_outcome_name(TJ_UNKNOWN), "unknown");
    cr_expect_str_eq(tj_outcome_name(TJ_DONE), "done");
    cr_expect_str_eq(tj_outcome_name(TJ_REFUSED), "refused");
}
