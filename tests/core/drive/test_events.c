/* core/drive/catalog.h: GUIDs of device events. */
#include "core/drive/catalog.h"

#include <criterion/criterion.h>
#include <string.h>

struct canonical {
    const char *name, *guid;
    uint8_t     payload;
    bool        on_page;
};
/* Typed from class-driver spec 7.3. */
static const struct canonical canonicals[] = {
    { "GUID_IO_CDROM_EXCLUSIVE_LOCK", "bc56c139-7a10-47ee-a294-4c6a38f0149a", 0, 1 },
    { "GUID_IO_CDROM_EXCLUSIVE_UNLOCK", "a3b6d27d-5e35-4885-81e5-ee18c00ed779", 0, 1 },
    { "GUID_IO_DEVICE_BECOMING_READY", "d07433f0-a98e-11d2-917a-00a0c9068ff3", 12, 1 },
    { "GUID_IO_DEVICE_EXTERNAL_REQUEST", "d07433d0-a98e-11d2-917a-00a0c9068ff3", 24, 1 },
    { "GUID_IO_MEDIA_ARRIVAL", "d07433c0-a98e-11d2-917a-00a0c9068ff3", 8, 1 },
    { "GUID_IO_MEDIA_EJECT_REQUEST", "d07433d1-a98e-11d2-917a-00a0c9068ff3", 0, 1 },
    { "GUID_IO_MEDIA_REMOVAL", "d07433c1-a98e-11d2-917a-00a0c9068ff3", 8, 1 },
    { "GUID_IO_VOLUME_CHANGE", "7373654a-812a-11d0-bec7-08002be2092f", 0, 1 },
    { "GUID_IO_VOLUME_CHANGE_SIZE", "3a1625be-ad03-49f1-8ef8-6bbac182d1fd", 0, 1 },
    { "GUID_IO_VOLUME_DISMOUNT", "d16a55e8-1059-11d2-8ffd-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_DISMOUNT_FAILED", "e3c5b178-105d-11d2-8ffd-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_FVE_STATUS_CHANGE", "062998b2-ee1f-4b6a-b857-e76cbbe9a6da", 0, 1 },
    { "GUID_IO_VOLUME_LOCK", "50708874-c9af-11d1-8fef-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_LOCK_FAILED", "ae2eed10-0ba8-11d2-8ffb-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_MOUNT", "b5804878-1a96-11d2-8ffd-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_NAME_CHANGE", "2de97f83-4c06-11d2-a532-00609713055a", 0, 1 },
    { "GUID_IO_VOLUME_NEED_CHKDSK", "799a0960-0a0b-4e03-ad88-2fa7c6ce748a", 0, 1 },
    { "GUID_IO_VOLUME_PHYSICAL_CONFIGURATION_CHANGE", "2de97f84-4c06-11d2-a532-00609713055a", 0, 1 },
    { "GUID_IO_VOLUME_PREPARING_EJECT", "c79eb16e-0dac-4e7a-a86c-b25ceeaa88f6", 0, 1 },
    { "GUID_IO_VOLUME_UNIQUE_ID_CHANGE", "af39da42-6622-41f5-970b-139d092fa3d9", 0, 1 },
    { "GUID_IO_VOLUME_UNLOCK", "9a8c3d68-d0cb-11d1-8fef-00a0c9a06d32", 0, 1 },
    { "GUID_IO_VOLUME_WEARING_OUT", "873113ca-1486-4508-82ac-c3b2e5297aaa", 0, 1 },
    { "GUID_IO_VOLUME_WORM_NEAR_FULL", "f3bfff82-f3de-48d2-af95-457f80b763f2", 0, 0 },
    { "GUID_IO_VOLUME_FORCE_CLOSED", "411ad84f-433e-4dc2-a5ae-4a2d1a2de654", 0, 0 },
    { "GUID_IO_VOLUME_INFO_MAKE_COMPAT", "3ab9a0d2-ef80-45cf-8cdc-cbe02a212906", 0, 0 },
    { "GUID_IO_VOLUME_BACKGROUND_FORMAT", "a2e5fc86-d5cd-4038-b2e3-4445065c2377", 0, 0 },
};
enum { CANONICALS_COUNT = sizeof canonicals / sizeof *canonicals };

