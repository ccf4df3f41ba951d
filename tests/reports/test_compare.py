# SPDX-License-Identifier: MIT
"""The comparison tells a planted slowdown from noise, and says so to people,
to programs and by its exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from reports import bootstrap, comparison, sides
from reports.comparison import IMPROVED, INSUFFICIENT, NOISE, REGRESSED
from reports.errors import BadInput
from tests.reports import browser, compare_runs

ROOT = Path(__file__).resolve().parents[2]
COMPARE = ROOT / "reports" / "compare.py"
SCHEMA = ROOT / "reports" / "schema" / "compare.schema.json"
TRAYJAM = os.environ.get("TRAYJAM", "")
TRIALS = 20


def compare(*words: Any) -> subprocess.CompletedProcess[str]:
    """The program, as `trayjam compare` starts it."""
    return subprocess.run([sys.executable, str(COMPARE), *map(str, words)],
                          capture_output=True, text=True, check=False)


def verdicts(a: Path, b: Path) -> dict[str, str]:
    """By figure; there is one operation."""
    found = comparison.compare(sides.load_side(a), sides.load_side(b),
                               comparison.Question(), [])
    return {row.figure: row.verdict for row in found.rows}


@pytest.fixture(scope="module", name="pair")
def pair_of_runs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A run, an equal one, and one whose slowest lock is a fifth slower."""
    folder = tmp_path_factory.mktemp("pair")
    rng = np.random.default_rng(5)
    a, b = compare_runs.latencies(rng), compare_runs.latencies(rng)
    return [compare_runs.write_run(folder / "a", a),
            compare_runs.write_run(folder / "b", b, seed=8),
            compare_runs.write_run(folder / "slow",
                                   compare_runs.slow_tail(b), seed=9)]


def test_a_slowdown_is_told_and_equals_are_left_in_peace(
        tmp_path: Path) -> None:
    told, alarms = 0, 0
    for trial in range(TRIALS):
        rng = np.random.default_rng([1, trial])
        a, b = compare_runs.latencies(rng), compare_runs.latencies(rng)
        folder = tmp_path / str(trial)
        first = compare_runs.write_run(folder / "a", a)
        equal = verdicts(first, compare_runs.write_run(folder / "b", b))
        slow = verdicts(first, compare_runs.write_run(
            folder / "slow", compare_runs.slow_tail(b)))
        told += slow == {"p50": NOISE, "p99": REGRESSED}
        alarms += equal != {"p50": NOISE, "p99": NOISE}
    assert (told, alarms) == (TRIALS, 0)


