# SPDX-License-Identifier: MIT
"""`--drive linux:/dev/sr0` at a kernel's own drive: requests, faults, whole
runs; what was recorded in the guest is judged here."""
import json
import os
import shutil
import subprocess

import pytest

DEVICE = "linux:/dev/sr0"
WEAR = "--i-accept-wear TRAYJAM-00000001"


class Drive:
    """A drive in the guest, and the program at it."""

    def __init__(self, guest):
        self.guest = guest

    def order(self, words):
        self.guest.must(self.guest.drive(words))

    def state(self):
        return json.loads(self.guest.must(self.guest.drive("status 0 --json")))

    def line(self, words):
        return f"{self.guest.trayjam} {words} --drive {DEVICE}"

    def ask(self, words):
        """(exit code, the answer)"""
        result = self.guest.run(self.line(words) + " --json 2>/dev/null")
        return result.code, json.loads(result.text) if result.text.startswith("{") else result.text

    def move(self, words):
        return self.ask(f"{words} {WEAR}")


@pytest.fixture(name="drive")
def plug_in(guest):
    guest.must(guest.drive("add 0 disc=present"))
    guest.must("echo 20 > /sys/block/sr0/events_poll_msecs")
    yield Drive(guest)
    guest.must(guest.drive("remove 0"))


def test_the_drive_is_known(drive):
    rows = json.loads(drive.guest.must(f"{drive.guest.trayjam} drives --json"))
    assert next(row for row in rows if row["name"] == "linux")["usable"]
    code, row = drive.ask("drives")
    assert code == 0 and row["model"] == "TRAYJAM SIMULATED DVD" and row["media"] == "disc"


def test_requests_are_answered_and_the_tray_moves(drive):
    for words, tray in (("eject", "open"), ("load", "closed")):
        code, answer = drive.move(words)
        assert (code, answer["name"]) == (0, "STATUS_SUCCESS"), answer
        assert drive.state()["tray"] == tray
    code, answer = drive.ask("verify")
    assert (code, answer["name"]) == (0, "STATUS_SUCCESS"), answer


def test_a_refused_eject_is_refused(drive):
    """The kernel returns 2 and sets no errno."""
    drive.guest.must("printf 'import drive_calls as d, os\\nd.call(os.open(\"/dev/sr0\", "
                     "os.O_RDONLY | os.O_NONBLOCK), d.LOCK_DOOR, 1)' | "
                     f"PYTHONPATH={os.path.dirname(__file__)} /usr/bin/python3 -S")
    assert drive.state()["simple_locks"] == 1
    code, answer = drive.move("eject")
    assert (code, answer["outcome"]) == (1, "refused"), answer
    assert answer["name"] == "STATUS_INVALID_DEVICE_REQUEST"
    assert answer["native_name"].startswith("2")
    assert drive.state()["tray"] == "closed"


@pytest.mark.parametrize("times, outcome, tray", [(1, "done", "open"), (2, "refused", "closed")])
def test_a_success_that_did_nothing_is_noticed(drive, times, outcome, tray):
    """A unit attention makes the kernel say yes to an eject that was not done."""
    drive.order(f"sense 0 6/28/0 {times} op=1b")
    code, answer = drive.move("eject")
    assert answer["outcome"] == outcome and code == (outcome != "done"), answer
    assert drive.state()["tray"] == tray


def test_an_error_of_the_drive_is_one(drive):
    drive.order("sense 0 4/15/1 op=1b")
    code, answer = drive.move("eject")
    assert (code, answer["name"]) == (1, "STATUS_IO_DEVICE_ERROR"), answer


HOLD = ("rm -f /run/hold; {hold} >/run/hold 2>&1 & holder=$!\n"
        "while ! grep -q STATUS_SUCCESS /run/hold; do sleep 0.02; done\n")


def test_a_lock_is_everybody_s_until_its_holder_is_killed(drive):
    hold = HOLD.format(hold=drive.line("hold --as Anna --for 50s"))
    said = drive.guest.must(
        hold + drive.line("drives --json") + "\n" +
        drive.line("query --json") + "\n" +
        drive.line("lock --as Bert") + " 2>&1; echo code $?\n"
        "kill -9 $holder; wait $holder\n" +
        drive.line("lock --as Bert --json"))
    # Beside them, what a shell says of a process that was killed.
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert len(told) == 3, said
    seen, asked, after = told
    assert seen["locked"] and asked["locked"] and not asked["mine"], said
    assert "pid" in asked["owner"], said
    assert "code 6" in said, "left alone: another program owns it"
    assert after["owner"] == "Bert", said


