/* SPDX-License-Identifier: MIT */
/* The meaning of exit codes, looked up. */
#include "stress/exit_codes.h"

#include <stddef.h>

static const struct {
    int         code;
    const char *meaning;
} rows[] = {
#define X(code, meaning) { code, meaning },
    EXIT_CODE_LIST(X)
#undef X
};

const char *exit_code_meaning(int code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].meaning;
    return NULL;
}
