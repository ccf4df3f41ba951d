# SPDX-License-Identifier: MIT
"""Every command that reads a run, on every folder that is not quite one: a
documented exit code and a sentence, never a crash and never a traceback."""
import json
import shutil

import pytest
from cli_program import RECORD, segments, trayjam, virtual

HEADER = 2 * RECORD


def keep(path, records):
    """Cuts a segment to its first records; its header stays as it was."""
    data = path.read_bytes()
    path.write_bytes(data[:HEADER + records * RECORD])


def only_trace(run):
    for path in run.iterdir():
        if path.name == "trace":
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def bare(run):
    for path in list((run / "trace").iterdir()):
        path.rename(run / path.name)
    (run / "trace").rmdir()
    for name in ("run.json", "scenario.ini", "findings.json", "ledger.csv",
                 "latency.hlog", "metrics.prom"):
        (run / name).unlink()
    shutil.rmtree(run / "repro")


def no_segments(run):
    for path in segments(run):
        path.unlink()


def empty_segments(run):
    for path in segments(run):
        keep(path, 0)


def only_listener(run):
    segments(run)[0].unlink()


def without(name):
    def remove(run):
        path = run / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return remove


def with_text(name, text):
    def write(run):
        (run / name).write_text(text)
    return write


def zero_sized(run):
    for path in segments(run):
        path.write_bytes(b"")


def zero_records(run):
    for path in segments(run):
        data = path.read_bytes()
        path.write_bytes(data[:HEADER] + bytes(len(data) - HEADER))


def all_ones(run):
    for path in segments(run):
        data = path.read_bytes()
        path.write_bytes(data[:HEADER] + b"\xff" * (len(data) - HEADER))


def another_scenario(run):
    """One that says another number of clients and processes than the trace."""
    (run / "scenario.ini").write_text(
        "[global]\ndrive = sim:disc=present\nclients = 1\nrunner = processes\n"
        "[persona a]\nscript =\n    open interface r\n    close\n")


def truncated_json(run):
    text = (run / "run.json").read_text()
    (run / "run.json").write_text(text[:len(text) // 2])


def zeroed_json(run):
    """All numbers 0: what divides by them?"""
    def zero(value):
        if isinstance(value, dict):
            return {key: zero(part) for key, part in value.items()}
        if isinstance(value, list):
            return [zero(part) for part in value]
        return 0 if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    told = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps(zero(told)))


def facts_of_zero(run):
    lines = (run / "repro/facts.ini").read_text().splitlines()
    (run / "repro/facts.ini").write_text("\n".join(
        line.split("=")[0] + "= 0" if "=" in line else line for line in lines) + "\n")


def clock_backwards(run):
    """The second half of a segment is put before its first."""
    path = max(segments(run), key=lambda one: one.stat().st_size)
    data = path.read_bytes()
    body = data[HEADER:]
    middle = len(body) // RECORD // 2 * RECORD
    path.write_bytes(data[:HEADER] + body[middle:] + body[:middle])


def other_metadata(run):
    path = run / "trace/metadata"
    path.write_text(path.read_text().replace("major = 1", "major = 9"))


SAME = "as of the intact folder"
# What was done to a run folder, and the exit codes of check and of export;
# None: any documented one.
DAMAGED = {
    "nothing": (lambda run: None, SAME, 0),
    "trace-alone-inside": (only_trace, 66, 0),
    "bare-trace": (bare, 0, 0),
    "no-segments": (no_segments, 65, 65),
    "segments-of-nothing": (empty_segments, 65, 65),
    "segments-of-no-bytes": (zero_sized, 65, 65),
    "segments-of-zeros": (zero_records, 65, 65),
    "segments-of-ones": (all_ones, 65, 65),
    "listener-alone": (only_listener, None, None),
    "clock-backwards": (clock_backwards, 65, 65),
    "metadata-gone": (without("trace/metadata"), 65, 65),
    "metadata-of-a-later-version": (other_metadata, None, None),
    "metadata-empty": (with_text("trace/metadata", ""), SAME, 0),
    "trace-gone": (without("trace"), 65, 65),
    "scenario-gone": (without("scenario.ini"), 66, 0),
    "scenario-empty": (with_text("scenario.ini", ""), 65, None),
    "scenario-damaged": (with_text("scenario.ini", "[global\n\x00"), 65, None),
    "scenario-of-another-run": (another_scenario, None, None),
    "facts-gone": (without("repro"), SAME, 0),
    "facts-damaged": (with_text("repro/facts.ini", "cores = many\n"), SAME, 0),
    "facts-of-zero": (facts_of_zero, SAME, 0),
    "run-json-gone": (without("run.json"), SAME, 0),
    "run-json-empty": (with_text("run.json", ""), SAME, 0),
    "run-json-truncated": (truncated_json, SAME, 0),
    "run-json-a-list": (with_text("run.json", "[]"), SAME, 0),
    "run-json-an-empty-object": (with_text("run.json", "{}"), SAME, 0),
    "run-json-of-zeros": (zeroed_json, SAME, 0),
    "ledger-empty": (with_text("ledger.csv", ""), SAME, 0),
    "latencies-empty": (with_text("latency.hlog", ""), SAME, 0),
}
DOCUMENTED = {0, 1, 2, 3, 4, 5, 64, 65, 66, 74}


@pytest.fixture(scope="module", name="good")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd") / "run"
    virtual(folder, "--ops", "120")
    return folder


@pytest.fixture(scope="module", name="intact")
def code_of_the_intact(good, tmp_path_factory):
    copy = tmp_path_factory.mktemp("intact") / "run"
    shutil.copytree(good, copy) # To judge it writes.
    return trayjam("check", copy).returncode


def expect(run, code, *words):
    what = f"{words}: {run.returncode}\n{run.stdout[:400]}\n{run.stderr[:2000]}"
    assert run.returncode in DOCUMENTED, what
    for word in ("Traceback", "runtime error", "Sanitizer"):
        assert word not in run.stderr, what
    if run.returncode >= 64:
        assert run.stderr.strip(), what
    if code is not None:
        assert run.returncode == code, what


def commands(name, good, check, export):
    """Each with the exit code expected. `check` makes the reports again."""
    yield ("export", "--history"), export
    if check in (65, 66):
        yield ("check", "--json", "--partial"), None
    if name.startswith("run-json"): # What others read instead of the trace.
        yield ("compare", good), None
        yield ("report", "--format", "md"), None
    yield ("check",), check


@pytest.mark.parametrize("name", DAMAGED)
def test_every_command_answers_for_it(name, good, intact, tmp_path):
    harm, check, export = DAMAGED[name]
    folder = tmp_path / "run"
    check = intact if check is SAME else check
    for words, code in commands(name, good, check, export):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(good, folder)
        harm(folder)
        expect(trayjam(*words, folder), code, *words)
