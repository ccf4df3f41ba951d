"""core/base against independent implementations: numpy, Python, npm."""
import json
import os
import pathlib
import random
import subprocess

import hypothesis
import numpy
import pytest
from hypothesis import strategies

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
TOOLS = pathlib.Path(os.environ["TRAYJAM_BUILD"]) / "tests/core/base"


def run(tool, *arguments, text):
    return subprocess.run([TOOLS / tool, *arguments], input=text, text=True,
                          capture_output=True)


def test_philox_gives_the_words_of_numpy():
    draw = random.Random(11)
    blocks = [[draw.getrandbits(64) for _ in range(6)] for _ in range(1500)]
    blocks += [[2**64 - 1] * 6, [0] * 6, [2**64 - 1, 0, 0, 0, 1, 2]]
    asked = "\n".join(" ".join(map(str, block)) for block in blocks)
    lines = run("philox_words", text=asked).stdout.splitlines()
    assert len(lines) == len(blocks)
    for block, line in zip(blocks, lines):
        # numpy counts up before it generates a block.
        before = (sum(word << 64 * i for i, word in enumerate(block[:4])) - 1) % 2**256
        philox = numpy.random.Philox(key=block[4] | block[5] << 64, counter=before)
        assert [int(word) for word in line.split()] == philox.random_raw(4).tolist()


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(strategies.lists(strategies.binary(max_size=60), max_size=20))
def test_json_reads_back_as_python_decodes_it(strings):
    strings = [text.replace(b"\0", b"?") for text in strings]
    for style in ("pretty", "flat"):
        done = run("json_echo", "/dev/stdout", style,
                   text="".join(text.hex() + "\n" for text in strings))
        assert done.returncode == 0
        value = json.loads(done.stdout)
        for text, ours in zip(strings, value["strings"], strict=True):
            try:
                assert ours == text.decode("utf-8")
            except UnicodeDecodeError:
                assert "\ufffd" in ours


def test_json_numbers_are_exact():
    value = json.loads(run("json_echo", text="").stdout)
    assert value == {"u64": 2**64 - 1, "odd": 2**53 + 1, "i64": -2**63, "double": 0.1,
                     "infinite": None, "bool": True, "null": None,
                     "code": "0x0002c05c", "bytes": "01ff", "empty": [], "strings": []}


def test_a_full_disk_is_exit_74():
    done = run("json_echo", "/dev/full", text="00\n" * 10)
    assert done.returncode == 74
    assert "could not be written" in done.stderr


READER = """
const hdr = require(process.argv[1]);
const lines = require('fs').readFileSync(0, 'utf8');
const reader = new hdr.HistogramLogReader(lines);
const h = reader.nextIntervalHistogram();
const at = p => h.getValueAtPercentile(p);
console.log(JSON.stringify({tag: h.tag, total: h.totalCount, p50: at(50), p99: at(99),
    p9999: at(99.99), max: h.maxValue, start: reader.startTimeSec}));
"""


def test_hdr_histogram_js_reads_the_log_back():
    package = SOURCE / "tests/node_modules/hdr-histogram-js"
    if not package.exists():
        pytest.skip("npm package hdr-histogram-js is not installed (./dev setup)")
    draw = random.Random(5)
    values = [int(draw.lognormvariate(13, 2)) + 1 for _ in range(20000)]
    log = run("histogram_log", text="\n".join(map(str, values))).stdout
    read = subprocess.run(["node", "-e", READER, str(package)], input=log, text=True,
                          capture_output=True)
    assert read.returncode == 0, read.stderr
    seen = json.loads(read.stdout)
    assert seen["tag"] == "lock.granted" and seen["total"] == len(values)
    values.sort()
    for name, share in (("p50", 0.5), ("p99", 0.99), ("p9999", 0.9999)):
        exact = values[max(0, int(numpy.ceil(share * len(values))) - 1)]
        assert exact <= seen[name] <= exact * 1.001 + 1, name
    assert values[-1] <= seen["max"] <= values[-1] * 1.001 + 1
