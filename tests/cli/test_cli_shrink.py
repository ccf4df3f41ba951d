# SPDX-License-Identifier: MIT
"""The smallest workload that breaks the same rule: it does so when run afresh,
is never longer, and nothing is made of a run that passed."""
import json
import re

import pytest
from cli_program import trayjam, virtual

# mutant, scenario, rule, operations at most
DEFECTS = [
    ("two_owners", "canary", "TJ-X01", 8),
    ("lost_unlock", "canary", "TJ-X04", 8),
    ("lock_survives_close", "canary", "TJ-X03", 6),
    ("stale_query", "canary", "TJ-X06", 4),
    ("gate_lets_dvd_pass", "canary-requests", "TJ-R21", 8),
    ("close_clears_simple", "canary-tray", "TJ-T37", 8),
    ("failed_prevent_counts", "canary-prevent", "TJ-T33", 8),
    ("mcn_disable_ignored", "canary-media", "TJ-M43", 8),
    ("removed_drive_status_kept", "canary-broken", "TJ-F58", 8),
    ("lost_wakeup", "canary", "TJ-L01", 8),
    ("volume_events_to_first", "canary-listeners", "TJ-V56", 6),
]


def failing(out, mutant, scenario="canary", ops=3000):
    dumped = trayjam("run", scenario, "--dump-config").stdout
    drive = re.search(r"^drive = (.*)$", dumped, re.M)[1]
    drive += (":" if ":" not in drive else ",") + f"mutant={mutant}"
    run = virtual(out, "--drive", drive, "--ops", ops, "--duration", "1h",
                  scenario=scenario, seed=1)
    assert run.returncode in (1, 4), run.stderr
    return out


def shrink(run, out, *more):
    done = trayjam("shrink", run, "--out", out, "--json", *more)
    return done, json.loads(done.stdout) if done.stdout else None


def rules_broken(run):
    return {finding["rule"] for finding in
            json.loads((run / "run.json").read_text())["findings"]}


def operations_of(scenario):
    """Steps of the scripts that ask for something, be it events."""
    lines = [line.strip() for line in scenario.read_text().splitlines()
             if line.startswith("    ")]
    return [line for line in lines
            if line.split()[0] not in ("think", "wait", "retire")]


@pytest.mark.parametrize("mutant, scenario, rule, most", DEFECTS,
                         ids=[row[0] for row in DEFECTS])
def test_few_operations_are_left_and_they_break_the_same_rule(
        tmp_path, mutant, scenario, rule, most):
    failing(tmp_path / "run", mutant, scenario)
    done, told = shrink(tmp_path / "run", tmp_path / "small", "--rule", rule)
    assert done.returncode == 0, done.stderr
    assert told["rule"] == rule and told["text"]
    assert 1 <= told["operations"] <= most
    assert told["operations"] <= told["operations_before"]
    assert told["clients"] <= told["clients_before"]
    assert len(operations_of(tmp_path / "small/shrunk.ini")) == told["operations"]
    assert rule in rules_broken(tmp_path / "small")

    # The same scenario, run afresh by anyone; and its run is a run like others.
    trayjam("run", tmp_path / "small/shrunk.ini", "--out", tmp_path / "again",
            "--format", "none")
    assert rule in rules_broken(tmp_path / "again")
    assert trayjam("replay", tmp_path / "small", "--quiet").returncode == 0


@pytest.fixture(scope="module", name="small")
def one_shrunk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shrink")
    failing(folder / "run", "two_owners")
    done = trayjam("shrink", folder / "run", "--out", folder / "small")
    assert done.returncode == 0, done.stderr
    return folder, done


def test_each_accepted_step_is_shown_and_none_is_longer_than_before(small):
    steps = [int(line.split()[0]) for line in small[1].stderr.splitlines()
             if re.match(r" *\d+ operations? of", line)]
    assert steps and steps == sorted(steps, reverse=True)
    assert steps[-1] >= 1


def test_what_is_left_is_explained_in_words_and_can_be_repeated(small):
    folder, done = small
    assert re.search(r"^   1\. client \d+ \(\w+\): open ", done.stdout, re.M)
    assert f"repeat    trayjam run {folder}/small/shrunk.ini" in done.stdout
    head = (folder / "small/shrunk.ini").read_text().split("[global]")[0]
    assert head.startswith("; The smallest workload found that breaks TJ-")
    assert "seed 0x1" in head


def test_shrinking_what_is_shrunk_makes_nothing_longer(small, tmp_path):
    rule = re.match(r"TJ-\w+", small[1].stdout)[0]
    done, told = shrink(small[0] / "small", tmp_path / "again", "--rule", rule)
    assert done.returncode == 0
    assert told["operations"] <= told["operations_before"]


def test_the_same_run_is_shrunk_to_the_same_scenario(small, tmp_path):
    assert trayjam("shrink", small[0] / "run", "--out", tmp_path / "b",
                   "--quiet").stderr == ""
    assert (tmp_path / "b/shrunk.ini").read_text() == \
        (small[0] / "small/shrunk.ini").read_text()


def test_a_passing_run_is_refused_clearly(tmp_path):
    virtual(tmp_path / "run", "--ops", "200", scenario="canary")
    done, _ = shrink(tmp_path / "run", tmp_path / "small")
    assert done.returncode == 6 and "nothing to shrink" in done.stderr
    assert not (tmp_path / "small").exists()


def test_a_rule_that_holds_or_is_none_is_refused(small, tmp_path):
    done, _ = shrink(small[0] / "run", tmp_path / "small", "--rule", "TJ-V57")
    assert done.returncode == 6 and "does not break TJ-V57" in done.stderr
    done, _ = shrink(small[0] / "run", tmp_path / "small", "--rule", "TJ-Z99")
    assert done.returncode == 64 and "list rules" in done.stderr
    assert not (tmp_path / "small").exists()


def test_runs_of_real_time_are_refused_with_the_reason(tmp_path):
    trayjam("run", "two-burners", "--duration", "50ms", "--out", tmp_path / "run",
            "--format", "none")
    done, _ = shrink(tmp_path / "run", tmp_path / "small")
    assert done.returncode == 6 and "virtual" in done.stderr
    assert trayjam("shrink", tmp_path / "absent").returncode == 66


def test_without_out_the_folder_is_named_by_rule_and_time(small, tmp_path):
    done = trayjam("shrink", small[0] / "run", "--quiet", folder=tmp_path)
    assert done.returncode == 0
    made, = (tmp_path / "out/canary").glob("shrunk-TJ-*")
    assert (made / "shrunk.ini").exists() and (made / "trace").is_dir()


def test_a_failed_run_names_replay_and_shrink(tmp_path):
    done = virtual(tmp_path / "run", "--ops", "300", "--drive",
                   "sim:disc=present,mutant=two_owners", scenario="canary")
    assert f"trayjam replay {tmp_path}/run" in done.stdout
    assert f"trayjam shrink {tmp_path}/run" in done.stdout
    good = virtual(tmp_path / "good", "--ops", "300", scenario="canary")
    assert "trayjam replay" not in good.stdout
