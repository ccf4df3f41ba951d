/* What admission has to know of a drive, asked of Windows and of the drive. */
#include "backends/real/allow_file.h"
#include "backends/windows/host.h"

#include "core/drive/encode.h"

#include <ctype.h>
#include <string.h>

#include <windows.h>
#include <ntddscsi.h>

#define SECOND UINT64_C(1000000000)
enum { ANSWER_MAX = 2048, SENSE_MAX = 32 };

/* --- Of the drive --- */

static bool is_owned(const char *path)
{
    static const uint8_t query[TJ_EXCLUSIVE_ACCESS_SIZE] = { 0 };
    uint8_t              output[TJ_EXCLUSIVE_STATE_SIZE] = { 0 };
    struct tj_lock_state state = { .locked = false };
    struct real_answer  answer;
    const struct win32_ask ask = {
        .path = path, .access = TJ_ACCESS_READ_WRITE,
        .code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
        .input = query, .input_size = sizeof query,
        .output = output, .output_size = sizeof output,
        .timeout_ns = 30 * SECOND,
    };

    win32_ask(&ask, &answer);
    return answer.known && answer.status == TJ_STATUS_SUCCESS &&
           tj_decode_lock_state(output, answer.info, &state) && state.locked;
}

/* The buffer of a pass-through request: the structure, sense, data. */
struct pass_through {
    SCSI_PASS_THROUGH head;
    uint8_t           sense[SENSE_MAX];
    uint8_t           data[ANSWER_MAX];
};

/* A command with data to us. Gives how many bytes came; sense as key, code and
 * qualifier. */
static size_t command(const char *path, const uint8_t *bytes, uint8_t length,
                      struct pass_through *pass, uint8_t sense[3])
{
    struct real_answer    answer;
    const struct win32_ask ask = {
        .path = path, .access = TJ_ACCESS_READ_WRITE,
        .code = TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x401, 0, 3),
        .input = &pass->head, .input_size = sizeof pass->head,
        .output = pass, .output_size = sizeof *pass,
        .timeout_ns = 30 * SECOND,
    };

    memset(pass, 0, sizeof *pass);
    pass->head.Length = sizeof pass->head;
    pass->head.CdbLength = length;
    pass->head.SenseInfoLength = SENSE_MAX;
    pass->head.DataIn = SCSI_IOCTL_DATA_IN;
    pass->head.DataTransferLength = bytes[0] == 0 ? 0 : ANSWER_MAX;
    pass->head.TimeOutValue = 20;
    pass->head.SenseInfoOffset = offsetof(struct pass_through, sense);
    pass->head.DataBufferOffset = offsetof(struct pass_through, data);
    memcpy(pass->head.Cdb, bytes, length);
    win32_ask(&ask, &answer);
    memset(sense, 0, 3);
    if (!answer.known || answer.status != TJ_STATUS_SUCCESS ||
        answer.info < sizeof pass->head)
        return 0;
    if (pass->head.ScsiStatus != 0) {
        sense[0] = pass->sense[2] & 0x0f;
        sense[1] = pass->sense[12];
        sense[2] = pass->sense[13];
        return 0;
    }
    size_t came = pass->head.DataTransferLength;
    return came < ANSWER_MAX ? came : ANSWER_MAX;
}

static size_t get_configuration(const char *path, uint8_t *output)
{
    /* GET_CONFIGURATION_IOCTL_INPUT {u16 feature, u32 type, two pointers};
     * type 1: current features only. */
    uint8_t             input[8 + 2 * sizeof(void *)] = { [4] = 1 };
    struct real_answer answer;
    const struct win32_ask ask = {
        .path = path, .access = TJ_ACCESS_READ,
        .code = TJ_CONTROL_CODE(TJ_DEVICE_CDROM, 0x16, 0, 1),
        .input = input, .input_size = sizeof input,
        .output = output, .output_size = ANSWER_MAX,
        .timeout_ns = 30 * SECOND,
    };

    win32_ask(&ask, &answer);
    return answer.known && answer.status == TJ_STATUS_SUCCESS ? answer.info : 0;
}

static enum real_burning look_at_burning(const char *path)
{
    static const uint8_t ready[6] = { 0x00 };
    static const uint8_t disc_information[10] = {
        0x51, [7] = ANSWER_MAX >> 8, [8] = ANSWER_MAX & 0xff };
    uint8_t                 configuration[ANSWER_MAX] = { 0 };
    struct pass_through     pass;
    struct real_drive_says says = { .owned = is_owned(path) };
    uint8_t                 sense[3];

    says.configuration = configuration;
    says.configuration_size = get_configuration(path, configuration);
    (void)command(path, ready, sizeof ready, &pass, says.sense);
    says.disc_size = command(path, disc_information, sizeof disc_information,
                             &pass, sense);
    says.disc = pass.data;
    if (says.sense[0] == 0) /* READ DISC INFORMATION can say it, too. */
        memcpy(says.sense, sense, sizeof says.sense);
    return real_burning_of(&says);
}

/* --- Of the system --- */

/* A letter that the running system came from: its own folder's, and where the
 * memory disk of an installation medium was loaded from. */
static bool is_letter_of_system(char letter)
{
    char  folder[MAX_PATH] = "", source[16] = "";
    DWORD size = sizeof source;

    if (GetSystemDirectoryA(folder, sizeof folder) > 0 &&
        toupper((unsigned char)folder[0]) == letter)
        return true;
    return RegGetValueA(HKEY_LOCAL_MACHINE, "SYSTEM\\CurrentControlSet\\Control",
                        "PEBootRamdiskSourceDrive", RRF_RT_REG_SZ, NULL, source,
                        &size) == ERROR_SUCCESS &&
           toupper((unsigned char)source[0]) == letter;
}

static bool is_boot_source(const struct win32_paths *paths)
{
    struct win32_number drive, other;
    bool                has_number = win32_device_number(paths->device, &drive);

    for (char letter = 'A'; letter <= 'Z'; letter++) {
        char path[] = { '\\', '\\', '.', '\\', letter, ':', '\0' };

        if (!is_letter_of_system(letter))
            continue;
        if (_stricmp(path, paths->volume) == 0 || paths->file[0] == letter)
            return true;
        if (has_number && win32_device_number(path, &other) &&
            other.type == drive.type && other.number == drive.number)
            return true;
    }
    return false;
}

enum tj_status win32_take_facts(const struct tj_windows_host *host,
                                struct real_drive_facts *facts,
                                struct tj_error *error)
{
    *facts = (struct real_drive_facts){ .identity = host->identity };
    facts->boot = is_boot_source(&host->paths);
    if (!facts->boot)
        facts->burning = look_at_burning(host->paths.device);
    return real_read_allow_file(&host->target.real, &host->identity,
                                &facts->allowance, error);
}
