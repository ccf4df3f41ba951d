# SPDX-License-Identifier: MIT
"""The TAP programs of tests/, cross-compiled: each room's own tests where they
need no Criterion."""
import pytest
import wine_prefix

PROGRAMS = sorted(wine_prefix.BUILD.glob("tests/**/tap_*.exe"))


def test_there_are_programs():
    why = wine_prefix.lacking()
    if why:
        pytest.skip(why)
    assert len(PROGRAMS) >= 5


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program_passes(wine, program, tmp_path):
    done = wine.run(program, folder=tmp_path, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "not ok" not in done.stdout and "1.." in done.stdout
