# SPDX-License-Identifier: MIT
"""Is a figure of B worse than that of A, or is it noise?

A side is a list of units: runs, or short stretches of time within runs. Each
unit is a row of counts by latency bucket, so a resample of a side is how often
it has each unit, and its quantile is read off weighted sums of counts. Latencies close in time
resemble each other; units are therefore drawn in blocks of neighbours, as long
as the data say that their resemblance lasts (Politis and White 2004, circular
blocks). Few units give intervals that are too narrow; theirs are widened as
Hesterberg 2015 does ("expanded percentile"), and the test is Student's.
"""

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Protocol

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

RESAMPLES = 2000
CONFIDENCE = 0.95
BLOCKS_MIN = 8  # Fewer blocks of a run say nothing about its noise.
_NORMAL = NormalDist()


@dataclass
class Units:
    """counts: a row for each unit, a column for each bucket, fastest first.

    groups: how many consecutive units belong to one run; blocks do not cross.
    """

    counts: F64
    groups: list[int]

    @property
    def sums(self) -> F64:
        """How many values of each unit are in a bucket or below it."""
        return np.cumsum(self.counts, axis=1)


class Figure(Protocol):
    """What is compared, as a logarithm."""

    def of(self, drawn: F64, sums: F64) -> F64:
        """The figure of each resample: a row of how often it has each unit.

        Not a number where a resample drew no value.
        """

    def pull(self, sums: F64) -> F64:
        """How far each unit pulls the figure of all, to first order."""


@dataclass(frozen=True)
class Quantile:
    """The smallest value that a share p of all do not exceed."""

    p: float
    logs: F64  # Logarithm of each bucket's latency.

    def of(self, drawn: F64, sums: F64) -> F64:
        """By halving: drawn times all of sums would cost thirty times more."""
        need = self.p * (drawn @ sums[:, -1]) - 1e-9
        columns = np.ascontiguousarray(sums.T)
        low = np.zeros(len(drawn), dtype=np.int64)
        high = np.full(len(drawn), len(columns) - 1)
        while (low < high).any():
            middle = (low + high) // 2
            below = np.einsum("ru,ru->r", drawn, columns[middle]) < need
            below &= low < high
            low = np.where(below, middle + 1, low)
            high = np.where(below, high, middle)
        return np.where(need > 0, self.logs[low], np.nan)

    def pull(self, sums: F64) -> F64:
        """Values beyond the quantile, less what is expected there."""
        whole = sums.sum(axis=0)
        place = int((whole < self.p * whole[-1] - 1e-9).sum())
        pull: F64 = sums[:, -1] * self.p - sums[:, min(place, len(whole) - 1)]
        return pull


@dataclass(frozen=True)
class Share:
    """The share of the first bucket; half a value added, so never zero."""

    def of(self, drawn: F64, sums: F64) -> F64:
        """All at once: there are two buckets."""
        found = drawn @ sums
        share = np.log((found[:, 0] + 0.5) / (found[:, -1] + 1.0))
        return np.where(found[:, -1] > 0, share, np.nan)

    def pull(self, sums: F64) -> F64:
        """Values in the first bucket, less what is expected there."""
        whole = sums.sum(axis=0)
        pull: F64 = sums[:, 0] - whole[0] / max(whole[-1], 1.0) * sums[:, -1]
        return pull


