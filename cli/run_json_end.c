/* SPDX-License-Identifier: MIT */
#include "cli/end_text.h"
#include "cli/program_text.h"
#include "cli/race_text.h"
#include "cli/run_json.h"

#include "core/base/text.h"

static const char *name_of(const struct tj_verdict *verdict, uint16_t name)
{
    return name == 0 || name > verdict->names_count ? ""
                                                    : verdict->names[name];
}

static void print_verb(struct tj_json *json, const char *key, uint8_t verb)
{
    if (verb == TJ_VERB_COUNT)
        tj_json_null(json, key);
    else
        tj_json_string(json, key, tj_verb_name((enum tj_verb)verb));
}

static void print_owner(struct tj_json *json, const struct run_view *view,
                        const struct tj_wait *wait)
{
    tj_json_u64(json, "owner", wait->owner);
    if (wait->owner == TJ_NOBODY)
        return;
    tj_json_string(json, "owner_name",
                   name_of(view->verdict, wait->owner_name));
    tj_json_u64(json, "owner_process",
                end_process_of(view->workload, wait->owner));
    tj_json_u64(json, "owned_ns", wait->owned_ns);
    print_verb(json, "owner_op", wait->owner_verb);
    tj_json_bool(json, "owner_waits", wait->owner_waits);
    tj_json_u64(json, "owner_op_ns", wait->owner_ns);
}

static void print_wait(struct tj_json *json, const struct run_view *view,
                       const struct tj_wait *wait)
{
    tj_json_object(json, NULL);
    tj_json_u64(json, "client", wait->client);
    tj_json_u64(json, "process", end_process_of(view->workload, wait->client));
    tj_json_string(json, "name", name_of(view->verdict, wait->name));
    tj_json_u64(json, "drive", wait->drive);
    print_verb(json, "op", wait->verb);
    tj_json_u64(json, "waited_ns", wait->waited_ns);
    tj_json_bool(json, "struck", wait->struck);
    print_verb(json, "last_op", wait->last_verb);
    tj_json_u64(json, "last_op_ns", wait->last_ns);
    print_owner(json, view, wait);
    if (wait->ahead != TJ_NOBODY) {
        tj_json_u64(json, "ahead", wait->ahead);
        print_verb(json, "ahead_op", wait->ahead_verb);
        tj_json_u64(json, "ahead_ns", wait->ahead_ns);
    }
    tj_json_end(json);
}

static void print_hang(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    if (verdict->waits_count == 0) {
        tj_json_null(json, "hang");
        return;
    }
    tj_json_object(json, "hang");
    tj_json_u64(json, "t_ns", verdict->hung_ns);
    tj_json_u64(json, "limit_ns", view->workload->hang_ns);
    tj_json_u64(json, "clients", verdict->waits_total);
    tj_json_array(json, "waits");
    for (size_t i = 0; i < verdict->waits_count; i++)
        print_wait(json, view, &verdict->waits[i]);
    tj_json_end(json);
    tj_json_end(json);
}

static const char *const left_names[TJ_LEFT_COUNT + 1] = {
    [TJ_LEFT_OWNER] = "owner",     [TJ_LEFT_SIMPLE] = "simple",
    [TJ_LEFT_SECURE] = "secure",   [TJ_LEFT_MCN] = "mcn",
    [TJ_LEFT_FEWER] = "fewer",     [TJ_LEFT_UNKNOWN] = "unknown",
    [TJ_LEFT_COUNT] = "simple",
};

static void print_left(struct tj_json *json, const struct run_view *view,
                       const struct tj_left_row *row)
{
    char           memory[400];
    struct tj_text text;

    tj_json_object(json, NULL);
    tj_json_u64(json, "drive", row->drive);
    tj_json_string(json, "what", left_names[row->what]);
    tj_json_u64(json, "count", row->count);
    tj_json_u64(json, "client", row->client);
    tj_json_bool(json, "undone", row->what == TJ_LEFT_COUNT);
    tj_text_init(&text, memory, sizeof memory);
    if (end_say_remedy(view, row, &text))
        tj_json_string(json, "remedy", memory);
    tj_json_end(json);
}

static void print_placing(struct tj_json *json, const struct run_view *view)
{
    const struct tj_placing *placing = &view->workload->placing;
    char                     memory[TJ_PLACING_TEXT];
    struct tj_text           text;

    tj_json_object(json, "placing");
    tj_text_init(&text, memory, sizeof memory);
    tj_placing_format_pin(placing, &text);
    tj_json_string(json, "pin", memory);
    tj_text_init(&text, memory, sizeof memory);
    tj_placing_format_priority(placing, &text);
    tj_json_string(json, "priority", memory);
    tj_json_u64(json, "unpinned", view->facts->unpinned);
    tj_json_u64(json, "unprioritised", view->facts->unprioritised);
    tj_json_end(json);
}

static void print_order(struct tj_json *json,
                        const struct tj_order_account *order)
{
    tj_json_object(json, "order");
    tj_json_u64(json, "contradictions", order->contradictions);
    tj_json_u64(json, "undecided_drives", order->undecided);
    if (order->undecided > 0)
        tj_json_u64(json, "undecided_from_ns", order->undecided_ns);
    tj_json_end(json);
}

static void print_early(struct tj_json *json, const struct run_view *view)
{
    const struct run_facts *facts = view->facts;

    if (facts->looks_ended_ns > 0)
        tj_json_u64(json, "looks_ended_ns", facts->looks_ended_ns);
    if (facts->ended_by[0] == '\0') {
        tj_json_null(json, "ended_early");
        return;
    }
    tj_json_object(json, "ended_early");
    tj_json_string(json, "expr", facts->ended_by);
    tj_json_double(json, "value", facts->ended_value);
    tj_json_u64(json, "after_ns", facts->ended_ns);
    tj_json_end(json);
}

void run_json_print_end(struct tj_json *json, const struct run_view *view)
{
    const struct tj_verdict *verdict = view->verdict;

    print_early(json, view);
    program_json_print(json, view);
    print_placing(json, view);
    race_json_print(json, view);
    print_hang(json, view);
    print_order(json, &verdict->order);
    tj_json_array(json, "left");
    for (size_t i = 0; i < verdict->left_count; i++)
        print_left(json, view, &verdict->left[i]);
    tj_json_end(json);
}
