/* The Linux backend against a model of the kernel: each test is a rule of
 * docs/LINUX.md. */
#include "linux_rig.h"

#include "backends/linux/kernel.h"
#include "core/base/clock.h"
#include "core/drive/bytes.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <string.h>

#define SUCCESS TJ_STATUS_SUCCESS
#define IS(status) TJ_STATUS_##status

static struct linux_rig rig;
static struct kernel   *kernel = &rig.kernel;

static void start(void)
{
    linux_rig_init(&rig);
    linux_rig_start(&rig);
}

static uint32_t act(unsigned client, enum tj_verb verb)
{
    return linux_do(&rig, client, verb, client, 0);
}

static struct tj_lock_state state_of(unsigned client)
{
    struct tj_lock_state state = { .locked = false };

    cr_assert_eq(act(client, TJ_QUERY), SUCCESS);
    cr_assert(tj_decode_lock_state(rig.reply.output, rig.reply.info, &state));
    return state;
}

/* --- Who owns --- */

Test(linux_drive, o_excl_excludes_o_excl_and_a_close_lets_go)
{
    start();
    cr_expect_eq(act(1, TJ_LOCK), SUCCESS);
    cr_expect_eq(act(2, TJ_LOCK), IS(ACCESS_DENIED));
    cr_expect_eq(rig.reply.native, LINUX_EBUSY);
    cr_expect_eq(act(1, TJ_LOCK), IS(ACCESS_DENIED), "itself, too");
    cr_expect_eq(act(2, TJ_UNLOCK), IS(NOT_LOCKED));
    cr_expect_eq(act(2, TJ_EJECT), SUCCESS, "ioctls of others go through");
    cr_expect_eq(act(2, TJ_LOAD), SUCCESS);
    cr_expect_eq(act(1, TJ_UNLOCK), SUCCESS);
    cr_expect_eq(act(2, TJ_LOCK), SUCCESS);
    cr_expect_eq(act(2, TJ_CLOSE), SUCCESS);
    cr_expect_eq(act(3, TJ_LOCK), SUCCESS);
    cr_expect_eq(act(2, TJ_QUERY), IS(INVALID_HANDLE));
    linux_rig_close(&rig);
}

Test(linux_drive, duplicates_own_together)
{
    start();
    cr_expect_eq(linux_do(&rig, 1, TJ_DUPLICATE, 9, 1), SUCCESS);
    cr_expect_eq(linux_do(&rig, 1, TJ_LOCK, 9, 0), SUCCESS);
    cr_expect_eq(act(1, TJ_CLOSE), SUCCESS);
    cr_expect_eq(act(2, TJ_LOCK), IS(ACCESS_DENIED), "one handle is left");
    cr_expect_eq(linux_do(&rig, 1, TJ_CLOSE, 9, 0), SUCCESS);
    cr_expect_eq(act(2, TJ_LOCK), SUCCESS);
    struct tj_op child = { .verb = TJ_DUPLICATE, .handle = 10, .arg = 2,
                           .offset = TJ_FOR_CHILD };
    cr_expect_eq(linux_ask(&rig, 2, &child), IS(NOT_SUPPORTED));
    linux_rig_close(&rig);
}

Test(linux_drive, a_mount_excludes_and_cannot_be_locked_over)
{
    start();
    kernel->mounted = "/media/disc";
    cr_expect_eq(act(1, TJ_LOCK), IS(INVALID_DEVICE_STATE));
    cr_expect_eq(linux_do(&rig, 1, TJ_LOCK, 1, TJ_LOCK_IGNORE_VOLUME),
                 IS(NOT_SUPPORTED));
    cr_expect_not(state_of(2).locked, "a mount is no owner");
    cr_expect_eq(linux_do(&rig, 1, TJ_OPEN, 20,
                          tj_open_arg(TJ_FILE, TJ_ACCESS_READ, 0)), SUCCESS);
    cr_expect_eq(linux_do(&rig, 1, TJ_EJECT, 20, 0),
                 IS(INVALID_DEVICE_REQUEST), "a folder takes no such ioctl");
    kernel->mounted = NULL;
    cr_expect_eq(linux_do(&rig, 1, TJ_OPEN, 21,
                          tj_open_arg(TJ_FILE, TJ_ACCESS_READ, 0)),
                 IS(OBJECT_NAME_NOT_FOUND));
    linux_rig_close(&rig);
}

