/* Mode pages (MMC-3 5.5 and 6.8; SPC-4 6.11, 6.12): error recovery, caching,
 * audio volume, power, capabilities. Only the volume can be changed. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { HEADER_SIZE = 8, PAGE_ALL = 0x3f };
enum { CURRENT, CHANGEABLE, DEFAULT, SAVED };
enum { PAGE_ERROR = 0x01, PAGE_CACHE = 0x08, PAGE_AUDIO = 0x0e,
       PAGE_POWER = 0x1a, PAGE_CAPABILITIES = 0x2a };
enum { ERROR_SIZE = 12, CACHE_SIZE = 12, AUDIO_SIZE = 16, POWER_SIZE = 12,
       CAPABILITIES_SIZE = 22 };
enum { PORT_0 = 8, PORTS = 2 }; /* In page 0Eh: channel, volume, twice. */

struct page {
    uint8_t code, size;
    void (*fill)(const struct sim_task *task, uint8_t *page);
};

static void fill_error(const struct sim_task *task, uint8_t *page)
{
    (void)task;
    page[3] = 20; /* Read retries */
    page[8] = 20;
}

static void fill_cache(const struct sim_task *task, uint8_t *page)
{
    page[2] = task->profile->burner ? 0x04 : 0; /* WCE: writes are cached. */
}

static void fill_audio(const struct sim_task *task, uint8_t *page)
{
    page[2] = 0x04; /* IMMED: playing goes on behind the answer. */
    for (unsigned i = 0; i < PORTS; i++) {
        page[PORT_0 + 2 * i] = (uint8_t)(1u << i);
        page[PORT_0 + 2 * i + 1] = task->hardware->volume[i];
    }
}

static void fill_power(const struct sim_task *task, uint8_t *page)
{
    (void)task, (void)page;
}

/* MMC-3 5.5.10. What it reads and writes, audio, lock and loader, speeds. */
static void fill_capabilities(const struct sim_task *task, uint8_t *page)
{
    enum { LOCK = 0x01, LOCKED = 0x02, EJECT = 0x08, TRAY = 0x20 };
    const struct sim_profile *profile = task->profile;

    page[2] = 0x07 | (profile->reads >= SIM_READS_DVD ? 0x38 : 0);
    page[3] = profile->burner ? 0x27 : 0;
    page[4] = 0x71; /* Audio, mode 2 form 1 and 2, multisession */
    page[5] = 0x7b; /* CD-DA, accurate, subcode, C2, ISRC, UPC */
    page[6] = LOCK | EJECT | (task->hardware->prevent ? LOCKED : 0) |
              (profile->loader == SIM_LOADER_SLOT ? 0 : TRAY);
    page[7] = 0x03;
    sim_put_be16(page + 8, 176 * 48);
    sim_put_be16(page + 10, 256); /* Volume levels */
    sim_put_be16(page + 12, 2048);
    sim_put_be16(page + 14, 176 * 48);
    sim_put_be16(page + 18, profile->burner ? 176 * 16 : 0);
    sim_put_be16(page + 20, profile->burner ? 176 * 16 : 0);
}

static const struct page pages[] = {
    { PAGE_ERROR, ERROR_SIZE, fill_error },
    { PAGE_CACHE, CACHE_SIZE, fill_cache },
    { PAGE_AUDIO, AUDIO_SIZE, fill_audio },
    { PAGE_POWER, POWER_SIZE, fill_power },
    { PAGE_CAPABILITIES, CAPABILITIES_SIZE, fill_capabilities },
};
enum { PAGES = sizeof pages / sizeof *pages };

static void put_page(const struct sim_task *task, const struct page *page,
                     unsigned control, uint8_t *at)
{
    memset(at, 0, page->size);
    at[0] = page->code;
    at[1] = (uint8_t)(page->size - 2);
    if (control == CURRENT || control == DEFAULT)
        page->fill(task, at);
    if (page->code != PAGE_AUDIO || control == CURRENT)
        return;
    for (unsigned i = 0; i < PORTS; i++) /* The mask, or the default: loud. */
        at[PORT_0 + 2 * i + 1] = 0xff;
}

/* No block descriptors (MMC-3 6.8.3). The old medium type byte stays 0. */
struct sim_answer sim_mode_sense(const struct sim_task *task)
{
    uint8_t  bytes[HEADER_SIZE + 96] = { 0 };
    size_t   size = HEADER_SIZE;
    unsigned code = task->cdb[2] & 0x3f, control = task->cdb[2] >> 6;

    if (control == SAVED)
        return sim_check(0x05, 0x39, 0x00); /* SAVING NOT SUPPORTED */
    if (task->cdb[3] != 0 && task->cdb[3] != 0xff) /* Subpage */
        return sim_bad_field();
    for (unsigned i = 0; i < PAGES; i++) {
        if (code != pages[i].code && code != PAGE_ALL)
            continue;
        put_page(task, &pages[i], control, bytes + size);
        size += pages[i].size;
    }
    if (size == HEADER_SIZE)
        return sim_bad_field();
    TJ_ASSERT(size <= sizeof bytes);
    sim_put_be16(bytes, (uint32_t)size - 2);
    return sim_send(task, bytes, size, sim_be16(task->cdb + 7));
}

static const struct page *page_by_code(uint8_t code)
{
    for (unsigned i = 0; i < PAGES; i++)
        if (pages[i].code == (code & 0x3f))
            return &pages[i];
    return NULL;
}

/* SPC-4 6.9: a header, then whole pages. A field that cannot be changed must
 * hold its present value, but drives do not look, nor does this one. */
struct sim_answer sim_mode_select(const struct sim_task *task)
{
    const uint8_t *list = task->data;
    size_t size = sim_be16(task->cdb + 7);
    size_t at = HEADER_SIZE;

    if ((task->cdb[1] & 0x10) == 0 || (task->cdb[1] & 1) != 0)
        return sim_bad_field(); /* PF is needed; saving is not supported. */
    if (size == 0 || list == NULL)
        return sim_good();
    if (size < HEADER_SIZE || size > SIM_DATA_MAX)
        return sim_check(0x05, 0x1a, 0x00); /* PARAMETER LIST LENGTH */
    at += sim_be16(list + 6);
    while (at < size) {
        const struct page *page = page_by_code(list[at]);
        if (page == NULL)
            return sim_check(0x05, 0x26, 0x00); /* INVALID FIELD IN LIST */
        if (page->size > size - at || list[at + 1] != page->size - 2)
            return sim_check(0x05, 0x1a, 0x00);
        if (page->code == PAGE_AUDIO)
            for (unsigned i = 0; i < PORTS; i++)
                task->hardware->volume[i] = list[at + PORT_0 + 2 * i + 1];
        at += page->size;
    }
    return sim_good();
}
