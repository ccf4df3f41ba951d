# SPDX-License-Identifier: MIT
"""The rows of a comparison and their verdicts.

A row is one figure of one operation: a percentile of its latency by outcome,
or the share of it that was refused. Regressed or improved needs all of: the
ratio is beyond the tolerance, its interval does not hold 1, and Holm's
correction over all rows leaves less than 5 % for chance.
"""

import re
import zlib
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np

from reports import bootstrap, progress
from reports.bootstrap import F64, Ratio
from reports.codes import VERBS
from reports.sides import CELLS, Key, Side, bucket_logs

RUNS_MIN = 5      # Runs on each side from which runs are resampled.
BEYOND_MIN = 10   # Values beyond a quantile, on each side.
ATTEMPTS_MIN = 100
CELLS_MIN = 8     # Stretches of time that a figure must come from.
CHANCE = 0.05
REGRESSED, IMPROVED, NOISE, INSUFFICIENT = VERDICTS = (
    "regressed", "improved", "noise", "insufficient")
# On a real clock a run differs from the next by more than by what it draws:
# other load, placing, warmth. What a single pair cannot tell is not told.
ONE_PAIR = "one run on each side, on a real clock"
REFUSED_SHARE = "refused share"
_PERCENTILE = re.compile(r"p(\d{1,2})(?:\.(\d{1,4})|(?<=99)(9{1,3}))?\Z")


@dataclass(frozen=True)
class Question:
    """What was asked for."""

    percentiles: dict[str, float] = field(
        default_factory=lambda: {"p50": 0.5, "p99": 0.99})
    attempts_min: int = ATTEMPTS_MIN
    tolerance: float = 0.05
    seed: int = 1


@dataclass
class Row:
    """One figure. Values are ns, or a share."""

    op: str
    outcome: str  # Empty for a share: it is of all outcomes.
    figure: str
    count_a: int
    count_b: int
    a: Optional[float] = None
    b: Optional[float] = None
    found: Optional[Ratio] = None
    p_holm: float = 1.0
    verdict: str = INSUFFICIENT
    why: str = ""  # Why insufficient.

    @property
    def is_share(self) -> bool:
        """A share, not a latency."""
        return self.figure == REFUSED_SHARE

    @property
    def differs(self) -> bool:
        """More than the noise within the runs explains, if not for sure."""
        return self.verdict in (REGRESSED, IMPROVED) or self.why == ONE_PAIR

    @property
    def vanished(self) -> bool:
        """Enough on one side, nothing on the other."""
        return min(self.count_a, self.count_b) == 0


@dataclass
class Comparison:
    """The whole table."""

    a: Side
    b: Side
    question: Question
    by_run: bool
    rows: list[Row]
    notes: list[str]

    def of(self, verdict: str) -> list[Row]:
        """Rows of one verdict, in their order."""
        return [row for row in self.rows if row.verdict == verdict]

    def lacking(self) -> list[str]:
        """What was asked and cannot be answered, in words."""
        told = []
        for name in self.question.percentiles:
            asked = [row for row in self.rows if row.figure == name]
            if all(row.found is None for row in asked):
                told.append(f"{name}: no operation has enough values")
        for row in self.rows:
            if row.vanished and max(row.count_a, row.count_b) >= \
                    self.attempts_min(row.figure):
                side, many = ("A", row.count_a) if row.count_a \
                    else ("B", row.count_b)
                told.append(f"{row.op} {row.outcome} {row.figure}: {many} in "
                            f"{side}, none in the other")
        unsure = sum(row.why == ONE_PAIR for row in self.rows)
        if unsure:
            told.append(
                f"{unsure} of the figures differ{'s' * (unsure == 1)} by more "
                f"than the noise within a run, but {ONE_PAIR}, cannot say "
                f"how much runs of the same program differ; give {RUNS_MIN} or "
                f"more runs a side, taken in turn")
        return told

    def attempts_min(self, figure: str) -> int:
        """How many values a figure needs on each side."""
        return attempts_min(self.question, figure)

    @property
    def exit_code(self) -> int:
        """3 a regression, 2 an answer is lacking, 0 neither."""
        if self.of(REGRESSED):
            return 3
        return 2 if self.lacking() else 0


