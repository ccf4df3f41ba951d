"""Every #include follows the arrows of ARCHITECTURE.md."""
import re

ALLOWED = {  # folder: the folders it may include, besides itself
    "core/base":  [],
    "core/drive": ["core/base"],
    "core/trace": ["core/base", "core/drive"],
    "core/check": ["core/base", "core/drive", "core/trace"],
    "sim/host":   ["core/base", "core/drive", "sim"],
    "sim":        ["core/base", "core/drive"],
    "backends":   ["core/base", "core/drive", "core/trace"],
    "stress":     ["core/base", "core/drive", "core/trace", "core/check",
                   "backends"],
    "cli":        ["core/base", "core/drive", "core/trace", "core/check",
                   "backends", "stress"],
}
DOORS = {  # the only files of backends/ that may look into the simulator
    "backends/driver.h": ["sim/host"], # The driver's private codes.
    "backends/driver_linux.c": ["sim/host"],
    "backends/drive_sim.c": ["sim"],
    "backends/drive_sim_bridge.c": ["sim"],
    "backends/virtual_internal.h": ["sim"],
    "backends/branching.c": ["sim"],
    "backends/serve.c": ["sim/host", "sim"],
    "backends/story.c": ["sim/host", "sim"],
    "backends/transcript.c": ["sim/host", "sim"],
    "backends/mutants.c": ["sim"],
    "backends/profiles.c": ["sim"],
}
INCLUDE = re.compile(r'\s*#\s*include\s+"([^"]+)"')


def folder(path):
    return next((f for f in ALLOWED if path.startswith(f + "/")), None)


def complaints(path, text):
    """Yields one line for each include of a C file that breaks an arrow."""
    home = folder(path)
    if home is None:
        yield f"{path}: not in any folder of the map; move it or extend ALLOWED"
        return
    may = [home, *ALLOWED[home], *DOORS.get(path, [])]
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match and "/" not in match[1]:
            continue  # made by the build, from the room that includes it
        if match and folder(match[1]) not in may:
            yield (f"{path}:{number}: {home} may not include \"{match[1]}\";"
                   f" it may include {', '.join(may)}")
