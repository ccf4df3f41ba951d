# SPDX-License-Identifier: MIT
"""One guest for all tests of a file. Where it cannot be had, they are skipped
and say why; a guest that does not do its part is an error, no failure."""
import os
from pathlib import Path

import pytest

from machine import Machine, Missing

HERE = Path(__file__).resolve().parent


class Guest(Machine):
    """With the program under test."""
    trayjam = os.environ["TRAYJAM"]

    def drive(self, words):
        return f"{self.trayjam} drive {words}"


@pytest.fixture(scope="session", name="guest")
def boot():
    try:
        machine = Guest()
        machine.__enter__()
    except Missing as why:
        pytest.skip(str(why))
    machine.must(machine.drive("start"))
    yield machine
    machine.stop()
