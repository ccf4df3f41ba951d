/* READ TOC/PMA/ATIP, READ DISC INFORMATION and READ TRACK INFORMATION (MMC-6
 * 6.26, 6.21, 6.27): one session, tracks of one length; what is no CD shows
 * the table that MMC-6 6.26.2.4 has it make up. */
#include "sim/hardware_parts.h"

enum { LEAD_OUT = 0xaa, HEADER_SIZE = 4, ENTRY_SIZE = 8 };
enum { FORMAT_TOC, FORMAT_SESSION, FORMAT_FULL, FORMAT_PMA, FORMAT_ATIP,
       FORMAT_CD_TEXT };

struct query {
    const struct sim_disc *disc;
    bool     msf;
    uint8_t  format, from; /* First track or session. */
};

/* Drives before MMC had the format in the two upper bits of byte 9; it counts
 * when byte 2 has none, and Linux still uses it. */
static struct query query_of(const struct sim_task *task)
{
    const uint8_t *cdb = task->cdb;
    uint8_t format = cdb[2] & 0x0f;

    return (struct query){ sim_disc_ready(task->hardware),
                           (cdb[1] & 0x02) != 0,
                           format != 0 ? format : (uint8_t)(cdb[9] >> 6),
                           cdb[6] };
}

static void put_entry(uint8_t *at, const struct query *query, unsigned track,
                      uint32_t sector)
{
    at[1] = query->disc->audio ? 0x10 : 0x14;
    at[2] = (uint8_t)track;
    sim_put_address(at + 4, sector, query->msf);
}

/* Each part: how many bytes it put behind the header; 0: it has none. */
static size_t put_toc(const struct query *query, uint8_t *bytes)
{
    const struct sim_disc *disc = query->disc;
    size_t size = HEADER_SIZE;

    if (disc->tracks == 0 ||
        (query->from > disc->tracks && query->from != LEAD_OUT))
        return 0;
    bytes[2] = 1;
    bytes[3] = disc->tracks;
    for (unsigned i = query->from; i <= disc->tracks; i++) {
        if (i == 0)
            continue;
        put_entry(bytes + size, query, i, sim_track_start(disc, i));
        size += ENTRY_SIZE;
    }
    put_entry(bytes + size, query, LEAD_OUT, disc->sectors);
    return size + ENTRY_SIZE;
}

static size_t put_session(const struct query *query, uint8_t *bytes)
{
    if (query->disc->tracks == 0)
        return 0;
    bytes[2] = bytes[3] = 1;
    put_entry(bytes + HEADER_SIZE, query, 1, 0);
    return HEADER_SIZE + ENTRY_SIZE;
}

/* Formats 2 to 5 exist on CDs only; a pressed one has no PMA and no ATIP. */
static size_t put_raw(const struct query *query, uint8_t *bytes)
{
    const struct sim_disc *disc = query->disc;

    if (disc->medium != SIM_MEDIUM_CD)
        return 0;
    switch (query->format) {
    case FORMAT_FULL:
        return disc->tracks > 0 && query->from <= 1 ? sim_toc_full(disc, bytes)
                                                    : 0;
    case FORMAT_PMA: /* Nothing was recorded: the header alone. */
        return disc->blank ? HEADER_SIZE : 0;
    case FORMAT_ATIP:
        return disc->blank ? sim_toc_atip(bytes) : 0;
    case FORMAT_CD_TEXT:
        return disc->audio ? sim_toc_text(bytes) : 0;
    default:
        return 0;
    }
}

struct sim_answer sim_read_toc(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);
    struct query query = query_of(task);
    uint8_t bytes[SIM_DATA_MAX] = { 0 };
    size_t  size;

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (query.format == FORMAT_TOC)
        size = put_toc(&query, bytes);
    else if (query.format == FORMAT_SESSION)
        size = put_session(&query, bytes);
    else
        size = put_raw(&query, bytes);
    if (size == 0) /* A blank disc has no table; nor has a wrong request. */
        return sim_bad_field();
    sim_put_be16(bytes, (uint32_t)size - 2);
    return sim_send(task, bytes, size, sim_be16(task->cdb + 7));
}

