/* What stands behind `windows:`, and which handle is for what. */
#include "backends/real/wear.h"
#include "backends/windows/handles.h"
#include "backends/windows/target.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct win32_target target;
static struct tj_error error;

#define PARSE(text) win32_target_parse(text, &target, &error)

Test(win32_target, a_drive_is_named_in_three_ways)
{
    cr_assert_eq(PARSE("d:"), TJ_OK);
    cr_expect_str_eq(target.real.path, "\\\\.\\d:");
    cr_expect_eq(target.letter, 'D');
    cr_assert_eq(PARSE("\\\\.\\CdRom12"), TJ_OK);
    cr_expect_str_eq(target.real.path, "\\\\.\\CdRom12");
    cr_expect(target.has_number && target.number == 12 && target.letter == 0);
    cr_assert_eq(PARSE("CdRom0"), TJ_OK);
    cr_expect_str_eq(target.real.path, "\\\\.\\CdRom0");
    const char *path = "\\\\?\\ide#cdromvbox#4&1#{53f56308-b6bf-11d0-94f2-"
                       "00a0c91efb8b}";
    cr_assert_eq(PARSE(path), TJ_OK);
    cr_expect_str_eq(target.real.path, path);
    cr_expect(!target.has_number && target.letter == 0);
}

Test(win32_target, settings_follow_behind_semicolons)
{
    cr_assert_eq(PARSE("D:;accept-wear=K9 D123;motions=7;deadline=1.5s;"
                       "notify=cm;allow-list=C:/a.txt;ledger=x"), TJ_OK);
    cr_expect_str_eq(target.real.accepts, "K9 D123");
    cr_expect(target.real.has_motions && target.real.motions == 7);
    cr_expect_eq(target.real.deadline_ns, 1500000000);
    cr_expect_eq(target.notify, WIN32_BY_CM);
    cr_expect_str_eq(target.real.allowed, "C:/a.txt");
    cr_expect_str_eq(target.real.ledger, "x");
    cr_assert_eq(PARSE("D:"), TJ_OK);
    cr_expect_eq(target.real.deadline_ns, REAL_DEADLINE_NS);
    cr_expect_eq(target.notify, WIN32_BY_WINDOW);
    cr_expect_eq(target.real.motions, REAL_MOTIONS);
    cr_expect_not(target.real.has_motions);
}

Test(win32_target, what_is_wrong_is_named_with_what_was_expected)
{
    static const struct { const char *text, *says; } rows[] = {
        { "", "expected D:" },
        { "DVD", "expected D:" },
        { "CdRom", "expected D:" },
        { "CdRom1x", "expected D:" },
        { "1:", "expected D:" },
        { "D:;motion=3", "did you mean `motions`" },
        { "D:;xyzzy=3", "there are accept-wear" },
        { "D:;motions", "KEY=VALUE" },
        { "D:;motions=many", "a whole number" },
        { "D:;motions=4294967296", "a whole number" },
        { "D:;deadline=5", "a time" },
        { "D:;deadline=0s", "a time" },
        { "D:;notify=mail", "window, service or cm" },
        { "D:;accept-wear=", "a serial number" },
    };
    char long_one[600] = "D:;accept-wear=";

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(PARSE(rows[i].text), TJ_USAGE, "%s", rows[i].text);
        cr_expect_not_null(strstr(error.text, rows[i].says), "%s: %s",
                           rows[i].text, error.text);
    }
    memset(long_one + strlen(long_one), 'x', 80);
    cr_expect_eq(PARSE(long_one), TJ_USAGE);
    memset(long_one, 'x', sizeof long_one - 1);
    cr_expect_eq(PARSE(long_one), TJ_USAGE);
}

static struct win32_paths paths = { "\\\\?\\dev", "\\\\.\\D:", "D:\\" };

