/* Simulated drives as devices of this Linux kernel: each has a host process of
 * its own (sim/host/tcmu), started here and spoken to over its socket. */
#include "backends/driver.h"

#include "backends/drive_sim_bridge.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "sim/host/tcmu/host.h"
#include "sim/host/tcmu/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define CONFIGFS "/sys/kernel/config"

/* Tests put a folder of their own before every path. */
static const char *root_folder(void)
{
    const char *root = getenv("TRAYJAM_DRIVE_ROOT");

    return root != NULL ? root : "";
}

/* --- The kernel's part --- */

static enum tj_status not_needed(struct tj_error *error)
{
    return tj_fail(error, TJ_UNAVAILABLE, "Linux has its driver in the kernel: "
                   "nothing is installed; go on with `trayjam drive start`");
}

enum tj_status tj_driver_install(const char *path, struct tj_error *error)
{
    (void)path;
    return not_needed(error);
}

enum tj_status tj_driver_uninstall(struct tj_error *error)
{
    return not_needed(error);
}

enum tj_status tj_driver_start(struct tj_error *error)
{
    const char *const modprobe[] = { "modprobe", "-a", "-q", "target_core_user",
                                     "tcm_loop", "sr_mod", "sg", NULL };

    if (tcmu_target_ready(root_folder(), error) == TJ_OK)
        return TJ_OK;
    if (geteuid() != 0)
        return tj_fail(error, TJ_UNAVAILABLE, "modules of the kernel are "
                       "root's; as root, or through sudo");
    if (root_folder()[0] != '\0')
        return error->status;
    (void)tj_os_run_program(modprobe);
    if (tcmu_target_ready("", error) != TJ_OK)
        (void)mount("none", CONFIGFS, "configfs", 0, NULL);
    return tcmu_target_ready("", error);
}

/* --- One drive's host --- */

static void report(int pipe, const struct tj_error *error)
{
    struct trayjam_result result = { .done = error == NULL };

    if (error != NULL) {
        (void)tj_text_copy(result.text, sizeof result.text, error->text);
        result.number = (uint32_t)error->status;
    }
    (void)!write(pipe, &result, sizeof result);
    close(pipe);
}

static void ready(void *context, const char *device)
{
    (void)device;
    report(*(int *)context, NULL);
}

static bool stop(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* Apart from the terminal and from whoever waits for our output to end. */
static void leave_terminal(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    (void)setsid();
    (void)!chdir("/");
    for (int i = 0; i < 3 && nothing >= 0; i++)
        (void)dup2(nothing, i);
    if (nothing > 2)
        close(nothing);
}

_Noreturn static void host(struct tcmu_host_config *config, int pipe)
{
    struct tj_error error;

    leave_terminal();
    tj_os_catch_interrupts();
    config->context = &pipe;
    config->ready = ready;
    config->stop = stop;
    void *memory = tj_os_pages_take(tcmu_host_size());
    enum tj_status status =
        memory == NULL ? tj_fail(&error, TJ_NO_MEMORY, "no room for a drive")
                       : tcmu_host_run(memory, config, &error);
    if (status != TJ_OK)
        report(pipe, &error); /* If anybody still waits. */
    tj_os_end_at_once(status == TJ_OK ? 0 : tj_status_exit_code(status));
}

static enum tj_status await(int pipe, struct tj_error *error)
{
    struct trayjam_result result;
    ssize_t size;

    do
        size = read(pipe, &result, sizeof result);
    while (size < 0 && errno == EINTR);
    if (size != (ssize_t)sizeof result)
        return tj_fail(error, TJ_HOST_IO, "the drive's process ended early");
    if (result.done != 0)
        return TJ_OK;
    result.text[sizeof result.text - 1] = '\0';
    return tj_fail(error, (enum tj_status)result.number, "%s", result.text);
}

static enum tj_status start_host(struct tcmu_host_config *config,
                                 struct tj_error *error)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return tj_fail_native(error, TJ_HOST_IO, errno, "cannot make a pipe: %s",
                              strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        host(config, ends[1]);
    }
    int native = errno;
    close(ends[1]);
    enum tj_status status =
        child > 0 ? await(ends[0], error)
                  : tj_fail_native(error, TJ_HOST_IO, native, "cannot start "
                                   "the drive's process: %s", strerror(native));
    close(ends[0]);
    return status;
}

