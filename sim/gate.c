/* The exclusive gate (spec 2.1): which requests of a non-owner are refused
 * while the drive is locked. Judged on the raw code, before anything is known
 * of the buffers. */
#include "sim/parts.h"

/* G1, G2 (K1, K2): the allow list. QUERY_PROPERTY is restricted later (2.3). */
static const uint32_t allowed[] = {
    TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,     TJ_IOCTL_SCSI_GET_ADDRESS,
    TJ_IOCTL_STORAGE_GET_HOTPLUG_INFO,   TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
    TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, TJ_IOCTL_CDROM_GET_INQUIRY_DATA,
    TJ_IOCTL_STORAGE_QUERY_PROPERTY,
};

/* First match wins. tape_alias: the normaliser maps TAPE-typed codes which the
 * gate lets pass, as the source does (R1); off closes that hole. */
bool sim_gate_blocks_code(uint32_t code, bool tape_alias)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (allowed[i] == code)
            return false;
    switch (tj_code_device(code)) { /* G3, K3 */
    case TJ_DEVICE_SCSI:
    case TJ_DEVICE_DISK:
    case TJ_DEVICE_CDROM:
    case TJ_DEVICE_STORAGE:
    case TJ_DEVICE_DVD:
        return true;
    case TJ_DEVICE_TAPE:
        return !tape_alias;
    default: /* G4, K4 */
        return false;
    }
}

/* A file object that the class driver saw being created: class D, and with
 * the lenient switch class V too (spec 0.4). */
bool sim_file_known(const struct sim_drive *drive, uint8_t file)
{
    if (file == SIM_NO_FILE)
        return false;
    uint8_t class = drive->files[file].class;
    return class == SIM_CLASS_D ||
           (class == SIM_CLASS_V && !drive->profile.handles_strict);
}

/* Everybody without a file object of his own is a stranger: class V, also in
 * the owner's process, and the driver's own poll. */
bool sim_is_stranger(const struct sim_drive *drive,
                     const struct sim_request *request)
{
    if (drive->owner == SIM_NO_FILE)
        return false;
    if (request->kind == SIM_READ && sim_mutant(drive, SIM_STRANGER_READS))
        return false; /* MUTANT(stranger_reads) */
    return drive->owner != request->file ||
           !sim_file_known(drive, request->file);
}

/* Gates that are wrong on purpose: true when *blocks is their verdict. */
static bool wrong_gate(const struct sim_drive *drive,
                       const struct sim_request *request, bool *blocks)
{
    bool stranger = sim_is_stranger(drive, request);

    *blocks = false;
    /* MUTANT(gate_lets_dvd_pass) */
    if (sim_mutant(drive, SIM_GATE_LETS_DVD_PASS) &&
        tj_code_device(request->code) == TJ_DEVICE_DVD)
        return true;
    /* MUTANT(polls_while_locked) */
    if (sim_mutant(drive, SIM_POLLS_WHILE_LOCKED) &&
        request->route == SIM_ROUTE_POLL)
        return true;
    *blocks = true;
    /* MUTANT(allowed_code_refused) */
    if (sim_mutant(drive, SIM_ALLOWED_CODE_REFUSED) &&
        stranger && request->code == TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER)
        return true;
    return sim_mutant(drive, SIM_OWNER_REFUSED) && /* MUTANT(owner_refused) */
           drive->owner != SIM_NO_FILE && !stranger &&
           request->code == TJ_IOCTL_STORAGE_EJECT_MEDIA;
}

bool sim_gate_blocks(const struct sim_drive *drive,
                     const struct sim_request *request)
{
    bool blocks;

    if (drive->profile.mutant != SIM_HONEST &&
        wrong_gate(drive, request, &blocks))
        return blocks;
    return sim_is_stranger(drive, request) &&
           sim_gate_blocks_code(request->code, drive->profile.tape_alias);
}
