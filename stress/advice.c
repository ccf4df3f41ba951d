/* SPDX-License-Identifier: MIT */
/* What class drivers of Windows mean by their answers. */
#include "stress/advice_rows.h"

#include "core/drive/catalog.h"
#include "core/drive/encode.h"

#include <stdbool.h>
#include <string.h>

#define TRAY (ON(EJECT) | ON(LOAD) | ON(LOAD2))
#define NOT_ME (WHO(NOBODY) | WHO(ANOTHER) | WHO(OWNER_UNKNOWN))

/* clang-format off */
static const struct advice_row rows[] = {
    /* --- Carried out --- */
    { ON(QUERY), TJ_STATUS_SUCCESS, WHO(NOBODY), 0,
      "Nobody owns the drive: every program may use it, and `trayjam lock` or "
      "`hold` would get it." },
    { ON(QUERY), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "@ owns the drive: until it unlocks, everybody else's requests are "
      "refused with STATUS_ACCESS_DENIED." },
    { ON(LOCK), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The drive is locked for @: requests of every other handle are refused "
      "until this one unlocks or closes." },
    { ON(UNLOCK), TJ_STATUS_SUCCESS, ANYBODY, TJ_NO_MEDIA_NOTIFICATIONS,
      "The drive is free again; listeners got the unlock event, and no media "
      "removal and arrival before it." },
    { ON(UNLOCK), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The drive is free again; listeners got media removal and arrival (unless "
      "notification is off), then the unlock event." },
    { ON(EJECT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The drive took the command and the tray is open; media removal is "
      "announced by the next poll, unless notification is off." },
    { ON(LOAD) | ON(LOAD2), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The drive took the command and the tray is closed; a disc is announced "
      "once it has spun up." },
    { ON(MCN_OFF), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "Media change notification is off until this handle switches it on or "
      "closes; calls nest." },
    { ON(MCN_ON), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "One switching-off of this handle is undone; notification is on once "
      "nobody's is left." },
    { ON(PREVENT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The tray is prevented from opening, for everybody, and stays so after "
      "this handle closes; `trayjam allow` takes it back." },
    { ON(ALLOW), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "One prevention is taken back, whoever it was of; with none left the tray "
      "can open." },
    { ON(SECURE_PREVENT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The tray is held by this handle: eject and load get STATUS_DEVICE_BUSY "
      "until it allows or closes." },
    { ON(SECURE_ALLOW), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "One secure tray lock of this handle is taken back." },
    { ON(VERIFY) | ON(VERIFY2), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "A disc is there and ready." },
    { ON(DISMOUNT), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The volume is dismounted; it lets go of the drive when this handle "
      "closes." },
    { ON(VOLUME_LOCK), TJ_STATUS_SUCCESS, ANYBODY, 0,
      "The volume is this handle's alone: no file on it is open." },

    /* --- Refused: who owns --- */
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, WHO(ME), 0,
      "This handle owns the drive already and locks do not nest; nothing to "
      "do, one unlock gives it back." },
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, WHO(ANOTHER), 0,
      "The drive was not locked because @ owns it; wait for its unlock "
      "(`trayjam watch` shows it) or end that program." },
    { ON(LOCK), TJ_STATUS_ACCESS_DENIED, WHO(NOBODY), 0,
      "The drive was not locked: somebody owned it a moment ago and has let go "
      "since; ask again." },
    { ON(LOCK), TJ_STATUS_INVALID_DEVICE_STATE, ANYBODY, 0,
      "The drive was not locked because a file system is mounted on its disc "
      "and the flags were 0; dismount it first (--dismount) or lock "
      "over it (--ignore-volume)." },
    { ON(LOCK), TJ_STATUS_INVALID_PARAMETER, ANYBODY, 0,
      "The caller name was not taken: 1 to 63 letters, digits, blanks and "
      ". , : ; _ - are allowed; choose another (--as)." },
    { ON(UNLOCK), TJ_STATUS_INVALID_DEVICE_REQUEST, ANYBODY, 0,
      "Nobody had locked the drive, so there was nothing to unlock; nothing to "
      "do." },
    { ON(UNLOCK), TJ_STATUS_INVALID_HANDLE, WHO(ANOTHER), 0,
      "The drive stays locked: @ owns it, and only the handle that locked it "
      "can unlock it; wait for that program or end it." },
    { ON(UNLOCK), TJ_STATUS_INVALID_HANDLE, WHO(NOBODY), 0,
      "Another handle owned the drive when the request came and has let go "
      "since; nothing to do." },

    /* --- Refused: counts and tray --- */
    { TRAY, TJ_STATUS_DEVICE_BUSY, ANYBODY, 0,
      "A secure tray lock is in the way, and the caller's own counts too; "
      "the handle that took it must allow or close." },
    { ON(EJECT), TJ_STATUS_INVALID_DEVICE_REQUEST, ANYBODY, 0,
      "The drive kept its tray shut because some program prevents removal; "
      "`trayjam allow` takes one prevention back, then eject again." },
    { ON(MCN_ON), TJ_STATUS_INVALID_DEVICE_STATE, ANYBODY, 0,
      "Notification was not switched off by this handle, so it cannot be "
      "switched on by it; closing the handle that did undoes it." },
    { ON(SECURE_ALLOW), TJ_STATUS_INVALID_DEVICE_STATE, ANYBODY, 0,
      "This handle holds no secure tray lock; the one that does must allow or "
      "close." },
    { ON(VOLUME_LOCK), TJ_STATUS_ACCESS_DENIED, NOT_ME & ~WHO(ANOTHER), 0,
      "The volume was not locked because files on it are open or another handle "
      "has it; close those programs' files and ask again." },
    { ON(VOLUME_LOCK) | ON(DISMOUNT), TJ_STATUS_VOLUME_DISMOUNTED, ANYBODY, 0,
      "No file system is mounted, so there is nothing to dismount." },

    /* --- Refused: the disc --- */
    { ON(VERIFY) | ON(VERIFY2), TJ_STATUS_NO_MEDIA_IN_DEVICE, ANYBODY, 0,
      "There is no disc in the drive, or the tray is open; put one in, close "
      "the tray and ask again." },
    { ANY_VERB, TJ_STATUS_NO_MEDIA_IN_DEVICE, ANYBODY, 0,
      "There is no disc in the drive; put one in and ask again." },
    { ANY_VERB, TJ_STATUS_VERIFY_REQUIRED, ANYBODY, 0,
      "The disc may have been changed since the volume was mounted; verify it, "
      "then ask again." },
    { ANY_VERB, TJ_STATUS_DEVICE_NOT_READY, ANYBODY, 0,
      "The drive is spinning up or busy with itself; ask again in a second." },

    /* --- Refused: the gate, for every other request (spec 2.1) --- */
    { ANY_VERB, TJ_STATUS_ACCESS_DENIED, WHO(ANOTHER), 0,
      "The drive did nothing because @ owns it, and an owner's drive answers "
      "nobody else; wait for its unlock or end that program." },
    { ANY_VERB, TJ_STATUS_ACCESS_DENIED, WHO(NOBODY), 0,
      "The drive did nothing: somebody owned it a moment ago and has let go "
      "since, or the handle lacks a right; ask again." },
    { ANY_VERB, TJ_STATUS_ACCESS_DENIED, WHO(ME), 0,
      "The drive did nothing although this handle owns it: the handle lacks "
      "a right, or a file system stands between." },
    { ANY_VERB, TJ_STATUS_ACCESS_DENIED, ANYBODY, 0,
      "The drive did nothing: another program owns it, or you may not open it; "
      "`trayjam query` tells which." },
    { ANY_VERB, TJ_STATUS_INVALID_HANDLE, ANYBODY, 0,
      "The handle cannot be used for this: it was opened through the file "
      "system, or it is closed." },
    { ANY_VERB, TJ_STATUS_DEVICE_NOT_CONNECTED, ANYBODY, 0,
      "The drive does not answer any more; is it plugged in, does its server "
      "run?" },
    { ANY_VERB, TJ_STATUS_IO_TIMEOUT, ANYBODY, 0,
      "No answer came in time: the drive hangs or is reset; ask again, then "
      "unplug it." },
};
/* clang-format on */

static const struct advice_row *find_in(const struct advice_row *table,
                                        size_t count,
                                        const struct advice_question *question)
{
    for (size_t i = 0; i < count; i++)
        if ((table[i].verbs >> question->verb & 1) != 0 &&
            table[i].status == question->status &&
            (table[i].owners >> question->owner & 1) != 0 &&
            (question->flags & table[i].flags) == table[i].flags)
            return &table[i];
    return NULL;
}

static const struct advice_row *find(const struct advice_question *question)
{
    const struct advice_row *row =
        question->of_linux ? find_in(advice_linux, advice_linux_count, question)
                           : NULL;

    return row != NULL ? row
                       : find_in(rows, sizeof rows / sizeof *rows, question);
}

static void add_sentence(struct tj_text *text, const char *says,
                         const struct advice_question *question)
{
    const char *owner = question->name != NULL && question->name[0] != '\0'
                            ? question->name : NULL;

    for (; *says != '\0'; says++) {
        if (*says != '@')
            tj_text_add(text, "%c", *says);
        else if (owner != NULL)
            tj_text_add(text, "\"%s\"", owner);
        else
            tj_text_add(text, "another program");
    }
}

void advice_give(const struct advice_question *question, struct tj_text *text)
{
    const struct tj_status_code_info *info = tj_ntstatus_info(question->status);
    const struct advice_row          *row = find(question);

    if (question->outcome == TJ_UNKNOWN)
        tj_text_add(text, "No answer came, so it may have happened or not: the "
                          "drive or its server is gone; ask for its state.");
    else if (row != NULL)
        add_sentence(text, row->says, question);
    else if (info != NULL)
        tj_text_add(text, "%s", info->meaning);
    else
        tj_text_add(text, "The driver answered with a status that is in no "
                          "list; `trayjam explain` takes it apart.");
}
