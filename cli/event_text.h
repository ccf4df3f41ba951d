/* SPDX-License-Identifier: MIT */
/* A device event with every field, for people and as JSON. */
#ifndef TJ_CLI_EVENT_TEXT_H
#define TJ_CLI_EVENT_TEXT_H

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/drive/event.h"

/* "GUID_IO_MEDIA_ARRIVAL  MediaChangeCount=1 NewState=present" */
void event_text(const struct tj_event *event, struct tj_text *text);
/* Members of the object that is open: number, guid, name, data, fields. */
void event_json(const struct tj_event *event, struct tj_json *json);

#endif
