#include "sim/internal.h"
#include "sim/parts.h"

#include "core/drive/catalog.h"

#include <criterion/criterion.h>

struct verdict {
    uint32_t code;
    bool     blocked;
};

static const struct verdict verdicts[] = {
    { 0x41018, false },  { 0x2D0C14, false }, { 0x2D1080, false },
    { 0x2D0C04, false }, { 0x2C05C, false },  { 0x24064, false },
    { 0x2D1400, false }, /* G1, G2 */
    { 0x41010, true },   { 0x4D004, true },   { 0x4D014, true },
    { 0x4D044, true },   { 0x4D048, true },   { 0x70000, true },
    { 0x7421C, true },   { 0x24000, true },   { 0x24808, true },
    { 0x2D4808, true },  { 0x2DCC18, true },  { 0x2D1C90, true },
    { 0x335000, true },  { 0x7C0C8, true },   /* G3 */
    { 0x4D0000, false }, { 0x4D0008, false }, { 0x56C008, false },
    { 0x1F4808, false }, { 0x300000, false }, { 0x320000, false },
    { 0x90018, false },  { 0x80002000, false }, { 0, false }, /* G4 */
};

Test(sim_gate, judges_the_raw_code_and_only_five_device_types_are_blocked)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        cr_assert_eq(sim_gate_blocks_code(verdicts[i].code, true),
                     verdicts[i].blocked, "code 0x%x",
                     (unsigned)verdicts[i].code);
}

Test(sim_gate, closes_the_tape_hole_when_told_to)
{
    cr_assert_not(sim_gate_blocks_code(0x1F4808, true));
    cr_assert(sim_gate_blocks_code(0x1F4808, false));
    cr_assert_not(sim_gate_blocks_code(0x4D0000, false));
}

Test(sim_gate, normalisation_keeps_method_and_access_and_leaves_others_alone)
{
    cr_assert_eq(sim_normalise(0x24808), 0x2D4808);
    cr_assert_eq(sim_normalise(0x74808), 0x2D4808);
    cr_assert_eq(sim_normalise(0x1F0944), 0x2D0944);
    cr_assert_eq(sim_normalise(0x330803), 0x2D0803);
    cr_assert_eq(sim_normalise(0x40C00), 0x2D0C00); /* 0x300 belongs to it */
    cr_assert_eq(sim_normalise(0x40C04), 0x40C04);  /* 0x301 does not */
    cr_assert_eq(sim_normalise(0x207FC), 0x207FC);
    cr_assert_eq(sim_normalise(0x2C05C), 0x2C05C);
    cr_assert_eq(sim_normalise(0x304808), 0x304808);
}
