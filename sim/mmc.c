/* The MMC capability cache (spec 0.7, 3.1): what the drive says of itself with
 * the disc that is in it. This is the only place where writes become allowed.
 * Feature descriptors: MMC-6 5.3. */
#include "sim/requests.h"

#include <string.h>

enum { FEATURES_AT = 8, FEATURE_HEADER_SIZE = 4 };
/* The features that the driver asks after: their codes. */
#define ASKED_LIST(X)                  \
    X(RANDOM_READABLE, 0x0010)         \
    X(RANDOM_WRITABLE, 0x0020)         \
    X(INCREMENTAL_STREAMING, 0x0021)   \
    X(DEFECT_MANAGEMENT, 0x0024)       \
    X(RESTRICTED_OVERWRITE, 0x0026)    \
    X(DVD_PLUS_R, 0x002b)              \
    X(RIGID_RESTRICTED_OVERWRITE, 0x002c) \
    X(DVD_PLUS_R_DUAL_LAYER, 0x003b)   \
    X(REAL_TIME_STREAMING, 0x0107)
enum asked {
#define X(name, code) name,
    ASKED_LIST(X)
#undef X
    ASKED
};

/* The first descriptor of each, or NULL. */
struct features {
    const uint8_t *at[ASKED];
};

static enum asked asked_by(uint32_t code)
{
    switch (code) {
#define X(name, code_) \
    case code_:        \
        return name;
        ASKED_LIST(X)
#undef X
    default:
        return ASKED;
    }
}

static struct features list(const uint8_t *data, size_t size)
{
    struct features features = { { NULL } };
    size_t at = FEATURES_AT;

    while (at + FEATURE_HEADER_SIZE <= size) {
        const uint8_t *feature = data + at;
        enum asked     asked = asked_by(sim_get_be16(feature));
        at += FEATURE_HEADER_SIZE + (size_t)feature[3];
        if (at > size)
            break;
        if (asked != ASKED && features.at[asked] == NULL)
            features.at[asked] = feature;
    }
    return features;
}

/* A current feature with that many bytes of its own, or NULL. */
static const uint8_t *find(const struct features *features, enum asked asked,
                           unsigned bytes)
{
    const uint8_t *feature = features->at[asked];

    return feature != NULL && (feature[2] & 1) != 0 && feature[3] >= bytes
               ? feature
               : NULL;
}

static bool has(const struct features *features, enum asked asked)
{
    return find(features, asked, 0) != NULL;
}

/* DVD+R says by a bit of its own that it takes a stream. */
static bool is_plus_r(const struct features *features)
{
    static const enum asked kinds[] = { DVD_PLUS_R, DVD_PLUS_R_DUAL_LAYER };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const uint8_t *feature = find(features, kinds[i], 1);
        if (feature != NULL && (feature[4] & 1) != 0)
            return true;
    }
    return false;
}

/* The first one that is current decides how the disc may be written. */
static enum sim_schema schema_of(const struct features *features)
{
    static const struct { enum asked asked; enum sim_schema schema; } rows[] = {
        { RANDOM_WRITABLE, SIM_SCHEMA_RANDOM },
        { RIGID_RESTRICTED_OVERWRITE, SIM_SCHEMA_RIGID },
        { RESTRICTED_OVERWRITE, SIM_SCHEMA_RESTRICTED },
        { INCREMENTAL_STREAMING, SIM_SCHEMA_INCREMENTAL },
    };

    if (has(features, DEFECT_MANAGEMENT) && has(features, RANDOM_WRITABLE))
        return SIM_SCHEMA_DEFECT_MANAGEMENT;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (has(features, rows[i].asked))
            return rows[i].schema;
    return is_plus_r(features) ? SIM_SCHEMA_INCREMENTAL : SIM_SCHEMA_DISC;
}

static void learn(struct sim_drive *drive, const uint8_t *data, size_t size)
{
    const struct features features = list(data, size);
    const uint8_t *readable = find(&features, RANDOM_READABLE, 6);
    const uint8_t *streaming = find(&features, REAL_TIME_STREAMING, 1);

    drive->schema = (uint8_t)schema_of(&features);
    drive->write_allowed = drive->schema != SIM_SCHEMA_DISC;
    drive->blocking = readable != NULL ? (uint16_t)sim_get_be16(readable + 8)
                                       : 1;
    if (drive->write_allowed && drive->profile.schema != SIM_SCHEMA_DISC) {
        drive->schema = drive->profile.schema;
        drive->blocking = drive->profile.blocking;
    }
    drive->streaming = 0;
    if (streaming != NULL) /* Byte 4 bit 0: the drive also writes streams. */
        drive->streaming = (streaming[4] & 1) != 0
                               ? SIM_STREAMING_READ | SIM_STREAMING_WRITE
                               : SIM_STREAMING_READ;
}

/* GET CONFIGURATION: the features that are current. */
static void prepare(struct sim_command *command)
{
    sim_command_prepare(command, SIM_OP_GET_CONFIGURATION, 0);
    command->cdb[1] = 0x01;
    sim_put_be16(command->cdb + 7, SIM_DATA_MAX);
}

/* Until the drive has said otherwise the disc may not be written. A failed
 * refresh leaves the wish for one; so does what happens meanwhile. */
enum sim_progress sim_mmc_refresh(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        prepare(&request->command);
        drive->mmc_update = false;
        drive->write_allowed = false;
        drive->streaming = 0;
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED)
        return progress;
    if (sim_succeeded(request))
        learn(drive, effects->output, request->command.data_size);
    else
        drive->mmc_update = true;
    request->status = TJ_STATUS_SUCCESS;
    return progress;
}

/* Device start has done it once; nobody saw the command. */
void sim_mmc_start(struct sim_drive *drive)
{
    struct sim_command command = { .phase = SIM_COMMAND_IDLE };
    uint8_t data[SIM_DATA_MAX];

    if (!drive->profile.mmc)
        return;
    prepare(&command);
    struct sim_answer answer = sim_hardware_command(
        &drive->hardware, &drive->profile, command.cdb, data, drive->now_ns);
    if (answer.srb == SIM_SRB_SUCCESS && answer.status == SIM_SCSI_GOOD)
        learn(drive, data, answer.data_size);
}
