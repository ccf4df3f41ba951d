#include "sim/host/tcmu/ring.h"

#include "core/base/assert.h"

#include <linux/target_core_user.h>
#include <string.h>

enum { REQUEST_SIZE = offsetof(struct tcmu_cmd_entry, req.iov),
       LENGTH_MIN = sizeof(struct tcmu_cmd_entry_hdr) };
_Static_assert(sizeof(struct tcmu_cmd_entry) % TCMU_OP_ALIGN_SIZE == 0,
               "an answer fits into every command's entry");
_Static_assert((int)TCMU_SENSE_SIZE <= (int)TCMU_SENSE_BUFFERSIZE,
               "sense fits");

static struct tcmu_mailbox *mailbox(const struct tcmu_ring *ring)
{
    return (struct tcmu_mailbox *)(void *)ring->at;
}

static enum tj_status bad(struct tj_error *error, const char *field,
                          uint64_t value, uint64_t limit)
{
    return tj_fail(error, TJ_BAD_INPUT, "the kernel's ring: %s is %llu, of %llu",
                   field, (unsigned long long)value,
                   (unsigned long long)limit);
}

static bool inside(uint64_t at, uint64_t size, uint64_t limit)
{
    return at <= limit && size <= limit - at;
}

/* How long a command is goes by its operation code (SPC-4 4.2.5.1). */
static unsigned cdb_size(uint8_t opcode)
{
    static const uint8_t sizes[8] = { 6, 10, 10, 12, 16, 12, 10, 10 };

    return sizes[opcode >> 5];
}

enum tj_status tcmu_ring_open(struct tcmu_ring *ring, void *memory, size_t size,
                              struct tj_error *error)
{
    struct tcmu_mailbox box;

    if (size < sizeof box)
        return bad(error, "its size", size, sizeof box);
    memcpy(&box, memory, sizeof box);
    if (box.version != TCMU_MAILBOX_VERSION)
        return bad(error, "version", box.version, TCMU_MAILBOX_VERSION);
    if (box.cmdr_off < sizeof box || box.cmdr_off % TCMU_OP_ALIGN_SIZE != 0 ||
        !inside(box.cmdr_off, box.cmdr_size, size))
        return bad(error, "cmdr_off", box.cmdr_off, size);
    if (box.cmdr_size < sizeof(struct tcmu_cmd_entry) ||
        box.cmdr_size % TCMU_OP_ALIGN_SIZE != 0)
        return bad(error, "cmdr_size", box.cmdr_size, size);
    *ring = (struct tcmu_ring){
        .at = memory, .size = size,
        .commands_at = box.cmdr_off, .commands_size = box.cmdr_size,
        .tells_size = (box.flags & TCMU_MAILBOX_FLAG_CAP_READ_LEN) != 0,
    };
    return TJ_OK;
}

/* --- Entries --- */

static uint8_t *entry_at(const struct tcmu_ring *ring, uint32_t entry)
{
    TJ_ASSERT(entry < ring->commands_size);
    return ring->at + ring->commands_at + entry;
}

static void pass(struct tcmu_ring *ring, uint32_t entry, uint32_t length)
{
    __atomic_store_n(&mailbox(ring)->cmd_tail,
                     (uint32_t)(((uint64_t)entry + length) %
                                ring->commands_size),
                     __ATOMIC_RELEASE);
}

/* Where the data lies is said in pieces, each an offset into the map. */
static enum tj_status piece_at(const struct tcmu_ring *ring,
                               const struct tcmu_request *request,
                               uint32_t index, struct iovec *piece,
                               struct tj_error *error)
{
    memcpy(piece, entry_at(ring, request->entry) + REQUEST_SIZE +
                      index * sizeof *piece, sizeof *piece);
    if (!inside((uintptr_t)piece->iov_base, piece->iov_len, ring->size))
        return bad(error, "iov_base", (uintptr_t)piece->iov_base, ring->size);
    return TJ_OK;
}

static enum tj_status read_cdb(const struct tcmu_ring *ring, uint64_t at,
                               uint8_t cdb[TCMU_CDB_MAX],
                               struct tj_error *error)
{
    memset(cdb, 0, TCMU_CDB_MAX);
    if (!inside(at, 1, ring->size))
        return bad(error, "cdb_off", at, ring->size);
    cdb[0] = ring->at[at];
    unsigned size = cdb_size(cdb[0]);
    if (!inside(at, size, ring->size))
        return bad(error, "cdb_off", at, ring->size);
    memcpy(cdb + 1, ring->at + at + 1, size - 1);
    return TJ_OK;
}

