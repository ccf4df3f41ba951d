# SPDX-License-Identifier: MIT
"""Programs of others, unmodified, with a simulated drive as their /dev/sr0."""
import json
import shutil

import pytest


@pytest.fixture(name="drive")
def plug_in(guest):
    """A new drive with a disc; gives a way to look into it."""
    guest.must(guest.drive("add 0 disc=present"))

    def look():
        state = json.loads(guest.must(guest.drive("status 0 --json")))
        return state["tray"], state["simple_locks"]

    yield look
    guest.must(guest.drive("remove 0"))


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None,
                              reason=f"{program} is not installed here")


@needs("eject")
def test_eject_opens_and_closes(guest, drive):
    assert "succeeded" in guest.must("eject -v /dev/sr0")
    assert drive() == ("open", 0)
    guest.must("eject -t /dev/sr0")
    assert drive() == ("closed", 0)


@needs("eject")
def test_a_lock_of_eject_outlives_it(guest, drive):
    guest.must("eject -i on /dev/sr0")
    assert drive() == ("closed", 1)
    guest.must(guest.drive("press 0"))
    assert drive() == ("closed", 1)
    guest.must("eject -i off /dev/sr0")
    guest.must(guest.drive("press 0"))
    assert drive() == ("open", 0)


@needs("eject")
def test_eject_takes_a_refusal_for_success(guest, drive):
    """It asks whether the ioctl was negative; a refusal is 2."""
    guest.must(guest.drive("sense 0 5/53/2 op=1b"))
    told = guest.run("eject -v /dev/sr0")
    assert told.code == 0 and "CD-ROM eject command succeeded" in told.text
    assert drive() == ("closed", 0)


@needs("wodim")
def test_wodim_knows_the_drive(guest, drive):
    told = guest.must("wodim -prcap dev=/dev/sr0")
    assert "'TRAYJAM '" in told and "'SIMULATED DVD   '" in told
    assert "Does read DVD-ROM media" in told and "Does not write CD-R media" in told
    assert "lout lba:    333000" in guest.must("wodim -toc dev=/dev/sr0")
    guest.must("wodim -eject dev=/dev/sr0")
    assert drive() == ("open", 0)
    guest.must("wodim -load dev=/dev/sr0")
    assert drive()[0] == "closed"


@needs("cdrskin")
def test_cdrskin_knows_drive_and_disc(guest, drive):
    told = guest.must("cdrskin dev=/dev/sr0 -minfo 2>&1")
    assert "TRAYJAM-00000001" in told and "Read capacity:                      333000" in told
    guest.must("cdrskin dev=/dev/sr0 -eject 2>&1")
    assert drive() == ("open", 0)


def test_dd_reads_the_whole_command_s_worth(guest, drive):
    told = guest.must("dd if=/dev/sr0 bs=64k count=32 2>/dev/null | tr -d '\\0' | wc -c; "
                      "dd if=/dev/sr0 bs=2048 skip=332998 2>&1 >/dev/null | head -1")
    assert told.split("\n")[:2] == ["0", "2+0 records in"]
    assert drive() == ("closed", 0)