/* MMC-6 6.21, the standard form. Byte 2: bit 4 erasable, bits 3-2 state of the
 * last session (0 empty, 3 complete), bits 1-0 of the disc (0 empty, 1
 * incomplete, 2 complete, 3 random access). */
struct sim_answer sim_read_disc_information(const struct sim_task *task)
{
    enum { SIZE = 34, ERASABLE = 0x10, COMPLETE = 0x0e, RANDOM_ACCESS = 0x1f,
           INCOMPLETE = 0x05 };
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    struct sim_answer answer = sim_medium_access(task);
    uint8_t bytes[SIZE] = { 0, SIZE - 2 };

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if ((task->cdb[1] & 7) != 0)
        return sim_bad_field();
    if (disc->blank)
        bytes[2] = task->hardware->written > 0 ? INCOMPLETE : 0;
    else if (disc->writable)
        bytes[2] = disc->profile == 0x0012 ? RANDOM_ACCESS
                                           : ERASABLE | COMPLETE;
    else
        bytes[2] = COMPLETE;
    bytes[3] = bytes[4] = bytes[5] = 1; /* First track, sessions, first ... */
    bytes[6] = disc->tracks > 0 ? disc->tracks : 1; /* ... last of the last */
    bytes[7] = 0x20; /* Unrestricted use */
    for (unsigned i = 16; i < 24; i++) /* No more lead-in, no more lead-out */
        bytes[i] = 0xff;
    if (disc->blank)
        sim_put_address(bytes + 20, disc->sectors, true);
    return sim_send(task, bytes, SIZE, sim_be16(task->cdb + 7));
}

/* Which track is meant: an address, a number, or a session's first. */
static unsigned track_asked(const struct sim_task *task,
                            const struct sim_disc *disc)
{
    uint32_t value = sim_be32(task->cdb + 2);
    unsigned count = disc->blank ? 1 : disc->tracks;

    switch (task->cdb[1] & 3) {
    case 0:
        return value >= disc->sectors ? 0
               : disc->blank          ? 1
                                      : sim_track_of(disc, value);
    case 1: /* FFh: the one that can be written. */
        if (value == 0xff && disc->blank)
            return 1;
        return value <= count ? value : 0;
    case 2:
        return value == 1;
    default:
        return 0;
    }
}

/* MMC-6 6.27. Byte 6: bit 6 blank; byte 7: bit 0 the next address is valid. */
struct sim_answer sim_read_track_information(const struct sim_task *task)
{
    enum { SIZE = 36, BLANK = 0x40, NEXT_VALID = 1 };
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    struct sim_answer answer = sim_medium_access(task);
    uint8_t bytes[SIZE] = { 0, SIZE - 2 };

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    unsigned track = track_asked(task, disc);
    if (track == 0)
        return sim_bad_field();
    uint32_t written = task->hardware->written;
    uint32_t length = disc->blank ? disc->sectors
                                  : disc->sectors / disc->tracks;
    bytes[2] = (uint8_t)track;
    bytes[3] = 1;
    bytes[5] = disc->audio ? 0 : 4;    /* Track mode */
    bytes[6] = disc->audio ? 0 : 1;    /* Data mode */
    if (disc->blank) {
        bytes[6] |= written == 0 ? BLANK : 0;
        bytes[7] = NEXT_VALID;
        sim_put_be32(bytes + 12, written);
        sim_put_be32(bytes + 16, disc->sectors - written);
    } else {
        sim_put_be32(bytes + 8, sim_track_start(disc, track));
    }
    sim_put_be32(bytes + 24, length);
    return sim_send(task, bytes, SIZE, sim_be16(task->cdb + 7));
}