Test(win32_handles, each_class_opens_its_path_with_its_access)
{
    struct win32_open open = win32_open_of(
        &paths, tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL));

    cr_expect_str_eq(open.path, "\\\\?\\dev");
    cr_expect_eq(open.access, WIN32_GENERIC_READ | WIN32_GENERIC_WRITE);
    cr_expect_eq(open.share, TJ_SHARE_ALL);
    cr_expect_eq(open.flags, WIN32_FLAG_OVERLAPPED);
    open = win32_open_of(&paths, tj_open_arg(TJ_VOLUME, TJ_ACCESS_NONE, 0));
    cr_expect_str_eq(open.path, "\\\\.\\D:");
    cr_expect_eq(open.access, 0, "attributes only: class D by any path");
    cr_expect_eq(open.share, 0);
    open = win32_open_of(&paths, tj_open_arg(TJ_FILE, TJ_ACCESS_READ, 1));
    cr_expect_str_eq(open.path, "D:\\");
    cr_expect_eq(open.access, WIN32_GENERIC_READ);
    cr_expect(open.flags & WIN32_FLAG_BACKUP);
    paths.file[0] = '\0';
    cr_expect_null(win32_open_of(&paths, tj_open_arg(TJ_FILE, 1, 1)).path,
                   "without a letter there are no files");
}

Test(win32_handles, each_request_has_its_weakest_handle)
{
    static const struct { enum tj_verb verb; enum tj_target target;
                          unsigned access; } rows[] = {
        { TJ_LOCK, TJ_INTERFACE, TJ_ACCESS_READ_WRITE },
        { TJ_UNLOCK, TJ_INTERFACE, TJ_ACCESS_READ_WRITE },
        { TJ_QUERY, TJ_INTERFACE, TJ_ACCESS_READ_WRITE },
        { TJ_EJECT, TJ_INTERFACE, TJ_ACCESS_READ },
        { TJ_LOAD, TJ_INTERFACE, TJ_ACCESS_READ },
        { TJ_LOAD2, TJ_INTERFACE, TJ_ACCESS_NONE },
        { TJ_PREVENT, TJ_INTERFACE, TJ_ACCESS_READ },
        { TJ_SECURE_PREVENT, TJ_INTERFACE, TJ_ACCESS_NONE },
        { TJ_MCN_OFF, TJ_INTERFACE, TJ_ACCESS_NONE },
        { TJ_VERIFY2, TJ_INTERFACE, TJ_ACCESS_NONE },
        { TJ_READ, TJ_INTERFACE, TJ_ACCESS_READ },
        { TJ_WRITE, TJ_INTERFACE, TJ_ACCESS_WRITE },
        { TJ_VOLUME_LOCK, TJ_VOLUME, TJ_ACCESS_READ },
        { TJ_DISMOUNT, TJ_VOLUME, TJ_ACCESS_READ },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_op op = { .verb = rows[i].verb };

        tj_encode(&op, NULL);
        struct win32_need need = win32_need_of(op.verb, op.code);
        cr_expect_eq(need.target, rows[i].target, "%s",
                     tj_verb_name(op.verb));
        cr_expect_eq(need.access, rows[i].access, "%s: %u",
                     tj_verb_name(op.verb), need.access);
    }
}

Test(win32_handles, what_wears_is_known_also_as_bytes)
{
    static const struct { uint32_t code; bool moves, writes; } rows[] = {
        { TJ_IOCTL_STORAGE_EJECT_MEDIA, true, false },
        { UINT32_C(0x00024808), true, false }, /* The CD-ROM form. */
        { UINT32_C(0x001F4808), true, false }, /* The tape form. */
        { TJ_IOCTL_STORAGE_LOAD_MEDIA2, true, false },
        { UINT32_C(0x0004D004), true, true },  /* Pass-through: anything. */
        { UINT32_C(0x0004D014), true, true },
        { UINT32_C(0x0004D044), true, true },
        { UINT32_C(0x0004D048), true, true },
        { TJ_IOCTL_STORAGE_CHECK_VERIFY, false, false },
        { TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, false, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_op op = { .verb = TJ_IOCTL, .code = rows[i].code };

        cr_expect_eq(real_moves_tray(&op), rows[i].moves, "%#x", op.code);
        cr_expect_eq(real_writes(&op), rows[i].writes, "%#x", op.code);
    }
    cr_expect(real_moves_tray(&(struct tj_op){ .verb = TJ_LOAD }));
    cr_expect(real_writes(&(struct tj_op){ .verb = TJ_WRITE }));
    cr_expect_not(real_moves_tray(&(struct tj_op){ .verb = TJ_LOCK }));
}
