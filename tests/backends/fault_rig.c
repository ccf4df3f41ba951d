#include "fault_rig.h"

#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE UINT64_C(60000000000)

static void note_kill(void *context, tj_client client,
                      enum tj_fault_victim victim)
{
    struct fault_rig *rig = context;

    rig->killed[victim]++;
    if (victim == TJ_FAULT_PROCESS)
        tj_virtual_end_process(rig->world, client);
}

static void note_stop(void *context, tj_client client, uint64_t time_ns)
{
    struct fault_rig *rig = context;

    (void)client;
    rig->stopped_ns = time_ns;
}

static void read_rules(struct fault_rig *rig, const char *const *texts)
{
    struct tj_fault_rule rules[RIG_RULES];
    size_t               count = 0;

    for (; texts[count] != NULL; count++) {
        const char     *space = strchr(texts[count], ' ');
        char            inject[96];
        struct tj_text  text;
        struct tj_error error;

        tj_text_init(&text, inject, sizeof inject);
        tj_text_add(&text, "%.*s",
                    space == NULL ? (int)strlen(texts[count])
                                  : (int)(space - texts[count]),
                    texts[count]);
        cr_assert_eq(tj_fault_rule_parse("r", inject,
                                         space == NULL ? "" : space,
                                         &rules[count], &error),
                     TJ_OK, "%s", error.text);
    }
    tj_fault_plan_init(&rig->plan, rules, count);
}

void rig_open(struct fault_rig *rig, const char *drive,
              const char *const *rules)
{
    static const char *const names[RIG_CLIENTS] = { "p1", "p2", "p3" };
    const struct tj_virtual_config virtual_config = {
        .detail = drive, .drives = 1, .seed = 1, .strategy = "first" };
    struct tj_error error;

    memset(rig, 0, sizeof *rig);
    rig->memory = calloc(1, tj_virtual_size(1));
    cr_assert_eq(tj_virtual_open(rig->memory, &virtual_config, &rig->world,
                                 &error),
                 TJ_OK, "%s", error.text);
    read_rules(rig, rules);
    rig->host = (struct tj_fault_host){ note_kill, note_stop, rig };
    for (unsigned i = 0; i < RIG_CLIENTS; i++) {
        const struct tj_fault_config config = {
            .plan = &rig->plan,
            .now = tj_virtual_clock,
            .context = rig->world,
            .later = tj_virtual_later,
            .persona = names[i],
            .host = &rig->host,
        };
        tj_virtual_session_init(&rig->sessions[i], rig->world,
                                (tj_client)(i + 1), 0);
        rig->sessions[i].process = (uint16_t)(i + 1);
        tj_fault_layer_init(&rig->layers[i], &rig->sessions[i].backend,
                            &config);
    }
}

void rig_close(struct fault_rig *rig)
{
    for (unsigned i = 0; i < RIG_CLIENTS; i++)
        tj_backend_close(&rig->layers[i].backend, tj_virtual_now(rig->world));
    free(rig->memory);
}

uint32_t rig_ask(struct fault_rig *rig, unsigned client, enum tj_verb verb,
                 tj_handle handle, uint32_t arg)
{
    struct tj_backend *top = &rig->layers[client].backend;
    struct tj_reply    reply = { .status = UINT32_MAX };
    uint64_t           until_ns = tj_virtual_now(rig->world) + MINUTE;
    struct tj_op op = { .number = ++rig->numbers[client],
                        .client = (tj_client)(client + 1),
                        .verb = verb,
                        .handle = handle,
                        .arg = arg };
    tj_client named;
    uint8_t   drive;
    bool      event;

    tj_encode(&op, verb == TJ_LOCK ? "Anna 1.0" : NULL);
    if (tj_backend_submit(top, tj_virtual_now(rig->world), &op, &reply) ==
        TJ_ANSWERED)
        return reply.status;
    while (tj_virtual_run(rig->world, until_ns, &named, &drive, &event))
        if (tj_backend_collect(top, 0, &reply))
            return reply.status;
    return UINT32_MAX;
}

void rig_open_handle(struct fault_rig *rig, unsigned client, tj_handle handle)
{
    cr_assert_eq(rig_ask(rig, client, TJ_OPEN, handle,
                         tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                     TJ_SHARE_ALL)),
                 0);
}

void rig_wait(struct fault_rig *rig, uint64_t time_ns)
{
    uint64_t  until_ns = tj_virtual_now(rig->world) + time_ns;
    tj_client named;
    uint8_t   drive;
    bool      event;

    while (tj_virtual_run(rig->world, until_ns, &named, &drive, &event))
        ;
}

uint64_t rig_struck(const struct fault_rig *rig)
{
    return tj_fault_plan_struck(&rig->plan, 0);
}

struct tj_sim_view rig_view(struct fault_rig *rig)
{
    struct tj_sim_view view;

    tj_virtual_describe(rig->world, 0, &view);
    return view;
}
