#!/usr/bin/python3
"""clang-tidy, shellcheck and mypy over the tree; exit 1 if any
of them complains. Run by `./dev lint`."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("core", "sim", "backends", "stress", "cli")


BUILD = "build/clang"


def compiled():
    """The sources of the program that this system compiles."""
    commands = json.loads((ROOT / BUILD / "compile_commands.json").read_text())
    names = {os.path.relpath(row["file"], ROOT) for row in commands}
    return sorted(name for name in names if name.split(os.sep)[0] in ROOMS
                  and (ROOT / name).is_file())


def start(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          check=False)


def run(name, *commands):
    """One after the other on each core; all must be content."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda command: start(*command), commands))
    bad = [result for result in results if result.returncode]
    print(f"{name}: {'complains' if bad else 'ok'}", flush=True)
    for result in bad:
        print((result.stdout + result.stderr)[-6000:])
    return not bad


# As `trayjam sweep --jobs` puts it together.
SWEEP_SCRIPT = """cd cli/sweep/scripts
{ echo '#!/bin/sh'; cat "$0.sh"
  printf '%s=1\\n' parts scenario seeds keep format program; cat common.sh; } | shellcheck -"""


def main():
    sources = compiled()
    good = [
        run("shellcheck", ["shellcheck", "dev", ".ci/run", "tests/uml/init.sh",
                           "cmake/debian/postinst", "cmake/debian/prerm"],
            *(["sh", "-c", SWEEP_SCRIPT, scheduler] for scheduler in ("slurm", "parallel"))),
        run("mypy", ["mypy", "--strict", "--ignore-missing-imports",
                     "--explicit-package-bases", "reports", "panel",
                     "docs/man/make.py"]),
        run("clang-tidy", *(
            ["clang-tidy", "--quiet", "-p", BUILD, *sources[first:first + 8]]
            for first in range(0, len(sources), 8))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
