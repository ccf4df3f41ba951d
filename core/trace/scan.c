/* SPDX-License-Identifier: MIT */
/* Every way a segment can be wrong, in the order its bytes lie.
 *
 * Three ends are no damage, because a writer killed at the right moment leaves
 * them: a file never begun (empty, or no identity check word), an unclosed one
 * whose slots become empty, and a closed one whose unused rest, all zero, was
 * not cut off yet. */
#include "core/trace/scan.h"

#include "core/drive/codes.h"
#include "core/drive/op.h"

#include <inttypes.h>
#include <string.h>

enum { NAME_PARTS = 2, BITS = 8 };

struct segment_bytes {
    const uint8_t *at;
    uint64_t       size;
    const char    *name;
};

/* How many values `what` has, by kind. The effect of a strike belongs to the
 * fault layer: any byte will do. */
static const unsigned what_count[] = {
    [TJ_RECORD_OPERATION] = TJ_VERB_COUNT, [TJ_RECORD_EVENT] = TJ_EVENT_COUNT,
    [TJ_RECORD_STRIKE] = UINT8_MAX + 1,    [TJ_RECORD_NAME] = NAME_PARTS,
    [TJ_RECORD_MARK] = TJ_MARK_COUNT,
};
_Static_assert(sizeof what_count / sizeof *what_count == TJ_RECORD_KIND_COUNT,
               "every kind has a row");

/* Offset of the first byte that is not zero, or size. */
static uint64_t zeros_until(const struct segment_bytes *bytes, uint64_t offset)
{
    while (offset < bytes->size && bytes->at[offset] == 0)
        offset++;
    return offset;
}

static const struct tj_record *record_at(const struct segment_bytes *bytes,
                                         uint64_t index)
{
    return (const void *)(bytes->at + tj_packet_offset(index));
}

static uint64_t slots_in(const struct segment_bytes *bytes)
{
    return (bytes->size - TJ_PACKET_HEADER_SIZE) / TJ_RECORD_SIZE;
}

/* What is wrong with a record whose check word fits, or NULL. A check word
 * that fits does not make a record of a later version readable. */
static const char *content_fault(const struct tj_record *record,
                                 uint64_t last_t0_ns, unsigned drives)
{
    if (record->kind == TJ_RECORD_NONE || record->kind >= TJ_RECORD_KIND_COUNT)
        return "its kind is unknown";
    if (record->what >= what_count[record->kind])
        return "its verb, event, name part or mark is unknown";
    if (record->t0_ns < last_t0_ns)
        return "its time runs backwards";
    if (record->drive > 0 && record->drive >= drives)
        return "its drive is not one of this run";
    if (record->kind == TJ_RECORD_OPERATION &&
        (record->check & TJ_PHASE_MASK) == TJ_PHASE_WHOLE &&
        record->op.outcome >= TJ_OUTCOME_COUNT)
        return "its outcome is unknown";
    return NULL;
}

static const char *slot_fault(const struct tj_record *record, uint64_t index,
                              uint64_t last_t0_ns, unsigned drives)
{
    switch (tj_record_slot(record, index)) {
    case TJ_SLOT_EMPTY:
    case TJ_SLOT_TORN:
        return "it was never committed";
    case TJ_SLOT_DAMAGED:
        return "its check word does not fit";
    case TJ_SLOT_INVOKED:
    case TJ_SLOT_WHOLE:
        break;
    }
    return content_fault(record, last_t0_ns, drives);
}

/* Counts records until the limit, or an uncommitted slot where the segment may
 * end with one, or damage. */
static void scan_records(const struct segment_bytes *bytes, uint64_t limit,
                         struct tj_scan *scan, struct tj_error *damage)
{
    uint64_t last_t0_ns = 0;
    for (; scan->records < limit; scan->records++) {
        const struct tj_record *record = record_at(bytes, scan->records);
        if (!scan->closed && record->check == 0)
            return;
        const char *fault = slot_fault(record, scan->records, last_t0_ns,
                                       scan->identity.drives);
        if (fault != NULL) {
            (void)tj_fail(damage, TJ_BAD_TRACE,
                          "%s: record %" PRIu64 " at offset %" PRIu64 ": %s",
                          bytes->name, scan->records,
                          tj_packet_offset(scan->records), fault);
            scan->damaged = true;
            return;
        }
        last_t0_ns = record->t0_ns;
    }
}

/* What may follow the last record of an unclosed segment: one torn slot, then
 * nothing. */
static void scan_rest(const struct segment_bytes *bytes, struct tj_scan *scan,
                      struct tj_error *damage)
{
    bool whole_slot = scan->records < slots_in(bytes);
    uint64_t rest = tj_packet_offset(scan->records + (whole_slot ? 1 : 0));
    uint64_t found = zeros_until(bytes, rest);
    if (found == bytes->size)
        return;

