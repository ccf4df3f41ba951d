/* SPDX-License-Identifier: MIT */
#include "core/check/fairness.h"

struct sums {
    double count, sum, squares;
};

static void add(struct sums *sums, double value)
{
    sums->count += 1;
    sums->sum += value;
    sums->squares += value * value;
}

static double jain(const struct sums *sums)
{
    return sums->squares > 0 ? sums->sum * sums->sum /
                                   (sums->count * sums->squares)
                             : 0;
}

/* 0: of no group, or there are none. */
static size_t group_of(const struct tj_check_config *config, size_t client)
{
    if (config->groups == NULL || client >= config->groups_clients ||
        config->groups[client] > config->groups_count)
        return 0;
    return config->groups[client];
}

static void add_to_group(struct tj_group_account        *group,
                         const struct tj_client_account *client)
{
    group->clients += 1;
    group->attempts += client->attempts;
    group->grants += client->grants;
    group->denials += client->denials;
    group->held_ns += client->held_ns;
}

/* Between groups it is the grants a client that count: four rippers may get
 * four times what one burner gets. */
static void work_out_groups(struct tj_verdict            *verdict,
                            const struct tj_check_config *config)
{
    struct tj_contention *contention = &verdict->contention;
    struct sums grants[TJ_GROUPS_MAX] = { 0 }, held[TJ_GROUPS_MAX] = { 0 };
    struct sums between = { 0 };

    contention->groups_count = config->groups_count < TJ_GROUPS_MAX
                                   ? config->groups_count
                                   : TJ_GROUPS_MAX;
    for (size_t i = 1; i <= verdict->clients_count; i++) {
        const struct tj_client_account *client = &verdict->clients[i];
        size_t                          group = group_of(config, i);
        if (group == 0 || group > TJ_GROUPS_MAX || client->attempts == 0)
            continue;
        add(&grants[group - 1], (double)client->grants);
        add(&held[group - 1], (double)client->held_ns);
        add_to_group(&contention->groups[group - 1], client);
    }
    for (size_t i = 0; i < contention->groups_count; i++) {
        struct tj_group_account *group = &contention->groups[i];
        group->name = config->group_names[i];
        group->jain = jain(&grants[i]);
        group->jain_held = jain(&held[i]);
        if (group->clients > 0)
            add(&between, (double)group->grants / (double)group->clients);
    }
    contention->jain_groups = jain(&between);
}

void fairness_work_out(struct tj_verdict            *verdict,
                       const struct tj_check_config *config)
{
    struct sums grants = { 0 }, held = { 0 };

    for (size_t i = 1; i <= verdict->clients_count; i++) {
        const struct tj_client_account *client = &verdict->clients[i];
        if (client->attempts == 0)
            continue;
        add(&grants, (double)client->grants);
        add(&held, (double)client->held_ns);
    }
    verdict->jain = jain(&grants);
    verdict->contention.jain_held = jain(&held);
    work_out_groups(verdict, config);
}
