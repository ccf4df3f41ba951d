#include "core/base/json.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

static struct tj_json json;

static void begin(void)
{
    tj_json_init(&json, tmpfile(), false);
}

TestSuite(json, .init = begin);

Test(json, a_second_value_at_the_top_stops_the_program, .signal = SIGABRT)
{
    tj_json_null(&json, NULL);
    tj_json_null(&json, NULL);
}

Test(json, a_key_in_an_array_stops_the_program, .signal = SIGABRT)
{
    tj_json_array(&json, NULL);
    tj_json_null(&json, "key");
}

Test(json, a_missing_key_stops_the_program, .signal = SIGABRT)
{
    tj_json_object(&json, NULL);
    tj_json_null(&json, NULL);
}

Test(json, finishing_with_an_open_level_stops_the_program, .signal = SIGABRT)
{
    struct tj_error error;

    tj_json_array(&json, NULL);
    (void)tj_json_finish(&json, &error);
}

Test(json, levels_past_the_last_stop_the_program, .signal = SIGABRT)
{
    for (int level = 0; level <= TJ_JSON_DEPTH_MAX; level++)
        tj_json_array(&json, NULL);
}
