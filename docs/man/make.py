#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Man pages (scdoc) and shell completion from the table of commands:

    make.py OUT VERSION

OUT has commands.json, steps.json and verbs.json, what `trayjam list commands
--json` and so on print. Writes trayjam*.scd, trayjam.bash, _trayjam and
trayjam.fish there.
"""
import json
import re
import sys
from pathlib import Path
from typing import Any

import jinja2

HERE = Path(__file__).resolve().parent
# Page: the commands it describes, in this order.
PAGES: dict[str, list[str]] = {
    "trayjam": [],
    "trayjam-run": ["run", "attach", "explore", "sweep", "replay", "shrink",
                    "diff-backends", "canary", "bench", "doctor"],
    "trayjam-check": ["check", "report", "compare", "export", "list", "explain"],
    "trayjam-drive": ["drives", "query", "lock", "unlock", "eject", "load",
                      "load2", "mcn", "prevent", "allow", "verify", "hold",
                      "watch", "panel", "serve", "drive"],
    "trayjam-story": ["story"],
    "trayjam-scenario": [],
}
# Pages about files are of another section than those about commands.
SECTIONS = {page: 5 if page == "trayjam-scenario" else 1 for page in PAGES}
# What may stand for the value of an option or an operand; others are free.
WORDS = {
    "drive": "sim null", "runner": "virtual threads processes",
    "strategy": "random first exhaustive", "progress": "line full none",
    "seed": "auto", "format": "html junit md sarif csv operations chrome all none",
}


def plain(text: str) -> str:
    """scdoc takes _ and * for emphasis, and a few signs at a line's start."""
    return re.sub(r"([\\_*`<>#\[\]~.|&-])", r"\\\1", text)


def one_line(text: str) -> str:
    """The lines of a help text as one paragraph."""
    return plain(" ".join(text.split()))


def quoted(text: str) -> str:
    """For single quotes in a shell."""
    return text.replace("'", "'\\''")


def bare(text: str) -> str:
    """For a zsh description: no brackets, colons or quotes."""
    return re.sub(r"[\[\]:'\"\\]", " ", text)


def example(name: str) -> str:
    """A file of docs/examples."""
    return (HERE.parent / "examples" / name).read_text()


def story_commands() -> str:
    """The commands of a story, from the one place that lists them."""
    lines = (HERE.parents[1] / "sim/host/story.h").read_text().splitlines()
    begin = next(i for i, line in enumerate(lines) if "Commands, one a line" in line)
    end = next(i for i, line in enumerate(lines) if "by=PROCESS[" in line)
    return "\n".join(line.removeprefix(" *").removeprefix("     ")
                     for line in lines[begin + 2:end - 1]) + "\n"


def page_of(name: str) -> str:
    """The page that describes a command."""
    return next((page for page, names in PAGES.items() if name in names), "")


def listed(out: Path, kind: str) -> list[dict[str, Any]]:
    """What the program says there is of that kind."""
    rows: list[dict[str, Any]] = json.loads((out / f"{kind}.json").read_text())
    for row in rows:
        row.setdefault("form", "")
    return rows


def main() -> int:
    """The program."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 64
    out = Path(sys.argv[1])
    commands, steps, verbs = (listed(out, kind)
                              for kind in ("commands", "steps", "verbs"))
    for row in commands:
        row.update(operands=row.get("operands", ""), more=row.get("more", ""))
        for option in row["options"]:
            option.setdefault("value", "")
    by_name = {row["name"]: row for row in commands}
    lost = [name for name in by_name if not page_of(name)]
    if lost:
        print(f"make.py: no page describes {', '.join(lost)}; add it to PAGES",
              file=sys.stderr)
        return 65
    world = jinja2.Environment(
        loader=jinja2.FileSystemLoader([HERE, HERE.parent / "completion"]),
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined)
    world.filters.update(plain=plain, one_line=one_line, quoted=quoted,
                         bare=bare)
    shared = {"commands": commands, "words": WORDS, "version": sys.argv[2],
              "page_of": page_of, "sections": SECTIONS,
              "story_commands": story_commands(),
              "steps": steps,
              "verbs": [row for row in verbs if row["name"] != "cancel"],
              "example_story": example("eject-refused.story"),
              "every_key": example("every-key.ini")}
    for page, names in PAGES.items():
        rows = [by_name[name] for name in names if name in by_name]
        (out / f"{page}.scd").write_text(
            world.get_template(f"{page}.scd.j2").render(rows=rows, page=page,
                                                        **shared))
    for name in ("trayjam.bash", "_trayjam", "trayjam.fish"):
        (out / name).write_text(
            world.get_template(f"{name}.j2").render(**shared))
    return 0


if __name__ == "__main__":
    sys.exit(main())
