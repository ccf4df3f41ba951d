/* Handles, threads, processes, overlapped and synchronous calls (spec 0.4, 0.5,
 * 1.7), where a story cannot look. */
#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>

static struct bench bench;

enum { HERS = 7, HIS = 8 }; /* Processes. */

static uint32_t open_as(tj_handle handle, unsigned flags, uint16_t process)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_OPEN, .handle = handle, .target = TJ_INTERFACE,
        .access = TJ_ACCESS_READ_WRITE, .share = TJ_SHARE_ALL,
        .flags = (uint8_t)flags, .process = process });
}

static uint32_t duplicate(tj_handle handle, tj_handle source, unsigned flags,
                          uint16_t process)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_DUPLICATE, .handle = handle, .source = source,
        .flags = (uint8_t)flags, .process = process });
}

static void end_process(uint16_t process)
{
    bench_step(&bench, &(struct sim_input){ .kind = SIM_PROCESS_END,
                                            .process = process });
    sim_drive_audit(&bench.drive);
    bench_settle(&bench);
    sim_drive_audit(&bench.drive);
}

static void end_thread(uint16_t thread)
{
    bench_step(&bench, &(struct sim_input){ .kind = SIM_THREAD_END,
                                            .thread = thread });
    bench_settle(&bench);
    sim_drive_audit(&bench.drive);
}

static void be_busy(uint64_t duration_ns)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_BUSY,
                                           .duration_ns = duration_ns } });
}

static uint32_t submit(tj_handle handle, uint32_t code, uint16_t thread)
{
    return bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle, .code = code,
        .thread = thread });
}

static uint32_t status_of(uint32_t request)
{
    const struct sim_effect *reply = bench_reply(&bench, request);

    return reply != NULL ? reply->status : TJ_STATUS_PENDING;
}

/* Where in what was seen, or SIZE_MAX. */
static size_t pending_at(uint32_t request)
{
    for (size_t i = 0; i < bench.seen_count; i++)
        if (bench.seen[i].kind == SIM_PENDING &&
            bench.seen[i].request == request)
            return i;
    return SIZE_MAX;
}

static size_t reply_at(uint32_t request)
{
    const struct sim_effect *reply = bench_reply(&bench, request);

    return reply != NULL ? (size_t)(reply - bench.seen) : SIZE_MAX;
}

/* --- Processes and handles --- */

Test(sim_io_manager, only_inheritable_handles_are_inherited)
{
    bench_init(&bench, NULL);
    cr_assert_eq(open_as(1, SIM_INHERITABLE, HERS), TJ_STATUS_SUCCESS);
    cr_assert_eq(open_as(2, 0, HERS), TJ_STATUS_SUCCESS);
    cr_assert_eq(duplicate(3, 1, SIM_INHERIT, HIS), TJ_STATUS_SUCCESS);
    cr_assert_eq(duplicate(4, 2, SIM_INHERIT, HIS), TJ_STATUS_INVALID_HANDLE);
    cr_assert_eq(duplicate(4, 2, 0, HIS), TJ_STATUS_SUCCESS);
    cr_assert_eq(duplicate(5, 99, SIM_INHERIT, HIS), TJ_STATUS_INVALID_HANDLE);
}

Test(sim_io_manager, a_process_takes_its_own_handles_along_and_no_others)
{
    bench_init(&bench, NULL);
    open_as(1, 0, HERS);
    open_as(2, 0, HIS);
    open_as(3, 0, 0);
    duplicate(4, 1, 0, HIS);
    duplicate(5, 2, 0, HERS);
    duplicate(6, 1, 0, HERS);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(1, 0)), TJ_STATUS_SUCCESS);
    end_process(HERS);
    cr_assert_eq(bench.drive.handles_count, 3);
    cr_assert_eq(sim_drive_view(&bench.drive).owner, 4);
    cr_assert_eq(bench_close(&bench, 5), TJ_STATUS_INVALID_HANDLE);
    end_process(HIS);
    cr_assert_eq(bench.drive.handles_count, 1);
    cr_assert_eq(sim_drive_view(&bench.drive).owner, TJ_NO_HANDLE);
    cr_assert_eq(bench.drive.foreign_count, 0);
    end_process(0); /* Nobody. */
    cr_assert_eq(bench.drive.handles_count, 1);
}