static enum tj_status read_command(const struct tcmu_ring *ring,
                                   struct tcmu_request *request,
                                   struct tj_error *error)
{
    struct tcmu_cmd_entry entry;
    struct iovec piece;

    if (request->length < sizeof entry)
        return bad(error, "a command's length", request->length, sizeof entry);
    memcpy(&entry, entry_at(ring, request->entry), sizeof entry);
    uint64_t pieces = (uint64_t)entry.req.iov_cnt + entry.req.iov_bidi_cnt;
    if (pieces > TCMU_PIECES_MAX ||
        !inside(REQUEST_SIZE, pieces * sizeof piece, request->length))
        return bad(error, "iov_cnt", pieces, TCMU_PIECES_MAX);
    request->id = entry.hdr.cmd_id;
    request->pieces = entry.req.iov_cnt;
    request->room = 0;
    for (uint32_t i = 0; i < request->pieces; i++) {
        enum tj_status status = piece_at(ring, request, i, &piece, error);
        if (status != TJ_OK)
            return status;
        request->room += piece.iov_len;
    }
    return read_cdb(ring, entry.req.cdb_off, request->cdb, error);
}

static enum tj_status read_head(const struct tcmu_ring *ring, uint32_t entry,
                                uint32_t *length, unsigned *kind,
                                struct tj_error *error)
{
    struct tcmu_cmd_entry_hdr header;

    *length = *kind = 0;
    if (entry % TCMU_OP_ALIGN_SIZE != 0 ||
        !inside(entry, sizeof header, ring->commands_size))
        return bad(error, "cmd_tail", entry, ring->commands_size);
    memcpy(&header, entry_at(ring, entry), sizeof header);
    *length = header.len_op & ~(uint32_t)TCMU_OP_MASK;
    *kind = header.len_op & TCMU_OP_MASK;
    if (*length < LENGTH_MIN || !inside(entry, *length, ring->commands_size))
        return bad(error, "an entry's length", *length, ring->commands_size);
    return TJ_OK;
}

/* How many entries a ring can have: each is 8 bytes or more. */
static uint32_t entries_max(const struct tcmu_ring *ring)
{
    return ring->commands_size / LENGTH_MIN;
}

static enum tj_status read_limit(const struct tcmu_ring *ring, uint32_t *head,
                                 struct tj_error *error)
{
    *head = __atomic_load_n(&mailbox(ring)->cmd_head, __ATOMIC_ACQUIRE);
    return *head < ring->commands_size
               ? TJ_OK
               : bad(error, "cmd_head", *head, ring->commands_size);
}

/* A note about task management; what does not fit its entry is not there. */
static void read_note(const struct tcmu_ring *ring, uint32_t entry,
                      uint32_t length, struct tcmu_tmr_entry *note)
{
    memset(note, 0, sizeof *note);
    note->tmr_type = TCMU_TMR_UNKNOWN;
    if (length < sizeof *note)
        return;
    memcpy(note, entry_at(ring, entry), sizeof *note);
    if (note->cmd_cnt > (length - sizeof *note) / sizeof note->cmd_ids[0])
        note->cmd_cnt = 0;
}

static bool names(const struct tcmu_ring *ring, uint32_t entry, uint32_t length,
                  uint16_t id)
{
    struct tcmu_tmr_entry note;
    uint16_t named;

    read_note(ring, entry, length, &note);
    for (uint32_t i = 0; i < note.cmd_cnt; i++) {
        memcpy(&named, entry_at(ring, entry) + sizeof note + i * sizeof named,
               sizeof named);
        if (named == id)
            return true;
    }
    return false;
}

enum tj_status tcmu_ring_given_up(const struct tcmu_ring *ring,
                                  const struct tcmu_request *request,
                                  bool *aborted, struct tj_error *error)
{
    uint32_t head, length, at = request->entry;
    unsigned kind;

    *aborted = false;
    enum tj_status status = read_limit(ring, &head, error);
    for (uint32_t i = 0; status == TJ_OK && i <= entries_max(ring); i++) {
        if (at == head)
            return TJ_OK;
        status = read_head(ring, at, &length, &kind, error);
        if (status != TJ_OK)
            return status;
        if (kind == TCMU_OP_TMR && names(ring, at, length, request->id)) {
            *aborted = true;
            return TJ_OK;
        }
        at = (uint32_t)(((uint64_t)at + length) % ring->commands_size);
    }
    return status != TJ_OK ? status : bad(error, "cmd_head", head, at);
}

