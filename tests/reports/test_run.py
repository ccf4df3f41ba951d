# SPDX-License-Identifier: MIT
"""What is read of run.json for people."""

from typing import Any

from reports.run import client_names


def account(client: int, name: str) -> dict[str, Any]:
    return {"client": client, "name": name}


def test_a_client_is_called_by_its_name_else_by_its_persona() -> None:
    run = {"accounts": [account(1, "Nero 12"), account(2, ""), account(3, "")],
           "applications": [{"client": 1, "persona": "burner"},
                            {"client": 2, "persona": "shell"}]}
    assert client_names(run) == {1: "Nero 12", 2: "shell"}


def test_a_run_of_before_names_those_who_locked() -> None:
    assert client_names({"accounts": [account(1, "Nero 12"), account(2, "")]}) \
        == {1: "Nero 12"}
