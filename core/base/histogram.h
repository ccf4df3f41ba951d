/* Latency histogram with HdrHistogram's bucket layout: 3 significant digits,
 * 1 ns .. 1 h. 33,792 counters, 264 KiB.
 *
 * Values are at most 0.1 % off: they are reported as the highest value of
 * their bucket, as HdrHistogram does, but never above the exact maximum.
 * Export is the V2 compressed encoding in an HistogramLogWriter line, which
 * every HdrHistogram port reads back.
 * Format: github.com/HdrHistogram, "V2CompressedHistogramBase". */
#ifndef TJ_CORE_BASE_HISTOGRAM_H
#define TJ_CORE_BASE_HISTOGRAM_H

#include "core/base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TJ_HISTOGRAM_HIGHEST_NS UINT64_C(3600000000000)

enum { TJ_HISTOGRAM_COUNTERS = 33792 };

struct tj_histogram {
    uint64_t total;   /* Number of values. */
    uint64_t min_ns;  /* Exact; UINT64_MAX when empty. */
    uint64_t max_ns;  /* Exact; 0 when empty. */
    uint64_t clipped; /* Values above the highest, counted as the highest. */
    uint64_t counts[TJ_HISTOGRAM_COUNTERS];
};

void tj_histogram_init(struct tj_histogram *histogram);
/* Makes one that was used as good as new; costs what was counted in it, not
 * its 264 KiB. */
void tj_histogram_clear(struct tj_histogram *histogram);

/* Histograms that judge after judge uses. Zeroed at first; a judge that finds
 * none left takes one of its own. */
enum { TJ_HISTOGRAM_SHELF = 64 };
struct tj_histogram_shelf {
    size_t              taken;
    struct tj_histogram items[TJ_HISTOGRAM_SHELF];
};
struct tj_histogram *tj_histogram_take(struct tj_histogram_shelf *shelf);
/* All are back; they are cleared when they are taken again. */
void tj_histogram_give_all(struct tj_histogram_shelf *shelf);

/* Counts one value. No branch on the past, no allocation; about 2 ns. */
void tj_histogram_record(struct tj_histogram *histogram, uint64_t value_ns);

void tj_histogram_merge(struct tj_histogram *target,
                        const struct tj_histogram *source);

/* The nearest rank: the lowest value that `percentile` (0 .. 100) per cent of
 * the values do not exceed. 0 when empty. */
uint64_t tj_histogram_percentile(const struct tj_histogram *histogram,
                                 double percentile);
double tj_histogram_mean(const struct tj_histogram *histogram);

/* For each non-empty bucket in ascending order: its highest value and count.
 * *position starts at 0; returns false at the end. */
int tj_histogram_next(const struct tj_histogram *histogram, size_t *position,
                      uint64_t *value_ns, uint64_t *count);

/* The three header lines of a histogram log (.hlog, format version 1.3). */
void tj_histogram_log_header(FILE *file, uint64_t start_utc_ns);
/* What a line of the log is about. The tag has no comma and no blank. */
struct tj_histogram_interval {
    const char *tag;
    double      start_s, length_s; /* On the run's clock. */
};

/* One line: "Tag=...,start,length,max,HISTFAAA...". Times in seconds, max in
 * ms. scratch: at least TJ_HISTOGRAM_SCRATCH bytes of the caller's. */
enum { TJ_HISTOGRAM_SCRATCH = 1 << 20 };
enum tj_status tj_histogram_log_line(FILE *file,
                                     const struct tj_histogram_interval *about,
                                     const struct tj_histogram *histogram,
                                     void *scratch, struct tj_error *error);

#endif