Test(linux_drive, only_interface_handles_lock_and_names_are_checked)
{
    start();
    cr_expect_eq(linux_do(&rig, 1, TJ_OPEN, 30,
                          tj_open_arg(TJ_VOLUME, TJ_ACCESS_READ_WRITE, 0)),
                 SUCCESS);
    cr_expect_eq(linux_do(&rig, 1, TJ_LOCK, 30, 0), IS(INVALID_HANDLE));
    cr_expect_eq(linux_do(&rig, 1, TJ_UNLOCK, 30, 0), IS(INVALID_HANDLE));
    struct tj_op op = { .verb = TJ_LOCK, .handle = 1 };
    tj_encode(&op, "caf\xe9");
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INVALID_PARAMETER));
    op.input_size = 8;
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INFO_LENGTH_MISMATCH));
    linux_rig_close(&rig);
}

Test(linux_drive, a_query_names_the_owner)
{
    start();
    cr_expect_not(state_of(1).locked);
    cr_expect_eq(act(2, TJ_LOCK), SUCCESS);
    cr_expect(state_of(1).locked);
    cr_expect_str_eq(state_of(1).name, "bert");
    cr_expect_str_eq(state_of(2).name, "bert");
    cr_expect_eq(act(2, TJ_UNLOCK), SUCCESS);
    int other = kernel_open_as(kernel, 812, LINUX_O_EXCL);
    cr_expect_str_eq(state_of(1).name, "wodim, pid 812");
    kernel_close_as(kernel, other);
    other = kernel_open_as(kernel, 812, 0);
    cr_expect_not(state_of(1).locked, "it only has it open");
    kernel_close_as(kernel, other);
    linux_rig_close(&rig);
}

Test(linux_drive, looking_takes_nothing_while_nobody_is_there)
{
    linux_rig_init(&rig);
    cr_assert_eq(linux_rig_open(&rig, "/dev/sr0", REAL_LOOKS), TJ_OK);
    for (unsigned i = 0; i < LINUX_RIG_CLIENTS; i++)
        tj_linux_session_init(&rig.sessions[i], &rig.host,
                              (tj_client)(i + 1), 0);
    cr_assert_eq(linux_do(&rig, 1, TJ_OPEN, 1,
                          tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ, 0)),
                 SUCCESS);
    cr_expect_not(state_of(1).locked);
    cr_expect_eq(kernel->exclusive_opens, 0);
    int other = kernel_open_as(kernel, 900, LINUX_O_EXCL);
    cr_expect_str_eq(state_of(1).name, "wodim, pid 900");
    cr_expect_eq(act(1, TJ_EJECT), IS(NOT_SUPPORTED));
    cr_expect(rig.reply.injected, "the drive was not asked");
    cr_expect_eq(kernel->ejects, 0);
    kernel_close_as(kernel, other);
    linux_rig_close(&rig);
}

/* --- Tray and door --- */

Test(linux_drive, an_eject_that_returns_2_was_refused)
{
    start();
    cr_expect_eq(act(1, TJ_PREVENT), SUCCESS);
    cr_expect_eq(act(1, TJ_CLOSE), SUCCESS, "the lock survives it");
    cr_expect_eq(act(2, TJ_EJECT), IS(INVALID_DEVICE_REQUEST));
    cr_expect_eq(rig.reply.native, 0x8002);
    cr_expect_not(kernel->tray_open);
    cr_expect_eq(act(3, TJ_ALLOW), SUCCESS, "anybody's");
    cr_expect_eq(act(2, TJ_EJECT), SUCCESS);
    cr_expect(kernel->tray_open);
    cr_expect_eq(act(2, TJ_EJECT), SUCCESS, "it is open already");
    cr_expect_eq(act(2, TJ_LOAD2), SUCCESS);
    cr_expect_not(kernel->tray_open);
    linux_rig_close(&rig);
}

Test(linux_drive, other_results_of_an_eject_tell_what_they_can)
{
    start();
    kernel->fail_code = 0x1b;
    kernel->fails = 1;
    memcpy(kernel->fail_sense, (uint8_t[]){ 4, 0x44, 0 }, 3);
    cr_expect_eq(act(1, TJ_EJECT), IS(IO_DEVICE_ERROR));
    cr_expect_eq(rig.reply.native, 0x8202, "a byte of the midlayer's leaks");
    kernel->times_out = true;
    cr_expect_eq(act(1, TJ_EJECT), IS(IO_TIMEOUT));
    kernel->times_out = false;
    kernel_unplug(kernel);
    cr_expect_eq(act(1, TJ_EJECT), IS(DEVICE_DOES_NOT_EXIST));
    cr_expect_eq(rig.reply.native, LINUX_ENODEV);
    cr_expect_eq(linux_do(&rig, 1, TJ_OPEN, 40,
                          tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ, 0)),
                 IS(DEVICE_DOES_NOT_EXIST));
    linux_rig_close(&rig);
}