def percentiles(text: str) -> dict[str, float]:
    """p50,p99.9 (or p999) by name. ValueError names the odd one."""
    found = {}
    for name in (part.strip() for part in text.split(",")):
        match = _PERCENTILE.match(name)
        share = float(f"{match[1]}.{match[2] or match[3] or 0}") / 100 \
            if match else 0.0
        if not 0 < share < 1:
            raise ValueError(f"`{name}` is no percentile; expected such as "
                             f"p50,p99 or p99.9")
        found[name] = share
    return found


def attempts_min(question: Question, figure: str) -> int:
    """BEYOND_MIN values on the thinner side of a quantile, and a floor."""
    share = question.percentiles.get(figure)
    if share is None:
        return question.attempts_min
    beyond = BEYOND_MIN / min(share, 1 - share)
    return max(question.attempts_min, int(np.ceil(beyond - 1e-6)))


def compare(a: Side, b: Side, question: Question,
            notes: list[str]) -> Comparison:
    """Every figure that either side has."""
    by_run = min(len(a.samples), len(b.samples)) >= RUNS_MIN
    rows = []
    for key in _keys(a, b):
        for name, share in question.percentiles.items():
            progress.tell(f"resampling {key[0]} {key[1]} {name}")
            rows.append(_latency(a, b, key, name, share, question, by_run))
    for verb in VERBS:
        row = _refused(a, b, verb, question, by_run)
        if row is not None:
            rows.append(row)
    _judge(rows, question)
    if len(a.samples) == len(b.samples) == 1 and not a.facts["virtual"]:
        for row in rows:
            if row.differs:
                row.verdict, row.why = INSUFFICIENT, ONE_PAIR
    return Comparison(a, b, question, by_run, rows, notes)


def _keys(a: Side, b: Side) -> list[Key]:
    """Locks first, then by name."""
    keys = {key for side in (a, b) for sample in side.samples
            for key in sample.sketches}
    return sorted(keys, key=lambda key: (key[0] != "lock", key))


def _latency(a: Side, b: Side, key: Key, name: str, share: float,
             question: Question, by_run: bool) -> Row:
    row = Row(key[0], key[1], name, a.total(key), b.total(key))
    buckets = np.union1d(a.buckets(key), b.buckets(key))
    units = [side.units(key, buckets, by_run) for side in (a, b)]
    figure = bootstrap.Quantile(share, bucket_logs(buckets))
    _fill(row, units, figure, question, by_run)
    return row


def _refused(a: Side, b: Side, verb: str, question: Question,
             by_run: bool) -> Optional[Row]:
    """None where nothing of the kind was ever refused."""
    if not any(side.total((verb, "refused")) for side in (a, b)):
        return None
    units = []
    for side in (a, b):
        parts = [side.units((verb, outcome), side.buckets((verb, outcome)),
                            by_run) for outcome in ("refused", "done")]
        units.append(bootstrap.Units(np.stack(
            [part.counts.sum(axis=1) for part in parts], axis=1),
            parts[0].groups))
    counts = [int(part.counts.sum()) for part in units]
    row = Row(verb, "", REFUSED_SHARE, counts[0], counts[1])
    refused = [int(part.counts[:, 0].sum()) for part in units]
    _fill(row, units, bootstrap.Share(), question, by_run)
    if row.found is not None and max(refused) < BEYOND_MIN:
        row.found = None
        row.why = f"refused {max(refused)} times, {BEYOND_MIN} needed"
    # As it is, without the half that the logarithm needs.
    row.a, row.b = (part / count if count else None
                    for part, count in zip(refused, counts))
    return row


def _fill(row: Row, units: list[bootstrap.Units], figure: bootstrap.Figure,
          question: Question, by_run: bool) -> None:
    logs = [figure.of(np.ones((1, len(part.counts))), part.sums)[0]
            if part.counts.any() else np.nan for part in units]
    row.a, row.b = (float(np.exp(log)) if np.isfinite(log) else None
                    for log in logs)
    row.why = _too_little(row, units, question, by_run)
    if row.why:
        return
    name = f"{row.op} {row.outcome} {row.figure}"
    # Each row has chances of its own: a row more changes no other.
    drawn = [bootstrap.draw(
        np.random.default_rng([question.seed, zlib.crc32(name.encode()),
                               number]), part, figure, by_run)
             for number, part in enumerate(units)]
    row.found = bootstrap.ratio_of(*drawn)
    if not by_run:
        row.found = bootstrap.with_runs(
            row.found, *(_each_run(part, figure) for part in units))


