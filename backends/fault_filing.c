/* Which rules of a plan concern a client, filed by verb and by when they are
 * decided, so that an operation meets those only that are about it. */
#include "backends/layer_fault_parts.h"

#include <string.h>

static bool is_mine(const struct tj_fault_layer *layer,
                    const struct tj_fault_rule *rule)
{
    const char *persona = layer->config.persona;

    if (rule->client != TJ_NOBODY && rule->client != layer->backend.client)
        return false;
    return rule->persona[0] == '\0' ||
           (persona != NULL && strcmp(rule->persona, persona) == 0);
}

/* Files a rule under its verbs. Who owns is known from answers. */
static void heed(struct tj_fault_layer *layer, size_t index)
{
    const struct tj_fault_rule *rule = &layer->config.plan->rules[index];
    uint32_t *of = fault_is_of_answers(rule) ? layer->late : layer->early;

    for (unsigned verb = 0; verb < TJ_VERB_COUNT; verb++)
        if ((rule->verbs >> verb & 1) != 0)
            of[verb] |= UINT32_C(1) << index;
    if (rule->when == TJ_FAULT_HELD)
        layer->owning = 1u << TJ_LOCK | 1u << TJ_UNLOCK | 1u << TJ_CLOSE;
    else if (rule->after_ns == 0 && rule->for_ns == 0 &&
             rule->outcomes == UINT8_MAX)
        layer->plain |= UINT32_C(1) << index;
    layer->heeded |= rule->verbs | layer->owning;
}

uint32_t fault_file_rules(struct tj_fault_layer *layer)
{
    const struct tj_fault_plan *plan = layer->config.plan;
    uint32_t                    ears = 0;

    layer->heeded = layer->plain = layer->owning = 0;
    memset(layer->early, 0, sizeof layer->early);
    memset(layer->late, 0, sizeof layer->late);
    for (size_t i = 0; i < plan->count; i++) {
        if (!is_mine(layer, &plan->rules[i]))
            continue;
        if (fault_is_of_events(&plan->rules[i]))
            ears |= UINT32_C(1) << i;
        else
            heed(layer, i);
    }
    return ears;
}