Test(events, there_are_26_and_22_of_them_on_the_page)
{
    unsigned on_page = 0;

    cr_assert_eq(TJ_EVENT_COUNT, 26);
    cr_assert_eq(CANONICALS_COUNT, 26);
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++)
        on_page += tj_event_info((enum tj_event_id)i)->on_page;
    cr_expect_eq(on_page, 22);
}

Test(events, every_guid_formats_to_its_canonical_text)
{
    for (size_t i = 0; i < CANONICALS_COUNT; i++) {
        const struct tj_event_info *info = tj_event_by_name(canonicals[i].name);
        char text[TJ_GUID_TEXT_SIZE];

        cr_assert_not_null(info, "%s is missing", canonicals[i].name);
        tj_guid_format(&info->guid, text);
        cr_expect_str_eq(text, canonicals[i].guid);
        cr_expect_eq(info->payload, canonicals[i].payload);
        cr_expect_eq(info->on_page, canonicals[i].on_page);
    }
}

Test(events, every_event_is_found_by_its_guid)
{
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        const struct tj_event_info *info = tj_event_info((enum tj_event_id)i);

        cr_expect_eq(info->id, (enum tj_event_id)i);
        cr_expect_eq(tj_event_by_guid(&info->guid), info, "%s shares its GUID",
                     info->name);
        cr_expect_neq(info->meaning[0], '\0');
    }
}

Test(events, a_guid_survives_text_and_memory)
{
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        const struct tj_guid *guid = &tj_event_info((enum tj_event_id)i)->guid;
        char text[TJ_GUID_TEXT_SIZE];
        struct tj_guid read, again;
        uint8_t memory[16];

        tj_guid_format(guid, text);
        cr_assert(tj_guid_parse(text, &read));
        tj_guid_to_memory(&read, memory);
        tj_guid_from_memory(memory, &again);
        cr_expect_arr_eq(again.bytes, guid->bytes, 16);
    }
}

Test(events, a_guid_in_memory_has_its_first_three_fields_reversed)
{
    /* bc56c139-7a10-47ee-a294-... */
    static const uint8_t expected[16] = { 0x39, 0xc1, 0x56, 0xbc, 0x10, 0x7a,
                                          0xee, 0x47, 0xa2, 0x94, 0x4c, 0x6a,
                                          0x38, 0xf0, 0x14, 0x9a };
    uint8_t memory[16];

    tj_guid_to_memory(&tj_event_info(TJ_EVENT_CDROM_EXCLUSIVE_LOCK)->guid,
                      memory);
    cr_expect_arr_eq(memory, expected, 16);
}

Test(events, a_guid_in_upper_case_is_read)
{
    struct tj_guid guid;

    cr_assert(tj_guid_parse("BC56C139-7A10-47EE-A294-4C6A38F0149A", &guid));
    cr_expect_eq(tj_event_by_guid(&guid)->id, TJ_EVENT_CDROM_EXCLUSIVE_LOCK);
}

Test(events, text_that_is_no_guid_is_refused)
{
    static const char *const bad[] = {
        "", "bc56c139", "bc56c139-7a10-47ee-a294-4c6a38f0149",
        "bc56c139-7a10-47ee-a294-4c6a38f0149ab",
        "bc56c139_7a10-47ee-a294-4c6a38f0149a",
        "gc56c139-7a10-47ee-a294-4c6a38f0149a",
        "bc56c1397a10-47ee-a294-4c6a38f0149a-",
    };
    struct tj_guid guid;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(tj_guid_parse(bad[i], &guid), "%s", bad[i]);
}

/* Spec 7.3: what the class driver and CDFS never send is made on demand. */
Test(events, every_event_says_what_makes_it_happen_and_twelve_do_by_themselves)
{
    unsigned simulated = 0;

    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        const struct tj_event_info *info = tj_event_info((enum tj_event_id)i);

        simulated += info->simulated;
        cr_expect_not_null(info->trigger, "%s", info->name);
        cr_expect_eq(info->payload > 0, info->layout[0] != '\0', "%s",
                     info->name);
        cr_expect(info->emitter != TJ_BY_CLASS_DRIVER || info->simulated);
        cr_expect(info->emitter != TJ_BY_OTHERS || !info->simulated);
    }
    cr_expect_eq(simulated, 12);
}
