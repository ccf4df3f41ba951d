"""Links resolve; invariants and rules are the same in prose and in code."""
import re

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
INVARIANT_USE = re.compile(r"TJ_INVARIANT\(([A-Z]+\d+),")
INVARIANT_ROW = re.compile(r"^\| ([A-Z]+\d+) \|", re.M)
# Nothing in the tree may speak of where or how it is made.
FOREIGN = re.compile(r"/work/|/root/|registry\.npm|deb\.debian\.org|\bshared/spec\b")


def link_complaints(root, path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for match in LINK.finditer(line):
            if re.match(r"[a-z]+:", match[1]):
                continue
            if not (path.parent / match[1]).exists():
                yield (f"{path.relative_to(root)}:{number}: dead link {match[1]};"
                       " mend it or leave it out")


def invariant_complaints(used, written):
    for letter in sorted(set(used) - set(written)):
        yield f"docs/INVARIANTS.md: {letter} is asserted in code but not explained"
    for letter in sorted(set(written) - set(used)):
        yield f"docs/INVARIANTS.md: {letter} is explained but asserted nowhere"


def foreign_complaints(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        if FOREIGN.search(line):
            yield f"{path}:{number}: names a place outside the project; leave it out"
