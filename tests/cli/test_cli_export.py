# SPDX-License-Identifier: MIT
"""export: what another checker gets (docs/HISTORY_FORMAT.md). It is searched
here for an order as that page says it: what holds must have one."""
import json
import pathlib
import re
import subprocess

import pytest
from cli_program import RECORD, TRAYJAM, environment, segments, trayjam, virtual
from reports import trace as tr

DONE = 1
NEEDS = {
    "anything": lambda owner, name, of: True,
    "nobody": lambda owner, name, of: owner == 0,
    "somebody": lambda owner, name, of: owner != 0,
    "self": lambda owner, name, of: owner == of["object"],
    "other": lambda owner, name, of: owner not in (0, of["object"]),
    "not-other": lambda owner, name, of: owner in (0, of["object"]),
    "name": lambda owner, name, of: owner != 0 and
        (not of["name"] or not name or name == of["name"]),
    "unknown-name": lambda owner, name, of: owner != 0 and not name,
}


def exported(run, *more):
    """The lines of an export to stdout."""
    done = trayjam("export", "--history", run, *more)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert f"{len(lines)} operations exported" in done.stderr
    return lines


def steps(config, ops, at):
    """Where a configuration (owner, name, gone, those that took effect) may be
    when ops[at] has taken effect."""
    owner, name, gone, taken = config
    of, out = ops[at]["input"], ops[at]["output"]
    after = taken | {at}
    if out["maybe"]:
        yield owner, name, gone, after
    if of["object"] in gone or not NEEDS[out["needs"]](owner, name, of):
        return
    if of["does"] == "take":
        owner, name = of["object"], of["name"]
    elif of["does"] == "release":
        owner, name = 0, ""
    elif of["does"] == "gone":
        if owner == of["object"]:
            owner, name = 0, ""
        gone = gone | {of["object"]}
    yield owner, name, gone, after


def has_order(ops):
    """Lowe's walk, as plainly as can be."""
    events = []
    for at, op in enumerate(ops):
        events.append((op["call"], 0, at))
        if op["return"] is not None:
            events.append((op["return"], 1, at))
    configs, flight = {(0, "", frozenset(), frozenset())}, set()
    for _, ends, at in sorted(events):
        if not ends:
            flight.add(at)
            continue
        found, waits = set(), set(configs)
        seen = set(waits)
        while waits:
            config = waits.pop()
            if at in config[3]:
                found.add((*config[:3], config[3] - {at}))
                continue
            for other in flight - config[3]:
                new = set(steps(config, ops, other)) - seen
                seen |= new
                waits |= new
        flight.discard(at)
        configs = found
        if not configs:
            return False
    return True


@pytest.fixture(scope="module", name="honest")
def honest_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "run"
    assert virtual(folder, "--ops", 400).returncode == 0
    return folder


def test_each_line_has_the_documented_form(honest):
    lines = exported(honest)
    page = (pathlib.Path(__file__).parents[2] / "docs/HISTORY_FORMAT.md").read_text()
    verbs = {row["name"] for row in
             json.loads(trayjam("list", "verbs", "--json").stdout)}
    assert len(lines) > 100
    for line in lines:
        assert [name for name in line if name != "record"] == \
            ["clientId", "call", "return", "input", "output"]
        assert line["return"] is None or line["return"] >= line["call"]
        assert line["input"]["op"] in verbs
        assert line["output"]["needs"] in NEEDS
        assert f"`{line['output']['needs']}`" in page
        assert f"`{line['input']['does']}`" in page
        known = "status" in line["output"]
        assert known == (line["output"]["outcome"] != "unknown")
        assert line["clientId"] > 0 or line["input"]["does"] == "gone"
    places = [line["record"] for line in lines
              if "record" in line and line["clientId"] > 0]
    assert len(set(places)) == len(places), "each request once"
    assert all(re.fullmatch(r"writer-\d{4}:\d+", place) for place in places)


def test_as_many_locks_and_unlocks_as_the_trace_holds(honest):
    lines = exported(honest)
    verbs = [row["name"] for row in
             json.loads(trayjam("list", "verbs", "--json").stdout)]
    records = [record for segment in tr.open_trace(honest / "trace").segments
               for record in segment.records if record["kind"] == tr.OPERATION]
    for verb, does in (("lock", "take"), ("unlock", "release")):
        done = sum(record["what"] == verbs.index(verb) and record["status"] == 0
                   and record["outcome"] == DONE for record in records)
        assert done == sum(line["input"]["does"] == does for line in lines) > 0


def test_an_honest_run_has_an_order(honest):
    assert has_order(exported(honest))


def test_a_defective_drive_has_none(tmp_path):
    run = virtual(tmp_path / "run", "--ops", 400, "--drive",
                  "sim:disc=present,mutant=two_owners")
    assert run.returncode == 1
    assert not has_order(exported(tmp_path / "run"))


def test_one_altered_answer_has_none(honest):
    lines = exported(honest)
    taken = [line for line in lines if line["output"]["needs"] == "nobody"
             and line["input"]["does"] == "nothing"]
    for line in taken:
        line["output"]["needs"] = "somebody"
    assert taken and not has_order(lines)


def test_deaths_are_operations(tmp_path):
    run = virtual(tmp_path / "run", "--ops", 400, scenario="ripper-killed")
    assert run.returncode in (0, 2), run.stdout
    lines = exported(tmp_path / "run")
    gone = [line for line in lines if line["input"]["does"] == "gone"]
    assert gone and all(line["clientId"] == 0 for line in gone)
    objects = [line["input"]["object"] for line in gone]
    assert len(set(objects)) == len(objects), "each goes once"
    assert has_order(lines)


def test_a_file_gets_the_same_and_appears_whole(honest, tmp_path):
    path = tmp_path / "history.jsonl"
    done = trayjam("export", honest, "--history", "--out", path, "--quiet")
    assert done.returncode == 0 and not done.stdout and not done.stderr
    assert path.read_text() == trayjam("export", "--history", honest).stdout
    assert path.read_text() == \
        trayjam("export", "--history", honest / "trace").stdout
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_74_or_64(honest, tmp_path):
    lost = trayjam("export", "--history", honest, "--out", tmp_path / "no/x")
    assert lost.returncode == 74 and "no/x" in lost.stderr
    folder = trayjam("export", "--history", honest, "--out", tmp_path)
    assert folder.returncode == 64 and "a folder" in folder.stderr
    with open("/dev/full", "w") as full:
        run = subprocess.run([TRAYJAM, "export", "--history", honest],
                             stdout=full, stderr=subprocess.PIPE, text=True,
                             env=environment())
    assert run.returncode == 74 and "standard output" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_cut_trace_is_65_unless_it_is_wanted(tmp_path):
    assert virtual(tmp_path / "run", "--ops", 400).returncode == 0
    whole = exported(tmp_path / "run")
    path = max(segments(tmp_path / "run"), key=lambda path: path.stat().st_size)
    data = path.read_bytes()
    path.write_bytes(data[:len(data) // RECORD // 2 * RECORD])
    refused = trayjam("export", "--history", tmp_path / "run")
    assert refused.returncode == 65 and not refused.stdout
    part = exported(tmp_path / "run", "--partial")
    assert 0 < len(part) < len(whole)
    assert has_order(part)


def test_a_folder_without_a_trace_is_65(tmp_path):
    assert trayjam("export", "--history", tmp_path).returncode == 65
