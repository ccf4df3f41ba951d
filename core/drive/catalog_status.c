/* NTSTATUS values in plain words, and what GetLastError() makes of them. */
#include "core/drive/catalog.h"

#include "core/base/assert.h"

/* One sentence each, for this field's use of the code; the row macro below
 * finds it by name, so that a row without one does not compile. */
/* clang-format off */
#define MEANING_SUCCESS "The request was carried out."
#define MEANING_PENDING "The request was accepted; its result comes later."
#define MEANING_UNSUCCESSFUL \
    "The request cannot be served now: media change notification is off or a " \
    "poll is already running."
#define MEANING_INFO_LENGTH_MISMATCH \
    "The input buffer is shorter than the request's structure."
#define MEANING_INVALID_HANDLE \
    "The handle cannot own anything: it was opened through a file system, so " \
    "the class driver does not know it."
#define MEANING_INVALID_PARAMETER \
    "A field of the request has a value that is not allowed, such as a bad " \
    "caller name."
#define MEANING_NO_SUCH_DEVICE "There is no such drive."
#define MEANING_INVALID_DEVICE_REQUEST \
    "The drive or driver does not do this, or not now: also what an eject of " \
    "a prevented tray gets."
#define MEANING_WRONG_VOLUME \
    "Another disc is in the drive than the one that was mounted."
#define MEANING_NO_MEDIA_IN_DEVICE "There is no disc in the drive."
#define MEANING_UNRECOGNIZED_MEDIA "The disc cannot be recognised."
#define MEANING_NONEXISTENT_SECTOR "The address is past the end of the disc."
#define MEANING_ACCESS_DENIED \
    "Somebody else owns the drive, or the handle lacks an access right that " \
    "the code demands."
#define MEANING_BUFFER_TOO_SMALL "The output buffer cannot hold the answer."
#define MEANING_NOT_LOCKED "The volume is not locked by this handle."
#define MEANING_OBJECT_NAME_NOT_FOUND "The name is not there."
#define MEANING_DATA_OVERRUN "The drive sent more data than was asked for."
#define MEANING_SHARING_VIOLATION \
    "The open's sharing does not fit the handles already open."
#define MEANING_REVISION_MISMATCH \
    "The port driver expects a structure of another size."
#define MEANING_PRIVILEGE_NOT_HELD "The caller lacks a privilege."
#define MEANING_FILE_INVALID "The volume under this handle was taken away."
#define MEANING_INSUFFICIENT_RESOURCES \
    "A table or the memory that the request needs is full."
#define MEANING_DEVICE_DATA_ERROR "The disc could not be read or written there."
#define MEANING_DEVICE_NOT_CONNECTED "The drive does not answer any more."
#define MEANING_MEDIA_WRITE_PROTECTED "The disc or drive cannot be written."
#define MEANING_DEVICE_NOT_READY "The drive is not ready yet."
#define MEANING_IO_TIMEOUT "No answer came in time."
#define MEANING_NOT_SUPPORTED "This driver does not support the request."
#define MEANING_DEVICE_DOES_NOT_EXIST "The drive has been removed."
#define MEANING_INVALID_USER_BUFFER \
    "The request came without the buffer it needs."
#define MEANING_INVALID_PARAMETER_1 "The first field is not allowed."
#define MEANING_INVALID_PARAMETER_2 "The second field must not change."
#define MEANING_INVALID_PARAMETER_3 "The third field must not change."
#define MEANING_INVALID_PARAMETER_5 "The fifth field must not change."
#define MEANING_CANCELLED "The request was withdrawn before it was carried out."
#define MEANING_FILE_CLOSED "The handle is closed already."
#define MEANING_INVALID_LEVEL "The level of information does not exist."
#define MEANING_UNRECOGNIZED_VOLUME "No file system recognises the disc."
#define MEANING_INVALID_BLOCK_LENGTH "The drive's block length does not fit."
#define MEANING_NO_MEDIA "There is no medium in the drive."
#define MEANING_INVALID_DEVICE_STATE \
    "Not in this state: a volume is mounted, or there is nothing to undo."
