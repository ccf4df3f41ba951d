/* The route table of the class driver (spec 0.5 step 4, 3.2): one row a code,
 * after normalisation. A new request is a row here, a handler, and a story.
 *
 * Columns: name of the code in core/drive/code_list.h; route (DIRECT: in the
 * caller's thread, QUEUED, TOKEN: queued, then in the caller's thread; PORT of
 * the spec is TOKEN with sim_port_driver_handle); least input (fewer:
 * INFO_LENGTH_MISMATCH); least output (fewer: BUFFER_TOO_SMALL, this size);
 * validator for everything else, or NULL; handler. */
/* clang-format off */
/* wide table */
#ifndef TJ_SIM_ROUTES_H
#define TJ_SIM_ROUTES_H

#include "sim/parts.h"

#define SIM_ROUTE_LIST_TRAY(X) \
    X(IOCTL_CDROM_EXCLUSIVE_ACCESS,     TOKEN,  0, 0, sim_exclusive_validate, sim_exclusive_handle) \
    X(IOCTL_STORAGE_CHECK_VERIFY,       QUEUED, 0, 0, sim_check_verify_validate, sim_check_verify_handle) \
    X(IOCTL_STORAGE_CHECK_VERIFY2,      QUEUED, 0, 0, sim_check_verify_validate, sim_check_verify2_handle) \
    X(IOCTL_STORAGE_EJECT_MEDIA,        QUEUED, 0, 0, NULL, sim_eject_handle) \
    X(IOCTL_STORAGE_LOAD_MEDIA,         QUEUED, 0, 0, NULL, sim_load_handle) \
    X(IOCTL_STORAGE_LOAD_MEDIA2,        QUEUED, 0, 0, NULL, sim_load_handle) \
    X(IOCTL_STORAGE_MEDIA_REMOVAL,      QUEUED, 1, 0, NULL, sim_media_removal_handle) \
    X(IOCTL_STORAGE_EJECTION_CONTROL,   QUEUED, 1, 0, NULL, sim_ejection_control_handle) \
    X(IOCTL_STORAGE_MCN_CONTROL,        QUEUED, 1, 0, NULL, sim_mcn_control_handle) \
    X(IOCTL_STORAGE_EVENT_NOTIFICATION, DIRECT, 0, 0, NULL, sim_event_notification_handle)

/* What the driver already knows, reservations, the port driver's own. */
#define SIM_ROUTE_LIST_DEVICE(X) \
    X(IOCTL_STORAGE_GET_DEVICE_NUMBER,  DIRECT, 0, 12, NULL, sim_device_number_handle) \
    X(IOCTL_STORAGE_GET_HOTPLUG_INFO,   DIRECT, 0, 8, NULL, sim_hotplug_handle) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES_EX, DIRECT, 0, 0, sim_media_types_validate, sim_media_types_handle) \
    X(IOCTL_STORAGE_QUERY_PROPERTY,     PROPERTY, 12, 0, NULL, sim_property_handle) \
    X(IOCTL_CDROM_GET_INQUIRY_DATA,     DIRECT, 0, 0, sim_inquiry_validate, sim_inquiry_handle) \
    X(IOCTL_SCSI_GET_ADDRESS,           TOKEN,  0, 8, NULL, sim_address_handle) \
    X(IOCTL_SCSI_GET_CAPABILITIES,      TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_STORAGE_FIND_NEW_DEVICES,   QUEUED, 0, 0, NULL, sim_no_case_handle) \
    X(IOCTL_STORAGE_CHECK_PRIORITY_HINT_SUPPORT, QUEUED, 0, 0, NULL, sim_not_supported_handle) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES,    TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_STORAGE_PREDICT_FAILURE,    TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_STORAGE_BREAK_RESERVATION,  TOKEN,  0, 0, NULL, sim_port_driver_handle)

#define SIM_ROUTE_LIST_VOLUME(X) \
    X(IOCTL_VOLUME_ONLINE,              QUEUED, 0, 0, NULL, sim_succeed_handle)

#define SIM_ROUTE_LIST(X)    \
    SIM_ROUTE_LIST_TRAY(X)   \
    SIM_ROUTE_LIST_DEVICE(X) \
    SIM_ROUTE_LIST_VOLUME(X)

#endif
