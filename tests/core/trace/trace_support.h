/* What the tests of core/trace share: folders that vanish, a small trace with
 * every kind of record, and files as bytes. */
#ifndef TESTS_CORE_TRACE_TRACE_SUPPORT_H
#define TESTS_CORE_TRACE_TRACE_SUPPORT_H

#include "core/trace/reader.h"
#include "core/trace/writer.h"

enum { SAMPLE_WRITERS = 2, SAMPLE_RECORDS = 6, SUPPORT_PATH_SIZE = 512 };

/* One run of ANNA (client 1) and BERT (client 2) on one drive. */
enum { ANNA = 1, BERT = 2 };
extern const struct tj_trace_info sample_info;

/* A fresh folder; ends the program when there is none to be had. */
void support_make_folder(char path[SUPPORT_PATH_SIZE]);
/* The folder, its files and its folders, if any. */
void support_remove_folder(const char *path);

/* The whole file, in memory of exactly its size, so that ASan sees every step
 * beyond. free() it. */
unsigned char *support_read(const char *folder, const char *name, size_t *size);
void support_write(const char *folder, const char *name, const void *bytes,
                   size_t size);

/* Writes the sample trace: writer 0 holds the name, the mark and ANNA's
 * operations, the last one unanswered; writer 1 holds BERT's refused lock, an
 * event, a strike. SAMPLE_RECORDS each. */
void sample_write(const char *folder);
/* The same, left as a killed writer leaves it: not closed, not cut. */
void sample_write_unclosed(const char *folder);
/* What was written at an index by a writer, without its check word. */
struct tj_record sample_record(unsigned writer, unsigned index);
/* Of OPERATION records: whether it is completed. */
bool sample_answered(unsigned writer, unsigned index);

/* A small operation, answered at t0_ns + 10. */
struct tj_record support_operation(uint64_t t0_ns, uint16_t client,
                                   uint32_t number);
/* begin, fill, commit; and complete when answered. */
bool support_append(struct tj_segment *segment, const struct tj_record *record,
                    bool answered);

/* xorshift64*: a generator of the tests' own, so that a wrong core/base/random
 * cannot hide here. */
uint64_t support_random(uint64_t *state);

#endif