static void pass_note(struct tcmu_ring *ring, uint32_t entry, uint32_t length)
{
    struct tcmu_tmr_entry note;

    read_note(ring, entry, length, &note);
    if (note.tmr_type == TCMU_TMR_LUN_RESET ||
        note.tmr_type == TCMU_TMR_TARGET_WARM_RESET ||
        note.tmr_type == TCMU_TMR_TARGET_COLD_RESET)
        ring->resets++;
}

enum tj_status tcmu_ring_take(struct tcmu_ring *ring,
                              struct tcmu_request *request, bool *found,
                              struct tj_error *error)
{
    enum tj_status status = TJ_OK;
    unsigned kind;
    uint32_t head;

    *found = false;
    for (uint32_t i = 0; i <= entries_max(ring); i++) {
        status = read_limit(ring, &head, error);
        request->entry = mailbox(ring)->cmd_tail;
        if (status != TJ_OK || request->entry == head)
            return status;
        status = read_head(ring, request->entry, &request->length, &kind,
                           error);
        if (status != TJ_OK)
            return status;
        if (kind == TCMU_OP_CMD) {
            status = read_command(ring, request, error);
            *found = status == TJ_OK;
            return status;
        }
        if (kind == TCMU_OP_TMR)
            pass_note(ring, request->entry, request->length);
        else if (kind != TCMU_OP_PAD)
            entry_at(ring, request->entry)
                [offsetof(struct tcmu_cmd_entry_hdr, uflags)] |=
                TCMU_UFLAG_UNKNOWN_OP;
        pass(ring, request->entry, request->length);
    }
    return bad(error, "cmd_head", mailbox(ring)->cmd_head, request->entry);
}

enum tj_status tcmu_ring_read(const struct tcmu_ring *ring,
                              const struct tcmu_request *request,
                              uint8_t *bytes, size_t max, size_t *size,
                              struct tj_error *error)
{
    struct iovec piece;

    *size = 0;
    for (uint32_t i = 0; i < request->pieces && *size < max; i++) {
        enum tj_status status = piece_at(ring, request, i, &piece, error);
        if (status != TJ_OK)
            return status;
        size_t part = max - *size;
        if (part > piece.iov_len)
            part = piece.iov_len;
        memcpy(bytes + *size, ring->at + (uintptr_t)piece.iov_base, part);
        *size += part;
    }
    return TJ_OK;
}

/* --- Answers --- */

/* One piece's share of the reply: of its data from `from` on, then zeros. */
static size_t fill(uint8_t *at, size_t size, const struct tcmu_reply *reply,
                   size_t from)
{
    size_t total = reply->data_size + reply->zeros - from;
    size_t data = from < reply->data_size ? reply->data_size - from : 0;

    if (size > total)
        size = total;
    if (data > size)
        data = size;
    if (data > 0)
        memcpy(at, reply->data + from, data);
    memset(at + data, 0, size - data);
    return size;
}

static enum tj_status send(const struct tcmu_ring *ring,
                           const struct tcmu_request *request,
                           const struct tcmu_reply *reply, size_t *sent,
                           struct tj_error *error)
{
    struct iovec piece;

    *sent = 0;
    for (uint32_t i = 0; i < request->pieces &&
                         *sent < reply->data_size + reply->zeros; i++) {
        enum tj_status status = piece_at(ring, request, i, &piece, error);
        if (status != TJ_OK)
            return status;
        *sent += fill(ring->at + (uintptr_t)piece.iov_base, piece.iov_len,
                      reply, *sent);
    }
    return TJ_OK;
}

enum tj_status tcmu_ring_answer(struct tcmu_ring *ring,
                                const struct tcmu_request *request,
                                const struct tcmu_reply *reply,
                                struct tj_error *error)
{
    uint8_t *at = entry_at(ring, request->entry);
    struct tcmu_cmd_entry entry;
    size_t sent;

    TJ_ASSERT(request->entry == mailbox(ring)->cmd_tail);
    enum tj_status status = send(ring, request, reply, &sent, error);
    if (status != TJ_OK)
        return status;
    memcpy(&entry, at, sizeof entry);
    /* The answer lies over the request. */
    memset(&entry.rsp, 0, sizeof entry.rsp);
    entry.rsp.scsi_status = reply->status;
    memcpy(entry.rsp.sense_buffer, reply->sense, sizeof reply->sense);
    if (ring->tells_size && reply->status == 0) {
        entry.hdr.uflags |= TCMU_UFLAG_READ_LEN;
        entry.rsp.read_len = (uint32_t)sent;
    }
    memcpy(at, &entry, sizeof entry);
    pass(ring, request->entry, request->length);
    return TJ_OK;
}
