/* SPDX-License-Identifier: MIT */
/* Properties 31 to 38: what holds the tray, and what lets go of it. */
#ifndef TJ_CORE_CHECK_TRAY_H
#define TJ_CORE_CHECK_TRAY_H

#include "core/check/family.h"

extern const struct check_family tray_family;

#endif
