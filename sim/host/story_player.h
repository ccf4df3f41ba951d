/* The state of one story being played, shared by its two halves: story_play.c
 * runs the world and answers, story_verbs.c knows the commands. */
#ifndef TJ_SIM_HOST_STORY_PLAYER_H
#define TJ_SIM_HOST_STORY_PLAYER_H

#include "sim/host/story_parts.h"

struct story_handle {
    char      name[STORY_NAME_MAX];
    tj_handle number;
    bool      open;
};
struct story_registration {
    char     name[STORY_NAME_MAX];
    uint32_t number;
    bool     active;
};
/* A request whose answer the story wants to see. */
struct story_pending {
    char     id[STORY_NAME_MAX]; /* "" for one that is waited for at once. */
    uint32_t request;
    bool     used, answered, unsimulated;
    struct story_answer answer;
};

struct story_player {
    struct story_printer printer;
    struct story_line    line;
    struct arena         arena;
    struct sim_world    *world; /* NULL until the first command but `drive`. */
    struct sim_profile   profile;
    uint64_t             step_ns;
    bool                 met;
    uint32_t             requests_count, registrations_given;
    size_t               handles_count, registrations_count;
    struct story_handle  handles[STORY_HANDLES_MAX];
    struct story_registration registrations[STORY_REGISTRATIONS_MAX];
    struct story_pending pending[STORY_REQUESTS_MAX];
    struct story_request request;
    struct sim_happening happening;
};

/* --- story_play.c --- */
enum tj_status story_world(struct story_player *player);
/* Everything up to until_ns; UINT64_MAX: until only periodic timers are
 * left. */
enum tj_status story_run(struct story_player *player, uint64_t until_ns);
/* Hands in player->request on behalf of a handle. id: "" when the command
 * itself waits. */
enum tj_status story_submit(struct story_player *player,
                            const struct story_handle *handle, const char *id,
                            struct story_pending **pending);
/* Until the answer is there; prints it and forgets the request. */
enum tj_status story_wait(struct story_player *player,
                          struct story_pending *pending);

/* --- story_names.c --- */
enum tj_status story_fail_word(const struct story_player *player,
                               unsigned index, const char *expected);
/* The line has exactly that many words. */
enum tj_status story_only(const struct story_player *player, unsigned count);
bool story_is_name(const char *word);
struct story_handle *story_find_handle(struct story_player *player,
                                       unsigned index);
enum tj_status story_need_handle(struct story_player *player, unsigned index,
                                 struct story_handle **handle);
enum tj_status story_new_handle(struct story_player *player, unsigned index,
                                struct story_handle **handle);
enum tj_status story_need_pending(struct story_player *player, unsigned index,
                                  struct story_pending **pending);

/* --- story_requests.c --- */
typedef enum tj_status story_verb(struct story_player *player);
story_verb story_play_drive, story_play_open, story_play_dup;
story_verb story_play_plain, story_play_ioctl, story_play_start;
story_verb story_play_wait, story_play_cancel, story_play_register;
story_verb story_play_unregister, story_play_kill;

/* --- story_verbs.c --- */
enum tj_status story_command(struct story_player *player);

#endif
