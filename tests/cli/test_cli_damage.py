# SPDX-License-Identifier: MIT
"""check: the same verdict again, and traces nobody should believe."""
import re
import shutil
import subprocess

import pytest
from cli_program import (RECORD, TRAYJAM, environment, run_json, segments,
                         trayjam, virtual)


@pytest.fixture(name="run")
def recorded(tmp_path):
    virtual(tmp_path / "run")
    return tmp_path / "run"


def without_host(told):
    return {key: value for key, value in told.items() if key != "host"}


def test_checking_again_gives_the_same_outputs(run):
    first, ledger = run_json(run), (run / "ledger.csv").read_bytes()
    (run / "run.json").unlink()
    (run / "ledger.csv").unlink()
    again = trayjam("check", run)
    assert again.returncode == 0, again.stderr
    assert without_host(run_json(run)) == without_host(first)
    assert (run / "ledger.csv").read_bytes() == ledger


def test_a_bare_trace_folder_can_be_judged(run, tmp_path):
    shutil.copytree(run / "trace", tmp_path / "elsewhere")
    again = trayjam("check", tmp_path / "elsewhere")
    assert again.returncode == 0, again.stderr
    assert "0 broken" in again.stdout
    assert not (tmp_path / "elsewhere/run.json").exists()


def test_a_threshold_can_be_tried_on_a_recorded_run(run):
    assert trayjam("check", run, "--threshold", "handoff.p50 < 1ns").returncode == 3
    assert trayjam("check", run, "--threshold", "handoff.p50 < 1h").returncode == 0


def damage_and_check(run, path):
    """exit 65 naming the record; --partial judges what comes before."""
    refused = trayjam("check", run)
    assert refused.returncode == 65, refused.stdout + refused.stderr
    assert path.name in refused.stderr
    partial = trayjam("check", run, "--partial")
    assert partial.returncode != 65, partial.stderr
    told = run_json(run)
    assert told["partial"]
    return refused.stderr, told


def largest(run):
    return max(segments(run), key=lambda path: path.stat().st_size)


def test_a_truncated_trace_is_65_and_judged_up_to_the_cut(run):
    whole = run_json(run)["operations"]["submitted"]
    path = largest(run)
    data = path.read_bytes()
    half = 128 + (len(data) - 128) // RECORD // 2 * RECORD
    path.write_bytes(data[:half + 20])
    said, told = damage_and_check(run, path)
    assert re.search(r"\d", said)
    assert 0 < told["operations"]["submitted"] < whole
    assert not [row for row in told["rules"] if row["state"] == "broken"]


@pytest.mark.parametrize("bit", range(0, RECORD * 8, 37))
def test_any_flipped_bit_of_a_record_is_seen(run, bit):
    path = largest(run)
    data = bytearray(path.read_bytes())
    number = (len(data) - 128) // RECORD // 2
    data[128 + number * RECORD + bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    said, _ = damage_and_check(run, path)
    assert f"{number}" in said, said


def test_a_segment_of_another_run_is_refused(run, tmp_path):
    virtual(tmp_path / "other", seed=99)
    stranger = segments(tmp_path / "other")[1]
    shutil.copy(stranger, run / "trace" / stranger.name)
    refused = trayjam("check", run)
    assert refused.returncode == 65
    assert "run" in refused.stderr


def test_a_trace_of_another_format_is_refused(run):
    path = segments(run)[0]
    data = bytearray(path.read_bytes())
    data[:4] = b"RIFF"
    path.write_bytes(data)
    refused = trayjam("check", run)
    assert refused.returncode == 65
    assert path.name in refused.stderr


def test_text_instead_of_a_trace_is_refused(run):
    for path in segments(run):
        path.write_text("not a trace at all\n" * 100)
    assert trayjam("check", run).returncode == 65
    assert trayjam("check", run, "--partial").returncode == 65


def test_a_killed_run_is_judged_up_to_its_last_records(tmp_path):
    folder = tmp_path / "run"
    with subprocess.Popen([TRAYJAM, "run", "two-burners", "--duration", "5m",
                           "--seed", "7", "--progress", "line", "--out", str(folder)],
                          text=True, stderr=subprocess.PIPE,
                          env=environment()) as process:
        for line in process.stderr:
            if re.search(r"granted [1-9]", line):
                process.kill()
                break
    assert trayjam("check", folder).returncode == 65
    judged = trayjam("check", folder, "--partial")
    assert judged.returncode in (0, 2), judged.stdout + judged.stderr
    told = run_json(folder)
    assert told["partial"] and told["operations"]["submitted"] > 0
    assert not [row for row in told["rules"] if row["state"] == "broken"]
    assert told["repeat"] == \
        "trayjam run two-burners --seed 0x7 --duration 5m"
