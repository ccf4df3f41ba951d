"""docs/TRACE_FORMAT.md, the writer, our reader and babeltrace2 agree."""
import functools
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

SOURCE = Path(os.environ["TRAYJAM_SOURCE"])
TOOL = Path(os.environ["TRAYJAM_BUILD"]) / "tests/core/trace/make_trace"
GOLDEN = SOURCE / "tests/golden/trace-v1"
PAGE = (SOURCE / "docs/TRACE_FORMAT.md").read_text()
HEADER, RECORD = 128, 64
KINDS = {1: "OPERATION", 2: "EVENT", 3: "STRIKE", 4: "NAME", 5: "MARK"}

needs_babeltrace = pytest.mark.skipif(shutil.which("babeltrace2") is None,
                                      reason="babeltrace2 is not installed")


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make(word, folder):
    run(TOOL, word, folder)
    return folder


def printed(folder):
    return [json.loads(line) for line in run(TOOL, "print", folder).splitlines()]


# --- The page ---

def section(title):
    """The text under a heading, up to the next one."""
    return re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", PAGE,
                     re.M | re.S)[1]


@functools.cache
def fields(title):
    """(offset, size, name) of each row of the table under a heading."""
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (\w+) \|", section(title), re.M)
    return [(int(offset), int(size), name) for offset, size, name in rows]


def example():
    dump = re.search(r"```hexdump\n(.*?)```", PAGE, re.S)[1]
    lines = [line.split(": ") for line in dump.splitlines()]
    assert [int(offset, 16) for offset, _ in lines] == \
        list(range(0, 16 * len(lines), 16))
    return bytes.fromhex("".join(data for _, data in lines))


@functools.cache
def keys():
    return {name: int(value, 16) for name, value in
            re.findall(r"^\| (k\w+) \| (0x[0-9a-f]+) \|", PAGE, re.M)}


def check_word(block, place, phase):
    """As the page has it, and from nothing else."""
    words = [int.from_bytes(block[i:i + 8], "little") for i in range(0, 64, 8)]
    words[7] &= 0xffffffff
    if phase == 1:
        words[4:7] = [0, 0, 0]
    key = keys()
    total = place * key["k_place"] + phase * key["k_phase"]
    total += sum((w ^ w >> 32) * key[f"k{i}"] for i, w in enumerate(words))
    return total >> 32 & 0xfffffffc | phase


def value_at(data, offset, size):
    return int.from_bytes(data[offset:offset + size], "little")


def segments(folder):
    return sorted(folder.glob("writer-*"))


@pytest.mark.parametrize("titles, start, end", [
    (["Header, first half: identity"], 0, 64),
    (["Header, second half: closing"], 64, 128),
    (["A record"], 0, 64),
    *[([f"Body of a{'n' if name[0] in 'OE' else ''} {name}"], 16, 56)
      for name in KINDS.values()],
])
def test_each_table_covers_every_byte_once(titles, start, end):
    for offset, size, name in fields(titles[0]):
        assert offset == start, name
        start += size
    assert start == end


def test_the_example_is_what_the_writer_writes(tmp_path):
    make("example", tmp_path / "t")
    assert (tmp_path / "t/writer-0000").read_bytes() == example()


def test_the_bytes_the_example_explains_lie_where_it_says():
    data = example()
    rows = re.findall(r"^\| ([0-9a-f]+) \| ([0-9a-f ,.]+) \|",
                      section("A worked example"), re.M)
    assert len(rows) > 10
    for offset, text in rows:
        # A run of dots stands for zeros; what follows it is found by them.
        shown = [bytes.fromhex(part) for part in
                 re.split(r"[ ,]*\.\.+[ ,]*", text.replace(",", "")) if part]
        at = int(offset, 16)
        assert data[at:at + len(shown[0])] == shown[0], offset
        at += len(shown[0])
        for part in shown[1:]:
            while data[at] == 0 and part[0] != 0:
                at += 1
            assert data[at:at + len(part)] == part, offset
            at += len(part)


