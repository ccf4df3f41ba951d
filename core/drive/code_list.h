/* Every IOCTL and FSCTL that the class-driver spec names (1, 2, 3.2, 4.3, 6.1),
 * one row each, its number built from its parts. Rows become the table of
 * catalog_codes.c and, on Windows, backends/catalog_matches_sdk.c.
 *
 * Columns: name, device type, function, method, access (A any, R, W, RW),
 * input layout, output layout, spec section, header, simulated (the simulator
 * has a rule of its own for it, if only that the port driver answers; a code
 * without one is unknown to everybody).
 * Rows of the 0x200..0x300 range typed CDROM, DISK or TAPE are the STORAGE
 * request under another number (spec 0.5 step 3). */
/* clang-format off */
/* wide table */
#ifndef TJ_CORE_DRIVE_CODE_LIST_H
#define TJ_CORE_DRIVE_CODE_LIST_H

#define TJ_CODE_LIST_CDROM(X) \
    X(IOCTL_CDROM_READ_TOC,             CDROM, 0x000, BUFFERED, R, "", "CDROM_TOC {u8 Length[2]; u8 FirstTrack; u8 LastTrack; TRACK_DATA TrackData[100]} 804 bytes", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_SEEK_AUDIO_MSF,       CDROM, 0x001, BUFFERED, R, "CDROM_SEEK_AUDIO_MSF {u8 M; u8 S; u8 F}", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_STOP_AUDIO,           CDROM, 0x002, BUFFERED, R, "", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_PAUSE_AUDIO,          CDROM, 0x003, BUFFERED, R, "", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_RESUME_AUDIO,         CDROM, 0x004, BUFFERED, R, "", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_VOLUME,           CDROM, 0x005, BUFFERED, R, "", "VOLUME_CONTROL {u8 PortVolume[4]}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_PLAY_AUDIO_MSF,       CDROM, 0x006, BUFFERED, R, "CDROM_PLAY_AUDIO_MSF {u8 StartingM, S, F; u8 EndingM, S, F}", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_SET_VOLUME,           CDROM, 0x00a, BUFFERED, R, "VOLUME_CONTROL {u8 PortVolume[4]}", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_READ_Q_CHANNEL,       CDROM, 0x00b, BUFFERED, R, "CDROM_SUB_Q_DATA_FORMAT {u8 Format; u8 Track}", "SUB_Q_CHANNEL_DATA {SUB_Q_HEADER {u8 Reserved; u8 AudioStatus; u8 DataLength[2]}; ...}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_LAST_SESSION,     CDROM, 0x00e, BUFFERED, R, "", "CDROM_TOC_SESSION_DATA {u8 Length[2]; u8 FirstCompleteSession; u8 LastCompleteSession; TRACK_DATA TrackData[1]}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_RAW_READ,             CDROM, 0x00f, OUT_DIRECT, R, "RAW_READ_INFO {i64 DiskOffset; u32 SectorCount; u32 TrackMode}", "raw sectors", "2.4, 3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_DISK_TYPE,            CDROM, 0x010, BUFFERED, A, "", "CDROM_DISK_DATA {u32 DiskData}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_DRIVE_GEOMETRY,   CDROM, 0x013, BUFFERED, R, "", "DISK_GEOMETRY {i64 Cylinders; u32 MediaType, TracksPerCylinder, SectorsPerTrack, BytesPerSector} 24 bytes", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_DRIVE_GEOMETRY_EX, CDROM, 0x014, BUFFERED, R, "", "DISK_GEOMETRY_EX {DISK_GEOMETRY Geometry; i64 DiskSize; u8 Data[]} 32 bytes", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_READ_TOC_EX,          CDROM, 0x015, BUFFERED, R, "CDROM_READ_TOC_EX {u4 Format; u3 Reserved; u1 Msf; u8 SessionTrack; u8 Reserved[2]}", "as Format says: CDROM_TOC, _SESSION_DATA, _FULL_TOC_DATA, _PMA_DATA, _ATIP_DATA or _CD_TEXT_DATA", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_CONFIGURATION,    CDROM, 0x016, BUFFERED, R, "GET_CONFIGURATION_IOCTL_INPUT {u32 Feature; u32 RequestType; ptr Reserved[2]}", "GET_CONFIGURATION_HEADER {u8 DataLength[4]; u8 Reserved[2]; u8 CurrentProfile[2]; u8 Data[]}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_EXCLUSIVE_ACCESS,     CDROM, 0x017, BUFFERED, RW, "CDROM_EXCLUSIVE_ACCESS {u32 RequestType; u32 Flags}, to lock CDROM_EXCLUSIVE_LOCK {CDROM_EXCLUSIVE_ACCESS Access; u8 CallerName[64]}", "query: CDROM_EXCLUSIVE_LOCK_STATE {u8 LockState; u8 CallerName[64]} 65 bytes", "1", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_SET_SPEED,            CDROM, 0x018, BUFFERED, R, "CDROM_SET_SPEED {u32 RequestType; u16 ReadSpeed; u16 WriteSpeed; u32 RotationControl} or CDROM_SET_STREAMING", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_INQUIRY_DATA,     CDROM, 0x019, BUFFERED, R, "", "INQUIRYDATA: the cached reply of INQUIRY", "2.2, 3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_ENABLE_STREAMING,     CDROM, 0x01a, BUFFERED, R, "CDROM_STREAMING_CONTROL {u32 RequestType}", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_SEND_OPC_INFORMATION, CDROM, 0x01b, BUFFERED, RW, "CDROM_SEND_OPC_INFORMATION {u32 RequestType; ...}", "", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_GET_PERFORMANCE,      CDROM, 0x01c, BUFFERED, R, "CDROM_PERFORMANCE_REQUEST or CDROM_WRITE_SPEED_REQUEST {u32 RequestType; ...}", "CDROM_PERFORMANCE_HEADER {u8 DataLength[4]; u8 Flags; u8 Reserved[3]; u8 Data[]}", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_CHECK_VERIFY,         CDROM, 0x200, BUFFERED, R, "", "u32 change count, if 4 bytes fit", "3.2", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_MEDIA_REMOVAL,        CDROM, 0x201, BUFFERED, R, "PREVENT_MEDIA_REMOVAL {u8 PreventMediaRemoval}", "", "3.2, 3.3", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_EJECT_MEDIA,          CDROM, 0x202, BUFFERED, R, "", "", "0.5, 3.2, 3.4", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_LOAD_MEDIA,           CDROM, 0x203, BUFFERED, R, "", "", "3.2, 3.4", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_RESERVE,              CDROM, 0x204, BUFFERED, R, "", "", "3.2, 5.4", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_RELEASE,              CDROM, 0x205, BUFFERED, R, "", "", "3.2, 5.4", "ntddcdrm.h", 1) \
    X(IOCTL_CDROM_FIND_NEW_DEVICES,     CDROM, 0x206, BUFFERED, R, "", "", "3.2, 9 R27", "ntddcdrm.h", 1)

#define TJ_CODE_LIST_STORAGE(X) \
    X(IOCTL_STORAGE_SET_READ_AHEAD,     STORAGE, 0x100, BUFFERED, R, "STORAGE_SET_READ_AHEAD {i64 TriggerAddress; i64 TargetAddress}", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_STORAGE_CHECK_VERIFY,       STORAGE, 0x200, BUFFERED, R, "", "u32 change count, if 4 bytes fit", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_CHECK_VERIFY2,      STORAGE, 0x200, BUFFERED, A, "", "", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_MEDIA_REMOVAL,      STORAGE, 0x201, BUFFERED, R, "PREVENT_MEDIA_REMOVAL {u8 PreventMediaRemoval}", "", "3.2, 3.3", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_EJECT_MEDIA,        STORAGE, 0x202, BUFFERED, R, "", "", "3.2, 3.4", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_LOAD_MEDIA,         STORAGE, 0x203, BUFFERED, R, "", "", "3.2, 3.4", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_LOAD_MEDIA2,        STORAGE, 0x203, BUFFERED, A, "", "", "3.2, 3.4", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_RESERVE,            STORAGE, 0x204, BUFFERED, R, "", "", "3.2, 5.4", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_RELEASE,            STORAGE, 0x205, BUFFERED, R, "", "", "3.2, 5.4", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_FIND_NEW_DEVICES,   STORAGE, 0x206, BUFFERED, R, "", "", "3.2, 9 R27", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_EJECTION_CONTROL,   STORAGE, 0x250, BUFFERED, A, "PREVENT_MEDIA_REMOVAL {u8 PreventMediaRemoval}", "", "3.2, 3.3", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_MCN_CONTROL,        STORAGE, 0x251, BUFFERED, A, "PREVENT_MEDIA_REMOVAL {u8 PreventMediaRemoval}: nonzero disables notifications", "", "3.2, 3.5", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES,    STORAGE, 0x300, BUFFERED, A, "", "DISK_GEOMETRY[]", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_GET_MEDIA_TYPES_EX, STORAGE, 0x301, BUFFERED, A, "", "GET_MEDIA_TYPES {u32 DeviceType; u32 MediaInfoCount; DEVICE_MEDIA_INFO MediaInfo[]} 40 or 72 bytes", "2.2, 3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_GET_HOTPLUG_INFO,   STORAGE, 0x305, BUFFERED, A, "", "STORAGE_HOTPLUG_INFO {u32 Size; u8 MediaRemovable, MediaHotplug, DeviceHotplug, WriteCacheEnableOverride}", "2.2, 3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_SET_HOTPLUG_INFO,   STORAGE, 0x306, BUFFERED, RW, "STORAGE_HOTPLUG_INFO {u32 Size; u8 MediaRemovable, MediaHotplug, DeviceHotplug, WriteCacheEnableOverride}", "", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_BREAK_RESERVATION,  STORAGE, 0x405, BUFFERED, R, "", "", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_PERSISTENT_RESERVE_IN, STORAGE, 0x406, BUFFERED, R, "PERSISTENT_RESERVE_COMMAND {u32 Version; u32 Size; u8 ServiceAction; u16 AllocationLength}", "as the service action says; never reaches a buffered caller", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_PERSISTENT_RESERVE_OUT, STORAGE, 0x407, BUFFERED, RW, "PERSISTENT_RESERVE_COMMAND {u32 Version; u32 Size; u8 ServiceAction; u8 Type and Scope; u8 ParameterList[]}", "", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_GET_DEVICE_NUMBER,  STORAGE, 0x420, BUFFERED, A, "", "STORAGE_DEVICE_NUMBER {u32 DeviceType; u32 DeviceNumber; u32 PartitionNumber}", "2.2, 3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_PREDICT_FAILURE,    STORAGE, 0x440, BUFFERED, A, "", "STORAGE_PREDICT_FAILURE {u32 PredictFailure; u8 VendorSpecific[512]}", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_READ_CAPACITY,      STORAGE, 0x450, BUFFERED, R, "", "STORAGE_READ_CAPACITY {u32 Version; u32 Size; u32 BlockLength; i64 NumberOfBlocks; i64 DiskLength}", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_QUERY_PROPERTY,     STORAGE, 0x500, BUFFERED, A, "STORAGE_PROPERTY_QUERY {u32 PropertyId; u32 QueryType; u8 AdditionalParameters[]}", "STORAGE_DESCRIPTOR_HEADER {u32 Version; u32 Size; ...}", "2.3, 3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_CHECK_PRIORITY_HINT_SUPPORT, STORAGE, 0x620, BUFFERED, A, "", "STORAGE_PRIORITY_HINT_SUPPORT {u32 SupportFlags}", "3.2", "ntddstor.h", 1) \
    X(IOCTL_STORAGE_EVENT_NOTIFICATION, STORAGE, 0x724, BUFFERED, A, "STORAGE_EVENT_NOTIFICATION {u32 Version; u32 Size; u64 Events}", "", "2.1, 3.2, 4.4", "ntddstor.h", 1)

#define TJ_CODE_LIST_DISK(X) \
    X(IOCTL_DISK_GET_DRIVE_GEOMETRY,    DISK, 0x000, BUFFERED, A, "", "DISK_GEOMETRY {i64 Cylinders; u32 MediaType, TracksPerCylinder, SectorsPerTrack, BytesPerSector}", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_PARTITION_INFO,    DISK, 0x001, BUFFERED, R, "", "PARTITION_INFORMATION {i64 StartingOffset; i64 PartitionLength; u32 HiddenSectors, PartitionNumber; u8 PartitionType, BootIndicator, RecognizedPartition, RewritePartition}", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_DRIVE_LAYOUT,      DISK, 0x003, BUFFERED, R, "", "DRIVE_LAYOUT_INFORMATION {u32 PartitionCount; u32 Signature; PARTITION_INFORMATION PartitionEntry[]}", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_VERIFY,                DISK, 0x005, BUFFERED, A, "VERIFY_INFORMATION {i64 StartingOffset; u32 Length}", "", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_IS_WRITABLE,           DISK, 0x009, BUFFERED, A, "", "", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_PARTITION_INFO_EX, DISK, 0x012, BUFFERED, A, "", "PARTITION_INFORMATION_EX", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_DRIVE_LAYOUT_EX,   DISK, 0x014, BUFFERED, A, "", "DRIVE_LAYOUT_INFORMATION_EX", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_LENGTH_INFO,       DISK, 0x017, BUFFERED, R, "", "GET_LENGTH_INFORMATION {i64 Length}", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, DISK, 0x028, BUFFERED, A, "", "DISK_GEOMETRY_EX {DISK_GEOMETRY Geometry; i64 DiskSize; u8 Data[]}", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_UPDATE_DRIVE_SIZE,     DISK, 0x032, BUFFERED, RW, "", "DISK_GEOMETRY; in the kernel also the disguise of the polling token", "4.3", "ntdddisk.h", 1) \
    X(IOCTL_DISK_ARE_VOLUMES_READY,     DISK, 0x087, BUFFERED, R, "", "", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_CHECK_VERIFY,          DISK, 0x200, BUFFERED, R, "", "u32 change count, if 4 bytes fit", "3.2", "ntdddisk.h", 1) \
    X(IOCTL_DISK_MEDIA_REMOVAL,         DISK, 0x201, BUFFERED, R, "PREVENT_MEDIA_REMOVAL {u8 PreventMediaRemoval}", "", "3.2, 3.3", "ntdddisk.h", 1) \
    X(IOCTL_DISK_EJECT_MEDIA,           DISK, 0x202, BUFFERED, R, "", "", "0.5, 3.2, 3.4", "ntdddisk.h", 1) \
    X(IOCTL_DISK_LOAD_MEDIA,            DISK, 0x203, BUFFERED, R, "", "", "3.2, 3.4", "ntdddisk.h", 1) \
    X(IOCTL_DISK_RESERVE,               DISK, 0x204, BUFFERED, R, "", "", "3.2, 5.4", "ntdddisk.h", 1) \
    X(IOCTL_DISK_RELEASE,               DISK, 0x205, BUFFERED, R, "", "", "3.2, 5.4", "ntdddisk.h", 1) \
    X(IOCTL_DISK_FIND_NEW_DEVICES,      DISK, 0x206, BUFFERED, R, "", "", "3.2, 9 R27", "ntdddisk.h", 1) \
    X(IOCTL_TAPE_CHECK_VERIFY,          TAPE, 0x200, BUFFERED, R, "", "u32 change count, if 4 bytes fit", "2.2, 9 R1", "ntddtape.h", 1)

#define TJ_CODE_LIST_PORT(X) \
    X(IOCTL_SCSI_PASS_THROUGH,          SCSI, 0x401, BUFFERED, RW, "SCSI_PASS_THROUGH {u16 Length; u8 ScsiStatus, PathId, TargetId, Lun, CdbLength, SenseInfoLength, DataIn; u32 DataTransferLength, TimeOutValue; uptr DataBufferOffset; u32 SenseInfoOffset; u8 Cdb[16]}", "the same structure, data and sense", "2.6, 3.2", "ntddscsi.h", 1) \
    X(IOCTL_SCSI_GET_CAPABILITIES,      SCSI, 0x404, BUFFERED, A, "", "IO_SCSI_CAPABILITIES", "3.2", "ntddscsi.h", 1) \
    X(IOCTL_SCSI_PASS_THROUGH_DIRECT,   SCSI, 0x405, BUFFERED, RW, "SCSI_PASS_THROUGH_DIRECT: as SCSI_PASS_THROUGH with ptr DataBuffer", "the same structure and sense", "2.6, 3.2", "ntddscsi.h", 1) \
    X(IOCTL_SCSI_GET_ADDRESS,           SCSI, 0x406, BUFFERED, A, "", "SCSI_ADDRESS {u32 Length; u8 PortNumber, PathId, TargetId, Lun}", "2.2, 3.2", "ntddscsi.h", 1) \
    X(IOCTL_SCSI_PASS_THROUGH_EX,       SCSI, 0x411, BUFFERED, RW, "SCSI_PASS_THROUGH_EX {u32 Version; u32 Length; u32 CdbLength; ...; u8 Cdb[]}", "the same structure, data and sense", "2.6, 3.2", "ntddscsi.h", 1) \
    X(IOCTL_SCSI_PASS_THROUGH_DIRECT_EX, SCSI, 0x412, BUFFERED, RW, "SCSI_PASS_THROUGH_DIRECT_EX: as SCSI_PASS_THROUGH_EX with pointers", "the same structure and sense", "2.6, 3.2", "ntddscsi.h", 1) \
    X(IOCTL_MOUNTDEV_QUERY_UNIQUE_ID,   MOUNTDEV, 0x000, BUFFERED, A, "", "MOUNTDEV_UNIQUE_ID {u16 UniqueIdLength; u8 UniqueId[]}", "2.2, 3.2", "mountdev.h", 1) \
    X(IOCTL_MOUNTDEV_QUERY_DEVICE_NAME, MOUNTDEV, 0x002, BUFFERED, A, "", "MOUNTDEV_NAME {u16 NameLength; u16 Name[]}", "2.2, 3.2", "mountmgr.h", 1) \
    X(IOCTL_MOUNTDEV_QUERY_SUGGESTED_LINK_NAME, MOUNTDEV, 0x003, BUFFERED, A, "", "MOUNTDEV_SUGGESTED_LINK_NAME {u8 UseOnlyIfThereAreNoOtherLinks; u16 NameLength; u16 Name[]}", "2.2, 3.2", "mountdev.h", 1) \
    X(IOCTL_VOLUME_ONLINE,              VOLUME, 0x002, BUFFERED, RW, "", "", "2.2, 3.2", "ntddvol.h", 1) \
    X(IOCTL_VOLUME_POST_ONLINE,         VOLUME, 0x019, BUFFERED, RW, "", "", "2.2, 3.2", "ntddvol.h", 1) \
    X(FSCTL_LOCK_VOLUME,                FILE_SYSTEM, 0x006, BUFFERED, A, "", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_UNLOCK_VOLUME,              FILE_SYSTEM, 0x007, BUFFERED, A, "", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_DISMOUNT_VOLUME,            FILE_SYSTEM, 0x008, BUFFERED, A, "", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_IS_VOLUME_MOUNTED,          FILE_SYSTEM, 0x00a, BUFFERED, A, "", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_IS_PATHNAME_VALID,          FILE_SYSTEM, 0x00b, BUFFERED, A, "PATHNAME_BUFFER {u32 PathNameLength; u16 Name[]}", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_MARK_VOLUME_DIRTY,          FILE_SYSTEM, 0x00c, BUFFERED, A, "", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_INVALIDATE_VOLUMES,         FILE_SYSTEM, 0x015, BUFFERED, A, "HANDLE", "", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_IS_VOLUME_DIRTY,            FILE_SYSTEM, 0x01e, BUFFERED, A, "", "u32 flags", "6.1, 6.2", "winioctl.h", 1) \
    X(FSCTL_ALLOW_EXTENDED_DASD_IO,     FILE_SYSTEM, 0x020, NEITHER, A, "", "", "6.1, 6.2", "winioctl.h", 1)

#define TJ_CODE_LIST_DVD(X) \
    X(IOCTL_DVD_START_SESSION,          DVD, 0x400, BUFFERED, R, "", "u32 DVD_SESSION_ID", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_READ_KEY,               DVD, 0x401, BUFFERED, R, "DVD_COPY_PROTECT_KEY {u32 KeyLength; u32 SessionId; u32 KeyType; u32 KeyFlags; u64 Parameters; u8 KeyData[]}", "DVD_COPY_PROTECT_KEY", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_SEND_KEY,               DVD, 0x402, BUFFERED, R, "DVD_COPY_PROTECT_KEY", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_END_SESSION,            DVD, 0x403, BUFFERED, R, "u32 DVD_SESSION_ID", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_SET_READ_AHEAD,         DVD, 0x404, BUFFERED, R, "DVD_SET_READ_AHEAD {i64 TriggerAddress; i64 TargetAddress}", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_GET_REGION,             DVD, 0x405, BUFFERED, R, "", "DVD_REGION {u8 CopySystem; u8 RegionData; u8 SystemRegion; u8 ResetCount}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_SEND_KEY2,              DVD, 0x406, BUFFERED, RW, "DVD_COPY_PROTECT_KEY", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_MEDIA_KEY_BLOCK_SIZE, DVD, 0x430, BUFFERED, R, "AACS_LAYER_NUMBER u32", "u32 size", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_MEDIA_KEY_BLOCK,  DVD, 0x431, BUFFERED, R, "AACS_LAYER_NUMBER u32", "the media key block", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_START_SESSION,         DVD, 0x432, BUFFERED, R, "", "u32 DVD_SESSION_ID", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_END_SESSION,           DVD, 0x433, BUFFERED, R, "u32 DVD_SESSION_ID", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_SEND_CERTIFICATE,      DVD, 0x434, BUFFERED, R, "AACS_SEND_CERTIFICATE {u32 SessionId; AACS_CERTIFICATE {u8 Nonce[20]; u8 Certificate[92]}}", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_GET_CERTIFICATE,       DVD, 0x435, BUFFERED, R, "u32 DVD_SESSION_ID", "AACS_CERTIFICATE {u8 Nonce[20]; u8 Certificate[92]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_GET_CHALLENGE_KEY,     DVD, 0x436, BUFFERED, R, "u32 DVD_SESSION_ID", "AACS_CHALLENGE_KEY {u8 EllipticCurvePoint[40]; u8 Signature[40]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_SEND_CHALLENGE_KEY,    DVD, 0x437, BUFFERED, R, "AACS_SEND_CHALLENGE_KEY {u32 SessionId; AACS_CHALLENGE_KEY ChallengeKey}", "", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_VOLUME_ID,        DVD, 0x438, BUFFERED, R, "u32 DVD_SESSION_ID", "AACS_VOLUME_ID {u8 VolumeID[16]; u8 MAC[16]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_SERIAL_NUMBER,    DVD, 0x439, BUFFERED, R, "u32 DVD_SESSION_ID", "AACS_SERIAL_NUMBER {u8 PrerecordedSerialNumber[16]; u8 MAC[16]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_MEDIA_ID,         DVD, 0x43a, BUFFERED, R, "u32 DVD_SESSION_ID", "AACS_MEDIA_ID {u8 MediaID[16]; u8 MAC[16]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_READ_BINDING_NONCE,    DVD, 0x43b, BUFFERED, R, "AACS_READ_BINDING_NONCE {u32 SessionId; u32 NumberOfSectors; u64 StartLba; u64 Handle}", "AACS_BINDING_NONCE {u8 BindingNonce[16]; u8 MAC[16]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_AACS_GENERATE_BINDING_NONCE, DVD, 0x43c, BUFFERED, RW, "AACS_READ_BINDING_NONCE {u32 SessionId; u32 NumberOfSectors; u64 StartLba; u64 Handle}", "AACS_BINDING_NONCE {u8 BindingNonce[16]; u8 MAC[16]}", "3.2", "ntddcdvd.h", 1) \
    X(IOCTL_DVD_READ_STRUCTURE,         DVD, 0x450, BUFFERED, R, "DVD_READ_STRUCTURE {i64 BlockByteOffset; u32 Format; u32 SessionId; u8 LayerNumber}", "DVD_DESCRIPTOR_HEADER {u16 Length; u8 Reserved[2]; u8 Data[]}", "3.2", "ntddcdvd.h", 1)

#define TJ_CODE_LIST(X)     \
    TJ_CODE_LIST_CDROM(X)   \
    TJ_CODE_LIST_STORAGE(X) \
    TJ_CODE_LIST_DISK(X)    \
    TJ_CODE_LIST_PORT(X)    \
    TJ_CODE_LIST_DVD(X)

/* The access column's letters. */
enum { TJ_CODE_A = 0, TJ_CODE_R = 1, TJ_CODE_W = 2, TJ_CODE_RW = 3 };

#endif