enum tj_status tj_driver_add(struct trayjam_add *add, struct tj_error *error)
{
    struct tcmu_host_config config = { .root = root_folder(),
                                       .number = add->number };

    enum tj_status status = tcmu_target_ready(config.root, error);
    if (status == TJ_OK && add->letter != 0)
        status = tj_fail(error, TJ_USAGE, "letters are of Windows; the number "
                         "alone was expected");
    if (status == TJ_OK)
        status = bridge_profile(add->profile, &config.profile, error);
    if (status != TJ_OK)
        return status;
    config.profile.seed = add->seed;
    return start_host(&config, error);
}

/* --- What it is told --- */

static struct tcmu_message message_for(uint32_t function,
                                       const struct trayjam_order *order)
{
    struct tcmu_message message = { .function = function, .order = *order };

    message.order.head = (struct trayjam_head){ TRAYJAM_PRIVATE_VERSION,
                                                sizeof message.order };
    return message;
}

enum tj_status tj_driver_order(uint32_t function, struct trayjam_order *order,
                               struct tj_error *error)
{
    struct tcmu_message   message = message_for(function, order);
    struct trayjam_result result;

    enum tj_status status = tcmu_target_ready(root_folder(), error);
    if (status == TJ_OK)
        status = tcmu_host_ask(root_folder(), order->number, &message, &result,
                               sizeof result, error);
    if (status != TJ_OK || result.done != 0)
        return status;
    result.text[sizeof result.text - 1] = '\0';
    return tj_fail(error, TJ_BAD_INPUT, "%s", result.text);
}

enum tj_status tj_driver_state(uint32_t number, struct trayjam_state *state,
                               struct tj_error *error)
{
    const struct trayjam_order order = { .number = number };
    struct tcmu_message message = message_for(TRAYJAM_PRIVATE_STATE, &order);

    enum tj_status status = tcmu_target_ready(root_folder(), error);
    return status != TJ_OK ? status
                           : tcmu_host_ask(root_folder(), number, &message,
                                           state, sizeof *state, error);
}

enum tj_status tj_driver_status(struct trayjam_status *status,
                                struct tj_error *error)
{
    *status = (struct trayjam_status){ .route = TRAYJAM_ROUTE_UEVENT };
    enum tj_status ours = tcmu_target_ready(root_folder(), error);

    for (uint32_t i = 0; ours == TJ_OK && i < TRAYJAM_DRIVES_MAX; i++) {
        struct trayjam_state state;
        struct tj_error      lost;
        if (tj_driver_state(i, &state, &lost) != TJ_OK)
            continue;
        status->drives |= 1u << i;
        status->requests += state.requests;
        status->answered += state.steps;
    }
    return ours;
}

enum tj_status tj_driver_stop(struct tj_error *error)
{
    struct trayjam_status now;
    enum tj_status status = tj_driver_status(&now, error);

    for (uint32_t i = 0; status == TJ_OK && i < TRAYJAM_DRIVES_MAX; i++) {
        struct trayjam_order order = { .number = i };
        if ((now.drives & 1u << i) != 0)
            status = tj_driver_order(TRAYJAM_PRIVATE_REMOVE, &order, error);
    }
    return status;
}

enum tj_status tj_driver_device(uint32_t number, char *name, size_t size,
                                struct tj_error *error)
{
    char           device[TCMU_DEVICE_MAX];
    struct tj_text text;

    if (!tcmu_target_device(root_folder(), number, device))
        return tj_fail(error, TJ_MISSING, "drive %u is not plugged in", number);
    tj_text_init(&text, name, size);
    tj_text_add(&text, "/dev/%s", device);
    return TJ_OK;
}
