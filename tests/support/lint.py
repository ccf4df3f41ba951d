#!/usr/bin/python3
"""clang-format, clang-tidy, shellcheck and mypy over the tree; exit 1 if any
of them complains. Run by `./dev lint`."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("core", "sim", "backends", "stress")


def files(*suffixes):
    return [str(path.relative_to(ROOT)) for room in ROOMS
            for path in sorted((ROOT / room).rglob("*")) if path.suffix in suffixes]


def run(name, *command):
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print(f"{name}: {'ok' if result.returncode == 0 else 'complains'}")
    if result.returncode:
        print((result.stdout + result.stderr)[-6000:])
    return result.returncode == 0


def main():
    posix = [name for name in files(".c")
             if "windows" not in name and "sdk" not in name]
    good = [
        run("shellcheck", "shellcheck", "dev", ".ci/run"),
        run("clang-tidy", "clang-tidy", "--quiet", "-p", "build/clang", *posix),
        run("mypy", "mypy", "--strict", "--ignore-missing-imports",
            "--explicit-package-bases", "reports", "panel", "docs/man/make.py"),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
