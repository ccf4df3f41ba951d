# SPDX-License-Identifier: MIT
"""Stories on a drive of trayjam.sys under Wine: what differs from the story
player is in tests/stories/wine.expected, each with its reason, and nothing
else is."""
import json
import os
import pathlib

import pytest
import wine_prefix
from driver_rig import lacking

FOLDER = pathlib.Path(os.environ["TRAYJAM_SOURCE"]) / "tests/stories"
EXPECTED = FOLDER / "wine.expected"
# Exclusive access, tray locks, media state and volumes: quick ones.
SELECTION = sorted(path for letter in "XYZ"
                   for path in FOLDER.glob(f"{letter}[0-9]*.story")
                   if path.name != "X19-cleanup.story")


@pytest.fixture(scope="module", name="driver")
def installed(wine):
    why = lacking()
    if why:
        pytest.skip(why)
    wine.must(wine.trayjam, "drive", "install")
    wine.must(wine.trayjam, "drive", "start")
    return wine


def diff(wine, stories, *more):
    done = wine.run(wine.trayjam, "diff-backends",
                    *map(wine_prefix.windows_path, stories),
                    "--drive", r"windows:\\.\CdRom9", "--for", "20ms", "--json",
                    *more, timeout=120)
    return done.returncode, json.loads(done.stdout), done.stderr


def test_only_what_is_expected_differs(driver):
    code, told, talk = diff(driver, SELECTION, "--expected",
                            wine_prefix.windows_path(EXPECTED))
    unknown = [(story["story"].replace("\\", "/").rsplit("/", 1)[1], item)
               for story in told["stories"] for item in story["differences"]
               if "expected" not in item]
    assert unknown == [] and code == 0, talk
    totals = told["totals"]
    assert totals["stories"] == len(SELECTION)
    assert totals["expected"] > 20
    # So that nothing passes because nothing was compared.
    assert totals["stories_compared"] > 0.9 * len(SELECTION)
    assert totals["equal"] > 250


def test_an_expected_difference_that_does_not_come_fails(driver, tmp_path):
    known = tmp_path / "known"
    known.write_text("X03-query.story 5 status it is gone\n")
    code, told, talk = diff(driver, [FOLDER / "X03-query.story"], "--expected",
                            wine_prefix.windows_path(known))
    assert code == 1 and told["totals"]["stale"] == 1
    assert "this difference did not come: it is gone" in talk
