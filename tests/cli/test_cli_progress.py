# SPDX-License-Identifier: MIT
"""What a run says while it goes on: to people, to programs, to Prometheus."""
import json
import os
import pathlib
import pty
import re
import subprocess

import jsonschema
import pytest
from cli_program import TRAYJAM, environment, run_json, shown_on, trayjam

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads(
    (SOURCE / "reports/schema/progress.schema.json").read_text())
COUNTERS = ("elapsed_ns", "operations", "granted", "denied", "events")
HANG = "delay(400ms) op=lock first=9 every=999 count=1"
OPEN = ["--rate", "40/s", "--set", "backlog=2", "--fault", HANG]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="descriptors, pty")


# --- The exposition format, read by its rules ---
# prometheus.io/docs/instrumenting/exposition_formats, text format 0.0.4

SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)')
TYPES = {"counter", "gauge", "summary", "histogram", "untyped"}


def labels_of(text):
    labels, at = {}, 0
    while at < len(text):
        match = LABEL.match(text, at)
        assert match, f"not a label at {at}: {text}"
        assert match[1] not in labels
        labels[match[1]] = match[2]
        at = match.end()
    return tuple(sorted(labels.items()))


def family_of(name, types):
    """A summary's samples have two names more."""
    for suffix in ("_sum", "_count"):
        if name.endswith(suffix) and types.get(name[:-len(suffix)]) == "summary":
            return name[:-len(suffix)]
    return name


def exposition(text):
    """{(name, labels): value} and {family: type}; asserts the format."""
    assert text.endswith("\n") and "\r" not in text
    samples, types, helps, order = {}, {}, set(), []
    for line in text.splitlines():
        if line.startswith("# "):
            _, word, name, rest = line.split(" ", 3)
            assert word in ("HELP", "TYPE") and name.startswith("trayjam_")
            if word == "HELP":
                assert name not in helps and rest
                helps.add(name)
            else:
                assert rest in TYPES and name not in types
                assert name in helps, "TYPE stands behind its HELP"
                types[name] = rest
            continue
        match = SAMPLE.match(line)
        assert match, f"not a sample: {line}"
        key = (match[1], labels_of(match[2] or ""))
        assert key not in samples, f"twice: {line}"
        samples[key] = float(match[3])
        family = family_of(match[1], types)
        assert family in types, f"without TYPE: {line}"
        if not order or order[-1] != family:
            assert family not in order, f"not in one group: {line}"
            order.append(family)
        if types[family] == "counter":
            assert family.endswith("_total") and samples[key] >= 0
    return samples, types


def never_down(before, after, types):
    """Counters, and the two of a summary, only grow; none goes away."""
    for (name, labels), value in before.items():
        if types[family_of(name, types)] in ("counter", "summary"):
            assert after[(name, labels)] >= value, (name, labels)


def test_the_parser_of_this_test_can_say_no():
    good = ('# HELP trayjam_a_total x\n# TYPE trayjam_a_total counter\n'
            'trayjam_a_total{op="l\\"o"} 1\n')
    exposition(good)
    for bad in (good[:-1], good.replace("TYPE", "TIPE"),
                good.replace('\\"', '"'), good + good.splitlines()[2] + "\n",
                good.replace("} 1", "} one"), good.replace("# TYPE", "#TYPE"),
                good.replace("_total", ""), "trayjam_b 1\n"):
        with pytest.raises((AssertionError, ValueError)):
            exposition(bad)


# --- Runs ---

def lines_of(run):
    return [json.loads(line) for line in run.splitlines()]


def expect_good(lines):
    """Whatever the run: the schema, growing counters, an end."""
    assert lines
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    assert [line["over"] for line in lines] == \
        [False] * (len(lines) - 1) + [True]
    for before, after in zip(lines, lines[1:]):
        for name in COUNTERS:
            assert after[name] >= before[name], name
        for old, new in zip(before["clients"], after["clients"]):
            for name in ("operations", "granted", "denied"):
                assert new[name] >= old[name], name
    for line in lines:
        assert line["operations"] == \
            sum(client["operations"] for client in line["clients"])
        assert line["denied"] == \
            sum(client["denied"] for client in line["clients"])


def run_with(out, *more, where=None):
    where = where or out.parent / "progress.jsonl"
    done = trayjam("run", "two-burners", "--seed", 7, "--format", "none",
                   "--quiet", "--json-progress", where, "--out", out, *more)
    assert done.returncode in (0, 2), done.stderr
    return done


