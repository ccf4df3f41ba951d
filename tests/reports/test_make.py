# SPDX-License-Identifier: MIT
"""reports/make.py as a program: what it writes, says and ends with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKE = ROOT / "reports" / "make.py"
Sample = Callable[[str], Path]


def make(*arguments: object, path: Path | None = None,
         program: Path = MAKE) -> "subprocess.CompletedProcess[str]":
    """Runs it as a user does, from elsewhere; path comes first for imports."""
    environment = {name: value for name, value in os.environ.items()
                   if name != "PYTHONPATH"}
    if path:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run([sys.executable, str(program),
                           *map(str, arguments)], cwd="/", text=True,
                          capture_output=True, env=environment, check=False)


@pytest.fixture
def folder(sample: Sample, tmp_path: Path) -> Path:
    """A run of its own to write reports into."""
    target = tmp_path / "run"
    shutil.copytree(sample("failing"), target)
    return target


DEFAULT = ["report.html", "junit.xml", "summary.md", "results.sarif",
           "latency.csv"]


@pytest.mark.parametrize("options, names", [
    ((), DEFAULT),
    (("--formats", "all"), [*DEFAULT, "operations.csv", "trace.json"])])
def test_reports_are_made_and_named(folder: Path, options: tuple[str, ...],
                                    names: list[str]) -> None:
    done = make(folder, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(folder / name) for name in names]
    assert all((folder / name).stat().st_size > 500 for name in names)


def test_the_same_run_gives_the_same_bytes(folder: Path) -> None:
    make(folder)
    first = {path.name: path.read_bytes() for path in folder.glob("*.*")}
    make(folder)
    assert first == {path.name: path.read_bytes()
                     for path in folder.glob("*.*")}


def test_only_the_formats_asked_for_are_made(folder: Path) -> None:
    done = make(folder, "--formats", "md,junit", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert (folder / "summary.md").exists()
    assert not (folder / "report.html").exists()


def test_an_unknown_format_is_a_usage_error(folder: Path) -> None:
    done = make(folder, "--formats", "pdf")
    assert done.returncode == 64
    assert "expected some of html, junit, md" in done.stderr


@pytest.mark.parametrize("variant", ["good", "empty", "partial"])
def test_every_kind_of_run_has_a_page(variant: str, sample: Sample,
                                      tmp_path: Path) -> None:
    folder = tmp_path / variant
    shutil.copytree(sample(variant), folder)
    assert make(folder, "--formats", "html").returncode == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert ("its header says" in page) == (variant == "partial")


def test_a_run_without_a_trace_has_a_page_without_a_timeline(
        folder: Path) -> None:
    shutil.rmtree(folder / "trace")
    assert make(folder, "--formats", "html").returncode == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "the run folder holds no trace" in page
    assert '<div class="canvas" id="canvas">' not in page


def test_no_folder_is_66(tmp_path: Path) -> None:
    done = make(tmp_path / "nowhere")
    assert done.returncode == 66
    assert "no such run folder" in done.stderr


def test_no_run_json_is_66_and_says_what_makes_it(folder: Path) -> None:
    (folder / "run.json").unlink()
    done = make(folder)
    assert done.returncode == 66
    assert "trayjam check" in done.stderr


@pytest.mark.parametrize("text, said", [
    ("{\n  oops", "run.json:2:3: "), ('{"tool": "other"}', "at /"),
    ("", "run.json:1:1: "), ("[]", "is not of type 'object'")])
def test_a_bad_run_json_is_65_and_names_the_place(folder: Path, text: str,
                                                  said: str) -> None:
    (folder / "run.json").write_text(text)
    done = make(folder)
    assert done.returncode == 65
    assert said in done.stderr and "Traceback" not in done.stderr


def test_what_is_no_trace_is_65(folder: Path) -> None:
    (folder / "trace" / "writer-0001").write_bytes(b"#!/bin/sh\n" * 40)
    done = make(folder, "--formats", "html")
    assert done.returncode == 65
    assert "a trace begins with" in done.stderr


def test_a_report_that_cannot_be_written_is_74(folder: Path) -> None:
    (folder / "summary.md").mkdir()
    done = make(folder, "--formats", "md")
    assert done.returncode == 74
    assert "summary.md: Is a directory" in done.stderr
    assert not list(folder.glob("*.unfinished"))


@pytest.mark.parametrize("package, formats", [
    ("numpy", "html"), ("jinja2", "html"), ("jsonschema", "md")])
def test_a_missing_package_is_66_and_says_how_to_get_it(
        folder: Path, tmp_path: Path, package: str, formats: str) -> None:
    (tmp_path / f"{package}.py").write_text(
        f"raise ModuleNotFoundError('no {package}', name='{package}')\n")
    done = make(folder, "--formats", formats, path=tmp_path)
    assert done.returncode == 66
    assert f"apt install python3-{package}" in done.stderr


def test_summary_and_junit_need_neither_numpy_nor_jinja2(
        folder: Path, tmp_path: Path) -> None:
    for package in ("numpy", "jinja2"):
        (tmp_path / f"{package}.py").write_text(
            f"raise ModuleNotFoundError('no {package}', name='{package}')\n")
    assert make(folder, "--formats", "md,junit",
                path=tmp_path).returncode == 0


def test_a_room_without_uplot_still_makes_a_whole_page(
        folder: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "reports", tmp_path / "share" / "reports",
                    ignore=shutil.ignore_patterns("node_modules"))
    done = make(folder, "--formats", "html",
                program=tmp_path / "share" / "reports" / "make.py")
    assert done.returncode == 0, done.stderr
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "made without uPlot" in page
    assert page.count("<polyline") >= 4
    assert "var uPlot=" not in page


def test_hostile_names_stay_text(folder: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    path = folder / "run.json"
    path.write_text(path.read_text().replace("Nero 12", evil)
                    .replace("two-burners", evil))
    assert make(folder, "--formats", "html").returncode == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert evil not in page