def block_length(series: F64) -> int:
    """Politis and White's rule (corrected 2009) for circular blocks."""
    size = len(series)
    x = series - series.mean()
    if size < 2 or not x.any():
        return 1
    reach = max(5, int(np.sqrt(np.log10(size))))
    last = min(int(np.ceil(np.sqrt(size))) + reach, size - 1)
    covariance = np.array([float(x[k:] @ x[:size - k]) / size
                           for k in range(last + 1)])
    small = np.abs(covariance) < \
        2 * np.sqrt(np.log10(size) / size) * covariance[0]
    lag = next((k for k in range(last)
                if small[k + 1:k + 1 + reach].all()), last)
    window = min(max(2 * lag, 1), last)
    k = np.arange(-window, window + 1)
    flat = np.minimum(1.0, 2 * (1 - np.abs(k) / window)) * \
        covariance[np.abs(k)]
    spread, variance = float(np.abs(k) @ flat), float(flat.sum())
    if variance <= 0:
        return 1
    best = float(np.cbrt(1.5 * (spread / variance) ** 2 * size))
    return int(np.clip(np.ceil(best), 1, max(1, size // BLOCKS_MIN)))


def weights(rng: np.random.Generator, groups: list[int],
            block: int) -> F64:
    """How often each resample has each unit: blocks of each run, circular."""
    parts = []
    for size in groups:
        length = min(block, size)
        draws = -(-size // length)
        start = rng.integers(size, size=(RESAMPLES, draws))
        cells = (start + np.arange(RESAMPLES)[:, None] * size).ravel()
        begun = np.bincount(cells, minlength=RESAMPLES * size)
        begun = begun.reshape(RESAMPLES, size)
        parts.append(sum((np.roll(begun, k, axis=1) for k in range(length)),
                         np.zeros_like(begun)))
    return np.concatenate(parts, axis=1).astype(np.float64)


@dataclass
class Drawn:
    """A figure of one side and what resampling says about it."""

    value: float   # Logarithm.
    resampled: F64
    block: int
    blocks: float  # How many there are, over all runs.

    @property
    def variance(self) -> float:
        """Of the resampled figure; too small by 1 / blocks, put right."""
        narrow = float(np.nanvar(self.resampled))
        return narrow * self.blocks / max(self.blocks - 1, 1e-9)


def draw(rng: np.random.Generator, units: Units, figure: Figure,
         by_run: bool) -> Drawn:
    """by_run: units are whole runs and are drawn one by one."""
    sums = units.sums
    value = float(figure.of(np.ones((1, len(sums))), sums)[0])
    block = 1
    if not by_run:
        pulls = np.split(figure.pull(sums), np.cumsum(units.groups)[:-1])
        block = max(block_length(pull) for pull in pulls)
    drawn = weights(rng, units.groups, block)
    return Drawn(value, figure.of(drawn, sums), block,
                 sum(units.groups) / block)


@dataclass
class Ratio:
    """B over A, its interval, and how surprising it is if nothing changed."""

    ratio: float
    low: float
    high: float
    p: float
    blocks: tuple[int, int]  # Length of the blocks of A and of B, in units.


def _freedom(a: Drawn, b: Drawn) -> float:
    """Degrees of freedom, as Welch and Satterthwaite have them."""
    both = a.variance + b.variance
    parts = a.variance ** 2 / max(a.blocks - 1, 1) + \
        b.variance ** 2 / max(b.blocks - 1, 1)
    return both ** 2 / parts if parts > 0 else a.blocks + b.blocks - 2


def _as_normal(t: float, freedom: float) -> float:
    """Wallace's: as surprising as t of Student's, of the normal's."""
    fit = (8 * freedom + 1) / (8 * freedom + 3)
    return fit * float(np.sqrt(freedom * np.log1p(t * t / freedom)))


def _as_student(z: float, freedom: float) -> float:
    fit = (8 * freedom + 1) / (8 * freedom + 3)
    return float(np.sqrt(freedom * np.expm1((z / fit) ** 2 / freedom)))


def ratio_of(a: Drawn, b: Drawn) -> Ratio:
    """Resamples of A and B are independent, so any pairing will do."""
    logs = b.resampled - a.resampled
    logs = logs[np.isfinite(logs)]
    step = b.value - a.value
    variance = a.variance + b.variance
    freedom = _freedom(a, b)
    if variance > 0:
        surprise = _as_normal(abs(step) / variance ** 0.5, freedom)
        narrow = float(np.var(logs))
        wider = (variance / narrow) ** 0.5 if narrow > 0 else 1.0
        reach = wider * _as_student(
            _NORMAL.inv_cdf(0.5 + CONFIDENCE / 2), freedom)
        tail = _NORMAL.cdf(-reach)
        low, high = np.quantile(logs, [tail, 1 - tail])
    else:  # Every resample says the same.
        surprise = 0.0 if step == 0 else 40.0
        low = high = step
    p = min(1.0, 2 * _NORMAL.cdf(-surprise))
    return Ratio(float(np.exp(step)), float(np.exp(low)), float(np.exp(high)),
                 p, (a.block, b.block))


def with_runs(found: Ratio, a: F64, b: F64) -> Ratio:
    """The more careful of two answers: found, from the noise within runs, and
    Student's, from how the runs' own figures (logarithms) differ.

    Runs are few here, so both sides are taken to differ alike (pooled).
    """
    freedom = len(a) + len(b) - 2
    if freedom < 1 or min(len(a), len(b)) == 0:
        return found
    squares = float(((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum())
    error = (squares / freedom * (1 / len(a) + 1 / len(b))) ** 0.5
    if error == 0:
        return found
    step = float(np.log(found.ratio))
    p = 2 * _NORMAL.cdf(-_as_normal(abs(step) / error, freedom))
    reach = min(20.0, error * _as_student(
        _NORMAL.inv_cdf(0.5 + CONFIDENCE / 2), freedom))
    return replace(found, p=max(found.p, p),
                   low=min(found.low, float(np.exp(step - reach))),
                   high=max(found.high, float(np.exp(step + reach))))


def holm(ps: list[float]) -> list[float]:
    """Each p as if it stood alone: below 0.05 with less than 5 % chance that
    any row of the whole table is there by accident."""
    adjusted = [0.0] * len(ps)
    so_far = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        so_far = max(so_far, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = so_far
    return adjusted
