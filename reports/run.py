# SPDX-License-Identifier: MIT
"""Loading a run folder: run.json held to its schema, and the scenario."""

import json
from pathlib import Path
from typing import Any

from reports.errors import BadInput, Missing

SCHEMA = Path(__file__).parent / "schema" / "run.schema.json"

Run = dict[str, Any]


def load_run(folder: Path) -> Run:
    """run.json of a run folder. Missing or BadInput when there is none."""
    if not folder.is_dir():
        raise Missing(f"{folder}: no such run folder")
    path = folder / "run.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Missing(f"{path}: not there; `trayjam check` makes it") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path}: {problem}") from None
    try:
        run: Run = json.loads(text)
    except json.JSONDecodeError as problem:
        raise BadInput(f"{path}:{problem.lineno}:{problem.colno}: "
                       f"{problem.msg}") from None
    validate(run, str(path))
    return run


def validate(run: Any, name: str, path: Path = SCHEMA) -> None:
    """Holds a run to the schema; the first violation is what is told."""
    try:
        import jsonschema
    except ImportError:
        raise Missing(package_text("jsonschema")) from None
    schema = json.loads(path.read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    problem = next(iter(checker.iter_errors(run)), None)
    if problem is not None:
        place = "/".join(str(part) for part in problem.absolute_path)
        raise BadInput(f"{name}: at /{place}: {problem.message[:300]}")


def package_text(name: str) -> str:
    """What to do about a Python package that is not there."""
    return (f"the Python package {name} is missing; "
            f"install it with: apt install python3-{name}")


def client_names(run: Run) -> dict[int, str]:
    """What people call a client: the name it gives the drive, else its persona;
    who only listens has neither. Clients with nothing to be called by are not
    in it."""
    names = {row["client"]: row["persona"]
             for row in run.get("applications", [])}
    names |= {row["client"]: row["name"] for row in run["accounts"]
              if row["name"]}
    return {client: name for client, name in names.items() if name}


def whole(text: str | None) -> int:
    """A whole number of a CSV cell; 0 for an empty or unreadable one."""
    try:
        return int(text or 0)
    except ValueError:
        return 0


def load_scenario(folder: Path) -> str:
    """The resolved scenario as text, empty when it was not kept."""
    try:
        return (folder / "scenario.ini").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
