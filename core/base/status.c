#include "core/base/status.h"

#include "core/base/assert.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct status_row {
    int         exit_code;
    const char *text;
};

static const struct status_row rows[] = {
#define X(name, code_, text_) [TJ_##name] = { .exit_code = code_, .text = text_ },
    TJ_STATUS_LIST(X)
#undef X
};
_Static_assert(sizeof rows / sizeof *rows == TJ_STATUS_COUNT,
               "every status has a row");

static enum tj_status fill(struct tj_error *error, enum tj_status status,
                           int64_t native, const char *format,
                           va_list arguments)
{
    TJ_ASSERT(error != NULL);
    TJ_ASSERT(status > TJ_OK && status < TJ_STATUS_COUNT);

    /* Written aside first: a caller may prepend to the text it was given. */
    char text[sizeof error->text];
    if (vsnprintf(text, sizeof text, format, arguments) >= (int)sizeof text)
        memcpy(text + sizeof text - sizeof "...", "...", sizeof "...");
    *error = (struct tj_error){ .status = status, .native = native };
    (void)snprintf(error->text, sizeof error->text, "%s", text);
    return status;
}

enum tj_status tj_fail(struct tj_error *error, enum tj_status status,
                       const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fill(error, status, 0, format, arguments);
    va_end(arguments);
    return status;
}

enum tj_status tj_fail_native(struct tj_error *error, enum tj_status status,
                              int64_t native, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fill(error, status, native, format, arguments);
    va_end(arguments);
    return status;
}

const char *tj_status_text(enum tj_status status)
{
    TJ_ASSERT((unsigned)status < TJ_STATUS_COUNT);
    return rows[status].text;
}

int tj_status_exit_code(enum tj_status status)
{
    TJ_ASSERT((unsigned)status < TJ_STATUS_COUNT);
    return rows[status].exit_code;
}
