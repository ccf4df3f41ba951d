# SPDX-License-Identifier: MIT
"""The Debian package, laid out in an empty tree: it runs from there, finds its
reports, its pages describe every command, and the shells can complete."""
import json
import os
import pathlib
import shlex
import shutil
import subprocess

import pytest

BUILD = pathlib.Path(os.environ["TRAYJAM_BUILD"])


def run(*words, **how):
    done = subprocess.run(words, capture_output=True, text=True, timeout=200,
                          check=False, **how)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", name="package")
def made(tmp_path_factory):
    """The package file."""
    folder = tmp_path_factory.mktemp("made")
    run("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB",
        "-B", folder, cwd=BUILD)
    [deb] = folder.glob("*.deb")
    return deb


@pytest.fixture(scope="module", name="tree")
def laid_out(package, tmp_path_factory):
    """A tree that holds nothing but the package."""
    folder = tmp_path_factory.mktemp("tree")
    run("dpkg-deb", "-x", package, folder)
    return folder


def program(tree, *words, **how):
    clean = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(tree)}
    return run(tree / "usr/bin/trayjam", *words, env=clean, **how)


def test_the_control_file_says_what_is_needed_and_what_is_better(package):
    control = run("dpkg-deb", "-f", package)
    assert "Depends:" in control and "libc6" in control
    assert "Recommends: python3" in control
    assert "trayjam" in control and "Description: Fault injection" in control


def test_a_run_works_from_the_tree_and_makes_its_reports(tree, tmp_path):
    program(tree, "run", "two-burners", "--runner", "virtual", "--seed", "7",
            "--out", "here", cwd=tmp_path)
    kept = {path.name for path in (tmp_path / "here").iterdir()}
    assert {"run.json", "report.html", "junit.xml", "summary.md"} <= kept
    assert json.loads((tmp_path / "here/run.json").read_text())["verdict"] == "pass"


def test_every_command_has_its_place_in_a_page(tree):
    pages = {path.name: path.read_text()
             for path in (tree / "usr/share/man/man1").iterdir()}
    commands = json.loads(program(tree, "list", "commands", "--json"))
    assert len(pages) == 5
    for command in commands:
        described = [name for name, text in pages.items()
                     if f'.SS {command["name"]}' in text]
        assert len(described) == 1, command["name"]
        page = pages[described[0]].replace("\\-", "-")
        for option in command["options"]:
            assert f'--{option["name"]}' in page, option["name"]


def test_the_pages_are_good_to_man(tree):
    if shutil.which("groff") is None:
        pytest.skip("no groff")
    for page in sorted((tree / "usr/share/man/man1").iterdir()):
        told = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", page],
                              capture_output=True, text=True, timeout=60,
                              check=False)
        assert told.stderr == ""


@pytest.mark.parametrize("line, expected", [
    ("trayjam ru", "run"), ("trayjam run two-b", "two-burners"),
    ("trayjam run two-burners --run", "--runner"),
    ("trayjam run two-burners --runner v", "virtual"),
    ("trayjam explain TJ-X0", "TJ-X07"), ("trayjam list pre", "presets")])
def test_bash_completes(tree, line, expected):
    words = line.split(" ")
    script = (f". {tree}/usr/share/bash-completion/completions/trayjam; "
              f"COMP_WORDS=({' '.join(map(shlex.quote, words))}); "
              f"COMP_CWORD={len(words) - 1}; _trayjam; "
              'printf "%s\\n" "${COMPREPLY[@]}"')
    path = f"{tree}/usr/bin:/usr/bin:/bin"
    offers = run("bash", "-c", script, env={"PATH": path, "LC_ALL": "C"},
                 cwd=tree).split()
    assert expected in offers
    assert all(offer.startswith(words[-1]) for offer in offers)
