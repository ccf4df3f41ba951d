/* Drives of this machine: by device interface, with their names and letters; and
 * by name alone. */
#include "backends/drive_windows.h"

#include "backends/windows/host.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/bytes.h"
#include "core/drive/codes.h"

#include <ctype.h>
#include <string.h>

#include <windows.h>
#include <setupapi.h>

#define SECOND UINT64_C(1000000000)
enum { DEVICE_NUMBER_SIZE = 12, DESCRIPTOR_MAX = 1024,
       NAMES_SIZE = 1 << 18 };

/* GUID_DEVINTERFACE_CDROM */
static const GUID cdrom_interface = { 0x53f56308, 0xb6bf, 0x11d0,
    { 0x94, 0xf2, 0x00, 0xa0, 0xc9, 0x1e, 0xfb, 0x8b } };

bool win32_device_number(const char *path, struct win32_number *number)
{
    uint8_t              output[DEVICE_NUMBER_SIZE] = { 0 };
    struct real_answer  answer;
    const struct win32_ask ask = {
        .path = path, .code = TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
        .output = output, .output_size = sizeof output,
        .timeout_ns = 10 * SECOND,
    };

    win32_ask(&ask, &answer);
    if (!answer.known || answer.status != TJ_STATUS_SUCCESS ||
        answer.info < sizeof output)
        return false;
    *number = (struct win32_number){ tj_get_u32(output),
                                     tj_get_u32(output + 4) };
    return true;
}

bool win32_identify(const char *path, struct real_identity *identity)
{
    static const uint8_t standard_query[12] = { 0 };
    uint8_t              output[DESCRIPTOR_MAX] = { 0 };
    struct real_answer  answer;
    const struct win32_ask ask = {
        .path = path, .code = TJ_IOCTL_STORAGE_QUERY_PROPERTY,
        .input = standard_query, .input_size = sizeof standard_query,
        .output = output, .output_size = sizeof output,
        .timeout_ns = 30 * SECOND,
    };

    win32_ask(&ask, &answer);
    bool known = answer.known && answer.status == TJ_STATUS_SUCCESS;
    return win32_identity_decode(output, known ? answer.info : 0, identity);
}

/* The letter of the CD-ROM with that number; 0: none. */
static char letter_of(uint32_t number)
{
    for (char letter = 'A'; letter <= 'Z'; letter++) {
        char root[] = { letter, ':', '\\', '\0' };
        char path[] = { '\\', '\\', '.', '\\', letter, ':', '\0' };
        struct win32_number own;

        if (GetDriveTypeA(root) == DRIVE_CDROM &&
            win32_device_number(path, &own) && own.number == number)
            return letter;
    }
    return 0;
}

/* The path of an interface into *found. */
static bool take_interface(HDEVINFO set, SP_DEVICE_INTERFACE_DATA *device,
                           struct tj_windows_found *found)
{
    union {
        SP_DEVICE_INTERFACE_DETAIL_DATA_A detail;
        uint8_t                           room[1024];
    } memory;

    memset(&memory, 0, sizeof memory);
    memory.detail.cbSize = sizeof memory.detail;
    if (!SetupDiGetDeviceInterfaceDetailA(set, device, &memory.detail,
                                          sizeof memory, NULL, NULL))
        return false;
    return tj_text_copy(found->interface_path, sizeof found->interface_path,
                        memory.detail.DevicePath);
}

static void name(struct tj_windows_found *found)
{
    struct win32_number number;
    struct tj_text      text;

    (void)win32_identify(found->interface_path, &found->identity);
    if (!win32_device_number(found->interface_path, &number))
        return;
    tj_text_init(&text, found->name, sizeof found->name);
    tj_text_add(&text, "\\\\.\\CdRom%lu", (unsigned long)number.number);
    found->letter = letter_of(number.number);
}

