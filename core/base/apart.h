/* TJ_APART: the compiler keeps the function out of its callers. For one that is
 * called now and then from what is called always, which would else save
 * registers for it every time. */
#ifndef TJ_CORE_BASE_APART_H
#define TJ_CORE_BASE_APART_H

#if defined(__GNUC__)
#define TJ_APART __attribute__((noinline))
#else
#define TJ_APART
#endif

#endif
