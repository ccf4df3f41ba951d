# SPDX-License-Identifier: MIT
"""trayjam drive where the kernel has nothing for it: its words are still read
with care, and what cannot be done here is skipped with its reason (exit 6)."""
import pytest
from cli_program import trayjam

# A kernel without modules, and nothing of this machine's is touched.
NOWHERE = {"TRAYJAM_DRIVE_ROOT": "/nowhere"}

ACTIONS = ("install", "start", "stop", "uninstall", "status", "status 9", "add 9",
           "add 9:R bluray-sata-an,disc=none", "remove 9", "press 9", "open 9", "close 9",
           "insert 9", "insert 9 audio-cd", "take 9", "swap 9", "jam 9", "jam 9 2s",
           "busy 9 100ms", "busy 9 1s 3 op=1e", "sense 9 3/11/0", "sense 9 2/4/1 5",
           "sense 9 2/4/1 op=28", "sense 9 2/4/1 5 op=a8", "srb 9 timeout", "reset 9",
           "unplug 9", "replug 9", "sleep 9", "wake 9", "forget-prevent 9", "mutex-loss 9 3",
           "no-memory 9", "calm 9", "mutant 9 honest")


@pytest.mark.parametrize("words", ACTIONS)
def test_every_action_is_skipped_here_and_says_why(words):
    run = trayjam("drive", *words.split(), env=NOWHERE)
    assert run.returncode == 6
    reason = "in the kernel" if "install" in words else "module target_core_user is not loaded"
    assert reason in run.stderr
    assert not run.stdout


@pytest.mark.parametrize("words, hint", [
    ("strat", "did you mean `start`?"),
    ("xyzzy", "see `trayjam drive --help`"),
    ("start 9", "one operand too many: 9"),
    ("add", "NUMBER or NUMBER:LETTER was expected"),
    ("add 16", "the number of a drive, 0 to 15"),
    ("add 9:C", "letters are D to Z"),
    ("add 9:", "letters are D to Z"),
    ("add 123456789:R", "letters are D to Z"),
    ("press", "the number of a drive was expected"),
    ("press nine", "`nine`: the number of a drive"),
    ("press 9 9", "one operand too many: 9"),
    ("busy 9", "one operand more was expected"),
    ("busy 9 5", "a duration as 500ms"),
    ("jam 9 5", "a duration as 500ms"),
    ("sense 9 3/11", "KEY/CODE/QUALIFIER"),
    ("sense 9 3/111/0", "KEY/CODE/QUALIFIER"),
    ("sense 9 10/0/0", "a sense key is 0 to f"),
    ("sense 9 3/11/0 0", "a count of 1 or more"),
    ("sense 9 3/11/0 op=1", "an operation code of two hexadecimal digits"),
    ("sense 9 3/11/0 1 op=1b 2", "is one operand too many"),
    ("sense 9 op=1b", "one operand more was expected"),
    ("busy 9 1s 2 op=xy", "an operation code of two hexadecimal digits"),
    ("jam 9 1s op=1b", "one operand too many: op=1b"),
    ("srb 9 time", "expected one of timeout"),
    ("no-memory 9 -1", "a count of 1 or more"),
    ("mutant 9 " + "m" * 64, "at most 63 letters"),
    ("status 9 9", "one operand too many: 9"),
])
def test_what_is_not_understood_is_told(words, hint):
    run = trayjam("drive", "--", *words.split(), env=NOWHERE)
    assert run.returncode == 64, run.stderr
    assert hint in run.stderr


def test_settings_too_long_are_bad_input():
    run = trayjam("drive", "add", "9", "a" * 512, env=NOWHERE)
    assert run.returncode == 65 and "longer than 511 bytes" in run.stderr
