/* core/drive/encode.h: requests, answers and caller names. */
#include "core/drive/bytes.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <string.h>

static struct tj_op op_of(enum tj_verb verb, uint32_t arg)
{
    return (struct tj_op){ .number = 1, .client = 1, .verb = verb, .arg = arg };
}

Test(encode, a_lock_is_72_bytes_with_type_flags_and_padded_name)
{
    struct tj_op op = op_of(TJ_LOCK, TJ_LOCK_IGNORE_VOLUME);

    memset(op.input, 0xee, sizeof op.input);
    tj_encode(&op, "Nero 12");
    cr_expect_eq(op.code, 0x2C05C);
    cr_expect_eq(op.input_size, 72);
    cr_expect_eq(op.output_size, 0);
    cr_expect_eq(tj_get_u32(op.input), 1);
    cr_expect_eq(tj_get_u32(op.input + 4), 1);
    cr_expect_str_eq((char *)op.input + 8, "Nero 12");
    for (unsigned i = 15; i < 72; i++)
        cr_expect_eq(op.input[i], 0, "byte %u is not padding", i);
    cr_expect_eq(op.input[72], 0xee);
}

Test(encode, a_name_of_64_bytes_is_carried_without_terminator)
{
    char name[80];
    struct tj_op op = op_of(TJ_LOCK, 0);

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    tj_encode(&op, name);
    cr_expect_eq(op.input[71], 'n');
    cr_expect_not(tj_caller_name_valid(op.input + 8, 64));
}

Test(encode, a_query_asks_for_65_bytes_and_an_unlock_for_none)
{
    struct tj_op query = op_of(TJ_QUERY, 0);
    struct tj_op unlock = op_of(TJ_UNLOCK, TJ_NO_MEDIA_NOTIFICATIONS);

    tj_encode(&query, NULL);
    tj_encode(&unlock, NULL);
    cr_expect_eq(query.input_size, 8);
    cr_expect_eq(query.output_size, 65);
    cr_expect_eq(tj_get_u32(query.input), 0);
    cr_expect_eq(tj_get_u32(unlock.input), 2);
    cr_expect_eq(tj_get_u32(unlock.input + 4), 2);
    cr_expect_eq(unlock.output_size, 0);
}

Test(encode, every_verb_with_a_code_decodes_to_itself)
{
    unsigned with_code = 0;

    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        struct tj_op op = op_of((enum tj_verb)i, 0);

        tj_encode(&op, i == TJ_LOCK ? "anna" : NULL);
        if (op.code == 0)
            continue;
        with_code++;
        cr_expect_eq(tj_decode_verb(op.code, op.input, op.input_size), i,
                     "%s", tj_verb_name((enum tj_verb)i));
        cr_expect_not_null(tj_code_by_value(op.code));
    }
    cr_expect_eq(with_code, 17);
}

Test(encode, the_same_request_under_another_device_type_is_the_same_verb)
{
    /* Spec 0.5 step 3 and 9 R1. */
    static const uint8_t yes[1] = { 0xff }, no[1] = { 0 };

    cr_expect_eq(tj_decode_verb(0x24808, NULL, 0), TJ_EJECT);
    cr_expect_eq(tj_decode_verb(0x74808, NULL, 0), TJ_EJECT);
    cr_expect_eq(tj_decode_verb(0x1F4808, NULL, 0), TJ_EJECT);
    cr_expect_eq(tj_decode_verb(0x44808, NULL, 0), TJ_EJECT);
    cr_expect_eq(tj_decode_verb(0x334808, NULL, 0), TJ_EJECT);
    cr_expect_eq(tj_decode_verb(0x1F0944, yes, 1), TJ_MCN_OFF);
    cr_expect_eq(tj_decode_verb(0x1F0944, no, 1), TJ_MCN_ON);
    cr_expect_eq(tj_decode_verb(0x24804, yes, 1), TJ_PREVENT);
    /* Access bits are part of the match; other device types are not. */
    cr_expect_eq(tj_decode_verb(0x20808, NULL, 0), TJ_IOCTL);
    cr_expect_eq(tj_decode_verb(0x304808, NULL, 0), TJ_IOCTL);
}

Test(encode, a_request_too_short_for_its_structure_is_no_verb)
{
    struct tj_op lock = op_of(TJ_LOCK, 0);

    tj_encode(&lock, "anna");
    for (uint32_t size = 0; size < 72; size++)
        cr_expect_eq(tj_decode_verb(lock.code, lock.input, size), TJ_IOCTL,
                     "%u bytes", size);
    cr_expect_eq(tj_decode_verb(lock.code, lock.input, 5000), TJ_LOCK);
    lock.input[0] = 3;
    cr_expect_eq(tj_decode_verb(lock.code, lock.input, 72), TJ_IOCTL);
    cr_expect_eq(tj_decode_verb(0x2D0944, NULL, 0), TJ_IOCTL);
}

Test(encode, a_raw_ioctl_is_left_as_it_is)
{
    struct tj_op op = op_of(TJ_IOCTL, 7);

    op.code = 0x12345678;
    op.input_size = 5;
    op.output_size = 9;
    tj_encode(&op, NULL);
    cr_expect_eq(op.code, 0x12345678);
    cr_expect_eq(op.input_size, 5);
    cr_expect_eq(op.output_size, 9);
}

