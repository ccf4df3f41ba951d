# SPDX-License-Identifier: MIT
"""A few of the trials that docs/COMPARE.md has the figures of; with
TRAYJAM_TRIALS=20 all of them, real time too (ten minutes)."""

import os

import pytest

from tests.reports import compare_trials
from tests.reports.compare_trials import KINDS, Kind

TRAYJAM = os.environ.get("TRAYJAM", "")
TRIALS = int(os.environ.get("TRAYJAM_TRIALS", "0"))

pytestmark = pytest.mark.skipif(
    not os.access(TRAYJAM, os.X_OK),
    reason=f"the program is not built: {TRAYJAM or 'TRAYJAM is not set'}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_fifth_more_is_told_and_equals_are_left_in_peace(kind: Kind) -> None:
    if kind.runner != "virtual" and not TRIALS:
        pytest.skip("real time takes minutes: TRAYJAM_TRIALS=20")
    found = list(compare_trials.trials(
        TRAYJAM, kind, TRIALS or (2 if kind.runs == 1 else 1)))
    assert all(equal.silent for equal, _ in found), found
    assert all(slow.told for _, slow in found), found
    assert all(1.1 < slow.ratio < 1.3 for _, slow in found)