def metrics_of(folder):
    return exposition((folder / "metrics.prom").read_text())


@pytest.mark.parametrize("runner, more", [
    ("virtual", []), ("threads", []), ("processes", ["--clients", "2t2p"]),
    ("virtual", OPEN), ("threads", OPEN)])
def test_progress_and_metrics_end_with_what_the_run_did(tmp_path, runner, more):
    out = tmp_path / "run"
    run_with(out, "--runner", runner, "--duration", "1s", "--progress-every",
             "200ms", *more)
    lines = lines_of((tmp_path / "progress.jsonl").read_text())
    expect_good(lines)
    last, told = lines[-1], run_json(out)
    samples, types = metrics_of(out)
    # Putting back is counted, not measured.
    assert last["operations"] >= told["operations"]["answered"]
    assert sum(value for (name, _), value in samples.items()
               if name == "trayjam_operations_total") == last["operations"]
    for row in told["outcomes"]:
        labels = (("op", row["op"]), ("outcome", row["outcome"]))
        assert samples[("trayjam_operations_total", labels)] >= row["count"]
        assert samples[("trayjam_operation_seconds_count", labels)] == \
            samples[("trayjam_operations_total", labels)]
    assert samples[("trayjam_events_total", ())] == last["events"]
    assert samples[("trayjam_run_active", ())] == 0
    assert samples[("trayjam_run_exit_code", ())] == told["exit_code"]
    denied = sum(value for (name, labels), value in samples.items()
                 if name == "trayjam_client_locks_total"
                 and ("outcome", "denied") in labels)
    assert denied == last["denied"]
    assert ("trayjam_arrivals_total" in types) == bool(told["arrivals"])
    assert (last["arrivals"] is None) == (told["arrivals"] is None)
    if told["arrivals"]:
        assert last["arrivals"]["started"] == samples[
            ("trayjam_arrivals_total", (("fate", "started"),))]
        assert last["arrivals"]["dropped"] >= told["arrivals"]["dropped"] > 0
    assert not list(out.rglob("*.unfinished"))


def test_metrics_grow_while_the_run_goes_on(tmp_path):
    """Each line of progress is a sign that the file may have been renewed."""
    out = tmp_path / "run"
    ours, theirs = os.pipe()
    with subprocess.Popen(
            [TRAYJAM, "run", "two-burners", "--duration", "3500ms", "--quiet",
             "--format", "none", "--json-progress", f"fd:{theirs}",
             "--progress-every", "100ms", "--out", str(out)],
            pass_fds=[theirs], env=environment()) as process:
        os.close(theirs)
        seen, lines = [], []
        with os.fdopen(ours) as reader:
            for line in reader:
                lines.append(json.loads(line))
                path = out / "metrics.prom"
                if path.exists():
                    seen.append(exposition(path.read_text()))
    assert process.returncode in (0, 2)
    expect_good(lines)
    assert len(lines) > 10
    for (before, types), (after, _) in zip(seen, seen[1:]):
        never_down(before, after, types)
    last, _ = metrics_of(out)
    never_down(seen[-1][0], last, seen[-1][1])
    versions = {tuple(sorted(samples.items())) for samples, _ in seen}
    assert len(versions) >= 3, "renewed while it ran"
    assert all(samples[("trayjam_run_active", ())] == 1
               for samples, _ in seen[:-1])


def test_counts_of_a_killed_process_are_not_lost(tmp_path):
    out = tmp_path / "run"
    done = trayjam("run", "two-burners", "--clients", "2t2p", "--duration", "2s",
                   "--seed", 7, "--format", "none", "--quiet",
                   "--json-progress", tmp_path / "progress.jsonl",
                   "--progress-every", "100ms", "--out", out, "--fault",
                   "kill(process) op=query first=20 every=999 count=1")
    assert done.returncode in (0, 2), done.stderr
    lines = lines_of((tmp_path / "progress.jsonl").read_text())
    expect_good(lines)
    numbers = {client["client"] for line in lines for client in line["clients"]}
    assert len(numbers) == 6, "two of four were replaced"


def test_a_reader_that_goes_away_does_not_stop_the_run(tmp_path):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [TRAYJAM, "run", "two-burners", "--runner", "virtual", "--seed", "7",
         "--quiet", "--format", "none", "--json-progress", f"fd:{theirs}",
         "--out", str(tmp_path / "run")], pass_fds=[theirs], text=True,
        capture_output=True, env=environment(), check=False)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "nobody reads it any more; the run goes on" in done.stderr


