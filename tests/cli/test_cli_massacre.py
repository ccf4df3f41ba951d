# SPDX-License-Identifier: MIT
"""kill -9 of workers: whatever was committed before it is in the trace.

A client counts its committed answers in memory that its death does not touch;
the run writes that number behind the death (mark `counted`). Here the trace is
read by another reader than the judge's, and the two numbers compared.

TRAYJAM_KILLS=1000 makes the one with random instants a closing run."""
import collections
import json
import os
import pathlib
import random
import signal
import time

import numpy as np
import pytest
from cli_program import run_json, trayjam
from reports import trace as tr
from test_cli_processes import children, kill, start

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX processes")

KILLS = int(os.environ.get("TRAYJAM_KILLS", "30"))
POINTS = ("before", "pending", "after", "granted", "held")


def dead(folder):
    """For each client that died: answers it had counted, answers in the trace.
    And how many processes died, in clients."""
    trace = tr.open_trace(pathlib.Path(folder) / "trace")
    assert not trace.damage
    in_trace, counted, died = collections.Counter(), {}, 0
    for segment in trace.segments:
        rows = segment.records
        done = rows[(rows["kind"] == tr.OPERATION) & (rows["outcome"] != 0)
                    & ((rows["check"] & tr.PHASE_MASK) == tr.PHASE_WHOLE)]
        for client, count in zip(*np.unique(done["client"],
                                            return_counts=True)):
            in_trace[int(client)] += int(count)
        marks = rows[rows["kind"] == tr.MARK]
        died += int((marks["what"] == tr.MARK_DIED).sum())
        for mark in marks[marks["what"] == tr.MARK_COUNTED]:
            counted[int(mark["client"])] = int(mark["mark_value"])
    return {client: (count, in_trace[client])
            for client, count in counted.items()}, died


def test_workers_killed_at_each_point_of_an_operation_lose_nothing(tmp_path):
    less = [word for point in POINTS
            for word in ("--set", f"fault killed-{point}.count=3")]
    run = trayjam("run", "worker-massacre", *less, "--ops", "8000", "--set",
                  "expect.lock.granted >= 20", "--set",
                  "expect.lock.denied >= 0", "--format", "none", "--out",
                  tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr
    facts = run_json(tmp_path / "run")
    assert not facts["partial"] and not facts["findings"]
    assert [row["struck"] for row in facts["faults"]] == [3] * len(POINTS)
    clients, died = dead(tmp_path / "run")
    assert died == len(clients) == 2 * 3 * len(POINTS)
    # A rule kills between a commit and a commit: the numbers are the same.
    assert all(counted == there for counted, there in clients.values()), clients
    assert sum(counted for counted, _ in clients.values()) > 50


BUSY = """
[persona owner]
retry  = 20x200us
script = open interface rw | lock ignore_volume else skip to close | query
         unlock | close | think 5ms
[persona poller]
script = open interface rw | repeat 20 | query | verify2 | end | close
"""


def test_workers_killed_at_any_instant_lose_nothing(tmp_path):
    (tmp_path / "busy.ini").write_text(BUSY)
    run = start(tmp_path / "run", scenario=tmp_path / "busy.ini",
                clients="2t4p", duration="10h")
    dice = random.Random(7)
    killed = 0
    while run.poll() is None and killed < KILLS:
        # Not to wait for anything: the instant is to be one of chance.
        time.sleep(dice.uniform(0, 0.04))
        workers = children(run.pid, "clients")
        killed += bool(workers) and kill(dice.choice(workers))
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=280)
    assert killed == KILLS and run.returncode == 130, out + err
    facts = run_json(tmp_path / "run")
    assert not facts["findings"], facts["findings"]
    clients, died = dead(tmp_path / "run")
    # One that was killed before it opened its segments has counted nothing.
    assert 2 * KILLS >= died >= len(clients) > 0
    # Killed between the commit and its count: one more than it counted.
    more = collections.Counter(there - counted
                               for counted, there in clients.values())
    assert set(more) <= {0, 1}, more
    print(f"{killed} killed: {len(clients)} clients had counted "
          f"{sum(c for c, _ in clients.values())} answers, the trace has "
          f"{sum(t for _, t in clients.values())}; {dict(more)}; "
          f"{facts['operations']}")
    again = trayjam("check", tmp_path / "run", "--json")
    assert again.returncode in (0, 2), again.stderr  # Few may have contended.
    assert json.loads(again.stdout)["operations"] == facts["operations"]
