# SPDX-License-Identifier: MIT
"""trayjam.exe as a program: it starts, needs only what Windows has, and says
what the Linux program says."""
import json
import os
import re
import subprocess
import zipfile

import pytest
import wine_prefix

SYSTEM_DLLS = {"KERNEL32.DLL", "ADVAPI32.DLL", "MSVCRT.DLL", "PSAPI.DLL",
               "NTDLL.DLL", "USER32.DLL", "CFGMGR32.DLL", "SETUPAPI.DLL",
               "SHELL32.DLL", "OLE32.DLL"}
KINDS = ("presets personas profiles faults rules mutants events ioctls statuses "
         "verbs steps commands metrics").split()
LINUX = os.environ["TRAYJAM_LINUX"]


def on_linux(*words):
    if not os.path.exists(LINUX):
        pytest.skip(f"{LINUX} is not built (preset dev)")
    return subprocess.run([LINUX, *words], capture_output=True, text=True,
                          timeout=60, check=False)


def test_only_dlls_of_the_system_are_imported():
    if not wine_prefix.TRAYJAM.exists():
        pytest.skip(f"{wine_prefix.TRAYJAM} is not built (preset mingw)")
    table = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", wine_prefix.TRAYJAM],
                           capture_output=True, text=True, check=True).stdout
    found = {name.upper() for name in re.findall(r"DLL Name: (\S+)", table)}
    assert "KERNEL32.DLL" in found
    assert found <= SYSTEM_DLLS


def test_it_starts_and_says_what_it_is(trayjam):
    done = trayjam("--version")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("trayjam ")
    assert "Windows" in done.stdout


@pytest.mark.parametrize("what", KINDS)
def test_lists_are_those_of_linux_byte_for_byte(trayjam, what):
    done = trayjam("list", what, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    assert done.stdout == on_linux("list", what, "--json").stdout


def test_a_wrong_word_is_told_with_the_same_code(trayjam):
    done = trayjam("rnu")
    there = on_linux("rnu")
    assert (done.returncode, done.stderr) == (there.returncode, there.stderr)
    assert done.returncode == 64


def test_the_zip_works_from_where_it_is_unpacked(wine, tmp_path):
    subprocess.run(["cpack", "--config", wine_prefix.BUILD / "CPackConfig.cmake", "-G", "ZIP",
                    "-B", tmp_path / "made"], cwd=wine_prefix.BUILD, check=True,
                   capture_output=True)
    [archive] = (tmp_path / "made").glob("*.zip")
    place = tmp_path / "Program Files"
    with zipfile.ZipFile(archive) as content:
        content.extractall(place)
    [program] = place.glob("*/bin/trayjam.exe")
    done = wine.run(program, "doctor", "--json")
    findings = {row["name"]: row for row in json.loads(done.stdout)}
    assert findings["report maker"]["ok"], findings["report maker"]
    done = wine.run(program, "run", "two-burners", "--runner", "processes", "--clients", "1t2p",
                    "--ops", "60", "--format", "none", "--out", "run", folder=tmp_path)
    assert done.returncode in (0, 2), done.stderr
    assert (tmp_path / "run/run.json").exists()