    scan->damaged = true;
    if (whole_slot)
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: record %" PRIu64 " at offset %" PRIu64
                      ": it is empty, yet offset %" PRIu64 " is not",
                      bytes->name, scan->records,
                      tj_packet_offset(scan->records), found);
    else
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: record %" PRIu64 " at offset %" PRIu64
                      ": cut after %" PRIu64 " of %d bytes",
                      bytes->name, scan->records, rest, bytes->size - rest,
                      TJ_RECORD_SIZE);
}

/* The size of the file against the size its closing promises. */
static void scan_size(const struct segment_bytes *bytes, uint64_t promised,
                      struct tj_scan *scan, struct tj_error *damage)
{
    if (bytes->size < promised) {
        scan->damaged = true;
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: record %" PRIu64 " at offset %" PRIu64
                      ": cut, the file has %" PRIu64 " of %" PRIu64 " bytes",
                      bytes->name, scan->records,
                      tj_packet_offset(scan->records), bytes->size, promised);
        return;
    }
    if (bytes->size == promised)
        return;
    scan->closed = false;
    scan->damaged = zeros_until(bytes, promised) != bytes->size;
    if (scan->damaged)
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: %" PRIu64 " bytes of something else follow the last "
                      "record at offset %" PRIu64,
                      bytes->name, bytes->size - promised, promised);
}

static bool closing_adds_up(const struct tj_packet_closing *closing)
{
    return tj_packet_closing_whole(closing) &&
           closing->records < UINT64_MAX / (TJ_RECORD_SIZE * BITS) - 2 &&
           closing->packet_size == tj_packet_offset(closing->records) * BITS &&
           closing->content_size == closing->packet_size;
}

static void scan_body(const struct segment_bytes *bytes, struct tj_scan *scan,
                      struct tj_error *damage)
{
    const struct tj_packet_closing *closing =
        &((const struct tj_packet_header *)(const void *)bytes->at)->closing;
    uint64_t slots = slots_in(bytes);

    scan->closed = closing->check != 0 && closing_adds_up(closing);
    if (scan->closed) {
        uint64_t limit = closing->records < slots ? closing->records : slots;
        scan->repaired = closing->repaired != TJ_CLOSED_BY_WRITER &&
                         closing->repaired != TJ_CLOSED_BY_RUN;
        scan_records(bytes, limit, scan, damage);
        if (!scan->damaged)
            scan_size(bytes, closing->packet_size / BITS, scan, damage);
        return;
    }

    scan_records(bytes, slots, scan, damage);
    if (!scan->damaged)
        scan_rest(bytes, scan, damage);
    if (!scan->damaged && closing->check != 0) {
        scan->damaged = true;
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: the closing of the header, at offset %zu, does not "
                      "fit its check word",
                      bytes->name, sizeof(struct tj_packet_identity));
    }
}

/* What is wrong with the identity, or NULL. */
static const char *identity_fault(const struct tj_packet_identity *identity)
{
    if (identity->magic != TJ_PACKET_MAGIC)
        return "is not a segment of a trace: its magic number is another";
    if (!tj_packet_identity_whole(identity))
        return "has a header that does not fit its check word";
    if (identity->version == TJ_TRACE_VERSION &&
        identity->record_size != TJ_RECORD_SIZE)
        return "has records of another size";
    if (identity->writer == UINT32_MAX)
        return "has a writer number that stands for none";
    return NULL;
}

struct tj_scan tj_scan_segment(const uint8_t *bytes, uint64_t size,
                               const char *name, struct tj_error *damage)
{
    struct segment_bytes segment = { .at = bytes, .size = size, .name = name };
    struct tj_scan scan = { 0 };
    if (zeros_until(&segment, 0) == size)
        return scan;
    if (size < TJ_PACKET_HEADER_SIZE) {
        scan.damaged = true;
        (void)tj_fail(damage, TJ_BAD_TRACE,
                      "%s: cut after %" PRIu64 " of the header's %d bytes",
                      name, size, TJ_PACKET_HEADER_SIZE);
        return scan;
    }

    memcpy(&scan.identity, bytes, sizeof scan.identity);
    if (scan.identity.check == 0 &&
        zeros_until(&segment, sizeof scan.identity) == size)
        return scan;

    const char *fault = identity_fault(&scan.identity);
    if (fault != NULL) {
        scan.damaged = true;
        (void)tj_fail(damage, TJ_BAD_TRACE, "%s: %s", name, fault);
        return scan;
    }
    scan.begun = true;
    if (scan.identity.version == TJ_TRACE_VERSION)
        scan_body(&segment, &scan, damage);
    return scan;
}
