# SPDX-License-Identifier: MIT
"""list and explain: every name there is, in words and for programs."""
import json

import pytest
from cli_program import trayjam

KINDS = {"presets": "two-burners", "personas": "imapi2-burner",
         "faults": "refuse", "rules": "TJ-X01", "mutants": "two_owners",
         "profiles": "bluray-sata-an", "backends": "windows", "events": "GUID_IO_MEDIA_ARRIVAL",
         "ioctls": "IOCTL_CDROM_EXCLUSIVE_ACCESS",
         "statuses": "STATUS_ACCESS_DENIED", "verbs": "lock", "steps": "wait",
         "commands": "run", "metrics": "retry.storm_peak"}


@pytest.mark.parametrize("kind, name", KINDS.items())
def test_each_kind_is_listed_for_people_and_programs(kind, name):
    rows = json.loads(trayjam("list", kind, "--json").stdout)
    names = [row["name"] for row in rows]
    assert name in names
    assert len(names) == len(set(names))
    assert all(row["about"] for row in rows)
    text = trayjam("list", kind).stdout.splitlines()
    assert [line.split()[0] for line in text] == names


@pytest.mark.parametrize("kind", ["ioctls", "events"])
def test_each_names_its_section_and_whether_it_is_simulated(kind):
    rows = json.loads(trayjam("list", kind, "--json").stdout)
    text = trayjam("list", kind).stdout.splitlines()
    for row, line in zip(rows, text, strict=True):
        assert row["specification"][0].isdigit() and row["simulated"]
        assert f"spec {row['specification']};" in line
        assert f"simulated {row['simulated']}" in line
    if kind == "ioctls":
        assert {row["simulated"] for row in rows} == {"by a rule of its own"}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_listed_is_explained(kind):
    rows = json.loads(trayjam("list", kind, "--json").stdout)
    for row in rows[::7] + rows[-1:]:
        told = trayjam("explain", row["name"])
        assert told.returncode == 0
        assert row["name"] + " (" in told.stdout


def test_the_device_events_page_is_whole():
    rows = json.loads(trayjam("list", "events", "--json").stdout)
    assert len(rows) == 26
    assert all(len(row["guid"]) == 36 for row in rows)


@pytest.mark.parametrize("word, pieces", [
    ("0x2C05C", ["IOCTL_CDROM_EXCLUSIVE_ACCESS", "function 0x017",
                 "read and write", "ntddcdrm.h"]),
    ("cdrom_exclusive_access", ["IOCTL_CDROM_EXCLUSIVE_ACCESS", "0x0002C05C"]),
    ("5", ["STATUS_ACCESS_DENIED", "ERROR_ACCESS_DENIED"]),
    ("ERROR_NOT_READY", ["STATUS_NO_MEDIA_IN_DEVICE", "STATUS_DEVICE_NOT_READY"]),
    ("0xC0000022", ["STATUS_ACCESS_DENIED"]),
    ("access_denied", ["STATUS_ACCESS_DENIED"]),
    ("D07433C0-A98E-11D2-917A-00A0C9068FF3", ["GUID_IO_MEDIA_ARRIVAL"]),
    ("media_arrival", ["GUID_IO_MEDIA_ARRIVAL", "MediaChangeCount"]),
    ("tj-x01", ["TJ-X01", "at most one", "mutant"]),
    ("two-burners", ["[persona burner-a]"]),
    ("load2", ["IOCTL_STORAGE_LOAD_MEDIA2"]),
    ("0x2D4FFC", ["device 0x2D (storage)", "function 0x3FF", "not in the"]),
    ("0xC0009999", ["NTSTATUS", "error"]),
])
def test_names_and_numbers_are_explained(word, pieces):
    told = trayjam("explain", word)
    assert told.returncode == 0
    for piece in pieces:
        assert piece in told.stdout, told.stdout


def test_what_nothing_is_called_is_a_usage_error():
    told = trayjam("explain", "xyzzy-plugh")
    assert told.returncode == 64 and not told.stdout


def test_explanations_of_tables_fit_a_terminal():
    for word in ("TJ-X08", "0x2C05C", "GUID_IO_MEDIA_ARRIVAL"):
        lines = trayjam("explain", word).stdout.splitlines()
        assert max(map(len, lines)) <= 80
        assert not [line for line in lines if line != line.rstrip()]
