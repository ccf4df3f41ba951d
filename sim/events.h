/* Events on their way out of a drive, and who hears of them (spec 7): the part
 * of the drive's state that notify.c and listeners.c keep. */
#ifndef TJ_SIM_EVENTS_H
#define TJ_SIM_EVENTS_H

#include "core/drive/event.h"

enum { SIM_REGISTRATIONS_MAX = 32, SIM_EVENTS_MAX = 64, SIM_NO_EVENT = 0xff };
/* What one window that hangs can have waiting, and all of them together. */
enum { SIM_WINDOW_EVENTS_MAX = 32, SIM_HELD_MAX = 48 };

/* Who hears (spec 7.2): a window of a 64-bit or 32-bit program, a service. */
enum sim_flavour { SIM_WINDOW, SIM_WINDOW_32, SIM_SERVICE, SIM_FLAVOUR_COUNT };

struct sim_registration {
    uint32_t number;
    uint16_t process;  /* With whose end it goes; 0: none that will end. */
    uint8_t  file;     /* Whose reference it holds (Appendix C), or none. */
    uint8_t  flavour;  /* enum sim_flavour */
    uint8_t  behind;   /* Events waiting for a window that hangs. */
    uint8_t  instance; /* Of the device it listens to. */
    bool     hangs;
    bool     of_volume; /* Of a handle of class V or F. */
};

/* An event on its way to the registrations (spec 7.2). */
struct sim_pending_event {
    uint64_t  emitted_ns;
    uint64_t  due_ns;  /* Not delivered earlier. */
    uint32_t  number;
    uint32_t  waiting; /* Bit i: registration i hangs and has yet to take it. */
    uint16_t  waiter;  /* The actor that its delivery lets go on, or none. */
    uint8_t   id, size, instance;
    uint8_t   next;    /* In the queue, among the held, or in the free list. */
    uint8_t   data[TJ_EVENT_DATA_MAX];
};
_Static_assert(SIM_REGISTRATIONS_MAX == 32, "one bit for each registration");
_Static_assert((int)SIM_HELD_MAX < (int)SIM_EVENTS_MAX,
               "the queue keeps some places");

#endif
