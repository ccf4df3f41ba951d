/* How events leave the driver (notify.c; spec 4.8, 7.2) and who gets them
 * (listeners.c; spec 7.1, 7.2). Nothing outside sim/ includes it. */
#ifndef TJ_SIM_NOTIFY_H
#define TJ_SIM_NOTIFY_H

#include "core/drive/encode.h"
#include "sim/drive.h"

/* --- notify.c --- */
void sim_notify_init(struct sim_drive *drive);
void sim_emit(struct sim_drive *drive, enum tj_event_id id,
              const struct tj_payload *payload, struct sim_effects *effects);
/* The synchronous events of a file system. True: with sync_fs_events the
 * emitter is made ready when every listener took it, and sleeps until then;
 * false: it goes on at once. */
bool sim_emit_sync(struct sim_drive *drive, enum tj_event_id id,
                   sim_actor emitter, struct sim_effects *effects);
void sim_delivery_step(struct sim_drive *drive, struct sim_effects *effects);
void sim_notify_inject(struct sim_drive *drive,
                       const struct sim_injection *injection,
                       struct sim_effects *effects);
#define SIM_INJECTED_MAX_NS UINT64_C(86400000000000) /* A day. */

/* --- listeners.c --- */
/* The event leaves the queue: to everybody who listens. */
void sim_listeners_take(struct sim_drive *drive, uint8_t event,
                        struct sim_effects *effects);
uint32_t sim_register(struct sim_drive *drive, const struct sim_input *input);
uint32_t sim_unregister(struct sim_drive *drive, uint32_t registration,
                        struct sim_effects *effects);
void sim_listener_hang(struct sim_drive *drive, uint32_t registration,
                       bool hang, struct sim_effects *effects);
void sim_listeners_process_end(struct sim_drive *drive, uint16_t process,
                               struct sim_effects *effects);

#endif
