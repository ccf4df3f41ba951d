# SPDX-License-Identifier: MIT
"""The guest itself: what it has, what it leaves, and whose fault a failure is."""
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

import machine as lab


def test_without_packages_it_is_missing_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "CACHE", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(lab.Missing, match="no dpkg-deb"):
        lab.prepare()
    (tmp_path / "dpkg-deb").write_text("#!/bin/sh\n", "ascii")
    (tmp_path / "dpkg-deb").chmod(0o755)
    with pytest.raises(lab.Missing, match="no apt-get: the packages user-mode-linux"):
        lab.prepare()


def test_a_kernel_that_is_none_is_tried_twice_and_is_no_failure_of_a_test(guest, capfd):
    del guest # Only so that it is skipped where no guest can be had.
    other = lab.Machine()
    other.kernel = "/bin/false"
    with pytest.raises(lab.Infrastructure, match="the guest ended"):
        other.__enter__()
    other.stop()
    assert capfd.readouterr().err.count("booting again") == 1


def test_exit_code_and_output_come_back(guest):
    result = guest.run("echo out; echo err >&2; exit 7")
    assert result.code == 7 and result.text == "out\nerr\n"
    assert guest.must("id -u; uname -s").split() == ["0", "Linux"]


def test_what_the_guest_writes_stays_in_it(guest, tmp_path):
    there = tmp_path / "there"
    guest.must(f"echo guest > {there}; cat {there}")
    assert not there.exists()
    guest.must("echo shared > /run/exchange/here")
    assert (guest.exchange / "here").read_text("ascii") == "shared\n"


def test_a_guest_that_dies_is_told_apart_and_leaves_nothing(guest):
    del guest
    other = lab.Machine()
    other.__enter__()
    leader, exchange = other.process.pid, other.exchange
    assert lab.of_session(leader)
    with pytest.raises(lab.Infrastructure, match="the guest ended, and began anew"):
        other.run("echo b > /proc/sysrq-trigger; sleep 60")
    other.stop()
    assert not lab.of_session(leader) and not exchange.exists()


def test_a_guest_that_hangs_is_ended(guest):
    del guest
    other = lab.Machine()
    other.__enter__()
    leader = other.process.pid
    with pytest.raises(lab.Infrastructure, match="did not answer within 1 s"):
        other.run("sleep 60", timeout_s=1)
    os.kill(leader, signal.SIGSTOP) # Not even a signal is taken politely.
    other.stop()
    assert not lab.of_session(leader)


def test_who_is_killed_leaves_no_guest(guest, tmp_path):
    del guest
    told = tmp_path / "told"
    with subprocess.Popen(
            [sys.executable, "-c", "import machine, pathlib, sys, time\n"
             "m = machine.Machine(); m.__enter__()\n"
             "pathlib.Path(sys.argv[1]).write_text(f'{m.process.pid} {m.exchange}\\n')\n"
             "time.sleep(60)", told], cwd=lab.HERE) as holder:
        end = time.monotonic() + 60
        while time.monotonic() < end and not (told.exists() and told.read_text().endswith("\n")):
            time.sleep(0.05)
        leader, exchange = told.read_text().split()
        assert lab.of_session(int(leader))
        holder.kill()
    while time.monotonic() < end and lab.of_session(int(leader)):
        time.sleep(0.05)
    assert not lab.of_session(int(leader))
    shutil.rmtree(exchange)