@pytest.mark.parametrize("where", ["fd:917", "fd:x", "fd:-1",
                                   "not/there/at-all.jsonl"])
def test_a_place_that_cannot_be_written_is_74(tmp_path, where):
    done = trayjam("run", "two-burners", "--runner", "virtual",
                   "--json-progress", where, "--out", "run", folder=tmp_path)
    assert done.returncode == 74
    assert f"--json-progress {where}: " in done.stderr
    assert not (tmp_path / "run").exists()


def test_json_on_stderr_is_alone_there_when_quiet(tmp_path):
    done = run_with(tmp_path / "run", "--runner", "virtual", where="-")
    expect_good(lines_of(done.stderr))


def test_another_word_for_progress_is_64(tmp_path):
    done = trayjam("run", "two-burners", "--progress", "fulll",
                   "--out", tmp_path / "run")
    assert done.returncode == 64
    assert "--progress fulll; allowed: line, full or none" in done.stderr


# --- The table ---

def on_a_terminal(rows, *arguments):
    master, slave = pty.openpty()
    import fcntl
    import struct
    import termios
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 90, 0, 0))
    code, shown = shown_on(master, slave, *arguments, TERM="xterm")
    assert code in (0, 2)
    return shown


class Screen:
    """As much of a terminal as the table uses: lines, up, erase."""

    def __init__(self):
        self.lines, self.row, self.highest = [""], 0, 0

    def show(self, text):
        for part in re.findall(r"\x1b\[\d*[A-Z]|\r|\n|[^\x1b\r\n]+", text):
            if part == "\n":
                self.row += 1
                if self.row == len(self.lines):
                    self.lines.append("")
            elif part == "\r":
                pass
            elif part.endswith("A") and part[0] == "\x1b":
                self.row -= int(part[2:-1])
                assert self.row >= 0, "never above where it began"
            elif part == "\x1b[J":
                del self.lines[self.row + 1:]
                self.lines[self.row] = ""
            elif part == "\x1b[K":
                self.lines[self.row] = ""
            elif part[0] != "\x1b":
                self.lines[self.row] += part


def frames(shown):
    """What stands on the screen after each drawing of the table."""
    screen, result = Screen(), []
    for piece in re.split(r"(?<=\x1b\[J)", shown):
        screen.show(piece)
        result.append([line for line in screen.lines if line])
    return result


@pytest.mark.parametrize("runner", [["--runner", "threads"],
                                    ["--clients", "2t2p"]])
def test_a_table_is_drawn_over_itself_and_leaves_nothing_behind(tmp_path,
                                                                runner):
    shown = on_a_terminal(
        30, "run", "two-burners", *runner, "--duration", "1500ms", "--format",
        "none", "--progress", "full", "--out", tmp_path / "run")
    drawn = [frame for frame in frames(shown)
             if any("latency" in line and "granted" in line for line in frame)]
    assert len(drawn) >= 3
    for frame in drawn:
        assert sum(line.startswith("  drive 1") for line in frame) == 1
        names = [line for line in frame if re.match(r" +\d+  (Nero|Roxio|Lib)",
                                                    line)]
        assert len(names) == (3 if "threads" in runner else 4)
        assert all(len(line) < 90 for line in frame)
    owners = {line for frame in drawn for line in frame
              if line.startswith("  drive 1")}
    if "threads" in runner:
        assert owners <= {"  drive 1  free",
                          "  drive 1  owner: Nero 12 (client 1)",
                          "  drive 1  owner: Roxio 9 (client 2)"}
    else:
        assert owners == {"  drive 1  in another process"}
    assert not any("drive 1  " in line for line in frames(shown)[-1])


def test_a_table_fits_a_low_terminal(tmp_path):
    shown = on_a_terminal(
        12, "run", "two-burners", "--clients", "40", "--runner", "threads",
        "--duration", "1s", "--rate", "100/s", "--format", "none",
        "--progress", "full", "--out", tmp_path / "run")
    moves = [int(rows) for rows in re.findall(r"\x1b\[(\d+)A", shown)]
    assert moves and max(moves) < 12
    assert "dropped" in shown and re.search(r"and 3\d more", shown)


def test_without_a_terminal_a_table_is_lines(tmp_path):
    done = trayjam("run", "two-burners", "--runner", "threads", "--duration",
                   "1s", "--progress", "full", "--format", "none", "--out",
                   tmp_path / "run")
    assert "\x1b" not in done.stderr
    assert len(re.findall(r"^two-burners .* ops/s \| ", done.stderr,
                          re.M)) >= 2
