/* The private IOCTLs of trayjam.sys, over \\.\Trayjam. */
#include "backends/driver.h"

#include "core/base/text.h"
#include "core/drive/disturb.h"

#include <windows.h>

/* mingw-w64 10 does not have it. */
#ifndef ERROR_NO_SUCH_DEVICE
#define ERROR_NO_SUCH_DEVICE 433
#endif

struct talk {
    uint32_t function;
    void    *input, *output;
    DWORD    input_size, output_size;
};

static enum tj_status said(DWORD code, const struct talk *talk,
                           struct tj_error *error)
{
    if (code == ERROR_NO_SUCH_DEVICE)
        return tj_fail_native(error, TJ_MISSING, code, "trayjam.sys has no "
                              "such drive; `trayjam drive status` lists them");
    if (code == ERROR_REVISION_MISMATCH || code == ERROR_BAD_LENGTH)
        return tj_fail_native(error, TJ_UNAVAILABLE, code, "trayjam.sys is of "
                              "another version; `trayjam drive install` again");
    if (code == ERROR_INVALID_PARAMETER)
        return tj_fail_native(error, TJ_USAGE, code, "the drive's number must "
                              "be 0 to %d, its letter D to Z",
                              TRAYJAM_DRIVES_MAX - 1);
    return tj_fail_native(error, TJ_HOST_IO, code, "trayjam.sys refused "
                          "private code %u: error %lu", talk->function, code);
}

static enum tj_status call(const struct talk *talk, struct tj_error *error)
{
    HANDLE control = CreateFileA("\\\\.\\" TRAYJAM_CONTROL_NAME,
                                 GENERIC_READ | GENERIC_WRITE,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                 OPEN_EXISTING, 0, NULL);
    DWORD done, code = ERROR_SUCCESS;

    if (control == INVALID_HANDLE_VALUE)
        return tj_fail_native(error, TJ_UNAVAILABLE, GetLastError(),
                              "trayjam.sys does not run (error %lu); `trayjam "
                              "drive install`, then `trayjam drive start`",
                              GetLastError());
    if (!DeviceIoControl(control, TRAYJAM_PRIVATE(talk->function), talk->input,
                         talk->input_size, talk->output, talk->output_size,
                         &done, NULL))
        code = GetLastError();
    else if (done != talk->output_size)
        code = ERROR_BAD_LENGTH;
    (void)CloseHandle(control);
    return code == ERROR_SUCCESS ? TJ_OK : said(code, talk, error);
}

#define HEAD_OF(type) { TRAYJAM_PRIVATE_VERSION, sizeof(struct type) }

static enum tj_status with_result(uint32_t function, void *input, DWORD size,
                                  struct tj_error *error)
{
    struct trayjam_result result;
    const struct talk talk = { function, input, &result, size, sizeof result };

    enum tj_status status = call(&talk, error);
    if (status == TJ_OK && result.done == 0) {
        result.text[sizeof result.text - 1] = '\0';
        return tj_fail(error, TJ_BAD_INPUT, "%s", result.text);
    }
    return status;
}

enum tj_status tj_driver_status(struct trayjam_status *status,
                                struct tj_error *error)
{
    struct trayjam_head head = HEAD_OF(trayjam_head);
    const struct talk   talk = { TRAYJAM_PRIVATE_STATUS, &head, status,
                                 sizeof head, sizeof *status };

    return call(&talk, error);
}

enum tj_status tj_driver_add(struct trayjam_add *add, struct tj_error *error)
{
    add->head = (struct trayjam_head)HEAD_OF(trayjam_add);
    return with_result(TRAYJAM_PRIVATE_ADD, add, sizeof *add, error);
}

enum tj_status tj_driver_order(uint32_t function, struct trayjam_order *order,
                               struct tj_error *error)
{
    order->head = (struct trayjam_head)HEAD_OF(trayjam_order);
    if (function == TRAYJAM_PRIVATE_DISTURB && order->kind == TJ_DISTURB_BUSY &&
        (order->count > 1 || order->only != 0))
        return tj_fail(error, TJ_BAD_INPUT, "trayjam.sys delays the next slow "
                       "command only; a time alone was expected");
    return with_result(function, order, sizeof *order, error);
}

enum tj_status tj_driver_state(uint32_t number, struct trayjam_state *state,
                               struct tj_error *error)
{
    struct trayjam_order order = { .head = HEAD_OF(trayjam_order),
                                   .number = number };
    const struct talk talk = { TRAYJAM_PRIVATE_STATE, &order, state,
                               sizeof order, sizeof *state };

    return call(&talk, error);
}

enum tj_status tj_driver_device(uint32_t number, char *name, size_t size,
                                struct tj_error *error)
{
    struct tj_text text;

    (void)error;
    tj_text_init(&text, name, size);
    tj_text_add(&text, "\\\\.\\CdRom%u", number);
    return TJ_OK;
}
