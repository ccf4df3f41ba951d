#include "backends/real/safety.h"

#include "core/base/text.h"

#include <string.h>

/* --- The allow-list --- */

enum { LINE_MAX_SIZE = 200 };

/* The next line into *line, without comment and surrounding blanks; false at
 * the end of the text. */
static bool next_line(const char **at, char line[LINE_MAX_SIZE], bool *cut)
{
    size_t length = strcspn(*at, "\r\n");
    size_t used = strcspn(*at, "#\r\n");
    const char *begin = *at;

    if (*begin == '\0')
        return false;
    *at += length;
    if (**at == '\r')
        *at += 1;
    if (**at == '\n')
        *at += 1;
    while (used > 0 && (*begin == ' ' || *begin == '\t'))
        begin++, used--;
    while (used > 0 && (begin[used - 1] == ' ' || begin[used - 1] == '\t'))
        used--;
    *cut = used >= LINE_MAX_SIZE;
    if (*cut)
        used = LINE_MAX_SIZE - 1;
    memcpy(line, begin, used);
    line[used] = '\0';
    return true;
}

/* Cuts ` motions=N` off the end of a line, if it is there. Serial numbers may
 * hold blanks. */
static bool take_motions(char *line, uint32_t *motions)
{
    static const char word[] = "motions=";
    char             *found = strstr(line, word);
    uint64_t          number = 0;

    *motions = REAL_MOTIONS;
    if (found == NULL)
        return true;
    if (found == line || !tj_parse_u64(found + sizeof word - 1, &number) ||
        number > UINT32_MAX)
        return false;
    *motions = (uint32_t)number;
    *found = '\0';
    for (size_t used = strlen(line); used > 0 && line[used - 1] <= ' '; used--)
        line[used - 1] = '\0';
    return line[0] != '\0';
}

enum tj_status real_allow_list(const char *text, const char *path,
                                const char *serial,
                                struct real_allowance *allowance,
                                struct tj_error *error)
{
    char     line[LINE_MAX_SIZE];
    unsigned number = 0;
    bool     cut = false;

    *allowance = (struct real_allowance){ .listed = false };
    while (next_line(&text, line, &cut)) {
        uint32_t motions = 0;

        number++;
        if (line[0] == '\0')
            continue;
        if (cut || !take_motions(line, &motions))
            return tj_fail(error, TJ_BAD_INPUT, "%s:%u: `%.60s`: a serial "
                           "number is needed, and perhaps motions=N", path,
                           number, line);
        if (serial[0] != '\0' && strcmp(line, serial) == 0)
            *allowance = (struct real_allowance){ true, motions };
    }
    return TJ_OK;
}

/* --- Admission --- */

const char *real_name_of(const struct real_settings *settings,
                          const struct real_identity *identity)
{
    return identity->serial[0] != '\0' ? identity->serial : settings->path;
}

static enum tj_status refuse_burning(const struct real_settings *settings,
                                     const struct real_drive_facts *facts,
                                     struct tj_error *error)
{
    bool told = facts->who != NULL && facts->who[0] != '\0';

    return tj_fail(error, TJ_UNAVAILABLE, "%s: left alone: %s%s%s%s. Wait until "
                   "that program is done, or take the disc out", settings->path,
                   real_burning_reason(facts->burning), told ? " (" : "",
                   told ? facts->who : "", told ? ")" : "");
}

static enum tj_status check_wear(const struct real_settings *settings,
                                 const struct real_drive_facts *facts,
                                 uint32_t *motions, struct tj_error *error)
{
    const char *name = real_name_of(settings, &facts->identity);

    *motions = UINT32_MAX;
    if (!facts->identity.is_virtual) {
        bool accepted = strcmp(settings->accepts, name) == 0;

        if (!accepted && settings->accepts[0] != '\0')
            return tj_fail(error, TJ_UNAVAILABLE, "%s: --i-accept-wear %s "
                           "names another drive; this one is `%s`",
                           settings->path, settings->accepts, name);
        if (!accepted && !facts->allowance.listed)
            return tj_fail(error, TJ_UNAVAILABLE, "%s: this run moves the "
                           "tray of a real drive, which wears it. If that may "
                           "be: --i-accept-wear \"%s\", or an --allow-list",
                           settings->path, name);
        *motions = facts->allowance.listed ? facts->allowance.motions
                                           : (uint32_t)REAL_MOTIONS;
    }
    if (settings->has_motions)
        *motions = settings->motions;
    return TJ_OK;
}

enum tj_status real_admit(const struct real_settings *settings,
                           const struct real_drive_facts *facts,
                           enum real_plan plan, uint32_t *motions,
                           struct tj_error *error)
{
    *motions = 0;
    if (plan == REAL_LOOKS)
        return TJ_OK;
    if (facts->boot)
        return tj_fail(error, TJ_UNAVAILABLE, "%s: this system was started "
                       "from that drive; it is left alone", settings->path);
    if (facts->mounted != NULL)
        return tj_fail(error, TJ_UNAVAILABLE, "%s: its disc is mounted at "
                       "%.120s; unmount it first", settings->path,
                       facts->mounted);
    if (facts->burning != REAL_IDLE)
        return refuse_burning(settings, facts, error);
    return plan == REAL_MOVES ? check_wear(settings, facts, motions, error)
                               : TJ_OK;
}
