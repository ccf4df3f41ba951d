# SPDX-License-Identifier: MIT
"""docs/examples/every-key.ini runs under all three runners, and comes to the
same: what a scenario says counts, not who carries it out."""
import collections
import os
import pathlib

import pytest
from cli_program import run_json, trayjam

EXAMPLES = pathlib.Path(os.environ["TRAYJAM_SOURCE"]) / "docs/examples"
RUNNERS = ("virtual", "threads", "processes")

# Total variation distance between the outcomes that a verb had under two
# runners: half the sum of the differences of their shares. Only verbs of which
# there are enough for chance to be small. In 66 comparisons (22 seeds, a busy
# machine of two cores) the largest was 0.052: the bound has a margin of almost 3.
LEAST = 250
BOUND = 0.15


def shares(folder):
    """{verb: {outcome and status: share}}, and {verb: count}."""
    counts = collections.defaultdict(collections.Counter)
    for row in run_json(folder)["outcomes"]:
        counts[row["op"]][row["outcome"], row["status"]] += row["count"]
    totals = {op: sum(rows.values()) for op, rows in counts.items()}
    return {op: {key: count / totals[op] for key, count in rows.items()}
            for op, rows in counts.items()}, totals


def distances(first, second):
    """{verb: total variation distance} of two folders."""
    (one, ones), (two, twos) = shares(first), shares(second)
    return {op: sum(abs(one[op].get(key, 0) - two[op].get(key, 0))
                    for key in one[op].keys() | two[op].keys()) / 2
            for op in one.keys() & two.keys()
            if min(ones[op], twos[op]) >= LEAST}


@pytest.fixture(scope="module", name="folders")
def three_runs(tmp_path_factory):
    """The scenario once under each runner, of the same seed."""
    folders = {}
    for runner in RUNNERS:
        folders[runner] = tmp_path_factory.mktemp("every") / runner
        run = trayjam("run", EXAMPLES / "every-key.ini", "--runner", runner,
                      "--seed", "5", "--format", "none", "--out",
                      folders[runner])
        assert run.returncode == 0, run.stdout + run.stderr
    return folders


@pytest.mark.parametrize("runner", RUNNERS)
def test_every_key_passes_under_each_runner(folders, runner):
    facts = run_json(folders[runner])
    assert facts["verdict"] == "pass" and facts["runner"] == runner
    assert not facts["findings"] and not facts["partial"]
    assert facts["operations"]["answered"] >= 3900
    assert [row["struck"] for row in facts["faults"]] == [3, 1]


@pytest.mark.parametrize("one, two", [("virtual", "threads"),
                                      ("virtual", "processes"),
                                      ("threads", "processes")])
def test_outcomes_are_shared_alike_under_two_runners(folders, one, two):
    apart = distances(folders[one], folders[two])
    assert {"open", "close", "query", "lock"} <= apart.keys()
    assert max(apart.values()) < BOUND, apart


def test_races_meet_under_threads_and_are_refused_elsewhere(tmp_path):
    run = trayjam("run", EXAMPLES / "every-key-race.ini", "--format", "none",
                  "--out", tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run_json(tmp_path / "run")["races"][0]["attempts"] > 0
    run = trayjam("run", EXAMPLES / "every-key-race.ini", "--runner",
                  "processes", "--out", tmp_path / "no")
    assert run.returncode == 6 and "threads of one process" in run.stderr
