/* SPDX-License-Identifier: MIT */
#include "cli/diff/diff_operator.h"

#include "backends/driver.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

/* Handles of the last story may close a little later than it ended. */
#define GONE_NS UINT64_C(3000000000)
#define LOOK_NS UINT64_C(5000000)

static const char *const discs[] = {
    [TJ_DISC_DATA_CD] = "data-cd", [TJ_DISC_SAME] = "same",
    [TJ_DISC_AUDIO_CD] = "audio-cd", [TJ_DISC_BLANK_CD] = "blank-cd",
    [TJ_DISC_DVD] = "dvd", [TJ_DISC_DVD_RW] = "dvd-rw", [TJ_DISC_BD] = "bd",
    [TJ_DISC_UNREADABLE] = "unreadable", [TJ_DISC_DVD_RAM] = "dvd-ram",
};
_Static_assert(sizeof discs / sizeof *discs == TJ_DISC_COUNT,
               "every disc has a word");

/* "\\.\CdRom9" with what may follow behind a semicolon. */
static bool read_number(const char *detail, uint32_t *number)
{
    static const char prefix[] = "\\\\.\\CdRom";
    char              digits[4];
    uint64_t          value = 0;

    if (strncmp(detail, prefix, sizeof prefix - 1) != 0)
        return false;
    const char *at = detail + sizeof prefix - 1;
    size_t      length = strcspn(at, ";");
    if (length >= sizeof digits)
        return false;
    memcpy(digits, at, length);
    digits[length] = '\0';
    if (!tj_parse_u64(digits, &value) || value >= TRAYJAM_DRIVES_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

static enum tj_status add(const struct diff_operator *person,
                          const char *settings, struct tj_error *error)
{
    struct trayjam_add added = { .number = person->number,
                                 .letter = person->letter, .seed = 1 };

    if (!tj_text_copy(added.profile, sizeof added.profile, settings))
        return tj_fail(error, TJ_UNAVAILABLE, "so many settings");
    return tj_driver_add(&added, error);
}

static enum tj_status add_patiently(const struct diff_operator *person,
                                    const char *settings,
                                    struct tj_error *error)
{
    uint64_t       until_ns = tj_clock_ns() + GONE_NS;
    enum tj_status status = add(person, settings, error);

    while (status == TJ_BAD_INPUT && tj_clock_ns() < until_ns) {
        tj_clock_sleep_until(tj_clock_ns() + LOOK_NS);
        status = add(person, settings, error);
    }
    return status;
}

void diff_operator_remove(const struct diff_operator *person)
{
    struct trayjam_order gone = { .number = person->number };
    struct tj_error      why;

    (void)tj_driver_order(TRAYJAM_PRIVATE_REMOVE, &gone, &why);
}

enum tj_status diff_operator_renew(struct diff_operator *person,
                                   const struct tj_target_spec *target,
                                   const char *settings, struct tj_error *error)
{
    struct trayjam_status drives;

    *person = (struct diff_operator){ .letter = 'R' };
    if (!read_number(target->detail, &person->number))
        return tj_fail(error, TJ_UNAVAILABLE, "windows:%.80s cannot be made "
                       "anew; a \\\\.\\CdRomN of trayjam.sys was expected",
                       target->detail);
    if (tj_driver_status(&drives, error) != TJ_OK)
        return error->status = TJ_UNAVAILABLE;
    if ((drives.drives >> person->number & 1u) != 0)
        diff_operator_remove(person);
    if (add_patiently(person, settings, error) != TJ_OK)
        return error->status = TJ_UNAVAILABLE;
    person->is_driver = true;
    return TJ_OK;
}

bool diff_operator_disturb(const struct diff_operator *person,
                           const struct tj_disturb *disturb)
{
    struct tj_error      why;
    struct trayjam_order order = {
        .number = person->number, .kind = disturb->kind,
        .count = disturb->count, .srb = disturb->srb,
        .time_ns = disturb->time_ns, .only = disturb->only,
        .sense = { disturb->sense[0], disturb->sense[1], disturb->sense[2] },
    };
    bool inserts = disturb->kind == TJ_DISTURB_INSERT;

    if (inserts)
        (void)tj_text_copy(order.word, sizeof order.word,
                           discs[disturb->disc]);
    return tj_driver_order(inserts ? TRAYJAM_PRIVATE_INSERT
                                   : TRAYJAM_PRIVATE_DISTURB,
                           &order, &why) == TJ_OK;
}

bool diff_operator_look(const struct diff_operator *person,
                        struct tj_sim_view *view)
{
    struct trayjam_state state;
    struct tj_error      why;

    if (tj_driver_state(person->number, &state, &why) != TJ_OK)
        return false;
    *view = (struct tj_sim_view){
        .locked = state.locked != 0,
        .known = (uint8_t)state.known,
        .reported = (uint8_t)state.reported,
        .disc = state.disc != 0,
        .change_count = state.change_count,
        .mcn_disabled = state.mcn_disabled,
        .simple_locks = state.simple_locks,
        .secure_locks = state.secure_locks,
        .events_emitted = state.events,
        .steps = state.steps,
    };
    (void)tj_text_copy(view->owner_name, sizeof view->owner_name,
                       state.owner_name);
    (void)tj_text_copy(view->tray, sizeof view->tray, state.tray);
    (void)tj_text_copy(view->volume, sizeof view->volume, state.volume);
    return true;
}
