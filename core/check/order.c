/* SPDX-License-Identifier: MIT */
#include "core/check/order.h"

#include "core/check/linear.h"

static const char *const does[] = {
    [LINEAR_NOTHING] = "nothing", [LINEAR_READ] = "nothing",
    [LINEAR_TAKE] = "take",       [LINEAR_RELEASE] = "release",
    [LINEAR_CLOSE] = "gone",
};

static const char *const needs[] = {
    [LINEAR_WHOEVER] = "anything", [LINEAR_FREE] = "nobody",
    [LINEAR_OWNED] = "somebody",   [LINEAR_SELF] = "self",
    [LINEAR_OTHER] = "other",      [LINEAR_NAMED] = "name",
    [LINEAR_NOT_OTHER] = "not-other",
};

static const char *needs_of(const struct linear_op *told)
{
    if (told->need.who == LINEAR_NAMED && told->name == LINEAR_NAME_OF_NOBODY)
        return "unknown-name";
    return needs[told->need.who];
}

static const char *name_of(const struct survey *survey,
                           const struct linear_op *told)
{
    if (told->name == 0 || told->name > survey->names_count)
        return "";
    return survey->names[told->name];
}

/* A closed handle would give the same status. */
static bool says_nothing(const struct linear *linear,
                         const struct operation *op,
                         const struct linear_op *told)
{
    return told->need.kind == LINEAR_NOTHING ||
           (told->need.while_open &&
            handles_were_open(&linear->history->handles, op) != MODEL_YES);
}

void linear_tell(const struct linear *linear, const struct operation *op)
{
    const struct survey *survey = linear->history->survey;
    if (linear->config->history == NULL ||
        survey->drives[op->drive].unfit != NULL ||
        op->at.t0_ns >= survey->whole_until_ns)
        return;
    struct linear_op told = linear_reduce(linear, op);
    if (says_nothing(linear, op, &told))
        return;
    struct tj_history_line line = {
        .ref = op->ref,
        .client = op->at.client,
        .drive = op->drive,
        .verb = op->verb,
        .outcome = told.optional ? TJ_UNKNOWN : op->outcome,
        .maybe = told.optional,
        .status = op->status,
        .does = does[told.need.kind],
        .needs = needs_of(&told),
        .name = name_of(survey, &told),
        .call_ns = told.at.t0_ns,
        .return_ns = told.at.t1_ns,
    };
    if (op->file != HISTORY_NOTHING)
        line.object = linear->history->handles.files[op->file].serial;
    linear->config->history(linear->config->history_context, &line);
}

void linear_tell_close(const struct linear *linear, uint32_t file,
                       const struct operation *close)
{
    const struct handles *handles = &linear->history->handles;
    struct tj_history_line line = {
        .system = true,
        .drive = handles->files[file].drive,
        .verb = TJ_CLOSE,
        .outcome = close == NULL ? TJ_UNKNOWN : TJ_DONE,
        .maybe = close == NULL,
        .object = handles->files[file].serial,
        .does = does[LINEAR_CLOSE],
        .needs = needs[LINEAR_WHOEVER],
        .name = "",
        .call_ns = handles_alive_until(handles, file),
        .return_ns = close == NULL ? STAMP_NEVER : close->at.t1_ns,
    };
    if (line.call_ns == STAMP_NEVER)
        return; /* It is open to the end. */
    if (close != NULL)
        line.ref = close->ref;
    linear->config->history(linear->config->history_context, &line);
}
