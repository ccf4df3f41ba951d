# SPDX-License-Identifier: MIT
"""story: a script in, what the driver would do out (class-driver spec 1.4)."""
import json

from cli_program import trayjam

NAME = b"app".ljust(64, b"\0").hex()
LOCK = "0100000000000000" + NAME
STORY = f"""open D1 interface rw
open D2 interface rw
ioctl D1 0x2C05C in={LOCK}
ioctl D2 IOCTL_CDROM_EXCLUSIVE_ACCESS in={LOCK}
"""


def test_the_second_lock_is_refused_with_5_after_one_event():
    run = trayjam("story", "-", "--json", text=STORY)
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    locks = [row for row in rows if row["kind"] == "reply" and row["op"] == "ioctl"]
    assert [(row["handle"], row["status"], row["win32"]) for row in locks] == \
        [("D1", "0x00000000", 0), ("D2", "0xc0000022", 5)]
    events = [row["name"] for row in rows if row["kind"] == "event"]
    assert events == ["GUID_IO_CDROM_EXCLUSIVE_LOCK"]
    assert list(locks[0]) == ["t_ns", "kind", "handle", "op", "code", "status",
                              "win32", "info", "out"]


def test_a_story_is_the_same_from_a_file_and_in_words(tmp_path):
    path = tmp_path / "lock.story"
    path.write_text(STORY)
    run = trayjam("story", path)
    assert "D2 IOCTL_CDROM_EXCLUSIVE_ACCESS -> STATUS_ACCESS_DENIED (5)" in run.stdout
    assert run.stdout == trayjam("story", "-", text=STORY).stdout


def test_a_script_error_is_65_with_file_and_line(tmp_path):
    path = tmp_path / "bad.story"
    path.write_text("open D1 interface rw\nopne D2 interface rw\n")
    run = trayjam("story", path)
    assert run.returncode == 65
    assert f"{path}:2" in run.stderr
    assert "STATUS_SUCCESS" in run.stdout, "what came before was played"


def test_an_expectation_that_does_not_hold_is_1():
    wrong = STORY + 'expect {"kind":"reply","op":"eject"}\n'
    assert trayjam("story", "-", text=wrong).returncode == 1
    right = STORY + 'expect {"kind":"reply","handle":"D1","op":"open"}\n'
    assert trayjam("story", "-", text=right).returncode == 0


def test_commands_that_reach_the_drive_are_shown_on_request():
    eject = "drive disc=present\nopen D1 interface rw\nioctl D1 0x2D4808\n"
    plain = trayjam("story", "-", "--json", text=eject).stdout
    shown = trayjam("story", "-", "--json", "--scsi", text=eject).stdout
    kinds = [json.loads(line)["kind"] for line in shown.splitlines()]
    assert "scsi" in kinds
    assert '"scsi"' not in plain
