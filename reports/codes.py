# SPDX-License-Identifier: MIT
"""Names for the numbers in a record.

The rows repeat core/drive/op.h and core/drive/codes.h, because an installed
report room has no C headers beside it; tests/reports/test_codes.py reads those
headers and holds these tables to them.
"""

VERBS = (
    "open", "close", "duplicate", "lock", "unlock", "query", "eject", "load",
    "load2", "prevent", "allow", "secure_prevent", "secure_allow", "mcn_off",
    "mcn_on", "verify", "verify2", "read", "write", "flush", "volume_lock",
    "volume_unlock", "dismount", "ioctl", "cancel",
)
VERB = {name: number for number, name in enumerate(VERBS)}

OUTCOMES = ("unknown", "done", "refused")
UNKNOWN, DONE, REFUSED = range(3)

EVENTS = (
    "CDROM_EXCLUSIVE_LOCK", "CDROM_EXCLUSIVE_UNLOCK",
    "DEVICE_BECOMING_READY", "DEVICE_EXTERNAL_REQUEST", "MEDIA_ARRIVAL",
    "MEDIA_EJECT_REQUEST", "MEDIA_REMOVAL", "VOLUME_CHANGE",
    "VOLUME_CHANGE_SIZE", "VOLUME_DISMOUNT", "VOLUME_DISMOUNT_FAILED",
    "VOLUME_FVE_STATUS_CHANGE", "VOLUME_LOCK", "VOLUME_LOCK_FAILED",
    "VOLUME_MOUNT", "VOLUME_NAME_CHANGE", "VOLUME_NEED_CHKDSK",
    "VOLUME_PHYSICAL_CONFIGURATION_CHANGE", "VOLUME_PREPARING_EJECT",
    "VOLUME_UNIQUE_ID_CHANGE", "VOLUME_UNLOCK", "VOLUME_WEARING_OUT",
    "VOLUME_WORM_NEAR_FULL", "VOLUME_FORCE_CLOSED",
    "VOLUME_INFO_MAKE_COMPAT", "VOLUME_BACKGROUND_FORMAT",
)

STATUSES = {
    0x00000000: "SUCCESS",
    0x00000103: "PENDING",
    0xC0000001: "UNSUCCESSFUL",
    0xC0000004: "INFO_LENGTH_MISMATCH",
    0xC0000008: "INVALID_HANDLE",
    0xC000000D: "INVALID_PARAMETER",
    0xC000000E: "NO_SUCH_DEVICE",
    0xC0000010: "INVALID_DEVICE_REQUEST",
    0xC0000012: "WRONG_VOLUME",
    0xC0000013: "NO_MEDIA_IN_DEVICE",
    0xC0000014: "UNRECOGNIZED_MEDIA",
    0xC0000015: "NONEXISTENT_SECTOR",
    0xC0000022: "ACCESS_DENIED",
    0xC0000023: "BUFFER_TOO_SMALL",
    0xC000002A: "NOT_LOCKED",
    0xC0000034: "OBJECT_NAME_NOT_FOUND",
    0xC000003C: "DATA_OVERRUN",
    0xC0000043: "SHARING_VIOLATION",
    0xC0000061: "PRIVILEGE_NOT_HELD",
    0xC0000098: "FILE_INVALID",
    0xC000009A: "INSUFFICIENT_RESOURCES",
    0xC000009C: "DEVICE_DATA_ERROR",
    0xC000009D: "DEVICE_NOT_CONNECTED",
    0xC00000A2: "MEDIA_WRITE_PROTECTED",
    0xC00000A3: "DEVICE_NOT_READY",
    0xC00000B5: "IO_TIMEOUT",
    0xC00000BB: "NOT_SUPPORTED",
    0xC00000C0: "DEVICE_DOES_NOT_EXIST",
    0xC00000E8: "INVALID_USER_BUFFER",
    0xC00000EF: "INVALID_PARAMETER_1",
    0xC00000F0: "INVALID_PARAMETER_2",
    0xC00000F1: "INVALID_PARAMETER_3",
    0xC00000F3: "INVALID_PARAMETER_5",
    0xC0000120: "CANCELLED",
    0xC0000128: "FILE_CLOSED",
    0xC0000059: "REVISION_MISMATCH",
    0xC0000148: "INVALID_LEVEL",
    0xC000014F: "UNRECOGNIZED_VOLUME",
    0xC0000173: "INVALID_BLOCK_LENGTH",
    0xC0000178: "NO_MEDIA",
    0xC0000184: "INVALID_DEVICE_STATE",
    0xC0000185: "IO_DEVICE_ERROR",
    0xC0000206: "INVALID_BUFFER_SIZE",
    0xC0000225: "NOT_FOUND",
    0xC000026E: "VOLUME_DISMOUNTED",
    0xC0000305: "COPY_PROTECTION_FAILURE",
    0xC0000306: "CSS_AUTHENTICATION_FAILURE",
    0xC0000307: "CSS_KEY_NOT_PRESENT",
    0xC0000308: "CSS_KEY_NOT_ESTABLISHED",
    0xC0000309: "CSS_SCRAMBLED_SECTOR",
    0xC000030A: "CSS_REGION_MISMATCH",
    0xC000030B: "CSS_RESETS_EXHAUSTED",
    0x80000005: "BUFFER_OVERFLOW",
    0x80000011: "DEVICE_BUSY",
    0x80000016: "VERIFY_REQUIRED",
    0x80000022: "NO_DATA_DETECTED",
    0x80000027: "CLEANER_CARTRIDGE_INSTALLED",
}


def verb_name(number: int) -> str:
    """The verb as it is typed in a scenario."""
    return VERBS[number] if number < len(VERBS) else f"verb {number}"


def event_name(number: int) -> str:
    """The event as ioevent.h spells it."""
    if number < len(EVENTS):
        return "GUID_IO_" + EVENTS[number]
    return f"event {number}"


def status_name(status: int) -> str:
    """The NTSTATUS as ntstatus.h spells it, or its eight digits."""
    name = STATUSES.get(status)
    return "STATUS_" + name if name else f"0x{status:08X}"