Test(linux_drive, a_unit_attention_does_not_pass_for_success)
{
    start();
    kernel->fail_code = 0x1b; /* It comes up after we looked. */
    kernel->fails = 1;
    memcpy(kernel->fail_sense, (uint8_t[]){ 6, 0x28, 0 }, 3);
    cr_expect_eq(act(1, TJ_EJECT), SUCCESS);
    cr_expect(kernel->tray_open);
    cr_expect_eq(kernel->ejects, 2, "asked once more");
    cr_expect_eq(act(1, TJ_LOAD), SUCCESS);
    kernel->fails = 2;
    cr_expect_eq(act(1, TJ_EJECT), IS(UNSUCCESSFUL), "but no more often");
    cr_expect_eq(rig.reply.native, 0);
    kernel->attention = true; /* Of a disc that a person put in. */
    cr_expect_eq(act(1, TJ_PREVENT), SUCCESS);
    cr_expect(kernel->door_locked);
    kernel->fail_code = 0x1e;
    kernel->fails = 1;
    cr_expect_eq(act(1, TJ_ALLOW), SUCCESS);
    cr_expect_not(kernel->door_locked);
    linux_rig_close(&rig);
}

Test(linux_drive, verify_no_believes_what_the_kernel_says)
{
    linux_rig_init(&rig);
    cr_assert_eq(linux_rig_open(&rig, "/dev/sr0;verify=no", REAL_MOVES), TJ_OK);
    for (unsigned i = 0; i < LINUX_RIG_CLIENTS; i++)
        tj_linux_session_init(&rig.sessions[i], &rig.host, (tj_client)(i + 1),
                              0);
    (void)linux_do(&rig, 1, TJ_OPEN, 1,
                   tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ, 0));
    kernel->attention = true;
    cr_expect_eq(act(1, TJ_EJECT), SUCCESS);
    cr_expect_not(kernel->tray_open);
    linux_rig_close(&rig);
}

Test(linux_drive, a_door_that_once_refused_is_never_locked_again)
{
    start();
    kernel->fail_code = 0x1e;
    kernel->fails = 1;
    memcpy(kernel->fail_sense, (uint8_t[]){ 5, 0x20, 0 }, 3);
    cr_expect_eq(act(1, TJ_PREVENT), IS(IO_DEVICE_ERROR));
    cr_expect_eq(rig.reply.native, 0x8202);
    cr_expect_eq(act(1, TJ_PREVENT), IS(UNSUCCESSFUL),
                 "the kernel says 0 and sends nothing");
    kernel->no_mode_page = true;
    cr_expect_eq(act(1, TJ_PREVENT), SUCCESS, "nothing speaks against it");
    linux_rig_close(&rig);
}

Test(linux_drive, an_unlock_by_others_needs_root_but_leaves_its_mark)
{
    start();
    cr_expect_eq(act(1, TJ_PREVENT), SUCCESS);
    kernel->is_root = false;
    cr_expect_eq(act(2, TJ_ALLOW), IS(DEVICE_BUSY));
    cr_expect_eq(rig.reply.native, LINUX_EBUSY);
    cr_expect(kernel->door_locked);
    cr_expect_not(kernel->keep_locked);
    linux_rig_close(&rig);
}

/* --- The disc --- */

Test(linux_drive, verify_tells_whether_a_disc_is_there)
{
    start();
    cr_expect_eq(act(1, TJ_VERIFY2), SUCCESS);
    cr_expect_eq(rig.reply.info, 0);
    kernel->sequence = 7;
    cr_expect_eq(act(1, TJ_VERIFY), SUCCESS);
    cr_expect_eq(rig.reply.info, 4);
    cr_expect_eq(tj_get_u32(rig.reply.output), 7);
    kernel->becoming = 2;
    cr_expect_eq(act(1, TJ_VERIFY), IS(DEVICE_NOT_READY));
    cr_expect_eq(rig.reply.native, 0x8002);
    cr_expect_eq(act(1, TJ_VERIFY2), IS(DEVICE_NOT_READY));
    kernel->disc = false;
    cr_expect_eq(act(1, TJ_VERIFY), IS(NO_MEDIA_IN_DEVICE));
    cr_expect_eq(act(1, TJ_VERIFY2), IS(NO_MEDIA_IN_DEVICE));
    kernel->disc = true;
    kernel->can_send = false; /* Not in the drive's group. */
    cr_expect_eq(act(1, TJ_VERIFY), SUCCESS);
    linux_rig_close(&rig);
}

