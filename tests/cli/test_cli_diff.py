# SPDX-License-Identifier: MIT
"""diff-backends: hosts of real time agree with the story player of virtual
time, and a drive that is wrong on purpose does not."""
import contextlib
import json
import os
import pathlib
import signal
import subprocess

import pytest
from cli_program import TRAYJAM, environment, trayjam

STORIES = pathlib.Path(__file__).parents[1] / "stories"
# Of each story's time; most need none. What takes longer is compared at length
# by hand: docs/FIDELITY.md says what came of it.
SHORT = "20ms"


@contextlib.contextmanager
def served(path, drive="sim"):
    """A server of one drive; yields what to say behind --drive."""
    server = subprocess.Popen(
        [TRAYJAM, "serve", "--quiet", "--socket", str(path), "--drive", drive],
        stdout=subprocess.PIPE, text=True, env=environment())
    try:
        assert server.stdout.readline().strip() == str(path)
        yield f"sim:{path}"
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)


def diff(*arguments):
    run = trayjam("diff-backends", *arguments, "--json", "--for", SHORT)
    assert run.returncode in (0, 1, 6), run.stderr
    return run.returncode, json.loads(run.stdout)


def differences(told):
    return [(pathlib.Path(story["story"]).name, item["line"], item["what"])
            for story in told["stories"] for item in story["differences"]]


def held_against(drive):
    code, told = diff(STORIES, "--drive", drive)
    assert differences(told) == [], [
        story for story in told["stories"] if story["differences"]]
    assert code == 0
    totals = told["totals"]
    assert totals["stories"] == len(list(STORIES.glob("*.story")))
    # So that a change which makes most of it incomparable does not pass.
    assert totals["stories_compared"] > 320 and totals["compared"] > 1750
    assert totals["stories_whole"] > 190
    assert totals["compared"] == totals["equal"] + totals["different"]
    assert [story["story"] for story in told["stories"]
            if story["not_comparable"] > 0 and "left_because" not in story
            and story["events"] == 0] == []


def test_the_drive_of_threads_agrees_with_the_stories():
    held_against("sim")


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_a_served_drive_agrees_with_the_stories(tmp_path):
    with served(tmp_path / "tray", "sim:slim-tray,disc=present") as drive:
        held_against(drive)
        # And it can be used by others afterwards, as the last story left it.
        assert trayjam("query", "--drive", drive).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
@pytest.mark.parametrize("mutant, story, what", [
    ("recursive_lock", "X07-lock-owned", "status"),
    ("wrong_unlock_status", "X10-unlock-unlocked", "status"),
    ("query_returns_64", "X03-query", "info"),
    ("name_off_by_one", "X03-query", "output"),
    ("event_without_tail", "7.3-cdrom-exclusive-unlock", "event"),
    ("lock_survives_close", "X17-close-releases", "state"),
])
def test_a_wrong_drive_is_told_from_the_honest_one(tmp_path, mutant, story,
                                                   what):
    with served(tmp_path / "tray", f"sim:mutant={mutant}") as drive:
        code, told = diff(STORIES / f"{story}.story", "--drive", drive)
        assert code == 1
        found = differences(told)
        assert what in {item[2] for item in found}, found
        # Each with its reason: nothing is left that was not expected ...
        rows = [f"{name} {line} {kind} mutant {mutant}"
                for name, line, kind in found]
        known = tmp_path / "known"
        known.write_text("# story line what because\n" + "\n".join(rows) + "\n")
        assert diff(STORIES / f"{story}.story", "--drive", drive,
                    "--expected", known)[0] == 0
        # ... one is, when a row is missing ...
        known.write_text("\n".join(rows[1:]) + "\n")
        assert diff(STORIES / f"{story}.story", "--drive", drive,
                    "--expected", known)[0] == 1
    # ... and a row that meets nothing any more is out of date.
    known.write_text("\n".join(rows) + "\n")
    run = trayjam("diff-backends", STORIES / f"{story}.story", "--expected",
                  known)
    assert run.returncode == 1
    assert f"known:1: this difference did not come: mutant {mutant}" in run.stderr


def test_both_sides_of_a_difference_are_shown_at_the_storys_line(tmp_path):
    with served(tmp_path / "tray", "sim:mutant=wrong_unlock_status") as drive:
        run = trayjam("diff-backends", STORIES / "X10-unlock-unlocked.story",
                      "--drive", drive)
    assert run.returncode == 1
    lines = [line.strip() for line in run.stdout.splitlines()]
    at = next(i for i, line in enumerate(lines)
              if "X10-unlock-unlocked.story:" in line)
    assert lines[at].endswith(": status, IOCTL_CDROM_EXCLUSIVE_ACCESS")
    assert lines[at + 1] == "story: STATUS_INVALID_DEVICE_REQUEST (1)"
    assert lines[at + 2] == "drive: STATUS_INVALID_HANDLE (6)"


def test_what_only_a_story_can_do_ends_the_comparison_with_its_reason(tmp_path):
    path = tmp_path / "hang.story"
    path.write_text("open D1 interface rw\nregister W D1\nhang W\n"
                    "ioctl D1 IOCTL_STORAGE_CHECK_VERIFY\n")
    code, told = diff(path)
    (story,) = told["stories"]
    assert code == 0
    assert (story["compared"], story["not_comparable"]) == (1, 1)
    assert (story["left_at"], story["left_because"]) == (3, "a window that hangs")


def test_a_drive_that_cannot_be_made_anew_has_nothing_to_compare():
    code, told = diff(STORIES / "X03-query.story", "--drive", "null")
    assert code == 6
    assert "cannot be made anew" in told["stories"][0]["skipped"]


@pytest.mark.parametrize("text, complaint", [
    ("a.story 3\n", ":1:10: expected status, win32, info"),
    ("a.story x status why\n", ":1:9: expected a line of the story, or *"),
    ("# ok\na.story 3 stauts why\n", ":2:11: expected status, win32"),
    ("a.story * status=1 why\n", ":1:18: expected STORY-SIDE/DRIVE-SIDE"),
    ("a.story * status\n", "expected the reason for the difference"),
])
def test_a_bad_list_of_expectations_is_65_at_its_place(tmp_path, text,
                                                       complaint):
    path = tmp_path / "known"
    path.write_text(text)
    run = trayjam("diff-backends", STORIES / "X03-query.story", "--expected",
                  path)
    assert run.returncode == 65
    assert complaint in run.stderr


def test_wrong_operands_have_their_codes(tmp_path):
    assert trayjam("diff-backends").returncode == 64
    assert trayjam("diff-backends", tmp_path / "absent.story").returncode == 66
    assert trayjam("diff-backends", tmp_path).returncode == 66
    run = trayjam("diff-backends", STORIES / "X03-query.story", "--drive",
                  "sim:disc=present")
    assert run.returncode == 64
    assert "each story says itself" in run.stderr
    bad = tmp_path / "bad.story"
    bad.write_text("opne D1 interface rw\n")
    run = trayjam("diff-backends", bad)
    assert run.returncode == 65
    assert "bad.story:1:1:" in run.stderr