def test_five_runs_a_side_are_judged_by_how_runs_differ(
        tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for side, factor in (("a", 1.0), ("b", 1.0), ("slow", 1.3)):
        for number in range(5):
            # Runs differ by 3 %, far more than chance within them explains.
            level = 0.03 * rng.standard_normal()
            compare_runs.write_run(
                tmp_path / side / f"run-{number}", factor *
                compare_runs.latencies(rng, 8000, level), seed=number + 1)
        (tmp_path / side / "latest").symlink_to("run-4")
    assert set(verdicts(tmp_path / "a", tmp_path / "b").values()) == {NOISE}
    assert set(verdicts(tmp_path / "a", tmp_path / "slow").values()) == \
        {REGRESSED}
    assert set(verdicts(tmp_path / "slow", tmp_path / "a").values()) == \
        {IMPROVED}
    told = json.loads(compare(tmp_path / "a", tmp_path / "slow",
                              "--json").stdout)
    assert told["resampled"] == "runs"
    assert len(told["a"]["runs"]) == 5, "the link is not a sixth run"


def test_of_few_runs_how_they_differ_counts(tmp_path: Path) -> None:
    rng = np.random.default_rng(10)
    for side, levels in (("a", (0.0, 0.0, 0.3)), ("among", (0.2, 0.25, 0.3)),
                         ("beyond", (1.5, 1.6, 1.7))):
        for number, level in enumerate(levels):
            compare_runs.write_run(
                tmp_path / side / f"run-{number}",
                compare_runs.latencies(rng, 8000, level), seed=number + 1)
    among, beyond = (json.loads(compare(tmp_path / "a", tmp_path / name,
                                        "--json").stdout)["rows"][0]
                     for name in ("among", "beyond"))
    assert among["ratio"] > 1.1 and among["verdict"] == NOISE
    assert beyond["verdict"] == REGRESSED
    one = json.loads(compare(tmp_path / "a" / "run-0",
                             tmp_path / "among" / "run-0", "--json").stdout)
    assert one["rows"][0]["verdict"] == REGRESSED, "nothing is known of runs"


def test_more_refusals_are_a_regression(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    folders = []
    for name, share in (("a", 0.10), ("b", 0.10), ("worse", 0.15)):
        values = compare_runs.latencies(rng, 12_000)
        folders.append(compare_runs.write_run(
            tmp_path / name, values, rng.random(12_000) < share))
    assert verdicts(folders[0], folders[1])["refused share"] == NOISE
    assert verdicts(folders[0], folders[2])["refused share"] == REGRESSED
    assert verdicts(folders[2], folders[0])["refused share"] == IMPROVED


def test_neighbours_that_resemble_each_other_make_longer_blocks() -> None:
    rng = np.random.default_rng(6)
    alone = [bootstrap.block_length(rng.standard_normal(128))
             for _ in range(40)]
    alike = [bootstrap.block_length(compare_runs.correlated(rng, 128, 0.8))
             for _ in range(40)]
    assert np.median(alone) <= 2 and np.median(alike) >= 6
    assert bootstrap.block_length(np.zeros(128)) == 1


def test_a_quantile_is_the_nearest_rank() -> None:
    rng = np.random.default_rng(8)
    values = np.sort(rng.integers(0, 50, size=997))
    counts = np.zeros((4, 50))
    np.add.at(counts, (rng.integers(0, 4, size=997), values), 1)
    sums = bootstrap.Units(counts, [4]).sums
    for p in (0.01, 0.5, 0.9, 0.99, 0.999):
        figure = bootstrap.Quantile(p, np.arange(50.0))
        rank = int(np.ceil(p * 997 - 1e-9))
        assert figure.of(np.ones((1, 4)), sums)[0] == values[rank - 1]
    assert np.isnan(bootstrap.Quantile(0.5, np.arange(50.0)).of(
        np.zeros((1, 4)), sums)[0])


def test_weights_draw_every_unit_alike_and_keep_runs_apart() -> None:
    drawn = bootstrap.weights(np.random.default_rng(1), [12, 6], 3)
    assert drawn.shape == (bootstrap.RESAMPLES, 18)
    assert (drawn[:, :12].sum(axis=1) == 12).all()
    assert (drawn[:, 12:].sum(axis=1) == 6).all()
    assert np.abs(drawn.mean(axis=0) - 1).max() < 0.1


def test_holms_correction() -> None:
    assert bootstrap.holm([]) == []
    assert bootstrap.holm([0.01, 0.04, 0.03]) == \
        pytest.approx([0.03, 0.06, 0.06])


def test_too_few_values_are_called_insufficient(tmp_path: Path) -> None:
    values = compare_runs.latencies(np.random.default_rng(2), 999)
    a = compare_runs.write_run(tmp_path / "a", values)
    assert verdicts(a, a) == {"p50": NOISE, "p99": INSUFFICIENT}
    assert compare(a, a).returncode == 2
    assert compare(a, a, "--percentiles", "p50").returncode == 0
    told = compare(a, a, "--percentiles", "p50", "--min-attempts", 1000)
    assert told.returncode == 2
    assert "no operation has enough values" in told.stdout


def test_an_operation_that_is_gone_is_not_a_pass(tmp_path: Path) -> None:
    values = compare_runs.latencies(np.random.default_rng(2), 5000)
    a = compare_runs.write_run(tmp_path / "a", values)
    b = compare_runs.write_run(tmp_path / "b", values, np.ones(5000, bool))
    told = compare(b, a)
    assert told.returncode == 2 and "none in the other" in told.stdout
    assert compare(a, b).returncode == 3, "all refused"


def test_a_baseline_gives_the_answer_of_its_run(pair: list[Path],
                                                tmp_path: Path) -> None:
    kept = tmp_path / "baseline.json"
    made = compare(pair[0], "--baseline-out", kept)
    assert made.returncode == 0 and str(kept) in made.stdout
    assert kept.stat().st_size < 60_000
    for other, code in ((pair[1], 0), (pair[2], 3)):
        direct = compare(pair[0], other, "--json")
        by_file = compare(kept, other, "--json")
        assert direct.returncode == by_file.returncode == code
        assert json.loads(direct.stdout)["rows"] == \
            json.loads(by_file.stdout)["rows"]
    again = tmp_path / "again.json"
    compare(pair[1], kept, "--baseline-out", again)
    assert again.read_bytes() == kept.read_bytes()


def test_the_answer_repeats_and_is_in_the_schema(pair: list[Path]) -> None:
    first = compare(pair[0], pair[2], "--json", "--seed", "0x10")
    assert first.stdout == compare(pair[0], pair[2], "--json", "--seed",
                                   "16").stdout
    told = json.loads(first.stdout)
    jsonschema.Draft202012Validator(
        json.loads(SCHEMA.read_text())).validate(told)
    assert told["seed"] == 16 and told["exit_code"] == first.returncode == 3
    other = json.loads(compare(pair[0], pair[2], "--json").stdout)
    assert [row["p"] for row in other["rows"]] != \
        [row["p"] for row in told["rows"]]
    row = next(row for row in told["rows"] if row["figure"] == "p99")
    assert row["verdict"] == "regressed"
    assert 1 < row["low"] < row["ratio"] < row["high"]
    assert row["ratio"] == pytest.approx(row["b"] / row["a"])


def test_the_table_names_the_row_the_seed_and_the_code(
        pair: list[Path]) -> None:
    told = compare(pair[0], pair[2])
    assert told.returncode == 3 and not told.stderr
    line = next(line for line in told.stdout.splitlines()
                if line.endswith("REGRESSED"))
    assert line.split()[:3] == ["lock", "done", "p99"]
    assert "seed 1:" in " ".join(told.stdout.split())
    assert told.stdout.rstrip().endswith("a regression (exit code 3)")
    assert max(map(len, told.stdout.splitlines()[2:])) <= 90


def test_values_in_the_table_are_those_of_the_run(pair: list[Path]) -> None:
    values = compare_runs.latencies(np.random.default_rng(5))
    told = json.loads(compare(pair[0], pair[1], "--percentiles",
                              "p50,p90,p99,p99.9", "--json").stdout)
    for row, p in zip(told["rows"], (0.5, 0.9, 0.99, 0.999)):
        rank = int(np.ceil(p * len(values) - 1e-9))
        assert row["a"] == pytest.approx(np.sort(values)[rank - 1], rel=3e-3)
        assert row["count_a"] == len(values)


@pytest.mark.parametrize("words, code, hint", [
    (["--tolerance", "5"], 64, "in per cent"),
    (["--tolerance", "0.1%"], 64, "1% to"),
    (["--percentiles", "p50,p100"], 64, "p100"),
    (["--percentiles", ""], 64, "no percentile"),
    (["--min-attempts", "0"], 64, "from 1 on"),
    (["--seed", "x"], 64, "decimal or 0x"),
    (["--html", "no/such/folder/x.html"], 74, "x.html"),
    (["--baseline-out", "no/such/folder/x.json"], 74, "x.json"),
])
def test_what_cannot_be_done_is_told(pair: list[Path], words: list[str],
                                     code: int, hint: str) -> None:
    told = compare(pair[0], pair[1], *words)
    assert told.returncode == code and hint in told.stderr, told.stderr
    assert not told.stdout


def test_percentiles_by_their_names() -> None:
    found = comparison.percentiles("p50, p5,p99.9,p999,p9999")
    assert list(found) == ["p50", "p5", "p99.9", "p999", "p9999"]
    assert list(found.values()) == \
        pytest.approx([0.5, 0.05, 0.999, 0.999, 0.9999])
    for odd in ("p0", "p100", "p500", "50", "p99.", "p-1", "p50,,p99"):
        with pytest.raises(ValueError):
            comparison.percentiles(odd)


def test_one_side_needs_a_file_to_go_to(pair: list[Path]) -> None:
    assert compare(pair[0]).returncode == 64


def test_inputs_that_are_not_there_or_not_understood(
        pair: list[Path], tmp_path: Path) -> None:
    assert compare(pair[0], tmp_path / "absent").returncode == 66
    assert compare(pair[0], tmp_path).returncode == 66
    odd = tmp_path / "odd.json"
    odd.write_text('{"tool": "trayjam",\n "kind" 1}')
    told = compare(odd, pair[0])
    assert told.returncode == 65 and "odd.json:2:9:" in told.stderr
    odd.write_text('{"tool": "trayjam", "kind": "comparison"}')
    told = compare(odd, pair[0])
    assert told.returncode == 65 and "odd.json: at /" in told.stderr
    other = tmp_path / "virtual"
    run = compare_runs.write_run(other, np.full(100, 10.0), virtual=True)
    real = compare_runs.write_run(tmp_path / "real", np.full(100, 10.0),
                                  virtual=False)
    told = compare(real, run)
    assert told.returncode == 65 and "simulated time" in told.stderr


def test_a_run_of_a_set_that_was_never_judged_is_not_passed_by(
        pair: list[Path], tmp_path: Path) -> None:
    values = compare_runs.latencies(np.random.default_rng(7), 300)
    compare_runs.write_run(tmp_path / "whole", values)
    killed = compare_runs.write_run(tmp_path / "killed", values)
    assert len(sides.load_side(tmp_path).samples) == 2
    (killed / "run.json").unlink()
    told = compare(pair[0], tmp_path)
    assert told.returncode == 66 and "trayjam check" in told.stderr


def test_a_partial_trace_is_compared_and_told(pair: list[Path],
                                              tmp_path: Path) -> None:
    values = compare_runs.latencies(np.random.default_rng(7), 9000)
    cut = compare_runs.write_run(tmp_path / "cut", values)
    segment = next((cut / "trace").iterdir())
    segment.write_bytes(segment.read_bytes()[:-1000 * 64])
    told = json.loads(compare(pair[0], cut, "--json").stdout)
    assert told["b"]["runs"][0]["partial"]
    assert any(segment.name in note for note in told["notes"])
    assert told["rows"][0]["count_b"] == 8000


def test_a_damaged_baseline_is_refused(pair: list[Path],
                                       tmp_path: Path) -> None:
    text = sides.baseline_text(sides.load_side(pair[0]))
    path = tmp_path / "kept.json"
    rng = np.random.default_rng(9)
    for change in ("data", "count", "columns"):
        loaded = json.loads(text)
        run = loaded["runs"][0]
        if change == "data":
            at = int(rng.integers(100, len(run["data"]) - 100))
            run["data"] = run["data"][:at] + run["data"][at + 4:]
        elif change == "count":
            run["rows"][0]["count"] += 1
        else:
            run["columns"]["0.cell"][1] += 1
        path.write_text(json.dumps(loaded))
        with pytest.raises(BadInput, match="at /runs/0: damaged"):
            sides.load_baseline(path)


def test_other_conditions_are_noted(pair: list[Path], tmp_path: Path) -> None:
    values = compare_runs.latencies(np.random.default_rng(7), 3000)
    other = compare_runs.write_run(tmp_path / "other", values, clients=99)
    told = " ".join(compare(pair[0], other).stdout.split())
    assert "note: clients differs" in told and "99" in told


@pytest.mark.skipif(bool(browser.unavailable()), reason=browser.unavailable())
def test_the_page_opens_alone_and_shows_every_row(pair: list[Path],
                                                  tmp_path: Path) -> None:
    page = tmp_path / "compare.html"
    assert compare(pair[0], pair[2], "--html", page).returncode == 3
    shown = browser.visit(page, [
        {"do": "size", "width": 1100, "height": 900}, {"do": "open"},
        {"do": "value", "name": "marks", "of": "[...document.querySelectorAll("
         "'svg g')].map(g => g.getAttribute('class'))"},
        {"do": "value", "name": "rows",
         "of": "document.querySelectorAll('tbody tr').length"},
        {"do": "value", "name": "ordered", "of": "[...document.querySelectorAll("
         "'svg g line')].every(l => +l.getAttribute('x1') <= "
         "+l.getAttribute('x2'))"},
        {"do": "value", "name": "spare", "of":
         "document.documentElement.scrollWidth - innerWidth"},
    ], tmp_path)
    assert shown["errors"] == []
    assert shown["requests"] == [f"file://{page}"]
    assert shown["values"] == {"marks": ["noise", "regressed"], "rows": 2,
                               "ordered": True, "spare": 0}


@pytest.fixture(scope="module", name="real")
def real_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Runs of the program: equal ones, and with locks that are delayed."""
    if not os.access(TRAYJAM, os.X_OK):
        pytest.skip(f"not built: {TRAYJAM or 'TRAYJAM is not set'}")
    folder = tmp_path_factory.mktemp("real")
    made = {}
    late = ["--fault", "delay(2us) op=lock first=3 every=20"]
    slow = ["--fault", "delay(3ms) op=query"]
    kinds: dict[str, list[str]] = {
        **{f"virtual-{n}": ["virtual", "20s", str(n)] for n in range(4)},
        **{f"delayed-{n}": ["virtual", "20s", str(n), *late]
           for n in range(4, 7)},
        **{f"threads/{n}": ["threads", "1s", str(n)] for n in range(3)},
        **{f"threads-delayed/{n}": ["threads", "1s", str(n), *slow]
           for n in range(3, 6)}}
    for name, (runner, duration, seed, *more) in kinds.items():
        made[name] = folder / name
        made.setdefault(name.split("/")[0], made[name].parent)
        done = subprocess.run(
            [TRAYJAM, "run", "two-burners", "--runner", runner, "--duration",
             duration, "--seed", seed, "--format", "none", "--quiet", "--out",
             str(made[name]), *more],
            capture_output=True, text=True, check=False)
        assert done.returncode in (0, 2), done.stderr
    return made


def _rows(a: Path, b: Path, *more: str) -> dict[tuple[str, str, str], str]:
    told = json.loads(compare(a, b, "--json", *more).stdout)
    return {(row["op"], row["outcome"], row["figure"]): row["verdict"]
            for row in told["rows"]}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_runs_of_the_program_that_are_equal(real: dict[str, Path],
                                            number: int) -> None:
    told = compare(real["virtual-0"], real[f"virtual-{number}"])
    assert told.returncode == 0, told.stdout
    assert " 0 improved" in told.stdout


@pytest.mark.parametrize("number", [4, 5, 6])
def test_a_planted_delay_is_found_where_it_is(real: dict[str, Path],
                                              number: int) -> None:
    found = _rows(real["virtual-0"], real[f"delayed-{number}"])
    worse = {key for key, verdict in found.items() if verdict == REGRESSED}
    assert ("lock", "refused", "p99") in worse
    assert all(key[0] == "lock" for key in worse)


def test_a_planted_delay_on_the_real_clock(real: dict[str, Path]) -> None:
    found = _rows(real["threads"], real["threads-delayed"], "--percentiles",
                  "p50", "--min-attempts", "40")
    assert found["query", "done", "p50"] == REGRESSED


def test_one_pair_on_the_real_clock_is_no_gate(pair: list[Path],
                                               tmp_path: Path) -> None:
    rng = np.random.default_rng(12)
    folders = [compare_runs.write_run(
        tmp_path / name, factor * compare_runs.latencies(rng, 8000),
        seed=number + 1, virtual=False, runner="threads")
        for number, (name, factor) in enumerate(
            (("a", 1.0), ("b", 1.0), ("slow", 1.4)))]
    equal, told = (compare(folders[0], other) for other in folders[1:])
    assert equal.returncode == 0
    assert told.returncode == 2
    assert "2 of the figures differ by more than the noise within" in \
        " ".join(told.stdout.split())
    rows = json.loads(compare(folders[0], folders[2], "--json").stdout)
    jsonschema.validate(rows, json.loads(SCHEMA.read_text()))
    assert {(row["verdict"], row["why"]) for row in rows["rows"]} == \
        {(INSUFFICIENT, comparison.ONE_PAIR)}
    assert all(row["low"] > 1 for row in rows["rows"]), "it is shown"
    assert compare(pair[0], pair[2]).returncode == 3, "simulated time repeats"
