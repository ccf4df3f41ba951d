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

#include "sim/requests.h"

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
    X(IOCTL_STORAGE_SET_HOTPLUG_INFO,   DIRECT, 8, 0, NULL, sim_set_hotplug_handle) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES_EX, DIRECT, 0, 0, sim_media_types_validate, sim_media_types_handle) \
    X(IOCTL_CDROM_GET_INQUIRY_DATA,     DIRECT, 0, 0, sim_inquiry_validate, sim_inquiry_handle) \
    X(IOCTL_MOUNTDEV_QUERY_UNIQUE_ID,   DIRECT, 0, 0, NULL, sim_unique_id_handle) \
    X(IOCTL_MOUNTDEV_QUERY_DEVICE_NAME, DIRECT, 0, 0, NULL, sim_device_name_handle) \
    X(IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME, DIRECT, 0, 0, NULL, sim_link_name_handle) \
    X(IOCTL_STORAGE_QUERY_PROPERTY,     PROPERTY, 12, 0, NULL, sim_property_handle) \
    X(IOCTL_STORAGE_RESERVE,            QUEUED, 0, 0, NULL, sim_reserve_handle) \
    X(IOCTL_STORAGE_RELEASE,            QUEUED, 0, 0, NULL, sim_release_handle) \
    X(IOCTL_STORAGE_PERSISTENT_RESERVE_IN, QUEUED, 0, 0, sim_persistent_in_validate, sim_persistent_in_handle) \
    X(IOCTL_STORAGE_PERSISTENT_RESERVE_OUT, QUEUED, 0, 0, sim_persistent_out_validate, sim_persistent_out_handle) \
    X(IOCTL_STORAGE_FIND_NEW_DEVICES,   QUEUED, 0, 0, NULL, sim_no_case_handle) \
    X(IOCTL_STORAGE_CHECK_PRIORITY_HINT_SUPPORT, QUEUED, 0, 0, NULL, sim_not_supported_handle)

#define SIM_ROUTE_LIST_PORT(X) \
    X(IOCTL_SCSI_PASS_THROUGH,          TOKEN,  0, 0, sim_pass_through_validate, sim_pass_through_handle) \
    X(IOCTL_SCSI_PASS_THROUGH_DIRECT,   TOKEN,  0, 0, sim_pass_through_validate, sim_pass_through_handle) \
    X(IOCTL_SCSI_PASS_THROUGH_EX,       TOKEN,  0, 0, sim_pass_through_validate, sim_pass_through_handle) \
    X(IOCTL_SCSI_PASS_THROUGH_DIRECT_EX, TOKEN, 0, 0, sim_pass_through_validate, sim_pass_through_handle) \
    X(IOCTL_SCSI_GET_ADDRESS,           TOKEN,  0, 0, NULL, sim_address_handle) \
    X(IOCTL_SCSI_GET_CAPABILITIES,      TOKEN,  0, 0, NULL, sim_capabilities_handle) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES,    TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_STORAGE_PREDICT_FAILURE,    TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_STORAGE_BREAK_RESERVATION,  TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_CDROM_DISK_TYPE,            TOKEN,  0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_DISK_UPDATE_DRIVE_SIZE,     TOKEN,  0, 0, NULL, sim_port_driver_handle)

#define SIM_ROUTE_LIST_GEOMETRY(X) \
    X(IOCTL_CDROM_GET_DRIVE_GEOMETRY,   QUEUED, 0, 24, sim_powered_validate, sim_geometry_handle) \
    X(IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX, QUEUED, 0, 32, sim_powered_validate, sim_geometry_ex_handle) \
    X(IOCTL_DISK_GET_DRIVE_GEOMETRY,    QUEUED, 0, 24, sim_powered_validate, sim_geometry_handle) \
    X(IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, QUEUED, 0, 32, sim_powered_validate, sim_geometry_ex_handle) \
    X(IOCTL_DISK_GET_LENGTH_INFO,       QUEUED, 0, 8, sim_powered_validate, sim_length_handle) \
    X(IOCTL_STORAGE_READ_CAPACITY,      QUEUED, 0, 32, sim_powered_validate, sim_read_capacity_handle) \
    X(IOCTL_DISK_GET_PARTITION_INFO,    QUEUED, 0, 32, NULL, sim_partition_handle) \
    X(IOCTL_DISK_GET_PARTITION_INFO_EX, QUEUED, 0, 144, NULL, sim_partition_ex_handle) \
    X(IOCTL_DISK_GET_DRIVE_LAYOUT,      QUEUED, 0, 40, NULL, sim_layout_handle) \
    X(IOCTL_DISK_GET_DRIVE_LAYOUT_EX,   QUEUED, 0, 192, NULL, sim_layout_ex_handle)

#define SIM_ROUTE_LIST_DISC(X) \
    X(IOCTL_CDROM_READ_TOC,             QUEUED, 0, 0, sim_read_toc_validate, sim_read_toc_handle) \
    X(IOCTL_CDROM_READ_TOC_EX,          QUEUED, 0, 0, sim_read_toc_ex_validate, sim_read_toc_ex_handle) \
    X(IOCTL_CDROM_GET_LAST_SESSION,     QUEUED, 0, 0, sim_last_session_validate, sim_last_session_handle) \
    X(IOCTL_CDROM_GET_CONFIGURATION,    QUEUED, 0, 0, sim_configuration_validate, sim_configuration_handle)

