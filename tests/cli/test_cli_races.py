# SPDX-License-Identifier: MIT
"""Two operations that are made to meet, and the offset that is swept."""
import json

import pytest
from cli_program import run_json, trayjam

RACE = """[global]
drive = sim:disc=present
clients = 2
runner = threads
[persona owner]
script = open interface rw | lock | close | think 2ms
[persona taker]
script = open interface rw | lock | unlock | close
[race lock-vs-close]
a = lock of taker
b = close of owner
attempts = {attempts}
sweep = {sweep}
"""


@pytest.fixture
def scenario(tmp_path):
    def write(text=RACE, attempts=0, sweep="auto"):
        path = tmp_path / "race.ini"
        path.write_text(text.format(attempts=attempts, sweep=sweep))
        return path
    return write


def outcomes(race, key="a"):
    found = {}
    for one in race["bins"]:
        for row in one["outcomes"]:
            found[row[key]] = found.get(row[key], 0) + row["count"]
    return found


def locked(race, inside):
    """Of the encounters in the bins that are inside: the share of locks."""
    kept = [row for one in race["bins"] if inside(one) for row in one["outcomes"]]
    return (sum(row["count"] for row in kept if row["a"] == "done")
            / sum(row["count"] for row in kept))


def test_lock_against_close_comes_out_both_ways(tmp_path, scenario):
    # So many, rather than so long: a loaded machine only takes longer.
    run = trayjam("run", scenario(), "--ops", "5000", "--format", "none",
                  "--out", tmp_path / "run", timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    facts = run_json(tmp_path / "run")
    (race,) = facts["races"]
    assert race["a"] == {**race["a"], "op": "lock", "persona": "taker",
                         "client": 2}
    assert race["b"] == {**race["b"], "op": "close", "persona": "owner",
                         "client": 1}
    assert race["attempts"] > 500 and race["low_ns"] < 0 < race["high_ns"]
    found = outcomes(race)
    assert found["done"] > 0 and found["refused"] > 0 and race["flips"] > 0
    assert "lock-vs-close: lock of client 2, close of client 1" in run.stdout
    again = trayjam("check", tmp_path / "run", "--json")
    assert json.loads(again.stdout)["races"] == facts["races"]


def test_who_closes_first_is_no_owner_any_more(tmp_path, scenario):
    # Within a millisecond, for then the owner comes back and locks again.
    run = trayjam("run", scenario(sweep="-800us..800us"), "--ops", "5000",
                  "--format", "none", "--out", tmp_path / "run", timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
    (race,) = run_json(tmp_path / "run")["races"]
    assert (locked(race, lambda one: one["to_ns"] <= 0)
            > locked(race, lambda one: one["from_ns"] >= 0))


def test_a_given_window_and_number_of_encounters(tmp_path, scenario):
    run = trayjam("run", scenario(attempts=40, sweep="-80us..160us"), "--ops",
                  "2000", "--format", "none", "--out", tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr
    (race,) = run_json(tmp_path / "run")["races"]
    assert race["attempts"] == 40
    assert (race["low_ns"], race["high_ns"]) == (-80000, 160000)
    assert sum(one["attempts"] for one in race["bins"]) + race["outside"] == 40


def test_a_partner_that_never_comes_is_not_waited_for(tmp_path):
    path = tmp_path / "lonely.ini"
    path.write_text(
        "[global]\nclients = 2\nrunner = threads\n"
        "[persona one]\nscript = open interface rw | query | close\n"
        "[persona shy]\nscript = query | retire | eject\n"
        "[race never]\na = query of one\nb = eject of shy\nwait = 1ms\n")
    run = trayjam("run", path, "--duration", "300ms", "--format", "none",
                  "--out", tmp_path / "run")
    assert run.returncode == 0, run.stdout + run.stderr
    (race,) = run_json(tmp_path / "run")["races"]
    assert race["attempts"] == 0 and race["alone"] > 10
    assert "too few to learn the window" in run.stdout


def test_what_is_dumped_is_read_again(tmp_path, scenario):
    first = trayjam("run", scenario(attempts=7, sweep="-1.5us..20us"),
                    "--dump-config")
    assert "sweep = -1500ns..20000ns" in first.stdout
    path = tmp_path / "again.ini"
    path.write_text(first.stdout)
    assert trayjam("run", path, "--dump-config", "--seed",
                   "1").stdout == trayjam("run", scenario(
                       attempts=7, sweep="-1.5us..20us"), "--dump-config",
                       "--seed", "1").stdout


@pytest.mark.parametrize("old, new, says", [
    ("lock of taker", "lok of taker", "race.ini:10:5: a = lok of taker names no"),
    ("lock of taker", "lock", "allowed: VERB of PERSONA"),
    ("lock of taker", "lock of nobody", "nobody is called `nobody`"),
    ("lock of taker", "eject of taker", "`taker` never does eject"),
    ("{sweep}", "5us..1us", "is no window"),
    ("{sweep}", "0us..1us", "16us wide or more"),
    ("{attempts}", "many", "is out of range"),
    ("b = close of owner\n", "", "needs two"),
    ("[race lock-vs-close]", "[race]", "[race] needs a name"),
])
def test_what_cannot_be_read_is_told_where(scenario, old, new, says):
    run = trayjam("run", scenario(RACE.replace(old, new)), "--parse-only")
    assert run.returncode == 65, run.stderr
    assert says in run.stderr


@pytest.mark.parametrize("line, code, says", [
    (["--runner", "virtual"], 6, "allowed: runner = threads"),
    (["--clients", "1t2p"], 6, "allowed: runner = threads"),
    (["--clients", "1"], 64, "needs a client of `taker` and another one"),
    (["--set", "drives=2"], 64, "at the same drive"),
])
def test_where_nobody_can_meet_is_told(tmp_path, scenario, line, code, says):
    run = trayjam("run", scenario(), *line, "--duration", "1s", "--out",
                  tmp_path / "run")
    assert run.returncode == code, run.stderr
    assert says in run.stderr
