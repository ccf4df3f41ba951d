# SPDX-License-Identifier: MIT
"""A Linux kernel of its own, as a process: Debian's user-mode-linux, downloaded
and unpacked, never installed. Its files are this machine's with a layer in
memory over them.

    with Machine() as machine:
        machine.run("uname -r").text

As a program it gives a shell, or a command, in a guest with a drive 0.

What keeps it from being tried is Missing (a test is skipped, with the words);
what goes wrong with the machine and not with what is tested is Infrastructure.
"""
import atexit
import ctypes
import fcntl
import glob
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("TRAYJAM_SOURCE", HERE.parent.parent))
BUILD = Path(os.environ.get("TRAYJAM_BUILD", SOURCE / "build/release"))
CACHE = Path(os.environ.get("TRAYJAM_UML", SOURCE / "build/uml"))
PACKAGES = ("user-mode-linux", "busybox-static")
MEMORY_MB = 384
TIMEOUT_S = 60


class Missing(Exception):
    """It cannot be tried here; says why."""


class Infrastructure(Exception):
    """The machine did not do its part."""


class Result:
    """What a command in the guest printed, and its exit code."""

    def __init__(self, code, text):
        self.code, self.text = code, text

    def __repr__(self):
        return f"exit {self.code}: {self.text}"


# --- Packages ---

