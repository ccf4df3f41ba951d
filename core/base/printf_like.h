/* TJ_PRINTF_LIKE(format, first): lets the compiler check a function's format
 * string. mingw-w64's gcc must be told that we use its C99 printf, not that of
 * msvcrt. */
#ifndef TJ_CORE_BASE_PRINTF_LIKE_H
#define TJ_CORE_BASE_PRINTF_LIKE_H

#if defined(__MINGW32__) && !defined(__clang__)
#define TJ_PRINTF_LIKE(format_at, first_at) \
    __attribute__((format(gnu_printf, format_at, first_at)))
#elif defined(__GNUC__)
#define TJ_PRINTF_LIKE(format_at, first_at) \
    __attribute__((format(printf, format_at, first_at)))
#else
#define TJ_PRINTF_LIKE(format_at, first_at)
#endif

#endif
