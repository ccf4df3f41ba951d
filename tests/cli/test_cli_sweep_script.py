# SPDX-License-Identifier: MIT
"""sweep --jobs slurm:N and parallel:N: the script does what one machine does."""
import json
import os
import pathlib
import shutil
import subprocess

import pytest
from cli_program import environment, trayjam

SEEDS, PARTS = 24, 3
MUTANT = ("--drive", "sim:disc=present,mutant=lost_unlock", "--ops", "200", "--fault",
          "late: delay(1ms) op=lock every=7", "--threshold", "lock.granted >= 100000")
HERE = pathlib.Path(__file__).parent

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a script for sh")


@pytest.fixture(name="slurm")
def stand_in(tmp_path):
    """A PATH on which sbatch is ours, and the folder where it works."""
    spool = tmp_path / "spool"
    (spool / "bin").mkdir(parents=True)
    program = shutil.copy(HERE / "sbatch.py", spool / "bin/sbatch")
    os.chmod(program, 0o755)
    return {"FAKE_SLURM": str(spool), "PATH": f"{spool}/bin:{os.environ['PATH']}"}


def written(folder, scheduler, *more, seeds=SEEDS):
    run = trayjam("sweep", "canary", "--seeds", seeds, "--jobs", scheduler, "--out", folder,
                  *more)
    assert run.returncode == 0, run.stderr
    return run


def start(folder, *words, **env):
    # From elsewhere: it finds its own folder.
    return subprocess.run(["sh", folder / "sweep.sh", *words], cwd="/", capture_output=True,
                          text=True, check=False, timeout=120, env=environment(**env))


def merged(folder):
    return json.loads((folder / "merged/sweep.json").read_text())


def found(told):
    rows = [{key: row[key] for key in ("kind", "name", "seeds", "first_seed", "text")}
            for row in told["findings"]]
    return rows, told["verdicts"], told["operations"], told["seeds"], told["complete"]


@pytest.fixture(scope="module", name="whole")
def one_machine(tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "out"
    run = trayjam("sweep", "canary", "--seeds", SEEDS, "--out", out, *MUTANT)
    assert run.returncode == 1, run.stderr
    return json.loads((out / "sweep.json").read_text())


def test_gnu_parallel_finds_what_one_machine_finds(whole, tmp_path):
    folder = tmp_path / "with a blank's"
    written(folder, f"parallel:{PARTS}", *MUTANT, "--format", "junit")
    run = start(folder, "--jobs", "2")
    assert run.returncode == 1, run.stderr
    assert found(merged(folder)) == found(whole)
    assert (folder / "merged/junit.xml").exists()
    assert "merged/sweep.json" in run.stdout
    assert len((folder / "parts.log").read_text().splitlines()) == 1 + PARTS


def test_slurm_does_with_a_copy_that_lies_elsewhere(whole, slurm, tmp_path):
    folder = tmp_path / "out"
    written(folder, f"slurm:{PARTS}", *MUTANT)
    run = start(folder, "--partition=stress", **slurm)
    assert run.returncode == 1, run.stderr
    assert found(merged(folder)) == found(whole)
    # What is on stdout is the summary and nothing else.
    assert run.stdout == (folder / "merged.log").read_text()
    assert run.stderr == f"sweep.sh: job 1, {PARTS} tasks\n"


@pytest.mark.parametrize("scheduler", ["slurm", "parallel"])
def test_what_was_killed_is_run_again_and_the_rest_is_not(slurm, tmp_path, scheduler):
    folder = tmp_path / "out"
    written(folder, f"{scheduler}:{PARTS}", "--ops", "100")
    assert start(folder, **slurm).returncode == 0
    before = merged(folder)
    (folder / "part-2/sweep.json").unlink()  # As kill -9 leaves it.
    run = start(folder, "merge")
    assert run.returncode == 74 and "part 2 left nothing, see part-2.log" in run.stderr
    assert start(folder, **slurm).returncode == 0
    assert found(merged(folder)) == found(before)
    logs = [(folder / f"part-{i}.log").read_text() for i in (1, 2, 3)]
    assert ["goes on after 8 seeds" in log for log in logs] == [True, False, True]
    assert start(folder, "merge").returncode == 0


@pytest.mark.parametrize("scheduler, command", [("slurm", "sbatch"), ("parallel", "parallel")])
def test_without_the_scheduler_it_says_what_to_install(tmp_path, scheduler, command):
    folder = tmp_path / "out"
    written(folder, scheduler)
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    run = start(folder, PATH=str(tmp_path / "bin"))
    assert run.returncode == 6
    assert f"there is no {command} here (Debian package " in run.stderr


def test_it_says_what_it_wrote(tmp_path):
    folder = tmp_path / "a blank"
    said = written(folder, "slurm", seeds=1250)
    assert "1250 seeds, in 12 parts for slurm" in said.stdout
    assert f"start   sh '{folder}/sweep.sh'" in said.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["canary.ini", "sweep.sh"]
    told = json.loads(written(tmp_path / "b", "parallel:7", "--json", seeds=9).stdout)
    assert told == {"kind": "sweep script", "scheduler": "parallel", "parts": 7, "seeds": 9,
                    "script": f"{tmp_path}/b/sweep.sh"}
    assert written(tmp_path / "c", "slurm", "--quiet").stdout == ""


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    written(tmp_path / "out", "slurm")
    text = (tmp_path / "out/sweep.sh").read_text()
    again = trayjam("sweep", "canary", "--jobs", "slurm", "--out", tmp_path / "out")
    assert again.returncode == 64 and "is not empty" in again.stderr
    trayjam("sweep", "canary", "--seeds", "1", "--ops", "10", "--out", tmp_path / "done")
    again = trayjam("sweep", "canary", "--jobs", "slurm", "--out", tmp_path / "done")
    assert again.returncode == 64 and "holds a sweep" in again.stderr
    assert (tmp_path / "out/sweep.sh").read_text() == text


@pytest.mark.parametrize("words, hint", [
    (("slurm:0",), "slurm:N, in 1 .. 500 parts"),
    (("slurm:501",), "in 1 .. 500 parts"),
    (("parallel:x",), "parallel:N"),
    (("parallel:",), "parallel:N"),
    (("slurm:11",), "only 10 seeds"),
    (("common:3",), "slurm:N or parallel:N"),
    (("slurmy",), "slurm:N or parallel:N"),
    (("slurm", "--shard", "1/2"), "gives it to each part"),
])
def test_wrong_words_are_refused_and_leave_nothing(tmp_path, words, hint):
    run = trayjam("sweep", "canary", "--seeds", "10", "--out", tmp_path / "out", "--jobs", *words)
    assert run.returncode == 64 and hint in run.stderr
    assert not (tmp_path / "out").exists()
