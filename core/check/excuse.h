/* SPDX-License-Identifier: MIT */
/* What faults at a drive excuse, from their first strike on. */
#ifndef TJ_CORE_CHECK_EXCUSE_H
#define TJ_CORE_CHECK_EXCUSE_H

/* What a strike does to the drive that rules must allow for. */
enum tj_excuse {
    TJ_EXCUSE_MUTEX = 1,   /* Updates of the media state are lost (M rules). */
    TJ_EXCUSE_SENSE = 2,   /* Sense data that no drive gives unasked. */
    TJ_EXCUSE_REMOVAL = 4, /* It is removed, and may come back as another. */
    TJ_EXCUSE_OTHER = 8,   /* Anything else about the drive or its disc. */
    TJ_EXCUSE_ALL = 15
};

#endif
