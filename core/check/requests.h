/* SPDX-License-Identifier: MIT */
/* What the documentation says of single requests, whatever else goes on: a
 * pure table, the judge's own (class-driver spec 2.1 to 2.3, 3.1, 3.2). */
#ifndef TJ_CORE_CHECK_REQUESTS_H
#define TJ_CORE_CHECK_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

/* The exclusive gate for those who do not own the drive, by raw code. */
enum request_gate {
    REQUEST_OTHER,    /* G4, and whatever is no IOCTL: it passes. */
    REQUEST_ALLOWED,  /* G1 */
    REQUEST_PROPERTY, /* G2 */
    REQUEST_BLOCKED,  /* G3 */
};
enum request_gate request_gate(uint32_t code);

/* A code that has rules of its own with no place for "access denied" in them
 * (3.2): not FIND_NEW_DEVICES (R27), and nothing unknown. */
bool request_never_denied(uint32_t code);

/* With other bytes than a spoken request has: EJECTION_CONTROL and
 * MEDIA_REMOVAL under any device type that means the same. */
bool request_is_secure_lock(uint32_t code);
bool request_is_simple_lock(uint32_t code);

/* It may reach the port driver or the drive past all that the class driver
 * counts: SPTI, and all codes of others. */
bool request_is_foreign(uint32_t code);

/* After it the drive may refuse others for its own reason. */
bool request_is_reservation(uint32_t code);

/* What a refusal tells of where it was made. */
enum request_refusal {
    REFUSAL_OTHER,   /* Anywhere, or not known. */
    REFUSAL_DENIED,  /* 5 */
    REFUSAL_BUFFERS, /* 24, 87, 122, 1784: the validation. */
    REFUSAL_HANDLER, /* The handler itself, or the drive (section 5). */
};
enum request_refusal request_refusal(uint32_t status);

/* The class driver's own say on a property query of a stranger (2.3). */
enum request_query { QUERY_NORMAL, QUERY_CACHED, QUERY_DENIED, QUERY_UNKNOWN };
/* brief: as recorded. */
enum request_query request_query(uint32_t brief);

#endif
