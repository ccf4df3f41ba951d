/* SPDX-License-Identifier: MIT */
/* What the exit codes mean. Stable: scripts depend on them. */
#ifndef TJ_STRESS_EXIT_CODES_H
#define TJ_STRESS_EXIT_CODES_H

/* code, meaning */
#define EXIT_CODE_LIST(X)                                                     \
    X(0,   "every rule held, the run was not vacuous, thresholds were met")   \
    X(1,   "a correctness rule was broken")                                   \
    X(2,   "inconclusive: too little contention, or a limit of the judge")    \
    X(3,   "a threshold was not met")                                         \
    X(4,   "liveness: a hang, a deadlock, starvation")                        \
    X(5,   "the drive could not be put back as it was found")                 \
    X(6,   "skipped: no such drive, no privilege, or not supported here")     \
    X(64,  "the command line is not understood")                              \
    X(65,  "an input file is not understood, or a trace is damaged")          \
    X(66,  "an input is not there")                                           \
    X(70,  "a broken promise of trayjam's own")                               \
    X(74,  "a file could not be read or written")                             \
    X(130, "interrupted; what was recorded is whole and can be judged")

enum {
    EXIT_HELD = 0, EXIT_BROKEN = 1, EXIT_VACUOUS = 2, EXIT_SKIPPED = 6,
    EXIT_USAGE = 64, EXIT_BAD_INPUT = 65, EXIT_MISSING = 66, EXIT_IO = 74,
    EXIT_INTERRUPTED = 130,
};

/* NULL for a code that trayjam never gives. */
const char *exit_code_meaning(int code);

#endif
