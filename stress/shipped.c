/* SPDX-License-Identifier: MIT */
/* Presets and personas compiled into the program, so that it runs from
 * anywhere. The tables are made from stress/presets and stress/personas by
 * cmake/EmbedText.cmake. */
#include "core/base/assert.h"
#include "stress/workload.h"

#include "shipped_texts.h"

enum { PRESETS = sizeof presets / sizeof *presets,
       PERSONAS = sizeof personas / sizeof *personas };

size_t tj_preset_count(void)
{
    return PRESETS;
}

const struct tj_shipped *tj_preset_at(size_t index)
{
    TJ_ASSERT(index < PRESETS);
    return &presets[index];
}

size_t tj_persona_file_count(void)
{
    return PERSONAS;
}

const struct tj_shipped *tj_persona_file_at(size_t index)
{
    TJ_ASSERT(index < PERSONAS);
    return &personas[index];
}
