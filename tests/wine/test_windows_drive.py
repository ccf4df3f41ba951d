# SPDX-License-Identifier: MIT
"""The Windows backend at trayjam.sys: its contract, runs, deaths, events."""
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import driver_rig as rig
import pytest
import wine_prefix

DRIVE = r"windows:\\.\CdRom9"
SERIAL = "TRAYJAM-00000001"
ACCEPTED = rf"\\.\CdRom9;accept-wear={SERIAL}"
KILLS = int(os.environ.get("TRAYJAM_KILLS", "16"))
PATIENCE_S = 30
LINUX = os.environ.get("TRAYJAM_LINUX", "")
needs_folders = pytest.mark.skipif(
    wine_prefix.NEWER, reason="the run's folder lies outside the newer Wine's tree")


@pytest.fixture(scope="module", name="driver")
def started(wine):
    why = rig.lacking()
    if why:
        pytest.skip(why)
    return rig.Driver(wine)


def until(holds, what):
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def tap(wine, part, settings=""):
    done = wine.run(wine_prefix.BUILD / "tap_windows_drive.exe",
                    ACCEPTED + settings, part)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_contract_holds(driver, wine):
    driver.add("disc=none")
    done = wine.run(wine_prefix.BUILD / "contract_windows.exe",
                    env={"TRAYJAM_CONTRACT_DRIVE": ACCEPTED})
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok ") >= 16 and "not ok" not in done.stdout


@pytest.mark.parametrize("part, drive, settings", [
    ("handles", "disc=none", ""),
    ("cancels", "disc=present,open_time=2s", ""),
    ("deadline", "disc=present,open_time=7s", ";deadline=300ms"),
    ("budget", "disc=none", ";motions=2"),
    ("statuses", "disc=none", ""),
    ("refusals", "disc=none", ""),
    ("events", "disc=none", ""),
])
def test_from_one_process(driver, wine, part, drive, settings):
    driver.add(drive)
    tap(wine, part, settings)
    state = driver.state()
    assert state["tray"] == "closed", "put back"
    assert not state["locked"] and state["files"] == 0


@needs_folders
@pytest.mark.parametrize("how", [("--clients", "4", "--runner", "threads"),
                                 ("--clients", "2t2p")])
