/* SPDX-License-Identifier: MIT */
/* Properties 21 to 30: what a drive that somebody owns refuses to others, and
 * what it does not. */
#ifndef TJ_CORE_CHECK_REJECTIONS_H
#define TJ_CORE_CHECK_REJECTIONS_H

#include "core/check/family.h"

extern const struct check_family rejections_family;

#endif