Test(sim_io_manager, the_limit_of_foreign_handles_is_an_answer)
{
    tj_handle handle = 2;

    bench_init(&bench, NULL);
    open_as(1, 0, HERS);
    for (; handle < 2 + SIM_FOREIGN_MAX; handle++)
        cr_assert_eq(duplicate(handle, 1, 0, HIS), TJ_STATUS_SUCCESS);
    cr_assert_eq(duplicate(handle, 1, 0, HIS),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_assert_eq(duplicate(handle, 1, 0, HERS), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_close(&bench, 7), TJ_STATUS_SUCCESS);
    cr_assert_eq(duplicate(7, 1, 0, HIS), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
    end_process(HIS);
    cr_assert_eq(bench.drive.handles_count, 2);
}

Test(sim_io_manager, an_open_that_ends_after_its_process_leaves_no_handle)
{
    bench_init(&bench, NULL);
    uint32_t opens = bench_submit(&bench, (struct sim_input){
        .kind = SIM_OPEN, .handle = 1, .target = TJ_VOLUME,
        .access = TJ_ACCESS_READ, .share = TJ_SHARE_ALL, .process = HERS });
    end_process(HERS);
    cr_assert_eq(status_of(opens), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.drive.handles_count, 0);
    cr_assert_str_eq(sim_drive_view(&bench.drive).vpb, "none");
}

Test(sim_io_manager, a_full_process_ends_in_one_step)
{
    bench_init(&bench, NULL);
    for (tj_handle h = 1; h <= SIM_HANDLES_MAX; h++)
        open_as(h, 0, HERS);
    be_busy(1000);
    for (int i = 0; i < SIM_REQUESTS_MAX; i++)
        bench_submit(&bench, (struct sim_input){
            .kind = SIM_IOCTL, .handle = (tj_handle)i + 1, .process = HERS,
            .code = TJ_IOCTL_STORAGE_LOAD_MEDIA });
    bench_settle(&bench);
    end_process(HERS);
    cr_assert_eq(bench.drive.handles_count, 0);
    bench_advance(&bench, 1000);
    sim_drive_audit(&bench.drive);
    for (uint32_t r = 1; r <= bench.requests_count; r++)
        cr_assert_not_null(bench_reply(&bench, r), "request %u", r);
}

/* --- Threads, and cancellation at every stage --- */

Test(sim_io_manager, a_thread_takes_along_what_waits_and_not_what_runs)
{
    bench_init(&bench, NULL);
    open_as(1, 0, HERS);
    be_busy(1000);
    uint32_t runs = submit(1, TJ_IOCTL_STORAGE_LOAD_MEDIA, 5);
    uint32_t waits = submit(1, TJ_IOCTL_STORAGE_CHECK_VERIFY2, 5);
    uint32_t others = submit(1, TJ_IOCTL_STORAGE_CHECK_VERIFY2, 6);
    uint32_t nobodys = submit(1, TJ_IOCTL_STORAGE_CHECK_VERIFY2, 0);
    bench_settle(&bench);
    end_thread(0);
    end_thread(5);
    cr_assert_eq(status_of(waits), TJ_STATUS_CANCELLED);
    cr_assert_eq(status_of(runs), TJ_STATUS_PENDING);
    cr_assert_eq(status_of(others), TJ_STATUS_PENDING);
    bench_advance(&bench, 1000);
    cr_assert_eq(status_of(runs), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(others), status_of(nobodys));
    cr_assert_neq(status_of(others), TJ_STATUS_CANCELLED);
}

/* Spec 0.5 step 7: 995, not 5. An unknown STORAGE code is a blocked token. */
Test(sim_io_manager, a_token_cancelled_before_it_wakes_is_not_denied)
{
    bench_init(&bench, NULL);
    open_as(1, 0, 0);
    open_as(2, 0, 0);
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        uint32_t lock = bench_submit(&bench, bench_lock_input(1, 0));
        uint32_t token = submit(2, 0x002D1100, 0);
        cr_assert(bench_continue_one(&bench, lock));
        cr_assert(bench_continue_one(&bench, token));
        while (status_of(lock) == TJ_STATUS_PENDING)
            cr_assert(bench_continue_one(&bench, lock));
        /* Its turn has come; gate #2 lets a token pass. */
        cr_assert(bench_continue_one(&bench, token));
        if (cancelled)
            bench_step(&bench, &(struct sim_input){
                .kind = SIM_CANCEL, .target_request = token });
        bench_settle(&bench);
        cr_assert_eq(status_of(token), cancelled ? TJ_STATUS_CANCELLED
                                                 : TJ_STATUS_ACCESS_DENIED);
        bench_ask(&bench, bench_unlock_input(1, 2));
    }
}

/* A token that gate #2 would have refused runs when the owner let go before
 * gate #3 (spec 0.5 step 7): only a CLOSE is not serialised with the queue. */
Test(sim_io_manager, a_token_runs_when_the_owner_closed_before_it_woke)
{
    bench_init(&bench, NULL);
    open_as(1, 0, 0);
    open_as(2, 0, 0);
    uint32_t lock = bench_submit(&bench, bench_lock_input(1, 0));
    uint32_t token = submit(2, 0x002D1100, 0);
    uint32_t plain = submit(2, TJ_IOCTL_STORAGE_CHECK_VERIFY2, 0);
    cr_assert(bench_continue_one(&bench, lock));
    cr_assert(bench_continue_one(&bench, token));
    cr_assert(bench_continue_one(&bench, plain));
    while (status_of(lock) == TJ_STATUS_PENDING)
        cr_assert(bench_continue_one(&bench, lock));
    cr_assert_eq(sim_drive_view(&bench.drive).owner, 1);
    cr_assert(bench_continue_one(&bench, token)); /* Gate #2. */
    uint32_t close = bench_submit(&bench, (struct sim_input){
        .kind = SIM_CLOSE, .handle = 1 });
    while (status_of(close) == TJ_STATUS_PENDING)
        cr_assert(bench_continue_one(&bench, SIM_INTERNAL) ||
                  bench_continue_one(&bench, SIM_NUMBER_DELIVERY));
    bench_settle(&bench);
    cr_assert_eq(status_of(token), TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(status_of(plain), TJ_STATUS_NO_MEDIA_IN_DEVICE);
}

/* --- Overlapped --- */

Test(sim_io_manager, an_overlapped_call_is_pending_once_and_before_its_answer)
{
    static const uint32_t codes[] = {
        TJ_IOCTL_STORAGE_CHECK_VERIFY2, TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
        TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, TJ_IOCTL_STORAGE_QUERY_PROPERTY,
        TJ_IOCTL_STORAGE_MCN_CONTROL, 0x002D1100, 0x00320000, 0x12345678,
    };
    bench_init(&bench, NULL);
    open_as(1, SIM_OVERLAPPED, 0);
    open_as(2, 0, 0);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        uint32_t request = submit(1, codes[i], 0);
        bench_settle(&bench);
        cr_assert_lt(pending_at(request), reply_at(request), "code 0x%x",
                     (unsigned)codes[i]);
        request = submit(2, codes[i], 0);
        bench_settle(&bench);
        cr_assert_eq(pending_at(request), SIZE_MAX);
    }
    for (uint32_t r = 1; r <= bench.requests_count; r++) {
        unsigned count = 0;
        for (size_t i = 0; i < bench.seen_count; i++)
            count += bench.seen[i].kind == SIM_PENDING &&
                     bench.seen[i].request == r;
        cr_assert_leq(count, 1, "request %u", r);
    }
}

Test(sim_io_manager, a_token_has_its_callers_thread_until_it_ends)
{
    bench_init(&bench, NULL);
    open_as(1, SIM_OVERLAPPED, 0);
    be_busy(1000);
    uint32_t queued = submit(1, TJ_IOCTL_STORAGE_LOAD_MEDIA, 0);
    uint32_t token = bench_submit(&bench, bench_lock_input(1, 0));
    bench_settle(&bench);
    cr_assert_neq(pending_at(queued), SIZE_MAX);
    cr_assert_eq(pending_at(token), SIZE_MAX);
    bench_advance(&bench, 1000);
    cr_assert_eq(pending_at(token) + 1, reply_at(token));
}

/* --- Synchronous --- */

Test(sim_io_manager, a_synchronous_file_object_serves_one_at_a_time_in_order)
{
    uint32_t requests[6];

    bench_init(&bench, NULL);
    open_as(1, SIM_SYNCHRONOUS, 0);
    duplicate(2, 1, 0, 0);
    for (int i = 0; i < 6; i++)
        requests[i] = submit(1 + (tj_handle)(i & 1),
                             TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, 0);
    for (int i = 0; i < 6; i++) {
        for (int later = i + 1; later < 6; later++)
            cr_assert_not(bench_continue_one(&bench, requests[later]));
        while (status_of(requests[i]) == TJ_STATUS_PENDING)
            cr_assert(bench_continue_one(&bench, requests[i]));
        sim_drive_audit(&bench.drive);
    }
}

Test(sim_io_manager, whoever_leaves_the_line_leaves_it_whole)
{
    uint32_t requests[6];

    for (unsigned mask = 0; mask < 32; mask++) {
        bench_init(&bench, NULL);
        open_as(1, SIM_SYNCHRONOUS, 0);
        for (int i = 0; i < 6; i++)
            requests[i] = submit(1, TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, 0);
        for (int i = 1; i < 6; i++)
            if (mask >> (i - 1) & 1)
                bench_step(&bench, &(struct sim_input){
                    .kind = SIM_CANCEL, .target_request = requests[i] });
        sim_drive_audit(&bench.drive);
        bench_submit(&bench, (struct sim_input){ .kind = SIM_CLOSE,
                                                 .handle = 1 });
        while (bench_continue(&bench))
            sim_drive_audit(&bench.drive);
        for (int i = 0; i < 6; i++)
            cr_assert_eq(status_of(requests[i]) == TJ_STATUS_CANCELLED,
                         i > 0 && (mask >> (i - 1) & 1));
        cr_assert_eq(bench.drive.handles_count, 0);
        cr_assert_eq(status_of(bench.requests_count), TJ_STATUS_SUCCESS);
    }
}

/* --- Memory --- */

Test(sim_io_manager, a_token_without_memory_leaves_no_trace)
{
    bench_init(&bench, NULL);
    open_as(1, SIM_OVERLAPPED, 0);
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_NO_MEMORY,
                                           .count = 1 } });
    uint32_t lock = bench_submit(&bench, bench_lock_input(1, 0));
    bench_settle(&bench);
    cr_assert_eq(status_of(lock), TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_assert_lt(pending_at(lock), reply_at(lock));
    cr_assert_eq(sim_drive_view(&bench.drive).owner, TJ_NO_HANDLE);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(1, 0)), TJ_STATUS_SUCCESS);
}
