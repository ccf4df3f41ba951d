/* SPDX-License-Identifier: MIT */
/* One record of a trace in words, as in
 * "client 3 (Doubler): lock at 1.503 ms, refused with STATUS_ACCESS_DENIED at
 * 1.504 ms". */
#ifndef TJ_CLI_RECORD_TEXT_H
#define TJ_CLI_RECORD_TEXT_H

#include "core/base/text.h"
#include "core/trace/record.h"
#include "stress/workload.h"

/* answered: its completion counts, too. workload: for the names of clients;
 * NULL: numbers alone. */
void record_say(const struct tj_record *record, bool answered,
                const struct tj_workload *workload, struct tj_text *text);
/* "client 3 (Doubler)" */
void record_say_client(tj_client client, const struct tj_workload *workload,
                       struct tj_text *text);

#endif
