/* The state of one story being played. story_play.c runs the world and prints
 * what happens; the other files know the commands. */
#ifndef TJ_SIM_HOST_STORY_PLAYER_H
#define TJ_SIM_HOST_STORY_PLAYER_H

#include "sim/host/story_parts.h"

enum { STORY_PROCESSES_MAX = 64, STORY_THREADS_MAX = 256,
       STORY_DISCS_MAX = 256 };

/* Numbers from 1 in the order of first mention; 0: somebody who never ends. */
struct story_by {
    uint16_t process, thread;
};
struct story_process {
    char name[STORY_NAME_MAX];
    bool ended;
};
struct story_thread {
    char     name[STORY_NAME_MAX]; /* "": the first of its process. */
    uint16_t process;
    bool     ended;
};
struct story_handle {
    char      name[STORY_NAME_MAX];
    tj_handle number;
    uint16_t  process; /* In which it is good; 0: anybody's. */
    bool      open;
};
struct story_registration {
    char      name[STORY_NAME_MAX];
    uint32_t  number;
    tj_handle handle;  /* Registered with. */
    uint16_t  process;
    uint8_t   flavour; /* enum sim_flavour */
    bool      active;
};
/* A label, and what it stands on. */
struct story_disc {
    uint32_t serial;
    uint8_t  kind;
};
/* A request whose answer the story wants to see. */
struct story_pending {
    char     id[STORY_NAME_MAX]; /* "" for one that is waited for at once. */
    uint32_t request;
    struct story_by by; /* Whose call it is. */
    bool     used, answered;
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
    struct story_by      by; /* As the present line says. */
    uint32_t             requests_count, registrations_given, handles_given;
    size_t               handles_count, registrations_count, discs_count;
    uint16_t             processes_count, threads_count;
    struct story_process processes[STORY_PROCESSES_MAX];
    struct story_thread  threads[STORY_THREADS_MAX];
    struct story_disc    discs[STORY_DISCS_MAX];
    struct story_handle  handles[STORY_HANDLES_MAX];
    struct story_registration registrations[STORY_REGISTRATIONS_MAX];
    struct story_pending pending[STORY_REQUESTS_MAX];
    struct story_request request;
    struct sim_happening happening;
    const struct sim_story_follower *follower; /* NULL: nobody follows. */
};

/* --- story_play.c --- */
enum tj_status story_world(struct story_player *player);
/* Everything up to until_ns; UINT64_MAX: until only periodic timers are
 * left. */
enum tj_status story_run(struct story_player *player, uint64_t until_ns);
/* Every input of a story goes to its drive through here. */
void story_hand_in(struct story_player *player, struct sim_input *input);
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
/* NULL: the line has no such word. */
const char *story_word(const struct story_player *player, unsigned index);
bool story_word_is(const struct story_player *player, unsigned index,
                   const char *word);
bool story_is_name(const char *word);
struct story_handle *story_find_handle(struct story_player *player,
                                       unsigned index);
enum tj_status story_need_handle(struct story_player *player, unsigned index,
                                 struct story_handle **handle);
enum tj_status story_new_handle(struct story_player *player, unsigned index,
                                struct story_handle **handle);
enum tj_status story_need_pending(struct story_player *player, unsigned index,
                                  struct story_pending **pending);

/* --- story_actors.c --- */
/* Takes by=PROCESS[.THREAD] out of the line into player->by. */
enum tj_status story_take_by(struct story_player *player, bool allowed);
/* Who calls on that handle: by=, else its process's first thread. */
enum tj_status story_caller(struct story_player *player,
                            const struct story_handle *handle,
                            struct story_by *caller);
/* 0: no room for one more. */
uint16_t story_thread_of(struct story_player *player, uint16_t process,
                         const char *name);

/* --- Verbs, one function each --- */
typedef enum tj_status story_verb(struct story_player *player);
/* story_handles.c, story_actors.c */
story_verb story_play_open, story_play_dup, story_play_inherit, story_play_end;
/* story_requests.c */
story_verb story_play_drive, story_play_plain, story_play_ioctl;
story_verb story_play_start, story_play_wait, story_play_cancel;
story_verb story_play_kill;
/* story_listeners.c */
story_verb story_play_register, story_play_unregister;
story_verb story_play_hang, story_play_resume;
const char *story_flavour_name(uint8_t flavour);
/* story_hand.c */
story_verb story_play_press, story_play_insert, story_play_take;
story_verb story_play_tray, story_play_jam, story_play_unjam, story_play_power,
    story_play_query_remove;
/* story_faults.c */
story_verb story_play_busy, story_play_sense, story_play_srb;
story_verb story_play_scsi_status, story_play_gesn, story_play_event;
story_verb story_play_event_loss, story_play_event_duplicate;
story_verb story_play_event_delay, story_play_mutex_loss, story_play_no_memory;
story_verb story_play_reference, story_play_contention;

/* --- story_verbs.c --- */
enum tj_status story_command(struct story_player *player);

#endif