#define MEANING_IO_DEVICE_ERROR "The drive reported an error of its own."
#define MEANING_INVALID_BUFFER_SIZE "The buffer's size is not allowed."
#define MEANING_NOT_FOUND "What the request names is not there."
#define MEANING_VOLUME_DISMOUNTED "The volume has been dismounted."
#define MEANING_COPY_PROTECTION_FAILURE \
    "The copy protection of the disc stands in the way."
#define MEANING_CSS_AUTHENTICATION_FAILURE \
    "The authentication with the copy protection has failed."
#define MEANING_CSS_KEY_NOT_PRESENT \
    "There is no key for the copy protection there."
#define MEANING_CSS_KEY_NOT_ESTABLISHED \
    "No session key was agreed on for the copy protection."
#define MEANING_CSS_SCRAMBLED_SECTOR \
    "The sector is scrambled, and nobody has authenticated."
#define MEANING_CSS_REGION_MISMATCH \
    "The drive's region is not the disc's."
#define MEANING_CSS_RESETS_EXHAUSTED \
    "The drive's region can be changed no more."
#define MEANING_BUFFER_OVERFLOW "The answer was cut to the buffer's size."
#define MEANING_DEVICE_BUSY \
    "The drive is held back: by a secure tray lock, by playing audio, or by a " \
    "reservation."
#define MEANING_VERIFY_REQUIRED \
    "The disc may have been changed; the volume must be verified first."
#define MEANING_NO_DATA_DETECTED "Nothing is recorded there."
#define MEANING_CLEANER_CARTRIDGE_INSTALLED "A cleaning medium is inserted."
/* clang-format on */

static const struct tj_status_code_info rows[] = {
#define X(name_, status_, win32_, win32_name_, inferred_) \
    { .name = "STATUS_" #name_,                           \
      .status = UINT32_C(status_),                        \
      .win32 = win32_,                                    \
      .win32_name = win32_name_,                          \
      .meaning = MEANING_##name_,                         \
      .inferred = inferred_ },
    TJ_NTSTATUS_LIST(X)
#undef X
};
enum { ROWS_COUNT = sizeof rows / sizeof *rows };

/* What a newer Windows makes of a status. The number came with Windows 10 1903
 * (winerror.h of SDK 10.0.18362; older versions have ERROR_FILE_NOT_FOUND). */
static const struct tj_newer_error newer[] = {
    { TJ_STATUS_NO_SUCH_DEVICE, 433, "ERROR_NO_SUCH_DEVICE",
      "Windows 10 1903" },
};

/* What RtlNtStatusToDosError answers for a code it does not know. */
enum { ERROR_MR_MID_NOT_FOUND = 317 };

size_t tj_ntstatus_count(void)
{
    return ROWS_COUNT;
}

const struct tj_status_code_info *tj_ntstatus_at(size_t index)
{
    TJ_ASSERT(index < ROWS_COUNT);
    return &rows[index];
}

const struct tj_status_code_info *tj_ntstatus_info(uint32_t status)
{
    for (size_t i = 0; i < ROWS_COUNT; i++)
        if (rows[i].status == status)
            return &rows[i];
    return NULL;
}

const char *tj_ntstatus_name(uint32_t status)
{
    const struct tj_status_code_info *info = tj_ntstatus_info(status);
    return info == NULL ? "STATUS_?" : info->name;
}

/* A search tree in code, because every answer needs it. */
uint32_t tj_ntstatus_to_win32(uint32_t status)
{
    switch (status) {
#define X(name_, status_, win32_, win32_name_, inferred_) \
    case UINT32_C(status_):                               \
        return win32_;
        TJ_NTSTATUS_LIST(X) /* NOLINT(bugprone-branch-clone): a table. */
#undef X
    default: /* Unknown success and informational codes are not errors. */
        return status >> 30 <= 1 ? 0 : ERROR_MR_MID_NOT_FOUND;
    }
}

const struct tj_newer_error *tj_ntstatus_newer(uint32_t status)
{
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++)
        if (newer[i].status == status)
            return &newer[i];
    return NULL;
}

bool tj_ntstatus_gives(uint32_t status, uint32_t win32)
{
    const struct tj_newer_error *since = tj_ntstatus_newer(status);

    return tj_ntstatus_to_win32(status) == win32 ||
           (since != NULL && since->win32 == win32);
}
