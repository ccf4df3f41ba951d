"""The rules of CONTRIBUTING.md that a program can check, over the whole tree.

Each check is first shown a planted fault, so that a check that cannot fail
fails here."""
import os
import pathlib
import re
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import c_source  # noqa: E402
import docs  # noqa: E402
import fidelity  # noqa: E402
import layers  # noqa: E402

ROOT = pathlib.Path(os.environ.get("TRAYJAM_SOURCE",
                                   pathlib.Path(__file__).parents[2]))
ROOMS = ("core", "sim", "backends", "stress", "cli")


def sources(*suffixes):
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in suffixes:
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def tracked():
    """Every file of the project that git would carry."""
    names = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached",
                            "--others", "--exclude-standard"],
                           capture_output=True, text=True)
    if names.returncode:
        return []
    return [ROOT / name for name in names.stdout.split("\0")
            if name and (ROOT / name).is_file()]


def none_of(found):
    found = list(found)
    assert not found, "\n" + "\n".join(found)


def test_layers_sees_an_arrow_against_the_map():
    planted = '#include "sim/drive.h"\n'
    assert list(layers.complaints("core/check/x.c", planted))
    assert list(layers.complaints("stress/x.c", planted))
    assert not list(layers.complaints("sim/x.c", planted))


def test_includes_follow_the_arrows():
    none_of(c for path, text in sources(".c", ".h")
            for c in layers.complaints(path, text))


def foreign_imports(text):
    """What a module of panel/ imports beside panel and Python's own."""
    found = re.findall(r"^\s*(?:from|import) ([a-z_0-9A-Z]+)", text, re.M)
    return sorted({name for name in found
                   if name != "panel" and name not in sys.stdlib_module_names})


def test_the_panel_needs_nothing_but_python():
    assert foreign_imports("import aiohttp\n") == ["aiohttp"]
    none_of(f"{path}: imports {', '.join(foreign_imports(path.read_text()))}"
            for path in sorted((ROOT / "panel").glob("*.py"))
            if foreign_imports(path.read_text()))


@pytest.mark.parametrize("planted, remedy", [
    ("int f(void)\n{\n" + "    g();\n" * 80 + "}\n", "leaf compute"),
    ("int f(int a, int b, int c, int d, int e, int g, int h)\n{\n}\n", "struct"),
    ("int f(void)\n{\n    return rand();\n}\n", "tj_draw"),
    ("int f(void)\n{\n    char *a = malloc(4);\n}\n", "arena"),
    ("/* FIXME: later */\n", "do it"),
    ("static int counter;\n", "struct"),
    ("int f(void)\n{\nagain:\n    goto again;\n}\n", "loop"),
    ("#ifdef _WIN32\n#endif\n", "file per system"),
])
def test_code_sees_a_planted_fault(planted, remedy):
    found = list(c_source.complaints("core/check/x.c", planted))
    assert any(remedy in line for line in found), found


def test_code_keeps_size_and_shape():
    none_of(c for path, text in sources(".c", ".h")
            for c in c_source.complaints(path, text))


def test_headers_compile_alone_and_twice(tmp_path):
    broken = []
    for path, text in sources(".h"):
        if "windows.h" in text or "ntddk.h" in text:
            continue
        probe = tmp_path / "probe.c"
        probe.write_text(f'#include "{path}"\n#include "{path}"\nint probe;\n')
        run = subprocess.run(["gcc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra",
                              "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{ROOT}",
                              str(probe)], capture_output=True, text=True)
        if run.returncode:
            broken.append(f"{path} does not compile alone: {run.stderr}")
    none_of(broken)


def test_links_in_documents_resolve():
    assert list(docs.link_complaints(ROOT, make_dead_link()))
    none_of(c for path in tracked() if path.suffix == ".md"
            for c in docs.link_complaints(ROOT, path))


def make_dead_link():
    build = pathlib.Path(os.environ.get("TRAYJAM_BUILD", "/tmp"))
    path = ROOT / "build" / "dead-link.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[nowhere](no/such/file.md)\n")
    assert build
    return path


def test_invariants_are_the_same_in_prose_and_code():
    assert list(docs.invariant_complaints({"S1"}, {"S2"}))
    written = docs.INVARIANT_ROW.findall((ROOT / "docs/INVARIANTS.md").read_text())
    used = {letter for _, text in sources(".c", ".h")
            for letter in docs.INVARIANT_USE.findall(text)}
    none_of(docs.invariant_complaints(used, written))


def test_nothing_names_a_place_outside_the_project():
    assert list(docs.foreign_complaints("x", "see /work/somewhere"))
    texts = [path for path in tracked()
             if path.suffix in (".c", ".h", ".py", ".md", ".txt", ".cmake", ".ini",
                                ".json", ".story", ".mjs", ".js", ".css", "")
             and "tidy" not in path.parts]
    found = []
    for path in texts:
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += docs.foreign_complaints(path.relative_to(ROOT), text)
    none_of(found)


def test_commands_the_readme_shows_exist():
    help_text = subprocess.run([os.environ["TRAYJAM"], "--help"],
                               capture_output=True, text=True).stdout
    readme = (ROOT / "README.md").read_text()
    shown = {line.split()[1] for line in readme.splitlines()
             if line.strip().startswith("trayjam ") and len(line.split()) > 1}
    missing = [word for word in shown
               if word.isalpha() and word not in help_text]
    assert not missing, f"README.md shows commands that --help does not: {missing}"


def test_fidelity_names_every_rule_and_what_shows_it():
    text = (ROOT / "docs/FIDELITY.md").read_text()
    stories = {path.name for path in (ROOT / "tests/stories").glob("*.story")}
    keys = set(re.findall(r'^    (?:[A-Z]\(|\{ )"([a-z_0-9]+)"',
                          (ROOT / "sim/profile.c").read_text(), re.M))
    planted = re.sub(r"^\| X12 .*\n", "", text, flags=re.M)

    def always(*_):
        return True

    def never(*_):
        return False

    def says(path, rule):
        return (ROOT / path).is_file() and \
            fidelity.cites((ROOT / path).read_text(), rule)

    assert list(fidelity.complaints(planted, always, always, stories, keys))
    assert list(fidelity.complaints(text, never, always, stories, keys))
    assert list(fidelity.complaints(text, always, never, stories, keys))
    assert list(fidelity.complaints(text, always, always, set(), keys))
    assert not fidelity.cites("TJ_INVARIANT(S1, x);", "S1")
    none_of(fidelity.complaints(text, lambda path: (ROOT / path).exists(), says,
                                stories, keys))