@pytest.mark.parametrize("word", ["example", "kinds", "verbs"])
def test_check_words_are_as_the_page_says(tmp_path, word):
    for path in segments(make(word, tmp_path / "t")):
        data = path.read_bytes()
        assert value_at(data, 60, 4) == check_word(data[:64], 0, 3)
        assert value_at(data, 124, 4) == check_word(data[64:128], 1, 3)
        for index in range((len(data) - HEADER) // RECORD):
            block = data[HEADER + index * RECORD:][:RECORD]
            stored = value_at(block, 60, 4)
            assert stored & 3 in (1, 2)
            assert stored == check_word(block, index, stored & 3)


def test_the_program_uses_the_keys_of_the_page():
    code = (SOURCE / "core/trace/check_word.h").read_text()
    used = re.findall(r"#define TJ_KEY_\w+\s+UINT64_C\((0x[0-9a-f]+)\)", code)
    assert [int(key, 16) for key in used] == list(keys().values())


def moves():
    """(distance, word, bit) for each way one flipped bit moves the sum."""
    rows = []
    for word in range(8):
        key = keys()[f"k{word}"]
        for bit in range(64 if word < 7 else 32):
            whole = [key << bit, -(key << bit)]
            if bit >= 32:
                half = key << (bit - 32)
                whole = [w + h for w in whole for h in (half, -half)]
            rows += [(w % 2**64, word, bit) for w in whole]
    distance, word, bit = zip(*rows)
    return np.array(distance, np.uint64), np.array(word), np.array(bit)


def nearness(distance):
    return np.minimum(distance, ~distance + np.uint64(1))


def test_no_one_or_two_flipped_bits_leave_a_check_word_as_it_was():
    seen = np.uint64(2**34)
    distance, word, bit = moves()
    assert nearness(distance).min() > seen
    for i, one in enumerate(distance):
        both = nearness(distance + one)
        # Within a word: twice the same bit is no flip, and of two bits 32
        # apart the lower one is flipped back; that pair comes below.
        twin = (word == word[i]) & ((bit == bit[i]) | (abs(bit - bit[i]) == 32))
        assert both[~twin].min() > seen
    for i in range(7):
        for b in range(32, 64):
            alone = np.array([(keys()[f"k{i}"] << b) % 2**64], np.uint64)
            assert nearness(alone)[0] > seen
    for b in range(2, 32):
        of_word = np.uint64(1 << (32 + b))
        assert nearness(distance - of_word).min() > seen
        assert nearness(distance + of_word).min() > seen


DROPPED = 6  # The mark that says when something was due.
RULE = 10


def decoded(block, answered):
    """A record read by the tables of the page."""
    kind = KINDS[block[8]]
    article = "an" if kind[0] in "OE" else "a"
    rows = fields("A record") + fields(f"Body of {article} {kind}")
    record = {name: value_at(block, offset, size)
              for offset, size, name in rows if size <= 8}
    if kind == "NAME":
        record["text"] = block[16:56].rstrip(b"\0").decode()
    if kind == "EVENT":
        record["data"] = list(block[32:56])
    if kind == "OPERATION" and not answered:
        for name in ("result", "native", "outcome", "done_flags", "t1",
                     "status", "info"):
            del record[name]
    if kind == "MARK" and record["what"] == RULE:
        record["text"] = block[32:56].rstrip(b"\0").decode()
    elif kind == "MARK" and record["what"] != DROPPED:
        assert record.pop("due") == 0
    del record["check"]
    return record


@pytest.mark.parametrize("word", ["example", "kinds", "verbs"])
def test_the_tables_read_what_our_reader_reads(tmp_path, word):
    folder = make(word, tmp_path / "t")
    data = {path.name: path.read_bytes() for path in segments(folder)}
    records = printed(folder)
    assert sum(len(d) - HEADER for d in data.values()) == RECORD * len(records)
    for record in records:
        writer, index = record.pop("writer"), record.pop("index")
        answered = record.pop("answered")
        at = HEADER + RECORD * index
        block = data[f"writer-{writer:04}"][at:at + RECORD]
        assert value_at(block, 60, 4) & 3 == (2 if answered else 1)
        assert decoded(block, answered) == record


# --- The golden trace ---

def golden_lines():
    text = (SOURCE / "tests/golden/trace-v1.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_the_golden_trace_reads_as_when_it_was_written():
    assert printed(GOLDEN) == golden_lines()


def test_the_writer_still_writes_the_golden_bytes(tmp_path):
    folder = make("kinds", tmp_path / "t")
    names = [path.name for path in segments(GOLDEN)]
    assert names == [path.name for path in segments(folder)]
    for name in names:
        assert (folder / name).read_bytes() == (GOLDEN / name).read_bytes()


# --- babeltrace2 ---

EVENT_LINE = re.compile(r"^\[(\d+)\] \(\S+\) (\w+): \{[^}]*\}, \{ (.*) \}$")
FIELD = re.compile(r'(\w+) = (\( "(?P<label>[^"]*)" : container = \d+ \)'
                   r'|\[ (?P<array>[^\]]*(?:\] = [^\]]*)*) \]'
                   r'|"(?P<text>[^"]*)"|(?P<number>\w+))(?:, |$)')


def babeltrace(folder):
    done = subprocess.run(["babeltrace2", "--clock-cycles", str(folder)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "babeltrace2 has nothing to complain about"
    return [bt_event(line) for line in done.stdout.splitlines()]


def bt_event(line):
    time, name, body = EVENT_LINE.match(line).groups()
    event = {"t0": int(time), "name": name}
    for field in FIELD.finditer(body):
        if field["array"] is not None:
            value = [int(v, 0) for v in
                     re.findall(r"\] = (\w+)", field["array"])]
        elif field["number"] is not None:
            value = int(field["number"], 0)
        else:
            value = field["label"] if field["text"] is None else field["text"]
        event[field[1]] = value
    return event


def labels(folder, name):
    """The enumeration of a TSDL field in a trace's metadata, by number."""
    text = (folder / "metadata").read_text()
    body = re.search(rf"enum : u8 \{{([^}}]*)\}} {name};", text)[1]
    return {int(number): label for label, number in
            re.findall(r'"([^"]+)" = (\d+)', body)}


WHAT = {1: "verb", 2: "device_event", 3: "effect", 4: "part", 5: "mark"}


def as_babeltrace_says(folder, record):
    record = dict(record)
    name = WHAT[record["kind"]]
    what = record.pop("what")
    record[name] = labels(folder, name)[what] \
        if record["kind"] in (1, 2, 5) else what
    if "outcome" in record:
        record["outcome"] = labels(folder, "outcome")[record["outcome"]]
    record["name"] = KINDS[record["kind"]].lower()
    for name in ("kind", "writer", "index", "answered"):
        del record[name]
    return record


def ordered(events):
    return sorted(events, key=lambda e: (e["t0"], json.dumps(e, sort_keys=True)))


def expect_agreement(folder, records):
    ours = [as_babeltrace_says(folder, record) for record in records]
    theirs = babeltrace(folder)
    assert len(theirs) == len(ours) > 0
    assert [e["t0"] for e in theirs] == [e["t0"] for e in ours]
    known = {name for event in ours for name in event}
    for event in theirs:
        assert event.keys() - known <= {"check", "spare", "due", "text"}
        if event["name"] == "mark" and event["mark"] not in ("dropped", "rule"):
            assert event.pop("due", 0) == 0
        if event["name"] == "mark" and event["mark"] != "rule":
            assert event.pop("text", "") == ""
        if event["name"] == "operation" and event["check"] & 3 == 1:
            for name in ("result", "native", "outcome", "done_flags", "t1",
                         "status", "info"):
                event.pop(name)
    theirs = [{k: v for k, v in e.items() if k not in ("check", "spare")}
              for e in theirs]
    assert ordered(theirs) == ordered(ours)


@needs_babeltrace
@pytest.mark.parametrize("word", ["example", "kinds", "verbs"])
def test_babeltrace_reads_what_our_reader_reads(tmp_path, word):
    folder = make(word, tmp_path / "t")
    expect_agreement(folder, printed(folder))


@needs_babeltrace
def test_babeltrace_reads_the_golden_trace():
    expect_agreement(GOLDEN, golden_lines())


@needs_babeltrace
def test_every_verb_outcome_and_event_has_its_name(tmp_path):
    events = babeltrace(make("verbs", tmp_path / "t"))
    op_h = (SOURCE / "core/drive/op.h").read_text()
    codes_h = (SOURCE / "core/drive/codes.h").read_text()
    verbs = re.findall(r'^    X\(\w+, +"(\w+)"\)', op_h, re.M)
    listed = re.search(r"#define TJ_EVENT_LIST\(X\)(.*?)\n\n", codes_h, re.S)[1]
    names = [f"GUID_IO_{name}" for name in re.findall(r"X\((\w+)\)", listed)]
    assert [(e["verb"], e["outcome"]) for e in events if "verb" in e] == \
        [(verb, outcome) for verb in verbs
         for outcome in ("unknown", "done", "refused")]
    assert [e["device_event"] for e in events if "device_event" in e] == names


@needs_babeltrace
def test_babeltrace_reads_a_partial_trace_once_it_is_repaired(tmp_path):
    folder = make("unclosed", tmp_path / "t")
    before = printed(folder)
    assert subprocess.run(["babeltrace2", str(folder)], capture_output=True,
                          check=False, timeout=60).returncode != 0
    assert run(TOOL, "repair", folder) == "2\n"
    assert printed(folder) == before
    expect_agreement(folder, before)
