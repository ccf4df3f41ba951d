# SPDX-License-Identifier: MIT
"""The Debian package and `cmake --install`, each laid out in an empty tree: the
program runs from there, finds its reports, its pages describe every command,
and the shells can complete."""
import gzip
import json
import os
import pathlib
import re
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


@pytest.fixture(scope="module", name="installed")
def by_cmake(tmp_path_factory):
    """The same, as a packager of another system does it."""
    folder = tmp_path_factory.mktemp("installed")
    run("cmake", "--install", BUILD, "--prefix", "/usr",
        env={**os.environ, "DESTDIR": str(folder)})
    return folder


def program(tree, *words, **how):
    """Nothing of this environment reaches it: no PATH, HOME or locale."""
    return run(tree / "usr/bin/trayjam", *words, env={}, **how)


def files(tree):
    """Everything in it, but for what Python leaves there."""
    return {str(path.relative_to(tree)) for path in tree.rglob("*")
            if "__pycache__" not in path.parts}


def test_the_control_file_says_what_is_needed_and_what_is_better(package):
    control = run("dpkg-deb", "-f", package)
    assert "Depends:" in control and "libc6" in control
    assert "Recommends: python3" in control
    assert "trayjam" in control and "Description: Fault injection" in control


@pytest.mark.parametrize("laid", ["tree", "installed"])
@pytest.mark.parametrize("runner", ["virtual", "processes"])
def test_a_run_works_from_the_tree_and_makes_its_reports(
        laid, runner, request, tmp_path):
    tree = request.getfixturevalue(laid)
    program(tree, "run", "two-burners", "--runner", runner, "--seed", "7",
            "--duration", "1s", "--set", "expect.lock.denied >= 1",
            "--out", "here", cwd=tmp_path)
    kept = {path.name for path in (tmp_path / "here").iterdir()}
    assert {"run.json", "report.html", "junit.xml", "summary.md"} <= kept
    assert json.loads((tmp_path / "here/run.json").read_text())["verdict"] == "pass"


@pytest.mark.skipif(shutil.which("eject") is None, reason="needs eject")
@pytest.mark.parametrize("laid", ["tree", "installed"])
def test_programs_are_attached_by_the_library_that_is_laid_out(
        laid, request, tmp_path):
    program(request.getfixturevalue(laid), "attach", "--format", "none",
            "--out", "here", "--", "eject", "/dev/sr0", cwd=tmp_path)
    told = json.loads((tmp_path / "here/run.json").read_text())["program"]
    assert (told["exit_status"], told["processes"]) == (0, 1)


def test_both_ways_lay_out_the_same(tree, installed):
    assert files(tree) == files(installed)


def test_a_comparison_works_from_the_tree(tree, tmp_path):
    for seed in "12":
        program(tree, "run", "two-burners", "--runner", "virtual", "--seed",
                seed, "--format", "none", "--out", seed, cwd=tmp_path)
    told = program(tree, "compare", "--percentiles", "p50", "--html",
                   "page.html", "1", "2", cwd=tmp_path)
    assert "no regression (exit code 0)" in told
    assert "</html>" in (tmp_path / "page.html").read_text()


def test_documents_are_where_debian_wants_them(tree):
    documents = tree / "usr/share/doc/trayjam"
    assert "MIT License" in (documents / "copyright").read_text()
    log = gzip.decompress((documents / "changelog.gz").read_bytes())
    assert log.startswith(b"# Changelog")
    assert (documents / "docs/COMPARE.md").is_file()


def test_scripts_with_an_interpreter_can_be_executed(tree):
    scripts = [path for path in (tree / "usr").rglob("*")
               if path.is_file() and path.read_bytes()[:2] == b"#!"]
    assert len(scripts) >= 2
    assert [path for path in scripts if not os.access(path, os.X_OK)] == []


def test_what_python_compiles_goes_with_the_package(package, tmp_path):
    run("dpkg-deb", "-e", package, tmp_path)
    script = (tmp_path / "prerm").read_text()
    share = tmp_path / "share"
    (share / "reports/__pycache__").mkdir(parents=True)
    (share / "reports/__pycache__/run.pyc").touch()
    (share / "reports/run.py").touch()
    run("sh", "-c", script.replace("/usr/share/trayjam", str(share)))
    assert files(share) == {"reports", "reports/run.py"}
    assert not (share / "reports/__pycache__").exists()


def test_the_panel_shows_itself_from_the_tree(tree):
    told = program(tree, "panel", "--for", "100ms")
    assert told.startswith("http://127.0.0.1:") and "?token=" in told


def pages_of(tree, section):
    return {path.name: gzip.decompress(path.read_bytes()).decode()
            for path in (tree / f"usr/share/man/man{section}").iterdir()}


def test_every_word_of_a_script_is_in_the_page_about_scenarios(tree, tmp_path):
    [page] = pages_of(tree, 5).values()
    for mark in (r"\fR", r"\fB", r"\fI", r"\&", "\\"):
        page = page.replace(mark, "")
    scenario = tmp_path / "wrong.ini"
    scenario.write_text("[persona any]\nscript = nonsense\n")
    told = subprocess.run([tree / "usr/bin/trayjam", "run", scenario.name,
                           "--parse-only"], cwd=tmp_path, capture_output=True,
                          text=True, timeout=60, check=False)
    words = told.stderr.split("allowed: ")[1].split()
    words = [word for word in words if word != "..."]
    assert len(words) >= 14
    # Those never stand in a script.
    verbs = {row["name"] for row in json.loads(program(tree, "list", "verbs", "--json"))}
    for word in [*words, *sorted(verbs - {"ioctl", "cancel", "query_exclusive"})]:
        assert re.search(rf"(?<![a-z_]){word}(?![a-z_])", page), word
    # And the example that has every key, to the letter.
    for line in (tree / "usr/share/doc/trayjam/examples/every-key.ini"
                 ).read_text().splitlines():
        assert line.strip().replace("\\", "") in page, line


def test_every_command_has_its_place_in_a_page(tree):
    pages = pages_of(tree, 1)
    commands = json.loads(program(tree, "list", "commands", "--json"))
    assert len(pages) == 5
    for command in commands:
        described = [name for name, text in pages.items()
                     if f'.SS {command["name"]}' in text]
        assert len(described) == 1, command["name"]
        page = pages[described[0]].replace("\\-", "-")
        for option in command["options"]:
            assert f'--{option["name"]}' in page, option["name"]


def test_the_story_of_the_page_holds_and_its_commands_are_all_there(tree):
    examples = tree / "usr/share/doc/trayjam/examples"
    assert "GUID_IO_CDROM_EXCLUSIVE_UNLOCK" in program(
        tree, "story", examples / "eject-refused.story")
    [page] = [page for name, page in pages_of(tree, 1).items() if "-story" in name]
    for word in ("open H interface|volume|file ACCESS", "cancel ID", "expect {JSON}",
                 "kill nero"):
        assert word in page.replace("\\", ""), word


def test_the_pages_are_good_to_man(tree):
    if shutil.which("groff") is None:
        pytest.skip("no groff")
    for page in sorted((tree / "usr/share/man").glob("man*/*")):
        told = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"],
                              input=gzip.decompress(page.read_bytes()),
                              capture_output=True, timeout=60, check=False)
        assert told.stderr == b""


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
