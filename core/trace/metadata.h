/* The TSDL text (CTF 1.8, annex C) that tells babeltrace2, Trace Compass and
 * the like what our bytes mean. Private to core/trace; our own reader does not
 * need it. */
#ifndef TJ_CORE_TRACE_METADATA_H
#define TJ_CORE_TRACE_METADATA_H

#include "core/base/text.h"

struct tj_trace_info;

/* Room enough; a test holds the text to half of it. */
enum { TJ_METADATA_SIZE_MAX = 16 * 1024 };

/* Pure. Verb, outcome, event and mark names come from the lists that made the
 * enums, so that a new one cannot be forgotten here. */
void tj_metadata_write(struct tj_text *text, const struct tj_trace_info *info);

#endif