Test(encode, a_lock_state_needs_exactly_65_bytes)
{
    uint8_t output[66] = { 1, 'b', 'e', 'r', 't' };
    struct tj_lock_state state;

    cr_assert(tj_decode_lock_state(output, 65, &state));
    cr_expect(state.locked);
    cr_expect_str_eq(state.name, "bert");
    cr_expect_not(tj_decode_lock_state(output, 64, &state));
    cr_expect_not(tj_decode_lock_state(output, 66, &state));
    cr_expect_not(tj_decode_lock_state(output, 0, &state));
}

Test(encode, a_lock_state_without_terminator_still_ends)
{
    uint8_t output[65];
    struct tj_lock_state state;

    memset(output, 'x', sizeof output);
    cr_assert(tj_decode_lock_state(output, 65, &state));
    cr_expect_eq(strlen(state.name), 64);
}

Test(encode, a_change_count_needs_four_bytes)
{
    static const uint8_t output[4] = { 0x78, 0x56, 0x34, 0x12 };
    uint32_t count = 0;

    cr_expect_not(tj_decode_change_count(output, 3, &count));
    cr_assert(tj_decode_change_count(output, 4, &count));
    cr_expect_eq(count, 0x12345678);
}

/* --- caller names: spec 1.4 L2, L3 --- */
static bool valid(const char *name)
{
    uint8_t field[64] = { 0 };

    memcpy(field, name, strlen(name) > 64 ? 64 : strlen(name));
    return tj_caller_name_valid(field, sizeof field);
}

Test(caller_name, exactly_69_of_the_256_bytes_are_allowed)
{
    unsigned allowed = 0;

    for (unsigned byte = 1; byte < 256; byte++) {
        uint8_t field[2] = { (uint8_t)byte, 0 };

        allowed += tj_caller_name_valid(field, sizeof field);
    }
    cr_expect_eq(allowed, 62 + 7); /* Letters, digits, and ` .,:;_-` */
}

Test(caller_name, the_documented_punctuation_is_allowed)
{
    cr_expect(valid("a .,:;_-Z9"));
    cr_expect_not(valid("a!"));
    cr_expect_not(valid("a/b"));
    cr_expect_not(valid("\xc3\xa4"));
    cr_expect_not(valid("tab\there"));
}

Test(caller_name, its_length_is_1_to_63)
{
    char name[65] = { 0 };

    for (unsigned length = 0; length <= 64; length++) {
        cr_expect_eq(valid(name), length >= 1 && length <= 63, "%u", length);
        if (length < 64)
            name[length] = 'n';
    }
}

Test(caller_name, bytes_after_the_terminator_do_not_matter)
{
    uint8_t field[64] = { 'o', 'k', 0, '!', 0xff };

    cr_expect(tj_caller_name_valid(field, sizeof field));
}

Test(caller_name, no_more_bytes_are_looked_at_than_there_are)
{
    static const uint8_t field[3] = { 'a', 'b', 'c' };

    cr_expect_not(tj_caller_name_valid(field, 3));
    cr_expect_not(tj_caller_name_valid(field, 0));
}

Test(brief, a_raw_request_in_one_word_and_back)
{
    struct tj_op op = op_of(TJ_IOCTL, 0);

    op.input_size = 12;
    op.output_size = 4;
    op.input[0] = 3;
    op.input[4] = 1;
    struct tj_brief brief = tj_brief_read(tj_brief_of(&op));
    cr_expect_eq(brief.input_size, 12);
    cr_expect_eq(brief.output_size, 4);
    cr_expect_eq(brief.first, 3);
    cr_expect_eq(brief.second, 1);
}

Test(brief, what_is_more_is_255_and_what_is_not_there_is_0)
{
    struct tj_op op = op_of(TJ_IOCTL, 0);

    op.input_size = 2;
    op.output_size = 70000;
    memset(op.input, 0xff, sizeof op.input);
    struct tj_brief brief = tj_brief_read(tj_brief_of(&op));
    cr_expect_eq(brief.input_size, 2);
    cr_expect_eq(brief.output_size, 255);
    cr_expect_eq(brief.first, 255, "two bytes of FF");
    cr_expect_eq(brief.second, 0);
    op.input_size = 4000; /* No more than TJ_INPUT_MAX are there. */
    cr_expect_eq(tj_brief_read(tj_brief_of(&op)).second, 255);
}

Test(media_types, mounted_is_a_bit_of_any_whole_entry)
{
    uint8_t bytes[72] = { 0 };

    cr_expect_not(tj_decode_media_mounted(bytes, 72));
    bytes[39] = 0x80;
    cr_expect(tj_decode_media_mounted(bytes, 40));
    cr_expect_not(tj_decode_media_mounted(bytes, 39), "cut short");
    bytes[39] = 0;
    bytes[71] = 0x80;
    cr_expect(tj_decode_media_mounted(bytes, 72));
    cr_expect_not(tj_decode_media_mounted(bytes, 40), "the other entry");
}
