# SPDX-License-Identifier: MIT
"""Every story, played under Wine: what is said is what Linux says, byte for
byte."""
import os
import pathlib
import subprocess

import pytest

LINUX = pathlib.Path(os.environ["TRAYJAM_LINUX"])
RUNNER = pathlib.Path(os.environ["TRAYJAM_BUILD"]) / "tests/stories/story_runner.exe"
FOLDER = pathlib.Path(os.environ["TRAYJAM_SOURCE"]) / "tests/stories"
STORIES = sorted(path.name for path in FOLDER.glob("*.story"))
SCSI = [name for name in STORIES if name.endswith(".scsi.story")]


def on_linux(program, *words):
    if not program.exists():
        pytest.skip(f"{program} is not built (preset dev)")
    done = subprocess.run([program, *words], cwd=FOLDER, capture_output=True, timeout=120,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def told(done):
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize("scsi", [False, True], ids=["plain", "scsi"])
def test_stories_are_the_same_under_wine(wine, options, scsi):
    names = SCSI if scsi else [name for name in STORIES if name not in SCSI]
    assert len(STORIES) > 300 and names
    words = [*options, *(["--scsi"] if scsi else []), *names]
    here = told(wine.run(RUNNER, *words, folder=FOLDER))
    assert here[0] == 0 and len(here[1]) > 1000, here[2]
    assert here == on_linux(LINUX.parent / "tests/stories/story_runner", *words)


@pytest.mark.parametrize("name", [name for name in STORIES if name not in SCSI][::40])
def test_the_command_plays_them_the_same(wine, name):
    here = told(wine.run(wine.trayjam, "story", name, folder=FOLDER))
    assert here == on_linux(LINUX, "story", name)


def test_a_story_comes_by_standard_input(wine):
    done = wine.run(wine.trayjam, "story", "-", text=(FOLDER / STORIES[0]).read_text())
    assert done.returncode == 0, done.stdout + done.stderr