Test(linux_drive, reads_come_from_the_drive_block_by_block)
{
    start();
    struct tj_op op = { .verb = TJ_READ, .handle = 1, .arg = 40 * 2048,
                        .offset = 3 * 2048 };
    cr_expect_eq(linux_ask(&rig, 1, &op), SUCCESS);
    cr_expect_eq(rig.reply.info, 40 * 2048);
    cr_expect_eq(rig.reply.output[0], 3);
    cr_expect_eq(rig.reply.output[TJ_OUTPUT_MAX - 1], 3);
    op.arg = 100;
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INVALID_PARAMETER));
    op.arg = 2048;
    kernel->fail_code = 0x28;
    kernel->fails = 1;
    memcpy(kernel->fail_sense, (uint8_t[]){ 3, 0x11, 5 }, 3);
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(DEVICE_DATA_ERROR));
    cr_expect_eq(rig.reply.info, 0);
    kernel->can_send = false;
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(PRIVILEGE_NOT_HELD));
    kernel->can_send = true;
    cr_expect_eq(act(1, TJ_FLUSH), SUCCESS);
    linux_rig_close(&rig);
}

Test(linux_drive, what_has_no_counterpart_is_refused_without_asking)
{
    static const enum tj_verb verbs[] = { TJ_MCN_OFF, TJ_MCN_ON,
        TJ_SECURE_PREVENT, TJ_SECURE_ALLOW, TJ_VOLUME_LOCK, TJ_DISMOUNT };

    start();
    unsigned commands = kernel->commands;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        cr_expect_eq(act(1, verbs[i]), IS(NOT_SUPPORTED));
        cr_expect_eq(rig.reply.native, 0);
        cr_expect_not(rig.reply.injected);
    }
    cr_expect_eq(kernel->commands, commands);
    cr_expect_eq(linux_do(&rig, 1, TJ_CANCEL, 1, 5), IS(NOT_FOUND));
    linux_rig_close(&rig);
}

/* --- Codes --- */

Test(linux_drive, a_raw_code_is_what_it_means)
{
    struct tj_op eject = { .verb = TJ_IOCTL, .handle = 1,
                           .code = TJ_IOCTL_STORAGE_EJECT_MEDIA };
    struct tj_op property = { .verb = TJ_IOCTL, .handle = 1,
                              .code = TJ_IOCTL_STORAGE_QUERY_PROPERTY,
                              .input_size = 12, .output_size = 1024 };
    struct tj_op media = { .verb = TJ_IOCTL, .handle = 1,
                           .code = TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
                           .output_size = 1024 };
    struct tj_op unknown = { .verb = TJ_IOCTL, .handle = 1,
                             .code = TJ_IOCTL_CDROM_READ_TOC };

    start();
    cr_expect_eq(linux_ask(&rig, 1, &media), SUCCESS);
    cr_expect(tj_decode_media_mounted(rig.reply.output, rig.reply.info));
    cr_expect_eq(linux_ask(&rig, 1, &eject), SUCCESS);
    cr_expect(kernel->tray_open);
    cr_expect_eq(linux_ask(&rig, 1, &media), SUCCESS);
    cr_expect_not(tj_decode_media_mounted(rig.reply.output, rig.reply.info));
    media.output_size = 20;
    cr_expect_eq(linux_ask(&rig, 1, &media), IS(BUFFER_TOO_SMALL));
    cr_expect_eq(linux_ask(&rig, 1, &unknown), IS(NOT_SUPPORTED));
    cr_expect_eq(linux_ask(&rig, 1, &property), SUCCESS);
    uint32_t serial = tj_get_u32(rig.reply.output + 24);
    cr_assert_lt(serial, rig.reply.info);
    cr_expect_str_eq((const char *)rig.reply.output + serial, "SIM00001");
    property.output_size = 16;
    cr_expect_eq(linux_ask(&rig, 1, &property), SUCCESS);
    cr_expect_eq(rig.reply.info, 16);
    linux_rig_close(&rig);
}

