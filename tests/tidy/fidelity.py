"""docs/FIDELITY.md names every rule of the class-driver specification, and
what it names exists: the file that has the rule and says so in a comment, the
story that shows it, the switch that turns it."""
import re

# The rules that have a letter and a number: letter, first, last, extra ones.
FAMILIES = [
    ("V", 0, 7, ()), ("L", 1, 5, ()), ("U", 1, 3, ()), ("G", 1, 4, ()),
    ("W", 0, 7, ()), ("E", 1, 8, ()), ("J", 1, 2, ()), ("M", 1, 5, ()),
    ("F", 1, 24, ()), ("X", 1, 20, ("X12a", "X15a")), ("K", 1, 8, ()),
    ("Y", 1, 12, ()), ("S", 1, 11, ("S2a", "S3a", "S4a")),
    ("Z", 1, 13, ("Z9a", "Z10a")), ("R", 1, 48, ()),
]
RETIRED = {"W4"}
# Cannot come about from user mode: nothing can show it.
UNREACHABLE = {"V1"}
# A row or quirk of these has a story whose name begins with it.
OWN_STORY = "XKYSZR"
ROW = re.compile(r"^\| ([A-Z]\d+a?) \|(.*)\|$", re.M)
NAMED = re.compile(r"`([^`]+)`")


def wanted():
    for letter, first, last, extra in FAMILIES:
        yield from (f"{letter}{n}" for n in range(first, last + 1)
                    if f"{letter}{n}" not in RETIRED)
        yield from extra


def rows(text):
    """id -> cells, of every table whose first cell is a rule's id."""
    return {m[1]: [cell.strip() for cell in m[2].split(" | ")]
            for m in ROW.finditer(text)}


def begins(story, rule):
    """R04-..., R4-... and X12-... all begin with their rule."""
    head = re.match(r"([A-Z])0*(\d+a?)[-.]", story)
    return head is not None and head[1] + head[2] == rule


def cites(code, rule):
    """Invariants have letters of their own: S1 of a TJ_INVARIANT is none."""
    return any(re.search(rf"\b{rule}\b", line) for line in code.splitlines()
               if "TJ_INVARIANT" not in line)


def complaints(text, exists, says, stories, keys):
    """exists(path), says(path, rule), names of story files, names of drive
    settings."""
    found = rows(text)
    for rule in wanted():
        if rule not in found:
            yield f"docs/FIDELITY.md: {rule} has no row; say where it is implemented"
    for rule, cells in found.items():
        if len(cells) != 4:
            yield f"docs/FIDELITY.md: {rule} has {len(cells) + 1} cells, not 5"
            continue
        _, _, files, shown = cells
        for path in NAMED.findall(files) + NAMED.findall(shown):
            if not exists(path):
                yield f"docs/FIDELITY.md: {rule} names `{path}`, which is not there"
        for path in NAMED.findall(files):
            if not says(path, rule):
                yield (f"docs/FIDELITY.md: {rule} is said to be in `{path}`, where "
                       f"no comment cites it")
        if not NAMED.findall(files):
            yield f"docs/FIDELITY.md: {rule} names no file that has it"
        if not NAMED.findall(shown) and rule not in UNREACHABLE:
            yield f"docs/FIDELITY.md: {rule} names no story or test that shows it"
        if rule[0] in OWN_STORY and not any(begins(s, rule) for s in stories):
            yield f"tests/stories: no story begins with {rule}-"
    for key in re.findall(r"^\| `([a-z_0-9]+)=", text, re.M):
        if key not in keys:
            yield f"docs/FIDELITY.md: `{key}` is no drive setting"