def test_a_run_is_judged_the_same_on_linux(driver, trayjam, tmp_path, how):
    driver.add("disc=none")
    run = trayjam("run", "two-burners", "--drive", DRIVE, *how, "--duration", "2s",
                  "--i-accept-wear", SERIAL, "--out", "run", "--format", "none",
                  "--progress", "none", "--json", folder=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads((tmp_path / "run" / "run.json").read_text())
    assert told["drive"].startswith(DRIVE)
    state = driver.state()
    assert not state["locked"] and state["files"] == 0
    if not pathlib.Path(LINUX).exists():
        pytest.skip("no trayjam for Linux is built to judge the trace")
    judged = subprocess.run([LINUX, "check", "run", "--quiet"], cwd=tmp_path,
                            capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    again = json.loads((tmp_path / "run" / "run.json").read_text())
    assert again["verdict"] == told["verdict"]


@needs_folders
def test_killed_workers_leave_no_lock(driver, trayjam, tmp_path):
    driver.add("disc=none")
    run = trayjam("run", "two-burners", "--drive", DRIVE, "--clients", "2t2p",
                  "--duration", "2s", "--i-accept-wear", SERIAL, "--out", "run",
                  "--format", "none", "--progress", "none",
                  "--fault", "die: kill(process) op=lock when=granted every=12 count=3",
                  folder=tmp_path)
    assert run.returncode in (0, 2), run.stdout + run.stderr
    told = json.loads((tmp_path / "run" / "run.json").read_text())
    assert told["drive"].startswith(DRIVE) and "die" in json.dumps(told)
    state = driver.state()
    assert not state["locked"] and state["files"] == 0


def holder(wine):
    hold = wine.start(wine.trayjam, "hold", "--drive", DRIVE, "--as", "Victim",
                      "--json", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert hold.stdout.readline(), "it did not come so far"
    return hold


def test_a_holder_that_is_killed_leaves_no_lock(driver, wine):
    """Half by SIGKILL from outside Windows, half by TerminateProcess."""
    driver.add("disc=none")
    with rig.Client(wine) as other:
        assert other.open() == "ok 0"
        for turn in range(KILLS):
            hold = holder(wine)
            assert other.owner() == b"Victim"
            assert other.lock() == "error 5"
            if turn % 2:
                wine.must("taskkill", "/f", "/im", "trayjam.exe")
            else:
                os.kill(hold.pid, signal.SIGKILL)
            hold.wait(PATIENCE_S)
            hold.stdout.close()
            until(lambda: other.owner() is None, f"kill {turn} leaves a lock")
    assert driver.state()["files"] == 0


SCENARIO = """[global]
runner = threads
clients = 1
duration = 60s
[persona vandal]
script = open interface rw | eject | prevent | hold 60s
"""


@needs_folders
def test_the_guardian_puts_back_what_a_killed_run_changed(driver, wine, tmp_path):
    driver.add("disc=none")
    (tmp_path / "s.ini").write_text(SCENARIO)
    run = wine.start(wine.trayjam, "run", "s.ini", "--drive", DRIVE,
                     "--i-accept-wear", SERIAL, "--out", "run", "--format", "none",
                     cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: driver.state()["simple_locks"] == 1, "the run prevents")
    assert driver.state()["tray"] == "open"
    run.kill()
    run.wait(PATIENCE_S)

    def is_back():
        state = driver.state()
        return state["simple_locks"] == 0 and state["tray"] == "closed"
    until(is_back, "the guardian puts the drive back")
    until(lambda: driver.state()["files"] == 0, "and ends")


@needs_folders
def test_a_real_tray_is_not_worn_without_leave(driver, trayjam, tmp_path):
    driver.add("disc=none")
    refused = trayjam("eject", "--drive", DRIVE)
    assert refused.returncode == 6
    assert f'--i-accept-wear "{SERIAL}"' in refused.stderr
    assert driver.state()["tray"] == "closed"
    wrong = trayjam("eject", "--drive", DRIVE, "--i-accept-wear", "K9D")
    assert wrong.returncode == 6 and SERIAL in wrong.stderr
    (tmp_path / "allow.txt").write_text(f"# ours\n{SERIAL} motions=2\n")
    done = trayjam("eject", "--drive", DRIVE, "--allow-list", "allow.txt",
                   folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert driver.state()["tray"] == "open", "a person's wish stays"
    sim = trayjam("eject", "--drive", "sim", "--i-accept-wear", "X")
    assert sim.returncode == 64 and "real drives" in sim.stderr


def test_a_drive_in_use_is_left_alone(driver, wine, trayjam):
    driver.add("disc=none")
    with rig.Client(wine) as other:
        assert other.open() == "ok 0" and other.lock() == "ok 0"
        refused = trayjam("lock", "--drive", DRIVE)
        assert refused.returncode == 6 and "owns it" in refused.stderr
        assert trayjam("query", "--drive", DRIVE).returncode == 0
    assert trayjam("lock", "--drive", DRIVE).returncode == 0


def test_watch_decodes_what_comes(driver, wine):
    driver.add("disc=none")
    watch = wine.start(wine.trayjam, "watch", "--drive", DRIVE, "--for", "20s", "--json",
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    heard = []

    def listen():
        heard.extend(iter(watch.stdout.readline, ""))
    ears = threading.Thread(target=listen)
    ears.start()
    with rig.Client(wine) as other:
        assert other.open() == "ok 0"

        def plays():
            assert other.lock() == "ok 0" and other.unlock() == "ok 0"
            return len(heard) >= 8
        until(plays, "it hears")
    watch.kill()
    watch.wait(PATIENCE_S)
    ears.join()
    watch.stdout.close()
    text = "".join(heard)
    assert all(json.loads(line) for line in heard)
    for name in ("CDROM_EXCLUSIVE_LOCK", "CDROM_EXCLUSIVE_UNLOCK", "MEDIA_REMOVAL"):
        assert name in text, text


SERVICES = r"HKLM\System\CurrentControlSet\Services"


def known_ears(wine):
    """Our services that hear for others, as far as Windows knows any."""
    # Fails when a key goes while it lists them: what it says till then counts.
    known = wine.run("reg", "query", SERVICES).stdout.splitlines()
    return {line.rsplit("\\", 1)[1] for line in known if "trayjam-ear-" in line}


def living_ears():
    """Those whose process is there."""
    living = set()
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if "ear" in words and str(wine_prefix.BUILD) in words[0].replace("\\", "/"):
            living.add(words[words.index("ear") + 1])
    return living


def by_service(wine):
    watch = wine.start(wine.trayjam, "watch", "--drive", DRIVE + ";notify=service",
                       "--json", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    until(living_ears, "a service hears")
    return watch


@needs_folders
@pytest.mark.parametrize("end", ["interrupt", "kill"])
def test_a_service_hears_and_is_gone_with_its_listener(driver, wine, end):
    driver.add("disc=none")
    watch = by_service(wine)
    until(lambda: driver.state()["files"] == 2, "it has a handle of its own")
    watch.send_signal(signal.SIGINT if end == "interrupt" else signal.SIGKILL)
    assert watch.wait(PATIENCE_S) == (130 if end == "interrupt" else -signal.SIGKILL)
    assert watch.stderr.read() == ""
    watch.stderr.close()
    until(lambda: not living_ears(), "its process has ended")
    until(lambda: not known_ears(wine), "and nobody knows of it")
    until(lambda: driver.state()["files"] == 0, "nor holds a handle")


@needs_folders
def test_a_service_that_ends_by_itself_is_told(driver, wine):
    driver.add("disc=none")
    watch = by_service(wine)
    until(lambda: driver.state()["files"] == 2, "it has a handle of its own")
    [name] = known_ears(wine)
    wine.must("sc", "stop", name)
    until(lambda: not living_ears(), "it stops when it is told to")
    watch.send_signal(signal.SIGINT)
    assert watch.wait(PATIENCE_S) == 130
    assert "events may be missing: 1" in watch.stderr.read()
    watch.stderr.close()
    until(lambda: not known_ears(wine), "nobody knows of it")


def test_what_handler_ex_is_called_with_is_understood(wine):
    """Wine sends device events to no service, so the test calls it."""
    done = wine.run(wine_prefix.BUILD / "tests/wine/tap_windows_ear.exe")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") > 20 and "not ok" not in done.stdout


@needs_folders
def test_a_run_hears_through_services(driver, wine, trayjam, tmp_path):
    driver.add("disc=none")
    run = trayjam("run", "two-burners", "--drive", DRIVE + ";notify=service",
                  "--clients", "2", "--runner", "threads", "--duration", "1s",
                  "--i-accept-wear", SERIAL, "--out", "run", "--format", "none",
                  "--progress", "none", folder=tmp_path)
    # Wine tells services nothing: whoever waits for events misses them.
    assert run.returncode in (0, 2), run.stdout + run.stderr
    assert json.loads((tmp_path / "run" / "run.json").read_text())["operations"]
    assert not living_ears() and not known_ears(wine) and driver.state()["files"] == 0


def test_drives_without_an_interface_are_found_by_name(driver, trayjam):
    driver.add("disc=none")
    driver.add("disc=present", "8")
    listed = json.loads(trayjam("drives", "--json").stdout)
    [row] = [kind for kind in listed if kind["name"] == "windows"]
    assert [(drive["name"], drive["serial"]) for drive in row["found"]] == [
        (r"\\.\CdRom8", SERIAL), (r"\\.\CdRom9", SERIAL)]
    text = trayjam("drives").stdout
    assert f"{DRIVE}   TRAYJAM SIMULATED DVD, serial number {SERIAL}\n" in text
    driver.do("remove", 8)


@pytest.mark.parametrize("figure", ["windows_backend", "windows_sync"])
def test_the_backend_is_measured_beside_bare_requests(driver, trayjam, figure):
    driver.add("disc=none")
    done = trayjam("bench", figure, "--drive", DRIVE, "--quick", "--json")
    assert done.returncode == 0, done.stderr
    [row] = json.loads(done.stdout)["figures"]
    assert row["name"] == figure and row["unit"] == "ns/query"
    # Each asks a driver: the least that this takes is no small number.
    assert row["value"] > 1000 and row["limit"] > 1000 and row["runs"] >= 3
    assert driver.state()["files"] == 0


@pytest.mark.parametrize("drive, says", [
    (r"windows:\\.\CdRom7", "cannot be opened"),
    ("windows:DVD", "names no drive"),
    (DRIVE + ";notify=cm", "CM_Register_Notification"),
])
def test_what_cannot_be_had_is_said(driver, trayjam, drive, says):
    driver.add("disc=none")
    done = trayjam("watch", "--drive", drive, "--for", "100ms")
    assert done.returncode in (6, 64) and says in done.stderr
