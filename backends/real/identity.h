/* Who a drive is, whatever told it. Pure. */
#ifndef TJ_BACKENDS_REAL_IDENTITY_H
#define TJ_BACKENDS_REAL_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REAL_ID_TEXT = 64 };
struct real_identity {
    uint8_t type;     /* SCSI device type; 5: CD-ROM. */
    uint8_t bus;      /* STORAGE_BUS_TYPE; 0 where nobody says. */
    bool    is_virtual; /* Nothing turns in it: no wear. */
    char    vendor[REAL_ID_TEXT], product[REAL_ID_TEXT];
    char    revision[REAL_ID_TEXT], serial[REAL_ID_TEXT]; /* "": untold. */
};

/* Printable characters from there up to a NUL or the size, without the blanks
 * that drives pad with. */
void real_identity_text(const uint8_t *bytes, size_t size,
                        char text[REAL_ID_TEXT]);

#endif
