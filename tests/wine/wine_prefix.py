# SPDX-License-Identifier: MIT
"""A private Windows for a test: a Wine prefix of its own, with its own server,
gone at the end. The first one is made once in the build folder (seconds); each
test file gets a copy of it by hard links (milliseconds).

    with wine_prefix.taken() as wine:
        done = wine.run(wine.trayjam, "list", "rules", "--json")

Nothing here was ever held against a real Windows."""
import contextlib
import fcntl
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

WINE = pathlib.Path("/usr/lib/wine/wine64")
# Not Debian's wrapper: it ends the server as soon as nobody needs it.
SERVER = pathlib.Path("/usr/lib/wine/wineserver64")
# Keeps addresses free that Windows programs need. Without it the heap of one
# process in about 6,000 lies over a page that all share (0x7ffe0000), and that
# process ends without a word.
PRELOADER = pathlib.Path("/usr/lib/wine/wine64-preloader")
BUILD = pathlib.Path(os.environ.get("TRAYJAM_BUILD", "build/mingw"))
TRAYJAM = BUILD / "trayjam.exe"
KEEP_S = 600
# What a crash leaves of 0xC0000005, and what Wine says of any program's.
CRASHED = 5
FAULT = re.compile(r"^wine: Unhandled page fault .*\n", re.MULTILINE)
# Label wine10: a newer Wine, in a tree of its own Debian (docs/WINDOWS.md).
NEWER = os.environ.get("TRAYJAM_WINE10") == "1"
TREE = pathlib.Path(os.environ.get("TRAYJAM_WINE_TREE", "")) if NEWER else pathlib.Path("/")

WANTED = (
    # Windows 10; and top-level windows without a display.
    (r"HKCU\Software\Wine", "Version", "win10"),
    (r"HKCU\Software\Wine\Drivers", "Graphics", "null"),
)


def lacking():
    """Why nothing can run here, or None."""
    if NEWER and not os.environ.get("TRAYJAM_WINE_TREE"):
        return "no newer Wine: TRAYJAM_WINE_TREE names no tree (docs/WINDOWS.md)"
    if NEWER and os.geteuid() != 0:
        return "only root may enter the tree of a newer Wine"
    for path in (WINE, SERVER, PRELOADER):
        if not (TREE / path.relative_to("/")).exists():
            return f"{path} is not there (Debian packages wine, wine64, wine64-preloader)"
    if not TRAYJAM.exists():
        return f"{TRAYJAM} is not built (preset mingw)"
    return None


def command(program, *words):
    """The words that start it; in a tree, below what the tests need of this
    one. Every exec keeps the process, so that a kill meets the program."""
    if not NEWER:
        return [str(program), *map(str, words)]
    seen = ["/proc", "/dev", str(BUILD.resolve())]
    steps = []
    for path in seen:
        there = shlex.quote(str(TREE) + path)
        steps.append(f"mkdir -p {there} && mount --bind {shlex.quote(path)} {there}")
    steps.append('exec chroot "$0" "$@"')
    return ["unshare", "-m", "--propagation", "private", "sh", "-c", " && ".join(steps),
            str(TREE), str(program), *map(str, words)]


def windows_path(path):
    """The path as Windows programs write it; drive Z: is the whole tree."""
    return "Z:" + str(pathlib.Path(path).resolve()).replace("/", "\\")


class Wine:
    """One prefix. Its server runs until close()."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.prefix = self.folder / "prefix"
        self.drive_c = self.prefix / "drive_c"
        self.drivers = self.drive_c / "windows/system32/drivers"
        self.trayjam = TRAYJAM

    def environment(self, **more):
        """A clean one: nothing of the caller's that trayjam or Wine reads."""
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("TRAYJAM", "WINE"))
                and name not in ("DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR")}
        kept.update({"WINEPREFIX": str(self.prefix), "HOME": str(self.folder),
                     "LC_ALL": "C.UTF-8", "WINEDEBUG": "-all",
                     "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d;"
                                         "winedbg.exe=d"}, **more)
        return kept

    def start(self, *words, env=None, **how):
        """A Windows program that goes on beside us: a subprocess.Popen."""
        return subprocess.Popen(command(WINE, *words),
                                env=self.environment(**(env or {})), **how)

    def run(self, *words, folder=None, text=None, env=None, timeout=120):
        """Runs a Windows program; stdout and stderr are text, line ends as
        they came. Exit codes have 8 bits."""
        # Files, not pipes: what Wine starts beside the program keeps them open.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors, \
                tempfile.TemporaryFile() as given:
            given.write((text or "").encode())
            given.seek(0)
            done = subprocess.run(command(WINE, *words), cwd=folder, stdin=given,
                                  stdout=said, stderr=errors, timeout=timeout,
                                  env=self.environment(**(env or {})), check=False)
            said.seek(0)
            errors.seek(0)
            talk = errors.read().decode()
            if done.returncode != CRASHED:  # Then it was a helper of Wine's own.
                talk = FAULT.sub("", talk)
            return subprocess.CompletedProcess(done.args, done.returncode,
                                               said.read().decode(), talk)

    def must(self, *words, **how):
        """The same; a program that fails is an error with its words."""
        done = self.run(*words, **how)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done

    def registry(self, key, name, value, kind="REG_SZ"):
        self.must("reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")

    def server(self, *words):
        subprocess.run(command(SERVER, *words), env=self.environment(), timeout=60, check=False,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def open(self):
        self.server(f"-p{KEEP_S}")

    def close(self):
        """Ends every program of the prefix, and writes its registry."""
        self.server("-k")
        self.server("-w")


def make_base(folder):
    wine = Wine(folder)
    wine.folder.mkdir(parents=True)
    wine.open()
    try:
        wine.must("wineboot", "-i")
        for key, name, value in WANTED:
            wine.registry(key, name, value)
    finally:
        wine.close()


def base():
    """The folder that all are copied from; made by whoever comes first."""
    folder = BUILD / "wine" / ("base10" if NEWER else "base")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make_base(folder)
            (folder / "made").touch()
    return folder


@contextlib.contextmanager
def taken():
    """A prefix of one's own, with its server running; removed at the end."""
    source = base()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=source.parent))
    wine = Wine(folder)
    try:
        # Wine replaces its registry files, so the copies stay apart.
        subprocess.run(["cp", "-al", str(source / "prefix"), str(wine.prefix)], check=True)
        wine.open()
        yield wine
    finally:
        wine.close()
        shutil.rmtree(folder, ignore_errors=True)
