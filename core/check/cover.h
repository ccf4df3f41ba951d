/* SPDX-License-Identifier: MIT */
/* Fills struct tj_coverage (core/check/coverage.h): one answer, one cell. */
#ifndef TJ_CORE_CHECK_COVER_H
#define TJ_CORE_CHECK_COVER_H

#include "core/check/evidence.h"

/* A real answer, as it is judged; those of the measured phase count. */
void cover_answer(struct tj_verdict *verdict, const struct history *history,
                  const struct operation *op, const struct evidence *evidence);

/* How many cells were met, of those the run's verbs can meet. */
void cover_close(struct tj_verdict *verdict);

#endif