def test_a_watcher_hears_button_disc_and_cable(drive):
    text = drive.guest.must(
        "rm -f /run/seen; " + drive.line("watch --for 40s --json") + " >/run/seen & watcher=$!\n"
        "heard() { n=0; until grep -c . /run/seen | grep -q \"^$1\"; do "
        "n=$((n+1)); [ $n -lt 600 ] || exit 9; sleep 0.05; done; }\n"
        # Until it listens, what is pressed may be missed: it is pressed again.
        f"until [ -s /run/seen ]; do {drive.guest.drive('press 0')}; sleep 0.3; done\n"
        f"n=$(grep -c . /run/seen); {drive.guest.drive('press 0')}; heard $((n+1))\n"
        f"{drive.guest.drive('unplug 0')}; kill -INT $watcher; wait $watcher\n"
        f"{drive.guest.drive('replug 0')}; cat /run/seen")
    names = [json.loads(line)["name"] for line in text.splitlines() if line.startswith("{")]
    assert "GUID_IO_MEDIA_REMOVAL" in names and "GUID_IO_MEDIA_ARRIVAL" in names, names


def test_the_backend_is_measured_beside_bare_calls(drive):
    told = drive.guest.must(drive.line("bench linux_claim --quick --json"))
    [row] = json.loads(told)["figures"]
    assert row["name"] == "linux_claim" and row["unit"] == "ns/pair" and row["runs"] >= 3
    # Each enters a kernel: the least that this takes is no small number.
    assert row["value"] > 500 and row["limit"] > 500


# --- Runs ---

def run(drive, scenario, words, meanwhile=":"):
    """Plays it in the guest; gives its exit code, run.json, and the folder here."""
    guest = drive.guest
    folder = guest.exchange / scenario
    shutil.rmtree(folder, ignore_errors=True)
    result = guest.run(
        f"rm -rf /run/{scenario} /run/progress\n" +
        drive.line(f"run {scenario} {WEAR} --seed 7 --format none --out /run/{scenario} --quiet "
                   f"--json-progress /run/progress --progress-every 100ms {words}") + " & run=$!\n"
        "while ! [ -s /run/progress ] && kill -0 $run 2>/dev/null; do sleep 0.02; done\n"
        f"{meanwhile}\nwait $run; code=$?\ncp -r /run/{scenario} /run/exchange/\nexit $code")
    assert (folder / "run.json").exists(), result
    return result.code, json.loads((folder / "run.json").read_text("utf-8")), folder


def broken(told):
    """Rules of correctness that did not hold."""
    return [finding for finding in told["findings"] if finding["severity"] == "error"]


def judged(folder):
    """The same trace, by the judge of this machine."""
    return subprocess.run([os.environ["TRAYJAM"], "check", folder, "--json"], check=False,
                          capture_output=True, text=True, timeout=60)


def done(told, verb, outcome="done"):
    return sum(row["count"] for row in told["outcomes"]
               if (row["op"], row["outcome"]) == (verb, outcome))


def test_clients_in_processes_compete_and_the_judge_finds_nothing_broken(drive):
    code, told, folder = run(drive, "two-burners", "--clients 2t2p --duration 2s")
    assert code in (0, 2), told["findings"]
    assert not broken(told) and not told["partial"]
    assert told["operations"]["unknown"] == 0
    assert done(told, "lock") >= 3 and done(told, "lock", "refused") >= 3
    again = judged(folder)
    assert again.returncode == code, again.stderr
    assert json.loads(again.stdout)["outcomes"] == told["outcomes"]
    assert drive.state()["simple_locks"] == 0


# Once the drive is gone: until fifty more requests were answered.
GO_ON = ("count() { tail -1 /run/progress | sed 's/.*\"operations\":\\([0-9]*\\).*/\\1/'; }\n"
         "before=$(count); until [ $(count) -gt $((before + 50)) ]; do sleep 0.05; done\n"
         "kill -INT $run")


def test_a_drive_that_is_pulled_out_ends_no_run(drive):
    code, told, folder = run(drive, "two-burners", "--clients 2t2p --duration 100s",
                             drive.guest.drive("unplug 0") + "\n" + GO_ON)
    assert code == 5, "nobody can say how the drive was left"
    assert told["operations"]["unknown"] == 0 and not broken(told)
    assert done(told, "open", "refused") >= 1
    assert any("in which state it is" in finding["text"] for finding in told["findings"])
    assert not broken(json.loads(judged(folder).stdout))
    drive.order("replug 0")
    assert drive.ask("query")[0] == 0


def test_what_killed_clients_left_is_undone(drive):
    code, told, _ = run(drive, "ripper-killed", "--clients 2t2p --duration 2s")
    assert code in (0, 2) and not broken(told), told["findings"]
    assert drive.state()["simple_locks"] == 0
    assert drive.ask("query")[1]["locked"] is False


def test_a_slow_drive_is_waited_for(drive):
    drive.order("busy 0 400ms 3 op=1b")
    code, told, _ = run(drive, "eject-vs-lock", "--clients 2t1p --duration 2s")
    assert code in (0, 2) and not broken(told)
    slowest = max(row["max_ns"] for row in told["latency"] if row["op"] in ("eject", "load2"))
    assert slowest >= 400_000_000
