/* A story as a list of scenes in the words of core/drive: what programs asked
 * and a person did, what the simulated drive of virtual time answered and told
 * its listeners. Whoever can play the scenes on another drive compares the two
 * (cli/diff/diff_play.h). Made by the story player itself, so that a story means
 * the same here as in `trayjam story`. */
#ifndef TJ_BACKENDS_TRANSCRIPT_H
#define TJ_BACKENDS_TRANSCRIPT_H

#include "core/base/arena.h"
#include "core/base/status.h"
#include "core/drive/disturb.h"
#include "core/drive/event.h"
#include "core/drive/op.h"
#include "core/drive/sim_view.h"

enum tj_scene_kind {
    TJ_SCENE_ASK,     /* op, request */
    TJ_SCENE_ANSWER,  /* request, status, info, output_size, output */
    TJ_SCENE_CANCEL,  /* request: which one is to be cancelled */
    TJ_SCENE_LISTEN,  /* op.handle, registration */
    TJ_SCENE_EVENT,   /* registration, event: as delivered to it */
    TJ_SCENE_DISTURB, /* disturb */
    TJ_SCENE_LOOK,    /* view: what the drive looks like now */
    TJ_SCENE_CANNOT,  /* why: nothing but the simulated drive can do this */
};

struct tj_scene {
    enum tj_scene_kind kind;
    unsigned           line;
    uint64_t           at_ns; /* Since the story began. */
    uint32_t           request, registration;
    struct tj_op       op;    /* number and client are the player's. */
    uint32_t           status, info, output_size;
    const uint8_t     *output;
    struct tj_disturb  disturb;
    struct tj_event    event;
    struct tj_sim_view view;
    const char        *why;   /* Static. */
    struct tj_scene   *next;
};

enum { TJ_TRANSCRIPT_SETTINGS = 256 };
struct tj_transcript {
    struct tj_scene *first;
    uint32_t         requests; /* Their numbers are 1 .. requests. */
    uint32_t         registrations;
    uint64_t         end_ns;
    /* What the drive is, as behind --drive sim:. */
    char             settings[TJ_TRANSCRIPT_SETTINGS];
};

/* Plays the story into a list in the arena. TJ_BAD_INPUT as in
 * tj_story_play; its expectations are passed over. memory: as for that. */
struct tj_story;
enum tj_status tj_transcript_make(const struct tj_story *story,
                                  struct arena *arena, void *memory,
                                  size_t memory_size,
                                  struct tj_transcript *transcript,
                                  struct tj_error *error);

#endif
