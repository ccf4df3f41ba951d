/* SPDX-License-Identifier: MIT */
/* Properties 58 and 60 of spec 8.7: what a removed drive answers, and that an
 * answer "too small" brings nothing. */
#include "core/check/family.h"

/* No structure that a request asks for is smaller (spec 3.2): fewer bytes with
 * "too small" are data, more may be the size that was needed (0.6). */
enum { LEAST_STRUCTURE = 4 };

struct fault_drive {
    /* File objects opened before opened_ns are on a removed drive for requests
     * invoked after since_ns; since_ns STAMP_NEVER: none are. */
    uint64_t             opened_ns, since_ns;
    uint32_t             file; /* ... and this one, that said so itself; */
    uint32_t             serial;
    bool                 ref_valid; /* ... if one did. */
    struct tj_record_ref ref;
    /* It was pulled out during an operation of this client; TJ_NOBODY: not. */
    uint16_t             puller;
    uint64_t             pulled_ns;
};

struct faults {
    struct scene        scene;
    struct fault_drive *drives;
};

static void *open_faults(const struct scene *scene, struct arena *arena)
{
    size_t drives = scene->survey->drives_count + 1;
    struct faults *faults = ARENA_NEW(arena, struct faults, 1);
    if (faults == NULL)
        return NULL;
    faults->scene = *scene;
    faults->drives = ARENA_NEW(arena, struct fault_drive, drives);
    for (size_t i = 0; faults->drives != NULL && i < drives; i++)
        faults->drives[i].since_ns = STAMP_NEVER;
    return faults->drives != NULL ? faults : NULL;
}

/* --- F58 --- */

/* Requests that the class driver itself completes. */
static bool is_of_driver(uint8_t verb)
{
    return verb >= TJ_LOCK && verb <= TJ_VERIFY2;
}

/* What others answer for it, or about a device that is no more. */
static bool is_of_others(uint32_t status)
{
    return status == TJ_STATUS_DEVICE_DOES_NOT_EXIST ||
           status == TJ_STATUS_NO_SUCH_DEVICE ||
           status == TJ_STATUS_DEVICE_NOT_CONNECTED ||
           status == TJ_STATUS_CANCELLED ||
           status == TJ_STATUS_FILE_CLOSED ||
           status == TJ_STATUS_INSUFFICIENT_RESOURCES;
}

static bool is_removed(const struct faults *faults,
                       const struct fault_drive *drive,
                       const struct operation *op)
{
    const struct handles *handles = &faults->scene.history->handles;
    const struct stamp *opened = &handles->handles[op->handle].opened;
    bool itself = drive->ref_valid && op->file == drive->file &&
                  handles->files[op->file].serial == drive->serial;
    return op->at.t0_ns > drive->since_ns &&
           (itself || opened->t1_ns < drive->opened_ns);
}

/* The first to say so; older file objects are on the same drive or on one that
 * went before. */
static void note_removed(const struct faults *faults,
                         struct fault_drive *drive,
                         const struct operation *op)
{
    const struct handles *handles = &faults->scene.history->handles;
    uint64_t opened_ns = handles->handles[op->handle].opened.t0_ns;
    if (drive->since_ns != STAMP_NEVER && opened_ns <= drive->opened_ns)
        return;
    *drive = (struct fault_drive){
        .opened_ns = opened_ns,
        .since_ns = op->at.t1_ns,
        .file = op->file,
        .serial = handles->files[op->file].serial,
        .ref_valid = true,
        .ref = op->ref,
    };
}

static void judge_removed(struct faults *faults, const struct operation *op,
                          const struct evidence *evidence)
{
    struct fault_drive *drive = &faults->drives[op->drive];
    if (op->outcome != TJ_REFUSED || !is_of_driver(op->verb) ||
        op->file == HISTORY_NOTHING ||
        evidence->facts.class != MODEL_DIRECT ||
        evidence->facts.rw != MODEL_YES || evidence->facts.open != MODEL_YES)
        return;
    if (is_removed(faults, drive, op)) {
        family_count(&faults->scene, RULE_F58);
        if (!is_of_others(op->status)) {
            struct draft draft = finding_begin(faults->scene.findings,
                                               RULE_F58, op->at.t1_ns);
            finding_say_client(&draft, op->at.client, 0);
            tj_text_add(&draft.text, "'s %s ",
                        tj_verb_name((enum tj_verb)op->verb));
            finding_say_when(&draft, &op->at);
            tj_text_add(&draft.text, " failed %s (%u) on a drive that was "
                                     "gone: failures then read 55",
                        tj_ntstatus_name(op->status),
                        tj_ntstatus_to_win32(op->status));
            finding_ref(&draft, &op->ref);
            if (drive->ref_valid)
                finding_ref(&draft, &drive->ref);
        }
    }
    if (op->status == TJ_STATUS_DEVICE_DOES_NOT_EXIST)
        note_removed(faults, drive, op);
}

/* The run itself pulls it out, in the middle of an operation. */
static void strike(void *state, const struct tj_record *record)
{
    struct faults *faults = state;
    struct fault_drive *drive = &faults->drives[record->drive];
    if (faults->scene.config->fault_excuses == NULL ||
        (family_excuses(&faults->scene, record) & TJ_EXCUSE_REMOVAL) == 0)
        return;
    drive->puller = record->client;
    drive->pulled_ns = record->t0_ns;
}

/* By the next operation of who did it, it is out: and with it all that was
 * open before. */
static void note_pulled(struct fault_drive *drive, const struct operation *op)
{
    if (drive->puller == TJ_NOBODY || drive->puller != op->at.client ||
        !op->at.sequential || op->at.t0_ns <= drive->pulled_ns)
        return;
    *drive = (struct fault_drive){ .opened_ns = drive->pulled_ns,
                                   .since_ns = op->at.t0_ns };
}

/* --- F60 --- */

static void judge_small(const struct faults *faults,
                        const struct operation *op)
{
    if (op->status != TJ_STATUS_BUFFER_TOO_SMALL)
        return;
    family_count(&faults->scene, RULE_F60);
    bool counted = op->info > 0 && op->info < LEAST_STRUCTURE;
    if (!counted && !op->brought)
        return;
    struct draft draft =
        finding_begin(faults->scene.findings, RULE_F60, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s %s ", tj_verb_name((enum tj_verb)op->verb));
    finding_say_when(&draft, &op->at);
    if (counted)
        tj_text_add(&draft.text, " failed with BUFFER_TOO_SMALL and yet "
                                 "brought %u byte%s", op->info,
                    op->info == 1 ? "" : "s");
    else
        tj_text_add(&draft.text, " failed with BUFFER_TOO_SMALL, and bytes "
                                 "came into the caller's buffer all the same");
    finding_ref(&draft, &op->ref);
}

static void answer(void *state, const struct operation *op,
                   const struct evidence *evidence)
{
    struct faults *faults = state;
    note_pulled(&faults->drives[op->drive], op);
    judge_removed(faults, op, evidence);
    judge_small(faults, op);
}

const struct check_family fault_family = {
    .name = "fault",
    .open = open_faults,
    .answer = answer,
    .strike = strike,
};
