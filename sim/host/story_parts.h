/* What the files of the story player share: words of a line (parse),
 * names and requests of a story (play), output lines (print). */
#ifndef TJ_SIM_HOST_STORY_PARTS_H
#define TJ_SIM_HOST_STORY_PARTS_H

#include "core/base/arena.h"
#include "core/base/assert.h"
#include "core/base/printf_like.h"
#include "core/base/text.h"
#include "sim/host/story.h"
#include "sim/world.h"

enum { STORY_WORDS_MAX = 64, STORY_LINE_MAX = 16 * 1024,
       STORY_NAME_MAX = 32, STORY_HANDLES_MAX = 1024,
       STORY_REGISTRATIONS_MAX = 64, STORY_REQUESTS_MAX = 1024,
       STORY_INPUT_MAX = 4096, STORY_OUTPUT_LINE_MAX = 4096,
       STORY_HAPPENINGS_MAX = 1000000 };

/* --- story_parse.c: one line --- */
struct story_line {
    const char *file;
    unsigned    number; /* From 1. */
    unsigned    words_count;
    const char *words[STORY_WORDS_MAX];
    unsigned    columns[STORY_WORDS_MAX + 1]; /* From 1; then: the end. */
    char        text[STORY_LINE_MAX];
    struct tj_error *error; /* Not owned. */
};
/* Splits [text, text + size) into words; a comment is left out. */
enum tj_status story_line_split(struct story_line *line, const char *text,
                                size_t size);
/* Fails with the place of word `index`, the story's file and line. */
TJ_PRINTF_LIKE(3, 4)
enum tj_status story_fail(const struct story_line *line, unsigned index,
                          const char *format, ...);
/* Each reads one word, or fails naming what was expected there. */
enum tj_status story_u64(const struct story_line *line, unsigned index,
                         const char *what, uint64_t *value);
enum tj_status story_duration(const struct story_line *line, unsigned index,
                              uint64_t *value_ns);
enum tj_status story_hex_byte(const struct story_line *line, unsigned index,
                              const char *text, uint8_t *value);
enum tj_status story_access(const struct story_line *line, unsigned index,
                            uint8_t *access);
enum tj_status story_code(const struct story_line *line, unsigned index,
                          uint32_t *code);
/* The value of KEY=VALUE when the word is that; else NULL. */
const char *story_option(const char *word, const char *key);

/* What a request line asks for. */
struct story_request {
    struct sim_input input;
    const char      *op; /* "ioctl" ... as in output lines */
    uint8_t          bytes[STORY_INPUT_MAX];
};
/* Reads from word `index` on: CODE [in=] [out=], read OFFSET LENGTH, ... */
enum tj_status story_request_read(const struct story_line *line,
                                  unsigned index,
                                  struct story_request *request);

/* --- story_print.c: one output line --- */
struct story_answer {
    uint64_t    t_ns;
    const char *handle, *op;
    const char *id;     /* NULL: not started by `start`. */
    bool        has_code, has_info;
    uint32_t    code;
    uint32_t    status, info;
    uint32_t    output_size;
    uint8_t     output[TJ_OUTPUT_MAX];
};
struct story_printer {
    FILE *out;
    struct sim_story_options options;
    bool          keep;  /* There are expectations: remember lines. */
    struct arena *arena; /* Not owned. */
    struct story_printed *oldest, *newest; /* Not matched yet. */
    bool          full;  /* The arena was; the player reports it. */
};
void story_print_answer(struct story_printer *printer,
                        const struct story_answer *answer);
/* The caller goes on without the answer (spec 0.5 step 1, R37). */
void story_print_pending(struct story_printer *printer, uint64_t t_ns,
                         const struct story_answer *answer);
/* Who gets a delivery, and what the envelope says to it (spec 7.2). */
struct story_recipient {
    const char *registration, *flavour;
    uint64_t    handle, number; /* dbch_handle, dbch_hdevnotify */
    unsigned    pointer_size;   /* 8 or 4 */
};
void story_print_event(struct story_printer *printer, uint64_t t_ns,
                       const struct tj_event *event,
                       const struct story_recipient *recipient); /* NULL: the
                                                     emission. */
void story_print_scsi(struct story_printer *printer, uint64_t t_ns,
                      const uint8_t *cdb, uint8_t status);
void story_print_state(struct story_printer *printer, uint64_t t_ns,
                       const struct sim_state_view *view, const char *owner);

/* --- story_expect.c --- */
struct story_printed {
    struct story_printed *next;
    char                  json[];
};
/* Holds the JSON object after `expect` against the oldest unmatched line. */
enum tj_status story_expect(struct story_printer *printer,
                            const struct story_line *line, const char *wanted,
                            bool *met);

#endif