def _each_run(units: bootstrap.Units, figure: bootstrap.Figure) -> F64:
    """The figure of every run that has one."""
    starts = np.cumsum([0, *units.groups[:-1]])
    runs = np.add.reduceat(units.counts, starts)
    each = figure.of(np.eye(len(runs)), np.cumsum(runs, axis=1))
    known: F64 = each[np.isfinite(each)]
    return known


def _too_little(row: Row, units: list[bootstrap.Units], question: Question,
                by_run: bool) -> str:
    need = attempts_min(question, row.figure)
    if min(row.count_a, row.count_b) < need:
        return f"{need} needed on each side"
    least = RUNS_MIN if by_run else CELLS_MIN
    for side, part in zip("AB", units):
        used = int(part.counts.any(axis=1).sum())
        if used < least:
            return f"all of {side} within {used} of {len(part.counts)} " + \
                ("runs" if by_run else "stretches of time")
    return ""


def _judge(rows: list[Row], question: Question) -> None:
    answered = [(row, row.found) for row in rows if row.found is not None]
    adjusted = bootstrap.holm([found.p for _, found in answered])
    for (row, found), p in zip(answered, adjusted):
        row.p_holm = p
        row.verdict = NOISE
        if p > CHANCE or found.low <= 1 <= found.high:
            continue
        if found.ratio >= 1 + question.tolerance:
            row.verdict = REGRESSED
        elif found.ratio <= 1 / (1 + question.tolerance):
            row.verdict = IMPROVED


def method(comparison: Comparison) -> str:
    """How it was found out, for people who want to check."""
    question = comparison.question
    runs = f"A has {_runs(comparison.a)}, B has {_runs(comparison.b)}"
    answered = sum(row.found is not None for row in comparison.rows)
    what = f"whole runs were resampled ({runs})" if comparison.by_run else (
        f"blocks of neighbouring stretches of time within each run were "
        f"resampled, {CELLS} stretches a run, block length from the data "
        f"({runs}; from {RUNS_MIN} runs on each side on, whole runs are); of "
        f"several runs, how they differ counts if that is more")
    return (f"Bootstrap of the ratio B / A, {bootstrap.RESAMPLES} resamples, "
            f"seed {question.seed}: {what}. Percentile intervals of 95 %, "
            f"widened for few blocks; Student's test of the logarithm, Holm's "
            f"correction over {answered} rows at 5 %. A difference counts from a ratio of "
            f"{1 + question.tolerance:g} on; a percentile needs {BEYOND_MIN} "
            f"values beyond it on each side, and {question.attempts_min} in "
            f"all.")


def _runs(side: Side) -> str:
    return f"{len(side.samples)} run{'s' if len(side.samples) != 1 else ''}"


def as_json(comparison: Comparison) -> dict[str, Any]:
    """What schema/compare.schema.json describes."""
    question = comparison.question
    return {
        "tool": "trayjam", "kind": "comparison", "format": 1,
        "verdict": {0: "no regression", 2: "insufficient",
                    3: "regression"}[comparison.exit_code],
        "exit_code": comparison.exit_code,
        "seed": question.seed, "resamples": bootstrap.RESAMPLES,
        "tolerance": question.tolerance,
        "min_attempts": question.attempts_min,
        "percentiles": list(question.percentiles),
        "resampled": "runs" if comparison.by_run else "blocks",
        "method": method(comparison),
        "a": _side_json(comparison.a), "b": _side_json(comparison.b),
        "counts": {verdict: len(comparison.of(verdict))
                   for verdict in VERDICTS},
        "lacking": comparison.lacking(), "notes": comparison.notes,
        "rows": [_row_json(row) for row in comparison.rows],
    }


def _side_json(side: Side) -> dict[str, Any]:
    return {"name": side.name, **side.facts,
            "runs": [{"name": sample.name, "seed": sample.seed,
                      "started_utc": sample.started_utc,
                      "partial": sample.partial} for sample in side.samples]}


def _row_json(row: Row) -> dict[str, Any]:
    found = row.found
    return {
        "op": row.op, "outcome": row.outcome or None, "figure": row.figure,
        "unit": "share" if row.is_share else "ns",
        "count_a": row.count_a, "count_b": row.count_b,
        "a": row.a, "b": row.b, "verdict": row.verdict,
        "ratio": found.ratio if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "p": found.p if found else None,
        "p_holm": row.p_holm if found else None,
        "block_a": found.blocks[0] if found else None,
        "block_b": found.blocks[1] if found else None,
        "why": row.why or None,
    }
