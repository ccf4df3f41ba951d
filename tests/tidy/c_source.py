"""Size, shape and banned words of C files. Each complaint names the remedy."""
import re

FUNCTION_LINES_MAX = 70
SOURCE_LINES_MAX = 500
HEADER_LINES_MAX = 200
COLUMNS_MAX = 100
PARAMETERS_MAX = 6

# word: (where it is banned, what to use instead)
BANNED = {
    r"\brand\(": ("", "core/base/random.h: tj_draw"),
    r"\bsrand\(": ("", "core/base/random.h: tj_draw"),
    r"\btime\(": ("", "core/base/clock.h"),
    r"\bstrcpy\(": ("", "core/base/text.h: tj_text_copy"),
    r"\bstrcat\(": ("", "core/base/text.h: tj_text_add"),
    r"\bsprintf\(": ("", "core/base/text.h: tj_text_add"),
    r"\bgets\(": ("", "fgets with a size"),
    r"\batoi\(": ("", "core/base/text.h: tj_parse_u64"),
    r"\bmalloc\(": ("core/ sim/ stress/ cli/ backends/", "core/base/arena.h"),
    r"\bcalloc\(": ("core/ sim/ stress/ cli/ backends/", "core/base/arena.h"),
    r"\brealloc\(": ("core/ sim/ stress/ cli/ backends/", "core/base/arena.h"),
    r"\bfree\(": ("core/ sim/ stress/ cli/ backends/", "core/base/arena.h"),
    r"\busleep\(|\bsleep\(": ("", "core/base/clock.h: tj_clock_sleep_until"),
    r"\b(FIXME|XXX|TODO)\b": ("", "do it, or write down why not in docs/"),
    r"#\s*if.*\b(_WIN32|__linux__|__unix__|_MSC_VER)\b":
        ("core/ sim/ stress/ cli/", "a file per system, chosen in CMake"),
}
FUNCTION_START = re.compile(r"^[A-Za-z_].*\(.*|^[A-Za-z_].*[a-z0-9_]\($")
GOTO = re.compile(r"^\s+goto\s+(\w+)\s*;")


def without_comments(text):
    """Blanks comments and string literals, keeping line numbers."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', blank, text,
                  flags=re.S)


def functions(text):
    """Yields (first line, last line, parameter count) of each definition."""
    lines = without_comments(text).splitlines()
    for number, line in enumerate(lines):
        if line != "{":
            continue
        start = number - 1
        while start > 0 and not FUNCTION_START.match(lines[start]):
            start -= 1
        end = next((i for i in range(number, len(lines)) if lines[i] == "}"),
                   len(lines) - 1)
        head = " ".join(lines[start:number])
        inside = head[head.find("(") + 1:head.rfind(")")]
        nested = re.sub(r"\([^()]*\)", "", inside)
        count = 0 if nested.strip() in ("", "void") else nested.count(",") + 1
        yield start + 1, end + 1, count


def size_complaints(path, text):
    lines = text.splitlines()
    limit = HEADER_LINES_MAX if path.endswith(".h") else SOURCE_LINES_MAX
    if len(lines) > limit:
        yield f"{path}: {len(lines)} lines, at most {limit}; split by concept"
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX and "\\" not in line and "X(" not in line:
            yield f"{path}:{number}: {len(line)} columns, at most {COLUMNS_MAX}"
    for first, last, parameters in functions(text):
        if last - first + 1 > FUNCTION_LINES_MAX:
            yield (f"{path}:{first}: function of {last - first + 1} lines, at most"
                   f" {FUNCTION_LINES_MAX}; let the parent branch and a leaf compute")
        if parameters > PARAMETERS_MAX:
            yield (f"{path}:{first}: {parameters} parameters, at most"
                   f" {PARAMETERS_MAX}; make them a struct")


def banned_complaints(path, text):
    code = without_comments(text).splitlines()
    whole = text.splitlines()
    for number, line in enumerate(code, 1):
        for word, (where, remedy) in BANNED.items():
            folders = where.split()
            if folders and not path.startswith(tuple(folders)):
                continue
            if "core/base/os_" in path or "core/base/clock_" in path:
                continue
            looked_at = whole[number - 1] if "FIXME" in word else line
            if re.search(word, looked_at):
                yield f"{path}:{number}: {word} is banned here; use {remedy}"


def goto_complaints(path, text):
    lines = without_comments(text).splitlines()
    for number, line in enumerate(lines, 1):
        match = GOTO.match(line)
        if match and any(l.startswith(match[1] + ":") for l in lines[:number]) \
           and not any(l.startswith(match[1] + ":") for l in lines[number:]):
            yield f"{path}:{number}: backward goto; write a loop"


GLOBAL = re.compile(r"^(?:static\s+)?(?!.*\bconst\b)(?:struct\s+\w+|unsigned|int|"
                    r"bool|char|u?int\d+_t|size_t|double)\s+\**\w+(?:\[[^\]]*\])*"
                    r"\s*(?:=.*)?;$")


def global_complaints(path, text):
    if not path.startswith(("core/", "sim/", "stress/", "cli/", "backends/")):
        return
    if "core/base/os_" in path or path.endswith(".h"):
        return
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        if GLOBAL.match(line):
            yield f"{path}:{number}: mutable global; put it into a struct"


def complaints(path, text):
    for check in (size_complaints, banned_complaints, goto_complaints,
                  global_complaints):
        yield from check(path, text)