static size_t find_interfaces(struct tj_windows_found *found, size_t max)
{
    HDEVINFO set = SetupDiGetClassDevsA(&cdrom_interface, NULL, NULL,
                                        DIGCF_PRESENT | DIGCF_DEVICEINTERFACE);
    SP_DEVICE_INTERFACE_DATA device = { .cbSize = sizeof device };
    size_t                   count = 0;

    if (set == INVALID_HANDLE_VALUE)
        return 0;
    for (DWORD i = 0; count < max &&
         SetupDiEnumDeviceInterfaces(set, NULL, &cdrom_interface, i,
                                     &device); i++) {
        found[count] = (struct tj_windows_found){ .letter = 0 };
        if (!take_interface(set, &device, &found[count]))
            continue;
        name(&found[count]);
        count++;
    }
    (void)SetupDiDestroyDeviceInfoList(set);
    return count;
}

/* --- By name: drives whose driver registers no interface --- */

/* Bit N: there is a \\.\CdRomN. */
static uint64_t numbers_of_names(void)
{
    static const char prefix[] = "CdRom";
    char             *names = tj_os_pages_take(NAMES_SIZE);
    uint64_t          numbers = 0, number;

    if (names == NULL)
        return 0;
    DWORD size = QueryDosDeviceA(NULL, names, NAMES_SIZE - 1);
    for (char *at = names; at < names + size && *at != '\0';
         at += strlen(at) + 1)
        if (_strnicmp(at, prefix, sizeof prefix - 1) == 0 &&
            tj_parse_u64(at + sizeof prefix - 1, &number) && number < 64)
            numbers |= UINT64_C(1) << number;
    tj_os_pages_give(names, NAMES_SIZE);
    return numbers;
}

static bool is_listed(const struct tj_windows_found *found, size_t count,
                      const char *listed)
{
    for (size_t i = 0; i < count; i++)
        if (_stricmp(found[i].name, listed) == 0)
            return true;
    return false;
}

size_t tj_windows_find(struct tj_windows_found *found, size_t max)
{
    size_t   count = find_interfaces(found, max);
    uint64_t numbers = numbers_of_names();

    for (unsigned number = 0; number < 64 && count < max; number++) {
        struct tj_windows_found one = { .letter = 0 };
        struct tj_text          text;

        tj_text_init(&text, one.name, sizeof one.name);
        tj_text_add(&text, "\\\\.\\CdRom%u", number);
        if ((numbers >> number & 1) == 0 ||
            is_listed(found, count, one.name) ||
            !win32_identify(one.name, &one.identity))
            continue;
        found[count++] = one;
    }
    return count;
}

/* --- The three ways to the drive that was named --- */

static bool is_named(const struct tj_windows_found *found,
                     const struct win32_target *target)
{
    if (target->letter != 0)
        return found->letter == target->letter;
    if (target->has_number)
        return _stricmp(found->name, target->real.path) == 0;
    return _stricmp(found->interface_path, target->real.path) == 0;
}

void win32_find_paths(const struct win32_target *target,
                      struct win32_paths *paths)
{
    enum { DRIVES = 16 };
    struct tj_windows_found found[DRIVES];
    size_t                  count = find_interfaces(found, DRIVES);
    char                    letter = target->letter;

    *paths = (struct win32_paths){ .file = "" };
    (void)tj_text_copy(paths->device, sizeof paths->device, target->real.path);
    (void)tj_text_copy(paths->volume, sizeof paths->volume, target->real.path);
    for (size_t i = 0; i < count; i++) {
        if (!is_named(&found[i], target))
            continue;
        (void)tj_text_copy(paths->device, sizeof paths->device,
                           found[i].interface_path);
        if (target->letter == 0 && !target->has_number)
            (void)tj_text_copy(paths->volume, sizeof paths->volume,
                               found[i].name);
        letter = found[i].letter;
    }
    if (letter != 0) {
        paths->file[0] = letter;
        (void)tj_text_copy(paths->file + 1, sizeof paths->file - 1, ":\\");
    }
}
