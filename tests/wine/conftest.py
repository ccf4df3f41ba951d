# SPDX-License-Identifier: MIT
"""Every test file of this folder has a prefix of its own: the fixture wine."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import wine_prefix  # noqa: E402


def pytest_collection_modifyitems(items):
    """Where nothing can run, one test of a file says so for all."""
    if wine_prefix.lacking():
        del items[1:]


@pytest.fixture(scope="module", name="wine")
def own_wine():
    why = wine_prefix.lacking()
    if why:
        pytest.skip(why)
    with wine_prefix.taken() as wine:
        yield wine


@pytest.fixture(name="trayjam")
def program(wine):
    """trayjam.exe WORDS: what it said and its exit code."""
    def run(*words, **how):
        return wine.run(wine.trayjam, *words, **how)
    return run
