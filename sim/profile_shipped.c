/* Shipped profiles, compiled in from sim/profiles by cmake/EmbedText.cmake, and
 * which settings go together. */
#include "core/base/assert.h"
#include "core/base/text.h"
#include "sim/hardware.h"

#include <string.h>

struct tj_shipped { const char *name, *about, *text; };
#include "profile_texts.h"

enum { PROFILES = sizeof profiles / sizeof *profiles, LINE_MAX_SIZE = 128 };

bool sim_profile_shipped(size_t index, struct sim_profile_file *file)
{
    if (index >= PROFILES)
        return false;
    *file = (struct sim_profile_file){ profiles[index].name,
                                       profiles[index].about,
                                       profiles[index].text };
    return true;
}

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

/* KEY = VALUE, a comment, or nothing. */
static enum tj_status apply_line(struct sim_profile *profile, char *line,
                                 struct tj_error *error)
{
    char *text = trimmed(line);
    char *equals = strchr(text, '=');

    if (*text == '\0' || *text == ';' || *text == '#')
        return TJ_OK;
    if (equals == NULL)
        return tj_fail(error, TJ_BAD_INPUT, "`%s`: expected KEY = VALUE", text);
    *equals = '\0';
    return sim_profile_set(profile, trimmed(text), trimmed(equals + 1), error);
}

static enum tj_status apply_text(struct sim_profile *profile, const char *text,
                                 struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    while (*text != '\0' && status == TJ_OK) {
        char   line[LINE_MAX_SIZE];
        size_t size = strcspn(text, "\n");
        if (size >= sizeof line)
            return tj_fail(error, TJ_BAD_INPUT,
                           "a line of %zu bytes, at most %zu", size,
                           sizeof line - 1);
        memcpy(line, text, size);
        line[size] = '\0';
        text += size + (text[size] == '\n');
        status = apply_line(profile, line, error);
    }
    return status;
}

enum tj_status sim_profile_apply(struct sim_profile *profile, const char *name,
                                 struct tj_error *error)
{
    const char *names[PROFILES];

    for (size_t i = 0; i < PROFILES; i++) {
        names[i] = profiles[i].name;
        if (strcmp(names[i], name) == 0)
            return apply_text(profile, profiles[i].text, error);
    }
    const char *nearest = tj_text_nearest(name, names, PROFILES);
    if (nearest != NULL)
        return tj_fail(error, TJ_BAD_INPUT, "unknown drive profile `%s`; did "
                       "you mean `%s`?", name, nearest);
    return tj_fail(error, TJ_BAD_INPUT, "unknown drive profile `%s`; expected "
                   "a name of `trayjam list profiles`", name);
}

enum tj_status sim_profile_by_name(const char *name,
                                   struct sim_profile *profile,
                                   struct tj_error *error)
{
    *profile = sim_profile_default();
    enum tj_status status = sim_profile_apply(profile, name, error);
    return status == TJ_OK ? sim_profile_check(profile, error) : status;
}

/* --- What goes together --- */

struct conflict {
    bool        is;
    const char *text;
};

enum tj_status sim_profile_check(const struct sim_profile *profile,
                                 struct tj_error *error)
{
    enum sim_disc_kind kind = (enum sim_disc_kind)profile->disc_kind;
    bool any    = kind == SIM_DISC_SAME;
    bool inside = profile->disc && !profile->tray_open;
    bool audio  = profile->playing ? any || kind == SIM_DISC_AUDIO_CD
                                   : kind == SIM_DISC_AUDIO_CD;
    const struct conflict conflicts[] = {
        { profile->fs_cdfs && !inside,
          "fs=cdfs needs disc=present in a closed tray" },
        { profile->fs_cdfs &&
              (audio || (!any && !sim_disc_kind_has_data(kind))),
          "fs=cdfs needs a disc with data: another disc_kind, no playing=yes" },
        { profile->fs_cdfs && !any && !sim_disc_readable(profile, kind),
          "fs=cdfs needs a disc that the drive can read: another reads" },
        { profile->playing && !inside,
          "playing=yes needs disc=present in a closed tray" },
        { profile->playing && !audio, "playing=yes needs disc_kind=audio-cd" },
        { profile->loader == SIM_LOADER_SLOT && profile->tray_open &&
              !profile->disc, "loader=slot has no tray that could be open" },
        { profile->zpodd && profile->loader == SIM_LOADER_SLOT,
          "zpodd=on needs a tray: loader=tray or slim" },
        { profile->gesn_hack && !profile->gesn, "gesn_hack=on needs gesn=on" },
        { profile->an && !profile->mcn, "an=on needs mcn=on" },
        { profile->aacs && profile->reads != SIM_READS_BD,
          "aacs=yes needs reads=bd" },
        { profile->burner && !profile->mmc, "burner=yes needs mmc=yes" },
    };

    for (size_t i = 0; i < sizeof conflicts / sizeof *conflicts; i++)
        if (conflicts[i].is)
            return tj_fail(error, TJ_BAD_INPUT, "%s", conflicts[i].text);
    return TJ_OK;
}
