/* SPDX-License-Identifier: MIT */
/* Who made a file: the version and how the program was compiled. CMake gives
 * both; the fallbacks keep a file that is compiled by hand compiling. */
#ifndef TJ_CLI_VERSION_H
#define TJ_CLI_VERSION_H

#ifndef TRAYJAM_VERSION
#define TRAYJAM_VERSION "0.0.0"
#endif
#ifndef TRAYJAM_BUILD
#define TRAYJAM_BUILD "compiled by hand"
#endif

#endif
