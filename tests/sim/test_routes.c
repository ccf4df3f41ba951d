#include "sim/parts.h"

#include "core/drive/catalog.h"

#include <criterion/criterion.h>

Test(sim_routes, every_code_of_the_catalogue_finds_its_own_row)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        const struct tj_code_info *info = tj_code_at(i);
        uint32_t code = sim_normalise(info->code);
        uint8_t route = sim_route_find(code);

        if (tj_code_device(code) == TJ_DEVICE_FILE_SYSTEM)
            continue; /* The file system's, above the class driver (6.1). */
        cr_expect_neq(route, SIM_ROUTE_UNKNOWN, "%s", info->name);
        cr_expect_eq(sim_route_at(route)->code, code, "%s", info->name);
    }
}

Test(sim_routes, every_row_has_a_handler_and_sizes_that_make_sense)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        uint8_t number = sim_route_find(sim_normalise(tj_code_at(i)->code));
        const struct sim_route *route = sim_route_at(number);

        cr_expect_not_null(route->handler, "%s", tj_code_at(i)->name);
        cr_expect_leq(route->input_min, TJ_INPUT_MAX);
        cr_expect_leq(route->output_min, TJ_OUTPUT_MAX);
        if (route->class == SIM_DIRECT || route->class == SIM_QUEUED)
            continue;
        cr_expect(route->class == SIM_TOKEN || route->class == SIM_PROPERTY);
    }
}

/* The numbers of spec 3.2 that a change of the catalogue must not move. */
Test(sim_routes, codes_are_found_by_their_numbers)
{
    static const uint32_t known[] = {
        0x24000, 0x24054, 0x24038, 0x2404C, 0x24050, 0x7405C, 0x24058, 0x24064,
        0x2D4810, 0x2D4814, 0x2D5018, 0x2DD01C, 0x2D5014, 0x2D4818, 0x2D0C00,
        0x2D0C04, 0x2D1080, 0x2D0C14, 0x2DCC18, 0x2D1100, 0x2D5140, 0x2D1400,
        0x2D1880, 0x2D1C90, 0x41018, 0x41010, 0x4D004, 0x4D014, 0x4D044,
        0x4D048, 0x4D0000, 0x4D0008, 0x4D000C, 0x70000, 0x700A0, 0x7400C,
        0x70050, 0x74004, 0x70048, 0x2D4400,
    };
    static const uint32_t unknown[] = { 0, 1, 0x2D0808, 0x320000, 0x80002000 };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect_neq(sim_route_find(known[i]), SIM_ROUTE_UNKNOWN, "%#x",
                      (unsigned)known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        cr_expect_eq(sim_route_find(unknown[i]), SIM_ROUTE_UNKNOWN, "%#x",
                     (unsigned)unknown[i]);
}
