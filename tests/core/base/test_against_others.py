"""core/base against independent implementations: numpy and Python."""
import codecs
import json
import os
import pathlib
import random
import subprocess

import hypothesis
import numpy
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


# One U+FFFD for each byte that starts no character.
codecs.register_error("one_for_each", lambda wrong: ("\ufffd", wrong.start + 1))


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
            assert ours == text.decode("utf-8", "one_for_each")


def test_json_numbers_are_exact():
    value = json.loads(run("json_echo", text="").stdout)
    assert value == {"u64": 2**64 - 1, "odd": 2**53 + 1, "i64": -2**63, "double": 0.1,
                     "infinite": None, "bool": True, "null": None,
                     "code": "0x0002c05c", "bytes": "01ff", "empty": [], "strings": []}


def test_a_full_disk_is_exit_74():
    done = run("json_echo", "/dev/full", text="00\n" * 10)
    assert done.returncode == 74
    assert "could not be written" in done.stderr
