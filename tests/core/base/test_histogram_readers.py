"""A histogram log of ours, read back by hdr-histogram-js.

In a file of its own: without the npm package it is skipped, and ctest shows a
file with one skipped test as skipped altogether."""
import json
import os
import pathlib
import random
import subprocess

import numpy
import pytest

SOURCE = pathlib.Path(os.environ["TRAYJAM_SOURCE"])
TOOL = pathlib.Path(os.environ["TRAYJAM_BUILD"]) / "tests/core/base/histogram_log"

READER = """
const hdr = require(process.argv[1]);
const lines = require('fs').readFileSync(0, 'utf8');
const reader = new hdr.HistogramLogReader(lines);
const h = reader.nextIntervalHistogram();
const at = p => h.getValueAtPercentile(p);
console.log(JSON.stringify({tag: h.tag, total: h.totalCount, p50: at(50), p99: at(99),
    p9999: at(99.99), max: h.maxValue, start: reader.startTimeSec}));
"""


def write_log(values, doublings=0):
    return subprocess.run([TOOL, str(doublings)], input="\n".join(map(str, values)),
                          text=True, capture_output=True, check=True).stdout


def read_back(log):
    package = SOURCE / "tests/node_modules/hdr-histogram-js"
    if not package.exists():
        pytest.skip("npm package hdr-histogram-js is not installed (./dev setup)")
    read = subprocess.run(["node", "-e", READER, str(package)], input=log, text=True,
                          capture_output=True)
    assert read.returncode == 0, read.stderr
    return json.loads(read.stdout)


def test_a_histogram_in_several_stored_blocks_reads_back():
    # One value in each of 32,768 buckets, counted 128 times: two bytes for each
    # and the header are more than the 65,535 of one block.
    values = [*range(2048), *(slot << shift for shift in range(1, 31)
                              for slot in range(1024, 2048))]
    log = write_log(values, doublings=7)
    assert len(log) > 65536 * 4 / 3
    seen = read_back(log)
    assert seen["total"] == 128 * len(values)
    assert values[-1] <= seen["max"] <= values[-1] * 1.001


def test_hdr_histogram_js_reads_the_log_back():
    draw = random.Random(5)
    values = [int(draw.lognormvariate(13, 2)) + 1 for _ in range(20000)]
    seen = read_back(write_log(values))
    assert seen["tag"] == "lock.granted" and seen["total"] == len(values)
    values.sort()
    for name, share in (("p50", 0.5), ("p99", 0.99), ("p9999", 0.9999)):
        exact = values[max(0, int(numpy.ceil(share * len(values))) - 1)]
        assert exact <= seen[name] <= exact * 1.001 + 1, name
    assert values[-1] <= seen["max"] <= values[-1] * 1.001 + 1