/* SCSI_PASS_THROUGH with sense at 56 and data at 88. */
static struct tj_op pass_through(uint8_t code, uint32_t length)
{
    struct tj_op op = { .verb = TJ_IOCTL, .handle = 1,
                        .code = TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x401, 0, 3),
                        .input_size = 56, .output_size = 1024 };

    op.input[6] = code == 0x12 ? 6 : 10;
    op.input[7] = 32;
    op.input[8] = 1;
    tj_put_u32(op.input + 12, length);
    tj_put_u32(op.input + 16, 10);
    tj_put_u32(op.input + 24, 88);
    tj_put_u32(op.input + 32, 56);
    op.input[36] = code;
    op.input[40] = (uint8_t)length;
    return op;
}

Test(linux_drive, pass_through_brings_data_or_sense)
{
    start();
    struct tj_op op = pass_through(0x12, 36);
    cr_expect_eq(linux_ask(&rig, 1, &op), SUCCESS);
    cr_expect_eq(rig.reply.info, 88 + 36);
    cr_expect_eq(memcmp(rig.reply.output + 88 + 8, "MODEL", 5), 0);
    op = pass_through(0x99, 36);
    cr_expect_eq(linux_ask(&rig, 1, &op), SUCCESS);
    cr_expect_eq(rig.reply.output[2], SCSI_CHECK_CONDITION);
    cr_expect_eq(rig.reply.output[56 + 12], 0x20);
    op = pass_through(0x12, 2000);
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INVALID_PARAMETER));
    op = pass_through(0x12, 36);
    tj_put_u32(op.input + 32, 0xfffffff0);
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INVALID_PARAMETER));
    op = pass_through(0x12, 36);
    op.input[6] = 17;
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(INVALID_PARAMETER));
    kernel->times_out = true;
    op = pass_through(0x12, 36);
    cr_expect_eq(linux_ask(&rig, 1, &op), IS(IO_TIMEOUT));
    linux_rig_close(&rig);
}

/* --- Events --- */

Test(linux_drive, events_are_heard_in_their_order)
{
    static const enum tj_event_id wanted[] = {
        TJ_EVENT_MEDIA_REMOVAL, TJ_EVENT_MEDIA_ARRIVAL,
        TJ_EVENT_MEDIA_EJECT_REQUEST, TJ_EVENT_MEDIA_REMOVAL };
    struct tj_event  events[4];
    struct tj_payload payload;
    size_t           count = 0;

    start();
    struct tj_backend *chain = &rig.sessions[0].real.backend;
    cr_assert_eq(tj_backend_listen(chain, 77, &rig.error), TJ_UNAVAILABLE);
    cr_assert_eq(tj_backend_listen(chain, 1, &rig.error), TJ_OK);
    cr_assert_eq(tj_backend_listen(chain, 1, &rig.error), TJ_UNAVAILABLE);
    kernel_button(kernel);
    count += tj_backend_events(chain, 0, events + count, 1);
    kernel_put_disc(kernel); /* Told, since the listener looked. */
    count += tj_backend_events(chain, 0, events + count, 1);
    cr_expect_eq(act(2, TJ_PREVENT), SUCCESS);
    kernel_button(kernel);
    count += tj_backend_events(chain, 0, events + count, 2);
    kernel_unplug(kernel);
    count += tj_backend_events(chain, 0, events + count, 4 - count);
    cr_assert_eq(count, 4);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(events[i].id, wanted[i], "%zu", i);
        cr_expect_eq(events[i].emitted_ns, 0, "nobody says when");
        cr_expect_gt(events[i].delivered_ns, 0);
    }
    cr_assert(tj_decode_payload(&events[1], &payload));
    cr_expect_eq(payload.new_state, TJ_MEDIA_PRESENT);
    cr_expect_eq(tj_backend_events(chain, 0, events, 4), 0);
    linux_rig_close(&rig);
}

Test(linux_drive, a_disc_for_another_is_two_events_even_one_by_one)
{
    struct tj_event events[2];

    start();
    struct tj_backend *chain = &rig.sessions[0].real.backend;
    cr_assert_eq(tj_backend_listen(chain, 1, &rig.error), TJ_OK);
    kernel_put_disc(kernel);
    cr_expect_eq(tj_backend_events(chain, 0, events, 1), 1);
    cr_expect_eq(events[0].id, TJ_EVENT_MEDIA_REMOVAL);
    cr_expect_eq(tj_backend_events(chain, 0, events, 1), 1);
    cr_expect_eq(events[0].id, TJ_EVENT_MEDIA_ARRIVAL);
    cr_expect_eq(tj_linux_session_lost(&rig.sessions[0]), 0);
    kernel->polls = false;
    kernel_button(kernel);
    cr_expect_eq(tj_backend_events(chain, 0, events, 2), 0,
                 "a kernel that does not look tells nothing");
    linux_rig_close(&rig);
}