def _download(folder):
    folder.mkdir(parents=True, exist_ok=True)
    lacking = [name for name in PACKAGES if not glob.glob(f"{folder}/{name}_*.deb")]
    if not lacking:
        return
    if shutil.which("apt-get") is None:
        raise Missing("no apt-get: the packages " + " and ".join(lacking) + " cannot be had")
    wanted = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", *lacking]
    run = subprocess.run(wanted, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0 and os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], capture_output=True, check=False)
        run = subprocess.run(wanted, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise Missing("packages cannot be had: " + " ".join(run.stderr.split()))


def _unpack(folder, tree):
    if (tree / "done").exists():
        return
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for package in PACKAGES:
        newest = max(glob.glob(f"{folder}/{package}_*.deb"), key=os.path.getmtime)
        subprocess.run(["dpkg-deb", "-x", newest, tree], check=True)
    (tree / "done").touch()


def _root(tree, root):
    """The guest's first files: a shell, a script, places to mount."""
    for name in ("proc", "sys", "dev", "host", "layer", "world"):
        (root / name).mkdir(parents=True, exist_ok=True)
    shutil.copy2(tree / "bin/busybox", root / "busybox")
    shutil.copy2(HERE / "init.sh", root / "init")
    (root / "init").chmod(0o755)


def prepare():
    """Gives the kernel, its modules, the guest's root; makes them if need be."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        raise Missing("user-mode Linux is of Linux on x86-64")
    if shutil.which("dpkg-deb") is None:
        raise Missing("no dpkg-deb: the packages cannot be unpacked")
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _download(CACHE / "packages")
        _unpack(CACHE / "packages", CACHE / "tree")
        _root(CACHE / "tree", CACHE / "root")
    modules = glob.glob(f"{CACHE}/tree/usr/lib/uml/modules/*")
    if not modules:
        raise Missing("the package user-mode-linux has no modules")
    return CACHE / "tree/usr/bin/linux.uml", Path(modules[0]), CACHE / "root"


# --- The machine ---

def _memory_folder():
    """Its memory is a file: where there is room for it, best in memory."""
    try:
        room = os.statvfs("/dev/shm")
        if room.f_bavail * room.f_frsize > MEMORY_MB << 20 and not room.f_flag & os.ST_NOEXEC:
            return "/dev/shm"
    except OSError:
        pass
    return str(CACHE)


def of_session(leader):
    """The processes of that session, but for those that have ended."""
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                # pid (name) state parent group session
                fields = file.read().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == leader and fields[0] not in "ZX":
            found.append(int(path.split("/")[2]))
    return found


def end_session(leader):
    """Each process of a guest is one of ours, in groups of its own making."""
    end = time.monotonic() + 10
    while (left := of_session(leader)) and time.monotonic() < end:
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass


def guard(leader):
    """A process that outlives us, however we end, and then ends the guest."""
    return subprocess.Popen([sys.executable, "-ES", __file__, "--guard", str(leader)],
                            stdin=subprocess.PIPE, start_new_session=True)


def _end_with_us():
    """In the child: SIGKILL when we end, however we end."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Machine:
    """Boots when entered; a second time if the first boot was no boot."""

    def __init__(self, terminal=False):
        self.kernel, self.modules, self.root = prepare()
        self.terminal = terminal # Our stdin and stdout are its third console.
        self.exchange = self.process = self.log = self._guard = None
        self.asked = 0
        self._ask = self._answers = -1
        self._rest = b""

    def __enter__(self):
        try:
            self._boot()
        except Infrastructure as once:
            print(f"booting again: {once}", file=sys.stderr)
            self.stop()
            self._boot()
        return self

    def __exit__(self, *_):
        self.stop()

    def _boot(self):
        self.exchange = Path(tempfile.mkdtemp(prefix="trayjam-uml-"))
        self.log = self.exchange / "console.log"
        theirs_in, self._ask = os.pipe()
        self._answers, theirs_out = os.pipe()
        line = [self.kernel, f"mem={MEMORY_MB}M", "root=/dev/root", "rootfstype=hostfs",
                f"rootflags={self.root}", "rw", "init=/init", "con=null",
                f"con1=fd:{theirs_in},fd:{theirs_out}",
                "con2=fd:0,fd:1" if self.terminal else "con2=null", "quiet", "panic=-1",
                f"umid={self.exchange.name}", f"uml_dir={self.exchange}",
                f"trayjam_exchange={self.exchange}", f"trayjam_modules={self.modules}"]
        with open(self.log, "wb") as log:
            line.append(f"con0=null,fd:{log.fileno()}")
            self.process = subprocess.Popen(
                [str(word) for word in line], stderr=log,
                stdin=None if self.terminal else subprocess.DEVNULL,
                stdout=None if self.terminal else log,
                pass_fds=(theirs_in, theirs_out, log.fileno()),
                start_new_session=True, preexec_fn=_end_with_us,
                env={"PATH": os.environ["PATH"], "TMPDIR": _memory_folder(),
                     "LD_PRELOAD": str(BUILD / "tests/uml/xstate.so")})
        self._guard = guard(self.process.pid)
        os.close(theirs_in)
        os.close(theirs_out)
        atexit.register(self.stop)
        self._rest = b""
        if self._line(TIMEOUT_S) != "ready":
            raise Infrastructure("the guest's first words were others")

    def console(self):
        """What its kernel said."""
        return self.log.read_text("utf-8", "replace") if self.log and self.log.exists() else ""

    def _fail(self, what):
        said = self.console()
        if re.search(r"ptrace.*(not permitted|EPERM|errno = 1\b)", said, re.IGNORECASE):
            raise Missing("ptrace is forbidden here, and user-mode Linux lives by it")
        raise Infrastructure(f"{what}; the guest's console ends with:\n" +
                             "\n".join(said.splitlines()[-30:]))

    def _line(self, timeout_s):
        """The next line of the second console."""
        end = time.monotonic() + (timeout_s or float("inf"))
        with selectors.DefaultSelector() as watch:
            watch.register(self._answers, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                left = end - time.monotonic()
                if left <= 0 or not watch.select(left if timeout_s else None):
                    self._fail(f"the guest did not answer within {timeout_s} s")
                more = os.read(self._answers, 4096)
                if not more:
                    self._fail("the guest ended")
                self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line.decode().strip()

    def run(self, script, timeout_s=TIMEOUT_S):
        """A shell script in the guest, as root; waits for its end (None: however long)."""
        self.asked += 1
        name = f"{self.asked}"
        (self.exchange / f"{name}.sh").write_text(script + "\n", "utf-8")
        os.write(self._ask, f"{name}\n".encode())
        said = self._line(timeout_s).split()
        if said == ["ready"]:
            self._fail("the guest ended, and began anew")
        if len(said) != 2 or said[0] != name:
            self._fail(f"the guest answered {said} to {name}")
        text = (self.exchange / f"{name}.out").read_text("utf-8", "replace")
        return Result(int(said[1]), text)

    def must(self, script, timeout_s=TIMEOUT_S):
        """The same, and its exit code is 0; gives what it printed."""
        result = self.run(script, timeout_s)
        assert result.code == 0, f"{script}\n{result}\n{self.console()[-2000:]}"
        return result.text

    def stop(self):
        """Ends it, whatever it does, with all its processes: nothing in it is to be kept."""
        if self.process is None:
            return
        end_session(self.process.pid)
        self.process.wait()
        self._guard.stdin.close()
        self._guard.wait()
        os.close(self._ask)
        os.close(self._answers)
        self.process = None
        shutil.rmtree(self.exchange, ignore_errors=True)


def shell(machine):
    """Our terminal, letter by letter, is the guest's; the guest's does the rest."""
    import termios # pylint: disable=import-outside-toplevel
    import tty     # pylint: disable=import-outside-toplevel
    before = termios.tcgetattr(0)
    size = os.get_terminal_size()
    tty.setraw(0)
    try:
        return machine.run(f"stty sane rows {size.lines} cols {size.columns} -F /dev/tty2; "
                           f"cd '{os.getcwd()}'; PATH='{BUILD}':$PATH TERM=linux "
                           "setsid -c sh -i </dev/tty2 >/dev/tty2 2>&1", None)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def main():
    """machine.py [COMMAND ...]"""
    if sys.argv[1:2] == ["--guard"]:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stdin.read()
        end_session(int(sys.argv[2]))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    interactive = len(sys.argv) == 1 and os.isatty(0) and os.isatty(1)
    try:
        with Machine(terminal=interactive) as machine:
            machine.must(f"'{BUILD}/trayjam' drive start; '{BUILD}/trayjam' drive add 0 "
                         "disc=present")
            if interactive:
                return shell(machine).code
            words = " ".join(sys.argv[1:]) or "trayjam drive status 0"
            result = machine.run(f"cd '{os.getcwd()}'; PATH='{BUILD}':$PATH\n{words}", None)
            print(result.text, end="")
            return result.code
    except Missing as why:
        print(f"machine: {why}", file=sys.stderr)
        return 6


if __name__ == "__main__":
    sys.exit(main())