/* The play group. */
#define SIM_ROUTE_LIST_AUDIO(X) \
    X(IOCTL_CDROM_PLAY_AUDIO_MSF,       QUEUED, 6, 0, NULL, sim_play_handle) \
    X(IOCTL_CDROM_SEEK_AUDIO_MSF,       QUEUED, 3, 0, NULL, sim_seek_handle) \
    X(IOCTL_CDROM_PAUSE_AUDIO,          QUEUED, 0, 0, NULL, sim_pause_handle) \
    X(IOCTL_CDROM_RESUME_AUDIO,         QUEUED, 0, 0, NULL, sim_resume_handle) \
    X(IOCTL_CDROM_STOP_AUDIO,           QUEUED, 0, 0, NULL, sim_stop_handle) \
    X(IOCTL_CDROM_READ_Q_CHANNEL,       QUEUED, 2, 0, sim_read_q_validate, sim_read_q_handle) \
    X(IOCTL_CDROM_GET_VOLUME,           QUEUED, 0, 4, NULL, sim_volume_get_handle) \
    X(IOCTL_CDROM_SET_VOLUME,           QUEUED, 4, 0, NULL, sim_volume_set_handle)

#define SIM_ROUTE_LIST_TRANSFER(X) \
    X(IOCTL_CDROM_RAW_READ,             QUEUED, 0, 0, sim_raw_read_validate, sim_raw_read_handle) \
    X(IOCTL_CDROM_SET_SPEED,            QUEUED, 12, 0, sim_set_speed_validate, sim_set_speed_handle) \
    X(IOCTL_CDROM_ENABLE_STREAMING,     QUEUED, 4, 0, sim_streaming_validate, sim_streaming_handle) \
    X(IOCTL_CDROM_SEND_OPC_INFORMATION, QUEUED, 8, 0, sim_opc_validate, sim_opc_handle) \
    X(IOCTL_CDROM_GET_PERFORMANCE,      QUEUED, 4, 0, sim_performance_validate, sim_performance_handle) \
    X(IOCTL_STORAGE_SET_READ_AHEAD,     QUEUED, 0, 0, sim_read_ahead_validate, sim_read_ahead_handle)

#define SIM_ROUTE_LIST_DVD(X) \
    X(IOCTL_DVD_START_SESSION,          QUEUED, 0, 0, sim_dvd_start_validate, sim_dvd_start_handle) \
    X(IOCTL_DVD_READ_KEY,               QUEUED, 0, 0, sim_dvd_read_key_validate, sim_dvd_read_key_handle) \
    X(IOCTL_DVD_SEND_KEY,               QUEUED, 0, 0, sim_dvd_send_key_validate, sim_dvd_send_key_handle) \
    X(IOCTL_DVD_END_SESSION,            QUEUED, 0, 0, sim_dvd_end_validate, sim_dvd_end_handle) \
    X(IOCTL_DVD_SET_READ_AHEAD,         QUEUED, 0, 0, sim_read_ahead_validate, sim_read_ahead_handle) \
    X(IOCTL_DVD_GET_REGION,             QUEUED, 0, 0, NULL, sim_dvd_region_handle) \
    X(IOCTL_DVD_SEND_KEY2,              QUEUED, 0, 0, sim_dvd_send_key_validate, sim_dvd_send_key_handle) \
    X(IOCTL_DVD_READ_STRUCTURE,         QUEUED, 0, 0, sim_dvd_structure_validate, sim_dvd_structure_handle)

/* The first has no case in the dispatcher. */
#define SIM_ROUTE_LIST_AACS(X) \
    X(IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, TOKEN, 0, 0, NULL, sim_port_driver_handle) \
    X(IOCTL_AACS_READ_MEDIA_KEY_BLOCK,  QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_START_SESSION,         QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_END_SESSION,           QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_SEND_CERTIFICATE,      QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_GET_CERTIFICATE,       QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_GET_CHALLENGE_KEY,     QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_SEND_CHALLENGE_KEY,    QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_READ_VOLUME_ID,        QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_READ_SERIAL_NUMBER,    QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_READ_MEDIA_ID,         QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_READ_BINDING_NONCE,    QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle) \
    X(IOCTL_AACS_GENERATE_BINDING_NONCE, QUEUED, 0, 0, sim_aacs_validate, sim_aacs_handle)

#define SIM_ROUTE_LIST_VOLUME(X) \
    X(IOCTL_DISK_IS_WRITABLE,           QUEUED, 0, 0, NULL, sim_disk_is_writable_handle) \
    X(IOCTL_DISK_VERIFY,                QUEUED, 0, 0, sim_disk_verify_validate, sim_disk_verify_handle) \
    X(IOCTL_DISK_ARE_VOLUMES_READY,     QUEUED, 0, 0, NULL, sim_volumes_ready_handle) \
    X(IOCTL_VOLUME_ONLINE,              QUEUED, 0, 0, NULL, sim_volume_online_handle) \
    X(IOCTL_VOLUME_POST_ONLINE,         QUEUED, 0, 0, NULL, sim_volume_online_handle)

#define SIM_ROUTE_LIST(X)    \
    SIM_ROUTE_LIST_TRAY(X)   \
    SIM_ROUTE_LIST_DEVICE(X) \
    SIM_ROUTE_LIST_AUDIO(X)  \
    SIM_ROUTE_LIST_TRANSFER(X) \
    SIM_ROUTE_LIST_DVD(X)    \
    SIM_ROUTE_LIST_AACS(X)   \
    SIM_ROUTE_LIST_PORT(X) \
    SIM_ROUTE_LIST_GEOMETRY(X) \
    SIM_ROUTE_LIST_DISC(X) \
    SIM_ROUTE_LIST_VOLUME(X)

#endif
