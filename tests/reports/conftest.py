# SPDX-License-Identifier: MIT
"""Sample runs, made once for all tests of a session."""

import json
from pathlib import Path
from typing import Any, Callable

import pytest
from hypothesis import settings

from tests.reports.make_sample_run import make

# The same cases every time, and no database left in the working folder.
settings.register_profile("trayjam", database=None, derandomize=True)
settings.load_profile("trayjam")

Sample = Callable[[str], Path]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """sample("failing"): the folder of a run; not to be written to."""
    made: dict[str, Path] = {}

    def get(variant: str) -> Path:
        if variant not in made:
            made[variant] = make(tmp_path_factory.mktemp(variant) / "run",
                                 variant, operations=1500)
        return made[variant]
    return get


@pytest.fixture
def run(sample: Sample) -> dict[str, Any]:
    """run.json of a failing run, free to be changed."""
    text = (sample("failing") / "run.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
