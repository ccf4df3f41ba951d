#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""As much of Slurm's sbatch as sweep.sh needs: it runs a copy of the script at
once, in the folder where it was submitted, as the tasks of an array or as one
job, and remembers what the job must wait for."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

spool = pathlib.Path(os.environ["FAKE_SLURM"])
words = argparse.ArgumentParser(allow_abbrev=False)
for flag in ("--parsable", "--wait", "--quiet"):
    words.add_argument(flag, action="store_true")
for option in ("--array", "--dependency", "--output", "--partition"):
    words.add_argument(option)
words.add_argument("script", nargs=argparse.REMAINDER)
asked = words.parse_args()
script, *operands = asked.script

jobs = sorted(int(path.name) for path in spool.glob("[0-9]*"))
job = jobs[-1] + 1 if jobs else 1
(spool / str(job)).mkdir()
if asked.dependency:
    before = re.fullmatch(r"afterany:([0-9]+)", asked.dependency)
    assert before and int(before[1]) in jobs, asked.dependency
directives = re.findall(r"^#SBATCH .*--output=(\S+)", pathlib.Path(script).read_text(), re.M)
output = asked.output or directives[0]
code = 0
with tempfile.TemporaryDirectory() as elsewhere:
    copy = shutil.copy(script, pathlib.Path(elsewhere) / "slurm_script")
    os.chmod(copy, 0o700)
    first, last = map(int, asked.array.split("-")) if asked.array else (0, 0)
    for task in range(first, last + 1):
        told = {"SLURM_JOB_ID": str(job)}
        if asked.array:
            told["SLURM_ARRAY_TASK_ID"] = str(task)
        with open(output.replace("%a", str(task)), "wb") as log:
            code = subprocess.run([copy, *operands], env={**os.environ, **told}, stdout=log,
                                  stderr=log, check=False).returncode
if asked.parsable:
    print(f"{job};cluster")
elif not asked.quiet:
    print(f"Submitted batch job {job}")
sys.exit(code if asked.wait else 0)
